package catalogue

import (
	"cmp"
	"fmt"
	"slices"
)

// Severity tells what a problem means for the file.
type Severity string

const (
	// Error refuses the whole catalogue.
	Error Severity = "error"
	// Warning is told and blocks nothing.
	Warning Severity = "warning"
)

// Problem is one finding about a source file, with what to do in both
// languages. Line and Column count from 1; Column counts characters. Line 0
// means the file as a whole.
type Problem struct {
	File         string
	Line, Column int
	Severity     Severity
	Code         string // one of the Code constants
	VI, EN       string
}

// String is the one-line form "file:line:column: sentence" in Vietnamese.
func (p Problem) String() string {
	return fmt.Sprintf("%s:%d:%d: %s [%s]", p.File, p.Line, p.Column, p.VI, p.Code)
}

// HasErrors tells whether any problem refuses the catalogue.
func HasErrors(problems []Problem) bool {
	return slices.ContainsFunc(problems, func(p Problem) bool { return p.Severity == Error })
}

// sortProblems brings problems into the order of a reader going through the
// files, and drops repeats: a wrong reference shared by two measures of an
// indicator is one mistake.
func sortProblems(problems []Problem) []Problem {
	slices.SortStableFunc(problems, func(a, b Problem) int {
		return cmp.Or(
			compareNames(a.File, b.File), cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Column, b.Column), cmp.Compare(a.Code, b.Code), cmp.Compare(a.VI, b.VI))
	})
	return slices.Compact(problems)
}

// Codes of problems in source files. The set is closed; sentences stand in
// messages.json.
const (
	// The file.
	CodeTooManyFiles  = "too_many_files"
	CodeBadFileName   = "bad_file_name"
	CodeFileTwice     = "file_twice"
	CodeFileTooLarge  = "file_too_large"
	CodeNotUTF8       = "not_utf8"
	CodeNotNFC        = "not_nfc"
	CodeTab           = "tab"
	CodeBadCharacter  = "bad_character"
	CodeBadYAML       = "bad_yaml"
	CodeAlias         = "alias"
	CodeTag           = "tag"
	CodeManyDocuments = "many_documents"
	CodeTooDeep       = "too_deep"
	CodeEmptyFile     = "empty_file" // warning

	// Form.
	CodeUnknownSection = "unknown_section"
	CodeUnknownKey     = "unknown_key"
	CodeUnknownFilter  = "unknown_filter"
	CodeWantMap        = "want_map"
	CodeWantList       = "want_list"
	CodeWantText       = "want_text"
	CodeWantNumber     = "want_number"
	CodeWantYesNo      = "want_yes_no"
	CodeWantDay        = "want_day"
	CodeDuplicateID    = "duplicate_id"
	CodeRedefined      = "redefined"
	CodeDefinedTwice   = "defined_twice" // warning
	CodeBadID          = "bad_id"
	CodeBadFieldID     = "bad_field_id"
	CodeNameMissing    = "name_missing"
	CodeEnglishMissing = "english_missing"
	CodeBadText        = "bad_text"
	CodeMissing        = "missing"
	CodeListedTwice    = "listed_twice"

	// References.
	CodeUnknownUnit      = "unknown_unit"
	CodeUnknownMeasure   = "unknown_measure"
	CodeUnknownDimension = "unknown_dimension"
	CodeUnknownValue     = "unknown_value"
	CodeUnknownKind      = "unknown_kind"
	CodeUnknownIndicator = "unknown_indicator"
	CodeUnknownBodyType  = "unknown_body_type"
	CodeUnknownWord      = "unknown_word"
	CodeUnknownChoice    = "unknown_choice"

	// Kinds and dimensions.
	CodeNoMeasures          = "no_measures"
	CodeRouteOrder          = "route_order"
	CodeRequiredInExtension = "required_in_extension"
	CodeBadDefault          = "bad_default"
	CodeValueRetired        = "value_retired"
	CodeNoValues            = "no_values"
	CodeValuesOfReference   = "values_of_reference"
	CodePartsConflict       = "parts_conflict"
	CodeCountingConflict    = "counting_conflict"
	CodePartsOnly           = "parts_only"
	CodeUnitMismatch        = "unit_mismatch"
	CodeFollowUntil         = "follow_until"

	// Arithmetic (figures.md section 3, catalogue.md section 4).
	CodeSumOverStock       = "sum_over_stock"
	CodeDistinctSummed     = "distinct_summed"
	CodeAverageOfAverages  = "average_of_averages"
	CodeRateOfRatio        = "rate_of_ratio"
	CodeRateNeedsFlow      = "rate_needs_flow"
	CodeDenominatorMissing = "denominator_missing"
	CodeMembersMissing     = "members_missing"
	CodeLessMissing        = "less_missing"
	CodeBalanceNeedsFlow   = "balance_needs_flow"
	CodeOfMissing          = "of_missing"
	CodeNotForType         = "not_for_type"
	CodeTermsMissing       = "terms_missing"
	CodeMixedSources       = "mixed_sources"
	CodeTypeMisfit         = "type_misfit"
	CodeSourceOnlyInRatio  = "source_only_in_ratio"
	CodeDimNotOnKind       = "dimension_not_on_kind"
	CodeSplitNotOnKind     = "split_not_on_kind"
	CodeNoMarkerVisits     = "no_marker_visits"
	CodeNoTrack            = "no_track"
	CodeUnitsOnly          = "units_only"
	CodeTwoBreakdowns      = "two_breakdowns"
	CodeOfNotAllowed       = "of_not_allowed"
	CodeTipsBelowCommune   = "tips_below_commune"
	CodeTipsBalance        = "tips_balance"
	CodeTipsByMonth        = "tips_by_month"
	CodePublicRestricted   = "public_restricted"
	CodePublicType         = "public_type"

	// Norms and campaigns.
	CodeBadNorm  = "bad_norm"
	CodeDayOrder = "day_order"

	// Holidays.
	CodeHolidayDay = "holiday_day"

	// Warnings.
	CodeKindUnused      = "kind_unused"
	CodeDimensionUnused = "dimension_unused"

	// Between two versions, see CheckUpgrade.
	CodeRemoved     = "removed"
	CodeChanged     = "changed"
	CodeRevived     = "revived"
	CodeRequiredNew = "required_new"
)
