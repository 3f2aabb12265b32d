package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"phendau/internal/formats"
	"phendau/internal/office"
	"phendau/internal/vi"
	"phendau/internal/words"
)

// export writes the line, its markers or what patrols covered as a file.
func (m *Main) export(ctx context.Context, w words.Words, args []string) error {
	var x covering
	var out, on string
	if len(args) == 0 || strings.HasPrefix(args[0], "-") && !slices.Contains([]string{"-h", "--help", "-help"}, args[0]) {
		return &usageError{w.Text("export_usage")}
	}
	fs := newFlags("export")
	x.where.flags(fs)
	fs.StringVar(&x.blobDir, "blobs", "", "")
	fs.StringVar(&out, "out", "", "")
	fs.StringVar(&on, "on", m.today().String(), "")
	fs.StringVar(&x.from, "from", "", "")
	fs.StringVar(&x.to, "to", "", "")
	fs.StringVar(&x.place, "place", "", "")
	fs.StringVar(&x.body, "body", "", "")
	fs.StringVar(&x.status, "status", "verified:2", "")
	what := ""
	if !strings.HasPrefix(args[0], "-") {
		what, args = args[0], args[1:]
	}
	if rest, err := parse(fs, args); err != nil || len(rest) > 0 {
		return orUnexpected(w, err, rest)
	}
	if x.to == "" {
		x.to = on
	}
	if x.from == "" && what != office.FileCovered {
		x.from = x.to
	}
	as := formats.Format(strings.TrimPrefix(filepath.Ext(out), "."))
	if !office.LeavesAs(what, as) {
		return &usageError{w.Text("export_usage")}
	}
	return m.exportLine(ctx, w, &x, what, as, out)
}

func (m *Main) exportLine(ctx context.Context, w words.Words, x *covering, what string, as formats.Format, out string) error {
	st, err := x.read(ctx, w)
	if err != nil {
		return err
	}
	defer st.Close()
	ask, err := m.coverageAsk(ctx, w, st, x)
	if err != nil {
		return err
	}
	l, err := m.lineReader(st, x)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	n, err := l.Write(ctx, &b, w, office.LineFile{CoverageAsk: ask, What: what, As: as, Lines: []string{w.Text("export_command", "when", m.Now().In(hanoi).Format("02/01/2006 15:04"))}})
	if errors.Is(err, office.ErrNoLine) {
		return errors.New(w.Text("api.no_line"))
	}
	if err != nil {
		return err
	}
	if n == 0 && what != office.FileCovered {
		return errors.New(w.Text("coverage_nothing"))
	}
	f, err := os.OpenFile(out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if _, err := f.Write(b.Bytes()); err != nil {
		f.Close()
		return err
	}
	fmt.Fprintln(m.Stdout, w.Text("export_done", "file", out, "n", vi.Int(int64(n))))
	return f.Close()
}
