package fonts

import (
	"fmt"
	"strings"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// Face is one parsed TrueType font with the advance of every letter it
// holds. It is safe for concurrent use.
type Face struct {
	style    Style
	data     []byte
	font     *sfnt.Font
	upem     int
	mu       sync.RWMutex
	advances map[rune]int // font units; -1 when the face lacks the letter
}

func load(s Style) (*Face, error) {
	data, err := assets.ReadFile(s.file())
	if err != nil {
		return nil, fmt.Errorf("read font %s: %w", s.file(), err)
	}
	f, err := sfnt.Parse(data)
	if err != nil {
		return nil, fmt.Errorf("parse font %s: %w", s.file(), err)
	}
	return &Face{style: s, data: data, font: f, upem: int(f.UnitsPerEm()), advances: map[rune]int{}}, nil
}

// TTF returns the bytes of the TrueType file. They must not be changed.
func (f *Face) TTF() []byte { return f.data }

// SFNT returns the parsed font for drawing outlines.
func (f *Face) SFNT() *sfnt.Font { return f.font }

// Has reports whether the face holds a glyph for r.
func (f *Face) Has(r rune) bool { return f.advance(r) >= 0 }

// Width returns the width of text at a size, in the unit of the size
// (points give points). A letter the face lacks counts as half an em.
// Kerning is not applied, as word processors do by default.
func (f *Face) Width(text string, size float64) float64 {
	units := 0
	for _, r := range text {
		if a := f.advance(r); a >= 0 {
			units += a
		} else {
			units += f.upem / 2
		}
	}
	return float64(units) * size / float64(f.upem)
}

// Substitute replaces every letter the face cannot show by its code in
// brackets, "[U+1F600]", so that nothing is dropped in silence.
func (f *Face) Substitute(text string) string {
	whole := true
	for _, r := range text {
		if !f.Has(r) {
			whole = false
			break
		}
	}
	if whole {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if f.Has(r) {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, "[U+%04X]", r)
		}
	}
	return b.String()
}

func (f *Face) advance(r rune) int {
	f.mu.RLock()
	a, ok := f.advances[r]
	f.mu.RUnlock()
	if ok {
		return a
	}
	a = f.readAdvance(r)
	f.mu.Lock()
	f.advances[r] = a
	f.mu.Unlock()
	return a
}

func (f *Face) readAdvance(r rune) int {
	var buf sfnt.Buffer
	g, err := f.font.GlyphIndex(&buf, r)
	if err != nil || g == 0 {
		return -1
	}
	// At a size of upem pixels per em the advance comes out in font units.
	adv, err := f.font.GlyphAdvance(&buf, g, fixed.I(f.upem), font.HintingNone)
	if err != nil {
		return -1
	}
	return adv.Round()
}
