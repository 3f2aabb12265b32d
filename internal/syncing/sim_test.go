package syncing_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"phendau/internal/access"
	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/canon"
	"phendau/internal/catalogue"
	"phendau/internal/ledger"
	"phendau/internal/registry"
	"phendau/internal/syncing"
	"phendau/internal/syncing/phone"
)

var (
	schedules = flag.Int("schedules", 150, "random schedules of the simulation")
	firstSeed = flag.Uint64("seed", 1, "seed of the first schedule")
)

// TestRandomSchedulesLoseDoubleAndInventNothing runs the protocol through
// random schedules of everything that goes wrong between phones and a book:
// requests and answers lost, sent twice or late, crashes before and behind
// every durable step on both sides, clocks that jump, phones restored from
// backups, phones revoked, a book set
// back to an older backup, a merger of communes between recording and sending.
// In the end the network heals, and what was promised has to hold.
func TestRandomSchedulesLoseDoubleAndInventNothing(t *testing.T) {
	for i := range *schedules {
		seed := *firstSeed + uint64(i)
		if err := runSchedule(seed, noFault); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
	}
}

// TestPlantedFaultsAreFound: the simulation has to see every mistake it was
// made for.
func TestPlantedFaultsAreFound(t *testing.T) {
	for _, f := range []fault{receiptTooEarly, noDedupe, numbersReused, feedByIdentity, waitingIsTaken, outboxForgets, evictionIgnored, receiptUnchecked,
		findOrInsert, photoTooEarly, hashUnchecked, photoForgotten} {
		found := false
		for seed := uint64(1); seed <= 200 && !found; seed++ {
			found = runSchedule(seed, f) != nil
		}
		if !found {
			t.Errorf("%s: 200 schedules stay green", f)
		}
	}
}

// sim is one schedule.
type sim struct {
	r      *rand.Rand
	fault  fault
	now    time.Time
	ids    *ledger.IDs
	book   *simBook
	hub    http.Handler
	docs   []ledger.Entity
	phones []*simPhone
	// signed is every operation any phone ever made, by id and hash.
	signed map[string]bool
	healed bool
	// copied is a backup of the book; setBack says that one was put back.
	copied      *simState
	copiedFiles *simFiles
	setBack     bool
	broken      error
	nested      bool // one phone sends between two requests of another
}

// simPhone is a phone with the disk and network of the simulation.
type simPhone struct {
	*phone.Phone
	s       *sim
	disk    simDisk
	backup  *phone.State
	skew    time.Duration
	revoked bool
	// restored says that it was set back: it may have to enrol anew.
	restored bool
}

var (
	simHamlet, simHamletB, simCommune, simCommuneB, simMerged = id(1), id(2), id(3), id(4), id(5)
	simProvince, simTeam, simCommittee                        = id(6), id(7), id(8)
	simLedgerA, simLedgerB, simLedgerC, simRegistry           = id(11), id(12), id(13), id(14)
	simMember, simLeader, simClerk, simOfficer                = id(21), id(22), id(23), id(24)
	simStart                                                  = time.Date(2026, 6, 20, 2, 0, 0, 0, time.UTC)
	simMerger                                                 = calendar.MakeDay(2026, 7, 1)
)

func id(n int) string { return fmt.Sprintf("01900000-0000-7000-8000-%012d", n) }

func runSchedule(seed uint64, f fault) (err error) {
	s := &sim{r: rand.New(rand.NewPCG(seed, 7)), fault: f, now: simStart, signed: map[string]bool{}}
	s.ids = &ledger.IDs{Rand: rand.NewChaCha8([32]byte{byte(seed), byte(seed >> 8)}), Now: func() int64 { return s.now.UnixMilli() }}
	s.registers()
	s.book = newSimBook(s.registry(), func() int64 { return s.now.UnixMilli() }, simLedgerA, simLedgerB, simLedgerC)
	s.book.fault, s.book.crash = f, s.crashing
	s.hubOf()
	for i := range 3 {
		s.addPhone(byte(i + 1))
	}
	for range 20 + s.r.IntN(60) {
		s.step()
	}
	return s.heal()
}

// hubOf starts the server anew on what is there.
func (s *sim) hubOf() {
	node := ledger.NewAuthor(id(90), make([]byte, 32), simClerk, simCommittee)
	s.hub = (&syncing.Hub{Book: s.book, Files: s.book.files, Node: node, NewID: s.ids.New, Secret: make([]byte, 32), Now: func() time.Time { return s.now }, Log: slog.New(slog.DiscardHandler),
		Classify: func(error) string { return "busy" }}).Handler()
}

// registers are the documents of a small book whose two communes merge.
func (s *sim) registers() {
	add := func(typ, entity string, doc any) {
		b, err := canon.Marshal(doc)
		if err != nil {
			panic(err)
		}
		s.docs = append(s.docs, ledger.Entity{Type: typ, ID: entity, Seq: int64(len(s.docs) + 1), Body: b})
	}
	for i, f := range catalogue.Base() {
		add("catalogue", id(1000+i), registry.CatalogueDoc{Version: 1, Name: f.Name, Content: string(f.Content)})
	}
	const open = registry.Open
	eve := registry.On(simMerger - 1)
	place := func(entity, word, name, level string, from, to registry.Bound, parents ...registry.ParentDoc) {
		d := registry.PlaceDoc{Names: []registry.NameDoc{{Text: name, UnitWord: word, Level: level, From: from, To: to}}, Parents: parents}
		if level == "commune" && to != open {
			d.Successions = []registry.SuccessionDoc{{To: simMerged, Day: simMerger, Act: "merge", Share: "whole"}}
		}
		add("place", entity, d)
	}
	place(simProvince, "tỉnh", "Mẫu", "province", registry.Unknown, open)
	up := func(p string, from, to registry.Bound) registry.ParentDoc {
		return registry.ParentDoc{ParentID: p, From: from, To: to}
	}
	place(simCommune, "xã", "Đình Phong", "commune", registry.Unknown, eve, up(simProvince, registry.Unknown, eve))
	place(simCommuneB, "xã", "Ngọc Khê", "commune", registry.Unknown, eve, up(simProvince, registry.Unknown, eve))
	place(simMerged, "xã", "Đàm Thủy", "commune", registry.On(simMerger), open, up(simProvince, registry.On(simMerger), open))
	place(simHamlet, "xóm", "Hoa Đào", "hamlet", registry.Unknown, open, up(simCommune, registry.Unknown, eve), up(simMerged, registry.On(simMerger), open))
	place(simHamletB, "xóm", "Hoa Mận", "hamlet", registry.Unknown, open, up(simCommuneB, registry.Unknown, eve), up(simMerged, registry.On(simMerger), open))
	add("ledger", simRegistry, registry.LedgerDoc{Kind: ledger.KindRegistry, Name: "Sổ danh mục"})
	for l, m := range map[string]registry.MemberDoc{simLedgerA: {PlaceID: simCommune, From: registry.Unknown, To: eve}, simLedgerB: {PlaceID: simCommuneB, From: registry.Unknown, To: eve},
		simLedgerC: {PlaceID: simMerged, From: registry.On(simMerger), To: open}} {
		add("ledger", l, registry.LedgerDoc{Kind: ledger.KindCommune, Name: "Sổ", Places: []registry.MemberDoc{m}})
	}
	for b, typ := range map[string]string{simTeam: "team", simCommittee: "peoples_committee"} {
		add("body", b, registry.BodyDoc{Type: typ, Names: []registry.BodyNameDoc{{Text: typ, From: registry.Unknown, To: open}}})
	}
	grant := func(n int, p string, role access.Role, body, at string) {
		add("person", p, registry.PersonDoc{Name: p})
		add("grant", id(n), registry.GrantDoc{PersonID: p, Role: role, BodyID: body, PlaceID: at, From: registry.Unknown, To: open})
	}
	grant(201, simMember, access.TeamMember, simTeam, simHamlet)
	grant(202, simLeader, access.TeamLeader, simTeam, simHamlet)
	grant(203, simClerk, access.CommuneVerifier, simCommittee, simProvince)
	grant(204, simOfficer, access.PostCommander, simCommittee, simProvince)
	add("device", id(90), ledger.NewAuthor(id(90), make([]byte, 32), simClerk, simCommittee).Enrolment("").Body)
}

func (s *sim) registry() *registry.Registry {
	reg, err := registry.Build(int64(len(s.docs)), s.docs)
	if err != nil {
		panic(err)
	}
	return reg
}

func (s *sim) addPhone(n byte) {
	seed := bytes.Repeat([]byte{n}, 32)
	a := ledger.NewAuthor(s.ids.New(), seed, simMember, simTeam)
	p := &simPhone{s: s}
	a.Clock = func(ms int64) ledger.Time {
		return ledger.Time{DeviceMS: ms + p.skew.Milliseconds(), OffsetMS: -p.skew.Milliseconds(), UncertaintyMS: 1}
	}
	p.disk = simDisk{s: s}
	p.Phone = &phone.Phone{Author: a, IDs: s.ids, Net: simNet{p}, Disk: &p.disk, NowMS: func() int64 { return s.now.UnixMilli() }, Batch: 1 + s.r.IntN(6), PieceSize: 2 + s.r.IntN(3)}
	doc := a.Enrolment("").Body.(ledger.DeviceBody)
	since := calendar.DayOf(s.now.UnixMilli())
	doc.Kind, doc.BodyID, doc.PlaceID, doc.People, doc.Since = ledger.DevicePhone, simTeam, simHamlet, []string{simMember, simLeader}, &since
	doc.EnrolledBy, doc.ApprovedBy = simClerk, simOfficer
	s.setDevice(a.DeviceID, doc)
	s.phones = append(s.phones, p)
	if err := p.Start(); err != nil {
		panic(err)
	}
}

func (s *sim) setDevice(deviceID string, doc ledger.DeviceBody) {
	b, err := canon.Marshal(doc)
	if err != nil {
		panic(err)
	}
	s.docs = append(slices.DeleteFunc(s.docs, func(e ledger.Entity) bool { return e.ID == deviceID }), ledger.Entity{Type: "device", ID: deviceID, Seq: int64(len(s.docs) + 1), Body: b})
	if s.book != nil {
		s.book.reg = s.registry()
	}
}

// step is one thing that happens.
func (s *sim) step() {
	p := s.phones[s.r.IntN(len(s.phones))]
	s.now = s.now.Add(time.Duration(s.r.IntN(6)) * time.Hour)
	switch n := s.r.IntN(100); {
	case n < 35:
		s.record(p)
	case n < 40:
		s.amend(p)
	case n < 75:
		_ = p.Sync(context.Background())
	case n < 80:
		_ = p.Start() // the battery died and was charged
	case n < 84:
		s.office()
	case n < 88:
		p.skew = time.Duration(s.r.IntN(3)-1) * 365 * 24 * time.Hour
	case n < 92:
		s.now = s.now.Add(time.Duration(s.r.IntN(9)) * 24 * time.Hour)
	case n < 94:
		if p.backup == nil {
			b := p.disk.state
			p.backup = &b
			break
		}
		p.disk.state, p.backup, p.restored = *p.backup, nil, true
		_ = p.Start()
	case n < 95:
		s.revoke(p)
	case n < 98:
		if s.copied == nil {
			b := s.book.state.copy()
			s.copied, s.copiedFiles = &b, s.book.files.copy()
			break
		}
		s.book.state, s.copied, s.setBack = *s.copied, nil, true // the book was restored from an older backup
		if s.r.IntN(2) == 0 {
			s.book.files = s.copiedFiles // and its files with it
			s.hubOf()
		}
	case n < 99:
		s.book.files.parts = map[string][]byte{} // what was begun and left is swept
	}
}

// record writes an entry, for one of two people, on a day of the last week.
func (s *sim) record(p *simPhone) {
	day := calendar.DayOf(s.now.UnixMilli()) - calendar.Day(s.r.IntN(7))
	who := []string{simMember, simLeader}[s.r.IntN(2)]
	c := ledger.Content{Kind: "patrol", PlaceID: simHamlet, Day: day, Dims: map[string]ledger.Codes{"patrol_form": {"with_residents"}},
		Measures: map[string]amount.Value{"person_turns": amount.ExactValue(int64(1+s.r.IntN(20)), amount.Counted)}}
	e, l := s.ids.New(), simLedgerA
	if day >= simMerger {
		l = simLedgerC
	}
	op := func(verb string, body any) ledger.Draft {
		return ledger.Draft{LedgerID: l, EntityType: ledger.TypeEntry, EntityID: e, Verb: verb, ActorID: who, Catalogue: 1, Body: body}
	}
	drafts := []ledger.Draft{op("create", c), op("submit", nil)}
	if s.r.IntN(10) == 0 {
		c.PlaceID, drafts[0].LedgerID = simHamletB, l // somewhere it has no right to be
		drafts[0].Body = c
	}
	if s.r.IntN(2) == 0 {
		s.made(p.Record(drafts...))
		return
	}
	b := s.somePhoto()
	drafts = slices.Insert(drafts, 1, op("attach", phone.Attachment(b, "image/jpeg", "")))
	s.made(p.RecordPhotos([][]byte{b}, drafts...))
}

// amend changes a record the phone pulled, perhaps on a state that is old.
func (s *sim) amend(p *simPhone) {
	for rid, r := range p.State().Records {
		if r.Status == ledger.Verified {
			continue
		}
		s.made(p.Record(ledger.Draft{LedgerID: r.LedgerID, EntityType: ledger.TypeEntry, EntityID: rid, Verb: "amend", Base: r.Base, Catalogue: 1,
			Body: map[string]any{"set": map[string]any{"note": fmt.Sprint("lần ", s.r.IntN(1000))}, "why": "bổ sung"}}))
		return
	}
}

func (s *sim) made(ops []ledger.Signed, err error) {
	for i := range ops {
		if err == nil {
			s.signed[ops[i].Op.ID+ops[i].Hash.String()] = true
		}
	}
}

// office verifies or returns something.
func (s *sim) office() {
	author := ledger.NewAuthor(id(90), make([]byte, 32), simClerk, simCommittee)
	for _, l := range []string{simLedgerA, simLedgerC} {
		for rid, r := range s.book.state.ledgers[l].records {
			if r.Status != ledger.Submitted || s.r.IntN(3) > 0 {
				continue
			}
			author.Resume(s.book.state.devices[id(90)])
			d := ledger.Draft{LedgerID: l, EntityType: ledger.TypeEntry, EntityID: rid, Verb: "verify", ActorID: simClerk, BodyID: simCommittee, Base: r.State.LastOp, Catalogue: 1, Body: map[string]any{"level": 2}}
			if s.r.IntN(2) == 0 {
				d.Verb, d.Body = "return", map[string]any{"level": 2, "why": "thiếu ảnh"}
			}
			ops, err := author.Sign([]ledger.Draft{d}, s.ids, s.now.UnixMilli())
			if err == nil {
				s.made(ops, nil)
				_, _ = s.book.Push(context.Background(), ops)
			}
			return
		}
	}
}

func (s *sim) revoke(p *simPhone) {
	var doc ledger.DeviceBody
	for _, e := range s.docs {
		if e.ID == p.Author.DeviceID {
			if err := json.Unmarshal(e.Body, &doc); err != nil {
				panic(err)
			}
		}
	}
	doc.Revoked = &ledger.Revocation{Mode: ledger.RevokedRetired, Day: calendar.DayOf(s.now.UnixMilli()), NotAfterSeq: s.book.state.devices[p.Author.DeviceID].Seq}
	s.setDevice(p.Author.DeviceID, doc)
	p.revoked = true
}

var errCrash = errors.New("crash")

func (s *sim) crashing(string) error {
	if !s.healed && s.r.IntN(12) == 0 {
		return errCrash
	}
	return nil
}

// simDisk crashes before or behind a save; either way the phone starts again
// from what is on it.
type simDisk struct {
	s     *sim
	state phone.State
}

func (d *simDisk) Load() (phone.State, error) { return d.state, nil }

func (d *simDisk) Save(st phone.State) error {
	if d.s.crashing("") != nil {
		return errCrash
	}
	if d.s.fault == outboxForgets {
		st.Ops = slices.DeleteFunc(slices.Clone(st.Ops), func(k phone.Kept) bool { return k.Where == phone.OnPhone && d.s.r.IntN(30) == 0 })
	}
	if d.s.fault == photoForgotten {
		st.Photos = slices.DeleteFunc(slices.Clone(st.Photos), func(f phone.Photo) bool { return f.Where == phone.OnPhone && d.s.r.IntN(30) == 0 })
	}
	d.state = st
	return nil
}

// simNet loses, repeats and delays.
type simNet struct{ p *simPhone }

var errLost = errors.New("lost")

func (n simNet) Call(ctx context.Context, method, path, token string, in, out any) error {
	s := n.p.s
	if !s.healed && s.r.IntN(8) == 0 {
		return errLost // the request
	}
	raw, isRaw := in.(phone.Piece)
	b, err := json.Marshal(in)
	if isRaw {
		b = raw
		s.between(n.p)
	}
	if err != nil {
		return err
	}
	send := func() *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, syncing.Prefix+path, bytes.NewReader(b)).WithContext(ctx)
		r.Header.Set("Phendau-Protocol", "1")
		r.Header.Set("Content-Type", "application/json")
		if isRaw {
			r.Header.Set("Content-Type", "application/octet-stream")
		}
		if token != "" {
			r.Header.Set("Authorization", "Bearer "+token)
		}
		w := httptest.NewRecorder()
		s.hub.ServeHTTP(w, r)
		return w
	}
	w := send()
	if !s.healed && s.r.IntN(8) == 0 {
		w = send() // sent twice
	}
	if !s.healed && s.r.IntN(8) == 0 {
		return errLost // the answer
	}
	if w.Code != http.StatusOK {
		e := &syncing.Error{Status: w.Code}
		if err := json.Unmarshal(w.Body.Bytes(), e); err != nil {
			return err
		}
		return e
	}
	if err := json.Unmarshal(w.Body.Bytes(), out); err != nil {
		return err
	}
	switch v := out.(type) {
	case *syncing.PushReply:
		s.promised(v)
	case *syncing.PieceReply:
		s.promisedPhoto(v.BlobResult)
	case *syncing.BlobsReply:
		for _, r := range v.Blobs {
			s.promisedPhoto(r)
		}
	}
	n.plant(out)
	return nil
}

// promised holds the first promise at the moment it is given: what is answered
// with a receipt is there.
func (s *sim) promised(v *syncing.PushReply) {
	for _, r := range v.Results {
		if r.Receipt != nil && s.book.state.results[r.OpID].Outcome == "" && s.broken == nil {
			s.broken = fmt.Errorf("a receipt for an operation that is not there")
		}
	}
}

// plant changes answers as a faulty client would read them.
func (n simNet) plant(out any) {
	switch v := out.(type) {
	case *syncing.PullReply:
		if n.p.s.fault == evictionIgnored {
			v.Gone, v.Restart = nil, false
		}
	case *syncing.PushReply:
		if n.p.s.fault == receiptUnchecked && len(v.Results) > 1 {
			v.Results[0].Receipt = v.Results[1].Receipt
		}
	}
}

// heal ends all trouble, lets everybody finish and checks what was promised.
func (s *sim) heal() error {
	s.healed = true
	if s.broken != nil {
		return s.broken
	}
	for range 4 {
		for _, p := range s.phones {
			_ = p.Start()
			err := p.Sync(context.Background())
			if err != nil && !p.stopped(err) {
				return fmt.Errorf("a healthy phone cannot finish: %w", err)
			}
		}
	}
	if err := s.book.replay(); err != nil {
		return err
	}
	for _, check := range []func() error{s.nothingLost, s.photosKept, s.nothingInvented, s.orderKept, s.phonesKnow, s.scopeHeld} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

// stopped reports whether a phone may end with this error: it was restored and
// found out, or revoked.
func (p *simPhone) stopped(err error) bool {
	var e *syncing.Error
	answered := errors.As(err, &e) && (e.Code == "forked_device" || e.Code == "revoked")
	return errors.Is(err, phone.ErrRestored) && p.restored || answered && (p.restored || p.revoked)
}

// nothingLost: what a phone believes to be received is there exactly once, with
// the same bytes; what is not received is still on the phone.
func (s *sim) nothingLost() error {
	count := map[string]int{}
	for _, l := range s.book.state.ledgers {
		for _, op := range l.ops {
			count[op.Op.ID+op.Hash.String()]++
		}
	}
	for i, p := range s.phones {
		for _, k := range p.State().Ops {
			n := count[k.Op.Op.ID+k.Op.Hash.String()]
			switch {
			case k.Where == phone.Received && n != 1 && !(s.setBack && (p.revoked || p.restored)):
				return fmt.Errorf("phone %d: an operation with a receipt is there %d times", i, n)
			case k.Where == phone.OnPhone && !p.restored && !p.revoked:
				return fmt.Errorf("phone %d: an operation was never answered (%s)", i, k.Code)
			case n > 1:
				return fmt.Errorf("phone %d: an operation is there %d times", i, n)
			}
		}
	}
	return nil
}

func (s *sim) nothingInvented() error {
	for id, l := range s.book.state.ledgers {
		for _, op := range l.ops {
			if !s.signed[op.Op.ID+op.Hash.String()] {
				return fmt.Errorf("ledger %s holds an operation nobody made", id)
			}
		}
	}
	return nil
}

// orderKept: every device's numbers grow in every ledger and none is used
// twice anywhere.
func (s *sim) orderKept() error {
	used := map[string]bool{}
	for _, l := range s.book.state.ledgers {
		last := map[string]int64{}
		for _, op := range l.ops {
			key := fmt.Sprint(op.Op.DeviceID, op.Op.DeviceSeq)
			if op.Op.DeviceSeq <= last[op.Op.DeviceID] || used[key] {
				return fmt.Errorf("number %d of a device stands out of order or twice", op.Op.DeviceSeq)
			}
			last[op.Op.DeviceID], used[key] = op.Op.DeviceSeq, true
		}
	}
	return nil
}

// phonesKnow: a phone that could finish shows every record as the book has it.
func (s *sim) phonesKnow() error {
	for i, p := range s.phones {
		if p.restored || p.revoked {
			continue
		}
		known := p.State().Records
		for l, led := range s.book.state.ledgers {
			for rid, r := range led.records {
				if r.State.Owner != simTeam || (l != simLedgerA && l != simLedgerC) {
					continue
				}
				k, ok := known[rid]
				if !ok && s.outOfWindow(r) {
					continue
				}
				if !ok || k.Status != r.Status || k.Base != r.State.LastOp || !bytes.Equal(k.Content, r.Content) {
					return fmt.Errorf("phone %d knows %s as %q, the book as %q", i, rid, k.Status, r.Status)
				}
			}
		}
	}
	return nil
}

func (s *sim) outOfWindow(r *ledger.Record) bool {
	return r.Day < calendar.DayOf(s.now.UnixMilli())-syncing.WindowDays
}

// scopeHeld: a phone whose place was changed keeps nothing of the old one.
func (s *sim) scopeHeld() error {
	p := s.phones[0]
	if p.restored || p.revoked {
		return nil
	}
	var doc ledger.DeviceBody
	for _, e := range s.docs {
		if e.ID == p.Author.DeviceID {
			if err := json.Unmarshal(e.Body, &doc); err != nil {
				return err
			}
		}
	}
	doc.BodyID, doc.PlaceID = simCommittee, simHamletB
	s.setDevice(p.Author.DeviceID, doc)
	if err := p.Sync(context.Background()); err != nil {
		return err
	}
	for rid, r := range p.State().Records {
		if r.OwnerID == simTeam && !strings.Contains(string(r.Content), simHamletB) {
			return fmt.Errorf("record %s stays on a phone that may no longer know it", rid)
		}
	}
	return nil
}
