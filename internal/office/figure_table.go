package office

import (
	"context"

	"phendau/internal/api"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/figure"
	"phendau/internal/place"
	"phendau/internal/vi"
)

// FigureTable is a table of figures: cells in the order rows x buckets x
// columns x measures.
type FigureTable struct {
	FigureHead
	Additive     bool                `json:"additive" doc:"The columns add up; no total is to be made of them otherwise"`
	Rows         []FigureRow         `json:"rows"`
	Buckets      []FigureBucket      `json:"buckets"`
	Columns      []FigureColumn      `json:"columns" doc:"Values of the split; one without a key where there is none"`
	Measures     []FigureMeasure     `json:"measures"`
	Cells        []figure.Cell       `json:"cells"`
	Footnotes    []string            `json:"footnotes"`
	Completeness *FigureCompleteness `json:"completeness,omitempty"`
}

// FigureHead says what figures are of.
type FigureHead struct {
	Place      string       `json:"place" doc:"Id, empty for everything"`
	PlaceName  string       `json:"place_name"`
	From       calendar.Day `json:"from"`
	To         calendar.Day `json:"to"`
	Calendar   string       `json:"calendar"`
	Label      string       `json:"label" doc:"The period in words, with calendar and days"`
	Map        string       `json:"map"`
	MapDay     calendar.Day `json:"map_day"`
	MapLabel   string       `json:"map_label"`
	Viewpoint  string       `json:"viewpoint"`
	Status     string       `json:"status"`
	StatusName string       `json:"status_name"`
	Statements string       `json:"statements"`
	By         []string     `json:"by"`
	ByNames    []string     `json:"by_names"`
	Position   string       `json:"position"`
	Vector     []string     `json:"position_vector" doc:"What the parameter position takes"`
}

// FigureRow is a row by place.
type FigureRow struct {
	Kind  place.RowKind `json:"kind" enum:"unit,upper,undivided,unknown"`
	Place string        `json:"place"`
	Name  string        `json:"name"`
	Note  string        `json:"note,omitempty"`
}

// FigureBucket is a piece of the period.
type FigureBucket struct {
	From  calendar.Day `json:"from"`
	To    calendar.Day `json:"to"`
	Label string       `json:"label"`
}

// FigureColumn is a value of the split.
type FigureColumn struct {
	Key  string `json:"key"`
	Name string `json:"name"`
}

// FigureMeasure is one measure of the table.
type FigureMeasure struct {
	Indicator     string `json:"indicator"`
	IndicatorName string `json:"indicator_name"`
	Measure       string `json:"measure"`
	Name          string `json:"name" doc:"The indicator, and its measure where it has several"`
	Unit          string `json:"unit" doc:"Id of the unit"`
	UnitName      string `json:"unit_name" doc:"The short word behind a number"`
	Type          string `json:"type"`
	AddsOverTime  bool   `json:"adds_over_time"`
	AddsOverPlace bool   `json:"adds_over_place"`
	Tips          bool   `json:"tips,omitempty" doc:"About tips: shown only by commune and closed quarter"`
	Group         string `json:"group"`
}

// FigureCompleteness is who was expected to report and who was silent.
type FigureCompleteness struct {
	Expected int64        `json:"expected"`
	Reported int64        `json:"reported"`
	Nil      int64        `json:"nil"`
	Missing  int64        `json:"missing"`
	Sentence string       `json:"sentence"`
	Silent   []SilentUnit `json:"silent"`
	More     bool         `json:"more" doc:"The list of silent units is cut off"`
}

// SilentUnit is a unit with months in which it did not report.
type SilentUnit struct {
	Place  string `json:"place"`
	Name   string `json:"name"`
	Months int64  `json:"months"`
}

func (o *Office) figures(ctx context.Context, c *api.Caller, in *FigureQuery) (*Answer[FigureTable], error) {
	x, err := o.ask(ctx, c, in)
	if err != nil {
		return nil, err
	}
	tab, err := x.table()
	if err != nil {
		return nil, err
	}
	return &Answer[FigureTable]{x.answer(tab)}, nil
}

// answer names everything of a table.
func (x *question) answer(tab *figure.Table) FigureTable {
	w := x.words
	t := FigureTable{FigureHead: x.head(tab), Additive: tab.Additive, Rows: []FigureRow{}, Buckets: []FigureBucket{}, Columns: []FigureColumn{},
		Measures: []FigureMeasure{}, Cells: tab.Cells, Footnotes: []string{}, Completeness: x.completeness(tab)}
	for _, r := range tab.Rows {
		t.Rows = append(t.Rows, FigureRow{r.Kind, r.PlaceID, w.place(r.Kind, r.Name), w.note(r.Note)})
	}
	for _, p := range tab.Buckets {
		t.Buckets = append(t.Buckets, FigureBucket{p.From, p.To, calendar.ShortLabel(p, w.Lang())})
	}
	axis := figure.Axis(x.q.By)
	for _, key := range tab.Columns {
		col := FigureColumn{Key: key}
		if axis != "" {
			col.Name = w.column(axis, key, tab.MapDay) + w.partUnit(tab, axis, key)
		}
		t.Columns = append(t.Columns, col)
	}
	for _, m := range tab.Measures {
		t.Measures = append(t.Measures, x.measure(m))
	}
	for i := range t.Cells {
		if w.Lang() != "vi" {
			_, scale := w.unit(t.Cells[i].Unit)
			t.Cells[i].Printed = w.say(&t.Cells[i], scale)
		}
	}
	for _, f := range tab.Footnotes {
		t.Footnotes = append(t.Footnotes, w.note(f.Text))
	}
	return t
}

func (x *question) head(tab *figure.Table) FigureHead {
	w, q := x.words, x.q
	h := FigureHead{Place: q.Place, PlaceName: w.place(place.RowUnit, tab.Name), From: q.Period.From, To: q.Period.To, Calendar: string(q.Period.Calendar),
		Label: calendar.Label(q.Period, w.Lang()), Map: tab.Map, MapDay: tab.MapDay, MapLabel: w.mapLabel(tab.Map, tab.MapDay), Viewpoint: q.Viewpoint.String(),
		Status: q.Status.String(), StatusName: w.Text("status." + q.Status.String()), Statements: q.Statements, By: append([]string{}, q.By...), ByNames: []string{},
		Position: tab.Position, Vector: []string{}}
	if h.Statements == "" {
		h.Statements = figure.EntriesOnly
	}
	for _, b := range q.By {
		h.ByNames = append(h.ByNames, w.split(b))
	}
	for _, p := range x.v.Position {
		h.Vector = append(h.Vector, p.String())
	}
	return h
}

func (w *wording) mapLabel(m string, day calendar.Day) string {
	if m == "own-day" {
		return w.Text("page.map.own-day")
	}
	if m == "then" {
		return w.Text("page.map.then", "day", vi.ShortDate(day))
	}
	return w.Text("page.map.day", "day", vi.ShortDate(day))
}

func (x *question) measure(m figure.MeasureRef) FigureMeasure {
	unit, _ := x.words.unit(m.Measure.Unit)
	if m.Measure.SplitBy != "" {
		unit = "" // each part names its own
	}
	flow := m.Measure.Type == catalogue.Count || m.Measure.Type == catalogue.Sum
	return FigureMeasure{Indicator: m.Indicator.ID, IndicatorName: x.words.in(m.Indicator.Name), Measure: m.Measure.ID, Name: x.words.measure(m),
		Unit: m.Measure.Unit, UnitName: unit, Type: string(m.Measure.Type), AddsOverTime: flow, AddsOverPlace: m.Measure.Adds() || m.Measure.Type == catalogue.Stock || m.Measure.Type == catalogue.Balance,
		Tips: figure.AboutTips(x.v.Catalogue, m.Measure), Group: m.Indicator.Group}
}

func (x *question) completeness(tab *figure.Table) *FigureCompleteness {
	c := tab.Completeness
	if c == nil || c.Expected == 0 {
		return nil
	}
	out := &FigureCompleteness{Expected: c.Expected, Reported: c.Reported, Nil: c.Nil, Missing: c.Expected - c.Reported - c.Nil, Silent: []SilentUnit{}}
	out.More = int64(len(c.Silent)) < out.Missing
	out.Sentence = x.words.Text("completeness", "expected", vi.Int(c.Expected), "reported", vi.Int(c.Reported), "nil", vi.Int(c.Nil), "silent", vi.Int(out.Missing))
	at := map[string]int{}
	for _, s := range c.Silent {
		i, ok := at[s.PlaceID]
		if !ok {
			i = len(out.Silent)
			at[s.PlaceID] = i
			out.Silent = append(out.Silent, SilentUnit{Place: s.PlaceID, Name: s.PlaceName})
		}
		out.Silent[i].Months++
	}
	return out
}

// FigureCatalogue is what can be asked for.
type FigureCatalogue struct {
	Groups []FigureGroup `json:"groups"`
	Splits []FigureSplit `json:"splits" doc:"Splits that any indicator takes"`
}

// FigureGroup is a heading of the list of indicators.
type FigureGroup struct {
	ID         string            `json:"id"`
	Name       string            `json:"name"`
	Indicators []FigureIndicator `json:"indicators"`
}

// FigureIndicator is an indicator that can be asked for.
type FigureIndicator struct {
	ID       string          `json:"id"`
	Name     string          `json:"name"`
	Note     string          `json:"note,omitempty"`
	Forced   string          `json:"forced_split,omitempty" doc:"Has no total and is always split so"`
	Splits   []FigureSplit   `json:"splits" doc:"Splits of its own"`
	Measures []FigureMeasure `json:"measures"`
}

// FigureSplit is a way to cut a table.
type FigureSplit struct {
	By   string `json:"by"`
	Name string `json:"name"`
}

func (o *Office) figureCatalogue(ctx context.Context, c *api.Caller, _ *Nothing) (*Answer[FigureCatalogue], error) {
	v, err := o.view(ctx)
	if err != nil {
		return nil, err
	}
	x := &question{v: v, words: newWording(c.Lang, v)}
	out := FigureCatalogue{Groups: []FigureGroup{}, Splits: []FigureSplit{}}
	for _, by := range []string{"place:district", "place:commune", "place:hamlet", figure.ByYear, figure.ByQuarter, figure.ByMonth,
		figure.ByBody, figure.ByParticipant, figure.ByKind, figure.ByBasis, figure.ByStatus} {
		out.Splits = append(out.Splits, FigureSplit{by, x.words.split(by)})
	}
	for _, g := range v.Catalogue.GroupList() {
		group := FigureGroup{ID: g.ID, Name: x.words.in(g.Name), Indicators: []FigureIndicator{}}
		for _, ind := range v.Catalogue.IndicatorList() {
			if ind.Group == g.ID {
				group.Indicators = append(group.Indicators, x.indicator(ind))
			}
		}
		if len(group.Indicators) > 0 {
			out.Groups = append(out.Groups, group)
		}
	}
	return &Answer[FigureCatalogue]{out}, nil
}

func (x *question) indicator(ind *catalogue.Indicator) FigureIndicator {
	f := FigureIndicator{ID: ind.ID, Name: x.words.in(ind.Name), Note: x.words.in(ind.Note), Splits: []FigureSplit{}, Measures: []FigureMeasure{}}
	if dim := forcedSplit(ind); dim != "" {
		f.Forced = "dim:" + dim
	}
	for _, s := range ind.Splits {
		if x.v.Catalogue.Dimensions[s] != nil {
			f.Splits = append(f.Splits, FigureSplit{"dim:" + s, x.words.split("dim:" + s)})
		}
	}
	for _, m := range ind.Measures {
		f.Measures = append(f.Measures, x.measure(figure.MeasureRef{Indicator: ind, Measure: m}))
	}
	return f
}
