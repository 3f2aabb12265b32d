package catalogue

// EntryShape is what the catalogue has to know of an entry to judge it: the
// content without places, people and documents.
type EntryShape struct {
	Kind       string
	Day        string // YYYY-MM-DD; decides about retired values
	PlaceLevel string // level of the entry's place; "" leaves it unchecked
	Owner      string // id of the owner's body type; "" where it is not known
	Dims       map[string][]string
	Measures   map[string]ValueShape
	Parts      []PartShape
	Bodies     []BodyShape
	HasNote    bool
	FollowUp   string // YYYY-MM-DD, "" for none
	Import     bool   // imports may use the value "unknown"
}

// ValueShape is one value in base units (figures.md section 2). V, Lo and Hi
// are absent where the qualifier has none; of an order of magnitude Lo is its
// lower bound 10^k.
type ValueShape struct {
	V, Lo, Hi *int64
	Q         string // "" is exact
	Basis     string
	// N, Rate and Per belong to basis norm: V = N * Rate / Per. Per 0 is 1.
	N, Rate, Per int64
}

// PartShape is one part of a breakdown: exactly one dimension in Dims.
type PartShape struct {
	Measure string
	Dims    map[string]string
	Value   ValueShape
}

// BodyShape is a participating body with the measures known of it alone.
type BodyShape struct {
	Type     string // id of its body type
	Measures map[string]ValueShape
}

// FieldProblem is one finding about a field of an entry or statement, with
// what to do in both languages. Field is a path: "dims.patrol_form",
// "measures.person_turns", "parts.0", "bodies.1.person_turns".
type FieldProblem struct {
	Field  string
	Code   string
	VI, EN string
}

// Qualifiers and bases of values. Closed sets (figures.md section 2).
const (
	QExact     = "exact"
	QAtLeast   = "at_least"
	QNearly    = "nearly"
	QAbout     = "about"
	QRange     = "range"
	QOrder     = "order"
	QUncounted = "uncounted"

	BasisListed    = "listed"
	BasisCounted   = "counted"
	BasisNorm      = "norm"
	BasisEstimated = "estimated"
	BasisDeclared  = "declared"
)

// Codes of FieldProblem that refuse an entry.
const (
	FieldUnknownKind      = "unknown_kind"
	FieldRegisterKind     = "register_kind"
	FieldPlaceTooSmall    = "place_too_small"
	FieldUnknownDimension = "unknown_dimension"
	FieldUnknownValue     = "unknown_value"
	FieldRetiredValue     = "retired_value"
	FieldUnknownInEntry   = "unknown_in_entry"
	FieldOtherNeedsNote   = "other_needs_note"
	FieldOneValueOnly     = "one_value_only"
	FieldListedTwice      = "listed_twice"
	FieldClassMismatch    = "class_mismatch"
	FieldRequired         = "required"
	FieldUnknownMeasure   = "unknown_measure"
	FieldNegative         = "negative"
	FieldTooLarge         = "too_large"
	FieldZeroCount        = "zero_count"
	FieldBadQualifier     = "bad_qualifier"
	FieldBadBasis         = "bad_basis"
	FieldBadBounds        = "bad_bounds"
	FieldNormMismatch     = "norm_mismatch"
	FieldPartsOnly        = "parts_only"
	FieldBadPart          = "bad_part"
	FieldDimAndParts      = "dim_and_parts"
	FieldNotFollowed      = "not_followed"
	FieldFollowBefore     = "follow_before"
)

// Codes of warnings (catalogue.md section 10): they ask, never refuse.
const (
	WarnOutOfBounds      = "out_of_bounds"
	WarnTurnsBelowTimes  = "turns_below_times"
	WarnPartsDoNotSum    = "parts_do_not_sum"
	WarnPartExceedsWhole = "part_exceeds_whole"
	WarnExactNorm        = "exact_norm"
	WarnNothingTold      = "nothing_told"
	WarnOtherBodies      = "other_bodies"
)

// fieldMessages prefixes the codes of this file in messages.json, where some
// share a word with the codes of source files.
const fieldMessages = "field_"

// findings gathers field problems.
type findings []FieldProblem

func (f *findings) add(field, code string, args ...any) {
	t := say(fieldMessages+code, args...)
	*f = append(*f, FieldProblem{Field: field, Code: code, VI: t.VI, EN: t.EN})
}
