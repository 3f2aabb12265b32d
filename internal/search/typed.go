package search

import (
	"slices"
	"strings"
)

// variant is one reading of what was typed.
type variant struct {
	words []string
	cost  int
}

// Costs of readings.
const (
	costTyping = 2 // keys of an input method that were left standing
	costJoined = 4 // words run together
)

// variants are the readings of a query: as it stands, as keys of Telex or VNI
// that made no marks, and with words run together taken apart.
func variants(query string, known map[string]int32) []variant {
	words := syllables(query)
	if len(words) == 0 || len(words) > maxQuery {
		return nil
	}
	out := []variant{{words, 0}}
	typed := slices.Clone(words)
	for i, w := range typed {
		typed[i] = keys(w)
	}
	if !slices.Equal(typed, words) {
		out = append(out, variant{typed, costTyping})
	}
	for _, v := range out {
		if apart, ok := takeApart(v.words, known); ok {
			out = append(out, variant{apart, v.cost + costJoined})
		}
	}
	return out
}

// telex are the keys that Vietnamese words without marks do not end with or
// hold: tone keys at the end of a syllable or behind its vowel, w, and vowels
// or d typed twice.
func keys(w string) string {
	if strings.ContainsAny(w[:1], "0123456789") {
		return w // a number, not a word with VNI keys
	}
	var b strings.Builder
	for i := 0; i < len(w); i++ {
		c := w[i]
		behindVowel := i > 0 && strings.IndexByte("aeiouy", w[i-1]) >= 0
		switch {
		case c == 'w' || c == 'f' || c == 'j' || c == 'z':
			continue
		case (c == 's' || c == 'r' || c == 'x') && (i == len(w)-1 && i > 0 || behindVowel):
			continue
		case c >= '0' && c <= '9':
			continue
		case i > 0 && c == w[i-1] && strings.IndexByte("aeod", c) >= 0:
			continue
		}
		b.WriteByte(c)
	}
	if b.Len() == 0 {
		return w
	}
	return b.String()
}

// takeApart splits each unknown word into two or three known ones.
func takeApart(words []string, known map[string]int32) ([]string, bool) {
	var out []string
	did := false
	for _, w := range words {
		if _, ok := known[w]; ok || len(w) < 4 || len(w) > 24 {
			out = append(out, w)
			continue
		}
		parts := parts(w, known, 3)
		if parts == nil {
			out = append(out, w)
			continue
		}
		out, did = append(out, parts...), true
	}
	return out, did
}

func parts(w string, known map[string]int32, most int) []string {
	if _, ok := known[w]; ok {
		return []string{w}
	}
	if most == 1 {
		return nil
	}
	for i := len(w) - 1; i > 0; i-- {
		if _, ok := known[w[:i]]; !ok {
			continue
		}
		if rest := parts(w[i:], known, most-1); rest != nil {
			return append([]string{w[:i]}, rest...)
		}
	}
	return nil
}
