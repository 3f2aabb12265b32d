package office_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"phendau/internal/access"
	"phendau/internal/figure"
	"phendau/internal/office"
	"phendau/internal/public"
)

// packages is a gift of the Front at a festival, split by who received.
func (d *desk) packages(festival *office.EntryView, parts ...int64) office.EntryContent {
	f := office.EntryContent{Kind: "gift", PlaceID: d.communeA, Day: "2026-03-03", Bodies: []office.BodyForm{{BodyID: d.frontA, Role: "lead"}},
		Dims: map[string][]string{"gift_nature": {"kind"}}, Measures: map[string]office.ValueForm{"packages": counted(84)}}
	if festival != nil {
		f.Links = linkTo(festival)
	}
	for i, to := range []string{"household_group", "pupils", "respected_people", "post"} {
		f.Parts = append(f.Parts, office.PartForm{Measure: "packages", Dims: map[string]string{"gift_recipient": to}, Value: counted(parts[i])})
	}
	return f
}

// TestS13FestivalWithItsPartsAndGifts plays S13: a plan, the festival with its
// games, 84 packages whose parts have to sum or are asked about, the plan met,
// and the public page that shows the festival and the name of nobody.
//
// Missing: a plan is a number to be reached, so it does not fill in the form
// of an entry; the entry names the plan it carries out.
func TestS13FestivalWithItsPartsAndGifts(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.borderUnits()
		clerk, verifier := d.as(access.CommuneClerk), d.as(access.CommuneVerifier)
		var plan office.PlanView
		clerk.must(200, "POST", "/plans", map[string]any{"id": d.id(), "indicator": "gifts", "measure": "packages", "place_id": d.communeA, "from": "2026-01-01", "to": "2026-12-31",
			"value": 84, "note": "Ngày hội 3/3"}, &plan)

		const household = "Hoàng Thị Cúc"
		festival := clerk.record(office.EntryContent{Kind: "festival", PlaceID: d.communeA, Day: "2026-03-03", Dims: map[string][]string{"festival_level": {"commune"}},
			Bodies: []office.BodyForm{{BodyID: d.frontA, Role: "lead"}}, Measures: map[string]office.ValueForm{"festivals": counted(1), "participant_turns": counted(620)},
			Note: "Đến thăm hộ bà " + household}, true)
		for _, game := range []string{"push_stick", "tung_con"} {
			kind := map[string]string{"push_stick": "sport", "tung_con": "folk_game"}[game]
			clerk.record(office.EntryContent{Kind: "festival_part", PlaceID: d.communeA, Day: "2026-03-03", Links: linkTo(&festival),
				Dims: map[string][]string{"festival_part": {kind}, "game": {game}}, Measures: map[string]office.ValueForm{"participant_turns": counted(60)}}, true)
		}
		if codes := clerk.codes(d.packages(&festival, 25, 20, 24, 14)); !slices.Contains(codes, "parts_do_not_sum") {
			t.Errorf("83 of 84 packages: %v", codes)
		}
		gifts := d.packages(&festival, 25, 20, 24, 15)
		if codes := clerk.codes(gifts); slices.Contains(codes, "parts_do_not_sum") {
			t.Errorf("84 of 84 packages: %v", codes)
		}
		gifts.PlanID = plan.ID
		given := clerk.record(gifts, true)
		clerk.must(200, "GET", d.path(&given), nil, &given)
		if given.Content.PlanID != plan.ID || len(given.Parts) != 4 || len(given.Links) != 1 || !given.Links[0].Open {
			t.Errorf("%+v", given)
		}
		clerk.must(200, "GET", d.path(&festival), nil, &festival)
		if len(festival.Linked) != 3 || len(festival.Links) != 0 {
			t.Errorf("the festival shows its two games and the gifts: %+v", festival.Linked)
		}
		clerk.printed(d.communeA, "2026", map[string]string{"festival festivals": "1", "festival participant_turns": "620", "festival_parts times": "2", "gifts packages": "84"})
		for to, want := range map[string]string{"household_group": "25", "pupils": "20", "respected_people": "24", "post": "15"} {
			if got := clerk.byDim(d.communeA, "2026", "gifts", "packages", "gift_recipient")[to]; got != want {
				t.Errorf("%s received %s of %s", to, got, want)
			}
		}
		for _, v := range []office.EntryView{festival, given} {
			verifier.verify(written{ledger: v.LedgerID, id: v.ID})
		}
		var p office.PlanProgress
		verifier.must(200, "GET", "/plans/progress?period=2026&place="+d.communeA, nil, &p)
		if len(p.Rows) != 1 || p.Rows[0].Planned != "84" || p.Rows[0].Actual.Printed != "84" || p.Rows[0].PerMille != 1000 {
			t.Errorf("the plan beside what was given: %+v", p.Rows)
		}
		d.publicFestival(household)
	})
}

// publicFestival locks the Front's report of the year's first quarter and reads
// the public pages.
func (d *desk) publicFestival(household string) {
	t := d.t
	t.Helper()
	d.clock.now = d.clock.now.AddDate(0, 2, 0) // thirty days after the quarter
	ask := office.ReportAsk{Template: "front-yearly", PlaceID: d.communeA, Period: "2026-Q1", Calendar: "civil", ReportFacts: office.ReportFacts{Number: 3}}
	d.as(access.CommuneVerifier).must(200, "POST", "/locks", office.LockBody{ReportAsk: ask}, nil)
	site, err := public.Handler(public.Options{Book: d.store, Now: d.clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(site)
	defer srv.Close()
	seen, all := false, ""
	for _, path := range []string{"/", "/so-lieu", "/so-lieu/festival", "/so-lieu/festival/so-lieu.csv", "/so-lieu/gifts", "/so-lieu/gifts/so-lieu.csv"} {
		resp, err := http.Get(srv.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil || resp.StatusCode != 200 {
			t.Fatalf("%s: %d %v", path, resp.StatusCode, err)
		}
		seen, all = seen || path == "/so-lieu/festival/so-lieu.csv" && strings.Contains(string(b), ",620,"), all+string(b)
	}
	if !seen {
		t.Errorf("the public table has no festival")
	}
	for _, name := range []string{household, "Cúc", "Hoa Đào", "(commune_clerk)"} {
		if strings.Contains(all, name) {
			t.Errorf("the public pages say %s", name)
		}
	}
}

// TestS14DelegationWithThreeStopsIsOne plays S14: each recipient records what
// it received; joined as parts of one visit, the delegation counts once at every
// level above, its gifts once in value; flags are followed from hand to hand.
//
// Missing: what is left (received minus handed on) is two figures and not one,
// since an indicator only adds; the donor's receipt is no document yet.
func TestS14DelegationWithThreeStopsIsOne(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		a, b, post, upper := d.as(access.CommuneClerk), d.asB(access.CommuneClerk), d.as(access.PostOfficer), d.as(access.UpperOfficer)
		stops := []struct {
			who                 *client
			place, stop, to     string
			money, flags, coats int64
		}{
			{a, d.communeA, d.committeeA, "commune", 60_000_000, 150, 30},
			{b, d.communeB, d.committeeB, "commune", 50_000_000, 150, 30},
			{post, d.communeA, d.post, "post", 40_000_000, 100, 20},
		}
		var visits []office.EntryView
		for _, s := range stops {
			v := s.who.record(office.EntryContent{Kind: "twinning_visit", PlaceID: s.place, Day: "2026-02-10", Dims: map[string][]string{"visit_occasion": {"tet"}, "visit_stop": {s.stop}},
				Measures: map[string]office.ValueForm{"delegations": counted(1), "visitor_turns": counted(12)}}, true)
			visits = append(visits, v)
			item := func(id string, n int64) office.PartForm {
				return office.PartForm{Measure: "quantity", Dims: map[string]string{"gift_item": id}, Value: counted(n)}
			}
			s.who.record(office.EntryContent{Kind: "gift", PlaceID: s.place, Day: "2026-02-10", Links: linkTo(&v), Dims: map[string][]string{"gift_recipient": {s.to}, "gift_nature": {"both"}},
				Measures: map[string]office.ValueForm{"value_vnd": counted(s.money)}, Parts: []office.PartForm{item("flag", s.flags), item("coat", s.coats)}}, true)
		}
		upper.printed(d.province, "2026", map[string]string{"twinning.visits delegations": "3"})
		d.join("parts", &visits[0], &visits[1], &visits[2])
		for _, level := range []string{d.province, d.area, d.communeA, d.communeB} {
			who := upper
			if level == d.area {
				who = post
			}
			if got := who.figure(level, "2026", "twinning.visits", "delegations").Printed; got != "1" {
				t.Errorf("%s delegations over %s", got, level)
			}
		}
		for place, want := range map[string]string{d.province: "150.000.000", d.communeA: "100.000.000", d.communeB: "50.000.000"} {
			if got := upper.figure(place, "2026", "twinning.gifts", "value_vnd").Printed; got != want {
				t.Errorf("gifts of the delegation over %s: %s, want %s", place, got, want)
			}
		}
		if got := upper.byDim(d.province, "2026", "gifts.in_kind", "quantity", "gift_item"); got["flag"] != "400" || got["coat"] != "80" {
			t.Errorf("received in kind: %v", got)
		}
		post.record(office.EntryContent{Kind: "gift", PlaceID: d.hamletsA[0], Day: "2026-02-20", Dims: map[string][]string{"gift_recipient": {"hamlet"}, "gift_nature": {"kind"}, "gift_type": {"handed_on"}},
			Parts: []office.PartForm{{Measure: "quantity", Dims: map[string]string{"gift_item": "flag"}, Value: counted(35)}}}, true)
		if on, in := upper.byDim(d.province, "2026", "gifts.handed_on", "quantity", "gift_item"), upper.byDim(d.province, "2026", "gifts.in_kind", "quantity", "gift_item"); on["flag"] != "35" || in["flag"] != "400" {
			t.Errorf("handed on %v, received %v", on, in)
		}
		post.must(200, "GET", d.path(&visits[2]), nil, &visits[2])
		if e := visits[2].Event; e == nil || e.Relation != "parts" || len(e.Entries) != 3 {
			t.Errorf("the visit shows its stops as %+v", e)
		}
	})
}

// join says that entries tell of one act, and has each confirmed by the
// commander, who answers for the post's area.
func (d *desk) join(relation string, main *office.EntryView, members ...*office.EntryView) {
	d.t.Helper()
	commander := d.as(access.PostCommander)
	var refs []any
	for _, m := range members {
		refs = append(refs, ref(m))
	}
	commander.must(200, "POST", "/events", map[string]any{"main": ref(main), "members": refs, "relation": relation}, nil)
	for _, r := range refs {
		commander.must(200, "POST", "/events/"+main.LedgerID+"/"+main.ID+"/confirm", map[string]any{"member": r}, nil)
	}
}

// TestS15AwardsAtTheReviewConferenceAndNoRanking plays S15: what is proposed at
// the conference says that its decision is missing, then has its number and
// day; the two figures open; no figure, route or table is by person.
//
// Missing: the achievement report, minutes and proposal as templates; a
// proposal is an award without its decision, and counted as soon as submitted.
func TestS15AwardsAtTheReviewConferenceAndNoRanking(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		clerk := d.as(access.CommuneClerk)
		conference := clerk.record(office.EntryContent{Kind: "review_conference", PlaceID: d.communeA, Day: "2026-03-05", Dims: map[string][]string{"review_type": {"final"}},
			Measures: map[string]office.ValueForm{"occasions": counted(1), "participant_turns": counted(90)}}, true)
		for subject, n := range map[string]int64{"collective": 7, "individual": 8} {
			f := office.EntryContent{Kind: "award", PlaceID: d.communeA, Day: "2026-03-05", Links: linkTo(&conference), Measures: map[string]office.ValueForm{"awards": counted(n)},
				Dims: map[string][]string{"award_subject": {subject}, "award_grade": {"giay_khen"}, "award_level": {"commune"}, "award_occasion": {"review_conference"}}}
			v := clerk.record(f, false)
			if len(v.Missing) != 1 {
				t.Errorf("a proposal misses %v", v.Missing)
			}
			f.Documents = []office.PaperForm{{Type: "decision", Number: "31/QĐ-UBND", Day: "2026-03-06", Issuer: "UBND xã Đình Phong"}}
			v = clerk.act(&v, "amend", map[string]any{"base": v.Base, "content": f})
			v = clerk.act(&v, "submit", map[string]any{})
			if len(v.Missing) != 0 || len(v.Documents) != 1 || !strings.Contains(v.Documents[0], "31/QĐ-UBND") {
				t.Errorf("the decision is kept as %v, missing %v", v.Documents, v.Missing)
			}
		}
		for indicator, want := range map[string]string{"awards.review_conference.collectives": "7", "awards.review_conference.individuals": "8", "awards.collectives": "7", "awards.individuals": "8"} {
			c := clerk.figure(d.communeA, "2026", indicator, "awards")
			if o := clerk.opened(c); c.Printed != want || o.Entries == nil || len(o.Entries.Items) != 1 {
				t.Errorf("%s is %s and opens to %+v", indicator, c.Printed, o.Entries)
			}
		}
		d.nothingRanks(clerk)
	})
}

// nothingRanks looks for a count by person: as a split of a figure, a column of
// a table that leaves, or a route.
func (d *desk) nothingRanks(c *client) {
	t := d.t
	t.Helper()
	base := asked("place", d.communeA, "period", "2026", "indicator", "awards.individuals", "status", "submitted+").Encode()
	for _, by := range []string{"person", "recorder", "actor", "verifier", "person_id", "dim:person", "dim:recorder"} {
		c.must(422, "GET", "/figures?"+base+"&by="+by, nil, nil)
		c.must(422, "GET", "/figures/export?format=csv&"+base+"&by="+by, nil, nil)
	}
	var offered office.FigureCatalogue
	c.must(200, "GET", "/figures/catalogue", nil, &offered)
	known := regexp.MustCompile(`^(place:[a-z]+|dim:[a-z_]+|month|quarter|year|body|participant|kind|basis|status)$`)
	for _, s := range offered.Splits {
		if !known.MatchString(s.By) {
			t.Errorf("figures are cut by %s", s.By)
		}
	}
	var forms office.CatalogueView
	c.must(200, "GET", "/catalogue", nil, &forms)
	for i := range forms.Dimensions {
		if r := forms.Dimensions[i].Ref; !slices.Contains([]string{"", "place", "body", "marker", "segment"}, r) {
			t.Errorf("the dimension %s refers to a %s", forms.Dimensions[i].ID, r)
		}
	}
	tab := c.figures(d.communeA, "2026", "indicator", "awards.individuals", "by", figure.ByBody)
	for _, col := range tab.Columns {
		if _, err := d.store.Entity(t.Context(), "body", col.Key); err != nil {
			t.Errorf("a figure by body has the column %+v", col)
		}
	}
}
