package document_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/xuri/excelize/v2"

	"phendau/internal/chart"
	"phendau/internal/document"
	"phendau/internal/paper"
	"phendau/internal/paper/papertest"
)

// hostile text for every field of a report.
const hostile = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>\x00\x1b]0;x\x07\u202Egnp.exe\u200b=cmd|'/c calc'!A1 \uFFFE{{.}} ]]> &#60; \\)Tj 🏴 e\u0301"

func hostileReport() *paper.Document {
	d := papertest.State()
	d.Subject, d.Marker, d.Provenance, d.Letterhead.Contact = hostile, hostile, hostile, hostile
	d.Letterhead.IssuingBody, d.Letterhead.Place, d.Letterhead.BodyInText = []string{hostile}, hostile, hostile
	d.Recipients.To, d.Recipients.Copies, d.Signature.Name = []string{hostile, hostile}, []string{hostile}, hostile
	d.Basis = []string{hostile}
	d.Scope.MapText = hostile
	for i := range d.Figures {
		d.Figures[i].Printed, d.Figures[i].Href, d.Figures[i].Unit = hostile, "javascript:alert(1)//"+hostile, hostile
		d.Figures[i].Qualifier, d.Figures[i].PrintedInText = "about", ""
	}
	d.Body = append(d.Body, paper.P(paper.Run{Text: hostile, Href: "javascript:alert(3)"}), paper.H(paper.LevelRoman, paper.T(hostile)))
	d.Annexes[0].Name = hostile
	t := d.Annexes[0].Blocks[0].Table
	t.Name, t.Unit, t.Notes, t.Columns[1].Title, t.Code.Text = hostile, hostile, []string{hostile}, hostile, hostile
	t.Rows[0].Cells[1] = paper.TextCell("=HYPERLINK(\"http://x\",\"y\")" + hostile)
	for i := range d.Body {
		if c := d.Body[i].Chart; c != nil {
			c.Spec.Title, c.Spec.Desc, c.Spec.Unit, c.Name = hostile, hostile, hostile, hostile
			c.Spec.Series[0].Name, c.Spec.Categories[0] = hostile, hostile
			c.Spec.Series[0].Points[0] = chart.Point{Value: "5", Printed: hostile, Href: "javascript:alert(4)"}
		}
	}
	return d
}

func TestHostileTextIsInertInEveryFormat(t *testing.T) {
	for _, f := range document.Formats() {
		b := write(t, f, hostileReport())
		text := string(b)
		switch f {
		case document.HTML:
			inertHTML(t, text)
		case document.DOCX, document.XLSX:
			text = unzipped(t, b)
			for _, bad := range []string{"<script", "<img", "<f>", "TargetMode=\"External\"", "\x00", "\x1b", "\u202E", "\u200b", "\uFFFE"} {
				if strings.Contains(text, bad) {
					t.Errorf("%s holds %q", f, bad)
				}
			}
			if !strings.Contains(text, "[U+202E]") {
				t.Errorf("%s hides the bidi control", f)
			}
		case document.PDF:
			if strings.Contains(text, "javascript:") {
				t.Error("the PDF links to javascript")
			}
			if out := extract(t, b); !strings.Contains(out, "[U+202E]") || strings.Contains(out, "\u202E") {
				t.Error("the PDF hides the bidi control")
			}
		case document.JSON:
			if !json.Valid(b) || strings.Contains(text, "<script") {
				t.Error("the JSON is not inert")
			}
		}
	}
	d := hostileReport()
	if err := d.Number(); err != nil {
		t.Fatal(err)
	}
	for _, p := range document.CheckDOCX(write(t, document.DOCX, d), d) {
		if p.Check <= 5 {
			t.Errorf("hostile text: %s", p)
		}
	}
}

func inertHTML(t *testing.T, page string) {
	t.Helper()
	for _, bad := range []string{"<script", "<img", "javascript:", "\u202E", "\x00", "\x1b"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page holds %q", bad)
		}
	}
	for _, tag := range regexp.MustCompile(`<[a-zA-Z][^>]*>`).FindAllString(page, -1) {
		if regexp.MustCompile(`\s(on[a-z]+|style)=`).MatchString(tag) && !strings.Contains(tag, "alert") {
			t.Errorf("tag %.80s", tag)
		}
	}
}

func unzipped(t *testing.T, b []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, f := range z.File {
		if !strings.HasSuffix(f.Name, ".xml") && !strings.HasSuffix(f.Name, ".rels") {
			continue
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(&all, r); err != nil {
			t.Fatal(err)
		}
	}
	return all.String()
}

func TestHTMLIsACompletePageWhoseFiguresAreLinks(t *testing.T) {
	d := papertest.State()
	page := string(write(t, document.HTML, d))
	if !strings.HasPrefix(page, "<!DOCTYPE html>") || !strings.HasSuffix(strings.TrimSpace(page), "</html>") {
		t.Error("the page is not complete")
	}
	for _, bad := range []string{"<script", "style=", "<style"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page holds %s", bad)
		}
	}
	for _, f := range d.Figures {
		if !strings.Contains(page, `href="`+f.Href+`">`+f.Printed+"<") {
			t.Errorf("cell %d, %s, is no link", f.Cell, f.Printed)
		}
	}
	ids := map[string]bool{}
	for _, m := range regexp.MustCompile(` id="([^"]+)"`).FindAllStringSubmatch(page, -1) {
		if ids[m[1]] {
			t.Errorf("id %s stands twice", m[1])
		}
		ids[m[1]] = true
	}
	var embedded bytes.Buffer
	if err := document.WriteHTML(&embedded, d, document.HTMLOptions{Embed: true}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(embedded.String(), "<style>") || strings.Contains(embedded.String(), "<link") {
		t.Error("the page for a file does not carry its stylesheet")
	}
}

func TestStylesheetFetchesOnlyItsOwnFonts(t *testing.T) {
	css := document.CSS()
	for _, m := range regexp.MustCompile(`url\(([^)]*)\)`).FindAllStringSubmatch(css, -1) {
		if !strings.HasPrefix(m[1], `"fonts/`) {
			t.Errorf("the stylesheet fetches %s", m[1])
		}
	}
	if strings.Contains(css, "@import") || strings.Contains(css, "</") {
		t.Error("the stylesheet imports or closes something")
	}
}

func TestXLSXHasRealNumbersDaysCodesAndPrintSettings(t *testing.T) {
	f, err := excelize.OpenReader(bytes.NewReader(write(t, document.XLSX, papertest.State())))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	if got := strings.Join(f.GetSheetList(), "|"); got != "Thông tin|Phụ lục I|Phụ lục II|Số liệu" {
		t.Errorf("sheets %s", got)
	}
	const sheet = "Phụ lục II"
	for at, want := range map[string]string{"B8": "Thị trấn Trà Lĩnh", "D8": "950", "F8": "10.5", "F14": "chưa báo cáo", "G8": "01/03/2024", "H8": "01447", "D20": "11,645"} {
		if got, err := f.GetCellValue(sheet, at); err != nil || got != want {
			t.Errorf("%s = %q, want %q (%v)", at, got, want, err)
		}
	}
	if raw, _ := f.GetCellValue(sheet, "D20", excelize.Options{RawCellValue: true}); raw != "11645" {
		t.Errorf("D20 holds %q", raw)
	}
	if kind, _ := f.GetCellType(sheet, "H8"); kind != excelize.CellTypeSharedString {
		t.Errorf("the code is of type %v", kind)
	}
	panes, err := f.GetPanes(sheet)
	if err != nil || !panes.Freeze || panes.YSplit != 6 {
		t.Errorf("panes %+v, %v", panes, err)
	}
	layout, err := f.GetPageLayout(sheet)
	if err != nil || *layout.Size != 9 || *layout.Orientation != "landscape" {
		t.Errorf("page %+v, %v", layout, err)
	}
	titles := false
	for _, n := range f.GetDefinedName() {
		titles = titles || n.Name == "_xlnm.Print_Titles" && n.RefersTo == "'Phụ lục II'!$5:$6"
	}
	if !titles {
		t.Errorf("print titles are %v", f.GetDefinedName())
	}
	// A qualified figure keeps its word.
	if got, _ := f.GetCellValue("Phụ lục I", "D15"); got != "trên 2.600.000.000" {
		t.Errorf("the qualified figure prints %q", got)
	}
}

func TestJSONListsEachFigureWithThePlacesThatShowIt(t *testing.T) {
	d := papertest.State()
	var got struct {
		Format   string          `json:"format"`
		Document json.RawMessage `json:"document"`
		Cells    []struct {
			Cell    int         `json:"cell"`
			Printed string      `json:"printed"`
			Value   json.Number `json:"value"`
			ShownIn []string    `json:"shown_in"`
		} `json:"cells"`
	}
	if err := json.Unmarshal(write(t, document.JSON, d), &got); err != nil {
		t.Fatal(err)
	}
	back, err := paper.Unmarshal(got.Document)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Cells) != len(d.Figures) || len(back.Figures) != len(d.Figures) {
		t.Errorf("%d cells of %d", len(got.Cells), len(d.Figures))
	}
	for _, c := range got.Cells {
		if c.Printed == "11.645" && (c.Value != "11645" || len(c.ShownIn) != 2+1) {
			t.Errorf("cell %d: value %s, shown in %v", c.Cell, c.Value, c.ShownIn)
		}
	}
}

// TestPrintingIsSafeSideBySide is for the race detector: faces are shared.
func TestPrintingIsSafeSideBySide(t *testing.T) {
	want := write(t, document.PDF, papertest.Army())
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for _, f := range document.Formats() {
				var b bytes.Buffer
				if err := document.Write(&b, f, papertest.Army()); err != nil {
					t.Error(err)
				}
				if f == document.PDF && !bytes.Equal(b.Bytes(), want) {
					t.Error("printing side by side gave another file")
				}
			}
		})
	}
	wg.Wait()
}
