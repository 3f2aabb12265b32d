package report

import (
	"maps"
	"slices"

	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/figure"
	"phendau/internal/paper"
)

// Templates are the compiled reports by id.
type Templates map[string]*Template

// IDs lists the reports in the order of their ids.
func (t Templates) IDs() []string { return slices.Sorted(maps.Keys(t)) }

// Template is one compiled report. It is immutable.
type Template struct {
	ID         string
	Version    int // rises with every change of wording; stored in locks
	Name       catalogue.Text
	Letterhead string // "state", "front" or "army"
	Period     string // "month", "year" or "range": what it is usually asked for
	// Defaults where the caller's Input names none.
	Calendar  calendar.Calendar
	Status    figure.Status
	Viewpoint string // "joint", "own" or "body=ID"
	Title     string

	head    head
	subject text
	basis   []text
	body    []block
	annexes []annex
}

// head are the default boxes of the letterhead and the foot; texts with
// placeholders. Facts of the caller replace them.
type head struct {
	superior, body    []text
	bodyInText, place text
	sign              string
	authority         []string
	rank              string
	to, copies        []text
	fileAt            string
}

// block is one piece of the body; exactly one field besides level is set.
type block struct {
	heading text
	level   paper.Level // of a heading or a numbered sentence
	plain   bool        // clauses stand under a number or a letter
	clauses []*clause
	note    bool
	table   *tableForm
	chart   *chartForm
	strip   *stripForm
	fixed   string // tables of a fixed annex, printed in the body
}

// phrase is what is said in one case: a text, or a sentence with cases of its
// own, about another figure.
type phrase struct {
	text text
	then *clause
}

// clause is one sentence with its wordings for figures without a number.
type clause struct {
	say   text
	of    *ref
	done  []*catalogue.Indicator
	cases map[caseOf]phrase
	items []item
	// computed is set for sentences about figures; others are always said.
	computed bool
}

// item is a part of an enumeration that is said only if it was done.
type item struct {
	done []*catalogue.Indicator
	say  text
}

// caseOf names the wordings of a clause besides its own.
type caseOf string

// The closed list of cases.
const (
	caseSay       caseOf = "say"
	caseZero      caseOf = "zero"      // signed, with a reason
	caseNothing   caseOf = "nothing"   // 0, nobody signed for it
	caseMissing   caseOf = "missing"   // nobody reported, or nothing is known yet
	caseWaiting   caseOf = "waiting"   // what there is was not verified yet
	caseNone      caseOf = "none"      // not applicable
	caseUncounted caseOf = "uncounted" // done, not counted, or the number was left out
	caseAmbiguous caseOf = "ambiguous"
	caseOtherwise caseOf = "otherwise" // any case but the sentence's own that has no wording
)

// annex is made of fixed parts, or has a body of its own.
type annex struct {
	fixed     []string
	name      text
	landscape bool
	body      []block
}

// The fixed annexes.
const (
	annexBasis        = "basis"
	annexCompleteness = "completeness"
	annexAdjustments  = "adjustments"
	annexDoubts       = "doubts"
)

var profiles = []string{"state", "front", "army"}

// profile is the letterhead custom of a template.
func profile(name string) (paper.Profile, bool) {
	switch name {
	case "state":
		return paper.StateProfile(), true
	case "front":
		return paper.FrontProfile(), true
	case "army":
		return paper.ArmyProfile(), true
	}
	return paper.Profile{}, false
}
