package app

import (
	"fmt"
	"os"
	"strings"
	"time"

	"phendau/internal/words"
)

// progress draws one line on a terminal; elsewhere it is silent, so that logs
// stay readable.
type progress struct {
	m     *Main
	shown bool
	last  time.Time
}

// redraw is how often a line changes at most.
const redraw = 100 * time.Millisecond

func newProgress(m *Main, _ words.Words) *progress {
	f, ok := m.Stderr.(*os.File)
	if !ok {
		return &progress{}
	}
	if st, err := f.Stat(); err != nil || st.Mode()&os.ModeCharDevice == 0 {
		return &progress{}
	}
	return &progress{m: m}
}

func (p *progress) set(what string, done, total int) {
	if p.m == nil || time.Since(p.last) < redraw && done < total {
		return
	}
	p.last, p.shown = time.Now(), true
	const width = 30
	filled := width
	if total > 0 {
		filled = min(width, done*width/total)
	}
	fmt.Fprintf(p.m.Stderr, "\r\x1b[K[%s%s] %d/%d %s", strings.Repeat("#", filled), strings.Repeat(".", width-filled), done, total, what)
}

func (p *progress) end() {
	if p.m != nil && p.shown {
		fmt.Fprint(p.m.Stderr, "\r\x1b[K")
	}
}
