package bench

import (
	"context"
	"fmt"
	"io"
	"time"

	"phendau/internal/document"
	"phendau/internal/report"
)

// Report budgets of DESIGN.md: a DOCX of twenty pages.
const docxBudgetMS = 100

// Report measures how long a report takes to compute and to print in every
// form. make computes it anew.
func Report(_ context.Context, out io.Writer, make func() (*report.Report, error)) error {
	p := newPrinter(out)
	var rep *report.Report
	compute, err := median(5, func() (err error) { rep, err = make(); return err })
	if err != nil {
		return err
	}
	p.line(Line{Bench: "report", What: "five-year review computed from the projection", Rows: len(rep.Cells), Value: compute, Unit: "ms"})
	var xlsx float64
	for _, f := range []document.Format{document.XLSX, document.DOCX, document.PDF, document.HTML, document.JSON} {
		ms, err := median(5, func() error { return document.Write(io.Discard, f, rep.Document) })
		if err != nil {
			return err
		}
		l := Line{Bench: "report", What: fmt.Sprintf("%s written", f), Value: ms, Unit: "ms"}
		if f == document.DOCX {
			l.Budget, l.Met = fmt.Sprint("<= ", docxBudgetMS, " for 20 pages"), atMost(ms, docxBudgetMS)
			l.Baseline, l.BaseVal = "the same tables as XLSX", xlsx
		}
		if f == document.XLSX {
			xlsx = ms
		}
		p.line(l)
	}
	return p.err
}

// Export measures a table of a million rows in both forms.
func Export(_ context.Context, out io.Writer, rows int) error {
	p := newPrinter(out)
	for _, f := range []struct {
		name  string
		write func(io.Writer, document.Export) error
	}{{"CSV", document.ExportCSV}, {"XLSX", document.ExportXLSX}} {
		before := heapMB()
		start := time.Now()
		if err := f.write(io.Discard, exportOf(rows)); err != nil {
			return err
		}
		s := time.Since(start).Seconds()
		p.line(Line{Bench: "report", What: f.name + " export", Rows: rows, Value: s, Unit: "s", Budget: "<= 60 a million rows", Met: atMost(s, 60*float64(rows)/1e6)})
		p.line(Line{Bench: "report", What: f.name + " export, heap afterwards above before", Rows: rows, Value: max(0.001, heapMB()-before), Unit: "MB", Budget: "<= 100", Met: atMost(heapMB()-before, 100)})
	}
	return p.err
}

func exportOf(rows int) document.Export {
	e := document.Export{Columns: []document.ExportColumn{{Title: "Ngày"}, {Title: "Nơi"}, {Title: "Số lượt"}, {Title: "Ghi chú"}}}
	e.Rows = func(yield func([]document.Value, error) bool) {
		row := make([]document.Value, 4)
		for i := range rows {
			row[0], row[1], row[2], row[3] = document.Day("2024-03-03"), document.Text("xóm Hoa Gạo (minh họa)"), document.Int(int64(i)), document.Text("Phát quang đường tuần tra")
			if !yield(row, nil) {
				return
			}
		}
	}
	return e
}
