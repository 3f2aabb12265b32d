package document_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"phendau/internal/document"
	"phendau/internal/paper"
	"phendau/internal/paper/papertest"
)

// tool finds a program; without it the test is skipped, except in CI, where
// every tool must be there.
func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err == nil {
		return path
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s is not installed", name)
	}
	t.Skipf("%s is not installed", name)
	return ""
}

const vietnameseLetters = "ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬĐÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ" +
	"àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"

func extract(t *testing.T, pdf []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(path, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(tool(t, "pdftotext"), "-enc", "UTF-8", path, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// words collapses white space, so that line breaks do not matter.
func words(s string) string { return strings.Join(strings.Fields(s), " ") }

func TestPDFTextSurvivesExtractionWithAll134Letters(t *testing.T) {
	d := papertest.State()
	letters := strings.Join(strings.Split(vietnameseLetters, ""), " ")
	d.Body = append(d.Body, paper.P(paper.T(letters)),
		paper.P(paper.Run{Text: letters, Bold: true}), paper.P(paper.Run{Text: letters, Italic: true}), paper.P(paper.Run{Text: letters, Bold: true, Italic: true}))
	text := extract(t, write(t, document.PDF, d))
	if !norm.NFC.IsNormalString(text) {
		t.Error("the extracted text is not NFC")
	}
	for _, r := range vietnameseLetters {
		if strings.Count(text, string(r)) < 4 {
			t.Errorf("%c is lost", r)
		}
	}
	all := words(text)
	for _, want := range []string{
		paper.NationalName, paper.Motto, d.Letterhead.NumberLine(), d.Letterhead.DateLine(), words(d.Subject),
		"3.957 buổi/99.273 lượt", "2.329 lần/11.645 lượt", "trên 2,6 tỷ đồng", "I. ĐẶC ĐIỂM TÌNH HÌNH", "Nơi nhận:", "- Như trên;",
		"Nông Thị Thúy Hường", "Phụ lục II", "chưa báo cáo", d.Annexes[0].Blocks[0].Table.Code.Text, papertest.Marker,
	} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not in the PDF", want)
		}
	}
}

func TestPDFNumbersPagesFromTwoAndAnnexesAnew(t *testing.T) {
	pages := strings.Split(extract(t, write(t, document.PDF, papertest.State())), "\f")
	for i, want := range []string{"", "2", "3", "", "", "2"} {
		first := strings.TrimSpace(strings.SplitN(strings.TrimSpace(pages[i]), "\n", 2)[0])
		numbered := regexp.MustCompile(`^[0-9]+$`).MatchString(first)
		if numbered != (want != "") || numbered && first != want {
			t.Errorf("page %d begins %q, want number %q", i+1, first, want)
		}
	}
}

func TestPDFIsClosedAndLinksEachFigure(t *testing.T) {
	d := papertest.State()
	b := write(t, document.PDF, d)
	for _, bad := range []string{"/JavaScript", "/Launch", "/Filespec", "/OpenAction <</S"} {
		if bytes.Contains(b, []byte(bad)) {
			t.Errorf("the PDF holds %s", bad)
		}
	}
	if n := bytes.Count(b, []byte("/URI (https://phendau.example/r/")); n < len(d.Figures) {
		t.Errorf("%d links for %d figures", n, len(d.Figures))
	}
	d.BaseURL = ""
	if b := write(t, document.PDF, d); bytes.Contains(b, []byte("/URI (/")) {
		t.Error("a relative link stands in the PDF")
	}
}

func TestLongWordsAndLongRowsStayOnThePage(t *testing.T) {
	d := papertest.Front()
	long := strings.Repeat("khôngcódấucách", 60)
	d.Body = append(d.Body, paper.P(paper.T(long)), paper.Block{Table: &paper.Table{
		Columns: []paper.Column{{Title: "Một", Share: 1}, {Title: "Hai", Share: 1}},
		Rows:    []paper.Row{{Cells: []paper.Cell{paper.TextCell(strings.Repeat("dòng rất dài ", 1500)), paper.TextCell(long)}}},
	}})
	text := extract(t, write(t, document.PDF, d))
	if got := strings.Count(strings.ReplaceAll(text, "\n", ""), "khôngcódấucách"); got < 100 {
		t.Errorf("%d of 120 pieces of the long word are in the PDF", got)
	}
	if got := strings.Count(words(text), "rất"); got != 1500 {
		t.Errorf("%d of 1500 lines of the long row are in the PDF", got)
	}
}

// TestDOCXOpensInLibreOffice converts each letterhead without a window.
func TestDOCXOpensInLibreOffice(t *testing.T) {
	office := tool(t, "soffice")
	dir := t.TempDir()
	args := []string{"--headless", "-env:UserInstallation=file://" + filepath.Join(dir, "profile"), "--convert-to", "pdf", "--outdir", dir}
	for name, sample := range samples() {
		path := filepath.Join(dir, name+".docx")
		if err := os.WriteFile(path, write(t, document.DOCX, sample()), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, path)
	}
	if out, err := exec.Command(office, args...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for name, sample := range samples() {
		d := sample()
		b, err := os.ReadFile(filepath.Join(dir, name+".pdf"))
		if err != nil {
			t.Fatal(err)
		}
		all := words(extract(t, b))
		for _, want := range []string{paper.NationalName, paper.Motto, "/" + d.Letterhead.NumberSign, d.Letterhead.DateLine(), words(d.Subject), d.Signature.SignerLine(), "Nơi nhận:"} {
			if !strings.Contains(all, want) {
				t.Errorf("%s: %q is not on the page", name, want)
			}
		}
	}
}

func BenchmarkWrite20Pages(b *testing.B) {
	d := papertest.Long(20)
	for _, f := range document.Formats() {
		b.Run(string(f), func(b *testing.B) {
			for b.Loop() {
				var out bytes.Buffer
				if err := document.Write(&out, f, d); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func ExampleFileName() {
	fmt.Println(document.FileName(papertest.State(), document.PDF))
	fmt.Println(document.FileName(papertest.Front(), document.DOCX))
	// Output:
	// bao-cao-05-BC-BCD-2024-03-04.pdf
	// bao-cao-du-thao-BC-MTTQ-BTT-2026-03-03.docx
}
