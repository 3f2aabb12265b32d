// Package registry is the fold of a registry ledger in memory: places,
// bodies, people, grants, devices, registers that are counted, and the
// versions of the catalogue, all dated. It is immutable; a change of the
// registry makes a new one.
package registry

import (
	"fmt"
	"strings"

	"phendau/internal/access"
	"phendau/internal/calendar"
	"phendau/internal/place"
)

// Bound is the written form of one end of a dated row: a day, "unknown",
// "about YYYY-MM-DD" or "open". Nothing lasts for ever because a field was
// left out.
type Bound string

// On is a known day.
func On(d calendar.Day) Bound { return Bound(d.String()) }

// Written bounds that are not days.
const (
	Unknown Bound = "unknown"
	Open    Bound = "open"
)

// Parse reads the written form.
func (b Bound) Parse() (place.Bound, error) {
	switch {
	case b == Unknown:
		return place.Unknown(), nil
	case b == Open:
		return place.Open(), nil
	case strings.HasPrefix(string(b), "about "):
		d, err := calendar.ParseDay(strings.TrimPrefix(string(b), "about "))
		return place.About(d), err
	}
	d, err := calendar.ParseDay(string(b))
	if err != nil {
		return place.Bound{}, fmt.Errorf("%q is not a day, unknown, about DAY or open", string(b))
	}
	return place.On(d), nil
}

// days is the closed range for calculations: unknown starts long ago, open
// and unknown ends stay in force.
func days(from, to Bound) (lo, hi calendar.Day, err error) {
	f, err := from.Parse()
	if err != nil {
		return 0, 0, err
	}
	t, err := to.Parse()
	if err != nil {
		return 0, 0, err
	}
	// Days before 2000 do not parse, so a bound without a day holds 0.
	lo, hi = calendar.MinDay, calendar.MaxDay
	if f.Day != 0 {
		lo = f.Day
	}
	if t.Day != 0 {
		hi = t.Day
	}
	return lo, hi, nil
}

// PlaceDoc is the document of a place or, with Group, of a group of places.
type PlaceDoc struct {
	Names       []NameDoc       `json:"names,omitempty"`
	Aliases     []AliasDoc      `json:"aliases,omitempty"`
	Codes       []CodeDoc       `json:"codes,omitempty"`
	Parents     []ParentDoc     `json:"parents,omitempty"`
	Flags       []FlagDoc       `json:"flags,omitempty"`
	Successions []SuccessionDoc `json:"successions,omitempty"`
	Measures    []MeasureDoc    `json:"measures,omitempty"`
	Points      []PointDoc      `json:"points,omitempty"`
	Group       *GroupDoc       `json:"group,omitempty"`
}

// NameDoc is an official name in force from to.
type NameDoc struct {
	Text     string `json:"text"`
	UnitWord string `json:"unit_word"`
	Level    string `json:"level"`
	From     Bound  `json:"from"`
	To       Bound  `json:"to"`
}

// AliasDoc is another spelling with its source.
type AliasDoc struct {
	Text   string `json:"text"`
	Source string `json:"source"`
	From   Bound  `json:"from"`
	To     Bound  `json:"to"`
}

// CodeDoc is an official code.
type CodeDoc struct {
	Scheme string `json:"scheme"`
	Value  string `json:"value"`
	From   Bound  `json:"from"`
	To     Bound  `json:"to"`
}

// ParentDoc is the unit above, in a tree ("" is the administrative one).
type ParentDoc struct {
	Tree     string `json:"tree,omitempty"`
	ParentID string `json:"parent_id"`
	From     Bound  `json:"from"`
	To       Bound  `json:"to"`
}

// FlagDoc is a property given by a document.
type FlagDoc struct {
	Flag     string `json:"flag"`
	Document string `json:"document,omitempty"`
	From     Bound  `json:"from"`
	To       Bound  `json:"to"`
}

// SuccessionDoc is one line of a legal act, kept at the place that ends.
type SuccessionDoc struct {
	To       string       `json:"to,omitempty"`
	Day      calendar.Day `json:"day"`
	Act      string       `json:"act"`
	Document string       `json:"document,omitempty"`
	Share    string       `json:"share"`
	Note     string       `json:"note,omitempty"`
}

// MeasureDoc is a dated number of a place: people, households.
type MeasureDoc struct {
	Fact   string       `json:"fact"`
	Day    calendar.Day `json:"day"`
	Value  int64        `json:"value"`
	Source string       `json:"source"`
}

// GroupDoc is a named set of places.
type GroupDoc struct {
	Names   []string    `json:"names"`
	Members []MemberDoc `json:"members"`
}

// MemberDoc says that a place belonged to the group.
type MemberDoc struct {
	PlaceID string `json:"place_id"`
	From    Bound  `json:"from"`
	To      Bound  `json:"to"`
}

// BodyDoc is an organisation or force.
type BodyDoc struct {
	Type    string        `json:"type"`
	Names   []BodyNameDoc `json:"names"`
	PlaceID string        `json:"place_id,omitempty"` // place or group it is responsible for
	Note    string        `json:"note,omitempty"`
}

// BodyNameDoc is a name in force from to.
type BodyNameDoc struct {
	Text string `json:"text"`
	From Bound  `json:"from"`
	To   Bound  `json:"to"`
}

// RegisterDoc is a dated row that is counted while in force.
type RegisterDoc struct {
	Kind     string            `json:"kind"`
	Name     string            `json:"name,omitempty"`
	PlaceID  string            `json:"place_id"`
	BodyID   string            `json:"body_id,omitempty"`
	Dims     map[string]string `json:"dims,omitempty"`
	Measures map[string]int64  `json:"measures,omitempty"`
	Document string            `json:"document,omitempty"`
	From     Bound             `json:"from"`
	To       Bound             `json:"to"`
	// Stretch is what of the line the place, and the body if one is named,
	// answers for; nil for rows that say nothing about it.
	Stretch *StretchDoc `json:"stretch,omitempty"`
	// Marker is the position on the line that the row stands for.
	Marker *MarkerDoc `json:"marker,omitempty"`
}

// PersonDoc is somebody who acts in the system.
type PersonDoc struct {
	Name  string `json:"name"`
	Title string `json:"title,omitempty"`
}

// GrantDoc gives a person a role for a body over a place and its subtree.
type GrantDoc struct {
	PersonID  string       `json:"person_id"`
	Role      access.Role  `json:"role"`
	BodyID    string       `json:"body_id"`
	PlaceID   string       `json:"place_id"`
	Level     int          `json:"level,omitempty"`     // of verification; 0 is the role's own
	Clearance access.Class `json:"clearance,omitempty"` // above what the role reaches by itself
	From      Bound        `json:"from"`
	To        Bound        `json:"to"`
	Reason    string       `json:"reason,omitempty"`
}

// LedgerDoc says which places write into a ledger, from when to when.
type LedgerDoc struct {
	Kind   string      `json:"kind"` // "commune", "upper", "registry"
	Name   string      `json:"name"`
	Places []MemberDoc `json:"places,omitempty"`
	// Demo marks a book of demo data: everything made from it says so.
	Demo bool `json:"demo,omitempty"`
}

// CatalogueDoc is one file of the catalogue. Base files have version 1.
type CatalogueDoc struct {
	Version int    `json:"version"`
	Name    string `json:"name"`
	Content string `json:"content"`
}
