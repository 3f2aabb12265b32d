package app

import (
	"context"
	"flag"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"phendau/internal/blobs"
	"phendau/internal/calendar"
	"phendau/internal/office"
	"phendau/internal/registry"
	"phendau/internal/store"
	"phendau/internal/vi"
	"phendau/internal/words"
)

// keeping is the command line of raw tracks.
type keeping struct {
	where
	blobDir, flags, why string
	months              int
	dry                 bool
}

func (x *keeping) take(fs *flag.FlagSet) {
	x.where.flags(fs)
	fs.StringVar(&x.blobDir, "blobs", "", "")
	fs.StringVar(&x.flags, "flags", "", "")
	fs.StringVar(&x.why, "why", "", "")
	fs.IntVar(&x.months, "keep-months", 0, "")
	fs.BoolVar(&x.dry, "dry-run", false, "")
}

// tracks says and changes what the office settled about raw tracks, and deletes
// those that are old enough.
func (m *Main) tracks(ctx context.Context, w words.Words, args []string) error {
	var x keeping
	fs := newFlags("tracks")
	x.take(fs)
	rest, err := parse(fs, args)
	if err != nil {
		return err
	}
	switch strings.Join(rest, " ") {
	case "rules":
		return m.trackRules(ctx, w, &x)
	case "expire":
		return m.trackExpire(ctx, w, &x)
	}
	return &usageError{w.Text("tracks_usage")}
}

func (m *Main) trackRules(ctx context.Context, w words.Words, x *keeping) error {
	set := map[string]any{}
	switch x.flags {
	case "on":
		set["flags"] = registry.FlagsShown
	case "off":
		set["flags"] = registry.FlagsHidden
	case "":
	default:
		return &usageError{w.Text("tracks_usage")}
	}
	if x.months != 0 {
		set["keep_months"] = x.months
	}
	if len(set) > 0 && strings.TrimSpace(x.why) == "" {
		return &usageError{w.Text("tracks_why")}
	}
	st, err := x.openFor(ctx, w, len(set) == 0)
	if err != nil {
		return err
	}
	defer st.Close()
	if len(set) > 0 {
		wr, err := m.writer(ctx, st)
		if err != nil {
			return err
		}
		k := &office.TrackKeeper{Store: st, Writer: wr, Today: m.today()}
		if err := k.SettleTracks(ctx, set, x.why); err != nil {
			return err
		}
	}
	return m.printTrackRules(ctx, w, st)
}

func (m *Main) printTrackRules(ctx context.Context, w words.Words, st *store.Store) error {
	reg, err := st.Registry(ctx)
	if err != nil {
		return err
	}
	_, d := reg.TrackRules()
	flags := w.Text("tracks_flags_off")
	if d.Flags == registry.FlagsShown {
		flags = w.Text("tracks_flags_on")
	}
	fmt.Fprintln(m.Stdout, w.Text("tracks_rules", "months", strconv.Itoa(d.KeepMonths), "flags", flags))
	if gone := reg.TracksGone(); gone != 0 {
		fmt.Fprintln(m.Stdout, w.Text("tracks_gone", "day", vi.ShortDate(gone)))
	}
	return nil
}

func (m *Main) trackExpire(ctx context.Context, w words.Words, x *keeping) error {
	if x.blobDir == "" && x.dir != "" {
		x.blobDir = filepath.Join(x.dir, "blobs")
	}
	if x.blobDir == "" {
		return &usageError{w.Text("tracks_blobs")}
	}
	st, err := x.openFor(ctx, w, x.dry)
	if err != nil {
		return err
	}
	defer st.Close()
	k := &office.TrackKeeper{Store: st, Today: m.today()}
	if k.Blobs, err = blobs.Open(x.blobDir); err != nil {
		return err
	}
	if !x.dry && st.Site() == "" { // a site orders nothing
		if k.Writer, err = m.writer(ctx, st); err != nil {
			return err
		}
	}
	out, err := k.Expire(ctx, x.dry)
	if err != nil {
		return err
	}
	key := "tracks_expired"
	if x.dry {
		key = "tracks_would_expire"
	}
	day, _ := calendar.ParseDay(string(out.Before))
	fmt.Fprintln(m.Stdout, w.Text(key, "day", vi.ShortDate(day), "months", strconv.Itoa(out.Months), "entries", vi.Int(int64(out.Entries)), "files", vi.Int(int64(out.Files)),
		"mb", vi.DecimalDigits(out.Bytes, 1<<20, 1)))
	return nil
}
