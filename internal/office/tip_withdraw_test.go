package office_test

import (
	"testing"
	"time"

	"phendau/internal/tip"
)

// TestWhatIsWrittenBehindAWithdrawalBringsTheTipBack: whoever writes wants to be heard,
// whether the desk knew of the withdrawal or not; what was done last counts. A copy of
// an earlier message, which somebody kept, brings nothing back.
func TestWhatIsWrittenBehindAWithdrawalBringsTheTipBack(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		message := func(s *sender, seq int) []byte {
			t.Helper()
			m, err := tip.SealMessage(&tip.Message{Case: s.id, Dir: tip.In, Seq: seq, Day: w.clock.now.Format(time.DateOnly), Text: "Còn nữa.", Files: []tip.File{}}, identityOf(t, s.seed).Recipient())
			if err != nil {
				t.Fatal(err)
			}
			return m
		}
		write := func(s *sender, m []byte) {
			t.Helper()
			if err := w.door.Write(t.Context(), s.secrets.Access, m); err != nil {
				t.Fatal(err)
			}
		}
		takeBack := func(s *sender) {
			t.Helper()
			if err := w.door.Withdraw(t.Context(), s.secrets.Access, false); err != nil {
				t.Fatal(err)
			}
		}
		unsorted, same, night, again, copied := w.send("một"), w.send("hai"), w.send("ba"), w.send("bốn"), w.send("năm")
		takeBack(unsorted)
		write(unsorted, message(unsorted, 1))
		w.sort()
		old := message(copied, 1)
		write(copied, old)
		for _, s := range []*sender{same, night, again, copied} {
			w.opened(w.officer, s)
			takeBack(s)
		}
		write(same, message(same, 1))
		write(again, message(again, 1))
		takeBack(again)
		w.later(oneDay) // the night makes operations of it
		write(night, message(night, 1))
		write(copied, old)
		for name, s := range map[string]*sender{"before it was sorted": unsorted, "on the same day": same, "on the next day": night} {
			if v := w.state(s); v.Gone || !v.Unread {
				t.Errorf("written %s: %+v", name, v)
			}
		}
		w.later(5 * oneDay)
		for name, s := range map[string]*sender{"before it was sorted": unsorted, "on the same day": same, "on the next day": night} {
			if _, out := w.opened(w.officer, s); len(out.Items) != 2 {
				t.Errorf("written %s: %d items", name, len(out.Items))
			}
		}
		for name, s := range map[string]*sender{"taken back after it was written": again, "an old message once more": copied} {
			if v := w.state(s); v.State != "shredded" {
				t.Errorf("%s: %+v", name, v)
			}
		}
		if _, err := w.store.Verify(t.Context(), nil); err != nil {
			t.Errorf("the book does not fold again: %v", err)
		}
	})
}
