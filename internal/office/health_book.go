package office

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"phendau/internal/audit"
	"phendau/internal/calendar"
	"phendau/internal/registry"
	"phendau/internal/store"
)

// book says whether the book could be opened by this program.
func (d *Doctor) book(ctx context.Context) ([]Finding, error) {
	var schema *store.SchemaError
	switch {
	case errors.As(d.OpenError, &schema):
		return saw("book", strings.TrimPrefix(schema.Code(), "book_"), "has", schema.Has, "needs", schema.Needs), nil
	case errors.Is(d.OpenError, store.ErrNoBook):
		return saw("book", "none"), nil
	case d.OpenError != nil:
		return saw("book", "unreadable", "why", d.OpenError.Error()), nil
	case d.Store == nil:
		return nil, nil
	}
	has, needs, err := d.Store.SchemaIs(ctx)
	if err != nil {
		return nil, err
	}
	if has > needs {
		return saw("book", "next", "has", has, "needs", needs), nil
	}
	return saw("book", "ok", "has", has), nil
}

// promised is what each engine must say of a setting.
var promised = map[string]map[string][]string{
	"sqlite":   {"journal_mode": {"wal"}, "synchronous": {"2", "3"}},
	"postgres": {"fsync": {"on"}, "full_page_writes": {"on"}, "synchronous_commit": {"on", "remote_apply"}},
}

// database asks whether what was confirmed survives a power cut, and a lost server
// where there are replicas.
func (d *Doctor) database(ctx context.Context) ([]Finding, error) {
	if d.Store == nil {
		return nil, nil
	}
	p, err := d.Store.Promises(ctx)
	if err != nil {
		return nil, err
	}
	var off []string
	for name, good := range promised[d.Store.Engine()] {
		if !slices.Contains(good, p[name]) {
			off = append(off, name+" = "+p[name])
		}
	}
	slices.Sort(off)
	var out []Finding
	if len(off) > 0 {
		out = append(out, saw("database", "off", "names", strings.Join(off, ", "))...)
	}
	if n := p["replicas"]; n != "" && n != "0" && p["synchronous_standby_names"] == "" {
		out = append(out, saw("database", "alone", "n", n)...)
	}
	if p["data_checksums"] == "off" {
		out = append(out, saw("database", "unchecked")...)
	}
	if c := p["collation"]; c != "" && c != "C" && c != "POSIX" && !strings.HasPrefix(c, "C.") {
		out = append(out, saw("database", "collation", "name", c)...)
	}
	if len(out) == 0 {
		out = saw("database", "ok")
	}
	return out, nil
}

func (d *Doctor) sound(ctx context.Context) ([]Finding, error) {
	if d.Store == nil || d.Dir == "" {
		return nil, nil
	}
	// An engine that cannot read its own file at all says so with an error.
	text, err := d.Store.Sound(ctx)
	if err != nil && ctx.Err() == nil {
		text = err.Error()
	}
	if text != "ok" {
		return saw("sound", "damaged", "what", text), ctx.Err()
	}
	return saw("sound", "ok"), nil
}

func (d *Doctor) schema(ctx context.Context) ([]Finding, error) {
	if d.Store == nil {
		return nil, nil
	}
	if has, needs, err := d.Store.SchemaIs(ctx); err != nil || has != needs {
		return nil, err // of another release: told already
	}
	want, got, err := d.Store.SchemaDrift(ctx)
	if err != nil {
		return nil, err
	}
	if want != got {
		return saw("schema", "drift", "want", short(want), "got", short(got)), nil
	}
	return saw("schema", "ok"), nil
}

// short keeps a line of SQL within one of a report.
func short(s string) string {
	const most = 160
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	if s == "" {
		return "–"
	}
	return s
}

// signer is the log of this book; nil without the root key.
func (d *Doctor) signer() (*audit.Signer, error) {
	key, err := d.root()
	if err != nil || d.LogKey == nil {
		return nil, nil
	}
	return d.LogKey(key)
}

// log recomputes the audit log from its records; with the root key it checks the
// signatures, too.
func (d *Doctor) log(ctx context.Context) ([]Finding, error) {
	if d.Store == nil {
		return nil, nil
	}
	var e audit.Evidence
	what := "unsigned"
	s, err := d.signer()
	if err != nil {
		return nil, err
	}
	if s != nil {
		e.LogKey, what = s.Key(), "ok"
	}
	done, err := d.Store.VerifyAudit(ctx, e, nil)
	var fault *audit.Fault
	if errors.As(err, &fault) {
		return saw("log", "fault", "index", fault.Index, "code", fault.Code), nil
	}
	return saw("log", what, "records", done.Records, "checkpoints", done.Checkpoints), err
}

// witnessDays is how old the newest checkpoint of a witness may be.
const witnessDays = 7

func (d *Doctor) witness(ctx context.Context) ([]Finding, error) {
	if d.Store == nil {
		return nil, nil
	}
	reg, today, err := d.registers(ctx)
	if err != nil {
		return nil, err
	}
	k, err := d.Store.LatestCheckpoint(ctx, true)
	if errors.Is(err, store.ErrNoCheckpoint) {
		// Phones take no key of a desk that no witness has seen.
		if reg != nil && len(reg.TipDesksOn(today)) > 0 {
			return saw("witness", "desks"), nil
		}
		return saw("witness", "never"), nil
	}
	if err != nil {
		return nil, err
	}
	at := time.Unix(k.At, 0)
	what := "ok"
	switch {
	case k.Witnesses < 2 && reg != nil && reg.Demo():
		what = "own"
	case d.days(at) > witnessDays:
		what = "old"
	case k.Witnesses < 2:
		what = "one"
	}
	return saw("witness", what, "at", moment(at), "days", d.days(at), "n", k.Witnesses), nil
}

func (d *Doctor) ledgers(ctx context.Context) ([]Finding, error) {
	if d.Store == nil {
		return nil, nil
	}
	states, err := d.Store.LedgerStates(ctx)
	if err != nil {
		return nil, err
	}
	n := 0
	for i := range states {
		if states[i].Frozen != "" {
			n++
		}
	}
	if n > 0 {
		return saw("ledgers", "frozen", "n", n), nil
	}
	return saw("ledgers", "ok", "n", len(states)), nil
}

func (d *Doctor) quarantine(ctx context.Context) ([]Finding, error) {
	if d.Store == nil {
		return nil, nil
	}
	held, err := d.Store.Quarantined(ctx)
	if err != nil {
		return nil, err
	}
	if len(held) > 0 {
		return saw("quarantine", "some", "n", len(held)), nil
	}
	return saw("quarantine", "ok"), nil
}

// exchangeDays is how long operations may wait for another place of the book.
const exchangeDays = 7

func (d *Doctor) exchange(ctx context.Context) ([]Finding, error) {
	if d.Store == nil {
		return nil, nil
	}
	peers, err := d.Store.Peers(ctx)
	if err != nil || len(peers) == 0 {
		return nil, err
	}
	waiting, err := d.Store.Unheard(ctx, peers)
	if err != nil {
		return nil, err
	}
	var all, late int64
	for i := range peers {
		all += waiting[i]
		if last := time.UnixMilli(max(peers[i].MetMS, peers[i].ToldMS)); d.days(last) >= exchangeDays {
			late += waiting[i]
		}
	}
	if late > 0 {
		return saw("exchange", "waits", "n", late, "days", exchangeDays), nil
	}
	return saw("exchange", "ok", "n", all), nil
}

// registers reads who and what is where; nil before the book was begun.
func (d *Doctor) registers(ctx context.Context) (*registry.Registry, calendar.Day, error) {
	if d.Store == nil {
		return nil, 0, nil
	}
	reg, err := d.Store.Registry(ctx)
	if errors.Is(err, store.ErrNotStarted) {
		return nil, 0, nil
	}
	return reg, calendar.DayOf(d.Now().UnixMilli()), err
}
