package office

import (
	"context"
	"slices"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/calendar"
	"phendau/internal/vi"
)

// BoardQuery asks who reported in which month.
type BoardQuery struct {
	Place    string `query:"place" doc:"Place or group; that of the caller's first right without it"`
	Period   string `query:"period" doc:"2024, 2024-03, FROM/TO; the year of the newest entry without it"`
	Calendar string `query:"calendar" enum:"official,civil" default:"official"`
}

// Board is units by months: who reported, who signed a zero, who was silent.
type Board struct {
	PlaceID  string       `json:"place_id"`
	Place    string       `json:"place"`
	From     string       `json:"from" format:"date"`
	To       string       `json:"to" format:"date"`
	Label    string       `json:"label"`
	Calendar string       `json:"calendar"`
	Months   []BoardMonth `json:"months"`
	Units    []BoardUnit  `json:"units"`
	Sum      BoardSum     `json:"sum"`
	DueRule  string       `json:"due_rule" doc:"How due dates were found; to be confirmed with the superior office"`
}

// BoardMonth is a column.
type BoardMonth struct {
	From  string `json:"from" format:"date"`
	To    string `json:"to" format:"date"`
	Label string `json:"label"`
	Due   string `json:"due" format:"date"`
	// Also are the reports that end with it besides that of the month.
	Also []BoardDue `json:"also,omitempty" doc:"Other reports that end with the month: the quarter, the year, or with a rule of their own"`
}

// BoardUnit is a row: a commune.
type BoardUnit struct {
	PlaceID string      `json:"place_id"`
	Name    string      `json:"name"`
	Cells   []BoardCell `json:"cells" doc:"In the order of the months"`
}

// BoardCell is what one unit did in one month. Silence is never zero.
type BoardCell struct {
	State string `json:"state" enum:"reported,nil,silent,open,not_expected" doc:"open: not due yet; not_expected: the unit did not exist or need not report"`
	Text  string `json:"text"`
	// Entries counts what stands, tips left out; Verified those at the end of
	// their route.
	Entries  int64     `json:"entries"`
	Verified int64     `json:"verified"`
	Share    string    `json:"share,omitempty" doc:"Of verified entries, printed"`
	Late     bool      `json:"late" doc:"The first entry came after the due date"`
	Nil      *BoardNil `json:"nil,omitempty" doc:"The signed zero"`
	firstMS  int64
}

// BoardNil is a signed zero with its reason.
type BoardNil struct {
	LedgerID string `json:"ledger_id"`
	ID       string `json:"id"`
	Reason   string `json:"reason"`
	Why      string `json:"why,omitempty"`
}

// BoardSum counts the cells of units that were expected to report.
type BoardSum struct {
	Expected int `json:"expected"`
	Reported int `json:"reported"`
	Nil      int `json:"nil"`
	Silent   int `json:"silent"`
	Open     int `json:"open"`
	Late     int `json:"late"`
}

// boarder fills one board.
type boarder struct {
	*reviewer
	place  string
	months []calendar.Period
	due    []calendar.Day
	today  calendar.Day
	units  map[string][]BoardCell
	// expected are the units that have to report in a month.
	expected []map[string]bool
}

func (o *Office) boardGet(ctx context.Context, c *api.Caller, in *BoardQuery) (*Answer[Board], error) {
	b, err := o.board(ctx, c, in, access.ReadFigures)
	if err != nil {
		return nil, err
	}
	return &Answer[Board]{*b}, nil
}

func (o *Office) board(ctx context.Context, c *api.Caller, in *BoardQuery, action access.Action) (*Board, error) {
	r, err := o.reviewer(ctx, c)
	if err != nil {
		return nil, err
	}
	p, err := r.boardPeriod(ctx, in)
	if err != nil {
		return nil, err
	}
	b := &boarder{reviewer: r, place: in.Place, months: calendar.Split(p, calendar.MonthUnit), today: o.today(), units: map[string][]BoardCell{}}
	if b.place == "" {
		if g := r.rules.GrantsFor(r.actor, action); len(g) > 0 {
			b.place = g[0].PlaceID
		}
	}
	if len(b.months) > maxBoardMonths {
		return nil, api.Wrong(api.Field{Field: "period", Message: r.tell.w.Text("review.board_months", "n", maxBoardMonths)})
	}
	if _, err := r.grantTo(ctx, c, action, "getBoard", access.Target{PlaceID: b.place, Day: p.To}); err != nil {
		return nil, err
	}
	if err := b.begin(ctx); err != nil {
		return nil, err
	}
	if err := b.fill(ctx, p); err != nil {
		return nil, err
	}
	out := b.board(p)
	return out, b.also(out)
}

// begin leaves out the months before the book speaks at all: nobody was silent
// in them. A period that is over by then is told as it was asked for.
func (b *boarder) begin(ctx context.Context) error {
	v, err := b.o.view(ctx)
	if err != nil {
		return err
	}
	first, speaks := v.Begins()
	if !speaks {
		first = b.today
	}
	if i := slices.IndexFunc(b.months, func(m calendar.Period) bool { return m.To >= first }); i > 0 {
		b.months = b.months[i:]
	}
	return nil
}

// maxBoardMonths bounds a board: more is read in pieces.
const maxBoardMonths = 36

func (r *reviewer) boardPeriod(ctx context.Context, in *BoardQuery) (calendar.Period, error) {
	cal := calendar.Calendar(in.Calendar)
	if in.Period == "" {
		last, err := r.lastDay(ctx, r.ledgers())
		return calendar.Year(cal, calendar.YearOf(cal, last)), err
	}
	p, err := calendar.ParsePeriod(cal, in.Period)
	if err != nil {
		return p, err // says in words what is wrong
	}
	return p, nil
}

// fill counts entries and signed zeros into the cells.
func (b *boarder) fill(ctx context.Context, p calendar.Period) error {
	b.expect()
	counts, err := b.o.Store.TallyEntries(ctx, b.ledgersOf(), p.From, p.To)
	if err != nil {
		return err
	}
	for i := range counts {
		b.count(&counts[i])
	}
	for m := range b.months {
		for unit := range b.expected[m] {
			b.cell(unit, m) // silence needs a row
		}
	}
	for unit, cells := range b.units {
		for m := range cells {
			b.judge(&cells[m], unit, m)
		}
	}
	return nil
}

// ledgersOf lists the ledgers in which entries of the board's place can lie.
func (b *boarder) ledgersOf() []string {
	var out []string
	for id, l := range b.reg.Ledgers {
		for _, p := range l.Places {
			if p.PlaceID == b.place || b.touches(p.PlaceID) {
				out = append(out, id)
				break
			}
		}
	}
	return out
}

// touches reports whether a place lay in the board's place, or around it, at
// the end of any month.
func (b *boarder) touches(id string) bool {
	return slices.ContainsFunc(b.months, func(m calendar.Period) bool {
		return b.reg.Places.Holds(b.place, id, m.To) || b.reg.Places.Holds(id, b.place, m.To)
	})
}

// board is the filled table with its sums, rows by name.
func (b *boarder) board(p calendar.Period) *Board {
	lang := b.tell.w.Lang()
	out := &Board{PlaceID: b.place, Place: b.tell.on(p.To).place(b.place), From: p.From.String(), To: p.To.String(), Label: calendar.Label(p, lang),
		Calendar: string(p.Calendar), Months: []BoardMonth{}, Units: []BoardUnit{}, DueRule: b.tell.rule(b.months[len(b.months)-1])}
	for i, m := range b.months {
		out.Months = append(out.Months, BoardMonth{From: m.From.String(), To: m.To.String(), Label: calendar.ShortLabel(m, lang), Due: b.due[i].String()})
	}
	for unit, cells := range b.units {
		out.Units = append(out.Units, BoardUnit{unit, b.reg.Places.FullName(unit, p.To), cells})
		for m := range cells {
			out.Sum.add(&cells[m], b.expected[m][unit])
		}
	}
	slices.SortFunc(out.Units, func(x, y BoardUnit) int {
		if n := vi.Compare(x.Name, y.Name); n != 0 {
			return n
		}
		return vi.Compare(x.PlaceID, y.PlaceID)
	})
	return out
}

// also says beside each month which other reports end with it.
func (b *boarder) also(out *Board) error {
	d := newDeadlines(b.tell.cat)
	for i, m := range b.months {
		list := slices.DeleteFunc(d.ending(m), reportDue.ofMonth)
		var err error
		if out.Months[i].Also, err = b.o.dueViews(list, b.tell.cat, b.tell.w.Lang()); err != nil {
			return err
		}
	}
	return nil
}

func (s *BoardSum) add(c *BoardCell, expected bool) {
	if !expected {
		return
	}
	s.Expected++
	switch c.State {
	case "reported":
		s.Reported++
	case "nil":
		s.Nil++
	case "silent":
		s.Silent++
	case "open":
		s.Open++
	}
	if c.Late {
		s.Late++
	}
}
