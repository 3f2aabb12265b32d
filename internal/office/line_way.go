package office

import (
	"slices"
	"strings"

	"phendau/internal/catalogue"
	"phendau/internal/ledger"
)

// WayName is a way of going that patrols can be asked by.
type WayName struct {
	Value string `json:"value" doc:"DIMENSION:VALUE"`
	Name  string `json:"name"`
}

// lineWay is a way of going: a value of a dimension of the catalogue. The zero
// value is every way.
type lineWay struct{ dim, value string }

func (y lineWay) String() string {
	if y.dim == "" {
		return ""
	}
	return y.dim + ":" + y.value
}

// went reports whether an entry says that its patrol went so.
func (y lineWay) went(c *ledger.Content) bool {
	return y.dim == "" || slices.Contains(c.Dims[y.dim], y.value)
}

// parseWay reads a way of going; false where the catalogue has none such.
func parseWay(cat *catalogue.Catalogue, text string) (lineWay, bool) {
	if text == "" {
		return lineWay{}, true
	}
	for _, w := range lineWays(cat, "") {
		if w.Value == text {
			dim, value, _ := strings.Cut(text, ":")
			return lineWay{dim, value}, true
		}
	}
	return lineWay{}, false
}

// lineWays are the ways of going of the catalogue: values that say how fast a
// patrol may go.
func lineWays(cat *catalogue.Catalogue, lang string) []WayName {
	out := []WayName{}
	if cat == nil {
		return out
	}
	for _, d := range cat.DimensionList() {
		for _, v := range d.Values {
			if v.Speed > 0 {
				out = append(out, WayName{d.ID + ":" + v.ID, v.Name.In(lang)})
			}
		}
	}
	return out
}
