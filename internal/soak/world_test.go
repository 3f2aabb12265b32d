package soak

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"image"
	"image/jpeg"
	mathrand "math/rand/v2"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"phendau/internal/access"
	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/registry"
	"phendau/internal/store"
	"phendau/internal/syncing/phone"
)

const (
	communes    = 8
	filePhones  = 50 // phones with a real disk, so that they may die too
	phoneWaits  = 2 * time.Second
	perDayLimit = 7
	// sharedPictures are photos that several teams send.
	sharedPictures = 20
)

// virtual is one phone of a hamlet's team.
type virtual struct {
	*phone.Phone
	n, commune        int
	ledgerID, placeID string
	disk              phone.Disk
	mine              []string // entries it made
	// signed is every operation it ever made, by id and hash.
	signed   map[string]bool
	recorded int
}

// fill writes communes, teams and phones into a begun book; base is where phone
// n of a commune calls.
func fill(t *testing.T, o store.Options, n int, base func(commune, n int) string) []*virtual {
	t.Helper()
	ctx := t.Context()
	s, err := store.Open(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	ids := &ledger.IDs{Rand: rand.Reader, Now: func() int64 { return time.Now().UnixMilli() }}
	clerk, officer := ids.New(), ids.New()
	w, err := store.NewWriter(s, clerk, ids.New())
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Enrol(ctx); err != nil {
		t.Fatal(err)
	}
	book, err := s.RegistryID(ctx)
	if err != nil {
		t.Fatal(err)
	}
	f := &filling{registry: book, ids: ids, province: province(t, s)}
	committee := f.body("peoples_committee", "UBND tỉnh Mẫu", f.province)
	f.grant(clerk, access.CommuneVerifier, committee, f.province)
	f.grant(officer, access.PostCommander, committee, f.province)
	var out []*virtual
	dir := t.TempDir()
	for c := range min(communes, n) {
		commune := f.place("xã", fmt.Sprint("Mẫu ", c), "commune", f.province)
		led := f.add("ledger", "", registry.LedgerDoc{Kind: ledger.KindCommune, Name: "Sổ", Places: []registry.MemberDoc{{PlaceID: commune, From: registry.Unknown, To: registry.Open}}})
		hamlet := f.place("xóm", fmt.Sprint("Xóm ", c), "hamlet", commune)
		team := f.body("team", fmt.Sprint("Tổ tự quản ", c), hamlet)
		for i := c; i < n; i += communes {
			member := ids.New()
			f.grant(member, access.TeamMember, team, hamlet)
			v := newPhone(ids, base(c, i), i, member, team)
			v.ledgerID, v.placeID, v.commune = led, hamlet, c
			if i < filePhones {
				v.disk = fileDisk{filepath.Join(dir, fmt.Sprint("phone-", i))}
			}
			v.Disk = v.disk
			if err := v.Start(); err != nil {
				t.Fatal(err)
			}
			f.device(v, member, team, clerk, officer)
			out = append(out, v)
		}
	}
	if err := w.MustWrite(ctx, f.drafts); err != nil {
		t.Fatal(err)
	}
	return out
}

// province is the place the set-up made.
func province(t *testing.T, s *store.Store) string {
	t.Helper()
	places, err := s.Entities(t.Context(), "place")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range places {
		var doc registry.PlaceDoc
		if err := json.Unmarshal(e.Body, &doc); err != nil {
			t.Fatal(err)
		}
		if doc.Names[0].Level == "province" {
			return e.ID
		}
	}
	t.Fatal("the book has no province")
	return ""
}

// newPhone is a phone whose requests go through the bad network.
func newPhone(ids *ledger.IDs, base string, n int, member, team string) *virtual {
	seed := make([]byte, 32)
	_, _ = rand.Read(seed)
	now := func() int64 { return time.Now().UnixMilli() }
	a := ledger.NewAuthor(ids.New(), seed, member, team)
	a.Clock = func(ms int64) ledger.Time { return ledger.Time{DeviceMS: ms, UncertaintyMS: 1} }
	client := &http.Client{Timeout: phoneWaits, Transport: &http.Transport{DisableKeepAlives: n%2 == 0, MaxIdleConnsPerHost: 1, IdleConnTimeout: time.Second}}
	p := &phone.Phone{Author: a, IDs: &ledger.IDs{Rand: rand.Reader, Now: now}, Net: &phone.HTTP{Base: base, Client: client}, NowMS: now, Batch: 1 + n%20, PieceSize: 4096 << (n % 7)}
	return &virtual{Phone: p, n: n, disk: &phone.Memory{}, signed: map[string]bool{}}
}

type filling struct {
	registry, province string
	ids                *ledger.IDs
	drafts             []ledger.Draft
}

func (f *filling) add(typ, id string, body any) string {
	if id == "" {
		id = f.ids.New()
	}
	f.drafts = append(f.drafts, ledger.Draft{LedgerID: f.registry, EntityType: typ, EntityID: id, Verb: "create", Body: body})
	return id
}

func (f *filling) place(word, name, level, parent string) string {
	return f.add("place", "", registry.PlaceDoc{Names: []registry.NameDoc{{Text: name, UnitWord: word, Level: level, From: registry.Unknown, To: registry.Open}},
		Parents: []registry.ParentDoc{{ParentID: parent, From: registry.Unknown, To: registry.Open}}})
}

func (f *filling) body(typ, name, at string) string {
	return f.add("body", "", registry.BodyDoc{Type: typ, PlaceID: at, Names: []registry.BodyNameDoc{{Text: name, From: registry.Unknown, To: registry.Open}}})
}

func (f *filling) grant(person string, role access.Role, body, at string) {
	f.add("person", person, registry.PersonDoc{Name: "Người Mẫu"})
	f.add("grant", "", registry.GrantDoc{PersonID: person, Role: role, BodyID: body, PlaceID: at, From: registry.Unknown, To: registry.Open})
}

func (f *filling) device(v *virtual, member, team, clerk, officer string) {
	doc := v.Author.Enrolment("").Body.(ledger.DeviceBody)
	since := today()
	doc.Kind, doc.BodyID, doc.PlaceID, doc.People, doc.Since, doc.EnrolledBy, doc.ApprovedBy = ledger.DevicePhone, team, v.placeID, []string{member}, &since, clerk, officer
	f.add("device", v.Author.DeviceID, doc)
}

// waiting is what the server has not confirmed: operations and photos.
func (v *virtual) waiting() int {
	n := v.Unsent()
	for _, p := range v.State().Photos {
		if p.Where == phone.OnPhone {
			n++
		}
	}
	return n
}

func today() calendar.Day { return calendar.DayOf(time.Now().UnixMilli()) }

// live records, sends and now and then dies, until ctx ends.
func (v *virtual) live(ctx context.Context, each time.Duration) error {
	r := mathrand.New(mathrand.NewPCG(uint64(v.n), uint64(time.Now().UnixNano())))
	for {
		pause := time.NewTimer(time.Duration(r.ExpFloat64() * float64(each)))
		select {
		case <-ctx.Done():
			pause.Stop()
			return nil
		case <-pause.C:
		}
		if err := v.do(ctx, r); err != nil {
			return fmt.Errorf("phone %d: %w", v.n, err)
		}
	}
}

// do is what a phone does once. Only its own disk may fail it: the network is
// expected to.
func (v *virtual) do(ctx context.Context, r *mathrand.Rand) error {
	switch n := r.IntN(10); {
	case n < 6:
		if err := v.patrol(r); err != nil {
			return err
		}
	case n < 7:
		if err := v.amend(r); err != nil {
			return err
		}
	}
	_ = v.Sync(ctx)
	if v.n < filePhones && r.IntN(10) == 0 {
		return v.Start() // the battery died
	}
	return nil
}

func (v *virtual) patrol(r *mathrand.Rand) error {
	e := v.IDs.New()
	op := func(verb string, body any) ledger.Draft {
		return ledger.Draft{LedgerID: v.ledgerID, EntityType: ledger.TypeEntry, EntityID: e, Verb: verb, Catalogue: 1, Body: body}
	}
	v.mine = append(v.mine, e)
	files := v.pictures(r)
	drafts := []ledger.Draft{op("create", ledger.Content{Kind: "patrol", PlaceID: v.placeID, Day: today() - calendar.Day(r.IntN(perDayLimit)), Dims: map[string]ledger.Codes{"patrol_form": {"with_residents"}},
		Measures: map[string]amount.Value{"person_turns": amount.ExactValue(int64(1+r.IntN(20)), amount.Counted)}})}
	for _, b := range files {
		drafts = append(drafts, op("attach", phone.Attachment(b, "image/jpeg", "")))
	}
	return v.keep(files, append(drafts, op("submit", nil))...)
}

// pictures are none, one or two photos; of three one is of those that all teams
// send on.
func (v *virtual) pictures(r *mathrand.Rand) (out [][]byte) {
	for range r.IntN(3) {
		seed := r.Uint64()
		if r.IntN(3) == 0 {
			seed = uint64(r.IntN(sharedPictures))
		}
		out = append(out, picture(seed))
	}
	return out
}

// picture is a JPEG of noise, the same for the same seed: 1 to 60 KB.
func picture(seed uint64) []byte {
	r := mathrand.New(mathrand.NewPCG(seed, 1))
	m := image.NewGray(image.Rect(0, 0, 8+r.IntN(200), 8+r.IntN(200)))
	for i := range m.Pix {
		m.Pix[i] = uint8(r.Uint32())
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		panic(err) // it writes to memory
	}
	return b.Bytes()
}

// amend changes a record of the team that was pulled, perhaps an old state.
func (v *virtual) amend(r *mathrand.Rand) error {
	for id, rec := range v.State().Records {
		return v.keep(nil, ledger.Draft{LedgerID: rec.LedgerID, EntityType: ledger.TypeEntry, EntityID: id, Verb: "amend", Base: rec.Base, Catalogue: 1,
			Body: map[string]any{"set": map[string]any{"note": fmt.Sprint("lần ", r.IntN(1000))}, "why": "bổ sung"}})
	}
	return nil
}

func (v *virtual) keep(files [][]byte, drafts ...ledger.Draft) error {
	ops, err := v.RecordPhotos(files, drafts...)
	for i := range ops {
		v.signed[ops[i].Op.ID+ops[i].Hash.String()] = true
	}
	v.recorded += len(ops)
	return err
}
