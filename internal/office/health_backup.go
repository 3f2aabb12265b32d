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

	"phendau/internal/audit"
	"phendau/internal/backup"
	"phendau/internal/calendar"
	"phendau/internal/depot"
)

// How old copies may be, in days.
const (
	backupWarnDays = 1
	backupBadDays  = 7
	provenWarnDays = 90
	vaultCopyDays  = 30
)

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
		at, err := time.Parse(backup.Stamp, e)
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
	own, err := d.signer()
	if err != nil {
		return nil, err
	}
	var newest time.Time
	for _, e := range namesIn(filepath.Join(place, "proven")) {
		if at, ok := provenAt(filepath.Join(place, "proven", e), own); ok && place != "" && at.After(newest) {
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

// provenAt reads the report of a drill, signed by the log of the book that came
// out of it: when it was, where it found nothing wrong.
func provenAt(file string, own *audit.Signer) (time.Time, bool) {
	b, err := os.ReadFile(file)
	if err != nil {
		return time.Time{}, false
	}
	r, key, err := backup.OpenReport(b)
	if err != nil || !r.OK || own != nil && key != own.Key() {
		return time.Time{}, false
	}
	at, err := time.Parse(backup.Stamp, r.Proven)
	return at, err == nil
}

// shredList asks whether everything that was shredded stands in the list of the
// second place: what does not could come back with an old copy of the keys.
func (d *Doctor) shredList(ctx context.Context) ([]Finding, error) {
	place, err := d.reached()
	if err != nil || place == "" || d.Store == nil {
		return nil, err
	}
	gone, err := d.gone(ctx)
	if err != nil {
		return nil, err
	}
	there, err := d.listed(place)
	var bad *backup.Error
	if errors.As(err, &bad) && bad.Code == backup.ListAltered {
		return saw("shred_list", "altered"), nil
	}
	if err != nil {
		return nil, err
	}
	lacks := 0
	for id := range gone {
		if !there[id] {
			lacks++
		}
	}
	if lacks > 0 {
		return saw("shred_list", "short", "n", lacks), nil
	}
	return saw("shred_list", "ok", "n", len(gone)), nil
}

// listed is what the list of a second place names, where its chain holds.
func (d *Doctor) listed(place string) (map[string]bool, error) {
	own, err := d.signer()
	if err != nil || own == nil {
		return nil, err
	}
	at, err := depot.Open(place, false)
	if err != nil {
		return nil, err
	}
	list, err := depot.ReadList(at.ListPath(), own.Name())
	out := map[string]bool{}
	if err == nil {
		for _, h := range list.Holders() {
			out[h] = true
		}
	}
	var missing *backup.Error
	if errors.As(err, &missing) && missing.Code == backup.ListMissing {
		err = nil
	}
	return out, err
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
