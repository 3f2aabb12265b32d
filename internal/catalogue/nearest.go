package catalogue

import (
	"maps"
	"slices"
)

// maxHints bounds the search for typing slips: a hostile file of thousands of
// unknown words must not cost seconds.
const maxHints = 100

// hint proposes the known word nearest to a mistyped one, as the tail of a
// sentence, or nothing.
func (c *compiler) hint(word string, known []string) Text {
	if c.hints >= maxHints {
		return Text{}
	}
	c.hints++
	if near := nearest(word, known); near != "" {
		return say("hint", "id", near)
	}
	return Text{}
}

// nearest finds the known word at most two typing slips away (one for words
// of up to three letters), first in alphabetical order among equals.
func nearest(word string, known []string) string {
	if len(word) > maxIDLength {
		return ""
	}
	limit := 2
	if len(word) <= 3 {
		limit = 1
	}
	best := ""
	for _, k := range slices.Sorted(slices.Values(known)) {
		if d := slips(word, k, limit); d <= limit {
			best, limit = k, d-1
		}
	}
	return best
}

// slips is the edit distance of two words, cut off above limit.
func slips(a, b string, limit int) int {
	if len(a)-len(b) > limit || len(b)-len(a) > limit {
		return limit + 1
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// ids are the keys of a map in alphabetical order.
func ids[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
