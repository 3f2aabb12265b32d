package figure

import (
	"slices"
	"strings"

	"phendau/internal/calendar"
	"phendau/internal/place"
)

// tipStatus is the one state in which tips are counted where figures leave the
// engine. With a choice, the difference of two figures would be those not
// verified yet.
const tipStatus = Status(2)

// releaseAfter is how many days behind the end of a quarter its tips are released:
// the 20th of the month after it. Their outcomes are taken from the 5th on, which
// leaves a fortnight to verify them.
const releaseAfter = 20

// NotSeen is the day of what figures about tips do not count yet.
const NotSeen = calendar.MaxDay

// CountsAsTip reports whether a tip stands as figures count it.
func (s Stand) CountsAsTip() bool { return s.verified(tipStatus) }

// releasedTo is the last day on which a tip may have come to count and be in figures
// on a day. What is verified later waits for the next quarter's release: else the
// difference of two days would be a single tip (tips.md 13: released tables are not
// recomputed at will, what is corrected appears in the next release).
func releasedTo(today Day) Day {
	return calendar.QuarterWith(calendar.Civil, today-releaseAfter+1).From + releaseAfter - 2
}

// released reports whether a civil quarter was released by a day.
func released(q calendar.Period, today Day) bool { return q.To+releaseAfter <= today }

// ShownOn is the view as figures leave the house on a day, or on the last day of an
// older position: tips not released by then are in none.
func (v *View) ShownOn(today Day) *View {
	out := *v
	out.ReleasedTo = releasedTo(v.by(today))
	return &out
}

// by is the day for which rules about tips ask.
func (v *View) by(today Day) Day {
	if v.AsOf != 0 {
		return min(today, v.AsOf)
	}
	return today
}

// Refusal is why a figure about tips is not shown.
type Refusal string

// The closed list of refusals.
const (
	NotAUnit   Refusal = "row"     // a row beside the units
	OtherSplit Refusal = "split"   // by body, kind, basis or state
	TooLow     Refusal = "place"   // below commune
	NotOver    Refusal = "quarter" // no whole quarter that was released
	TooSmall   Refusal = "small"   // small, or found by taking away
	TooMany    Refusal = "many"    // a table with more cells of tips than are looked at
)

// narrow moves a selection onto the grid; the refusal names why it cannot be.
func (g *Guard) narrow(sel Selection) (Selection, Refusal) {
	if sel.RowKind != place.RowUnit {
		return sel, NotAUnit
	}
	axis := Axis(sel.By)
	if axis != "" && !strings.HasPrefix(axis, "dim:") {
		return sel, OtherSplit
	}
	if !g.highEnough(sel.RowPlace, sel.Slice.To) || !g.highEnough(sel.Place, sel.Slice.To) {
		return sel, TooLow
	}
	p, ok := g.closed(sel.Slice)
	if !ok {
		return sel, NotOver
	}
	q := Query{Indicators: []string{sel.Indicator}, Place: sel.RowPlace, Period: p, Status: tipStatus, Statements: sel.Statements}
	if axis != "" {
		q.By = []string{axis}
	}
	return Selection{Query: q, Indicator: sel.Indicator, Measure: sel.Measure, RowKind: place.RowUnit, RowPlace: sel.RowPlace,
		Slice: p, Column: sel.Column}, ""
}

// highEnough refuses hamlets and groups with hamlets in them.
func (g *Guard) highEnough(id string, d Day) bool {
	places := g.v.Registry.Places
	if id == "" {
		return true
	}
	if places.IsGroup(id) {
		return !slices.ContainsFunc(places.MembersOn(id, d), func(m string) bool { return places.Level(m) == place.LevelHamlet })
	}
	return places.Level(id) != place.LevelHamlet
}

// closed is the whole civil quarters of a period that were released.
func (g *Guard) closed(p calendar.Period) (calendar.Period, bool) {
	var whole []calendar.Period
	for _, q := range calendar.Split(calendar.Period{From: p.From, To: p.To, Calendar: calendar.Civil}, calendar.QuarterUnit) {
		if !q.Clipped && released(q, g.today) {
			whole = append(whole, q)
		}
	}
	if len(whole) == 0 {
		return p, false
	}
	out, err := calendar.Between(calendar.Civil, whole[0].From, whole[len(whole)-1].To)
	return out, err == nil
}

// shown reports whether a cell of the grid may be shown.
func (g *Guard) shown(sel Selection) (bool, error) {
	for _, check := range []func(Selection) (bool, error){g.inTime, g.inPlace, g.inColumns} {
		if ok, err := check(sel); err != nil || !ok {
			return false, err
		}
	}
	return true, nil
}

// inTime: every quarter of the period must be one that is shown. Whole years
// need only be large enough themselves.
func (g *Guard) inTime(sel Selection) (bool, error) {
	byYear := calendar.FullYears(sel.Slice)
	if len(byYear) > 0 && byYear[0].From == sel.Slice.From && byYear[len(byYear)-1].To == sel.Slice.To {
		n, _, err := g.counts(sel, sel.RowPlace, sel.Slice, ByYear)
		return !slices.ContainsFunc(n, small), err
	}
	from, to := calendar.YearOf(calendar.Civil, sel.Slice.From), calendar.YearOf(calendar.Civil, sel.Slice.To)
	for y := from; y <= to; y++ {
		year, ok := g.closed(calendar.Year(calendar.Civil, y))
		if !ok {
			return false, nil
		}
		n, tab, err := g.counts(sel, sel.RowPlace, year, ByQuarter)
		if err != nil {
			return false, err
		}
		for i, hide := range suppress(n) {
			if hide && tab.Buckets[i].Overlaps(sel.Slice) {
				return false, nil
			}
		}
	}
	return true, nil
}

// inPlace: a unit must not be hidden among its neighbours, a group must not
// give away a hidden member.
func (g *Guard) inPlace(sel Selection) (bool, error) {
	places := g.v.Registry.Places
	_, day, err := places.Resolve(sel.Map, sel.RowPlace, place.Period{From: sel.Slice.From, To: sel.Slice.To})
	if err != nil {
		return false, err
	}
	if sel.RowPlace == "" {
		return true, nil
	}
	if places.IsGroup(sel.RowPlace) {
		for _, m := range places.MembersOn(sel.RowPlace, day) {
			if ok, err := g.amongSiblings(sel, m, day); err != nil || !ok {
				return false, err
			}
		}
		return true, nil
	}
	return g.amongSiblings(sel, sel.RowPlace, day)
}

func (g *Guard) amongSiblings(sel Selection, id string, day Day) (bool, error) {
	places := g.v.Registry.Places
	up, _ := places.ParentOn(id, day)
	if up == "" {
		n, _, err := g.counts(sel, id, sel.Slice, "")
		return !slices.ContainsFunc(n, small), err
	}
	n, tab, err := g.counts(sel, up, sel.Slice, "place:"+string(places.Level(id)))
	if err != nil {
		return false, err
	}
	for i, hide := range suppress(n) {
		if tab.Rows[i].PlaceID == id && tab.Rows[i].Kind == place.RowUnit {
			return !hide, nil
		}
	}
	return true, nil
}

// inColumns: a value of a dimension must not be hidden among the others.
func (g *Guard) inColumns(sel Selection) (bool, error) {
	if len(sel.By) == 0 {
		return true, nil
	}
	q := sel.Query
	tab, err := g.ask(q)
	if err != nil {
		return false, err
	}
	m := tab.MeasureIndex(sel.Measure)
	if m < 0 {
		return false, nil
	}
	n := make([]int64, len(tab.Columns))
	for i := range n {
		n[i] = tipCount(tab.At(0, 0, i, m))
	}
	for i, hide := range suppress(n) {
		if tab.Columns[i] == sel.Column {
			return !hide, nil
		}
	}
	return true, nil
}

// counts evaluates a cell's measure and column cut one way: one number for
// each row or each piece of time.
func (g *Guard) counts(sel Selection, placeID string, p calendar.Period, by string) ([]int64, *Table, error) {
	q := sel.Query
	q.Place, q.Period, q.By = placeID, p, slices.Clone(sel.By)
	if by != "" {
		q.By = append(q.By, by)
	}
	tab, err := g.ask(q)
	if err != nil {
		return nil, nil, err
	}
	m, col := tab.MeasureIndex(sel.Measure), slices.Index(tab.Columns, sel.Column)
	out := make([]int64, len(tab.Rows)*len(tab.Buckets))
	for i := range out {
		if m >= 0 && col >= 0 {
			out[i] = tipCount(tab.At(i/len(tab.Buckets), i%len(tab.Buckets), col, m))
		}
	}
	return out, tab, nil
}

func tipCount(c *Cell) int64 { return max(c.Result.V, c.Result.Lo, 0) }

func small(n int64) bool { return n > 0 && n < MinTips }

// suppress marks which of the parts of a shown whole are hidden: the small
// ones, and the next larger ones until the hidden together are neither alone
// nor small.
func suppress(n []int64) []bool {
	hide := make([]bool, len(n))
	for i, x := range n {
		hide[i] = small(x)
	}
	return hideMore(n, hide)
}

// hideMore adds the next larger parts to those hidden until they are neither
// alone nor small together.
func hideMore(n []int64, hide []bool) []bool {
	count, sum := 0, int64(0)
	for i, x := range n {
		if hide[i] {
			count, sum = count+1, sum+x
		}
	}
	for count > 0 && (count == 1 || sum < MinTips) {
		next := -1
		for i, x := range n {
			if !hide[i] && x > 0 && (next < 0 || x < n[next]) {
				next = i
			}
		}
		if next < 0 {
			break
		}
		hide[next] = true
		count, sum = count+1, sum+n[next]
	}
	return hide
}

// sentences say why a figure about tips is not shown and what to ask instead.
var sentences = map[Refusal][2]string{
	NotAUnit: {"Phần không phân chia được của nguồn tin không nêu riêng.", "The part of tips that cannot be divided is not shown apart."},
	OtherSplit: {"Nguồn tin chỉ chia theo xã, quý và loại; không chia theo cơ quan, tháng hay trạng thái, để bảo vệ người báo tin.",
		"Tips are split by commune, quarter and class only, not by body, month or state, to protect senders."},
	TooLow: {"Nguồn tin không nêu dưới cấp xã, để không ai đoán được người báo tin.", "Tips are never shown below commune, so that nobody can guess a sender."},
	NotOver: {"Nguồn tin chỉ nêu theo quý trọn vẹn, từ ngày 20 của tháng sau quý đó. Hãy chọn kỳ gồm ít nhất một quý đã được công bố.",
		"Tips are shown only in whole quarters, from the 20th of the month after. Choose a period with at least one that was released."},
	TooSmall: {"Con số này không nêu, vì nó nhỏ hơn 5 hoặc làm lộ một con số nhỏ hơn 5. Hãy xem con số của đơn vị cấp trên hoặc của cả năm.",
		"This figure is not shown: it is below 5 or would give away one that is. See the unit above or the whole year."},
	TooMany: {"Bảng có quá nhiều ô về nguồn tin. Hãy chọn ít dòng hơn.", "The table has too many cells of tips. Choose fewer rows."},
}

// Err is the refusal as an error of the engine.
func (r Refusal) Err() *Error {
	s := sentences[r]
	return &Error{Code: WithheldFigure, VI: s[0], EN: s[1]}
}
