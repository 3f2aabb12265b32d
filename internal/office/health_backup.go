package office

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"phendau/internal/calendar"
)

// How old copies may be, in days.
const (
	backupWarnDays = 1
	backupBadDays  = 7
	provenWarnDays = 90
	vaultCopyDays  = 30
)

// stampForm is how the moment of a copy is written: UTC, to the second.
const stampForm = "20060102T150405Z"

// secondPlace is where copies of the book lie; "" where none was named.
func (d *Doctor) secondPlace() (string, error) {
	b, err := os.ReadFile(filepath.Join(d.KeyDir, "backup.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	var x struct {
		Place string `json:"place"`
	}
	if err == nil {
		err = json.Unmarshal(b, &x)
	}
	return x.Place, err
}

// reached is the second place where it can be read now; "" otherwise, which
// backupPlace tells.
func (d *Doctor) reached() (string, error) {
	place, err := d.secondPlace()
	if err != nil || place == "" {
		return "", err
	}
	if st, err := os.Stat(place); err != nil || !st.IsDir() {
		return "", nil
	}
	return place, nil
}

func (d *Doctor) backupPlace(context.Context) ([]Finding, error) {
	place, err := d.secondPlace()
	if err != nil {
		return nil, err
	}
	if place == "" {
		return saw("backup_place", "none"), nil
	}
	if st, err := os.Stat(place); err != nil || !st.IsDir() {
		return saw("backup_place", "away", "place", place), nil
	}
	there, ok := d.Machine.Device(place)
	here, ok2 := d.Machine.Device(d.home())
	switch {
	case !ok || !ok2:
		return saw("backup_place", "unknown", "place", place), nil
	case here == there:
		return saw("backup_place", "same", "place", place), nil
	}
	return saw("backup_place", "ok", "place", place), nil
}

// backup tells how old the newest complete copy is.
func (d *Doctor) backup(context.Context) ([]Finding, error) {
	place, err := d.reached()
	if err != nil {
		return nil, err
	}
	var newest time.Time
	for _, e := range namesIn(place) {
		at, err := time.Parse(stampForm, e)
		if _, none := os.Stat(filepath.Join(place, e, "complete")); err == nil && none == nil && at.After(newest) {
			newest = at
		}
	}
	if newest.IsZero() {
		return saw("backup", "never"), nil
	}
	what := "ok"
	switch age := d.Now().Sub(newest); {
	case age > backupBadDays*24*time.Hour:
		what = "stale"
	case age > backupWarnDays*24*time.Hour:
		what = "old"
	}
	return saw("backup", what, "at", moment(newest), "days", d.days(newest)), nil
}

// proven tells how old the last restore is that was tried and held.
func (d *Doctor) proven(context.Context) ([]Finding, error) {
	place, err := d.reached()
	if err != nil {
		return nil, err
	}
	var newest time.Time
	for _, e := range namesIn(filepath.Join(place, "proven")) {
		if at, ok := provenAt(filepath.Join(place, "proven", e)); ok && place != "" && at.After(newest) {
			newest = at
		}
	}
	if newest.IsZero() {
		return saw("proven", "never"), nil
	}
	what := "ok"
	if d.days(newest) > provenWarnDays {
		what = "old"
	}
	return saw("proven", what, "at", moment(newest), "days", d.days(newest)), nil
}

// provenAt reads the report of a drill: when it was, where it found nothing wrong.
func provenAt(file string) (time.Time, bool) {
	var x struct {
		Header struct {
			Proven string `json:"proven"`
			OK     bool   `json:"ok"`
		} `json:"header"`
	}
	b, err := os.ReadFile(file)
	if err != nil || json.Unmarshal(b, &x) != nil || !x.Header.OK {
		return time.Time{}, false
	}
	at, err := time.Parse(stampForm, x.Header.Proven)
	return at, err == nil
}

// shredList asks whether everything that was shredded stands in the list of the
// second place: what does not could come back with an old copy of the keys.
func (d *Doctor) shredList(ctx context.Context) ([]Finding, error) {
	place, err := d.reached()
	if err != nil || place == "" || d.Store == nil {
		return nil, err
	}
	ids, err := shreddedIDs(ctx, d.Store)
	if err != nil {
		return nil, err
	}
	b, err := os.ReadFile(filepath.Join(place, "shred-list"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	there := map[string]bool{}
	for line := range strings.Lines(string(b)) {
		if f := strings.Fields(line); len(f) > 1 {
			there[f[1]] = true
		}
	}
	lacks := 0
	for _, id := range ids {
		if !there[id] {
			lacks++
		}
	}
	if lacks > 0 {
		return saw("shred_list", "short", "n", lacks), nil
	}
	return saw("shred_list", "ok", "n", len(ids)), nil
}

// vaultCopies asks for copies of keys of tips that should be gone by now.
func (d *Doctor) vaultCopies(context.Context) ([]Finding, error) {
	place, err := d.reached()
	if err != nil || place == "" {
		return nil, err
	}
	today, old := calendar.DayOf(d.Now().UnixMilli()), 0
	for _, e := range namesIn(filepath.Join(place, "vault")) {
		if day, err := calendar.ParseDay(strings.TrimSuffix(e, ".age")); err == nil && day < today-vaultCopyDays {
			old++
		}
	}
	if old > 0 {
		return saw("vault_copies", "old", "n", old, "days", vaultCopyDays), nil
	}
	return saw("vault_copies", "ok"), nil
}

// namesIn are the names in a directory; none where it is not there.
func namesIn(dir string) []string {
	if dir == "" {
		return nil
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}
