package syncing_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"phendau/internal/ledger"
	"phendau/internal/registry"
	"phendau/internal/syncing"
	"phendau/internal/syncing/phone"
)

func TestWhatAPhoneRecordsOfflineExistsOnceAndComesBackVerified(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a, b := w.patrol(w.phone, w.ledgerA, w.hamlets[0]), w.patrol(w.phone, w.ledgerA, w.hamlets[0])
		w.now = w.now.Add(9 * 24 * time.Hour)
		for range 3 {
			w.sync(w.phone)
		}
		if got := say(w.phone); got != `["received","received","received","received"]` {
			t.Fatal(got)
		}
		w.act(a, "verify", w.clerk, map[string]int{"level": 2})
		w.act(b, "return", w.clerk, map[string]any{"level": 2, "why": "thiếu ảnh"})
		w.sync(w.phone)
		ra, rb := w.phone.State().Records[a], w.phone.State().Records[b]
		if ra.Status != ledger.Verified || ra.Level != 2 || rb.Status != ledger.Returned || rb.Why != "thiếu ảnh" || rb.By != "Lý Thị Mẫu" {
			t.Errorf("%+v\n%+v", ra, rb)
		}
		// Returned entries are mended offline, on the state that was seen.
		_, err := w.phone.Record(ledger.Draft{LedgerID: w.ledgerA, EntityType: "entry", EntityID: b, Verb: "amend", Base: rb.Base, Catalogue: 1,
			Body: map[string]any{"set": map[string]any{"note": "đã bổ sung"}, "why": "bổ sung ảnh"}},
			ledger.Draft{LedgerID: w.ledgerA, EntityType: "entry", EntityID: b, Verb: "submit", Catalogue: 1})
		if err != nil {
			t.Fatal(err)
		}
		w.sync(w.phone)
		if r := w.phone.State().Records[b]; r.Status != ledger.Submitted {
			t.Errorf("%s: %s", r.Status, say(w.phone))
		}
		if _, err := w.st.Verify(t.Context(), nil); err != nil {
			t.Error(err)
		}
	})
}

// TestAPhoneKnowsItsPlaceAndBodyOnly holds the scope, and that it shrinks.
func TestAPhoneKnowsItsPlaceAndBodyOnly(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		other := w.enrol(w.teamB, w.hamlets[2], w.member) // somebody who is no member there
		w.patrol(other, w.ledgerB, w.hamlets[2])
		w.sync(other)
		if got := say(other); got != `["to_mend not_allowed","to_mend unknown_entity"]` {
			t.Errorf("a phone of another team: %s", got)
		}
		mine := w.patrol(w.phone, w.ledgerA, w.hamlets[0])
		w.sync(w.phone)
		neighbour := w.enrol(w.team, w.hamlets[1], w.member)
		w.sync(neighbour)
		if n := len(neighbour.State().Records); n != 1 {
			t.Errorf("the body's own record: %d", n)
		}
		w.change(neighbour, map[string]any{"body_id": w.teamB})
		w.sync(neighbour)
		if n := len(neighbour.State().Records); n != 0 {
			t.Errorf("%d records stay after the scope shrank", n)
		}
		if w.phone.State().Records[mine].ID == "" {
			t.Error("the phone lost its own record")
		}
	})
}

// TestAPlannedActivityReachesThePhonesOfTheBodiesItConcerns: sent to them, and
// to nobody else; a plan that is not sent yet to none. One over the whole commune
// in which a team takes part reaches the team in its hamlet.
func TestAPlannedActivityReachesThePhonesOfTheBodiesItConcerns(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		other := w.enrol(w.teamB, w.hamlets[2], w.member)
		plan := func(team string, submit bool) string {
			id := w.w.IDs.New()
			draft := func(verb string, body any) ledger.Draft {
				return ledger.Draft{LedgerID: w.ledgerA, EntityType: ledger.TypePlan, EntityID: id, Verb: verb, ActorID: w.clerk, BodyID: w.committee, Catalogue: 1, Body: body}
			}
			drafts := []ledger.Draft{draft("create", ledger.PlanBody{PlaceID: w.hamlets[0], From: today, To: today,
				Activity: &ledger.Content{Kind: "patrol", PlaceID: w.hamlets[0], Day: today, OwnerBodyID: team, Dims: map[string]ledger.Codes{"patrol_form": {"with_residents"}}}})}
			if submit {
				drafts = append(drafts, draft("submit", nil))
			}
			w.must(drafts...)
			return id
		}
		mine, draft := plan(w.team, true), plan(w.team, false)
		joint := w.w.IDs.New()
		create := ledger.Draft{LedgerID: w.ledgerA, EntityType: ledger.TypePlan, EntityID: joint, Verb: "create", ActorID: w.clerk, BodyID: w.committee, Catalogue: 1,
			Body: ledger.PlanBody{PlaceID: w.communeA, From: today, To: today, Activity: &ledger.Content{Kind: "patrol", PlaceID: w.communeA, Day: today,
				Dims: map[string]ledger.Codes{"patrol_form": {"with_residents"}}, Bodies: []ledger.Participation{{BodyID: w.team}}}}}
		submit := create
		submit.Verb, submit.Body = "submit", nil
		w.must(create, submit)
		w.sync(w.phone)
		w.sync(other)
		if r := w.phone.State().Records[mine]; r.Type != ledger.TypePlan || r.Status != ledger.Submitted {
			t.Errorf("the team was not told: %+v", r)
		}
		if w.phone.State().Records[joint].ID == "" {
			t.Error("the team is not told where it takes part")
		}
		if w.phone.State().Records[draft].ID != "" {
			t.Error("a draft was told")
		}
		if n := len(other.State().Records); n != 0 {
			t.Errorf("another team knows of %d plans", n)
		}
		w.must(ledger.Draft{LedgerID: w.ledgerA, EntityType: ledger.TypePlan, EntityID: mine, Verb: "not_done", ActorID: w.clerk, BodyID: w.committee, Catalogue: 1, Body: ledger.NotDone{Reason: "weather"}})
		w.sync(w.phone)
		if r := w.phone.State().Records[mine]; r.NotDone != "weather" {
			t.Errorf("%+v", r)
		}
	})
}

func TestManyRecordsArePagedAndFollowed(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for range 130 {
			w.patrol(w.phone, w.ledgerA, w.hamlets[0])
		}
		w.phone.Batch = 50
		w.sync(w.phone)
		if n := w.phone.Unsent(); n != 0 {
			t.Fatalf("%d unsent: %s", n, say(w.phone))
		}
		second := w.enrol(w.team, w.hamlets[0], w.member)
		in, pages, seen := syncing.PullRequest{Limit: 40}, 0, map[string]int{}
		token := w.token(second)
		for {
			var out syncing.PullReply
			if err := second.Net.Call(t.Context(), "POST", "/pull", token, in, &out); err != nil {
				t.Fatal(err)
			}
			if out.Restart != (pages == 0) {
				t.Errorf("page %d: restart %v", pages, out.Restart)
			}
			for _, r := range out.Records {
				seen[r.ID]++
			}
			in.Cursor, pages = out.Cursor, pages+1
			if !out.More {
				break
			}
		}
		if len(seen) != 130 || pages < 4 {
			t.Errorf("%d records in %d pages", len(seen), pages)
		}
		for id, n := range seen {
			if n != 1 {
				t.Errorf("%s came %d times", id, n)
			}
		}
	})
}

func TestARestoredPhoneIsFoundOutByComparison(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.sync(w.phone)
		backup := &phone.Memory{}
		if err := backup.Save(w.phone.State()); err != nil {
			t.Fatal(err)
		}
		w.patrol(w.phone, w.ledgerA, w.hamlets[0])
		w.sync(w.phone)
		w.phone.Disk = backup
		if err := w.phone.Start(); err != nil {
			t.Fatal(err)
		}
		if err := w.phone.Sync(t.Context()); !errors.Is(err, phone.ErrRestored) {
			t.Errorf("a restored phone that recorded nothing: %v", err)
		}
		w.patrol(w.phone, w.ledgerA, w.hamlets[0])
		if err := w.phone.Sync(t.Context()); err == nil {
			t.Error("a second branch went through")
		}
		if got := say(w.phone); got != `["quarantined forked_device","quarantined forked_device"]` {
			t.Error(got)
		}
		if q, err := w.st.Quarantined(t.Context()); err != nil || len(q) != 2 {
			t.Errorf("%d operations wait for an officer, %v", len(q), err)
		}
		if code(w.phone.Sync(t.Context())) != "forked_device" {
			t.Error("a forked phone opens a session")
		}
	})
}

// TestAServerRestoredFromAnOlderBackupIsRefilled holds that a receipt is no
// reason to throw away.
func TestAServerRestoredFromAnOlderBackupIsRefilled(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.patrol(w.phone, w.ledgerA, w.hamlets[0])
		w.sync(w.phone)
		e := w.patrol(w.phone, w.ledgerA, w.hamlets[0])
		state := w.phone.State()
		for i := range state.Ops {
			state.Ops[i].Where = phone.Received // as before the server lost the last two
		}
		if err := w.phone.Disk.Save(state); err != nil {
			t.Fatal(err)
		}
		if err := w.phone.Start(); err != nil {
			t.Fatal(err)
		}
		w.sync(w.phone)
		if got := say(w.phone); got != `["received","received","on_phone","on_phone"]` {
			t.Fatal(got)
		}
		w.sync(w.phone)
		if w.phone.Unsent() != 0 || w.phone.State().Records[e].Status != ledger.Submitted {
			t.Errorf("%s", say(w.phone))
		}
	})
}

func TestRevokedPhonesEndByTheirMode(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.patrol(w.phone, w.ledgerA, w.hamlets[0])
		w.change(w.phone, map[string]any{"revoked": ledger.Revocation{Mode: ledger.RevokedRetired, Day: today, NotAfterSeq: 2}})
		err := w.phone.Sync(t.Context())
		if got := say(w.phone); got != `["received","received"]` || code(err) != "revoked" {
			t.Errorf("retired: %s, %v", got, err)
		}
		lost := w.enrol(w.team, w.hamlets[0], w.member)
		w.patrol(lost, w.ledgerA, w.hamlets[0])
		w.change(lost, map[string]any{"revoked": ledger.Revocation{Mode: ledger.RevokedLost, Day: today}})
		var e *syncing.Error
		if err := lost.Sync(t.Context()); !errors.As(err, &e) || e.Status != 410 || e.Mode != "lost" || e.Message == "" {
			t.Errorf("lost: %v", err)
		}
	})
}

func TestALeaseKeyStaysAndIsThePhonesOwn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		s1, s2 := w.session(w.phone), w.session(w.phone)
		other := w.session(w.enrol(w.team, w.hamlets[0], w.member))
		if s1.Lease.Key != s2.Lease.Key || s1.Lease.Key == other.Lease.Key || len(s1.Lease.Key) != 43 {
			t.Errorf("%v %v %v", s1.Lease, s2.Lease, other.Lease)
		}
		if want := w.now.Add(ledger.LeaseDays * 24 * time.Hour).UnixMilli(); s1.Lease.UntilMS != want {
			t.Errorf("until %d, want %d", s1.Lease.UntilMS, want)
		}
	})
}

func code(err error) string {
	var e *syncing.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// TestThePhoneIsGivenTheMarkersOfItsOwnBooks: whoever records a patrol without
// a server chooses its markers from a list.
func TestThePhoneIsGivenTheMarkersOfItsOwnBooks(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		row := func(name, at string) ledger.Draft {
			return ledger.Draft{LedgerID: w.registry, EntityType: "register", EntityID: w.w.IDs.New(), Verb: "create",
				Body: registry.RegisterDoc{Kind: "marker_position", Name: name, PlaceID: at, From: registry.Unknown, To: registry.Open}}
		}
		w.must(row("Mốc 10", w.hamlets[0]), row("Mốc 9", w.communeA), row("Mốc 11", w.hamlets[2]))
		var ref syncing.Reference
		if err := w.phone.Net.Call(t.Context(), "GET", "/reference", w.token(w.phone), nil, &ref); err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, r := range ref.Rows {
			names = append(names, r.Name)
		}
		if !slices.Equal(names, []string{"Mốc 9", "Mốc 10"}) {
			t.Errorf("%v", names)
		}
	})
}
