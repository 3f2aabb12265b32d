// Package catalogue holds what can be recorded and counted as data: kinds,
// measures, dimensions, indicators. Offices extend it by files; the compiler
// checks them and names file and line of every error. Nothing in the code
// switches on an id of the catalogue except the roles of Kind.Roles.
package catalogue

import "slices"

// Text is a wording in the two languages the product always carries.
type Text struct {
	VI string
	EN string
}

// Catalogue is a compiled, checked and immutable set of definitions.
type Catalogue struct {
	Units      map[string]*Unit
	Dimensions map[string]*Dimension
	Kinds      map[string]*Kind
	Indicators map[string]*Indicator
	BodyTypes  map[string]*BodyType
	Norms      []*Norm
	Calendars  []*Campaign
	Holidays   []*Holiday  // in the order of the files
	Deadlines  []*Deadline // by their first day in force
	// Words of other lists: only a name, so that they can be referred to.
	Evidence   map[string]*Word // photo, minutes, track ...
	Flags      map[string]*Word // dated flags of places; Level is theirs
	PlaceTypes map[string]*Word // xã, thị trấn ...; Level is theirs
	PlaceFacts map[string]*Word // dated facts of places: people, households
	Groups     map[string]*Word // headings of the list of indicators
	Trees      map[string]*Word // trees of bodies
	// Reports are the files with templates of reports of an office's own.
	Reports []File
	// Papers are the files with templates of papers of an office's own.
	Papers []File
	// These keep the order of the files: what belongs together stands together.
	IndicatorOrder []string
	KindOrder      []string
	GroupOrder     []string
	BodyTypeOrder  []string
	EvidenceOrder  []string
	// Digest is the SHA-256 of the sources, see Digest.
	Digest [32]byte
}

// Word is an entry of a list that needs no more than a name.
type Word struct {
	ID    string
	Name  Text
	Level string // place level of a flag or a place type, else ""
}

// Unit is a unit of measure. Values are stored in base units as integers and
// printed divided by Scale: length_km has Base "m" and Scale 1000.
type Unit struct {
	ID    string
	Name  Text
	Short Text
	Base  string // id of the base unit, the own id when there is none
	Scale int64  // base units in one printed unit, 1 for counts
	Money bool
	// Distinct units (người, hộ) count a set: values may stand in an entry
	// or a register, but never be added over entries.
	Distinct bool
	// Heads marks attendances (lượt): one occurrence has at least one.
	Heads bool
}

// Dimension is a closed list of values, or a reference.
type Dimension struct {
	ID    string
	Name  Text
	Ref   string // "", or "place", "body", "marker", "segment"
	Parts string // "disjoint", "overlapping", "incomplete": how breakdown parts relate
	Multi bool   // an entry may carry several values
	// Apart: values are reported by different bodies, so an entry of one is no
	// report about another ("0 post patrols" does not follow from a patrol of
	// residents).
	Apart bool
	// Senders: whoever sends a sealed tip is asked for one of the values, or none.
	Senders bool
	Values  []*DimValue
	// ClassDim names the dimension whose values are the classes of this one:
	// an entry carrying both must agree (see DimValue.Class).
	ClassDim string
	byID     map[string]*DimValue
}

// DimValue is one value of a closed list. It may be retired, never reused.
type DimValue struct {
	ID      string
	Name    Text
	Retired bool
	// RetiredFrom is the first day without the value: older entries keep it.
	RetiredFrom string
	// Bodies are the body types an act with this value belongs to; none for all.
	// An entry of others is asked about, never refused.
	Bodies []string
	// Excuse: who was to walk and says so of an entry had a reason to walk less.
	Excuse bool
	// Stone is the state in which the stones of an entry's markers were found:
	// good, damaged, lost, moved; "" says nothing of them.
	Stone string
	// Class groups values (an incident kind belongs to a class); "" when unused.
	Class string
	// Unit is the unit of a part with this value, for lists of things (cờ is
	// counted in lá, gạo in kg); "" means the unit of the measure. Values are
	// stored in its base unit (gạo in g).
	Unit string
	// Speed is up to how fast a patrol is believed to go that goes so, in metres
	// a second; 0 says nothing.
	Speed int64
}

// The two values every closed list has. The compiler adds them where the file
// does not name them itself.
const (
	ValueOther   = "other"   // needs a note
	ValueUnknown = "unknown" // for imports only
)

// Value finds a value of a closed list.
func (d *Dimension) Value(id string) (*DimValue, bool) { v, ok := d.byID[id]; return v, ok }

// PartUnit is the unit of a measure in a part of a table split by a dimension:
// of things of different units, which add up only when split, each has its own.
func (c *Catalogue) PartUnit(m *IndicatorMeasure, dim, value string) string {
	if m.SplitBy == "" || m.SplitBy != dim || c.Dimensions[dim] == nil {
		return m.Unit
	}
	if v, ok := c.Dimensions[dim].Value(value); ok && v.Unit != "" {
		return v.Unit
	}
	return m.Unit
}

// Kind is an activity kind (an entry) or a register kind (dated rows).
type Kind struct {
	ID       string
	Name     Text
	Note     Text // guidance on forms, may be empty
	Register bool // dated rows of the registry, counted while in force
	Measures []*Measure
	Counting *Measure // the counting measure, one of Measures
	Dims     []*KindDim
	Route    []int  // verification levels in order, e.g. [2] or [2,3]
	MinLevel string // smallest place level an entry may have: "hamlet" or "commune"
	Release  string // "public", "internal", "restricted"
	Bodies   []string
	Evidence []string // expected evidence: photo, minutes, track, list ...
	Required []string // evidence marked (!)
	// RequiredIf are the values under which evidence is required; an entry
	// without the dimension has it required too.
	RequiredIf map[string][]string
	Roles      Roles
	// Tells are the measures of which an entry should give at least one: without
	// them it says no more than that something was.
	Tells  []string
	Follow *Follow // nil: entries are not followed up
	// Alert: a submitted entry has to be seen at once by who answers for its
	// place.
	Alert bool
	byID  map[string]*Measure
}

// Measure finds a measure of the kind.
func (k *Kind) Measure(id string) (*Measure, bool) { m, ok := k.byID[id]; return m, ok }

// Roles are the only properties of kinds the code may know by name.
type Roles struct {
	HasTrack           bool
	HasMarkerVisits    bool
	HiddenBelowCommune bool // tips: place never below commune, small cells suppressed
}

// Measure is one number an entry of a kind may carry.
type Measure struct {
	ID       string
	Name     Text
	Unit     string
	Required bool
	Counting bool
	// Max is the sanity bound of one occurrence in base units, 0 for none;
	// beyond it a warning (out_of_bounds) asks, never refuses.
	Max int64
	// Breakdowns are dimensions by which the measure may be split into parts.
	// Parts of measure m by dimension d are the series "m/d" of figures.md 1.
	Breakdowns []string
	// PartsOnly: the measure has parts and no total, since its parts have
	// units of their own (flags and coats do not add up).
	PartsOnly bool
	byDim     map[string]*Dimension // the dimensions of Breakdowns
}

func (m *Measure) breakdown(dim string) *Dimension { return m.byDim[dim] }

// KindDim says how a kind uses a dimension.
type KindDim struct {
	Dim      *Dimension
	Required bool
	Default  string
}

// Norm is a standard number per occurrence, dated, with its source: Rate base
// units of the measure for every Per counting units (75 m for 2 times).
type Norm struct {
	ID            string
	Name          Text
	Kind, Measure string
	Where         map[string]string // dimension -> value
	Rate          int64             // base units per Per counting units, >= 1
	Per           int64             // >= 1
	From, To      string            // days, To "" = open
	Source        string
}

// Type is the arithmetic of an indicator's measure (figures.md section 3).
type Type string

// The closed list of types.
const (
	Count     Type = "count"
	Sum       Type = "sum"
	Distinct  Type = "distinct"
	Ratio     Type = "ratio"
	Rate      Type = "rate"
	Stock     Type = "stock"
	Balance   Type = "balance"
	Coverage  Type = "coverage"
	Plan      Type = "plan"
	PerCapita Type = "per_capita"
	PerKM     Type = "per_km"
	Statement Type = "statement"
)

// Indicator is a named thing to count. Measures are evaluated together, so
// that "2.329 lần/11.645 lượt" is one indicator with two cells.
type Indicator struct {
	ID       string
	Name     Text
	Note     Text
	Group    string
	Measures []*IndicatorMeasure
	Splits   []string // sensible splits: the words of Split constants, or dimensions
	// Reporters says who is expected to report: a missing report is not zero.
	Reporters *Reporters
	// Public lets locked figures of whole quarters appear on the public pages,
	// late and from commune up (security.md section 14). Nothing is public that
	// is not named so, and nothing that counts a restricted kind can be.
	Public bool
}

// IndicatorMeasure is one cell of an indicator.
type IndicatorMeasure struct {
	ID   string
	Name Text
	Unit string
	Type Type
	// Terms are what is added: several kinds may feed one measure.
	Terms []*Term
	// Distinct: what is collected: "event", "place", "body", "marker".
	Members string
	// Shown: markers reached by the tracks of patrols at least so well, one of the
	// Shown constants; "" for what entries state.
	Shown string
	// Balance: what is taken from Terms. Both are flows; the figure is what came
	// in less what went out from Since to the last day of the period, a state
	// like a stock.
	Less []*Term
	// Since is the first day a Balance counts, "" for the beginning of the book.
	Since string
	// Ratio, Coverage, PerCapita, PerKM: denominator.
	Den []*Term
	// DenFact names a dated fact of places (people, households) for PerCapita.
	DenFact string
	// Of: the indicator measure a Rate or Plan is made from ("id/measure").
	Of string
	// ScaleNum multiplies a ratio for print: 100 for percent, else 1.
	ScaleNum int64
	// SplitBy is the dimension by which the cell must be split, because the
	// measure has parts and no total; "" otherwise. Each row then has the unit
	// of its value (DimValue.Unit).
	SplitBy string
}

// AllTerms is everything a measure reads.
func (m *IndicatorMeasure) AllTerms() []*Term { return slices.Concat(m.Terms, m.Less, m.Den) }

// OnLine is true for what is computed from tracks on the line: kilometres covered,
// days without a gap, and markers reached by evidence. Its terms say whose tracks.
func (m *IndicatorMeasure) OnLine() bool {
	return m.aboutLine() && (m.Type == Coverage || m.Type == Ratio || m.Type == Sum || m.Type == Count)
}

func (m *IndicatorMeasure) aboutLine() bool {
	return m.Members == MembersLine || m.Members == MembersTrail || m.Shown != ""
}

// Length is true for what is computed from tracks and is a length of the line,
// not a share of it.
func (m *IndicatorMeasure) Length() bool {
	return m.OnLine() && m.Shown == "" && m.Type != Ratio
}

// Adds is true for what is added from values of entries.
func (m *IndicatorMeasure) Adds() bool { return (m.Type == Count || m.Type == Sum) && !m.OnLine() }

// Term selects facts of one kind or register: measure, fixed dimension
// values, owner or participant body type, linked kind, place flag.
type Term struct {
	Kind    *Kind
	Measure string // "" for the counting measure
	// Source is one of the Source constants, "" for a kind or register.
	Source    string
	Where     map[string][]string // dimension -> allowed values
	Not       map[string][]string // dimension -> refused values
	Owner     []string            // owner body types
	Bodies    []string            // at least one participant of these types
	Involved  []string            // owner or a participant of these types
	Linked    []string            // linked to an entry of these kinds
	Flag      string              // place flag that must hold
	Level     string              // units only: place level
	UnitTypes []string            // units only: ids of PlaceTypes
	// Parts are the dimensions of Where and Not by which the measure may have
	// parts: an entry carries the value itself, or parts, never both, so the
	// term reads the measure's own facts and those of its part series.
	Parts []string
}

// Sources of a term that are no kind. Basis keeps Kind and Measure: it takes
// their values with basis listed or counted. Evidence and Entries may keep a
// Kind; without one they take all kinds. Reports are those of figures.md 10.
const (
	SourceUnit     = "unit"             // administrative units in force
	SourceBasis    = "basis"            // values with basis listed or counted
	SourceEvidence = "evidence"         // entries with evidence
	SourceEntries  = "entries"          // all entries
	SourceExpected = "reports_expected" // reports expected
	SourceOnTime   = "reports_on_time"  // reports that came in time
	SourceSilent   = "reports_silent"   // neither an entry nor a signed zero
)

// What a distinct or coverage measure collects.
const (
	MembersEvent  = "event"
	MembersPlace  = "place"
	MembersBody   = "body"
	MembersMarker = "marker"
	MembersLine   = "line"  // places of the line: their length
	MembersTrail  = "trail" // places of the line that were passed by trail only
)

// How well a visit of a marker is shown by tracks (visit.Class).
const (
	ShownPassed     = "passed"
	ShownChecked    = "checked"
	ShownDocumented = "documented"
)

// Reporters are the places expected to report an indicator.
type Reporters struct {
	Level string // place level, usually commune
	Flag  string // only places with this flag; others are "not applicable"
}

// BodyType groups bodies: post, commune committee, front, police ...
type BodyType struct {
	ID    string
	Name  Text
	Level int // verification level of the body itself: 1 hamlet .. 4 province, 0 none
	Tree  string
	Gives bool // gives gifts and donations: a receipt names it as the giver
}

// Campaign is a named range of days with its source.
type Campaign struct {
	ID       string
	Name     Text
	From, To string
	Source   string
}
