package app

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/document"
	"phendau/internal/figure"
	"phendau/internal/office"
	"phendau/internal/place"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
)

func demoView(t *testing.T) (*store.Store, *figure.View) {
	t.Helper()
	s := storetest.Open(t, store.Options{Dir: sharedDemo(t), ReadOnly: true})
	v, err := s.View(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return s, v
}

// TestEveryFigureOfTheReviewOpensToItsParts opens every cell of the five-year
// review, text and tables, and adds up what stands behind it.
func TestEveryFigureOfTheReviewOpensToItsParts(t *testing.T) {
	r := reviewOf(t, "--dir", sharedDemo(t))
	_, v := demoView(t)
	if len(r.Cells) < 400 {
		t.Fatalf("only %d cells", len(r.Cells))
	}
	for _, c := range r.Cells {
		if c.State == figure.Withheld { // tips of a quarter that is not over: printed and opened by nobody
			continue
		}
		sel, err := figure.ParseToken(c.Drill)
		if err != nil {
			t.Fatalf("%s/%s: %v", c.Indicator, c.Measure, err)
		}
		d, err := v.Drill(sel, &v.Context)
		if err != nil {
			t.Fatalf("%s/%s: %v", c.Indicator, c.Measure, err)
		}
		if err := sumsUp(v.Catalogue, d); err != "" {
			t.Errorf("%s/%s %s %s - %s: %s", c.Indicator, c.Measure, c.Place, c.From, c.To, err)
		}
		if d.Cell.Value != c.Value {
			t.Errorf("%s/%s: printed %s, opens as %s", c.Indicator, c.Measure, c.Value, d.Cell.Value)
		}
	}
}

// sumsUp says what is wrong with an opened cell, "" for nothing.
func sumsUp(cat *catalogue.Catalogue, d *figure.Drilled) string {
	m, _ := cat.IndicatorMeasure(d.Cell.Indicator, d.Cell.Measure)
	switch m.Type {
	case catalogue.Count, catalogue.Sum:
		var sum amount.Sum
		for _, l := range d.Lines {
			if l.Sign < 0 {
				sum.Sub(l.Value)
			} else {
				sum.Add(l.Value)
			}
		}
		if r := sum.Result(nil); max(0, d.Cell.Result.V) != max(0, r.V) {
			return "entries do not sum to the cell"
		}
	case catalogue.Distinct:
		n := int64(0)
		for _, l := range d.Lines {
			if l.First {
				n++
			}
		}
		if d.Rows == nil && n != d.Cell.Result.V {
			return "members do not sum to the cell"
		}
	case catalogue.Stock:
		var n int64
		for _, r := range d.Rows {
			n += r.Value
		}
		if n != d.Cell.Result.V {
			return "register rows do not sum to the cell"
		}
	case catalogue.Rate:
		lo, hi := int64(-1), int64(-1)
		for _, y := range d.Years {
			if y.Entries == 0 {
				continue
			}
			if lo < 0 || y.Result.V < lo {
				lo = y.Result.V
			}
			hi = max(hi, y.Result.V)
		}
		if lo != d.Cell.Result.Lo || hi != d.Cell.Result.Hi {
			return "the yearly sums do not span the rate"
		}
	}
	return ""
}

// TestTheOldDistrictIsTheSameOnBothMaps asks the closed district on its own
// map and as a group on today's.
func TestTheOldDistrictIsTheSameOnBothMaps(t *testing.T) {
	_, v := demoView(t)
	ask := func(name string, m place.MapSpec) *figure.Table {
		found, err := v.Registry.Places.Find(name, place.Latest)
		if err != nil {
			t.Fatal(err)
		}
		p, err := calendar.ParsePeriod(calendar.Civil, "2019-01-01/2024-02-29")
		if err != nil {
			t.Fatal(err)
		}
		tab, err := v.Evaluate(figure.Query{Indicators: []string{"outreach", "patrol.post", "trail_clearing", "awards.collectives", "awards.individuals"}, Place: found.ID, Period: p, Map: m,
			Status: 2, By: []string{"place:commune"}}, &v.Context)
		if err != nil {
			t.Fatal(err)
		}
		return tab
	}
	then := ask("047@2024-02-29", place.MapSpec{Kind: place.MapThen})
	today := ask("huyện Trùng Khánh (cũ)", place.MapSpec{Kind: place.MapToday, Day: calendar.MakeDay(2026, 1, 1)})
	for k := range then.Measures {
		var a, b int64
		for i := range then.Rows {
			a += max(0, then.At(i, 0, 0, k).Result.V)
		}
		for i := range today.Rows {
			b += max(0, today.At(i, 0, 0, k).Result.V)
		}
		if a != b || a == 0 {
			t.Errorf("%s: %d then, %d today", then.Measures[k].Measure.ID, a, b)
		}
	}
	units := 0
	for _, r := range then.Rows {
		if r.Kind == place.RowUnit {
			units++
		}
	}
	if units != 21 {
		t.Errorf("%d units on the map then", units)
	}
}

// TestALockedReportKeepsItsNumberAndTheNextSaysWhy is scenario S17 on the demo:
// its correction of 30,000 m to 3,000 m.
func TestALockedReportKeepsItsNumberAndTheNextSaysWhy(t *testing.T) {
	dir := sharedDemo(t)
	s, _ := demoView(t)
	snaps, err := s.Snapshots(context.Background())
	if err != nil || len(snaps) == 0 {
		t.Fatalf("%d locks, %v", len(snaps), err)
	}
	lock := snaps[0]
	tmp := t.TempDir()
	one, two := filepath.Join(tmp, "1.docx"), filepath.Join(tmp, "2.docx")
	must(t, "report", "--dir", dir, "--snapshot", lock.ID, "--out", one)
	must(t, "report", "--dir", dir, "--snapshot", lock.ID, "--out", two)
	a, _ := os.ReadFile(one)
	b, _ := os.ReadFile(two)
	if len(a) == 0 || !bytes.Equal(a, b) {
		t.Error("the locked report does not print the same bytes again")
	}
	next := filepath.Join(tmp, "next.json")
	must(t, "report", "yearly", "--dir", dir, "--place", lock.Body.PlaceID, "--period", "2021", "--calendar", "civil", "--out", next)
	var r struct {
		Adjustments []struct {
			Snapshot, Indicator, Measure, Old, New string
			Causes                                 []struct{ What, Why, Person, Old, New string }
		}
	}
	raw, err := os.ReadFile(next)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &r); err != nil {
		t.Fatal(err)
	}
	for _, x := range r.Adjustments {
		if x.Snapshot != lock.ID || x.Indicator != "trail_clearing" || x.Measure != "length_km" {
			continue
		}
		for _, c := range x.Causes {
			if c.What == "correct" && c.Why != "" && c.Person != "" && c.Old == "30.000" && c.New == "3.000" {
				html := filepath.Join(tmp, "old.html")
				must(t, "report", "--dir", dir, "--snapshot", lock.ID, "--out", html)
				page, _ := os.ReadFile(html)
				if !strings.Contains(string(page), x.Old) {
					t.Errorf("the locked report no longer prints %s", x.Old)
				}
				return
			}
		}
	}
	t.Errorf("no adjustment 30.000 -> 3.000 with reason and person: %+v", r.Adjustments)
}

// TestTheReviewPassesTheThirtyChecks is scenario S18: it checks the real DOCX of
// the review, opens it in LibreOffice, and reads its PDF back.
func TestTheReviewPassesTheThirtyChecks(t *testing.T) {
	dir := t.TempDir()
	s, v := demoView(t)
	p := &office.Publisher{Store: s}
	found, err := v.Registry.Places.Find("047@2024-02-29", place.Latest)
	if err != nil {
		t.Fatal(err)
	}
	period, err := calendar.ParsePeriod(calendar.Civil, "2019-01-01/2024-02-29")
	if err != nil {
		t.Fatal(err)
	}
	rep, err := p.Make(context.Background(), v, office.ReportRequest{Name: "five-year-review", Place: found.ID, Period: period})
	if err != nil {
		t.Fatal(err)
	}
	var docx bytes.Buffer
	if err := document.Write(&docx, document.DOCX, rep.Document); err != nil {
		t.Fatal(err)
	}
	for _, problem := range document.CheckDOCX(docx.Bytes(), rep.Document) {
		t.Errorf("check %d: %s", problem.Check, problem.Message)
	}
	for _, problem := range rep.Document.Validate() {
		t.Errorf("document: %v", problem)
	}
	path := filepath.Join(dir, "review.docx")
	if err := os.WriteFile(path, docx.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	pdf := filepath.Join(dir, "own.pdf")
	if err := writeFile(pdf, func(w io.Writer) error { return document.Write(w, document.PDF, rep.Document) }); err != nil {
		t.Fatal(err)
	}
	run := func(name string, args ...string) {
		t.Helper()
		if _, err := exec.LookPath(name); err != nil {
			if os.Getenv("CI") == "true" {
				t.Fatalf("%s is not installed", name)
			}
			t.Skipf("%s is not installed: the documents are not opened", name)
		}
		cmd := exec.Command(name, args...)
		cmd.Env = append(os.Environ(), "HOME="+dir)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", name, err, out)
		}
	}
	run("soffice", "--headless", "--convert-to", "pdf", "--outdir", dir, path)
	for _, f := range []string{filepath.Join(dir, "review.pdf"), pdf} {
		run("pdftotext", "-layout", f, f+".txt")
		text, err := os.ReadFile(f + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"3.957", "99.273", "trên 2,6 tỷ đồng", "hàng chục tỷ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "dữ liệu minh họa"} {
			if !strings.Contains(strings.ToLower(strings.Join(strings.Fields(string(text)), " ")), strings.ToLower(want)) {
				t.Errorf("%s lacks %q", filepath.Base(f), want)
			}
		}
	}
}
