package office

import (
	"context"
	"encoding/json"
	"slices"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/calendar"
	"phendau/internal/figure"
	"phendau/internal/place"
)

func (o *Office) dashboardRoutes(a *api.API) {
	api.Add(a, api.Route{Method: "GET", Path: "/dashboard", ID: "getDashboard", Tag: "dashboard", Action: access.ReadFigures,
		Summary: "What waits, how the month stands against plan and last year, who has not reported"}, nil, o.dashboard)
}

// Sizes of the dashboard.
const (
	boardIndicators = 8
	boardMonths     = 12
)

// DashboardQuery asks for the dashboard of a place.
type DashboardQuery struct {
	Place string `query:"place" maxLength:"40" doc:"Id of a place; the caller's own without"`
	Month string `query:"month" maxLength:"7" doc:"2024-02; the current month without"`
}

// Dashboard is the first screen.
type Dashboard struct {
	Places       []BoardPlace        `json:"places" doc:"Places of the caller's grants"`
	Place        string              `json:"place"`
	PlaceName    string              `json:"place_name"`
	Month        BoardPeriod         `json:"month"`
	Quarter      BoardPeriod         `json:"quarter"`
	Year         BoardPeriod         `json:"year"`
	LastYear     BoardPeriod         `json:"last_year" doc:"The same month of the year before"`
	Moved        bool                `json:"moved" doc:"A demo book: not today's month but the last one with entries"`
	Empty        bool                `json:"empty" doc:"The book has no entries here yet"`
	Waiting      []BoardCount        `json:"waiting"`
	FirstSteps   *FirstSteps         `json:"first_steps,omitempty" doc:"What a new book needs, for those who begin it or make its reports; absent when all is done"`
	Months       []FigureBucket      `json:"months" doc:"The twelve months of the series"`
	Figures      []BoardFigure       `json:"figures"`
	Plans        []PlanRow           `json:"plans" doc:"This year's plans beside what was done up to the end of the month"`
	Completeness *FigureCompleteness `json:"completeness,omitempty"`
	LastLocked   *BoardReport        `json:"last_locked,omitempty"`
	NextDue      []BoardDue          `json:"next_due,omitempty" doc:"The reports that are due next, the first one first, for those who make reports"`
	// KeptElsewhere are ledgers of the place that another site keeps.
	KeptElsewhere []BoardLedger `json:"kept_elsewhere,omitempty" doc:"Ledgers of the place that can only be read here, and where they are kept"`
	// Exchanges are how the exchange with other places goes.
	Exchanges []BoardExchange `json:"exchanges,omitempty" doc:"At a site, for everybody: the exchange with home; at home, for those who run the system: with every site"`
	Position  string          `json:"position"`
}

// BoardPlace is a place to choose.
type BoardPlace struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// BoardPeriod is a period in words.
type BoardPeriod struct {
	From  calendar.Day `json:"from"`
	To    calendar.Day `json:"to"`
	Label string       `json:"label"`
}

// BoardCount is a number of things that wait for the caller.
type BoardCount struct {
	What  string `json:"what" enum:"review,due,duplicates,returned,drafts"`
	Count int    `json:"count"`
	More  bool   `json:"more,omitempty" doc:"There are more than were counted"`
}

// BoardFigure is one indicator over the last months.
type BoardFigure struct {
	Measure  FigureMeasure `json:"measure"`
	Month    figure.Cell   `json:"month"`
	Quarter  figure.Cell   `json:"quarter"`
	LastYear figure.Cell   `json:"last_year"`
	Series   []BoardPoint  `json:"series"`
}

// BoardPoint is one month of a series.
type BoardPoint struct {
	Value   json.Number `json:"value,omitempty" doc:"Absent where nothing was reported"`
	Printed string      `json:"printed"`
	State   string      `json:"state"`
	Drill   string      `json:"drill,omitempty"`
}

// BoardReport is the last locked report over the place.
type BoardReport struct {
	LedgerID string `json:"ledger_id"`
	ID       string `json:"id"`
	Name     string `json:"name"`
	Period   string `json:"period"`
	LockedMS int64  `json:"locked_ms"`
}

func (o *Office) dashboard(ctx context.Context, c *api.Caller, in *DashboardQuery) (*Answer[Dashboard], error) {
	v, err := o.view(ctx)
	if err != nil {
		return nil, err
	}
	b := &board{question: question{v: v, words: newWording(c.Lang, v), guard: v.Guard(o.today())}, o: o, c: c}
	if err := b.scope(ctx, in); err != nil {
		return nil, err
	}
	fills := []func(context.Context) error{b.waiting, b.firstSteps, b.exchanges, b.fillFigures, b.plans, b.lastLocked, b.nextDue, b.keptElsewhere}
	if b.out.Place == "" {
		fills = fills[:3] // somebody without figures of his own: the administrator, the ombudsperson
	}
	for _, fill := range fills {
		if err := fill(ctx); err != nil {
			return nil, err
		}
	}
	return &Answer[Dashboard]{b.out}, nil
}

// board is a dashboard being made.
type board struct {
	question
	o   *Office
	c   *api.Caller
	out Dashboard

	month, span calendar.Period // the month, and the twelve that end with it
	body        string          // of the caller's grant over the place
	mapped      place.MapSpec   // one map for all columns: that of the month
}

// scope finds place and month.
func (b *board) scope(ctx context.Context, in *DashboardQuery) error {
	today := b.o.today()
	b.out.Places = []BoardPlace{}
	rules := b.v.Registry.Rules(today)
	for _, g := range rules.GrantsFor(&b.c.Actor, access.ReadFigures) {
		if !rules.Opens(&g, access.ReadFigures) {
			continue // public figures only
		}
		if !slices.ContainsFunc(b.out.Places, func(p BoardPlace) bool { return p.ID == g.PlaceID }) {
			b.out.Places = append(b.out.Places, BoardPlace{g.PlaceID, b.v.Registry.Places.FullName(g.PlaceID, min(today, g.To))})
		}
		if b.body == "" || g.PlaceID == in.Place {
			b.body = g.BodyID
		}
	}
	b.q.Place = in.Place
	if b.q.Place == "" {
		if len(b.out.Places) == 0 {
			b.out.Months, b.out.Figures, b.out.Plans = []FigureBucket{}, []BoardFigure{}, []PlanRow{}
			b.periods(monthOf(today))
			return nil
		}
		b.q.Place = b.out.Places[0].ID
	}
	last := b.v.LastDay()
	b.out.Empty = last == 0
	day := today
	if b.v.Registry.Demo() && last > 0 && last < monthOf(today).From {
		day, b.out.Moved = last, true
	}
	if in.Month != "" {
		p, err := calendar.ParsePeriod(calendar.Civil, in.Month)
		if err != nil {
			return err
		}
		day, b.out.Moved = p.From, false
	}
	b.periods(monthOf(day))
	b.out.Place, b.out.PlaceName, b.out.Position = b.q.Place, b.v.Registry.Places.FullName(b.q.Place, b.month.To), figure.PositionText(b.v.Position)
	return b.o.mayReadFigures(ctx, b.c, b.v, b.q.Place, b.month.To)
}

func monthOf(d calendar.Day) calendar.Period {
	year, month := calendar.MonthOf(calendar.Civil, d)
	return calendar.Month(calendar.Civil, year, month)
}

func (b *board) periods(month calendar.Period) {
	b.month = month
	y, m := calendar.MonthOf(calendar.Civil, month.From)
	b.span = month
	b.span.From = calendar.Month(calendar.Civil, y, m-boardMonths+1).From
	b.mapped = place.MapSpec{Kind: place.MapOfDay, Day: month.To}
	if _, day, err := b.v.Registry.Places.Resolve(place.MapSpec{}, b.q.Place, place.Period{From: b.span.From, To: b.span.To}); err == nil {
		b.mapped.Day = day
	}
	b.out.Month, b.out.LastYear = b.period(month), b.period(calendar.SamePeriodLastYear(month))
	b.out.Quarter, b.out.Year = b.period(calendar.QuarterWith(calendar.Civil, month.From)), b.period(calendar.Year(calendar.Civil, y))
}

func (b *board) period(p calendar.Period) BoardPeriod {
	return BoardPeriod{p.From, p.To, calendar.ShortLabel(p, b.words.Lang())}
}

// ask evaluates some indicators over a period on the board's map.
func (b *board) ask(ids []string, p calendar.Period, view figure.Viewpoint, by ...string) (*figure.Table, error) {
	q := b.query(p, view)
	q.Indicators, q.By = ids, by
	tab, err := b.v.Evaluate(q, &b.v.Context)
	if err != nil {
		return nil, err
	}
	return tab, b.guard.Table(tab)
}

// query asks for a period on the board's map, everything that was submitted.
func (b *board) query(p calendar.Period, view figure.Viewpoint) figure.Query {
	return figure.Query{Place: b.q.Place, Period: p, Map: b.mapped, Status: 0, Viewpoint: view}
}

// chosen are the flow indicators the body fed most in the twelve months; where
// it fed none, those that anybody fed here, then the first of the catalogue.
func (b *board) chosen() ([]string, error) {
	asks := []figure.Query{b.query(b.span, figure.Viewpoint{Body: b.body, Participated: true}), b.query(b.span, figure.Viewpoint{})}
	if l := b.v.Registry.Places.Level(b.q.Place); l == place.LevelProvince || l == place.LevelDistrict {
		asks = asks[1:] // an office above looks at what all do
	}
	all, _, err := b.mostUsed(asks, boardIndicators/2)
	return b.inOrder(all, boardIndicators), err
}

// fillFigures fills the indicators with their twelve months.
func (b *board) fillFigures(context.Context) error {
	b.out.Figures, b.out.Months = []BoardFigure{}, []FigureBucket{}
	ids, err := b.chosen()
	if err != nil || len(ids) == 0 {
		return err
	}
	joint := figure.Viewpoint{}
	series, err := b.ask(ids, b.span, joint, figure.ByMonth)
	if err != nil {
		return err
	}
	quarter, err := b.ask(ids, calendar.QuarterWith(calendar.Civil, b.month.From), joint)
	if err != nil {
		return err
	}
	before, err := b.ask(ids, calendar.SamePeriodLastYear(b.month), joint)
	if err != nil {
		return err
	}
	now, err := b.ask(ids, b.month, joint)
	if err != nil {
		return err
	}
	b.out.Completeness = b.completeness(now)
	for _, p := range series.Buckets {
		b.out.Months = append(b.out.Months, FigureBucket{p.From, p.To, shortTime(p, b.words.Lang())})
	}
	for m, ref := range series.Measures {
		if ref.Measure != ref.Indicator.Measures[0] {
			continue
		}
		f := BoardFigure{Measure: b.measure(ref), Month: b.said(now.At(0, 0, 0, m)), Quarter: b.said(quarter.At(0, 0, 0, m)), LastYear: b.said(before.At(0, 0, 0, m)), Series: []BoardPoint{}}
		for i := range series.Buckets {
			k := b.said(series.At(0, i, 0, m))
			p := BoardPoint{Printed: k.Printed, State: string(k.State), Drill: k.Drill}
			if k.State == figure.HasValue || k.State == figure.Zero {
				p.Value = k.Value
			}
			f.Series = append(f.Series, p)
		}
		b.out.Figures = append(b.out.Figures, f)
	}
	return nil
}

// said is a cell in the reader's language.
func (b *board) said(c *figure.Cell) figure.Cell {
	out := *c
	_, scale := b.words.unit(c.Unit)
	out.Printed = b.words.say(c, scale)
	return out
}
