package figure

import (
	"slices"

	"phendau/internal/catalogue"
	"phendau/internal/place"
)

// Withheld is the state of a cell that would tell too much: a small number of
// tips, or tips below commune.
const Withheld State = "withheld"

// FlagSuppressed marks a cell that is not shown.
const FlagSuppressed = "suppressed"

// MinTips is the smallest number of tips shown apart: a reader must not be
// able to tell who sent one (figures.md section 3, tips.md).
const MinTips = 5

// Hidden reports whether a measure counts a kind that is hidden below
// commune.
func Hidden(m *catalogue.IndicatorMeasure) bool {
	return slices.ContainsFunc(m.Terms, func(t *catalogue.Term) bool { return t.Kind != nil && t.Kind.Roles.HiddenBelowCommune })
}

// Withhold takes small and low-lying cells of hidden kinds out of a table
// that leaves the engine. Where one cell of a row or column of parts is
// taken, the next smallest goes with it, so that it cannot be found by
// subtraction.
func (t *Table) Withhold(places *place.Registry) {
	for k, m := range t.Measures {
		if !Hidden(m.Measure) {
			continue
		}
		for b := range t.Buckets {
			for c := range t.Columns {
				t.withholdLine(len(t.Rows), func(i int) *Cell { return t.At(i, b, c, k) }, places)
			}
		}
		for r := range t.Rows {
			for c := range t.Columns {
				t.withholdLine(len(t.Buckets), func(i int) *Cell { return t.At(r, i, c, k) }, places)
			}
			for b := range t.Buckets {
				t.withholdLine(len(t.Columns), func(i int) *Cell { return t.At(r, b, i, k) }, places)
			}
		}
	}
}

func (t *Table) withholdLine(n int, at func(int) *Cell, places *place.Registry) {
	taken, next := 0, -1
	for i := range n {
		c := at(i)
		small := c.State == HasValue && c.Result.V > 0 && c.Result.V < MinTips
		if small || places.Level(c.Place) == place.LevelHamlet {
			c.withhold()
		}
		if c.State == Withheld {
			taken++
		} else if c.Result.V > 0 && (next < 0 || c.Result.V < at(next).Result.V) {
			next = i
		}
	}
	if taken == 1 && n > 1 && next >= 0 {
		at(next).withhold()
	}
}

func (c *Cell) withhold() {
	if c.State == Withheld {
		return
	}
	c.State, c.Printed, c.Reason = Withheld, TextWithheld, ""
	c.Value, c.Low, c.High, c.Qualifier, c.Basis, c.Counted, c.Entries = "", "", "", "", nil, "", 0
	c.Flags = appendOnce(c.Flags, FlagSuppressed)
}
