// Package figure computes figures: indicator x place x period x split,
// evaluated when asked, from facts of entries, from registers and from
// statements, exact at a stated position of the ledgers. Nothing is stored.
//
// A Projection is the facts of one position in columns. Evaluate answers a
// Query with a Table of cells; Drill lists what stands behind one cell, from
// the same compiled query, so the parts of a cell always sum to the cell.
package figure

import (
	"fmt"
	"strconv"
	"strings"

	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/ledger"
	"phendau/internal/place"
	"phendau/internal/registry"
)

// Day is a civil day.
type Day = calendar.Day

// Splits of a table besides "place:LEVEL" and "dim:ID".
const (
	ByMonth       = "month"
	ByQuarter     = "quarter"
	ByYear        = "year"
	ByBody        = "body"        // owner body
	ByParticipant = "participant" // does not add up
	ByKind        = "kind"
	ByBasis       = "basis"
	ByStatus      = "status"
)

// Statement policies.
const (
	EntriesOnly           = "entries"
	StatementsThenEntries = "statements_then_entries"
)

// Query asks for figures.
type Query struct {
	Indicators []string
	Place      string // id of a place or group, "" for everything
	Period     calendar.Period
	Map        place.MapSpec
	By         []string
	Viewpoint  Viewpoint
	Status     Status
	Statements string // policy, "" is EntriesOnly
}

// Viewpoint says whose view of shared events is taken.
type Viewpoint struct {
	Body         string // "" is the joint view
	Participated bool   // with Body: also entries it took part in
}

// String is "joint", "body=B" or "body=B+participated".
func (v Viewpoint) String() string {
	switch {
	case v.Body == "":
		return "joint"
	case v.Participated:
		return "body=" + v.Body + "+participated"
	}
	return "body=" + v.Body
}

// ParseViewpoint reads what String writes.
func ParseViewpoint(s string) (Viewpoint, error) {
	if s == "" || s == "joint" {
		return Viewpoint{}, nil
	}
	b, ok := strings.CutPrefix(s, "body=")
	if !ok {
		return Viewpoint{}, fmt.Errorf("viewpoint %q is not joint or body=ID", s)
	}
	b, part := strings.CutSuffix(b, "+participated")
	return Viewpoint{Body: b, Participated: part}, nil
}

// Status is the least status an entry must have reached: 0 is submitted,
// 1 to 4 verified at that level or at the end of its route.
type Status int

// String is "submitted+" or "verified:L".
func (s Status) String() string {
	if s == 0 {
		return "submitted+"
	}
	return "verified:" + strconv.Itoa(int(s))
}

// ParseStatus reads what String writes.
func ParseStatus(s string) (Status, error) {
	if s == "" || s == "submitted+" || s == "submitted" {
		return 0, nil
	}
	n, err := strconv.Atoi(strings.TrimPrefix(s, "verified:"))
	if err != nil || n < 1 || n > 4 {
		return 0, fmt.Errorf("status %q is not submitted+ or verified:1 to verified:4", s)
	}
	return Status(n), nil
}

// Code is why a query is refused.
type Code string

// The closed list of refusals.
const (
	UnknownIndicator   Code = "unknown_indicator"
	BadSplit           Code = "bad_split"
	TypeForbids        Code = "type_forbids"
	OverflowRefused    Code = "overflow"
	PositionAhead      Code = "position_ahead"
	AmbiguousStatement Code = "ambiguous_statement"
)

// Error is a refused query.
type Error struct {
	Code   Code
	VI, EN string
}

func (e *Error) Error() string { return e.EN }

// Context is everything besides the facts that a figure needs.
type Context struct {
	Registry  *registry.Registry
	Catalogue *catalogue.Catalogue
	// Statements, Nils and Plans are the declared totals, signed zeros and
	// planned values at the projection's position.
	Statements []Statement
	Nils       []Nil
	Plans      []Plan
	// Tracks tells what was covered of the line; nil knows of none.
	Tracks Tracks
	// ReleasedTo is the last day whose tips have been released: what came to count
	// later is in no figure. View.ShownOn sets it, as the store does; without it no tip counts.
	ReleasedTo Day
	// AsOf is the last day of an older position, 0 for now.
	AsOf Day
}

// View is everything figures are computed from at one position.
type View struct {
	*Projection
	Context
}

// Statement is a historic total declared by a document.
type Statement struct {
	ID, LedgerID string
	Verified     bool
	ledger.StatementBody
}

// Nil is a signed zero.
type Nil struct {
	ID, LedgerID string
	ledger.NilBody
}

// Plan is a planned value.
type Plan struct {
	ID, LedgerID string
	Owner        string // body the plan belongs to
	ledger.PlanBody
}

// Text is the sentence in vi or en.
func (e *Error) Text(lang string) string {
	if lang == "vi" {
		return e.VI
	}
	return e.EN
}
