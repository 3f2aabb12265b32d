package document

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"strings"

	"phendau/internal/paper"
)

// ExportCSV writes an export as RFC 4180 CSV in UTF-8 with byte order mark
// and CRLF. Numbers have a decimal comma, as a Vietnamese spreadsheet and our own
// imports read them, days are dd/mm/yyyy. A text that a
// spreadsheet would read as a formula begins with an apostrophe.
func ExportCSV(w io.Writer, e Export) error {
	b := bufio.NewWriterSize(w, 1<<16)
	if _, err := b.WriteString("\uFEFF"); err != nil {
		return fmt.Errorf("export CSV: %w", err)
	}
	out := csv.NewWriter(b)
	out.UseCRLF = true
	record := make([]string, len(e.Columns))
	for i, c := range e.Columns {
		record[i] = inertCSV(c.Title)
	}
	if err := out.Write(record); err != nil {
		return fmt.Errorf("export CSV: %w", err)
	}
	n := 0
	for row, err := range e.Rows {
		if err != nil {
			return fmt.Errorf("export CSV, row %d: %w", n+1, err)
		}
		if len(row) != len(e.Columns) {
			return fmt.Errorf("export CSV, row %d: %d cells for %d columns", n+1, len(row), len(e.Columns))
		}
		for i, v := range row {
			record[i] = v.csv()
		}
		if err := out.Write(record); err != nil {
			return fmt.Errorf("export CSV, row %d: %w", n+1, err)
		}
		n++
	}
	for _, line := range e.About {
		// Rows of the same width, as RFC 4180 asks.
		clear(record)
		record[0] = inertCSV(line)
		if err := out.Write(record); err != nil {
			return fmt.Errorf("export CSV: %w", err)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("export CSV: %w", err)
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("export CSV: %w", err)
	}
	return nil
}

func (v Value) csv() string {
	switch v.kind {
	case numberValue:
		if _, _, ok := cellNumber(v.text); ok {
			return strings.Replace(v.text, ".", ",", 1)
		}
	case dayValue:
		return inertCSV(shortDay(v.text))
	}
	return inertCSV(v.text)
}

// inertCSV makes a text visible and, where a spreadsheet would run it,
// prefixes an apostrophe.
func inertCSV(s string) string {
	begins := s
	s = paper.Visible(s)
	if startsFormula(begins) || startsFormula(s) {
		return "'" + s
	}
	return s
}

func startsFormula(s string) bool {
	return s != "" && strings.ContainsRune("=+-@\t\r\n", rune(s[0]))
}

// shortDay prints YYYY-MM-DD as dd/mm/yyyy; anything else stays.
func shortDay(s string) string {
	if len(s) == 10 && s[4] == '-' && s[7] == '-' {
		return s[8:] + "/" + s[5:7] + "/" + s[:4]
	}
	return s
}
