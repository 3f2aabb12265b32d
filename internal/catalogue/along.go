package catalogue

import "slices"

// Values that say something of the line itself: which one is a reason for what
// was planned and not walked, and which one tells the state of a stone.

// stoneStates are those a stone of a marker may be in.
var stoneStates = []string{"good", "damaged", "lost", "moved"}

// lineValues reads what the values of a dimension say of the line.
func (c *compiler) lineValues(dim *Dimension, f *form) {
	for _, r := range f.refs("excuses") {
		if v := c.valueRef(f.file, dim, r); v != nil {
			v.Excuse = true
		}
	}
	for _, p := range c.pairs(f.file, f.vals["stones"]) {
		v := c.valueRef(f.file, dim, ref{p.key.Value, p.key})
		if !slices.Contains(stoneStates, p.val.Value) {
			c.unknownChoice(f.file, ref{p.val.Value, p.val}, "stones", stoneStates)
			continue
		}
		if v != nil {
			v.Stone = p.val.Value
		}
	}
}

// Excuse is the first value of an entry that says why less was walked than was
// planned; false when none does.
func (c *Catalogue) Excuse(kind string, dims map[string][]string) (dim, value string, ok bool) {
	return c.lineValue(kind, dims, func(v *DimValue) bool { return v.Excuse })
}

// StoneState is the state an entry reports of the stones of its markers; "" when
// it reports none. Of two values that tell one, that of the first dimension of
// the kind counts.
func (c *Catalogue) StoneState(kind string, dims map[string][]string) string {
	dim, value, ok := c.lineValue(kind, dims, func(v *DimValue) bool { return v.Stone != "" })
	if !ok {
		return ""
	}
	return c.Dimensions[dim].byID[value].Stone
}

func (c *Catalogue) lineValue(kind string, dims map[string][]string, says func(*DimValue) bool) (dim, value string, ok bool) {
	k := c.Kinds[kind]
	if k == nil {
		return "", "", false
	}
	for _, d := range k.Dims {
		for _, id := range dims[d.Dim.ID] {
			if v := d.Dim.byID[id]; v != nil && says(v) {
				return d.Dim.ID, id, true
			}
		}
	}
	return "", "", false
}
