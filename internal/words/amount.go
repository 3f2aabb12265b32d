package words

import (
	"phendau/internal/amount"
	"phendau/internal/vi"
)

// Value prints a value with the words of its qualifier; scale is how many base
// units make one printed unit.
func (w Words) Value(v amount.Value, scale int64) string {
	n := func(v int64) string { return vi.Decimal(v, scale) }
	switch v.Q {
	case amount.Exact:
		return n(v.V)
	case amount.Order:
		if text, ok := vi.OrderWords(v.Lo); ok && w.Lang() == "vi" {
			return text
		}
		return w.Text("page.q.at_least", "n", n(v.Lo))
	case amount.About:
		if v.V == amount.Unknown {
			return w.Text("page.q.about", "n", vi.Range(n(v.Lo), n(v.Hi)))
		}
	case amount.Range:
		return w.Text("page.q.range", "n", vi.Range(n(v.Lo), n(v.Hi)))
	case amount.Uncounted:
		return w.Text("page.q.uncounted")
	}
	return w.Text("page.q."+v.Q.String(), "n", n(v.V))
}

// Result prints a sum with the words of its qualifier.
func (w Words) Result(x amount.Result, scale int64) string {
	return w.Value(amount.Value{V: x.V, Lo: x.Lo, Hi: x.Hi, Q: x.Q}, scale)
}
