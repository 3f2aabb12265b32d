package formats

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"phendau/internal/foreign"
	"phendau/internal/geodesy"
	"phendau/internal/sheet/grid"
)

// Code names why a file is refused. The set is closed: those below, those of
// geodesy.Error and, for tables, those of grid.Error.
type Code string

// The codes.
const (
	CodeEmpty         Code = "empty_file"
	CodeUnknownFormat Code = "unknown_format"
	CodeTooLarge      Code = "file_too_large"
	CodeTorn          Code = "torn_file"
	CodeBomb          Code = "unpacks_too_large"
	CodeUnsafe        Code = "unsafe_content" // a document type, an archive inside
	CodeEncrypted     Code = "encrypted"
	CodeDeep          Code = "nested_too_deep"
	CodeTooMany       Code = "too_many_points"
	CodeTooManyItems  Code = "too_many_items"
	CodeTooMuchText   Code = "too_much_text"
	CodeTime          Code = "took_too_long"
	CodeEncoding      Code = "wrong_encoding"
	CodeCodePage      Code = "code_page_missing"
	CodeCoordinate    Code = "bad_coordinate"
	CodeInstant       Code = "bad_time"
	CodeMixedZones    Code = "mixed_zones"
	CodeCounts        Code = "counts_differ" // times and places of a track
	CodeNothing       Code = "nothing_in_it"
	CodeColumns       Code = "columns_unclear"
	CodeLayers        Code = "several_layers"
	CodeBareShape     Code = "shape_alone"
)

// Error says why a file is refused, where, and what to do.
type Error struct {
	Code Code
	// Line is the line of a text, the row of a table or the record of a
	// Shapefile, from 1; 0 for the file as a whole.
	Line int
	// What is the element, column or part that is at fault, if it is one.
	What string
	// Headings are those of a table whose columns are unclear, by column.
	Headings []string
	Cause    error

	vi, en string
}

// Error is the English sentence.
func (e *Error) Error() string { return e.Text("en") }

// Text says it in "vi" or "en", with the place in front.
func (e *Error) Text(lang string) string {
	text, at := e.vi, "Dòng %d"
	if lang == "en" {
		text, at = e.en, "Line %d"
	}
	switch {
	case e.Line > 0 && e.What != "":
		return fmt.Sprintf(at+", %s: %s", e.Line, e.What, text)
	case e.Line > 0:
		return fmt.Sprintf(at+": %s", e.Line, text)
	case e.What != "":
		return e.What + ": " + text
	}
	return text
}

// Unwrap is the failure behind it, if there is one.
func (e *Error) Unwrap() error { return e.Cause }

// refuse makes an error with the sentence of its code; pairs are placeholders
// and what stands for them.
func refuse(code Code, pairs ...string) *Error {
	s := sentences[code]
	for i := 0; i+1 < len(pairs); i += 2 {
		pairs[i] = "{" + pairs[i] + "}"
	}
	fill := strings.NewReplacer(pairs...)
	return &Error{Code: code, vi: fill.Replace(s[0]), en: fill.Replace(s[1])}
}

func (e *Error) at(line int, what string) *Error {
	e.Line, e.What = line, what
	return e
}

func (e *Error) because(cause error) *Error {
	e.Cause = cause
	return e
}

// faults are what the openers of foreign files refuse, in this package's codes.
var faults = map[foreign.Fault]Code{
	foreign.Torn: CodeTorn, foreign.Bomb: CodeBomb, foreign.Encrypted: CodeEncrypted, foreign.Nested: CodeUnsafe,
	foreign.Doctype: CodeUnsafe, foreign.Depth: CodeDeep, foreign.LongToken: CodeTooMuchText,
}

// located turns whatever a reader found into an *Error of a line. An end of the
// context stays in the chain.
func located(err error, line int) error {
	var (
		own    *Error
		outer  *foreign.Error
		cell   *grid.Error
		system *geodesy.Error
		syntax *xml.SyntaxError
	)
	switch {
	case err == nil:
		return nil
	case errors.As(err, &own):
		if own.Line == 0 {
			own.Line = line
		}
		return err
	case errors.Is(err, context.DeadlineExceeded):
		return refuse(CodeTime).because(err)
	case errors.Is(err, context.Canceled):
		return fmt.Errorf("read map file: %w", err)
	case errors.As(err, &outer):
		return refuse(faults[outer.Fault]).at(line, "").because(err)
	case errors.As(err, &cell):
		return (&Error{Code: Code(cell.Code), vi: cell.VI, en: cell.EN, Cause: err}).at(cell.Row, "")
	case errors.As(err, &system):
		return (&Error{Code: Code(system.Code), vi: system.Text("vi"), en: system.Text("en"), Cause: err}).at(line, "")
	case errors.As(err, &syntax) && strings.Contains(syntax.Msg, "UTF-8"):
		return refuse(CodeEncoding, "guess", "").at(line, "").because(err)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return refuse(CodeTorn).because(err)
	}
	return refuse(CodeTorn).at(line, "").because(err)
}
