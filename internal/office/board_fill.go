package office

import (
	"slices"

	"phendau/internal/calendar"
	"phendau/internal/figure"
	"phendau/internal/place"
	"phendau/internal/store"
	"phendau/internal/vi"
)

// expect finds who has to report: the catalogue names level and flag.
func (b *boarder) expect() {
	flags := map[string]bool{}
	for _, ind := range b.tell.cat.Indicators {
		if ind.Reporters != nil && ind.Reporters.Level == string(place.LevelCommune) {
			flags[ind.Reporters.Flag] = true
		}
	}
	places, d := b.reg.Places, newDeadlines(b.tell.cat)
	for _, m := range b.months {
		set := map[string]bool{}
		for _, id := range places.UnitsAt("", place.LevelCommune, m.To) {
			if id != b.place && !places.Holds(b.place, id, m.To) {
				continue
			}
			for flag := range flags {
				if _, ok := places.FlagOn(id, flag, m.To); ok || flag == "" {
					set[id] = true
				}
			}
		}
		b.expected = append(b.expected, set)
		b.due = append(b.due, d.due(m))
	}
}

func (b *boarder) cell(unit string, m int) *BoardCell {
	if b.units[unit] == nil {
		b.units[unit] = make([]BoardCell, len(b.months))
	}
	return &b.units[unit][m]
}

// count adds entries to the unit their place belongs to at the end of the
// month. Tips are not counted here: their numbers are only told in whole
// quarters.
func (b *boarder) count(t *store.Tally) {
	m := slices.IndexFunc(b.months, func(p calendar.Period) bool { return p.Contains(t.Day) })
	k := b.tell.cat.Kinds[t.Kind]
	if m < 0 || k == nil || k.Roles.HiddenBelowCommune {
		return
	}
	unit := b.unitOf(t.PlaceID, t.Day, b.months[m].To)
	if unit == "" || unit != b.place && !b.reg.Places.Holds(b.place, unit, b.months[m].To) {
		return
	}
	c := b.cell(unit, m)
	c.Entries += t.Entries
	c.Verified += t.Verified
	if c.firstMS == 0 || t.FirstMS < c.firstMS {
		c.firstMS = t.FirstMS
	}
}

// unitOf is the commune of a place, or what became of it by a later day; ""
// for places above communes.
func (b *boarder) unitOf(id string, day, on calendar.Day) string {
	places := b.reg.Places
	unit := ""
	for _, up := range append([]string{id}, places.Ancestors(id, day)...) {
		if places.Level(up) == place.LevelCommune {
			unit = up
			break
		}
	}
	if unit != "" && !places.Alive(unit, on) {
		if next := places.Landing(unit, on).Node; places.Level(next) == place.LevelCommune {
			return next
		}
	}
	return unit
}

// judge says what a cell means.
func (b *boarder) judge(c *BoardCell, unit string, m int) {
	month, w := b.months[m], b.tell.w
	n := b.signedZero(unit, month)
	switch {
	case c.Entries > 0:
		c.State, c.Share = "reported", vi.Percent(c.Verified, c.Entries, 0)
		c.Late = (c.firstMS/1000+7*3600)/86400 > int64(b.due[m])
	case n != nil:
		c.State, c.Nil = "nil", &BoardNil{n.LedgerID, n.ID, b.tell.or("reason."+n.Reason, n.Reason), n.Why}
	case !b.expected[m][unit]:
		c.State = "not_expected"
	case b.today <= b.due[m]:
		c.State = "open"
	default:
		c.State = "silent"
	}
	c.Text = w.Text("board."+c.State, "n", vi.Int(c.Entries), "share", c.Share)
	if c.Nil != nil {
		c.Text += ": " + c.Nil.Reason
	}
}

// signedZero is the signed zero that speaks for a unit and a whole month.
func (b *boarder) signedZero(unit string, month calendar.Period) *figure.Nil {
	for i := range b.view.Nils {
		n := &b.view.Nils[i]
		if n.From > month.From || n.To < month.To || b.onlyTips(n.Kinds) {
			continue
		}
		if n.PlaceID == unit || b.reg.Places.Holds(n.PlaceID, unit, month.To) {
			return n
		}
	}
	return nil
}

func (b *boarder) onlyTips(kinds []string) bool {
	return !slices.ContainsFunc(kinds, func(id string) bool {
		k := b.tell.cat.Kinds[id]
		return k != nil && !k.Roles.HiddenBelowCommune
	})
}
