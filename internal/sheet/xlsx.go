package sheet

import (
	"context"
	"encoding/xml"
	"errors"
	"io"
	"iter"
	"path"
	"strings"

	"phendau/internal/foreign"
	"phendau/internal/sheet/grid"
)

// workbook is an opened XLSX: what its sheets need to be read.
type workbook struct {
	a       *foreign.Archive
	rels    map[string]relation
	strings *sharedStrings
	formats []bool // by cell format: does it print a date
	epoch   int64  // days from 1970-01-01 back to serial number 0
}

type relation struct{ kind, target string }

// Days from the two epochs of spreadsheets to 1970-01-01. The first includes
// the day 1900-02-29 that never was; days before it are not kept anyway.
const (
	epoch1900 = 25569
	epoch1904 = 24107
)

func readXLSX(ctx context.Context, b *grid.Book, r io.ReaderAt, size int64) error {
	a, err := foreign.OpenArchive(ctx, r, size, admitPart)
	if err != nil {
		return err
	}
	w := &workbook{a: a, epoch: epoch1900}
	main, err := w.mainPart()
	if err != nil {
		return err
	}
	if w.rels, err = w.relations(relsOf(main), path.Dir(main)); err != nil {
		return err
	}
	if err := w.readStyles(); err != nil {
		return err
	}
	if err := w.readStrings(); err != nil {
		return err
	}
	return w.sheets(b, main)
}

// admitPart refuses what may act by its name alone.
func admitPart(name string) error {
	switch {
	case path.Base(name) == "vbaproject.bin" || strings.HasPrefix(name, "xl/macrosheets/"):
		return unsafeContent(macros)
	case strings.HasPrefix(name, "xl/externallinks/"):
		return unsafeContent(externalLink)
	}
	return nil
}

// relsOf is where the relations of a part stand.
func relsOf(part string) string {
	return path.Join(path.Dir(part), "_rels", path.Base(part)+".rels")
}

// mainPart finds the workbook; a zip without one is no spreadsheet.
func (w *workbook) mainPart() (string, error) {
	rels, err := w.relations("_rels/.rels", "")
	if err != nil {
		return "", err
	}
	for _, r := range rels {
		if r.kind == "officeDocument" && strings.Contains(path.Base(r.target), "workbook") {
			return r.target, nil
		}
	}
	return "", refuse(grid.CodeUnknownFormat, nil)
}

// scan reads a small part; one that is missing has no elements.
func (w *workbook) scan(name string, visit func(xml.StartElement) error) error {
	p, err := w.a.Open(name, maxSmallPart)
	if err != nil || p == nil {
		return err
	}
	defer p.Close()
	return foreign.NewXML(p, nil).Elements(visit)
}

// relations reads where the parts named by a part are. Links that leave the
// file are dropped, so nothing can follow them.
func (w *workbook) relations(name, base string) (map[string]relation, error) {
	out := map[string]relation{}
	err := w.scan(name, func(e xml.StartElement) error {
		kind := path.Base(foreign.Attr(e, "Type"))
		switch {
		case e.Name.Local != "Relationship":
		case kind == "externalLink":
			return unsafeContent(externalLink)
		case kind == "vbaProject":
			return unsafeContent(macros)
		case foreign.Attr(e, "TargetMode") != "External" && len(out) < foreign.MaxParts:
			target := foreign.Attr(e, "Target")
			if !strings.HasPrefix(target, "/") {
				target = base + "/" + target
			}
			out[foreign.Attr(e, "Id")] = relation{kind, strings.TrimPrefix(path.Clean(target), "/")}
		}
		return nil
	})
	return out, err
}

// part is the first part of a kind, "" when there is none.
func (w *workbook) part(kind string) string {
	for _, r := range w.rels {
		if r.kind == kind {
			return r.target
		}
	}
	return ""
}

func (w *workbook) sheets(b *grid.Book, main string) error {
	err := w.scan(main, func(e xml.StartElement) error {
		switch e.Name.Local {
		case "workbookPr":
			if v := foreign.Attr(e, "date1904"); v == "1" || v == "true" {
				w.epoch = epoch1904
			}
		case "sheet":
			r := w.rels[foreign.Attr(e, "id")]
			if r.kind != "worksheet" {
				return nil // a chart
			}
			if len(b.Sheets) == MaxSheets || !w.a.Has(r.target) {
				return refuse(grid.CodeTorn, errors.New("sheets"))
			}
			b.Sheets = append(b.Sheets, w.sheet(foreign.Attr(e, "name"), foreign.Attr(e, "state"), r.target))
		}
		return nil
	})
	if err == nil && len(b.Sheets) == 0 {
		return refuse(grid.CodeUnknownFormat, nil)
	}
	return err
}

func (w *workbook) sheet(name, state, target string) grid.Sheet {
	return grid.Sheet{Name: name, Hidden: state != "" && state != "visible",
		Rows: func() iter.Seq2[*grid.Row, error] {
			return func(yield func(*grid.Row, error) bool) {
				if err := w.rows(name, target, yield); err != nil {
					yield(nil, torn(err))
				}
			}
		}}
}

// rows streams one sheet; a consumer that stops ends it without an error.
func (w *workbook) rows(name, target string, yield func(*grid.Row, error) bool) error {
	p, err := w.a.Open(target, foreign.MaxUnpackedBytes)
	if err != nil {
		return err
	}
	defer p.Close()
	r := &rowReader{w: w, sheet: name, s: foreign.NewXML(p, nil)}
	err = r.run(func(row *grid.Row) bool { return yield(row, nil) })
	if errors.Is(err, errStopped) {
		return nil
	}
	return err
}
