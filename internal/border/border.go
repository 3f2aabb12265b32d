// Package border is the border line as an office works along it: which line,
// how long by which document, who holds which stretch, and the markers on it.
// The packages below it say what was visited:
//
//	span   sets of stretches in decimetres: union, common part, remainder
//	geo    short distances on WGS84
//	walk   the fixes of a device, cleaned into parts that may be counted
//	cover  which stretches of the line a patrol covered; unions, gaps, last visit
//	visit  which markers a patrol reached, and on what evidence
//	plan   what was planned against what was done
//	order  which way a patrol came along the line, for showing only
//
// Two measures of place run along the line and are never mixed. s is the
// geometric length along one version of the line, from its first vertex;
// everything is computed and stored in s. c is chainage (lý trình), metres of
// the declared length of a segment; everything shown to people is in c. A
// Calibration leads from one to the other, so that a new one moves no geometry.
// Lengths are declared by a document and never computed: the same outline
// measures 77 to 95 km depending on how finely it is drawn.
//
// Nothing here knows SQL, HTTP or files; all rows are plain data that the
// ledger has signed and dated before.
package border

import "phendau/internal/calendar"

// Code names why a line, a calibration or a marker was refused.
type Code string

// The codes.
const (
	LineShort        Code = "line_short"
	LineOutside      Code = "line_outside"
	LinePole         Code = "line_pole"
	LineAntimeridian Code = "line_antimeridian"
	LineCoarse       Code = "line_coarse"
	LineLarge        Code = "line_large"
	LinePacked       Code = "line_packed" // its stored vertices cannot be read
	LineOther        Code = "line_other"  // they are not those that were signed
	LineFixed        Code = "line_fixed"  // a line that is in force never changes

	CalibrationShort   Code = "calibration_short"
	CalibrationEnds    Code = "calibration_ends"
	CalibrationOrder   Code = "calibration_order"
	CalibrationStretch Code = "calibration_stretch"

	SegmentOutside  Code = "segment_outside"
	SegmentOverlap  Code = "segment_overlap"
	SegmentCorridor Code = "segment_corridor"
	SegmentUnknown  Code = "segment_unknown"
	SegmentDeclared Code = "segment_declared"
	StretchBounds   Code = "stretch_bounds"

	TrailShort    Code = "trail_short" // without name, geometry or link
	TrailOutside  Code = "trail_outside"
	TrailCorridor Code = "trail_corridor"

	NumberForm     Code = "marker_number_form"
	MonumentPlace  Code = "monument_place"
	MonumentWord   Code = "monument_word"
	MonumentNumber Code = "monument_number"
	Dates          Code = "dates"
)

// Error is a refusal with its words in both languages.
type Error struct {
	Code   Code
	VI, EN string
}

func (e *Error) Error() string { return e.EN }

// Days is a closed range of days: a row of something dated.
type Days struct{ From, To calendar.Day }

// Always is from the first to the last day the book knows.
var Always = Days{calendar.MinDay, calendar.MaxDay}

// Since is from a day on.
func Since(d calendar.Day) Days { return Days{d, calendar.MaxDay} }

// Until is up to a day, itself included.
func Until(d calendar.Day) Days { return Days{calendar.MinDay, d} }

// Of is the days of a period.
func Of(p calendar.Period) Days { return Days{p.From, p.To} }

// Has says whether a day is among them.
func (d Days) Has(day calendar.Day) bool { return d.From <= day && day <= d.To }

// Meets says whether two ranges share a day.
func (d Days) Meets(o Days) bool { return d.From <= o.To && o.From <= d.To }
