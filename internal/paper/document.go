// Package paper is the model of an official Vietnamese report: the one form
// that reports are made into and that every writer (DOCX, PDF, XLSX, HTML,
// JSON) prints. It follows Decree 30/2020/NĐ-CP, Appendix I, as written down
// in domain/documents.md.
//
// The model holds only what is printed and what each printed figure is bound
// to. Words and numbers arrive already printed; the model itself computes
// the fixed lines of the form (document number, date line, heading labels,
// annex titles, recipients). It has no field for a secrecy stamp.
//
// Build a Document, call Number once, then Validate; hand it to
// internal/document. Marshal gives the stable bytes that a locked report
// stores, and Unmarshal brings them back to be printed again byte for byte.
package paper

import "encoding/json"

// Format is the version of the JSON form of Document.
const Format = "phendau.paper/1"

// Document is one report on paper.
type Document struct {
	Format string `json:"format"`
	// ReportID identifies the report in codes and bookmarks; letters,
	// digits and "-".
	ReportID   string     `json:"report_id,omitempty"`
	Profile    Profile    `json:"profile"`
	Letterhead Letterhead `json:"letterhead"`
	// Title is box 5a, for example BÁO CÁO. A letter (công văn) has none: its
	// subject stands under the number (box 5b), beginning "V/v".
	Title string `json:"title"`
	// Subject is the abstract (trích yếu) below the title. Bind what should
	// stay on one line ("2019 - 2024") with no-break spaces U+00A0.
	Subject string `json:"subject"`
	// Scope is the period, calendar, map and ledger position of all
	// figures; a table may name its own.
	Scope Scope `json:"scope"`
	// Sources are the codes of the entries a paper without figures was made
	// from; they are printed where a report prints its scope, which is then
	// empty.
	Sources []string `json:"sources,omitempty"`
	// Signed says that it is no draft although the registry clerk gives the
	// number later, by hand: a locked report.
	Signed bool `json:"signed,omitempty"`
	// Preliminary allows a date before the period's end (check 14) and is
	// printed with the scope.
	Preliminary bool `json:"preliminary,omitempty"`
	// Marker is printed framed on page 1 and at the foot of every page, for
	// example "DỮ LIỆU MINH HỌA".
	Marker string `json:"marker,omitempty"`
	// Basis are the "Căn cứ ..." lines (box 6), without end punctuation.
	Basis []string `json:"basis,omitempty"`
	Body  []Block  `json:"body"`
	// ClosingMark prints "./." after the last paragraph; custom, off.
	ClosingMark bool       `json:"closing_mark,omitempty"`
	Signature   Signature  `json:"signature"`
	Recipients  Recipients `json:"recipients"`
	Annexes     []Annex    `json:"annexes,omitempty"`
	Figures     []Figure   `json:"figures,omitempty"`
	// Provenance says who made the file, when, with which filter and at
	// which ledger position (design/security.md 11); small print at the
	// foot of every page, empty prints nothing.
	Provenance string `json:"provenance,omitempty"`
	// BaseURL makes site-relative figure links absolute in files that
	// leave the server (PDF, XLSX); empty leaves such links out there.
	BaseURL string `json:"base_url,omitempty"`
	// Created is the time stamped into file metadata, RFC 3339 with +07:00.
	// It comes from the report, never from the clock of the writer.
	Created string `json:"created"`
}

// Scope names what all figures of a document or table were computed over.
// The texts are printed as they stand.
type Scope struct {
	From string `json:"from"` // first day, YYYY-MM-DD
	To   string `json:"to"`   // last day, YYYY-MM-DD
	// PeriodText always carries both days, for example
	// "từ ngày 01/01/2019 đến ngày 29/02/2024".
	PeriodText   string `json:"period_text"`
	Calendar     string `json:"calendar"`      // civil, official or a campaign's name
	CalendarText string `json:"calendar_text"` // "lịch dân sự"
	Map          string `json:"map"`           // then, own-day, today or YYYY-MM-DD
	MapText      string `json:"map_text"`      // "địa giới ngày 29/02/2024"
	Position     string `json:"position,omitempty"`
	// Closed is the last day of which figures are told, YYYY-MM-DD. Documents
	// made before it was kept print their position instead.
	Closed string `json:"closed,omitempty"`
}

// Annex is a section of its own after the report, with its own page numbers
// and orientation.
type Annex struct {
	// Name is printed in capitals below the computed "Phụ lục" line.
	Name      string  `json:"name"`
	Landscape bool    `json:"landscape,omitempty"`
	Blocks    []Block `json:"blocks"`
}

// Figure is one cell of the registry: what a printed number is bound to.
// Text and tables name it by Cell; check 30 compares what they print with
// Printed.
type Figure struct {
	// Cell is the cell's number in this document, from 1 and unique.
	Cell      int    `json:"cell"`
	Indicator string `json:"indicator"`
	// Name is the indicator in Vietnamese, for lists of figures.
	Name      string `json:"name,omitempty"`
	Measure   string `json:"measure,omitempty"`
	Unit      string `json:"unit,omitempty"` // Vietnamese unit word, "lượt"
	Place     string `json:"place,omitempty"`
	PlaceName string `json:"place_name,omitempty"`
	From      string `json:"from,omitempty"`
	To        string `json:"to,omitempty"`
	Calendar  string `json:"calendar,omitempty"`
	Map       string `json:"map,omitempty"`
	// Value, Low and High are exact JSON numbers in Unit; empty is unknown
	// or unbounded.
	Value     json.Number `json:"value,omitempty"`
	Low       json.Number `json:"low,omitempty"`
	High      json.Number `json:"high,omitempty"`
	Qualifier string      `json:"qualifier,omitempty"` // exact, at_least, ...
	// Basis is the vector of sums by how known: listed, counted, norm,
	// estimated, declared.
	Basis        map[string]json.Number `json:"basis,omitempty"`
	CountedShare string                 `json:"counted_share,omitempty"` // exact fraction, "0/1"
	Entries      int                    `json:"entries,omitempty"`
	Statements   int                    `json:"statements,omitempty"`
	Flags        []string               `json:"flags,omitempty"`
	Position     string                 `json:"position,omitempty"`
	// Printed is the text in tables: "11.645", "trên 2.600.000.000".
	Printed string `json:"printed"`
	// PrintedInText is the text in running prose where it differs:
	// "trên 2,6 tỷ", "05". Empty means Printed.
	PrintedInText string `json:"printed_in_text,omitempty"`
	// Href opens the entries behind the cell: "/..." or http(s).
	Href string `json:"href,omitempty"`
	// Code is the short code printed on paper that opens the same cell.
	Code string `json:"code,omitempty"`
	// Drill is the opaque selection for the API.
	Drill string `json:"drill,omitempty"`
}

// Text returns what prose prints for the figure.
func (f *Figure) Text() string {
	if f.PrintedInText != "" {
		return f.PrintedInText
	}
	return f.Printed
}

// Figure returns the registered cell, or nil.
func (d *Document) Figure(cell int) *Figure {
	// Registries are numbered 1..n in order; the scan serves odd ones.
	if cell >= 1 && cell <= len(d.Figures) && d.Figures[cell-1].Cell == cell {
		return &d.Figures[cell-1]
	}
	for i := range d.Figures {
		if d.Figures[i].Cell == cell {
			return &d.Figures[i]
		}
	}
	return nil
}

// AddFigure registers f under the next free cell number and returns it.
func (d *Document) AddFigure(f Figure) int {
	next := 1
	for i := range d.Figures {
		next = max(next, d.Figures[i].Cell+1)
	}
	f.Cell = next
	d.Figures = append(d.Figures, f)
	return next
}

// Draft reports whether nobody has issued it yet: it bears no number and
// nobody has signed.
func (d *Document) Draft() bool { return d.Letterhead.Number == 0 && !d.Signed }

// Letter reports whether the document is a letter, without a title.
func (d *Document) Letter() bool { return d.Title == "" }

// ScopeOf returns the scope a table prints.
func (d *Document) ScopeOf(t *Table) Scope {
	if t.Scope != nil {
		return *t.Scope
	}
	return d.Scope
}
