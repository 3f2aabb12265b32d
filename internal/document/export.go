package document

import (
	"iter"
	"strconv"

	"phendau/internal/paper"
)

// Export is a table of any length that leaves the system row by row: a
// register, the entries behind a figure. Memory does not grow with its rows.
type Export struct {
	Columns []ExportColumn
	// Rows yields the rows in order. The slice it yields may be reused for
	// the next row. An error ends the export and is returned.
	Rows iter.Seq2[[]Value, error]
	// About says who exported what, when, with which filter, at which
	// ledger position and release level (design/security.md 11). It is
	// printed below the last row, so that the first row stays the header.
	About []string
}

// ExportColumn is a column of an export.
type ExportColumn struct {
	Title string
	Kind  paper.ColumnKind
	// Width in characters, for XLSX; 0 is 14.
	Width int
}

type valueKind uint8

const (
	emptyValue valueKind = iota
	textValue
	numberValue
	dayValue
)

// Value is one cell of an export.
type Value struct {
	text string
	kind valueKind
}

// Text is a text cell; it can never become a formula.
func Text(s string) Value { return Value{text: s, kind: textValue} }

// Number is a number in JSON form ("93.783"); one that a cell cannot hold
// exactly is exported as text.
func Number(s string) Value { return Value{text: s, kind: numberValue} }

// Int is a whole number.
func Int(n int64) Value { return Value{text: strconv.FormatInt(n, 10), kind: numberValue} }

// Day is a day YYYY-MM-DD, shown as dd/mm/yyyy.
func Day(s string) Value { return Value{text: s, kind: dayValue} }

// Empty is a cell without content.
func Empty() Value { return Value{} }
