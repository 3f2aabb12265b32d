package intake

import (
	"strings"

	"phendau/internal/vi"
)

// lexicon finds things by the names people write: first by the equality key
// (case, spaces and the place of the tone do not matter), and only then by
// the search key, which forgives missing marks.
type lexicon[T comparable] struct {
	equal, search map[string][]T
}

func newLexicon[T comparable]() *lexicon[T] {
	return &lexicon[T]{equal: map[string][]T{}, search: map[string][]T{}}
}

// add makes a thing known under names; empty names are none.
func (l *lexicon[T]) add(thing T, names ...string) {
	for _, n := range names {
		if n = strings.TrimSpace(n); n != "" {
			addOnce(l.equal, vi.EqualKey(n), thing)
			addOnce(l.search, vi.SearchKey(n), thing)
		}
	}
}

func addOnce[T comparable](m map[string][]T, key string, thing T) {
	for _, t := range m[key] {
		if t == thing {
			return
		}
	}
	m[key] = append(m[key], thing)
}

// find lists what a text may mean, nothing for an unknown word.
func (l *lexicon[T]) find(text string) []T {
	if all := l.equal[vi.EqualKey(text)]; len(all) > 0 {
		return all
	}
	return l.search[vi.SearchKey(text)]
}
