package vi

import "strings"

// Range joins two printed bounds: "150 - 200" (spaces, ASCII hyphen).
func Range(lo, hi string) string { return lo + " - " + hi }

// Composite joins several printed measures of one set of occurrences:
// "2.329 lần/11.645 lượt". The slash itself means nothing (catalogue.md
// section 3); the catalogue says what the parts are.
func Composite(parts ...string) string { return strings.Join(parts, "/") }

// WithUnit appends a unit word after one space; an empty unit adds nothing.
func WithUnit(number, unit string) string {
	if unit == "" {
		return number
	}
	return number + " " + unit
}
