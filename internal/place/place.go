// Package place knows administrative places over time: what a place was
// called, under which unit it stood and which code it carried on a given day,
// which unit followed which, and on which unit of another day's map an entry
// counts.
//
// Rows are plain data, the folds of registry operations. Build turns them
// into an immutable Registry and reports what is wrong with them as Problems;
// it never fails and never panics, because an office must be able to open the
// book that it has to put right.
//
// Three questions cover most callers:
//
//	Find    what a person typed (id, code with a date, name) -> a place
//	Landing where entries of a place count on the map of a day
//	Layout  the same for all places at once, as arrays for the figure engine
//
// Nothing is apportioned: what cannot be placed exactly stands in a row of
// its own at the lowest unit that surely holds it (units.md section 4,
// figures.md section 5). Hence the total over the root is the same on every
// map.
package place

// Level is the rank of a unit in the administrative tree. A place keeps its
// level for life: a retyping (thị trấn to xã) stays on one level, and a change
// of level is a new place.
type Level string

// The levels from the top down. LevelAny asks a Layout for the total alone.
const (
	LevelAny      Level = ""
	LevelNation   Level = "nation"
	LevelProvince Level = "province"
	LevelDistrict Level = "district"
	LevelCommune  Level = "commune"
	LevelHamlet   Level = "hamlet"
)

// TreeAdmin is the tree all map questions use. Other trees may be kept beside
// it and are read with ParentIn.
const TreeAdmin = "admin"

// SchemeOfficial is the scheme of the official list of administrative units,
// whose codes give the order of places in a table.
const SchemeOfficial = "gso"

// Share says how much of a unit went to its successor. It is never a
// percentage (units.md section 4).
type Share string

// The shares.
const (
	ShareWhole   Share = "whole"
	SharePart    Share = "part"
	ShareUnknown Share = "unknown"
)

// Place is an identity and nothing else; everything known about it is in
// dated rows. Its life runs from the first to the last day of its names.
type Place struct{ ID string }

// Name is the official name of a place on the days From to To.
type Name struct {
	PlaceID  string
	Text     string // official spelling without the unit word: "Đình Phong"
	UnitWord string // "xã", "thị trấn", "huyện", "tỉnh", "xóm"
	Level    Level
	From, To Bound
}

// Alias is another spelling or a name in use, with its source. Aliases are
// found, never printed.
type Alias struct {
	PlaceID  string
	Text     string
	Source   string
	From, To Bound
}

// Code is an official code carried on the days From to To. Codes are
// attributes, never identities: 01501 was Chí Viễn and is Đàm Thủy.
type Code struct {
	PlaceID  string
	Scheme   string
	Value    string // text, leading zeros kept
	From, To Bound
}

// Parent is the unit a place stood under.
type Parent struct {
	PlaceID  string
	Tree     string
	ParentID string
	From, To Bound
}

// Flag is a dated property set by a document, such as border_commune. It
// never comes from geometry.
type Flag struct {
	PlaceID  string
	Flag     string
	Document string
	From, To Bound
}

// Succession is one line of a legal act: (a share of) From became or joined
// To on Day. An empty To with ShareUnknown is the state "chưa rõ đơn vị kế
// thừa", known to be unknown; an empty From is its mirror.
type Succession struct {
	From, To string
	Day      Day    // first day in force of the act
	Act      string // kind: merge, split, rename, retype, move, create, abolish
	Document string // "Nghị quyết số 864/NQ-UBTVQH14"
	Share    Share
	Note     string
}

// Group is a named set of places with dated members: a post's area, the
// border communes, a closed district. Its first name is the official one.
type Group struct {
	ID    string
	Names []string
}

// Member says that a place belonged to a group on the days From to To.
type Member struct {
	GroupID  string
	PlaceID  string
	From, To Bound
}

// Measure is a dated fact of a place used as a denominator: people,
// households, length.
type Measure struct {
	PlaceID string
	Fact    string
	Day     Day
	Value   int64
	Source  string
}

// Rows is everything the registry knows about places.
type Rows struct {
	Places      []Place
	Names       []Name
	Aliases     []Alias
	Codes       []Code
	Parents     []Parent
	Flags       []Flag
	Successions []Succession
	Groups      []Group
	Members     []Member
	Measures    []Measure
}

// Text is a wording in the two languages the product always carries.
type Text struct{ VI, EN string }

// rank orders levels from the top; unknown levels have none.
func rank(l Level) (int8, bool) {
	switch l {
	case LevelNation:
		return 0, true
	case LevelProvince:
		return 1, true
	case LevelDistrict:
		return 2, true
	case LevelCommune:
		return 3, true
	case LevelHamlet:
		return 4, true
	}
	return 0, false
}
