package office_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/calendar"
	"phendau/internal/identity"
	"phendau/internal/ledger"
	"phendau/internal/office"
	"phendau/internal/registry"
)

// written is an entry of a test, submitted a minute after it was recorded.
type written struct {
	ledger, id, place, owner, recorder string
	day                                string
	kind                               string
	measures, dims                     map[string]any
	bodies                             []any
	documents                          []any
}

func (e written) path(act string) string { return "/records/" + e.ledger + "/" + e.id + act }

func (e written) review() string { return "/review/" + e.ledger + "/" + e.id }

func (e written) ref() map[string]any { return map[string]any{"ledger_id": e.ledger, "entry_id": e.id} }

func countedJSON(n int) map[string]any { return map[string]any{"v": n, "basis": "counted"} }

// outreach is a meeting in a hamlet of commune A by its committee, with its
// minutes: nothing in it has to be looked at.
func (d *desk) outreach(day string, people int, also ...func(*written)) written {
	d.t.Helper()
	e := written{ledger: d.ledgerA, id: d.writer.IDs.New(), place: d.hamletsA[0], owner: d.committeeA, recorder: d.people[access.CommuneClerk], day: day, kind: "outreach",
		measures:  map[string]any{"sessions": countedJSON(1), "participant_turns": countedJSON(people)},
		documents: []any{map[string]any{"type": "minutes", "number": "BB-" + day}}}
	for _, f := range also {
		f(&e)
	}
	return d.write(e)
}

func (d *desk) write(e written) written {
	d.t.Helper()
	body := map[string]any{"kind": e.kind, "place_id": e.place, "day": e.day, "measures": e.measures}
	for k, v := range map[string][]any{"bodies": e.bodies, "documents": e.documents} {
		if len(v) > 0 {
			body[k] = v
		}
	}
	if len(e.dims) > 0 {
		body["dims"] = e.dims
	}
	base := d.writer.IDs.New()
	draft := ledger.Draft{LedgerID: e.ledger, EntityType: "entry", EntityID: e.id, ActorID: e.recorder, BodyID: e.owner, Catalogue: 1}
	create, submit := draft, draft
	create.ID, create.Verb, create.Body = base, "create", body
	submit.Verb, submit.Base = "submit", base
	if err := d.writer.MustWrite(context.Background(), []ledger.Draft{create, submit}); err != nil {
		d.t.Fatal(err)
	}
	return e
}

// amend changes a field as the recorder, who says why.
func (d *desk) amend(e written, set map[string]any) {
	d.t.Helper()
	rec, err := d.store.Record(context.Background(), e.ledger, e.id)
	if err != nil {
		d.t.Fatal(err)
	}
	err = d.writer.MustWrite(context.Background(), []ledger.Draft{{LedgerID: e.ledger, EntityType: "entry", EntityID: e.id, Verb: "amend", Base: rec.State.LastOp,
		ActorID: e.recorder, BodyID: e.owner, Catalogue: 1, Body: map[string]any{"set": set, "why": "đếm lại"}}})
	if err != nil {
		d.t.Fatal(err)
	}
}

func (c *client) detail(e written) office.ReviewDetail {
	c.d.t.Helper()
	var v office.ReviewDetail
	c.must(200, "GET", e.review(), nil, &v)
	return v
}

func (c *client) waiting(query string) office.ReviewPage {
	c.d.t.Helper()
	var v office.ReviewPage
	c.must(200, "GET", "/review"+query, nil, &v)
	return v
}

func (c *client) verify(e written) office.RecordState {
	c.d.t.Helper()
	var v office.RecordState
	c.must(200, "POST", e.path("/verify"), map[string]any{"base": c.detail(e).Base}, &v)
	return v
}

func ids(p office.ReviewPage) string {
	var out []string
	for _, it := range p.Items {
		out = append(out, it.ID)
	}
	return strings.Join(out, " ")
}

func flagsOf(it office.ReviewItem) string {
	var out []string
	for _, f := range it.Flags {
		out = append(out, f.Code)
	}
	return strings.Join(out, " ")
}

// TestARecordWaitsForOneLevelAtATimeWhereItHappened: a patrol passes the
// commune, then the post; the other commune and the next level see nothing of
// it before it is their turn.
func TestARecordWaitsForOneLevelAtATimeWhereItHappened(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		e := d.outreach("2026-03-02", 30, func(e *written) {
			e.kind, e.measures, e.dims = "patrol", map[string]any{"times": countedJSON(1), "person_turns": countedJSON(5)}, map[string]any{"patrol_form": "own_regular"}
		})
		commune, other, post := d.as(access.CommuneVerifier), d.asB(access.CommuneVerifier), d.as(access.PostCommander)
		if a, b, c := ids(commune.waiting("")), ids(other.waiting("")), ids(post.waiting("")); a != e.id || b != "" || c != "" {
			t.Fatalf("before: commune %q, other commune %q, post %q", a, b, c)
		}
		if s := commune.verify(e); s.Status != "verified" || s.Level != 2 || s.Turn != 3 {
			t.Fatalf("after the commune: %+v", s)
		}
		if a, c := ids(commune.waiting("")), ids(post.waiting("")); a != "" || c != e.id {
			t.Fatalf("between: commune %q, post %q", a, c)
		}
		if s := post.verify(e); s.Level != 3 || s.Turn != 0 || ids(post.waiting("")) != "" {
			t.Fatalf("after the post: %+v", s)
		}
		other.must(404, "GET", e.review(), nil, nil)
		other.must(404, "POST", e.path("/verify"), map[string]any{"base": e.id}, nil)
		d.as(access.CommuneClerk).must(403, "POST", e.path("/verify"), map[string]any{"base": e.id}, nil)
	})
}

// TestWhatWaitsLongestComesFirstPageByPage holds order, paging and the count.
func TestWhatWaitsLongestComesFirstPageByPage(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		var want []string
		for i := range 5 {
			want = append(want, d.outreach(fmt.Sprintf("2026-02-%02d", 20-3*i), 20+7*i).id)
			d.clock.now = d.clock.now.Add(24 * time.Hour)
		}
		v := d.as(access.CommuneVerifier)
		var got []string
		cursor := ""
		for {
			p := v.waiting("?limit=2&cursor=" + cursor)
			for _, it := range p.Items {
				got = append(got, it.ID)
			}
			if cursor = p.Next; cursor == "" {
				break
			}
		}
		if strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("order %v, want %v", got, want)
		}
		if p := v.waiting("?limit=5"); p.Next != "" || p.Items[0].DaysWaiting != 5 || p.Items[4].DaysWaiting != 1 {
			t.Errorf("days waiting %+v", p.Items)
		}
		if ids(v.waiting("?place="+d.hamletsA[1])) != "" || len(v.waiting("?place="+d.communeA+"&kind=outreach&type=entry").Items) != 5 || ids(v.waiting("?kind=patrol")) != "" {
			t.Error("the filters do not hold")
		}
		var n office.ReviewCount
		v.must(200, "GET", "/review/count", nil, &n)
		if n.Waiting != 5 || n.More || n.OldestDays != 5 || fmt.Sprint(n.Levels) != "[2]" {
			t.Errorf("count %+v", n)
		}
		v.must(422, "GET", "/review?cursor=!!!", nil, nil)
	})
}

// TestAStaleVerificationIsRefusedWithThePresentContent: what changed after it
// was seen is shown, never approved unseen.
func TestAStaleVerificationIsRefusedWithThePresentContent(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		e := d.outreach("2026-03-02", 30)
		v := d.as(access.CommuneVerifier)
		seen := v.detail(e)
		d.amend(e, map[string]any{"measures": map[string]any{"participant_turns": countedJSON(45)}})
		var refused struct {
			Code, Message string
			Current       office.ReviewDetail
		}
		v.must(409, "POST", e.path("/verify"), map[string]any{"base": seen.Base}, &refused)
		if refused.Code != "stale_base" || refused.Current.Base == seen.Base || refused.Current.Measures[1].Value != "45 lượt" {
			t.Fatalf("%+v", refused)
		}
		last := refused.Current.Timeline[len(refused.Current.Timeline)-1]
		if last.Verb != "amend" || last.Why != "đếm lại" || len(last.Changes) != 1 || !strings.HasPrefix(last.Changes[0].Old, "30 lượt") || !strings.HasPrefix(last.Changes[0].New, "45 lượt") {
			t.Errorf("the change is not told: %+v", last)
		}
		v.must(200, "POST", e.path("/verify"), map[string]any{"base": refused.Current.Base}, nil)
	})
}

// TestARequestSentTwiceVerifiesOnce: the answer got lost, the browser repeats.
func TestARequestSentTwiceVerifiesOnce(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		e := d.outreach("2026-03-02", 30)
		v := d.as(access.CommuneVerifier)
		id, body := d.writer.IDs.New(), map[string]any{"base": v.detail(e).Base}
		for range 2 {
			var s office.RecordState
			if got := v.once("POST", e.path("/verify"), id, body, &s); got != 200 || s.Level != 2 {
				t.Fatalf("%d %+v", got, s)
			}
		}
		if n := len(v.detail(e).Timeline); n != 3 {
			t.Errorf("%d operations", n)
		}
		var refused api.Error
		if got := v.do("POST", e.path("/verify"), body, &loose{&refused}); got != 409 || refused.Code != "duplicate_state" {
			t.Errorf("%d %+v", got, refused)
		}
	})
}

// TestWhoVerifiesSecondReadsWhoWasFirst: two at one level answer the same list.
func TestWhoVerifiesSecondReadsWhoWasFirst(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		e := d.outreach("2026-03-02", 30)
		first := d.as(access.CommuneVerifier)
		other := d.newPerson("Triệu Thị Mẫu")
		d.grantTo(other, access.CommuneVerifier, d.committeeA, d.communeA)
		second, base := d.person(other, identity.ByPasskey), first.detail(e).Base
		first.must(200, "POST", e.path("/verify"), map[string]any{"base": base}, nil)
		var refused api.Error
		second.must(409, "POST", e.path("/verify"), map[string]any{"base": base}, &loose{&refused})
		if refused.Code != "duplicate_state" || !strings.Contains(refused.Message, " đã thẩm định mục này lúc ") {
			t.Errorf("%+v", refused)
		}
		var out office.BulkResults
		second.must(200, "POST", "/review/bulk", map[string]any{"act": "verify", "items": []any{map[string]any{"ledger_id": e.ledger, "id": e.id, "base": base}}}, &out)
		if out.Done != 0 || out.Results[0].Code != "duplicate_state" || out.Results[0].Message != refused.Message {
			t.Errorf("%+v", out)
		}
	})
}

// TestWhatIsReturnedWithAReasonComesBackAfterResubmission holds the way back
// to the recorder and up again.
func TestWhatIsReturnedWithAReasonComesBackAfterResubmission(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		e := d.outreach("2026-03-02", 300)
		v := d.as(access.CommuneVerifier)
		v.must(422, "POST", e.path("/return"), map[string]any{"why": ""}, nil)
		var refused api.Error
		if got := v.do("POST", e.path("/return"), map[string]any{"why": "  "}, &loose{&refused}); got != 422 || refused.Code != "why_missing" {
			t.Fatalf("a blank reason: %d %+v", got, refused)
		}
		var s office.RecordState
		v.must(200, "POST", e.path("/return"), map[string]any{"why": "Số người nhiều hơn dân trong xóm"}, &s)
		if s.Status != "returned" || s.Turn != 0 || ids(v.waiting("")) != "" {
			t.Fatalf("%+v", s)
		}
		d.amend(e, map[string]any{"measures": map[string]any{"participant_turns": countedJSON(30)}})
		submit := ledger.Draft{LedgerID: e.ledger, EntityType: "entry", EntityID: e.id, Verb: "submit", ActorID: e.recorder, BodyID: e.owner, Catalogue: 1}
		if err := d.writer.MustWrite(context.Background(), []ledger.Draft{submit}); err != nil {
			t.Fatal(err)
		}
		if ids(v.waiting("")) != e.id {
			t.Fatal("it does not wait again")
		}
		v.verify(e)
		told := v.detail(e).Timeline
		if told[2].Verb != "return" || told[2].Why == "" || told[5].Verb != "verify" {
			t.Errorf("%+v", told)
		}
	})
}

// TestNobodyVerifiesHisOwnRecordWhileTheLevelHasAnother: alone he may, and it
// is printed; with a colleague he may not.
func TestNobodyVerifiesHisOwnRecordWhileTheLevelHasAnother(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		mine := func(e *written) { e.recorder = d.people[access.CommuneVerifier] }
		first, second := d.outreach("2026-03-02", 30, mine), d.outreach("2026-03-05", 44, mine)
		v := d.as(access.CommuneVerifier)
		if it := v.waiting("").Items[0]; flagsOf(it) != "self_recorded" || it.Bulk || !it.MayVerify {
			t.Errorf("alone: %+v", it)
		}
		v.verify(first)
		rec, err := d.store.Record(context.Background(), first.ledger, first.id)
		if err != nil || !rec.State.SelfVerified {
			t.Errorf("the mark is missing: %v", err)
		}
		grant := registry.GrantDoc{PersonID: d.people[access.CommuneClerk], Role: access.CommuneVerifier, BodyID: d.committeeA, PlaceID: d.communeA, From: registry.Unknown, To: registry.Open}
		if err := d.writer.MustWrite(context.Background(), []ledger.Draft{{LedgerID: d.registry, EntityType: "grant", EntityID: d.writer.IDs.New(), Verb: "create", Body: grant}}); err != nil {
			t.Fatal(err)
		}
		if it := v.waiting("").Items[0]; it.MayVerify {
			t.Errorf("with a colleague: %+v", it)
		}
		var refused api.Error
		if got := v.do("POST", second.path("/verify"), map[string]any{"base": v.detail(second).Base}, &loose{&refused}); got != 403 || refused.Code != "self_verification" {
			t.Errorf("%d %+v", got, refused)
		}
		d.as(access.CommuneClerk).verify(second)
	})
}

// TestManyAreApprovedAtOnceOnlyWhereNothingHasToBeLookedAt: each item has an
// answer of its own, and one that is refused never fails its neighbours.
func TestManyAreApprovedAtOnceOnlyWhereNothingHasToBeLookedAt(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		good, better := d.outreach("2026-01-06", 31), d.outreach("2026-02-03", 47)
		amended, stale := d.outreach("2026-02-10", 52), d.outreach("2026-02-17", 28)
		d.amend(amended, map[string]any{"note": "thêm ghi chú"})
		elsewhere := d.outreach("2026-02-17", 33, func(e *written) {
			e.ledger, e.place, e.owner, e.recorder = d.ledgerB, d.hamletsB[0], d.committeeB, d.peopleB[access.CommuneClerk]
		})
		v := d.as(access.CommuneVerifier)
		var items []any
		for _, it := range v.waiting("").Items {
			if it.Bulk == (it.ID == amended.id) {
				t.Errorf("%s: bulk %v with flags %q", it.From, it.Bulk, flagsOf(it))
			}
			base := it.Base
			if it.ID == stale.id {
				base = d.writer.IDs.New()
			}
			items = append(items, map[string]any{"ledger_id": it.LedgerID, "id": it.ID, "base": base})
		}
		items = append(items, map[string]any{"ledger_id": elsewhere.ledger, "id": elsewhere.id, "base": elsewhere.id})
		body, id := map[string]any{"act": "verify", "items": items}, d.writer.IDs.New()
		var out office.BulkResults
		if got := v.once("POST", "/review/bulk", id, body, &out); got != 200 || out.Done != 2 {
			t.Fatalf("%d %+v", got, out)
		}
		codes := map[string]string{}
		for _, r := range out.Results {
			codes[r.ID] = r.Code
		}
		want := map[string]string{good.id: "", better.id: "", amended.id: "needs_look", stale.id: "stale_base", elsewhere.id: "not_found"}
		if fmt.Sprint(codes) != fmt.Sprint(want) {
			t.Errorf("%v, want %v", codes, want)
		}
		var again office.BulkResults
		if got := v.once("POST", "/review/bulk", id, body, &again); got != 200 || again.Done != 2 {
			t.Errorf("repeated: %d %+v", got, again)
		}
		if len(v.detail(good).Timeline) != 3 {
			t.Error("the repeat verified once more")
		}
	})
}

// lock locks a report over commune A for a year and returns its id.
func (d *desk) lock(year int) string {
	d.t.Helper()
	ctx, snapshot, cells, doc := context.Background(), d.writer.IDs.New(), []byte(`[]`), []byte(`{}`)
	from, to := calendar.MakeDay(year, 1, 1), calendar.MakeDay(year, 12, 31)
	m := ledger.LockMark{SnapshotID: snapshot, LedgerID: d.ledgerA, PlaceID: d.communeA, MapDay: to, From: from, To: to}
	entries, err := d.store.Covered(ctx, d.ledgerA, m)
	if err != nil {
		d.t.Fatal(err)
	}
	m.EntriesHash = ledger.EntriesHash(entries)
	drafts := []ledger.Draft{{LedgerID: d.ledgerA, EntityType: "snapshot", EntityID: snapshot, Verb: "lock", Body: ledger.SnapshotBody{Report: "yearly", Template: 1,
		Title: fmt.Sprintf("Báo cáo năm %d", year), PlaceID: d.communeA, From: from, To: to, Calendar: "civil", MapDay: to, Position: []ledger.Position{{LedgerID: d.ledgerA}},
		CellsHash: ledger.HashOf(cells).String(), DocumentHash: ledger.HashOf(doc).String()}},
		{LedgerID: d.ledgerA, EntityType: "ledger", EntityID: d.ledgerA, Verb: "lock_mark", Body: m}}
	if err := d.writer.MustWrite(ctx, drafts, cells, doc); err != nil {
		d.t.Fatal(err)
	}
	return snapshot
}

// TestS17CorrectionAfterApprovalShowsOldNewReasonAndTheReports plays S17: 30 km
// become 3,0 km after a report was locked.
func TestS17CorrectionAfterApprovalShowsOldNewReasonAndTheReports(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		e := d.outreach("2026-02-02", 0, func(e *written) {
			e.kind, e.measures = "trail_clearing", map[string]any{"times": countedJSON(1), "length_m": countedJSON(30000), "person_turns": countedJSON(12)}
		})
		v, clerk := d.as(access.CommuneVerifier), d.as(access.CommuneClerk)
		v.verify(e)
		report := d.lock(2026)
		var a office.Affected
		clerk.must(200, "GET", e.path("/affected"), nil, &a)
		if len(a.Reports) != 1 || a.Reports[0].SnapshotID != report || a.Reports[0].Title != "Báo cáo năm 2026" || len(a.Changes) != 0 {
			t.Fatalf("%+v", a)
		}
		set := map[string]any{"measures": map[string]any{"length_m": countedJSON(3000)}}
		clerk.must(403, "POST", e.path("/correct"), map[string]any{"base": v.detail(e).Base, "set": set, "why": "nhầm"}, nil)
		clerk.must(200, "POST", e.path("/ask_correction"), map[string]any{"set": set, "why": "Nhầm dấu phẩy: 3,0 km"}, nil)
		seen := v.detail(e)
		wish := seen.Timeline[len(seen.Timeline)-1]
		if wish.Verb != "ask_correction" || len(wish.Asked) != 1 || !strings.HasPrefix(wish.Asked[0].New, "3") || !seen.May.Correct || seen.May.Return {
			t.Fatalf("the wish is not shown: %+v %+v", wish, seen.May)
		}
		var entry office.EntryView
		v.must(200, "GET", "/entries/"+e.ledger+"/"+e.id, nil, &entry)
		told := entry.Timeline[len(entry.Timeline)-1].Changes
		if len(told) != 1 || told[0] != (office.ChangeText{Field: wish.Asked[0].Name, Old: wish.Asked[0].Old, New: wish.Asked[0].New}) {
			t.Errorf("the entry tells the wish as %+v, the review as %+v", told, wish.Asked)
		}
		v.must(422, "POST", e.path("/correct"), map[string]any{"base": seen.Base, "set": set, "why": ""}, nil)
		v.must(422, "POST", e.path("/correct"), map[string]any{"base": seen.Base, "set": map[string]any{"measures": map[string]any{"length_m": 1.5}}, "why": "x"}, nil)
		var s office.RecordState
		v.must(200, "POST", e.path("/correct"), map[string]any{"base": seen.Base, "set": set, "why": "Nhầm dấu phẩy: 3,0 km"}, &s)
		if s.Status != "verified" || s.Level != 2 || s.Turn != 3 {
			t.Errorf("%+v", s)
		}
		v.must(200, "GET", e.path("/affected"), nil, &a)
		if len(a.Changes) != 1 || a.Changes[0].Why != "Nhầm dấu phẩy: 3,0 km" || a.Changes[0].Change == nil || a.Changes[0].Who == "" ||
			a.Changes[0].Change.Field != "measures.length_m" || fmt.Sprint(a.Changes[0].Snapshots) != "["+report+"]" {
			t.Errorf("%+v", a.Changes)
		}
		if a.Note == nil || a.Note.Template != "correction-note" || a.Note.PlaceID != d.communeA || a.Note.Period != "2026-01-01/2026-12-31" {
			t.Errorf("%+v", a.Note)
		}
		if resp, page := v.raw("/reports/page?" + a.Note.Query); resp.StatusCode != 200 || !strings.Contains(string(page), "ĐÍNH CHÍNH") && !strings.Contains(string(page), "Đính chính") {
			t.Errorf("the draft of the note does not open: %d %s", resp.StatusCode, page)
		}
		v.must(409, "POST", e.path("/return"), map[string]any{"why": "x"}, nil) // a locked record is not given back
		d.asB(access.CommuneVerifier).must(404, "GET", e.path("/affected"), nil, nil)
	})
}

// TestAStatementAZeroAndAPlanWaitToo: the list holds every kind of record.
func TestAStatementAZeroAndAPlanWaitToo(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		for typ, body := range map[string]any{
			"statement": ledger.StatementBody{Indicator: "outreach", Measure: "sessions", PlaceID: d.communeA, From: calendar.MakeDay(2020, 1, 1), To: calendar.MakeDay(2020, 12, 31),
				Value: amountOf(12), Document: ledger.Document{Type: "report", Number: "12/BC-UBND"}},
			"nil":  ledger.NilBody{PlaceID: d.communeA, Kinds: []string{"patrol"}, From: calendar.MakeDay(2026, 1, 1), To: calendar.MakeDay(2026, 1, 31), Reason: "season"},
			"plan": ledger.PlanBody{Indicator: "outreach", Measure: "sessions", PlaceID: d.communeA, From: calendar.MakeDay(2026, 1, 1), To: calendar.MakeDay(2026, 12, 31), Value: 24},
		} {
			id := d.writer.IDs.New()
			draft := ledger.Draft{LedgerID: d.ledgerA, EntityType: typ, EntityID: id, ActorID: d.people[access.CommuneClerk], BodyID: d.committeeA, Catalogue: 1}
			create, submit := draft, draft
			create.Verb, create.Body, submit.Verb = "create", body, "submit"
			if err := d.writer.MustWrite(context.Background(), []ledger.Draft{create, submit}); err != nil {
				t.Fatal(err)
			}
		}
		v := d.as(access.CommuneVerifier)
		p := v.waiting("")
		if len(p.Items) != 3 {
			t.Fatalf("%+v", p.Items)
		}
		for _, it := range p.Items {
			e := written{ledger: it.LedgerID, id: it.ID}
			if det := v.detail(e); det.Name == "" || det.From == "" || len(det.Facts)+len(det.Measures) == 0 {
				t.Errorf("%s is not told: %+v", it.Type, det)
			}
			v.verify(e)
		}
		if ids(v.waiting("")) != "" {
			t.Error("they still wait")
		}
	})
}
