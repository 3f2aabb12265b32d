package office

import (
	"context"
	"strings"
	"sync"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/place"
	"phendau/internal/registry"
)

const tagFigures = "figures"

func (o *Office) figureRoutes(a *api.API) {
	route := func(path, id, summary string, action access.Action, class api.Class) api.Route {
		return api.Route{Method: "GET", Path: path, ID: id, Tag: tagFigures, Summary: summary, Action: action, Class: class}
	}
	api.Add(a, route("/figures", "getFigures", "A table of figures", access.ReadFigures, api.Normal), nil, o.figures)
	api.Add(a, route("/figures/catalogue", "getFigureCatalogue", "Indicators, groups and splits that can be asked for", access.ReadFigures, api.Normal), nil, o.figureCatalogue)
	api.Add(a, route("/figures/places", "findFigurePlaces", "Places that figures can be asked for", access.ReadFigures, api.Normal), nil, o.figurePlaces)
	api.Add(a, route("/figures/drill", "openFigure", "One figure, opened: parts, entries, statements, registers", access.ReadFigures, api.Normal), nil, o.drill)
	api.Add(a, route("/figures/chart", "drawFigures", "A table of figures as a picture (SVG)", access.ReadFigures, api.Normal), nil, o.figureChart)
	api.Add(a, route("/figures/export", "exportFigures", "A table of figures as a file", access.Export, api.Heavy), nil, o.figureExport)
}

// FigureQuery is what a table of figures is asked with.
type FigureQuery struct {
	Place      string   `query:"place" maxLength:"200" doc:"Id, code (047@2024-02-29) or name of a place or group; empty is everything and needs the right over everything"`
	Period     string   `query:"period" required:"true" maxLength:"60" doc:"FROM/TO, 2023, 2023-Q1, 2023-05" example:"2023"`
	Calendar   string   `query:"calendar" enum:"civil,official,campaign" doc:"civil by default"`
	Map        string   `query:"map" maxLength:"10" doc:"then (default), own-day, today or a day"`
	By         []string `query:"by,explode" maxItems:"3" doc:"place:LEVEL, month, quarter, year, body, participant, kind, basis, status, dim:ID"`
	Indicator  []string `query:"indicator,explode" maxItems:"100" doc:"Ids of indicators, or group:ID; those that hold most entries by default"`
	Viewpoint  string   `query:"viewpoint" maxLength:"80" doc:"joint (default) or body=ID, body=ID+participated"`
	Status     string   `query:"status" maxLength:"20" doc:"submitted+ or verified:1 to verified:4; verified:2 by default"`
	Statements string   `query:"statements" enum:"entries,statements_then_entries" doc:"entries by default"`
	Position   []string `query:"position,explode" maxItems:"2000" doc:"LEDGER:EPOCH.SEQ of an older position; now by default"`
}

// question is a query with what it is asked of.
type question struct {
	v     *figure.View
	q     figure.Query
	words *wording
	guard *figure.Guard
}

// maxCells bounds a table that is sent, maxGridCells what is computed before
// empty rows and columns are left out.
const (
	maxCells     = 6000
	maxGridCells = 100_000
	// defaultStatus is what the page of figures counts unless asked otherwise; the
	// first screen, a view of work under way, counts what was sent.
	defaultStatus = figure.Status(2)
)

// ask reads a query, checks the right over its place and finds the view.
func (o *Office) ask(ctx context.Context, c *api.Caller, in *FigureQuery) (*question, error) {
	v, err := o.viewAt(ctx, in.Position)
	if err != nil {
		return nil, err
	}
	x := &question{v: v, words: newWording(c.Lang, v), guard: v.Guard(o.today())}
	cal, err := calendar.ParseCalendar(in.Calendar)
	if err != nil {
		return nil, err
	}
	if x.q.Period, err = calendar.ParsePeriod(cal, in.Period); err != nil {
		return nil, err
	}
	if in.Place != "" {
		found, err := v.Registry.Places.Find(in.Place, place.Latest)
		if err != nil {
			return nil, err
		}
		x.q.Place = found.ID
	}
	if err := o.mayReadFigures(ctx, c, v, x.q.Place, x.q.Period.To); err != nil {
		return nil, err
	}
	return x, o.readQuery(in, x)
}

func (o *Office) readQuery(in *FigureQuery, x *question) (err error) {
	if x.q.Map, err = place.ParseMapSpec(in.Map, o.today()); err != nil {
		return wrongQuery("map", err)
	}
	if x.q.Viewpoint, err = figure.ParseViewpoint(in.Viewpoint); err != nil {
		return wrongQuery("viewpoint", err)
	}
	x.q.Status = defaultStatus
	if in.Status != "" {
		if x.q.Status, err = figure.ParseStatus(in.Status); err != nil {
			return wrongQuery("status", err)
		}
	}
	x.q.Statements = in.Statements
	if len(in.Indicator) == 0 {
		x.q.Indicators, err = x.usual()
	} else {
		x.q.Indicators, err = askedIndicators(x.v.Catalogue, in.Indicator)
	}
	if err != nil {
		return err
	}
	x.q.By = withForcedSplit(x.v.Catalogue, x.q.Indicators, in.By)
	return nil
}

func wrongQuery(name string, err error) error {
	return api.Wrong(api.Field{Field: name, Message: err.Error()})
}

// askedIndicators replaces groups by their indicators that need no split of
// their own, in the order of the catalogue.
func askedIndicators(cat *catalogue.Catalogue, asked []string) ([]string, error) {
	want := map[string]bool{}
	for _, a := range asked {
		id, isGroup := strings.CutPrefix(a, "group:")
		if _, ok := cat.Indicator(a); !ok && (!isGroup || cat.Groups[id] == nil) {
			return nil, figure.NoIndicator(a)
		}
		want[a] = true
	}
	var out []string
	for _, ind := range cat.IndicatorList() {
		if want[ind.ID] || want["group:"+ind.Group] && forcedSplit(ind) == "" {
			out = append(out, ind.ID)
		}
	}
	return out, nil
}

// forcedSplit is the dimension without which an indicator has no figure.
func forcedSplit(ind *catalogue.Indicator) string {
	for _, m := range ind.Measures {
		if m.SplitBy != "" {
			return m.SplitBy
		}
	}
	return ""
}

// withForcedSplit adds the split of an indicator that has no total.
func withForcedSplit(cat *catalogue.Catalogue, ids, by []string) []string {
	for _, id := range ids {
		if dim := forcedSplit(cat.Indicators[id]); dim != "" && figure.Axis(by) == "" {
			by = append(by, "dim:"+dim)
		}
	}
	return by
}

// table evaluates the question with the rules about tips applied.
func (x *question) table() (*figure.Table, error) {
	n, err := x.v.Size(x.q, &x.v.Context)
	if err != nil {
		return nil, err
	}
	if n > maxGridCells {
		return nil, api.Fail(api.TooLarge, "too_many_cells", "max", maxCells)
	}
	tab, err := x.v.Evaluate(x.q, &x.v.Context)
	if err != nil {
		return nil, err
	}
	if len(tab.Cells) > maxCells {
		return nil, api.Fail(api.TooLarge, "too_many_cells", "max", maxCells)
	}
	return tab, x.guard.Table(tab)
}

// mayReadFigures checks the right over a place on the last day of a period or
// today. Everything, the place "", is for whoever holds every place that
// belongs to no other.
func (o *Office) mayReadFigures(ctx context.Context, c *api.Caller, v *figure.View, placeID string, day calendar.Day) error {
	if why := o.mayOver(c, v.Registry, access.ReadFigures, placeID, day); why != access.Allowed {
		o.refused(ctx, c, "figures", why)
		return api.Refused(why)
	}
	return nil
}

// mayOver decides an action over a place on a day; over everything, the place
// "", it is for whoever holds every place that belongs to no other.
func (o *Office) mayOver(c *api.Caller, reg *registry.Registry, action access.Action, placeID string, day calendar.Day) access.Reason {
	targets := []string{placeID}
	if placeID == "" {
		targets = tops(reg.Places, day, o.today())
	}
	rules := reg.Rules(o.today())
	for _, id := range targets {
		if why := rules.May(&c.Actor, action, access.Target{PlaceID: id, Day: day, Class: access.Internal}); why != access.Allowed {
			return why
		}
	}
	return access.Allowed
}

// tops are the places that belonged to no other on either day.
func tops(places *place.Registry, a, b calendar.Day) []string {
	var out []string
	for i := range places.Len() {
		id := places.ID(i)
		if places.IsGroup(id) {
			continue
		}
		for _, d := range []calendar.Day{a, b} {
			if up, ok := places.ParentOn(id, d); places.Alive(id, d) && (!ok || up == "") {
				out = append(out, id)
				break
			}
		}
	}
	return out
}

// past keeps the last older position that was asked for: one load of the book
// at a time, and none for the next question about the same position.
type past struct {
	mu   sync.Mutex
	key  string
	view *figure.View
}

// viewAt is the view of a position, of now without one.
func (o *Office) viewAt(ctx context.Context, position []string) (*figure.View, error) {
	if len(position) == 0 {
		return o.view(ctx)
	}
	key := strings.Join(position, ",")
	o.past.mu.Lock()
	defer o.past.mu.Unlock()
	if o.past.key == key {
		return o.past.view, nil
	}
	heads, err := o.Store.Positions(ctx)
	if err != nil {
		return nil, err
	}
	at, err := ledger.ParsePositions(key, heads)
	if err != nil {
		return nil, wrongQuery("position", err)
	}
	v, err := o.Store.View(ctx, at)
	if err != nil {
		return nil, err
	}
	o.past.key, o.past.view = key, v
	return v, nil
}
