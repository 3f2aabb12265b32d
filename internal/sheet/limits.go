// Package sheet reads spreadsheets from outside, XLSX and CSV, into the cells
// of package grid. Files come from anywhere, so every size is bounded while
// reading and never believed from a header; rows are streamed. Nothing is
// computed, no link is followed and no macro is looked at.
//
// XLSX is read with the tokens of encoding/xml instead of a spreadsheet
// library: the libraries hide what this package is for, the kind of a cell,
// its exact decimal text, whether a formula made it, and the place of an
// error, and they load whole parts.
package sheet

import "phendau/internal/foreign"

// Limits of spreadsheets, beside those of package foreign (security.md section 10).
const (
	// MaxFileBytes is the size of a file on disk.
	MaxFileBytes = foreign.MaxFileBytes
	// MaxRows and MaxCols count rows and columns with something in them.
	MaxRows = 200_000
	MaxCols = 200
	// MaxSheets is the number of sheets of a book.
	MaxSheets = 64

	// maxStrings and maxStringBytes bound the text that cells share.
	maxStrings     = 2_000_000
	maxStringBytes = 32 << 20
	// maxSmallPart bounds workbook, relations and styles.
	maxSmallPart = 16 << 20
	// maxFormats bounds cell formats; spreadsheet programs stop at 64,000.
	maxFormats = 70_000
)
