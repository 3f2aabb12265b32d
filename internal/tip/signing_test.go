package tip

import (
	"crypto/ed25519"
	"encoding/base64"
	"testing"

	"phendau/internal/calendar"
)

// TestWhoLeftSignsNoAnswerAfterTheNextKeyTookOver: the key he knows is that of the
// desk until the next one is known, whatever is left of its quarter.
func TestWhoLeftSignsNoAnswerAfterTheNextKeyTookOver(t *testing.T) {
	w := newWorld(t)
	next := *must(NewEpoch(Seed(seedOfByte('2')), w.record.Desk, w.record.Epoch+1, w.quarterFrom+10, w.quarterThrough, w.record))
	days := func(records ...EpochRecord) func(string) []ed25519.PublicKey {
		return func(day string) (out []ed25519.PublicKey) {
			on := must(calendar.ParseDay(day))
			for i := range records {
				if from, to, err := records[i].SigningDays(records); err == nil && from <= on && on <= to {
					out = append(out, must(base64.RawURLEncoding.DecodeString(records[i].SignKey)))
				}
			}
			return out
		}
	}
	alone, left := days(*w.record), days(next, *w.record)
	for name, x := range map[string]struct {
		keys func(string) []ed25519.PublicKey
		day  calendar.Day
		want Code
	}{
		"the day before it begins":      {alone, w.quarterFrom - 1, NotSigned},
		"its first day":                 {alone, w.quarterFrom, ""},
		"the last day of the grace":     {alone, w.quarterThrough + GraceDays, ""},
		"behind the grace":              {alone, w.quarterThrough + GraceDays + 1, NotSigned},
		"the last day beside the next":  {left, w.quarterFrom + 10 + OverlapDays, ""},
		"the day behind":                {left, w.quarterFrom + 11 + OverlapDays, NotSigned},
		"at the end of its own quarter": {left, w.quarterThrough, NotSigned},
	} {
		thread := NewThread(w.body.Case, nil, x.keys)
		sealed, m := w.reply(t, thread, "hãy đến đồn lúc 22 giờ", func(m *Message) { m.Day = x.day.String(); must(0, m.Sign(w.sign)) })
		if got := code(thread.Next(sealed, Out, m)); got != x.want {
			t.Errorf("%s: %q, want %q", name, got, x.want)
		}
	}
}
