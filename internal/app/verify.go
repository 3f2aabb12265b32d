package app

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"strings"

	"phendau/internal/store"
	"phendau/internal/vi"
	"phendau/internal/words"
)

// verify recomputes everything from the operations; the first difference is
// named and the exit code is 1.
func (m *Main) verify(ctx context.Context, w words.Words, args []string) error {
	var x where
	fs := newFlags("verify")
	x.flags(fs)
	if rest, err := parse(fs, args); err != nil || len(rest) > 0 {
		return orUnexpected(w, err, rest)
	}
	st, err := x.read(ctx, w)
	if err != nil {
		return err
	}
	defer st.Close()
	bar := newProgress(m, w)
	done, err := st.Verify(ctx, func(what string, n, total int) { bar.set(w.Text("verify."+what), n, total) })
	bar.end()
	var d *store.Difference
	if errors.As(err, &d) {
		return errors.New(w.Text("verify_differs", "where", d.Where, "want", around(d.Want, d.Got), "got", around(d.Got, d.Want)))
	}
	if err != nil {
		return err
	}
	fmt.Fprintln(m.Stdout, w.Text("verify_ok", "ledgers", vi.Int(done.Ledgers), "ops", vi.Int(done.Operations), "records", vi.Int(done.Records),
		"facts", vi.Int(done.Facts), "figures", vi.Int(done.Figures), "snapshots", vi.Int(done.Snapshots)))
	return nil
}

// around cuts a long text to the neighbourhood of its first difference from
// another.
func around(text, other string) string {
	const before, after = 40, 120
	at := 0
	for at < min(len(text), len(other)) && text[at] == other[at] {
		at++
	}
	from, to := max(0, at-before), min(len(text), at+after)
	out := strings.ToValidUTF8(text[from:to], "")
	if from > 0 {
		out = "... " + out
	}
	if to < len(text) {
		out += " ..."
	}
	return out
}

func mapsKeys[K comparable, V any](m map[K]V) iter.Seq[K] { return maps.Keys(m) }
