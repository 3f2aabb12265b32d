package document_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"phendau/internal/document"
	"phendau/internal/paper"
	"phendau/internal/paper/papertest"
)

func samples() map[string]func() *paper.Document {
	return map[string]func() *paper.Document{"state": papertest.State, "front": papertest.Front, "army": papertest.Army, "letter": papertest.Letter}
}

func write(t testing.TB, f document.Format, d *paper.Document) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := document.Write(&b, f, d); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestThirtyChecks is scenario S18 on every letterhead: each check of
// domain/documents.md section 4 runs on the produced DOCX.
func TestThirtyChecks(t *testing.T) {
	for name, sample := range samples() {
		d := sample()
		failed := map[int][]string{}
		for _, p := range document.CheckDOCX(write(t, document.DOCX, d), d) {
			failed[p.Check] = append(failed[p.Check], p.Message)
		}
		for n := 1; n <= 30; n++ {
			t.Run(fmt.Sprintf("%s/%02d %s", name, n, document.CheckName(n)), func(t *testing.T) {
				for _, m := range failed[n] {
					t.Error(m)
				}
			})
		}
	}
}

// edit replaces text in one part of a package.
func edit(t *testing.T, pkg []byte, part, old, new string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(pkg), int64(len(pkg)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	changed := false
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if f.Name == part {
			changed = strings.Contains(string(b), old)
			b = []byte(strings.Replace(string(b), old, new, 1))
		}
		o, err := w.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.Write(b); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if !changed {
		t.Fatalf("%s does not hold %q", part, old)
	}
	return out.Bytes()
}

// TestPlantedFaultsFailTheirCheck damages the file once for each check and
// expects that very check to fail.
func TestPlantedFaultsFailTheirCheck(t *testing.T) {
	const doc, sty = "word/document.xml", "word/styles.xml"
	faults := []struct {
		check          int
		part, old, new string
	}{
		{1, "word/_rels/document.xml.rels", `Target="styles.xml"`, `Target="https://example.org/t.dotx" TargetMode="External"`},
		{1, doc, `</w:body>`, ``},
		{2, doc, `<w:pgSz w:w="11906" w:h="16838"/>`, `<w:pgSz w:w="12240" w:h="15840"/>`},
		{3, doc, `w:left="1701"`, `w:left="1134"`},
		{4, doc, `<w:r><w:t xml:space="preserve">Huyện`, `<w:r><w:rPr><w:rFonts w:ascii="Arial"/></w:rPr><w:t xml:space="preserve">Huyện`},
		{4, sty, `<w:color w:val="000000"/>`, `<w:color w:val="FF0000"/>`},
		{5, doc, `Huyện Trùng`, "Huye\u0302\u0323n Trùng"},
		{6, doc, `CỘNG HÒA`, `CỘNG HOÀ`},
		{7, doc, `Độc lập - Tự do`, `Độc lập – Tự do`},
		{8, doc, `<w:ind w:left="1044" w:right="1044"`, `<w:ind w:left="1344" w:right="1344"`},
		{9, doc, `<w:pStyle w:val="CoQuanBanHanh"/>`, `<w:pStyle w:val="CoQuanCapTren"/>`},
		{10, doc, `<w:pStyle w:val="KeNgang"/><w:pBdr>`, `<w:pStyle w:val="KeNgang"/><w:pBdr><w:bottom w:val="single"/>`},
		{11, doc, `Số: 05/BC-BCĐ`, `Số: 5/BC-BCĐ`},
		{12, doc, `Số: 05/BC-BCĐ`, `05/BC-BCĐ`},
		{13, doc, `ngày 04 tháng 3`, `ngày 4 tháng 03`},
		{14, doc, `ngày 04 tháng 3 năm 2024</w:t></w:r></w:p></w:tc>`, `ngày 31 tháng 4 năm 2024</w:t></w:r></w:p></w:tc>`},
		{14, doc, `ngày 04 tháng 3 năm 2024</w:t></w:r></w:p></w:tc>`, `ngày 04 tháng 3 năm 2020</w:t></w:r></w:p></w:tc>`},
		{15, doc, `>BÁO CÁO<`, `>Báo cáo<`},
		{16, sty, `<w:name w:val="Trích yếu"/><w:basedOn w:val="Normal"/><w:qFormat/><w:pPr><w:keepNext/><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/><w:jc w:val="center"/></w:pPr><w:rPr><w:b/>`,
			`<w:name w:val="Trích yếu"/><w:basedOn w:val="Normal"/><w:qFormat/><w:pPr><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/><w:jc w:val="center"/></w:pPr><w:rPr><w:i/>`},
		{17, doc, `Kính gửi: Ủy`, `Kính thưa Ủy`},
		{18, doc, `<w:r><w:t xml:space="preserve">Huyện`, `<w:r><w:rPr><w:sz w:val="24"/></w:rPr><w:t xml:space="preserve">Huyện`},
		{19, doc, `<w:pStyle w:val="NoiDung"/>`, `<w:pStyle w:val="NoiDung"/><w:ind w:firstLine="0"/>`},
		{20, doc, `<w:pStyle w:val="NoiDung"/>`, `<w:pStyle w:val="NoiDung"/><w:spacing w:before="0" w:after="0" w:line="200" w:lineRule="auto"/>`},
		{21, doc, `>II. <`, `>IV. <`},
		{22, doc, `>b) <`, `>ă) <`},
		{23, doc, `<w:titlePg/>`, ``},
		{23, "word/header1.xml", ` PAGE `, ` NUMPAGES `},
		{24, doc, `TM. BAN CHỈ ĐẠO`, `TM BAN CHỈ ĐẠO`},
		{25, doc, `Nông Thị Thúy Hường`, `ThS. Nông Thị Thúy Hường`},
		{26, sty, `<w:b/><w:bCs/><w:i/><w:iCs/><w:sz w:val="24"/>`, `<w:b/><w:bCs/><w:sz w:val="24"/>`},
		{27, doc, `- Lưu: VT`, `- Lưu VT`},
		{28, doc, `TM. BAN`, `TM. BAN`},
		{29, doc, `>Phụ lục II<`, `>Phụ lục 2<`},
		{30, doc, `>11.645<`, `>11.646<`},
		{30, doc, `lịch: lịch dân sự`, `lịch`},
	}
	d := papertest.State()
	good := write(t, document.DOCX, d)
	for _, f := range faults {
		t.Run(fmt.Sprintf("%02d %s", f.check, document.CheckName(f.check)), func(t *testing.T) {
			bad := edit(t, good, f.part, f.old, f.new)
			if f.check == 28 {
				bad = editLast(t, good, doc, `<w:cantSplit/>`)
			}
			for _, p := range document.CheckDOCX(bad, d) {
				if p.Check == f.check {
					return
				}
			}
			t.Errorf("replacing %q was not noticed", f.old)
		})
	}
}

// editLast removes cantSplit from the foot row, the first row after the
// scope line.
func editLast(t *testing.T, pkg []byte, part, mark string) []byte {
	t.Helper()
	return edit(t, pkg, part, `<w:tr><w:trPr>`+mark+`</w:trPr><w:tc><w:tcPr><w:tcW w:w="4535"`, `<w:tr><w:tc><w:tcPr><w:tcW w:w="4535"`)
}

func TestSameDocumentGivesSameBytesInEveryFormat(t *testing.T) {
	for name, sample := range samples() {
		for _, f := range document.Formats() {
			a, b := write(t, f, sample()), write(t, f, sample())
			if !bytes.Equal(a, b) {
				t.Errorf("%s %s: two printings differ", name, f)
			}
			// A locked report comes back through JSON and prints the same.
			stored, err := paper.Marshal(sample())
			if err != nil {
				t.Fatal(err)
			}
			back, err := paper.Unmarshal(stored)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(a, write(t, f, back)) {
				t.Errorf("%s %s: the stored report prints differently", name, f)
			}
		}
	}
}

func TestUnregisteredFigureIsRefused(t *testing.T) {
	d := papertest.State()
	d.Body = append(d.Body, paper.P(paper.F(4711)))
	for _, f := range document.Formats() {
		if err := document.Write(io.Discard, f, d); err == nil {
			t.Errorf("%s printed a hole", f)
		}
	}
	if err := document.Write(io.Discard, "odt", papertest.Front()); err == nil {
		t.Error("an unknown format was written")
	}
}
