package office_test

import (
	"context"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"phendau/internal/access"
	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/office"
	"phendau/internal/registry"
)

// The scenarios of docs/scenarios.md that are played on the small book, each as
// a test of its own over the API. What a scenario still lacks stands in its
// comment.

// figures asks for a table over submitted entries.
func (c *client) figures(place, period string, pairs ...string) office.FigureTable {
	c.d.t.Helper()
	var tab office.FigureTable
	q := asked(append([]string{"place", place, "period", period, "status", "submitted+"}, pairs...)...)
	c.must(200, "GET", "/figures?"+q.Encode(), nil, &tab)
	return tab
}

// figure is one measure of one indicator over a place.
func (c *client) figure(place, period, indicator, measure string) figure.Cell {
	c.d.t.Helper()
	tab := c.figures(place, period, "indicator", indicator)
	i := slices.IndexFunc(tab.Cells, func(x figure.Cell) bool { return x.Measure == measure })
	if i < 0 {
		c.d.t.Fatalf("%s has no measure %s over %s", indicator, measure, place)
	}
	return tab.Cells[i]
}

// printed checks figures of a place against what is printed, by
// "indicator measure".
func (c *client) printed(place, period string, want map[string]string) {
	c.d.t.Helper()
	for k, v := range want {
		indicator, measure, _ := strings.Cut(k, " ")
		if got := c.figure(place, period, indicator, measure).Printed; got != v {
			c.d.t.Errorf("%s is %s, want %s", k, got, v)
		}
	}
}

// byDim is what each value of a dimension has of a measure.
func (c *client) byDim(place, period, indicator, measure, dim string) map[string]string {
	c.d.t.Helper()
	out := map[string]string{}
	for _, x := range c.figures(place, period, "indicator", indicator, "by", "dim:"+dim).Cells {
		if x.Measure == measure && x.Split != nil && x.State == figure.HasValue {
			out[*x.Split] = x.Printed
		}
	}
	return out
}

// opened is a cell with what stands behind it.
func (c *client) opened(cell figure.Cell) office.OpenedFigure {
	c.d.t.Helper()
	var o office.OpenedFigure
	c.must(200, "GET", "/figures/drill?"+url.Values{"c": {cell.Drill}}.Encode(), nil, &o)
	return o
}

// clear lets the people of a role read what is restricted, as an office gives
// it to those who are responsible.
func (d *desk) clear(body string, roles ...access.Role) {
	d.t.Helper()
	var drafts []ledger.Draft
	for _, r := range roles {
		place := d.communeA
		switch body {
		case d.post:
			place = d.area
		case d.provinceBody:
			place = d.province
		}
		drafts = append(drafts, ledger.Draft{LedgerID: d.registry, EntityType: "grant", EntityID: d.id(), Verb: "create", Body: registry.GrantDoc{PersonID: d.people[r], Role: r,
			BodyID: body, PlaceID: place, Clearance: access.Restricted, From: registry.Unknown, To: registry.Open}})
	}
	if err := d.writer.MustWrite(context.Background(), drafts); err != nil {
		d.t.Fatal(err)
	}
}

func ref(v *office.EntryView) map[string]any {
	return map[string]any{"ledger_id": v.LedgerID, "entry_id": v.ID}
}

func linkTo(v *office.EntryView) []office.LinkForm {
	return []office.LinkForm{{Kind: v.Kind, LedgerID: v.LedgerID, EntryID: v.ID}}
}

// codes are the codes of warnings about a form.
func (c *client) codes(f office.EntryContent) []string {
	c.d.t.Helper()
	var v office.CheckView
	c.must(200, "POST", "/entries/check", map[string]any{"content": f}, &v)
	if len(v.Problems) > 0 {
		c.d.t.Fatalf("%+v", v.Problems)
	}
	out := []string{}
	for _, w := range v.Warnings {
		out = append(out, w.Code)
	}
	return out
}

// addCatalogue adds a file of the office's own to the running book.
func (d *desk) addCatalogue(name, content string) {
	d.t.Helper()
	d.as(access.RegistryEditor).must(200, "POST", "/catalogue/files", map[string]any{"id": d.id(), "name": name, "content": content, "reason": "Theo dõi tại đơn vị"}, nil)
}

var tags = regexp.MustCompile(`<[^>]*>`)

// plainText is what a page says, without marks and with single spaces.
func plainText(page string) string {
	return strings.Join(strings.Fields(html.UnescapeString(tags.ReplaceAllString(page, ""))), " ")
}

// excerpt is the text about a word, for a failure.
func excerpt(s, word string) string {
	i := strings.Index(s, word)
	if i < 0 {
		return s[:min(len(s), 600)]
	}
	return strings.ToValidUTF8(s[max(0, i-200):min(len(s), i+200)], "")
}
