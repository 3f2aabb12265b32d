package office

import (
	"context"
	"strings"

	"phendau/internal/access"
	"phendau/internal/amount"
	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/figure"
	"phendau/internal/place"
	"phendau/internal/vi"
)

// DrillQuery asks for one cell.
type DrillQuery struct {
	Cell     string   `query:"c" required:"true" maxLength:"4096" doc:"Token of the cell (drill)"`
	By       string   `query:"by" maxLength:"80" doc:"How to cut it; one of splits, chosen by the server without"`
	Cursor   string   `query:"cursor" maxLength:"200"`
	Limit    int      `query:"limit" minimum:"1" maximum:"200" default:"50"`
	Position []string `query:"position,explode" maxItems:"2000"`
	Lock     string   `query:"lock" maxLength:"36" doc:"Id of a locked report: the figure at its position"`
}

// OpenedFigure is one figure with everything that stands behind it.
type OpenedFigure struct {
	Cell       figure.Cell      `json:"cell"`
	Name       string           `json:"name"`
	UnitName   string           `json:"unit_name,omitempty" doc:"Absent where no number is shown"`
	PlaceLabel string           `json:"place_label"`
	Period     string           `json:"period"`
	Head       FigureHead       `json:"head"`
	Explain    []string         `json:"explain" doc:"In words, what is counted"`
	Notes      []string         `json:"notes" doc:"What to know before quoting the figure"`
	Ratio      string           `json:"ratio,omitempty"`
	Basis      *DrillBasis      `json:"basis,omitempty"`
	Splits     []FigureSplit    `json:"splits"`
	Parts      *DrillParts      `json:"parts,omitempty"`
	Whole      *DrillWhole      `json:"whole,omitempty" doc:"The larger figure this one is a part of"`
	Entries    *DrillEntries    `json:"entries,omitempty"`
	Statements []DrillStatement `json:"statements"`
	Rows       *DrillRows       `json:"registers,omitempty"`
	Years      []DrillPart      `json:"years"`
	Lock       *DrillLock       `json:"lock,omitempty" doc:"The locked report at whose position the figure is shown"`
}

// DrillBasis is how the figure is known.
type DrillBasis struct {
	Counted string       `json:"counted" doc:"Share really counted, printed"`
	Shares  []BasisShare `json:"shares"`
}

// BasisShare is the share of one basis.
type BasisShare struct {
	Basis    string `json:"basis"`
	Name     string `json:"name"`
	Value    string `json:"value"`
	Share    string `json:"share"`
	PerMille int64  `json:"per_mille"`
}

// DrillParts is the figure cut one way.
type DrillParts struct {
	By       string      `json:"by"`
	Name     string      `json:"name"`
	Rows     []DrillPart `json:"rows"`
	Sum      string      `json:"sum,omitempty" doc:"Absent where the parts do not add up"`
	Equal    bool        `json:"equal" doc:"The parts add up to the figure"`
	Note     string      `json:"note"`
	Together string      `json:"together,omitempty" doc:"What the parts not shown are in all"`
}

// DrillPart is one part.
type DrillPart struct {
	Name     string      `json:"name"`
	Note     string      `json:"note,omitempty"`
	Cell     figure.Cell `json:"cell"`
	Withheld bool        `json:"withheld,omitempty"`
}

// DrillWhole is the figure an opened one is a part of, cut so that the part
// stands beside the others.
type DrillWhole struct {
	Cell     figure.Cell `json:"cell"`
	Name     string      `json:"name"`
	UnitName string      `json:"unit_name,omitempty"`
	Parts    *DrillParts `json:"parts"`
}

// DrillRows are the register rows or units behind a stock figure.
type DrillRows struct {
	Items []DrillRow `json:"items"`
	Sum   string     `json:"sum,omitempty"`
	Equal bool       `json:"equal"`
	Note  string     `json:"note"`
}

// DrillRow is a row of a register in force.
type DrillRow struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Place    string `json:"place"`
	Document string `json:"document,omitempty"`
	From     string `json:"from,omitempty" doc:"Absent where nobody wrote it down"`
	To       string `json:"to,omitempty" doc:"Absent while in force"`
	Value    string `json:"value"`
}

// DrillStatement is a declared total behind a figure.
type DrillStatement struct {
	LedgerID string       `json:"ledger_id"`
	ID       string       `json:"id"`
	From     calendar.Day `json:"from"`
	To       calendar.Day `json:"to"`
	Value    string       `json:"value"`
	Document string       `json:"document"`
	Page     string       `json:"page,omitempty"`
	Quote    string       `json:"quote,omitempty"`
	Open     bool         `json:"open" doc:"The reader may open the record"`
}

func (o *Office) drill(ctx context.Context, c *api.Caller, in *DrillQuery) (*Answer[OpenedFigure], error) {
	sel, err := figure.ParseToken(in.Cell)
	if err != nil {
		return nil, err
	}
	v, lock, err := o.drillView(ctx, c, in)
	if err != nil {
		return nil, err
	}
	if err := o.mayReadFigures(ctx, c, v, heldBy(&sel), sel.Period.To); err != nil {
		return nil, err
	}
	opened, err := v.Guard(o.today()).Open(sel)
	if err != nil {
		return nil, err
	}
	x := &drilled{Opening: opened, w: newWording(c.Lang, v)}
	x.unit, x.scale = x.w.unit(opened.Cell.Unit)
	x.exact = o.mayOver(c, v.Registry, access.ReadLine, heldBy(&sel), sel.Period.To) == access.Allowed
	out, err := x.answer(in.By)
	if err != nil {
		return nil, err
	}
	out.Lock = lock
	seen, err := o.sight(ctx, c)
	if err != nil {
		return nil, err
	}
	for i := range out.Statements {
		s := &out.Statements[i]
		s.Open = !x.Tips && seen.sees(x.Statements[i].PlaceID, s.From, "", "")
	}
	restricted := 0
	if out.Entries, restricted, err = x.entries(in, seen); err != nil {
		return nil, err
	}
	return &Answer[OpenedFigure]{*out}, o.noteDrill(ctx, c, x, in, restricted)
}

// heldBy is the place whose figures a cell belongs to: a row that is a unit
// holds no more than the unit asked by itself.
func heldBy(sel *figure.Selection) string {
	if sel.RowKind == place.RowUnit {
		return sel.RowPlace
	}
	return sel.Place
}

// noteDrill leaves a line when a figure about tips is opened, and when
// restricted entries are listed behind one.
func (o *Office) noteDrill(ctx context.Context, c *api.Caller, x *drilled, in *DrillQuery, restricted int) error {
	if restricted == 0 && (!x.Tips || in.Cursor != "") {
		return nil
	}
	detail := audit.Facts("indicator", x.Sel.Indicator, "measure", x.Sel.Measure, "slice", x.Sel.Slice, "restricted", restricted)
	return o.note(ctx, c, audit.Record{Action: audit.FigureOpen, ObjectID: x.Sel.Indicator, PlaceID: x.Sel.RowPlace, Detail: detail})
}

// drilled is an opened figure being put into words.
type drilled struct {
	*figure.Opening
	w     *wording
	unit  string
	scale int64
	exact bool // the reader may know where on the line
}

func (x *drilled) answer(by string) (*OpenedFigure, error) {
	c := &x.Cell
	out := &OpenedFigure{Cell: *c, Name: x.w.measure(figure.MeasureRef{Indicator: x.Indicator, Measure: x.Measure}), PlaceLabel: x.w.place(x.Sel.RowKind, c.PlaceName),
		Period: calendar.Label(x.Sel.Slice, x.w.Lang()), Explain: []string{}, Notes: x.notes(), Basis: x.basis(), Splits: []FigureSplit{}, Rows: x.rows(),
		Statements: x.statements(), Years: x.years(), Head: x.head()}
	out.Cell.Printed = x.w.say(c, x.scale)
	if numbered(c) {
		out.UnitName = x.unit
	}
	if axis := figure.Axis(x.Sel.By); axis != "" {
		out.PlaceLabel += ", " + x.w.column(axis, x.Sel.Column, x.Sel.Slice.To)
	}
	out.Explain = strings.Split(x.View.Catalogue.ExplainMeasure(x.Indicator, x.Measure, x.w.Lang()), "\n")
	if c.State == figure.HasValue && x.Measure.OnLine() && c.Den > 0 {
		out.Ratio = x.w.Text("page.fact.ratio.value", "num", vi.Decimal(c.Num, x.lineScale()), "den", vi.Decimal(c.Den, x.lineScale()))
	} else if c.State == figure.HasValue && quotient(x.Measure.Type) && !x.Tips && !figure.OverAllKinds(x.Measure) {
		out.Ratio = x.w.Text("page.fact.ratio.value", "num", vi.Int(c.Num), "den", vi.Int(c.Den))
	}
	offers := x.Splits()
	for _, s := range offers {
		out.Splits = append(out.Splits, FigureSplit{s, x.w.split(s)})
	}
	if by = x.Split(by, offers); by == "" {
		return out, nil
	}
	var err error
	if out.Parts, err = x.parts(by); err != nil {
		return nil, err
	}
	out.Whole, err = x.whole()
	return out, err
}

func (x *drilled) whole() (*DrillWhole, error) {
	opened, by, err := x.Whole()
	if err != nil || opened == nil {
		return nil, err
	}
	w := &drilled{Opening: opened, w: x.w, unit: x.unit, scale: x.scale}
	parts, err := w.parts(by)
	if err != nil {
		return nil, err
	}
	out := &DrillWhole{Cell: opened.Cell, Name: x.w.measure(figure.MeasureRef{Indicator: opened.Indicator, Measure: opened.Measure}), Parts: parts}
	if out.Cell.Printed = x.w.say(&opened.Cell, x.scale); numbered(&opened.Cell) {
		out.UnitName = x.unit
	}
	return out, nil
}

func (x *drilled) head() FigureHead {
	q := question{v: x.View, q: x.Sel.Query, words: x.w}
	name, day := "", x.Sel.Period.To
	if members, on, err := x.View.Registry.Places.Resolve(x.Sel.Map, x.Sel.Place, place.Period{From: x.Sel.Period.From, To: x.Sel.Period.To}); err == nil {
		day = on
		if x.Sel.Place != "" {
			name = x.View.Registry.Places.FullName(x.Sel.Place, members)
		}
	}
	return q.head(&figure.Table{Name: name, Map: x.Sel.Map.String(), MapDay: day, Position: x.Cell.Position})
}

// lineScale is that of lengths behind a figure computed from tracks: those of a
// share too. Days have their own.
func (x *drilled) lineScale() int64 {
	if x.Measure.OnLine() && x.Measure.Shown == "" && x.Measure.Type != catalogue.Count {
		return 10_000
	}
	return x.scale
}

func quotient(t catalogue.Type) bool {
	return t == catalogue.Ratio || t == catalogue.PerCapita || t == catalogue.PerKM || t == catalogue.Coverage
}

// notes say what a reader must know before he quotes the figure.
func (x *drilled) notes() []string {
	out := []string{}
	if x.Tips {
		out = append(out, x.w.Text("page.tips.rule"))
	}
	if x.Narrowed {
		out = append(out, x.w.Text("page.tips.narrowed", "period", calendar.Label(x.Sel.Slice, x.w.Lang())))
	}
	c := &x.Cell
	if c.State != figure.HasValue {
		out = append(out, x.w.Text("page.state."+string(c.State)+".why", "reason", x.w.Text("reason."+c.Reason)))
	}
	if c.Low != "" && c.High != "" && c.Low != c.High {
		out = append(out, x.w.Text("page.bounds", "range", vi.Range(vi.Decimal(c.Result.Lo, x.scale), vi.Decimal(c.Result.Hi, x.scale))))
	}
	if p := x.Sel.Viewpoint; p.Body != "" {
		key := map[bool]string{true: "page.view.participated", false: "page.view.body"}[p.Participated]
		out = append(out, x.w.Text(key, "body", x.View.Registry.BodyName(p.Body, x.Sel.Period.To)))
	}
	if c.Along != nil {
		out = append(out, c.Along.Text(x.w.Lang()))
	}
	for _, f := range c.Flags {
		switch f {
		case figure.FlagOrder, figure.FlagNorm, figure.FlagSilent, figure.FlagUnusedStat, figure.FlagPlans, figure.FlagNegative:
			out = append(out, x.w.Text("page.flag."+f+".why"))
		}
	}
	return out
}

func (x *drilled) basis() *DrillBasis {
	r := x.Cell.Result
	num, den, ok := r.CountedShare()
	if !ok || x.Cell.Counted == "" || x.Tips { // shares of a few tips would be tips
		return nil
	}
	var total int64
	for _, b := range r.Basis {
		total += b
	}
	out := &DrillBasis{Counted: vi.Percent(num, den, 1)}
	for b, n := range r.Basis {
		s := BasisShare{Basis: amount.Basis(b).String(), Name: x.w.Text("basis." + amount.Basis(b).String()), Value: vi.Decimal(n, x.scale), Share: vi.Percent(n, total, 1)}
		s.PerMille, _ = amount.MulDiv(n, 1000, total)
		out.Shares = append(out.Shares, s)
	}
	return out
}

func (x *drilled) parts(by string) (*DrillParts, error) {
	found, err := x.Parts(by)
	if err != nil {
		return nil, err
	}
	p := &DrillParts{By: by, Name: x.w.split(by), Rows: []DrillPart{}, Equal: found.Equal}
	for _, part := range found.List {
		row := DrillPart{Cell: *part.Cell, Withheld: part.Cell.State == figure.Withheld}
		row.Cell.Printed = x.w.say(part.Cell, x.scale)
		switch {
		case figure.IsTime(by):
			row.Name = calendar.ShortLabel(part.Bucket, x.w.Lang())
		case figure.IsPlace(by):
			row.Name, row.Note = x.w.place(part.Row.Kind, part.Row.Name), x.w.note(part.Row.Note)
		default:
			row.Name = x.w.column(by, part.Column, x.Sel.Slice.To)
		}
		p.Rows = append(p.Rows, row)
	}
	if found.Together > 0 {
		p.Together = x.w.Text("page.tips.together", "n", found.Together, "unit", x.unit)
	}
	switch {
	case !found.Adds:
		p.Note = x.w.Text("page.parts.not_additive." + found.WhyNot)
	case found.Equal:
		p.Sum, p.Note = x.w.Result(found.Sum, x.scale), x.w.Text("page.parts.equal")
	default:
		p.Note = x.w.Text("page.parts.not_additive.rest")
	}
	return p, nil
}

// years are the yearly sums behind a rate, each of which opens.
func (x *drilled) years() []DrillPart {
	out := []DrillPart{}
	for i := range x.Years {
		p := DrillPart{Name: calendar.ShortLabel(x.Years[i].Sel.Slice, x.w.Lang()), Cell: x.Years[i]}
		p.Cell.Drill = ""
		if sel, ok := x.YearSelection(&x.Years[i]); ok {
			p.Cell.Drill = sel.Token()
		}
		out = append(out, p)
	}
	return out
}

func (x *drilled) rows() *DrillRows {
	if len(x.Rows) == 0 {
		return nil
	}
	out := &DrillRows{Items: []DrillRow{}}
	var total int64
	for _, r := range x.Rows {
		row := DrillRow{ID: r.ID, Name: r.Name, Place: x.View.Registry.Places.FullName(r.PlaceID, x.Sel.Slice.To), Document: r.Document,
			From: dayOrNone(r.From), To: dayOrNone(r.To), Value: vi.Decimal(r.Value, x.scale)}
		if r.From == 0 {
			row.From = ""
		}
		if r.To == 0 {
			row.To = ""
		}
		if row.Name == "" {
			row.Name = row.Place
		}
		out.Items = append(out.Items, row)
		total += r.Value
	}
	switch {
	case x.Measure.Type != catalogue.Stock:
		out.Note = x.w.Text("page.rows.set")
	case total == x.Cell.Result.V:
		out.Sum, out.Equal, out.Note = vi.Decimal(total, x.scale), true, x.w.Text("page.rows.equal")
	default:
		out.Sum, out.Note = vi.Decimal(total, x.scale), x.w.Text("page.rows.differs")
	}
	return out
}

func (x *drilled) statements() []DrillStatement {
	out := []DrillStatement{}
	for _, s := range x.Statements {
		out = append(out, DrillStatement{LedgerID: s.LedgerID, ID: s.ID, From: s.From, To: s.To, Value: x.w.Value(s.Value, x.scale) + " " + x.unit,
			Document: x.w.document(s.Document), Page: s.Page, Quote: s.Quote})
	}
	return out
}
