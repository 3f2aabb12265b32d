package tip

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"fmt"
	"slices"
	"testing"

	"phendau/internal/calendar"
)

// reply seals the desk's next message as the thread of the desk has it.
func (w *world) reply(t *testing.T, thread *Thread, text string, change func(*Message)) ([]byte, *Message) {
	t.Helper()
	m := &Message{Case: w.body.Case, Dir: Out, Day: "2026-12-01", Text: text, Files: []File{}}
	if last, ok := thread.Last(Out); ok {
		m.Seq, m.Prev = last.Seq+1, last.SHA256
	}
	if last, ok := thread.Last(In); ok {
		m.Seen = &last
	}
	if err := m.Sign(w.sign); err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(m)
	}
	sealed := must(SealMessage(m, w.caseID.Recipient(), w.reader.Recipient()))
	return sealed, must(OpenMessage(sealed, w.reader))
}

func TestAForgedHeldBackOrMovedReplyIsNotShownAsTheDesks(t *testing.T) {
	w := newWorld(t)
	slot := w.seal(t, nil).Slot
	desk := NewThread(w.body.Case, slot.Body, w.keys)
	var sealed [][]byte
	var read []*Message
	for i := range 3 {
		b, m := w.reply(t, desk, fmt.Sprint("trả lời ", i), nil)
		if err := desk.Next(b, Out, m); err != nil {
			t.Fatal(err)
		}
		sealed, read = append(sealed, b), append(read, m)
	}
	thread := func(order ...int) (out []Code) {
		th := NewThread(w.body.Case, nil, w.keys)
		for _, i := range order {
			out = append(out, code(th.Next(sealed[i], Out, read[i])))
		}
		return out
	}
	for _, x := range []struct {
		order []int
		want  []Code
	}{
		{[]int{0, 1, 2}, []Code{"", "", ""}},
		{[]int{0, 2}, []Code{"", OutOfOrder}},
		{[]int{1, 2}, []Code{OutOfOrder, ""}},
		{[]int{0, 0, 1}, []Code{"", OutOfOrder, ""}},
		{[]int{1, 0}, []Code{OutOfOrder, OutOfOrder}},
	} {
		if got := thread(x.order...); !slices.Equal(got, x.want) {
			t.Errorf("%v: %q, want %q", x.order, got, x.want)
		}
	}
	stranger := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{1}, 32))
	for name, x := range map[string]struct {
		change func(*Message)
		want   Code
	}{
		"no signature":  {func(m *Message) { m.Sig, m.Key = "", "" }, NotSigned},
		"other text":    {func(m *Message) { m.Text = "hãy đến đồn lúc 22 giờ" }, NotSigned},
		"other key":     {func(m *Message) { must(0, m.Sign(stranger)) }, NotSigned},
		"key renamed":   {func(m *Message) { m.Key = KeyID(stranger.Public().(ed25519.PublicKey)) }, NotSigned},
		"other case":    {func(m *Message) { m.Case = ID{3}; must(0, m.Sign(w.sign)) }, OtherCase},
		"other side":    {func(m *Message) { m.Dir = In; must(0, m.Sign(w.sign)) }, OtherCase},
		"wrong before":  {func(m *Message) { m.Prev = hashOf(nil); must(0, m.Sign(w.sign)) }, OutOfOrder},
		"nothing wrong": {nil, ""},
	} {
		b, m := w.reply(t, desk, "trả lời", x.change)
		th := NewThread(w.body.Case, slot.Body, w.keys)
		for i := range sealed {
			if err := th.Next(sealed[i], Out, read[i]); err != nil {
				t.Fatal(err)
			}
		}
		if got := code(th.Next(b, Out, m)); got != x.want {
			t.Errorf("%s: %q, want %q", name, got, x.want)
		}
	}
}

func TestASenderGoesOnInHisOwnOrder(t *testing.T) {
	w := newWorld(t)
	slot := w.seal(t, nil).Slot
	th := NewThread(w.body.Case, slot.Body, w.keys)
	m := &Message{Case: w.body.Case, Dir: In, Seq: 1, Prev: hashOf(slot.Body), Day: "2026-12-02", Text: "thêm", Files: []File{}}
	b := must(SealMessage(m, w.caseID.Recipient()))
	if err := th.Next(b, In, must(OpenMessage(b, w.caseID))); err != nil {
		t.Error(err)
	}
	if _, err := OpenMessage(b, w.reader); code(err) != NoKey {
		t.Errorf("the receipt opens what goes to the desk: %v", err)
	}
	ahead := &Message{Case: w.body.Case, Dir: In, Seq: 2, Prev: hashOf(b), Seen: &Seen{4, hashOf(nil)}, Day: "2026-12-03", Text: "vâng", Files: []File{}}
	c := must(SealMessage(ahead, w.caseID.Recipient()))
	reply, r := w.reply(t, th, "hỏi", nil)
	if err := th.Next(reply, Out, r); err != nil {
		t.Fatal(err)
	}
	if err := th.Next(c, In, must(OpenMessage(c, w.caseID))); code(err) != OutOfOrder {
		t.Errorf("an answer to a message that was held back: %v", err)
	}
}

func TestAPhoneBelievesOnlyTheAuthority(t *testing.T) {
	w := newWorld(t)
	key := w.authority.Public().(ed25519.PublicKey)
	day := calendar.MakeDay(2026, 11, 30)
	if err := w.record.Verify(key, day); err != nil {
		t.Fatal(err)
	}
	next := must(NewEpoch(must(NewSeed(rand.Reader)), w.record.Desk, 4, w.quarterThrough+1, w.quarterThrough+90, w.record))
	if err := next.Sign(w.authority); err != nil {
		t.Fatal(err)
	}
	if err := next.Follows(w.record); err != nil {
		t.Error(err)
	}
	forged := *next
	forged.Recipient = w.other.Recipient().String()
	skipped := *next
	skipped.Epoch = 6
	for name, err := range map[string]error{
		"another recipient":  forged.Verify(key, day+60),
		"another authority":  next.Verify(w.sign.Public().(ed25519.PublicKey), day+60),
		"not begun":          next.Verify(key, day),
		"beyond the grace":   w.record.Verify(key, w.quarterThrough+GraceDays+1),
		"a number left out":  skipped.Follows(w.record),
		"of an unknown past": next.Follows(next),
	} {
		if code(err) != WrongEpoch {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := w.record.Verify(key, w.quarterThrough+GraceDays); err != nil {
		t.Errorf("within the grace: %v", err)
	}
	if f := Fingerprint(key); len(f) != 24 || f == Fingerprint(w.sign.Public().(ed25519.PublicKey)) {
		t.Errorf("fingerprint %q", f)
	}
}

// TestAnyKCustodiansAndNoFewer tries all subsets of all quorums.
func TestAnyKCustodiansAndNoFewer(t *testing.T) {
	secret := must(NewSeed(rand.Reader))
	for _, q := range []struct{ n, k, shares int }{{3, 2, 6}, {5, 3, 30}, {7, 4, 140}} {
		all := must(Split(rand.Reader, secret, q.n, q.k))
		if len(all) != q.shares {
			t.Errorf("%d of %d: %d shares", q.k, q.n, len(all))
		}
		for set := range 1 << q.n {
			var who []int
			for c := range q.n {
				if set>>c&1 == 1 {
					who = append(who, c)
				}
			}
			if opens := opensWith(all, who, secret); opens != (len(who) >= q.k) {
				t.Fatalf("%d of %d: %v: %v", q.k, q.n, who, opens)
			}
		}
	}
	for _, q := range [][2]int{{3, 1}, {2, 3}, {8, 4}} {
		if _, err := Split(rand.Reader, secret, q[0], q[1]); code(err) != SharesRefused {
			t.Errorf("%v: %v", q, err)
		}
	}
}

func opensWith(all []Share, who []int, secret Seed) bool {
	byGroup := map[string][]Share{}
	for _, s := range all {
		if slices.Contains(who, s.Custodian) {
			byGroup[fmt.Sprint(s.Group)] = append(byGroup[fmt.Sprint(s.Group)], s)
		}
	}
	for _, shares := range byGroup {
		var sum Seed
		for _, s := range shares {
			sum = sum.Xor(s.Seed)
		}
		got, err := Combine(shares)
		if err == nil && got == secret {
			return true
		}
		if sum == secret {
			return true // a part of a group is enough: it must not be
		}
	}
	return false
}

func FuzzSlot(f *testing.F) {
	f.Add([]byte("PDSLOT1\n"), 8)
	f.Fuzz(func(t *testing.T, b []byte, at int) {
		slot := make([]byte, SlotSize)
		copy(slot, slotMagic)
		copy(slot[uint(at)%SlotSize:], b)
		if s, err := ParseSlot(slot); err == nil {
			for _, p := range s.parts() {
				if CheckSealed(*p.at, p.plain) != nil {
					t.Fatal("a part that is none")
				}
			}
		}
	})
}
