package pages

import (
	"slices"
	"strings"

	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/figure"
	"phendau/internal/vi"
)

// maxCells bounds the table of one page.
const maxCells = 6000

// explorerPage is the table of figures with its form.
type explorerPage struct {
	Bar           bar
	Indicators    []optionGroup
	By            []option
	Place, Period string
	Tables        []explorerTable
	NotAdditive   bool
	Map           string
	Completeness  *completenessPage
	Footnotes     []string
	Position      string
}

// explorerTable is one table: its rows are named by Heads.
type explorerTable struct {
	Caption string
	Heads   []string // of the columns that name a row
	Columns []string
	Rows    []explorerRow
}

type optionGroup struct {
	Name    string
	Options []option
}

type explorerRow struct {
	Heads  []string
	Note   string
	Values []value
}

func (s *site) explorer(r *request) (*screen, error) {
	v, err := r.view()
	if err != nil {
		return nil, err
	}
	sc, err := r.scope(v)
	if err != nil {
		return nil, err
	}
	asked := r.askedIndicators(v.Catalogue)
	ids, err := expand(v.Catalogue, asked)
	if err != nil {
		return nil, err
	}
	q := sc.query(ids...)
	q.By = r.askedSplits(v.Catalogue, ids)
	tab, err := r.evaluate(v, q)
	if err != nil {
		return nil, err
	}
	if len(tab.Cells) > maxCells {
		return nil, badRequest("page.error.too_many")
	}
	p := &explorerPage{Bar: r.bar(v, sc), Place: r.scopeName(v, sc), Period: calendar.Label(sc.period, r.w.Lang()), NotAdditive: !tab.Additive,
		Map: r.mapText(v, q), Position: tab.Position, Indicators: r.indicatorOptions(v.Catalogue, asked), By: r.splitOptions(v.Catalogue, ids, q.By)}
	(&grid{request: r, v: v, tab: tab, by: q.By, page: p}).fill()
	p.Completeness = r.completeness(tab)
	for _, f := range tab.Footnotes {
		p.Footnotes = append(p.Footnotes, r.in(f.Text))
	}
	return &screen{template: "explorer", title: r.t("explorer.title"), nav: "figures", data: p}, nil
}

// askedIndicators are the values of the form, the first group by default.
func (r *request) askedIndicators(cat *catalogue.Catalogue) []string {
	asked := slices.DeleteFunc(slices.Clone(r.query["indicator"]), func(s string) bool { return s == "" })
	if len(asked) == 0 {
		for _, g := range cat.GroupList() {
			if g.ID == "line" {
				return []string{"group:line"}
			}
		}
		if len(cat.GroupOrder) > 0 {
			return []string{"group:" + cat.GroupOrder[0]}
		}
	}
	return asked
}

// expand replaces groups by their indicators that need no forced split.
func expand(cat *catalogue.Catalogue, asked []string) ([]string, error) {
	var out []string
	for _, a := range asked {
		id, isGroup := strings.CutPrefix(a, "group:")
		if !isGroup {
			if _, ok := cat.Indicator(a); !ok {
				return nil, badRequest("page.error.indicator")
			}
			out = append(out, a)
			continue
		}
		for _, ind := range cat.IndicatorList() {
			if ind.Group == id && forcedSplit(ind) == "" {
				out = append(out, ind.ID)
			}
		}
	}
	slices.Sort(out)
	out = slices.Compact(out)
	if len(out) == 0 {
		return nil, badRequest("page.error.indicator")
	}
	order := cat.IndicatorOrder
	slices.SortFunc(out, func(a, b string) int { return slices.Index(order, a) - slices.Index(order, b) })
	return out, nil
}

// askedSplits takes the form's one or two splits; an indicator without a
// total brings its own.
func (r *request) askedSplits(cat *catalogue.Catalogue, ids []string) []string {
	var by []string
	for _, b := range r.query["by"] {
		if b != "" && b != "none" && !slices.Contains(by, b) {
			by = append(by, b)
		}
	}
	if !r.query.Has("by") {
		by = []string{"place:commune"}
	}
	for _, id := range ids {
		if dim := forcedSplit(cat.Indicators[id]); dim != "" && figure.Axis(by) == "" {
			by = append(by, "dim:"+dim)
		}
	}
	return by
}

func (r *request) indicatorOptions(cat *catalogue.Catalogue, asked []string) []optionGroup {
	var out []optionGroup
	for _, g := range cat.GroupList() {
		og := optionGroup{Name: r.text(g.Name), Options: []option{{"group:" + g.ID, r.t("explorer.group", "name", r.text(g.Name)), slices.Contains(asked, "group:"+g.ID)}}}
		for _, ind := range cat.IndicatorList() {
			if ind.Group == g.ID {
				og.Options = append(og.Options, option{ind.ID, r.text(ind.Name), slices.Contains(asked, ind.ID)})
			}
		}
		out = append(out, og)
	}
	return out
}

// splitOptions are the ways to cut any figure, then the dimensions of the
// indicator shown.
func (r *request) splitOptions(cat *catalogue.Catalogue, ids, by []string) []option {
	list := []string{"none", "place:district", "place:commune", "place:hamlet", figure.ByYear, figure.ByQuarter, figure.ByMonth,
		figure.ByBody, figure.ByParticipant, figure.ByKind, figure.ByBasis, figure.ByStatus}
	if len(ids) == 1 {
		for _, d := range cat.Indicators[ids[0]].Splits {
			if cat.Dimensions[d] != nil {
				list = append(list, "dim:"+d)
			}
		}
	}
	var out []option
	for _, b := range list {
		out = append(out, option{b, r.splitName(cat, b), slices.Contains(by, b) || b == "none" && len(by) == 0})
	}
	return out
}

// completenessPage says who was expected to report and who was silent.
type completenessPage struct {
	Sentence string
	Silent   []fact
	More     bool
}

func (r *request) completeness(tab *figure.Table) *completenessPage {
	c := tab.Completeness
	if c == nil || c.Expected == 0 {
		return nil
	}
	silent := c.Expected - c.Reported - c.Nil
	p := &completenessPage{Sentence: r.w.Text("completeness", "expected", vi.Int(c.Expected), "reported", vi.Int(c.Reported), "nil", vi.Int(c.Nil), "silent", vi.Int(silent)),
		More: int64(len(c.Silent)) < silent}
	var order []string
	months := map[string]int64{}
	names := map[string]string{}
	for _, s := range c.Silent {
		if months[s.PlaceID] == 0 {
			order = append(order, s.PlaceID)
		}
		months[s.PlaceID]++
		names[s.PlaceID] = s.PlaceName
	}
	for _, id := range order {
		p.Silent = append(p.Silent, fact{Name: names[id], Value: r.t("explorer.silent", "n", vi.Int(months[id]))})
	}
	return p
}

// First reports whether an option is the first split chosen.
func (p *explorerPage) First(i int) bool { return p.nth(0) == i }

// Second reports whether an option is the second split chosen.
func (p *explorerPage) Second(i int) bool { return p.nth(1) == i }

// nth is the index of the nth chosen split, "none" when there are fewer.
func (p *explorerPage) nth(n int) int {
	for i, o := range p.By {
		if o.Chosen && o.Value != "none" {
			if n == 0 {
				return i
			}
			n--
		}
	}
	return 0
}
