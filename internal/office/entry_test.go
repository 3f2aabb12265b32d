package office_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"phendau/internal/access"
	"phendau/internal/audit"
	"phendau/internal/catalogue"
	"phendau/internal/office"
)

func ptr(n int64) *int64 { return &n }

func counted(n int64) office.ValueForm { return office.ValueForm{V: &n, Basis: "counted"} }

// patrol is a patrol of the post without fault.
func (d *desk) patrol() office.EntryContent {
	return office.EntryContent{Kind: "patrol", PlaceID: d.hamletsA[0], Day: "2026-03-03", Dims: map[string][]string{"patrol_form": {"own_regular"}, "way": {"foot"}},
		Measures: map[string]office.ValueForm{"person_turns": counted(6), "walked_m": counted(12_500)},
		Bodies:   []office.BodyForm{{BodyID: d.frontA, Role: "support"}, {BodyID: d.committeeA}}, Note: "đường trơn sau mưa"}
}

// record records an entry and gives it back.
func (c *client) record(content office.EntryContent, submit bool) office.EntryView {
	c.d.t.Helper()
	var v office.EntryView
	c.must(200, "POST", "/entries", office.CreateForm{ID: c.d.writer.IDs.New(), Content: content, Submit: submit}, &v)
	return v
}

// act does something to an entry and gives it back as it is then.
func (c *client) act(v *office.EntryView, verb string, body any) office.EntryView {
	c.d.t.Helper()
	var after office.EntryView
	c.must(200, "POST", c.d.path(v)+"/"+verb, body, &after)
	return after
}

func (d *desk) path(v *office.EntryView) string { return "/entries/" + v.LedgerID + "/" + v.ID }

// sample fills a form of a kind with what it asks for and no more.
func sample(d *desk, cat *office.CatalogueView, k *office.KindView) office.EntryContent {
	dims := map[string]*office.DimensionView{}
	for i := range cat.Dimensions {
		dims[cat.Dimensions[i].ID] = &cat.Dimensions[i]
	}
	f := office.EntryContent{Kind: k.ID, PlaceID: d.communeA, Day: "2026-03-03", Dims: map[string][]string{}, Measures: map[string]office.ValueForm{}}
	classes := map[string]string{}
	for _, kd := range k.Dims {
		dim := dims[kd.ID]
		switch {
		case dim.Ref == "place":
			f.Dims[kd.ID] = []string{d.communeA}
		case dim.Ref == "body":
			f.Dims[kd.ID] = []string{d.committeeA}
		case dim.Ref != "":
			f.Dims[kd.ID] = []string{d.writer.IDs.New()}
		case kd.Required:
			f.Dims[kd.ID] = []string{dim.Values[0].ID}
			if dim.ClassDim != "" && dim.Values[0].Class != "" {
				classes[dim.ClassDim] = dim.Values[0].Class
			}
		}
	}
	for dim, class := range classes {
		if slices.ContainsFunc(k.Dims, func(kd office.KindDimView) bool { return kd.ID == dim }) {
			f.Dims[dim] = []string{class}
		}
	}
	for _, m := range k.Measures {
		if !m.PartsOnly {
			f.Measures[m.ID] = counted(30)
			continue
		}
		for _, v := range dims[m.By[0]].Values[:1] {
			f.Parts = append(f.Parts, office.PartForm{Measure: m.ID, Dims: map[string]string{m.By[0]: v.ID}, Value: counted(12)})
			delete(f.Dims, m.By[0])
		}
	}
	return f
}

// TestEveryKindOfTheBaseCatalogueCanBeRecorded fills the form of every kind
// from the catalogue the API hands out.
func TestEveryKindOfTheBaseCatalogueCanBeRecorded(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		officer := d.as(access.PostOfficer)
		var cat office.CatalogueView
		officer.must(200, "GET", "/catalogue", nil, &cat)
		done := 0
		for i := range cat.Kinds {
			k := &cat.Kinds[i]
			if k.Register {
				continue
			}
			d.clock.now = d.clock.now.Add(10 * time.Second) // below the limits of one person
			f := sample(d, &cat, k)
			var v office.EntryView
			officer.must(200, "POST", "/entries", office.CreateForm{ID: d.writer.IDs.New(), Content: f, Submit: true}, &v)
			if v.Status != "submitted" || v.Name != k.Name.VI || len(v.Measures)+len(v.Parts) == 0 || len(v.Route) == 0 {
				t.Errorf("%s: %+v", k.ID, v)
			}
			done++
		}
		if done < 20 || done != len(catalogueKinds()) {
			t.Errorf("%d kinds were recorded", done)
		}
	})
}

func catalogueKinds() []string {
	cat, _ := catalogue.Compile(catalogue.Base())
	var out []string
	for _, k := range cat.KindList() {
		if !k.Register {
			out = append(out, k.ID)
		}
	}
	return out
}

func TestTheCatalogueIsHandedOutOnce(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		clerk := d.as(access.CommuneClerk)
		get := func(tag string) *http.Response {
			req, err := http.NewRequest("GET", d.server.URL+"/api/v1/catalogue", nil)
			if err != nil {
				t.Fatal(err)
			}
			req.AddCookie(&http.Cookie{Name: "__Host-pd", Value: clerk.cookie})
			req.Header.Set("If-None-Match", tag)
			resp, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			resp.Body.Close()
			return resp
		}
		first := get("")
		if again := get(first.Header.Get("ETag")); first.StatusCode != 200 || again.StatusCode != 304 {
			t.Errorf("%d, then %d", first.StatusCode, again.StatusCode)
		}
		d.anybody().must(401, "GET", "/catalogue", nil, nil)
	})
}

func TestAnEntryTellsItsWholeLife(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		officer := d.as(access.PostOfficer)
		v := officer.record(d.patrol(), false)
		if v.Status != "recorded" || v.OwnerID != d.post || !slices.Equal(v.Acts, []string{"amend", "submit", "retract", "attach"}) {
			t.Fatalf("%+v", v)
		}
		if v.Measures[1].Value != "12,5" && v.Measures[1].Value != "12.500" {
			t.Errorf("the way is read %q %s", v.Measures[1].Value, v.Measures[1].Unit)
		}
		// Changed before it is sent: a number, a text gone, a body gone.
		next := *v.Content
		next.Measures = map[string]office.ValueForm{"person_turns": {V: ptr(7), Basis: "listed"}, "walked_m": counted(12_500)}
		next.Note, next.Bodies = "", next.Bodies[1:]
		body := map[string]any{"base": v.Base, "content": next}
		v = officer.act(&v, "amend", body)
		if v.Note != "" || len(v.Bodies) != 1 || v.Bodies[0].ID != d.committeeA || v.Measures[0].Value != "7" {
			t.Errorf("after the change: %+v", v)
		}
		officer.must(422, "POST", d.path(&v)+"/amend", map[string]any{"base": v.Base, "content": v.Content}, nil) // nothing changed
		officer.must(409, "POST", d.path(&v)+"/amend", map[string]any{"base": d.writer.IDs.New(), "content": d.patrol()}, nil)
		v = officer.act(&v, "submit", map[string]any{})
		if v.Status != "submitted" || len(v.Route) != 1 || v.Route[0].State != "turn" || v.Route[0].Who != "Đồn Biên phòng Mẫu" {
			t.Errorf("%+v", v.Route)
		}
		if slices.Contains(v.Acts, "amend") {
			t.Error("a recorder may change what he has sent")
		}
		// The commander verifies for the post; he may change with a reason.
		commander := d.as(access.PostCommander)
		var seen office.EntryView
		commander.must(200, "GET", d.path(&v), nil, &seen)
		if !slices.Contains(seen.Acts, "amend") || !slices.Contains(seen.Acts, "verify") {
			t.Errorf("the commander may %v", seen.Acts)
		}
		changed := *seen.Content
		changed.Note = "đã gọi hỏi lại"
		commander.must(422, "POST", d.path(&v)+"/amend", map[string]any{"base": seen.Base, "content": changed}, nil)
		commander.must(200, "POST", d.path(&v)+"/amend", map[string]any{"base": seen.Base, "content": changed, "why": "hỏi lại tổ tuần tra"}, nil)
		seen = office.EntryView{}
		commander.must(200, "GET", d.path(&v), nil, &seen)
		last := seen.Timeline[len(seen.Timeline)-1]
		if last.Why != "hỏi lại tổ tuần tra" || len(last.Changes) != 1 || last.Changes[0].New != "đã gọi hỏi lại" || len(seen.Marks) != 1 {
			t.Errorf("%+v", last)
		}
		commander.must(422, "POST", d.path(&v)+"/retract", map[string]any{"why": ""}, nil)
		v = officer.act(&v, "retract", map[string]any{"why": "ghi nhầm xã"})
		if v.Status != "retracted" || len(v.Acts) != 0 {
			t.Errorf("%s, %v", v.Status, v.Acts)
		}
	})
}

func TestARequestSentTwiceRecordsOnce(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		officer := d.as(access.PostOfficer)
		request, form := d.writer.IDs.New(), office.CreateForm{ID: d.writer.IDs.New(), Content: d.patrol(), Submit: true}
		var a, b office.EntryView
		if officer.once("POST", "/entries", request, form, &a) != 200 || officer.once("POST", "/entries", request, form, &b) != 200 {
			t.Fatal("refused")
		}
		if a.Base != b.Base || len(b.Timeline) != 2 {
			t.Errorf("%d operations", len(b.Timeline))
		}
		why, request := map[string]any{"why": "ghi nhầm"}, d.writer.IDs.New()
		for range 2 {
			if got := officer.once("POST", d.path(&a)+"/retract", request, why, &b); got != 200 {
				t.Errorf("status %d", got)
			}
		}
		officer.must(409, "POST", "/entries", form, nil)
	})
}

// TestNobodyRecordsBeyondHisPlaceOrForAnother: place, body and day.
func TestNobodyRecordsBeyondHisPlaceOrForAnother(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		clerk := d.as(access.CommuneClerk)
		for name, c := range map[string]struct {
			spoil func(*office.EntryContent)
			field string
		}{
			"another commune": {func(f *office.EntryContent) { f.PlaceID = d.hamletsB[0] }, "place_id"},
			"another body":    {func(f *office.EntryContent) { f.OwnerBodyID = d.frontA }, "place_id"},
			"no place":        {func(f *office.EntryContent) { f.PlaceID = "" }, "place_id"},
			"a day to come":   {func(f *office.EntryContent) { f.Day = "2026-03-11" }, "day"},
			"no day":          {func(f *office.EntryContent) { f.Day = "" }, "day"},
			"an end before":   {func(f *office.EntryContent) { f.ToDay = "2026-03-02" }, "to_day"},
			"no such value":   {func(f *office.EntryContent) { f.Dims["way"] = []string{"plane"} }, "dims.way"},
			"no number":       {func(f *office.EntryContent) { f.Measures["person_turns"] = office.ValueForm{Basis: "counted"} }, "measures.person_turns"},
			"an unknown body": {func(f *office.EntryContent) { f.Bodies[0].BodyID = d.writer.IDs.New() }, "bodies.0"},
			"a number too exact": {func(f *office.EntryContent) {
				f.Measures["walked_m"] = office.ValueForm{V: ptr(5), Hi: ptr(9), Basis: "counted"}
			}, "measures.walked_m"},
		} {
			f := d.patrol()
			f.Kind, f.OwnerBodyID = "patrol", d.committeeA
			c.spoil(&f)
			var v office.CheckView
			clerk.must(200, "POST", "/entries/check", map[string]any{"content": f}, &v)
			if !slices.ContainsFunc(v.Problems, func(p office.Problem) bool { return p.Field == c.field && p.Message != "" }) {
				t.Errorf("%s: %+v", name, v.Problems)
			}
			clerk.must(422, "POST", "/entries", office.CreateForm{ID: d.writer.IDs.New(), Content: f}, nil)
		}
		d.as(access.CommuneVerifier).must(403, "POST", "/entries", office.CreateForm{ID: d.writer.IDs.New(), Content: d.patrol()}, nil)
	})
}

func TestAWarningIsAskedAndItsAnswerStaysWithTheEntry(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		officer := d.as(access.PostOfficer)
		f := d.patrol()
		f.Measures["person_turns"] = counted(900)
		var v office.CheckView
		officer.must(200, "POST", "/entries/check", map[string]any{"content": f}, &v)
		if len(v.Problems) > 0 || len(v.Warnings) == 0 || v.Warnings[0].Code != "out_of_bounds" || v.LedgerID != d.ledgerA {
			t.Fatalf("%+v", v)
		}
		w := v.Warnings[0]
		f.Doubts = []office.DoubtForm{{Code: w.Code, Key: w.Key, Answer: "ra quân toàn xã ngày Biên phòng"}}
		e := officer.record(f, true)
		if len(e.Doubts) != 1 || e.Doubts[0].Answer != f.Doubts[0].Answer {
			t.Fatalf("%+v", e.Doubts)
		}
		officer.must(200, "POST", "/entries/check", map[string]any{"content": e.Content, "ledger_id": e.LedgerID, "entry_id": e.ID}, &v)
		if v.Warnings[0].Answer != f.Doubts[0].Answer {
			t.Errorf("the answer is not known again: %+v", v.Warnings[0])
		}
	})
}

func incident(d *desk) office.EntryContent {
	return office.EntryContent{Kind: "incident", PlaceID: d.hamletsA[0], Day: "2026-03-04", Note: "chưa rõ nguyên nhân",
		Dims: map[string][]string{"incident_class": {"agreement_violation"}, "incident_kind": {"marker_damage"}, "case_state": {"found"}}}
}

// TestOpeningARestrictedEntryLeavesALine is scenario S10 for entries: what is
// not one's own is refused, and the author of what was opened sees by whom.
func TestOpeningARestrictedEntryLeavesALine(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		officer := d.as(access.PostOfficer)
		v := officer.record(incident(d), true)
		if v.Release != "restricted" {
			t.Fatalf("an incident is %s", v.Release)
		}
		for _, who := range []*client{d.as(access.CommuneClerk), d.as(access.CommuneVerifier), d.asB(access.CommuneClerk), d.as(access.Administrator), d.as(access.Ombudsperson)} {
			if got := who.do("GET", d.path(&v), nil, nil); got != 404 && got != 403 {
				t.Errorf("%s opened a restricted entry: %d", who.person, got)
			}
		}
		d.as(access.PostCommander).must(200, "GET", d.path(&v), nil, nil)
		officer.must(200, "GET", d.path(&v), nil, &v)
		if len(v.Opened) != 2 || !strings.Contains(v.Opened[1].By, "post_commander") {
			t.Errorf("opened by %+v", v.Opened)
		}
		list, err := d.store.AuditRecords(t.Context(), audit.Filter{ObjectID: v.ID})
		if err != nil || len(list) != 2 || list[0].Action != audit.EntryOpen || list[0].PlaceID != v.PlaceID {
			t.Errorf("%+v, %v", list, err)
		}
	})
}

func TestWhatMayNotBeReadIsNeitherListedNorFound(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		officer := d.as(access.PostOfficer)
		patrol, secret := officer.record(d.patrol(), true), officer.record(incident(d), true)
		tip := office.EntryContent{Kind: "tip", PlaceID: d.communeA, Day: "2026-03-01", Dims: map[string][]string{"tip_channel": {"phone"}, "assessed": {"valuable"}}}
		hidden := officer.record(tip, true)
		for name, c := range map[string]struct {
			who  *client
			want []string
		}{
			"the post":               {officer, []string{secret.ID, patrol.ID, hidden.ID}},
			"the commune's clerk":    {d.as(access.CommuneClerk), []string{patrol.ID}},
			"the commune's verifier": {d.as(access.CommuneVerifier), []string{patrol.ID}},
			"another commune":        {d.asB(access.CommuneClerk), []string{}},
			"the province":           {d.as(access.UpperOfficer), []string{patrol.ID}},
		} {
			var list office.List[office.EntryRow]
			c.who.must(200, "GET", "/entries", nil, &list)
			got := []string{}
			for _, r := range list.Items {
				got = append(got, r.ID)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%s lists %v, want %v", name, got, c.want)
			}
			for _, v := range []*office.EntryView{&patrol, &secret, &hidden} {
				want := 404
				if slices.Contains(c.want, v.ID) {
					want = 200
				}
				c.who.must(want, "GET", d.path(v), nil, nil)
				if want == 404 {
					c.who.must(404, "POST", d.path(v)+"/retract", map[string]any{"why": "x"}, nil)
				}
			}
		}
		d.as(access.Administrator).must(403, "GET", "/entries", nil, nil)
	})
}

// TestAListIsReadPageByPage: every entry once, latest day first, whatever the
// size of a page, over ledgers.
func TestAListIsReadPageByPage(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		officer := d.as(access.PostOfficer)
		var want []string
		for i, day := range []string{"2026-03-09", "2026-03-07", "2026-03-07", "2026-03-07", "2026-03-02", "2026-01-15"} {
			f := d.patrol()
			f.Day, f.PlaceID = day, []string{d.hamletsA[0], d.hamletsB[1]}[i%2]
			want = append(want, officer.record(f, i != 5).ID)
		}
		for _, limit := range []string{"1", "2", "4", "200"} {
			var got []string
			for cursor, pages := "", 0; ; pages++ {
				var list office.List[office.EntryRow]
				officer.must(200, "GET", "/entries?limit="+limit+"&cursor="+cursor, nil, &list)
				for _, r := range list.Items {
					got = append(got, r.ID)
				}
				if cursor = list.Next; cursor == "" || pages > 10 {
					break
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("pages of %s: %v, want %v", limit, got, want)
			}
		}
		for query, n := range map[string]int{"status=recorded": 1, "from=2026-03-05&to=2026-03-08": 3, "place=" + d.communeB: 3, "kind=gift": 0, "kind=patrol,gift": 6,
			"q=troi": 0, "q=tron+sau": 6, "owner=" + d.post: 6, "owner=" + d.frontA: 0, "mine=true": 6, "evidence=yes": 0, "evidence=no": 6} {
			var list office.List[office.EntryRow]
			officer.must(200, "GET", "/entries?"+query, nil, &list)
			if len(list.Items) != n {
				t.Errorf("%s: %d entries, want %d", query, len(list.Items), n)
			}
		}
		officer.must(422, "GET", "/entries?cursor=x", nil, nil)
	})
}

func TestADraftIsItsOwnersAndGoesWithTheEntry(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		officer, other := d.as(access.PostOfficer), d.as(access.PostCommander)
		id := d.writer.IDs.New()
		form := map[string]any{"title": "Tuần tra, xóm Hoa Đào 1", "form": map[string]any{"note": "trời mưa"}}
		officer.must(200, "PUT", "/me/drafts/"+id, form, nil)
		other.must(404, "GET", "/me/drafts/"+id, nil, nil)
		var v office.DraftView
		officer.must(200, "GET", "/me/drafts/"+id, nil, &v)
		if v.Form["note"] != "trời mưa" {
			t.Errorf("%+v", v)
		}
		officer.must(413, "PUT", "/me/drafts/"+id, map[string]any{"title": "x", "form": map[string]any{"note": strings.Repeat("x", 70_000)}}, nil)
		officer.must(200, "POST", "/entries", office.CreateForm{ID: id, Content: d.patrol()}, nil)
		officer.must(404, "GET", "/me/drafts/"+id, nil, nil)

		old := d.writer.IDs.New()
		officer.must(200, "PUT", "/me/drafts/"+old, form, nil)
		d.clock.now = d.clock.now.Add(91 * 24 * time.Hour)
		officer = d.as(access.PostOfficer)
		officer.must(200, "PUT", "/me/drafts/"+d.writer.IDs.New(), form, nil)
		var list office.List[office.DraftRow]
		officer.must(200, "GET", "/me/drafts", nil, &list)
		if len(list.Items) != 1 || list.Items[0].ID == old {
			t.Errorf("%+v", list.Items)
		}
		officer.must(204, "DELETE", "/me/drafts/"+list.Items[0].ID, nil, nil)
	})
}

func TestNothingOccurredIsASignedStatement(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		clerk := d.as(access.CommuneClerk)
		f := office.NilForm{ID: d.writer.IDs.New(), PlaceID: d.communeA, Kinds: []string{"trail_clearing", "gift"}, From: "2026-02-01", To: "2026-02-28", Reason: "none_happened"}
		var v office.EntryView
		clerk.must(200, "POST", "/nils", f, &v)
		if v.Type != "nil" || v.Status != "submitted" || v.OwnerID != d.committeeA || len(v.Facts) != 1 {
			t.Errorf("%+v", v)
		}
		for name, spoil := range map[string]func(*office.NilForm){
			"a month to come":   func(f *office.NilForm) { f.To = "2026-03-31" },
			"other without why": func(f *office.NilForm) { f.Reason = "other" },
			"no kind":           func(f *office.NilForm) { f.Kinds = []string{"petrol"} },
			"turned round":      func(f *office.NilForm) { f.To = "2026-01-31" },
		} {
			g := f
			g.ID = d.writer.IDs.New()
			spoil(&g)
			if got := clerk.do("POST", "/nils", g, nil); got != 422 {
				t.Errorf("%s: %d", name, got)
			}
		}
		f.ID, f.PlaceID = d.writer.IDs.New(), d.communeB
		clerk.must(403, "POST", "/nils", f, nil)
	})
}

func TestPlacesAndBodiesAreFoundWithoutMarks(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		clerk := d.as(access.CommuneClerk)
		names := func(path string) string {
			var list office.List[struct {
				Name string `json:"name"`
			}]
			clerk.must(200, "GET", path, nil, &list)
			var out []string
			for _, p := range list.Items {
				out = append(out, p.Name)
			}
			return strings.Join(out, "; ")
		}
		for path, want := range map[string]string{
			"/pick/places?q=hoa+dao":                            "xóm Hoa Đào 1; xóm Hoa Đào 2",
			"/pick/places?q=hoa+man":                            "",
			"/pick/places?q=01489":                              "xã Đình Phong",
			"/pick/places?level=commune&for=write":              "xã Đình Phong",
			"/pick/places?level=hamlet&within=" + d.communeA:    "xóm Hoa Đào 1; xóm Hoa Đào 2",
			"/pick/places?ids=" + d.communeB:                    "xã Ngọc Khê",
			"/pick/bodies?q=ubnd&place=" + d.communeA:           "UBND xã Đình Phong; UBND tỉnh Mẫu; UBND xã Ngọc Khê",
			"/pick/bodies?own=true":                             "UBND xã Đình Phong",
			"/pick/bodies?type=post,front&within=" + d.province: "Ủy ban MTTQ xã Đình Phong",
		} {
			if got := names(path); got != want {
				t.Errorf("%s: %q, want %q", path, got, want)
			}
		}
		d.as(access.PostOfficer).record(d.patrol(), true)
		var v office.FavouritesView
		d.as(access.PostOfficer).must(200, "GET", "/favourites", nil, &v)
		if !slices.Equal(v.Kinds, []string{"patrol"}) {
			t.Errorf("%v", v.Kinds)
		}
	})
}

// TestAnEmptyFormNamesEverythingAtOnce: the day does not hide what else is
// missing, and a force without a name is asked for.
func TestAnEmptyFormNamesEverythingAtOnce(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		var v office.CheckView
		d.as(access.CommuneClerk).must(200, "POST", "/entries/check", map[string]any{"content": map[string]any{"kind": "outreach", "place_id": "", "day": "",
			"bodies": []any{map[string]any{"body_id": "", "role": "support"}}}}, &v)
		var got []string
		for _, p := range v.Problems {
			got = append(got, p.Field+" "+p.Code)
		}
		for _, want := range []string{"day day_missing", "place_id place_missing", "bodies.0 body_missing"} {
			if !slices.Contains(got, want) {
				t.Errorf("%s is not named: %v", want, got)
			}
		}
		if !slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, "measures.") }) {
			t.Errorf("no number is asked for: %v", got)
		}
	})
}
