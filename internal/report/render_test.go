package report

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"

	"phendau/internal/calendar"
	"phendau/internal/document"
	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/paper"
	"phendau/internal/registry"
)

// asked gives each template a place and a period it is made for.
func asked(t testing.TB, w *world, id string) Input {
	in := w.input(id, civil(t, day(2019, 1, 1), day(2024, 12, 31)))
	switch in.Template.Period {
	case "month":
		in.Period = calendar.Month(calendar.Official, 2022, 4)
	case "year":
		in.Period = calendar.Year(calendar.Official, 2022)
	}
	in.Facts.Date = in.Period.To + 2
	if in.Template.Letterhead == "army" {
		in.Facts.Rank = "Thiếu tá"
	}
	return in
}

func TestEveryTemplateRendersAndMayBeIssued(t *testing.T) {
	w := newWorld(t).review()
	seen := map[string]bool{}
	for _, id := range testTemplates(t).IDs() {
		r := makeReport(t, asked(t, w, id))
		seen[r.Document.Profile.Name] = true
		text := bodyText(r.Document)
		for _, want := range []string{shortDate(r.job.Period.From), shortDate(r.job.Period.To), calendarText(r.job.Period), "minh họa"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s does not print %q", id, want)
			}
		}
		if !strings.Contains(r.Document.Subject, daysOf(r.job.Period)) || r.Document.Marker != "DỮ LIỆU MINH HỌA" {
			t.Errorf("%s: subject %q, marker %q", id, r.Document.Subject, r.Document.Marker)
		}
		if strings.ContainsAny(text, "{}") {
			t.Errorf("%s prints a brace", id)
		}
		if _, err := r.JSON(); err != nil {
			t.Error(err)
		}
	}
	for _, p := range []string{"state", "front", "army"} {
		if !seen[p] {
			t.Errorf("no template has the letterhead %s", p)
		}
	}
}

// The thirty checks of documents.md section 4 on the DOCX of every template.
func TestEveryTemplatePassesTheThirtyChecks(t *testing.T) {
	w := newWorld(t).review()
	for _, id := range testTemplates(t).IDs() {
		r := makeReport(t, asked(t, w, id))
		var b bytes.Buffer
		if err := document.Write(&b, document.DOCX, r.Document); err != nil {
			t.Errorf("%s: %v", id, err)
			continue
		}
		for _, p := range document.CheckDOCX(b.Bytes(), r.Document) {
			t.Errorf("%s: %v", id, p)
		}
	}
}

func TestReportOfACommuneHasItsHamlets(t *testing.T) {
	w := newWorld(t).review()
	in := asked(t, w, "monthly")
	in.Place = commune(3)
	w.entry("outreach", hamlet(3), in.Period.To-2, "post", "", values{"participant_turns": counted(12)})
	in.Figures, in.Context = w.figures()
	r := makeReport(t, in)
	var rows []string
	for _, tb := range r.Data().Tables {
		if tb.Name == "Kết quả trong kỳ theo địa bàn" {
			for _, row := range tb.Rows {
				rows = append(rows, row[1])
			}
		}
	}
	if !slices.Contains(rows, "xóm Mẫu 4") || !strings.HasPrefix(rows[len(rows)-1], "Tổng") {
		t.Errorf("rows %q", rows)
	}
	if l := r.Document.Letterhead; !slices.Equal(l.IssuingBody, []string{"ỦY BAN NHÂN DÂN", "XÃ XUÂN NỘI"}) || l.Place != "Xuân Nội" {
		t.Errorf("letterhead %+v", l)
	}
}

func TestReportOfEverything(t *testing.T) {
	w := newWorld(t).review()
	in := asked(t, w, "five-year-review")
	in.Place = ""
	r := makeReport(t, in)
	if got := r.Data().Composites["outreach"]; got != "3.957 buổi/99.273 lượt" || !strings.Contains(bodyText(r.Document), "Toàn quốc có 21 đơn vị") {
		t.Errorf("%s\n%s", got, bodyText(r.Document))
	}
}

func TestPostReportTakesItsOwnView(t *testing.T) {
	w := newWorld(t).review()
	in := asked(t, w, "post-yearly")
	in.BodyID = "post"
	r := makeReport(t, in)
	if d := r.Data(); d.Viewpoint != "body=post+participated" || !strings.Contains(bodyText(r.Document), "theo báo cáo của Đồn Biên phòng Mẫu") {
		t.Errorf("viewpoint %s\n%s", d.Viewpoint, bodyText(r.Document))
	}
}

var digits = regexp.MustCompile(`[0-9]`)

// Check 30 of documents.md: every figure in text and tables equals the bound
// cell's printed, and no number of a data table stands unbound.
func TestEveryPrintedFigureIsItsBoundCell(t *testing.T) {
	w := newWorld(t).review()
	for _, id := range testTemplates(t).IDs() {
		r := makeReport(t, asked(t, w, id))
		d := r.Document
		check := func(runs []paper.Run, inTable bool) {
			for _, run := range runs {
				if run.Figure == 0 {
					continue
				}
				b := r.Cells[run.Figure-1]
				want := b.InText
				if inTable {
					want = b.Printed
				}
				if got := d.Text(run, inTable); got != want || got == "" {
					t.Errorf("%s: cell %d prints %q, its cell %q", id, run.Figure, got, want)
				}
				if b.Href != "/so-lieu/o/"+b.Cell.Drill || d.Figure(run.Figure).Href != b.Href {
					t.Errorf("%s: cell %d has the address %q", id, run.Figure, b.Href)
				}
			}
		}
		each := func(blocks []paper.Block, body bool) {
			for i := range blocks {
				b := &blocks[i]
				if b.Paragraph != nil {
					check(b.Paragraph.Runs, false)
				}
				if b.Heading != nil {
					check(b.Heading.Runs, false)
				}
				if b.Table != nil {
					for k := range b.Table.Rows {
						for c, cell := range b.Table.Rows[k].Cells {
							check(cell.Runs, true)
							text := d.CellText(&cell)
							if body && c > 2 && b.Table.Columns[c].Kind == paper.NumberColumn && digits.MatchString(text) && cell.Value == "" && len(figuresOf(cell.Runs)) == 0 && !strings.HasSuffix(text, "%") && !strings.ContainsAny(text, "+-,") {
								t.Errorf("%s: table %q prints %q without a cell", id, b.Table.Name, text)
							}
						}
					}
				}
			}
		}
		each(d.Body, true)
		for i := range d.Annexes {
			each(d.Annexes[i].Blocks, false)
		}
		if id != "correction-note" { // it prints figures of other reports only
			checkBasis(t, r)
		}
	}
}

// checkBasis: the annex lists every figure of the report's own place and days
// that has something behind it, once; a part only where its whole is known in
// several ways, and never what nothing stands behind.
func checkBasis(t *testing.T, r *Report) {
	t.Helper()
	rows := map[int]int{}
	for i := range r.Document.Annexes {
		for _, b := range r.Document.Annexes[i].Blocks {
			if b.Table == nil || b.Table.Name != say("basis_name") {
				continue
			}
			for _, row := range b.Table.Rows {
				if row.Kind == paper.OrdinaryRow {
					rows[row.Cells[2].Runs[0].Figure]++
				}
			}
		}
	}
	period := r.job.Period
	for i := range r.Cells {
		c, want := &r.Cells[i].Cell, 0
		switch {
		case c.Entries+c.Used == 0 || c.From < period.From || c.To > period.To:
		case c.Drill == r.job.total(now, r.job.Context.Catalogue.Indicators[c.Indicator], r.Cells[i].Measure).Drill:
			want = 1
		default:
			continue
		}
		if rows[i+1] != want {
			t.Errorf("%s: figure %d (%s %s) has %d rows in the basis, not %d", r.job.tpl.ID, i+1, c.Indicator, c.Printed, rows[i+1], want)
		}
	}
}

func TestCalendarsGiveTheirOwnDays(t *testing.T) {
	w := newWorld(t)
	for _, d := range []calendar.Day{day(2021, 12, 14), day(2021, 12, 15), day(2022, 12, 14), day(2022, 12, 31)} {
		w.entry("outreach", commune(1), d, "post", "", values{"participant_turns": counted(10)})
	}
	for _, c := range []struct {
		cal         calendar.Calendar
		label, want string
	}{
		{calendar.Civil, "năm 2022 (từ ngày 01/01/2022 đến ngày 31/12/2022, lịch dương)", "2 buổi/20 lượt"},
		{calendar.Official, "năm 2022 (từ ngày 15/12/2021 đến ngày 14/12/2022, chốt số liệu ngày 14)", "2 buổi/20 lượt"},
	} {
		in := asked(t, w, "yearly")
		in.Period = calendar.Year(c.cal, 2022)
		in.Facts.Date = in.Period.To + 1
		r := makeReport(t, in)
		if text := bodyText(r.Document); !strings.Contains(text, c.label) || r.Data().Composites["outreach"] != c.want {
			t.Errorf("%s: %s\n%s", c.cal, r.Data().Composites["outreach"], text)
		}
		if c.cal == calendar.Official && r.Cells[0].Cell.From != day(2021, 12, 15) {
			t.Errorf("official year begins %s", r.Cells[0].Cell.From)
		}
	}
}

func TestReportsOfDifferentPositionsHaveDifferentCodes(t *testing.T) {
	w := newWorld(t)
	a := makeReport(t, asked(t, w, "yearly"))
	w.entry("outreach", commune(1), day(2022, 4, 2), "post", "", values{})
	if b := makeReport(t, asked(t, w, "yearly")); a.Data().ReportID == b.Data().ReportID {
		t.Error("one code opens two reports")
	}
}

func TestSameInputGivesSameBytes(t *testing.T) {
	w := newWorld(t).review()
	a, err := makeReport(t, asked(t, w, "yearly")).JSON()
	if err != nil {
		t.Fatal(err)
	}
	b, err := makeReport(t, asked(t, w, "yearly")).JSON()
	if err != nil || string(a) != string(b) {
		t.Error("two reports of one input differ", err)
	}
}

// Names are those of the map day, whatever they were when it was written down.
func TestPlacesAreNamedAsOfTheMapDay(t *testing.T) {
	w := newWorld(t)
	w.entity("place", "renamed", registry.PlaceDoc{
		Names: []registry.NameDoc{
			{Text: "Hùng Quốc", UnitWord: "thị trấn", Level: "commune", From: registry.Unknown, To: registry.On(day(2020, 2, 29))},
			{Text: "Trà Lĩnh Mới", UnitWord: "thị trấn", Level: "commune", From: registry.On(day(2020, 3, 1)), To: registry.Open}},
		Parents: []registry.ParentDoc{{ParentID: district, From: registry.Unknown, To: registry.Open}},
		Flags:   []registry.FlagDoc{{Flag: "border_unit", From: registry.Unknown, To: registry.Open}}})
	w.entry("outreach", "renamed", day(2019, 5, 5), "post", "", values{"participant_turns": counted(9)})
	w.nils = []figure.Nil{{ID: "n", LedgerID: "ledger", NilBody: ledger.NilBody{PlaceID: "renamed", Kinds: []string{"incident"}, From: day(2019, 1, 1), To: day(2019, 3, 31), Reason: "none_happened"}}}
	b, err := makeReport(t, asked(t, w, "five-year-review")).JSON()
	if err != nil {
		t.Fatal(err)
	}
	if s := string(b); strings.Contains(s, "Hùng Quốc") || !strings.Contains(s, "thị trấn Trà Lĩnh Mới") {
		t.Error("a name of another day is printed")
	}
}

func TestHostileNamesAreInert(t *testing.T) {
	w := newWorld(t)
	w.place("bad", "xã", "{outreach}\u202e<script>", "commune", district, "border_unit")
	in := asked(t, w, "monthly")
	in.Place = "bad"
	r := makeReport(t, in)
	if text := bodyText(r.Document); !strings.Contains(text, "{outreach}[U+202E]<script>") {
		t.Errorf("the name is not printed as it is: %s", text)
	}
}
