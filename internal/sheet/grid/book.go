// Package grid is what a spreadsheet says once it is read: sheets, rows and
// cells with their addresses. It knows no file format, so that whoever judges
// the content (internal/intake) depends on no reader. Files are read by
// internal/sheet.
package grid

import (
	"iter"
	"slices"
)

// Kind says how a cell came by its text.
type Kind uint8

// The closed list of kinds.
const (
	Empty    Kind = iota
	Text          // typed text; its numerals are Vietnamese
	Number        // a number cell: Text is a plain decimal with a dot
	Date          // a date cell: Text is YYYY-MM-DD
	Bool          // Text is "true" or "false"
	Fault         // an error value (#REF!), or a formula without a result
	Overlong      // more than MaxCellBytes: Text is its beginning
)

// MaxCellBytes is the longest text of a cell, as in the spreadsheet programs
// themselves. One cell fits an operation of the ledger.
const MaxCellBytes = 32 << 10

// Cell is one cell that is not empty.
type Cell struct {
	Text    string
	Col     int // from 1
	Kind    Kind
	Formula bool // Text is the result stored in the file
}

// Row is one row with something in it, cells in the order of columns.
type Row struct {
	Number int // from 1, as the spreadsheet shows it
	Cells  []Cell
}

// At is the cell of a column; an empty one where there is none.
func (r *Row) At(col int) Cell {
	for i := range r.Cells {
		if r.Cells[i].Col == col {
			return r.Cells[i]
		}
	}
	return Cell{Col: col}
}

// Sheet is one sheet. Rows may be called again and reads again; a row is
// valid until the next one. An error ends the sequence and is an *Error or
// the context's.
type Sheet struct {
	Name   string
	Hidden bool
	Rows   func() iter.Seq2[*Row, error]
}

// Book is a spreadsheet file. SHA256 is the lower-case hex digest of its
// bytes: the same file gives the same ids.
type Book struct {
	Name   string
	SHA256 string
	Sheets []Sheet
}

// Lines makes a sheet of text cells, "" being no cell.
func Lines(name string, lines [][]string) Sheet {
	var rows []Row
	for i, line := range lines {
		row := Row{Number: i + 1}
		for j, text := range line {
			if text != "" {
				row.Cells = append(row.Cells, Cell{Text: text, Col: j + 1, Kind: Text})
			}
		}
		if len(row.Cells) > 0 {
			rows = append(rows, row)
		}
	}
	return FromRows(name, rows)
}

// FromRows makes a sheet of rows at hand.
func FromRows(name string, rows []Row) Sheet {
	return Sheet{Name: name, Rows: func() iter.Seq2[*Row, error] {
		return func(yield func(*Row, error) bool) {
			for i := range rows {
				row := Row{Number: rows[i].Number, Cells: slices.Clone(rows[i].Cells)}
				if !yield(&row, nil) {
					return
				}
			}
		}
	}}
}
