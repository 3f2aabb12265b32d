package intake

import (
	"strings"

	"phendau/internal/amount"
	"phendau/internal/catalogue"
	"phendau/internal/vi"
)

// headUnit is a unit named once for many cells: "triệu đồng" is a million
// base units of money.
type headUnit struct {
	text  string
	scale int64
	unit  string // as vi.Quantity gives it, "" for a bare multiplier
}

// probe is a scale no unit has by itself: a sized unit answers with its own
// size, every other one with this or a refusal.
const probe = 7

// readHeadUnit reads a unit as if one of it were counted.
func readHeadUnit(text string) (*headUnit, error) {
	q, err := vi.ParseQuantity("1 "+text, 1)
	if err != nil {
		return nil, err
	}
	return &headUnit{text: text, scale: q.V, unit: q.Unit}, nil
}

// units answers questions about units of measure with what the catalogue and
// the reader of numerals know; it names none itself.
type units struct{ cat *catalogue.Catalogue }

// base is the unit in which a measure is kept.
func (u units) base(id string) *catalogue.Unit {
	x := u.cat.Units[id]
	if x == nil {
		return nil
	}
	if b := u.cat.Units[x.Base]; b != nil {
		return b
	}
	return x
}

// sized tells whether a number of this unit says nothing without it: length,
// money, weight, area, time; a plain count does.
func (u units) sized(id string) bool {
	b := u.base(id)
	if b == nil {
		return false
	}
	q, err := vi.ParseQuantity("1 "+b.Short.VI, probe)
	return err == nil && q.V != probe && q.Unit != ""
}

// accepts tells whether a unit found in a cell belongs to a measure.
func (u units) accepts(id, text string) bool {
	own := u.cat.Units[id]
	if own == nil {
		return false
	}
	for _, x := range u.cat.Units {
		if x.Base != own.Base {
			continue
		}
		for _, name := range []string{x.Name.VI, x.Short.VI, x.Name.EN, x.Short.EN, x.ID} {
			if vi.EqualKey(name) == vi.EqualKey(text) {
				return true
			}
		}
	}
	return u.sized(id) && sameDimension(u.base(id).Short.VI, text)
}

// sameDimension tells whether two sized units measure the same thing: only
// then do they make a range.
func sameDimension(a, b string) bool {
	_, err := vi.ParseQuantity("0 "+a+" - 0 "+b, 1)
	return err == nil
}

// choices lists the units a clerk may write.
func (u units) choices(id string) [2]string {
	b := u.base(id)
	if b == nil {
		return [2]string{id, id}
	}
	words := []string{b.Short.VI}
	for _, big := range []string{"nghìn " + b.Short.VI, "triệu " + b.Short.VI, "tỷ " + b.Short.VI} {
		if b.Money {
			words = append(words, big)
		}
	}
	for _, x := range u.cat.UnitList() {
		if x.Base == b.ID && x.Scale > 1 {
			words = append(words, x.Short.VI)
		}
	}
	return [2]string{strings.Join(words, " hay "), strings.Join(words, " or ")}
}

// amountText writes a value in base units with their name.
func (r *run) amountText(unit string, v amount.Value) string {
	n := v.V
	if n == amount.Unknown {
		n = v.Lo
	}
	if n == amount.Unknown {
		n = v.Hi
	}
	b := units{r.env.catalogue()}.base(unit)
	if b == nil {
		return vi.Int(n)
	}
	return vi.Int(n) + " " + b.Short.VI
}
