package store_test

import (
	"context"
	"fmt"
	"testing"

	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
)

// pair is a province's book and the site of its commune A.
type pair struct {
	*book
	home, site *station
}

// station is one of the two: its store, its writer and its id ("" is home).
type station struct {
	*store.Store
	w  *store.Writer
	id string
}

// engines are the pairs of engines that exchange: home, site.
func eachPair(t *testing.T, fn func(t *testing.T, p *pair)) {
	t.Run("sqlite-sqlite", func(t *testing.T) {
		fn(t, newPair(t, store.Options{Dir: t.TempDir()}, store.Options{Dir: t.TempDir()}))
	})
	t.Run("postgres-sqlite", func(t *testing.T) {
		fn(t, newPair(t, store.Options{Database: storetest.Database(t)}, store.Options{Dir: t.TempDir()}))
	})
	t.Run("postgres-postgres", func(t *testing.T) {
		fn(t, newPair(t, store.Options{Database: storetest.Database(t)}, store.Options{Database: storetest.Database(t)}))
	})
}

// newPair begins a book, writes into it, makes a site known, hands ledger A over
// and lets the site join and take it.
func newPair(t *testing.T, home, site store.Options) *pair {
	t.Helper()
	b := newBook(t, home)
	p := &pair{book: b, home: &station{b.Store, b.w, ""}}
	_, d := b.patrol(b.ledgerA, b.hamlets[0], b.day, 5)
	p.must(t, b.w.MustWrite(t.Context(), d))
	s := storetest.Open(t, site)
	seed := make([]byte, 32)
	seed[0] = 9
	w := store.ResumeWriter(s, b.w.IDs.New(), seed, b.recorder, b.commune)
	p.site = &station{s, w, w.Author.DeviceID}
	known := w.Author.Enrolment(b.registry)
	body := known.Body.(ledger.DeviceBody)
	body.Site, body.Recipient = "Trạm Đình Phong", "age1"
	known.Body = body
	p.must(t, b.w.MustWrite(t.Context(), []ledger.Draft{known}))
	p.must(t, b.Meet(t.Context(), p.site.id))
	p.release(t, p.home, p.site.id)
	p.must(t, s.Join(t.Context(), b.registry, p.site.id))
	for _, f := range p.exchange(t, p.home, p.site) {
		if f.Frozen != "" || f.Gap {
			t.Fatalf("%+v", f)
		}
	}
	p.hand(t, p.site, ledger.VerbTake, ledger.Handover{})
	return p
}

func (p *pair) must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (p *pair) release(t *testing.T, from *station, to string) {
	t.Helper()
	p.hand(t, from, ledger.VerbRelease, ledger.Handover{To: to})
}

// hand writes an authority operation of ledger A.
func (p *pair) hand(t *testing.T, at *station, verb string, h ledger.Handover) {
	t.Helper()
	p.must(t, at.w.MustWrite(t.Context(), []ledger.Draft{ledger.HandoverDraft(at.head(t, p.ledgerA), verb, h)}))
	p.must(t, at.OrderCustody(t.Context()))
}

func (s *station) head(t *testing.T, ledgerID string) ledger.Head {
	t.Helper()
	states, err := s.LedgerStates(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range states {
		if l.LedgerID == ledgerID {
			return l.Head
		}
	}
	return ledger.Head{}
}

func (s *station) frozen(t *testing.T, ledgerID string) string {
	t.Helper()
	states, err := s.LedgerStates(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range states {
		if l.LedgerID == ledgerID {
			return l.Frozen
		}
	}
	return ""
}

// message is what one place has for the other at a moment.
type message struct {
	from    string
	pages   []ledger.Page
	brought []ledger.Signed
	answers []store.Answer
	told    []ledger.Position
}

// letter packs what `to` lacks by the positions told.
func (p *pair) letter(t *testing.T, from, to *station, told map[string]ledger.Position) message {
	t.Helper()
	ctx := t.Context()
	m := message{from: from.id}
	ledgers := []string{p.ledgerA}
	if from == p.home {
		ledgers = []string{p.registry, p.ledgerA}
	}
	for _, id := range ledgers {
		p.must(t, from.Feed(ctx, id, told[id], from.head(t, id).Seq, func(pg ledger.Page) error { m.pages = append(m.pages, pg); return nil }))
	}
	var err error
	m.brought, err = from.Relay(ctx, to.id)
	p.must(t, err)
	m.answers, err = from.Answers(ctx, to.id)
	p.must(t, err)
	for _, id := range []string{p.registry, p.ledgerA} {
		h := from.head(t, id)
		m.told = append(m.told, ledger.Position{LedgerID: id, Epoch: h.Epoch, Seq: h.Seq, Hash: h.Hash.String()})
	}
	return m
}

func (p *pair) open(t *testing.T, at *station, m message) []store.Followed {
	t.Helper()
	var out []store.Followed
	for _, pg := range m.pages {
		f, err := at.Follow(t.Context(), m.from, pg)
		p.must(t, err)
		out = append(out, f)
	}
	p.must(t, at.Brought(t.Context(), m.from, m.brought))
	p.must(t, at.Answered(t.Context(), m.answers))
	return out
}

func told(m message) map[string]ledger.Position {
	out := map[string]ledger.Position{}
	for _, p := range m.told {
		out[p.LedgerID] = p
	}
	return out
}

// exchange carries everything one way.
func (p *pair) exchange(t *testing.T, from, to *station) []store.Followed {
	t.Helper()
	return p.open(t, to, p.letter(t, from, to, nil))
}

func (p *pair) both(t *testing.T) {
	t.Helper()
	p.exchange(t, p.site, p.home)
	p.exchange(t, p.home, p.site)
}

// same holds that both places have the same chain and the same folds of A.
func (p *pair) same(t *testing.T) {
	t.Helper()
	a, b := p.home.head(t, p.ledgerA), p.site.head(t, p.ledgerA)
	if a != b {
		t.Fatalf("home %+v, site %+v", a, b)
	}
	for _, q := range []string{
		"SELECT seq, op_id, device_id, device_seq, epoch, accepted_ms, op_hash, ledger_hash, bytes, sig FROM op WHERE ledger_id = $1 ORDER BY seq",
		"SELECT record_id, kind, place_id, day, status, level, event_id, role, turn, turn_ms, content, state FROM record WHERE ledger_id = $1 ORDER BY record_id",
		"SELECT seq, n, sign, entry_id, measure, dims_id, value, owner_body, bodies_id FROM fact WHERE ledger_id = $1 ORDER BY seq, n",
		"SELECT seq, entry_id, status, level, done, event_id, role, evidence FROM standing WHERE ledger_id = $1 ORDER BY seq, entry_id",
		"SELECT device_id, device_seq, op_id, code, detail, at_ms, after_seq, bytes, sig FROM refused_op WHERE ledger_id = $1 ORDER BY device_id, device_seq",
		"SELECT op_id, op_hash, outcome FROM op_seen WHERE ledger_id = $1 AND outcome <> 'custody' ORDER BY op_id",
	} {
		if x, y := dump(t, p.home.Store, q, p.ledgerA), dump(t, p.site.Store, q, p.ledgerA); x != y {
			t.Fatalf("%s\nhome\n%s\nsite\n%s", q, x, y)
		}
	}
}

func dump(t *testing.T, s *store.Store, q string, args ...any) string {
	t.Helper()
	_, db := s.Handles()
	rows, err := db.Query(s.Rebind(q), args...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	cols, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	out := ""
	for rows.Next() {
		vals, ptrs := make([]any, len(cols)), make([]any, len(cols))
		for i := range vals {
			ptrs[i] = &vals[i]
		}
		if err := rows.Scan(ptrs...); err != nil {
			t.Fatal(err)
		}
		for _, v := range vals {
			out += fmt.Sprintf("%s|", bytesOr(v))
		}
		out += "\n"
	}
	return out
}

func bytesOr(v any) string {
	if b, ok := v.([]byte); ok {
		return string(b)
	}
	return fmt.Sprint(v)
}

func (p *pair) verify(t *testing.T) {
	t.Helper()
	for _, s := range []*station{p.home, p.site} {
		if _, err := s.Verify(t.Context(), nil); err != nil {
			t.Fatalf("site %q: %v", s.id, err)
		}
	}
}

// write records a verified patrol at a place.
func (p *pair) write(t *testing.T, at *station, ledgerID string, i int) []ledger.Result {
	t.Helper()
	b := *p.book
	b.w = at.w
	hamlet := p.hamlets[0]
	if ledgerID == p.ledgerB {
		hamlet = p.hamlets[2]
	}
	_, d := b.patrol(ledgerID, hamlet, p.day+calendar.Day(i%300), int64(5+i))
	res, err := at.w.Write(context.Background(), d)
	p.must(t, err)
	return res
}

func TestASiteAndHomeHoldTheSameLedger(t *testing.T) {
	eachPair(t, func(t *testing.T, p *pair) {
		for i := range 30 {
			for _, r := range p.write(t, p.site, p.ledgerA, i) {
				if r.Outcome != ledger.Accepted {
					t.Fatalf("%+v", r)
				}
			}
		}
		// A refused operation uses a number and travels too.
		bad := ledger.Draft{LedgerID: p.ledgerA, EntityType: "entry", EntityID: p.site.w.IDs.New(), Verb: "submit", Catalogue: 1}
		if r, err := p.site.w.Write(t.Context(), []ledger.Draft{bad}); err != nil || r[0].Err == nil {
			t.Fatalf("%v %v", r, err)
		}
		p.write(t, p.site, p.ledgerA, 31)
		p.both(t)
		p.same(t)
		p.verify(t)
		// Once more changes nothing.
		for _, f := range p.exchange(t, p.site, p.home) {
			if f.Ops+f.Refused+f.Reordered > 0 || f.Frozen != "" || f.Gap {
				t.Errorf("a repeat did %+v", f)
			}
		}
		p.same(t)
	})
}

// TestOnlyWhoOrdersALedgerWritesIntoIt: the other refuses, uses no number, and
// goes on with its own ledgers.
func TestOnlyWhoOrdersALedgerWritesIntoIt(t *testing.T) {
	eachPair(t, func(t *testing.T, p *pair) {
		for at, id := range map[*station]string{p.home: p.ledgerA, p.site: p.ledgerB} {
			for _, r := range p.write(t, at, id, 1) {
				refusal, ok := r.Err.(*ledger.Refusal)
				if !ok || refusal.Code != ledger.CodeKeptElsewhere {
					t.Errorf("site %q: %+v", at.id, r)
				}
			}
		}
		if r := p.write(t, p.home, p.ledgerB, 2); r[0].Err != nil {
			t.Error(r[0].Err)
		}
		if r := p.write(t, p.site, p.ledgerA, 2); r[0].Err != nil {
			t.Error(r[0].Err)
		}
		p.both(t)
		p.same(t)
		p.verify(t)
	})
}

func TestALedgerComesBack(t *testing.T) {
	eachPair(t, func(t *testing.T, p *pair) {
		p.write(t, p.site, p.ledgerA, 1)
		p.release(t, p.site, "")
		if r := p.write(t, p.site, p.ledgerA, 2); r[0].Err == nil {
			t.Error("written between release and take")
		}
		p.exchange(t, p.site, p.home)
		p.hand(t, p.home, ledger.VerbTake, ledger.Handover{})
		if r := p.write(t, p.home, p.ledgerA, 3); r[0].Err != nil {
			t.Error(r[0].Err)
		}
		p.exchange(t, p.home, p.site)
		p.same(t)
		if h := p.site.head(t, p.ledgerA); h.Epoch != 3 || h.Site != "" || h.Released {
			t.Errorf("%+v", h)
		}
		p.verify(t)
	})
}

// TestALostSiteComesBack: home broke its authority; what it had ordered since
// is ordered anew, once, and both hold the same in the end.
func TestALostSiteComesBack(t *testing.T) {
	eachPair(t, func(t *testing.T, p *pair) {
		p.write(t, p.site, p.ledgerA, 1)
		p.both(t)
		p.write(t, p.site, p.ledgerA, 2) // home never hears of it in time
		bad := ledger.Draft{LedgerID: p.ledgerA, EntityType: "entry", EntityID: p.site.w.IDs.New(), Verb: "submit", Catalogue: 1}
		_, err := p.site.w.Write(t.Context(), []ledger.Draft{bad})
		p.must(t, err)
		p.write(t, p.site, p.ledgerA, 3)
		p.hand(t, p.home, ledger.VerbBreak, ledger.Handover{From: p.site.id, Why: "Máy của trạm bị mất"})
		p.write(t, p.home, p.ledgerA, 4)
		t.Run("told by its pages", func(t *testing.T) {
			lost := p.exchange(t, p.site, p.home)
			n := 0
			for _, f := range lost {
				n += f.Reordered
			}
			if n != 9 {
				t.Errorf("%d operations ordered anew, want 9: %+v", n, lost)
			}
		})
		p.exchange(t, p.home, p.site)
		p.same(t)
		p.both(t)
		p.same(t)
		p.verify(t)
		if got := dump(t, p.site.Store, "SELECT count(*) FROM custody_op WHERE outcome = 'custody' AND ledger_id = $1", p.ledgerA); got != "0|\n" {
			t.Errorf("in custody: %s", got)
		}
	})
}

// TestALostSiteHearsFirst is the other order: the site learns of the break
// before it told what it had, keeps it in custody and relays it.
func TestALostSiteHearsFirst(t *testing.T) {
	eachPair(t, func(t *testing.T, p *pair) {
		p.both(t)
		p.write(t, p.site, p.ledgerA, 2)
		p.hand(t, p.home, ledger.VerbBreak, ledger.Handover{From: p.site.id, Why: "Máy của trạm bị mất"})
		p.write(t, p.home, p.ledgerA, 4)
		p.exchange(t, p.home, p.site)
		p.same(t)
		p.verify(t)
		p.both(t)
		p.same(t)
		p.verify(t)
		v, err := p.site.View(t.Context(), nil)
		if err != nil || v.Entries() != 3 {
			t.Errorf("%d entries, %v", v.Entries(), err)
		}
	})
}

// TestTheFirstDifferenceStopsOneLedger: an altered, unsigned, misplaced or
// foreign operation freezes its ledger on the follower; others go on.
func TestTheFirstDifferenceStopsOneLedger(t *testing.T) {
	for name, spoil := range map[string]func(p *pair, pg *ledger.Page){
		"signature": func(_ *pair, pg *ledger.Page) { pg.Ops[len(pg.Ops)-1].Sig = make([]byte, 64) },
		"stamp":     func(_ *pair, pg *ledger.Page) { pg.Ops[len(pg.Ops)-1].Stamp.AcceptedMS++ },
		"chain":     func(_ *pair, pg *ledger.Page) { pg.Ops[len(pg.Ops)-1].Stamp.Hash[3] ^= 1 },
		"epoch":     func(_ *pair, pg *ledger.Page) { pg.Ops[len(pg.Ops)-1].Stamp.Epoch++ },
		"history":   func(_ *pair, pg *ledger.Page) { pg.Ops[0].Stamp.Hash[3] ^= 1 },
		"left out":  func(_ *pair, pg *ledger.Page) { pg.Ops = append(pg.Ops[:len(pg.Ops)-2], pg.Ops[len(pg.Ops)-1]) },
	} {
		t.Run(name, func(t *testing.T) {
			p := newPair(t, store.Options{Dir: t.TempDir()}, store.Options{Dir: t.TempDir()})
			p.both(t)
			p.write(t, p.site, p.ledgerA, 1)
			m := p.letter(t, p.site, p.home, nil)
			spoil(p, &m.pages[0])
			before := p.home.head(t, p.ledgerA)
			f := p.open(t, p.home, m)
			if f[0].Frozen == "" || p.home.frozen(t, p.ledgerA) == "" || p.home.head(t, p.ledgerA) != before {
				t.Fatalf("%+v", f)
			}
			if _, err := p.home.Verify(t.Context(), nil); err == nil {
				t.Error("verify says nothing")
			}
			if r := p.write(t, p.home, p.ledgerB, 2); r[0].Err != nil {
				t.Error(r[0].Err)
			}
			if f := p.exchange(t, p.site, p.home); f[0].Frozen == "" {
				t.Error("a frozen ledger went on by itself")
			}
			p.thaw(t)
		})
	}
}

// thaw has home take the stopped ledger back: the ledger goes on from there, and
// what the site had ordered is put into the order anew.
func (p *pair) thaw(t *testing.T) {
	t.Helper()
	p.hand(t, p.home, ledger.VerbBreak, ledger.Handover{From: p.site.id, Why: "Hai nơi ghi khác nhau, đã đối chiếu với biên bản"})
	if why := p.home.frozen(t, p.ledgerA); why != "" {
		t.Errorf("still stopped: %s", why)
	}
	for range 2 {
		p.exchange(t, p.home, p.site)
		p.exchange(t, p.site, p.home)
	}
	p.exchange(t, p.home, p.site)
	p.same(t)
	p.verify(t)
}

// TestAStoppedLedgerGoesOnWhereHomeDecides: also at the site that found the
// difference, and by nothing less than home's decision.
func TestAStoppedLedgerGoesOnWhereHomeDecides(t *testing.T) {
	eachPair(t, func(t *testing.T, p *pair) {
		p.both(t)
		p.write(t, p.site, p.ledgerA, 1)
		p.release(t, p.site, "")
		p.exchange(t, p.site, p.home)
		p.hand(t, p.home, ledger.VerbTake, ledger.Handover{})
		p.write(t, p.home, p.ledgerA, 2)
		m := p.letter(t, p.home, p.site, nil)
		for i := range m.pages {
			if m.pages[i].LedgerID == p.ledgerA {
				m.pages[i].Ops[len(m.pages[i].Ops)-1].Stamp.AcceptedMS++
			}
		}
		p.open(t, p.site, m)
		if p.site.frozen(t, p.ledgerA) == "" {
			t.Fatal("an altered page froze nothing")
		}
		p.exchange(t, p.home, p.site)
		if p.site.frozen(t, p.ledgerA) == "" {
			t.Error("a stopped ledger went on by itself")
		}
		p.release(t, p.home, p.site.id)
		p.hand(t, p.home, ledger.VerbBreak, ledger.Handover{From: p.site.id, Why: "Tệp hỏng trên đường, đã đối chiếu"})
		p.exchange(t, p.home, p.site)
		if why := p.site.frozen(t, p.ledgerA); why != "" {
			t.Errorf("still stopped: %s", why)
		}
		p.both(t)
		p.same(t)
		p.verify(t)
	})
}

// TestASiteCannotWriteRegisters: a site that is taken over by somebody hostile
// orders its own ledgers and nothing else.
func TestASiteCannotWriteRegisters(t *testing.T) {
	p := newPair(t, store.Options{Dir: t.TempDir()}, store.Options{Dir: t.TempDir()})
	p.both(t)
	head := p.site.head(t, p.ledgerA)
	forge := func(ledgerID string, d ledger.Draft, h ledger.Head) ledger.Page {
		d.LedgerID = ledgerID
		ops, err := p.site.w.Author.Sign([]ledger.Draft{d}, p.site.w.IDs, 1)
		p.must(t, err)
		st := h.Next(ops[0].Hash, 1_700_000_900_000)
		return ledger.Page{LedgerID: ledgerID, Ops: []ledger.Stamped{{Signed: ops[0], Stamp: st}}}
	}
	grant := ledger.Draft{EntityType: "person", EntityID: p.site.w.IDs.New(), Verb: "create", Body: map[string]string{"name": "Kẻ lạ"}}
	for name, pg := range map[string]ledger.Page{
		"into its own ledger":   forge(p.ledgerA, grant, head),
		"into the registry":     forge(p.registry, grant, p.home.head(t, p.registry)),
		"into another's ledger": forge(p.ledgerB, ledger.Draft{EntityType: "entry", EntityID: p.site.w.IDs.New(), Verb: "create", Body: map[string]string{}}, p.home.head(t, p.ledgerB)),
	} {
		before := p.home.head(t, pg.LedgerID)
		f, err := p.home.Follow(t.Context(), p.site.id, pg)
		if err != nil || f.Frozen == "" || p.home.head(t, pg.LedgerID) != before {
			t.Errorf("%s: %+v %v", name, f, err)
		}
	}
}
