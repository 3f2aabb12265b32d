package place

// ProblemKind is the closed set of faults Build reports.
type ProblemKind string

// The kinds. Each says what Build did with the row, so that answers stay
// defined while the office puts the registry right.
const (
	UnknownID       ProblemKind = "unknown_id"       // a row names a place or group that does not exist: row ignored
	DuplicateID     ProblemKind = "duplicate_id"     // one id twice: the first stands
	NoName          ProblemKind = "no_name"          // a place without a name row was never alive
	BadLevel        ProblemKind = "bad_level"        // unknown level, or a level that changes: the last known one stands
	BadBound        ProblemKind = "bad_bound"        // missing day, open start, unknown end without a stand-in
	BadSpan         ProblemKind = "bad_span"         // ends before it begins: row ignored
	OutsideLife     ProblemKind = "outside_life"     // row reaches beyond the place's life: cut to it
	Overlap         ProblemKind = "overlap"          // two names, parents or codes of a scheme at one time: the later begun stands
	Gap             ProblemKind = "gap"              // no name or parent on some days of the life: the nearest stands
	ParentNotAlive  ProblemKind = "parent_not_alive" // the parent does not live on all these days: carried like an entry
	ParentLevel     ProblemKind = "parent_level"     // the parent is not of a higher level: row ignored
	ParentCycle     ProblemKind = "parent_cycle"     // a place above itself: the row that closes the ring is ignored
	CodeTwice       ProblemKind = "code_twice"       // one code at two places at one time: asked for it, Find refuses
	BadShare        ProblemKind = "bad_share"        // unknown share, or whole beside others: nothing exact is claimed
	SuccessionOrder ProblemKind = "succession_order" // the successor does not begin and end later: row ignored
	SuccessionGap   ProblemKind = "succession_gap"   // the successor does not begin the day after, or not on the act's day
)

// Problem is a fault of the registry's rows. Places are the ids concerned,
// the first being the one to look at.
type Problem struct {
	Kind   ProblemKind
	Places []string
	Text   Text
}
