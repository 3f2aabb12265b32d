// Package search finds names in a list by what people type: without marks, in
// half-finished Telex or VNI, with letters swapped, left out or doubled, with
// the words in another order or run together. It is pure; what a reader may
// see is decided by its caller.
//
// Vietnamese writes few syllables: without their marks the names of a whole
// nation use a few thousand. So the index holds syllables, each once, with the
// texts they stand in, and a typing error is looked for among the syllables
// and not among the texts.
package search

import (
	"cmp"
	"slices"
	"strings"

	"phendau/internal/vi"
)

// Item is something that can be found. Key is the caller's own.
type Item[K any] struct {
	Key K
	// Text is the name shown; Also are other names it is known by.
	Text string
	Also []string
}

// Hit is a found item; a smaller Cost fits better, 0 is the very text.
type Hit[K any] struct {
	Item[K]
	Cost int
}

// Index finds items. It is immutable.
type Index[K any] struct {
	items []Item[K]
	texts []text           // every name of every item
	words []string         // distinct syllables
	word  map[string]int32 // syllable -> index into words
	where [][]int32        // by syllable: texts it stands in, ascending
}

type text struct {
	item  int32
	equal string // vi.EqualKey
	words int
	len   int
}

// New builds an index.
func New[K any](items []Item[K]) *Index[K] {
	x := &Index[K]{items: items, word: map[string]int32{}}
	for i, it := range items {
		x.add(int32(i), it.Text)
		for _, also := range it.Also {
			x.add(int32(i), also)
		}
	}
	return x
}

func (x *Index[K]) add(item int32, s string) {
	words := syllables(s)
	if len(words) == 0 {
		return
	}
	n := int32(len(x.texts))
	x.texts = append(x.texts, text{item, vi.EqualKey(s), len(words), len(s)})
	for _, w := range words {
		id, ok := x.word[w]
		if !ok {
			id = int32(len(x.words))
			x.word[w] = id
			x.words = append(x.words, w)
			x.where = append(x.where, nil)
		}
		if list := x.where[id]; len(list) == 0 || list[len(list)-1] != n {
			x.where[id] = append(x.where[id], n)
		}
	}
}

// syllables are the words of a text without marks and unit words.
func syllables(s string) []string {
	return strings.FieldsFunc(vi.SearchKey(s), func(r rune) bool {
		return r == ' ' || strings.ContainsRune("-,.;:()/\"'“”", r)
	})
}

// Costs of what differs.
const (
	costEdit     = 10 // a letter
	costPrefix   = 3  // the word is longer than typed
	costOrder    = 2  // words in another order cannot be told from extra words
	costSpelling = 1  // only the marks differ
)

// Guess reports whether a cost means that letters had to be changed.
func Guess(cost int) bool { return cost >= costEdit }

// maxQuery bounds a query in syllables; what is longer is no name.
const maxQuery = 12

// Find lists the items that fit, the best first, at most so many; keep leaves
// out what the reader may not see. Each word of the query must be found.
func (x *Index[K]) Find(query string, most int, keep func(K) bool) []Hit[K] {
	best := map[int32]int{} // item -> cost
	for _, v := range variants(query, x.word) {
		for t, c := range x.fit(v.words) {
			c += v.cost
			it := x.texts[t]
			if it.equal != vi.EqualKey(query) {
				c += costSpelling
			}
			if old, ok := best[it.item]; !ok || c < old {
				best[it.item] = c
			}
		}
	}
	var out []Hit[K]
	for i, c := range best {
		out = append(out, Hit[K]{x.items[i], c})
	}
	slices.SortFunc(out, func(a, b Hit[K]) int {
		return cmp.Or(cmp.Compare(a.Cost, b.Cost), cmp.Compare(len(a.Text), len(b.Text)), vi.Compare(a.Text, b.Text))
	})
	kept := out[:0]
	for _, h := range out {
		// Behind a name that fits, guesses are noise.
		if len(kept) == most || len(kept) > 0 && kept[0].Cost < costEdit && h.Cost >= costEdit+kept[0].Cost {
			break
		}
		if keep == nil || keep(h.Key) {
			kept = append(kept, h)
		}
	}
	return kept
}

// fit is the cost of every text that holds all words.
func (x *Index[K]) fit(words []string) map[int32]int {
	var sum map[int32]int
	for i, w := range words {
		one := map[int32]int{}
		for id, c := range x.near(w, i == len(words)-1, len(words) == 1) {
			for _, t := range x.where[id] {
				if old, ok := one[t]; !ok || c < old {
					one[t] = c
				}
			}
		}
		if sum == nil {
			sum = one
			continue
		}
		for t := range sum {
			if c, ok := one[t]; ok {
				sum[t] += c
			} else {
				delete(sum, t)
			}
		}
	}
	for t := range sum {
		sum[t] += costOrder * abs(x.texts[t].words-len(words))
	}
	return sum
}

// near is the cost of every syllable that may have been meant.
func (x *Index[K]) near(w string, last, alone bool) map[int32]int {
	out := map[int32]int{}
	if id, ok := x.word[w]; ok {
		out[id] = 0
	}
	limit := edits(w)
	if alone && len(w) < minAlone {
		limit = 0
	}
	for id, have := range x.words {
		if last && len(w) >= 2 && strings.HasPrefix(have, w) && have != w {
			out[int32(id)] = costPrefix
			continue
		}
		if have == w || limit == 0 || abs(len(have)-len(w)) > limit {
			continue
		}
		if d := distance(w, have, limit); d <= limit {
			out[int32(id)] = d * costEdit
		}
	}
	return out
}

// minAlone is the length from which a single word may be mistyped: a short
// syllable with another letter is another syllable, not a mistake.
const minAlone = 5

// edits is how many letters may be wrong: in short words every letter tells
// names apart, and numbers are never guessed.
func edits(w string) int {
	switch {
	case strings.ContainsAny(w, "0123456789") || len(w) < 3:
		return 0
	case len(w) < 6:
		return 1
	}
	return 2
}

// distance counts letters added, left out, changed or swapped with their
// neighbour; beyond limit it is limit+1.
func distance(a, b string, limit int) int {
	x, y := []rune(a), []rune(b)
	prev2, prev, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row[0] = i
		least := i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			row[j] = min(prev[j]+1, row[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], prev2[j-2]+1)
			}
			least = min(least, row[j])
		}
		if least > limit {
			return limit + 1
		}
		prev2, prev, row = prev, row, prev2
	}
	return prev[len(y)]
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}
