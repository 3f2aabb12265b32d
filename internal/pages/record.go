package pages

import (
	"slices"

	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/vi"
)

// firstDay and lastDay bound what the book keeps; a row that reaches them has
// no day written down.
const (
	firstDay = calendar.MinDay
	lastDay  = calendar.MaxDay
)

// recordPage shows one entry, statement, signed zero or plan.
type recordPage struct {
	Type, Name, Place, Day string
	Status                 string
	Marks                  []string
	Facts                  []fact
	Measures               []measureRow
	Parts                  []measureRow
	Bodies                 []bodyRow
	Documents              []string
	Links                  []fact
	Note                   string
	Quote                  string
	Locks                  []fact
	Event                  *eventPage
	Timeline               []step
	ID                     string
}

type measureRow struct{ Name, Value, Unit, Basis, How string }

type bodyRow struct {
	Name, Role string
	Measures   []measureRow
}

// subject is the record of a page with all that explains it.
type subject struct {
	*request
	v      *figure.View
	ledger string
	rec    *ledger.Record
	kind   *catalogue.Kind
	ops    []ledger.Stamped
}

func (s *site) record(r *request) (*screen, error) {
	x, err := r.subject()
	if err != nil {
		return nil, err
	}
	p := &recordPage{Type: r.t("record.type." + x.rec.Type), Place: placeName(x.v, x.rec.PlaceID, x.rec.Day), Day: vi.ShortDate(x.rec.Day),
		Status: r.w.Text("status." + recordStatus(x.rec)), Marks: x.marks(), ID: x.rec.ID}
	if err := x.content(p); err != nil {
		return nil, err
	}
	if p.Locks, err = x.locks(); err != nil {
		return nil, err
	}
	if p.Event, err = x.event(); err != nil {
		return nil, err
	}
	p.Timeline = x.timeline()
	return &screen{template: "record", title: p.Name + ", " + p.Place + ", " + p.Day, nav: "figures", data: p}, nil
}

// subject reads the record of the address and refuses what is not opened
// here.
func (r *request) subject() (*subject, error) {
	ledgerID, id := r.PathValue("ledger"), r.PathValue("id")
	if !ledger.ValidID(ledgerID) || !ledger.ValidID(id) {
		return nil, notFound("page.error.no_record")
	}
	v, err := r.view()
	if err != nil {
		return nil, err
	}
	x := &subject{request: r, v: v, ledger: ledgerID}
	if x.rec, err = r.one(ledgerID, id); err != nil {
		return nil, err
	}
	if x.rec == nil || !r.seesRecord(v, x.rec) { // the same answer: that it exists is not told
		return nil, notFound("page.error.no_record")
	}
	if x.rec.Type == ledger.TypeEntry {
		if x.kind = v.Catalogue.Kinds[x.rec.Kind]; x.kind == nil {
			return nil, forbidden("page.record.unknown_kind")
		}
		switch {
		case hidden(x.kind):
			return nil, forbidden("page.record.tip")
		case !r.opens(x.kind):
			return nil, forbidden("page.record.restricted")
		}
	}
	if x.rec.Type == ledger.TypeNil && x.nilOfTips() {
		return nil, forbidden("page.record.tip")
	}
	x.ops, err = r.site.Book.Operations(r.Context(), ledgerID, id)
	return x, err
}

// one reads a record, nil when there is none.
func (r *request) one(ledgerID, id string) (*ledger.Record, error) {
	found, err := r.site.Book.Records(r.Context(), ledgerID, []string{id})
	if err != nil {
		return nil, err
	}
	return found[id], nil
}

func recordStatus(rec *ledger.Record) string {
	if rec.Status == ledger.Verified {
		return figure.Status(rec.Level).String()
	}
	return string(rec.Status)
}

// marks are the short words beside the state.
func (x *subject) marks() []string {
	st := &x.rec.State
	var out []string
	for _, m := range []struct {
		set bool
		key string
	}{{st.Amended, "amended"}, {st.Corrected, "corrected"}, {st.SelfVerified, "self_verified"}, {st.Late, "late"}} {
		if m.set {
			out = append(out, x.t("record.mark."+m.key))
		}
	}
	if !x.rec.Counts() {
		out = append(out, x.t("record.mark.counts_not"))
	}
	return out
}

// locks are the reports in force that were locked over this entry.
func (x *subject) locks() ([]fact, error) {
	if x.rec.Type != ledger.TypeEntry {
		return nil, nil
	}
	snaps, err := x.site.Book.Snapshots(x.Context())
	if err != nil {
		return nil, err
	}
	var out []fact
	for _, s := range snaps {
		if !s.Withdrawn && x.inside(&s.Body) {
			f := fact{Name: s.Body.Title, Value: lockPeriod(&s.Body, x.w.Lang())}
			if x.site.Reports != nil && x.reader.SeesPlace(s.Body.PlaceID) {
				f.Link = x.link("/khoa/" + s.ID)
			}
			out = append(out, f)
		}
	}
	return out, nil
}

// inside reports whether a locked report had this entry before it: its place
// and day, and its submission below the report's position.
func (x *subject) inside(b *ledger.SnapshotBody) bool {
	if x.rec.Day < b.From || x.rec.Day > b.To || !x.v.Registry.Within(b.PlaceID, b.MapDay)(x.rec.PlaceID) {
		return false
	}
	i := slices.IndexFunc(b.Position, func(p ledger.Position) bool { return p.LedgerID == x.ledger })
	if i < 0 {
		return false
	}
	level := 0
	submitted := false
	for _, o := range x.ops {
		if o.Stamp.Seq > b.Position[i].Seq {
			break
		}
		submitted = submitted || o.Op.Verb == "submit"
		if o.Op.Verb == "verify" {
			level = max(level, argsOf(o).Level)
		}
	}
	return submitted && (level >= b.MinLevel || x.rec.Done())
}
