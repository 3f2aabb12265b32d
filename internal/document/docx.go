package document

import (
	"archive/zip"
	"fmt"
	"io"

	"phendau/internal/paper"
)

// writeDOCX writes the package: fixed parts, fixed order, no time stamps and
// no relation outside the file, so that equal documents give equal bytes.
func writeDOCX(w io.Writer, doc *paper.Document) error {
	r, err := newRuler()
	if err != nil {
		return err
	}
	d := &docx{doc: doc, l: doc.Profile.Layout, r: r}
	if err := d.build(); err != nil {
		return err
	}
	z := zip.NewWriter(w)
	for _, p := range d.parts() {
		// A zero Modified time writes no date at all.
		f, err := z.CreateHeader(&zip.FileHeader{Name: p.name, Method: zip.Deflate})
		if err != nil {
			return fmt.Errorf("add part %s: %w", p.name, err)
		}
		if _, err := f.Write(p.data); err != nil {
			return fmt.Errorf("write part %s: %w", p.name, err)
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("close package: %w", err)
	}
	return nil
}

type part struct {
	name string
	data []byte
}

// docx builds one document. body collects the content of document.xml.
type docx struct {
	doc      *paper.Document
	l        paper.Layout
	r        *ruler
	body     xmlBuilder
	images   [][]byte
	shown    map[int]int // times a cell was shown, for bookmark names
	bookmark int         // last bookmark id
}

func (d *docx) build() error {
	d.shown = map[int]int{}
	d.head()
	d.title()
	last := lastKept(d.doc.Body)
	for i := range d.doc.Body {
		if err := d.block(&d.doc.Body[i], place{keep: i >= last}); err != nil {
			return fmt.Errorf("body block %d: %w", i+1, err)
		}
	}
	d.body.paragraph(styleNote, paraOptions{keepNext: true}, d.doc.SourceLine())
	d.foot()
	for i := range d.doc.Annexes {
		d.sectionBreak(false, i > 0 && d.doc.Annexes[i-1].Landscape)
		if err := d.annex(i); err != nil {
			return fmt.Errorf("annex %d: %w", i+1, err)
		}
	}
	n := len(d.doc.Annexes)
	d.sectionBreak(true, n > 0 && d.doc.Annexes[n-1].Landscape)
	return nil
}

func (d *docx) parts() []part {
	parts := []part{
		{"[Content_Types].xml", []byte(contentTypes)},
		{"_rels/.rels", []byte(packageRelations)},
		{"docProps/core.xml", d.coreProperties()},
		{"docProps/app.xml", []byte(appProperties)},
		{"word/document.xml", d.documentXML()},
		{"word/styles.xml", stylesXML(d.l)},
		{"word/settings.xml", []byte(settingsXML)},
		{"word/fontTable.xml", []byte(fontTableXML)},
		{"word/theme/theme1.xml", []byte(themeXML)},
		{"word/header1.xml", d.headerXML()},
		{"word/header2.xml", d.firstHeaderXML()},
		{"word/footer1.xml", d.footerXML(false)},
		{"word/footer2.xml", d.footerXML(true)},
		{"word/_rels/document.xml.rels", d.relationsXML()},
	}
	for i, img := range d.images {
		parts = append(parts, part{fmt.Sprintf("word/media/image%d.png", i+1), img})
	}
	return parts
}
