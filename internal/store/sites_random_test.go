package store_test

import (
	"math/rand/v2"
	"testing"

	"phendau/internal/ledger"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
)

// TestAPhoneBetweenTwoSites: what it brings for a ledger ordered elsewhere is
// kept, answered with custody, relayed untouched, and in the end ordered; its
// numbers hold together over all ledgers and sites.
func TestAPhoneBetweenTwoSites(t *testing.T) {
	eachPair(t, func(t *testing.T, p *pair) {
		ph := p.phone(t)
		p.both(t)
		push := func(at *station, want ledger.Outcome, ops []ledger.Signed) {
			t.Helper()
			res, err := at.Push(t.Context(), ops)
			p.must(t, err)
			for i, r := range res {
				if r.Outcome != want {
					t.Fatalf("operation %d at %q: %s (%v), want %s", i, at.id, r.Outcome, r.Err, want)
				}
			}
		}
		first := ph.record(t, p.ledgerA, p.hamlets[0])
		second := ph.record(t, p.ledgerB, p.hamlets[2]) // refused at home: not its place
		third := ph.record(t, p.ledgerA, p.hamlets[0])
		push(p.home, ledger.InCustody, first)
		push(p.home, ledger.InCustody, first) // the answer was lost
		push(p.site, ledger.Accepted, first)  // found its own site after all
		push(p.site, ledger.InCustody, second)
		push(p.site, ledger.Accepted, third)
		p.verify(t)
		p.both(t)
		push(p.home, ledger.Duplicate, first)
		push(p.home, ledger.Duplicate, third)
		push(p.home, ledger.Rejected, second)
		push(p.site, ledger.Rejected, second) // home's answer has arrived
		p.same(t)
		p.verify(t)
		if h, err := p.home.DeviceHead(t.Context(), ph.id); err != nil || h.Seq != 6 {
			t.Errorf("%+v %v", h, err)
		}
	})
}

// TestAClonedPhoneStopsNoLedger: it shows each site another chain. Both keep
// what they ordered; the device is folded no further, the ledgers go on.
func TestAClonedPhoneStopsNoLedger(t *testing.T) {
	p := newPair(t, store.Options{Dir: t.TempDir()}, store.Options{Dir: t.TempDir()})
	ph := p.phone(t)
	p.both(t)
	clone := *ph
	cloned := *ph.author
	clone.author = &cloned
	at := func(s *station, ops []ledger.Signed) ledger.Outcome {
		res, err := s.Push(t.Context(), ops)
		p.must(t, err)
		return res[0].Outcome
	}
	if got := at(p.site, ph.record(t, p.ledgerA, p.hamlets[0])); got != ledger.Accepted {
		t.Fatal(got)
	}
	if got := at(p.home, clone.record(t, p.ledgerB, p.hamlets[2])); got != ledger.Rejected {
		t.Fatal(got)
	}
	p.both(t)
	p.same(t)
	for _, s := range []*station{p.home, p.site} {
		if h, err := s.DeviceHead(t.Context(), ph.id); s == p.home && (err != nil || !h.Forked) {
			t.Errorf("%q: %+v %v", s.id, h, err)
		}
	}
	p.write(t, p.site, p.ledgerA, 1)
	p.both(t)
	p.same(t)
	p.verify(t)
}

// TestSitesConvergeUnderRandomSchedules: letters are lost, doubled and late,
// the ledger changes hands, is broken and given back, phones go to either side.
// When everything has arrived both hold the same, and every operation a phone
// had a receipt for exists.
func TestSitesConvergeUnderRandomSchedules(t *testing.T) {
	did := map[string]int{}
	run := func(t *testing.T, seed uint64, p *pair, schedules int) {
		s := &schedule{pair: p, t: t, r: rand.New(rand.NewPCG(11, seed)), heard: map[*station]map[string]ledger.Position{}, did: did}
		s.ph = p.phone(t)
		p.both(t)
		for n := range schedules {
			for range 12 {
				s.step()
			}
			s.settle()
			if a, b := p.home.head(t, p.ledgerA), p.site.head(t, p.ledgerA); a != b {
				t.Fatalf("schedule %d: home %+v, site %+v", n, a, b)
			}
		}
		p.same(t)
		p.verify(t)
	}
	t.Run("sqlite-sqlite", func(t *testing.T) {
		for seed := range uint64(10) { // a fresh pair now and then: a long ledger makes every rewind long
			run(t, seed, newPair(t, store.Options{Dir: t.TempDir()}, store.Options{Dir: t.TempDir()}), 20)
		}
		for _, what := range []string{"write", "phone", "drop", "twice", "late", "release", "break"} {
			if did[what] == 0 {
				t.Errorf("no %s in any schedule: %v", what, did)
			}
		}
	})
	t.Run("postgres-sqlite", func(t *testing.T) {
		run(t, 99, newPair(t, store.Options{Database: storetest.Database(t)}, store.Options{Dir: t.TempDir()}), 10)
	})
}

type schedule struct {
	*pair
	t     *testing.T
	r     *rand.Rand
	ph    *phone
	out   []ledger.Signed // of the phone, without an ordered receipt
	post  []sent
	heard map[*station]map[string]ledger.Position
	did   map[string]int
}

type sent struct {
	to *station
	message
}

func (s *schedule) note(what string) { s.did[what]++ }

func (s *schedule) other(at *station) *station {
	if at == s.home {
		return s.site
	}
	return s.home
}

func (s *schedule) step() {
	at := s.home
	if s.r.IntN(2) == 0 {
		at = s.site
	}
	switch n := s.r.IntN(20); {
	case n < 4:
		s.note("write")
		s.write(s.t, at, s.ledgerA, s.r.IntN(1000)) // refused where A is not ordered
	case n < 7:
		s.note("phone")
		s.out = append(s.out, s.ph.record(s.t, s.ledgerA, s.hamlets[0])...)
		s.push(at)
	case n < 9:
		s.push(at)
	case n < 13:
		to := s.other(at)
		s.post = append(s.post, sent{to, s.letter(s.t, at, to, s.heard[at])})
	case n < 17:
		s.deliver()
	case n < 18:
		s.handBack(at)
	case n < 19:
		s.lose()
	default:
		if len(s.post) > 0 {
			s.note("drop")
			i := s.r.IntN(len(s.post))
			s.post = append(s.post[:i], s.post[i+1:]...)
		}
	}
}

// push sends what has no ordered receipt; the answer may be lost.
func (s *schedule) push(at *station) {
	if len(s.out) == 0 {
		return
	}
	res, err := at.Push(s.t.Context(), s.out)
	s.must(s.t, err)
	if s.r.IntN(4) == 0 {
		return
	}
	var left []ledger.Signed
	for i, r := range res {
		switch r.Outcome {
		case ledger.Accepted, ledger.Duplicate:
		case ledger.InCustody, ledger.Waiting:
			left = append(left, s.out[i])
		default:
			s.t.Fatalf("the phone at %q: %s %v", at.id, r.Outcome, r.Err)
		}
	}
	s.out = left
}

// deliver opens any letter, perhaps twice, perhaps one of long ago.
func (s *schedule) deliver() {
	if len(s.post) == 0 {
		return
	}
	i := s.r.IntN(len(s.post))
	if i > 0 {
		s.note("late")
	}
	m := s.post[i]
	if s.r.IntN(3) > 0 {
		s.post = append(s.post[:i], s.post[i+1:]...)
	} else {
		s.note("twice")
	}
	s.read(m.to, m.message)
}

func (s *schedule) read(to *station, m message) {
	for _, f := range s.open(s.t, to, m) {
		if f.Frozen != "" {
			s.t.Fatalf("%q froze: %s", to.id, f.Frozen)
		}
	}
	s.heard[to] = told(m)
	if h := to.head(s.t, s.ledgerA); h.Released && h.Site == to.id {
		s.hand(s.t, to, ledger.VerbTake, ledger.Handover{})
	}
}

func (s *schedule) handBack(at *station) {
	if h := at.head(s.t, s.ledgerA); h.Site == at.id && !h.Released {
		s.note("release")
		s.release(s.t, at, s.other(at).id)
	}
}

func (s *schedule) lose() {
	if h := s.home.head(s.t, s.ledgerA); h.Site != "" && s.r.IntN(3) == 0 {
		s.note("break")
		s.hand(s.t, s.home, ledger.VerbBreak, ledger.Handover{From: h.Site, Why: "Mất liên lạc"})
	}
}

// settle carries letters until nothing moves; every letter of the schedule that
// is still under way is lost.
func (s *schedule) settle() {
	s.post = nil
	for range 4 {
		for _, from := range []*station{s.site, s.home} {
			s.read(s.other(from), s.letter(s.t, from, s.other(from), s.heard[from]))
		}
		for range 2 {
			s.push(s.site)
			s.push(s.home)
		}
	}
	for range 8 { // answers are lost at random
		s.push(s.home)
	}
	if len(s.out) > 0 {
		s.t.Fatalf("%d operations of the phone have no ordered receipt", len(s.out))
	}
}
