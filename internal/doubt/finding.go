// Package doubt asks about numbers that deserve a second look: the
// consistency warnings of the field's catalogue, section 10.
//
// A finding never blocks and never corrects, and it accuses nobody: it says
// which numbers stand beside each other and why one may ask. Use OnEntry while
// an entry is written, Statements or OnStatement for totals declared by
// documents, OnFigures before a report is locked and OnRecord for how a record
// came in. The answer is kept by the caller under the finding's Key.
//
// Kinds that are hidden below commune (tips) are never examined entry by
// entry, and no finding speaks of their figures; only declared totals of them
// that may be shown are compared with each other.
package doubt

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"phendau/internal/calendar"
	"phendau/internal/catalogue"
)

// Day is a civil day.
type Day = calendar.Day

// Codes of findings. Stable: screens, answers and guides name them. The first
// seven are said by the catalogue's own checks too.
const (
	OutOfBounds      = catalogue.WarnOutOfBounds
	TurnsBelowTimes  = catalogue.WarnTurnsBelowTimes
	PartsDoNotSum    = catalogue.WarnPartsDoNotSum
	PartExceedsWhole = catalogue.WarnPartExceedsWhole
	ExactNorm        = catalogue.WarnExactNorm
	NothingTold      = catalogue.WarnNothingTold
	OtherBodies      = catalogue.WarnOtherBodies

	SameAsBefore       = "same_as_before"
	OverlapPeriods     = "overlap_periods"
	NumeralDoubt       = "numeral_doubt"
	RoundNumber        = "round_number"
	PersonsOverTurns   = "persons_over_turns"
	KmOverLine         = "km_over_line"
	PositionOrMonument = "position_or_monument"
	StockSummed        = "stock_summed"
	OutsidePeriod      = "outside_period"
	Late               = "late"
	// Gap is a month without entries and without a signed zero between months
	// with entries.
	Gap = "gap"
	// MoreOutThanIn is a balance of goods below zero, or an entry that would
	// make it so.
	MoreOutThanIn = "more_out_than_in"
	// Outlier is a number far from the unit's own history. It is no
	// out_of_bounds: that bound is one for the whole country and its answer is
	// about the kind, this one is about what is usual at this place.
	Outlier = "outlier"
)

// Codes lists every code.
func Codes() []string {
	return []string{OutOfBounds, TurnsBelowTimes, PartsDoNotSum, PartExceedsWhole, ExactNorm, NothingTold, OtherBodies, SameAsBefore, OverlapPeriods, NumeralDoubt,
		RoundNumber, PersonsOverTurns, KmOverLine, PositionOrMonument, StockSummed, OutsidePeriod, Late, Gap, MoreOutThanIn, Outlier}
}

// Finding is one question about numbers.
type Finding struct {
	Code    string
	PlaceID string
	// Indicator or Kind, with Measure, say what was counted.
	Indicator string
	Kind      string
	Measure   string
	// Field is the path of an entry's field ("measures.person_turns"), for
	// findings at entry.
	Field string
	// From and To are the days the numbers speak of.
	From, To Day
	// Values are the numbers concerned in base units, in the order in which
	// the sentence names them.
	Values []int64
	// Links are the records concerned, at most maxLinks.
	Links []Link
	// Drill is the selection of the cell concerned, "" for none.
	Drill string
	// Answer is what was answered before, where the record keeps it.
	Answer string
	VI, EN string
}

// maxLinks bounds the records a finding lists: a screen shows examples, the
// cell opens to all of them.
const maxLinks = 20

// Link names a record. Type is one of ledger's record types.
type Link struct {
	Type     string
	LedgerID string
	ID       string
}

// Text is the sentence in vi or en.
func (f *Finding) Text(lang string) string {
	if lang == "vi" {
		return f.VI
	}
	return f.EN
}

// Key recognises the finding again as long as the numbers stay the same: an
// answer given once holds for it. It is 32 hex digits.
func (f *Finding) Key() string {
	var b strings.Builder
	for _, s := range []string{f.Code, f.PlaceID, f.Indicator, f.Kind, f.Measure, f.From.String(), f.To.String()} {
		fmt.Fprintf(&b, "%d:%s\n", len(s), s)
	}
	fmt.Fprint(&b, f.Values)
	sum := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(sum[:16])
}

// say fills in the sentences of the finding's code.
func (f Finding) say(args ...any) Finding {
	f.VI, f.EN = sentence(f.Code, args...)
	return f
}

// link adds records up to the bound.
func (f *Finding) link(l Link) {
	if l.ID != "" && len(f.Links) < maxLinks {
		f.Links = append(f.Links, l)
	}
}
