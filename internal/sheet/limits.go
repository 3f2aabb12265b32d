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

// Limits of files (security.md section 10).
const (
	// MaxFileBytes is the size of a file on disk.
	MaxFileBytes = 64 << 20
	// MaxUnpackedBytes is the size of everything read out of an XLSX.
	MaxUnpackedBytes = 256 << 20
	// MaxRatio is unpacked to packed bytes of one part. It counts from
	// ratioFrom on: small parts of repeated text may well exceed it.
	MaxRatio  = 100
	ratioFrom = 1 << 20
	// MaxParts is the number of files inside an XLSX.
	MaxParts = 512
	// MaxRows and MaxCols count rows and columns with something in them.
	MaxRows = 200_000
	MaxCols = 200
	// MaxSheets is the number of sheets of a book.
	MaxSheets = 64

	// maxStrings and maxStringBytes bound the text that cells share.
	maxStrings     = 2_000_000
	maxStringBytes = 32 << 20
	// maxToken bounds one XML token; the text of one cell is one token. It is
	// far above MaxCellBytes so that a cell too long can still be named.
	maxToken = 16 << 20
	// maxDepth bounds the nesting of XML elements.
	maxDepth = 32
	// maxSmallPart bounds workbook, relations and styles.
	maxSmallPart = 16 << 20
	// maxFormats bounds cell formats; spreadsheet programs stop at 64,000.
	maxFormats = 70_000
)
