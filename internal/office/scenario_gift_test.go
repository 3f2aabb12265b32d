package office_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"phendau/internal/access"
	"phendau/internal/figure"
	"phendau/internal/office"
	"phendau/internal/public"
	"phendau/internal/report"
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

// packagesPlan is a planned gift of the Front, split by who is to receive.
func (d *desk) packagesPlan(day string, parts ...int64) office.EntryContent {
	f := d.packages(nil, parts...)
	f.Day = day
	return f
}

// plan plans an activity, part of others or of none.
func (c *client) plan(content office.EntryContent, partOf ...*office.PlannedActivity) *office.PlannedActivity {
	c.d.t.Helper()
	f := office.ActivityForm{ID: c.d.id(), Content: content}
	for _, p := range partOf {
		f.PartOf = append(f.PartOf, office.PlanPart{LedgerID: p.LedgerID, ID: p.ID})
	}
	var out office.PlannedActivity
	c.must(200, "POST", "/plans/activities", f, &out)
	return &out
}

func (c *client) planned(p *office.PlannedActivity) *office.PlannedActivity {
	c.d.t.Helper()
	var out office.PlannedActivity
	c.must(200, "GET", "/plans/activities/"+p.LedgerID+"/"+p.ID, nil, &out)
	return &out
}

// carryOut records what a plan says. Nothing is typed again but how the numbers
// are known, which only the recorder can say.
func (c *client) carryOut(p *office.PlannedActivity) office.EntryView {
	c.d.t.Helper()
	f := *c.planned(p).Entry
	for m, v := range f.Measures {
		v.Basis = "counted"
		f.Measures[m] = v
	}
	for i := range f.Parts {
		f.Parts[i].Value.Basis = "counted"
	}
	return c.record(f, true)
}

// TestS13FestivalWithItsPartsAndGifts plays S13: the Front plans a festival
// with two games and 84 packages for four kinds of recipients; parts have to
// sum or are asked about; the plans turn into entries without retyping, linked
// to each other as the plans were; the public page shows the festival and the
// name of nobody.
func TestS13FestivalWithItsPartsAndGifts(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.borderUnits()
		clerk, verifier := d.as(access.CommuneClerk), d.as(access.CommuneVerifier)
		var number office.PlanView
		clerk.must(200, "POST", "/plans", map[string]any{"id": d.id(), "indicator": "gifts", "measure": "packages", "place_id": d.communeA, "from": "2026-01-01", "to": "2026-12-31",
			"value": 84, "note": "Ngày hội 3/3"}, &number)
		d.clock.now = time.Date(2026, 2, 10, 8, 0, 0, 0, time.UTC) // three weeks before

		const household, day = "Hoàng Thị Cúc", "2026-03-03"
		festival := clerk.plan(office.EntryContent{Kind: "festival", PlaceID: d.communeA, Day: day, Dims: map[string][]string{"festival_level": {"commune"}},
			Bodies: []office.BodyForm{{BodyID: d.frontA, Role: "lead"}}, Measures: map[string]office.ValueForm{"festivals": counted(1), "participant_turns": counted(620)},
			Note: "Đến thăm hộ bà " + household})
		games := map[string]*office.PlannedActivity{}
		for game, kind := range map[string]string{"push_stick": "sport", "tung_con": "folk_game"} {
			games[game] = clerk.plan(office.EntryContent{Kind: "festival_part", PlaceID: d.communeA, Day: day, Dims: map[string][]string{"festival_part": {kind}, "game": {game}},
				Measures: map[string]office.ValueForm{"participant_turns": counted(60)}}, festival)
		}
		asks := func(parts ...int64) bool {
			var v office.CheckView
			clerk.must(200, "POST", "/plans/activities/check", map[string]any{"content": d.packagesPlan(day, parts...)}, &v)
			if len(v.Problems) > 0 {
				t.Errorf("a plan for a day ahead: %+v", v.Problems)
			}
			return slices.ContainsFunc(v.Warnings, func(w office.Warning) bool { return w.Code == "parts_do_not_sum" })
		}
		if !asks(25, 20, 24, 14) || asks(25, 20, 24, 15) {
			t.Error("83 of 84 planned packages are asked about, 84 are not")
		}
		gifts := clerk.plan(d.packagesPlan(day, 25, 20, 24, 15), festival)
		d.plansCountNothing(clerk, festival, gifts)

		d.clock.now = time.Date(2026, 3, 4, 8, 0, 0, 0, time.UTC) // the day after
		if p := clerk.planned(festival); p.State != "due" || len(p.HasParts) != 3 || !slices.Contains(p.Acts, "record") {
			t.Errorf("nobody recorded the festival yet: %s %v %v", p.State, p.HasParts, p.Acts)
		}
		held := clerk.carryOut(festival)
		for _, game := range games {
			clerk.carryOut(game)
		}
		given := clerk.carryOut(gifts)
		if given.Plan == nil || given.Plan.ID != gifts.ID || len(given.Parts) != 4 || len(given.Links) != 1 || given.Links[0].EntryID != held.ID {
			t.Errorf("the gifts name their plan and the festival: %+v %+v", given.Plan, given.Links)
		}
		clerk.must(200, "GET", d.path(&held), nil, &held)
		if len(held.Linked) != 3 || len(held.Links) != 0 {
			t.Errorf("the festival shows its two games and the gifts: %+v", held.Linked)
		}
		if p := clerk.planned(gifts); p.State != "done" || len(p.Done) != 1 || p.Done[0].EntryID != given.ID || !p.Done[0].Open || slices.Contains(p.Acts, "record") {
			t.Errorf("the plan of the gifts: %s %+v %v", p.State, p.Done, p.Acts)
		}
		clerk.printed(d.communeA, "2026", map[string]string{"festival festivals": "1", "festival participant_turns": "620", "festival_parts times": "2", "gifts packages": "84"})
		for to, want := range map[string]string{"household_group": "25", "pupils": "20", "respected_people": "24", "post": "15"} {
			if got := clerk.byDim(d.communeA, "2026", "gifts", "packages", "gift_recipient")[to]; got != want {
				t.Errorf("%s received %s of %s", to, got, want)
			}
		}
		for _, v := range []office.EntryView{held, given} {
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

// plansCountNothing looks for planned activities where results are: in figures
// and in the list of planned numbers.
func (d *desk) plansCountNothing(c *client, plans ...*office.PlannedActivity) {
	t := d.t
	t.Helper()
	if got := c.figure(d.communeA, "2026", "gifts", "packages"); got.Entries != 0 || got.Result.V != 0 {
		t.Errorf("planned packages count as %s", got.Printed)
	}
	var numbers office.PlanList
	c.must(200, "GET", "/plans?period=2026&place="+d.communeA, nil, &numbers)
	for _, p := range plans {
		if slices.ContainsFunc(numbers.Items, func(v office.PlanView) bool { return v.ID == p.ID }) {
			t.Errorf("%s stands among the planned numbers", p.Name)
		}
		if p.State != "planned" || slices.Contains(p.Acts, "record") {
			t.Errorf("%s ahead of its day: %s %v", p.Name, p.State, p.Acts)
		}
	}
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
// level above, its gifts once in value; flags are followed from hand to hand,
// and what was received minus what was handed on is the stock; the donor's
// receipt names the three recipients and the total once.
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
		d.stockOfFlags(upper, post)
		post.must(200, "GET", d.path(&visits[2]), nil, &visits[2])
		if e := visits[2].Event; e == nil || e.Relation != "parts" || len(e.Entries) != 3 {
			t.Errorf("the visit shows its stops as %+v", e)
		}
		d.receipt(&visits[0], &visits[2])
	})
}

// receipt prints the donor's receipt of a delegation from one of its stops, in
// every letterhead, by who may read all stops; who reads one only is told so.
func (d *desk) receipt(main, stop *office.EntryView) {
	t := d.t
	t.Helper()
	post, clerk := d.as(access.PostOfficer), d.as(access.CommuneClerk)
	for letterhead, from := range map[string]*office.EntryView{"state": stop, "front": main, "army": stop} {
		if !slices.Contains(post.papers(from), "gift-receipt") {
			t.Fatalf("on offer for a visit are %v", post.papers(from))
		}
		text := post.docx("gift-receipt", letterhead, from)
		says(t, text, "GIẤY XÁC NHẬN", "Số: /GXN-", "Số đoàn đến thăm là 01", "UBND xã Đình Phong", "UBND xã Ngọc Khê", "Đồn Biên phòng Mẫu", "60.000.000", "50.000.000", "40.000.000",
			"150 lá cờ Tổ quốc, 30 chiếc áo ấm", "100 lá cờ Tổ quốc, 20 chiếc áo ấm", "cờ Tổ quốc lá 400", "áo ấm chiếc 80", "150.000.000 đồng (bằng chữ: Một trăm năm mươi triệu đồng)", "Lập từ bản ghi: BG-")
		if n := strings.Count(text, "150.000.000"); n != 2 { // the row of the total and the sentence
			t.Errorf("the total stands %d times in %s", n, text)
		}
	}
	if status, b := clerk.paper("gift-receipt", "", "pdf", main); status != 403 || !strings.Contains(string(b), "không được xem") {
		t.Errorf("the clerk of one stop gets the receipt of three: %d %s", status, b)
	}
	clerk.must(200, "GET", d.path(main), nil, main)
	gift := office.EntryView{LedgerID: main.Linked[0].LedgerID, ID: main.Linked[0].EntryID}
	text := clerk.docx("gift-receipt", "state", &gift)
	says(t, text, "60.000.000 đồng (bằng chữ: Sáu mươi triệu đồng)", "ỦY BAN NHÂN DÂN XÃ ĐÌNH PHONG")
	d.codeOpens(text, gift.ID)
}

// codeOpens looks a paper's entry up by its printed code, as who may read it
// and as who may not.
func (d *desk) codeOpens(text, id string) {
	t := d.t
	t.Helper()
	code := report.EntryCode(id)
	says(t, text, code)
	var found office.SearchResult
	d.as(access.CommuneClerk).must(200, "GET", "/search?"+url.Values{"q": {strings.ToLower(code)}}.Encode(), nil, &found)
	if len(found.Groups) == 0 || found.Groups[0].Type != "entry" || found.Groups[0].Items[0].ID != id {
		t.Errorf("%s opens %+v", code, found)
	}
	d.asB(access.CommuneClerk).must(200, "GET", "/search?"+url.Values{"q": {code}}.Encode(), nil, &found)
	if len(found.Groups) != 0 {
		t.Errorf("%s opens %+v to another commune", code, found)
	}
}

// stockOfFlags reads what is left of 400 flags of which the post handed on 35,
// and lets the post try to hand on more than it has: it is asked, not stopped.
func (d *desk) stockOfFlags(upper, post *client) {
	t := d.t
	t.Helper()
	stock := func(c *client, pairs ...string) figure.Cell {
		tab := c.figures(d.province, "2026", append([]string{"indicator", "gifts.stock", "by", "dim:gift_item"}, pairs...)...)
		i := slices.IndexFunc(tab.Cells, func(x figure.Cell) bool { return x.Split != nil && *x.Split == "flag" })
		return tab.Cells[i]
	}
	all := stock(upper)
	if got := upper.byDim(d.province, "2026", "gifts.stock", "quantity", "gift_item"); all.Printed != "365" || got["coat"] != "80" {
		t.Errorf("in stock: %v", got)
	}
	if got := stock(upper, "viewpoint", "body="+d.post).Printed; got != "65" {
		t.Errorf("the post has %s flags left", got)
	}
	o := upper.opened(all)
	signed := map[string]int{}
	for _, e := range o.Entries.Items {
		signed[e.Value]++
	}
	if len(o.Entries.Items) != 4 || signed["-35"] != 1 || signed["150"] != 2 || o.Entries.Sum != "365" || !o.Entries.Equal {
		t.Errorf("365 opens to %+v", o.Entries)
	}
	more := office.EntryContent{Kind: "gift", PlaceID: d.communeA, Day: "2026-03-01", Dims: map[string][]string{"gift_recipient": {"hamlet"}, "gift_nature": {"kind"}, "gift_type": {"handed_on"}},
		OwnerBodyID: d.post, Parts: []office.PartForm{{Measure: "quantity", Dims: map[string]string{"gift_item": "flag"}, Value: counted(66)}}}
	if codes := post.codes(more); !slices.Contains(codes, "more_out_than_in") {
		t.Errorf("66 of 65 flags: %v", codes)
	}
	more.Parts[0].Value = counted(65)
	if codes := post.codes(more); slices.Contains(codes, "more_out_than_in") {
		t.Errorf("65 of 65 flags: %v", codes)
	}
	more.Parts[0].Value = counted(400)
	post.record(more, true)
	if c := stock(upper); c.Printed != "-35" || !slices.Contains(c.Flags, figure.FlagNegative) {
		t.Errorf("after handing on 400 more: %s %v", c.Printed, c.Flags)
	}
	d.unitsOfThings(upper, post)
}

// unitsOfThings: every thing of a table has its own unit, in which its numbers
// are written.
func (d *desk) unitsOfThings(upper, post *client) {
	d.t.Helper()
	post.record(office.EntryContent{Kind: "gift", PlaceID: d.communeA, Day: "2026-03-02", Dims: map[string][]string{"gift_recipient": {"hamlet"}, "gift_nature": {"kind"}},
		OwnerBodyID: d.post, Parts: []office.PartForm{{Measure: "quantity", Dims: map[string]string{"gift_item": "rice"}, Value: counted(12_500)}}}, true)
	tab := upper.figures(d.province, "2026", "indicator", "gifts.stock", "by", "dim:gift_item")
	if tab.Measures[0].UnitName != "" {
		d.t.Errorf("things of different units have the unit %q", tab.Measures[0].UnitName)
	}
	for key, want := range map[string][3]string{"rice": {"gạo (kg)", "kg", "12,5"}, "flag": {"cờ Tổ quốc (lá)", "flags", "-35"}} {
		i := slices.IndexFunc(tab.Cells, func(x figure.Cell) bool { return x.Split != nil && *x.Split == key })
		name := ""
		for _, c := range tab.Columns {
			if c.Key == key {
				name = c.Name
			}
		}
		if c := tab.Cells[i]; name != want[0] || c.Unit != want[1] || c.Printed != want[2] {
			d.t.Errorf("%s: %q, %s %s", key, name, c.Printed, c.Unit)
		}
		if o := upper.opened(tab.Cells[i]); o.UnitName == "" || o.Entries.Sum != want[2] {
			d.t.Errorf("%s opens to %s %s", key, o.Entries.Sum, o.UnitName)
		}
	}
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
// the conference counts as a proposal and no award; minutes and proposal are
// made from it, the achievement report from the ledger, with figures that open;
// then the decision comes with number and day, and the two figures open; no
// figure, route or table is by person.
func TestS15AwardsAtTheReviewConferenceAndNoRanking(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		clerk := d.as(access.CommuneClerk)
		conference := clerk.record(office.EntryContent{Kind: "review_conference", PlaceID: d.communeA, Day: "2026-03-05", Dims: map[string][]string{"review_type": {"final"}},
			Measures: map[string]office.ValueForm{"occasions": counted(1), "participant_turns": counted(90)}}, true)
		proposed := map[string]*office.EntryView{}
		for subject, n := range map[string]int64{"collective": 7, "individual": 8} {
			f := office.EntryContent{Kind: "award", PlaceID: d.communeA, Day: "2026-03-05", Links: linkTo(&conference), Measures: map[string]office.ValueForm{"awards": counted(n)},
				Dims: map[string][]string{"award_subject": {subject}, "award_grade": {"giay_khen"}, "award_level": {"commune"}, "award_occasion": {"review_conference"}, "award_state": {"proposed"}}}
			if subject == "collective" {
				f.Dims["award_collective"] = []string{d.frontA, d.post}
			}
			v := clerk.record(f, true)
			if len(v.Missing) != 0 {
				t.Errorf("a proposal has no decision yet, and misses %v", v.Missing)
			}
			proposed[subject] = &v
		}
		clerk.printed(d.communeA, "2026", map[string]string{"awards.proposed awards": "15"})
		for _, indicator := range []string{"awards.review_conference.collectives", "awards.review_conference.individuals", "awards.collectives", "awards.individuals"} {
			if c := clerk.figure(d.communeA, "2026", indicator, "awards"); c.Entries != 0 {
				t.Errorf("%s counts proposals: %+v", indicator, c)
			}
		}
		d.awardFile(&conference, proposed["collective"], proposed["individual"])
		for _, v := range proposed {
			d.decide(v)
		}
		for indicator, want := range map[string]string{"awards.review_conference.collectives": "7", "awards.review_conference.individuals": "8", "awards.collectives": "7", "awards.individuals": "8"} {
			c := clerk.figure(d.communeA, "2026", indicator, "awards")
			if o := clerk.opened(c); c.Printed != want || o.Entries == nil || len(o.Entries.Items) != 1 {
				t.Errorf("%s is %s and opens to %+v", indicator, c.Printed, o.Entries)
			}
		}
		if c := clerk.figure(d.communeA, "2026", "awards.proposed", "awards"); c.Entries != 0 {
			t.Errorf("what was decided is still proposed: %+v", c)
		}
		for _, v := range []*office.EntryView{&conference, proposed["collective"], proposed["individual"]} {
			if got := clerk.papers(v); slices.Contains(got, "award-minutes") || slices.Contains(got, "award-proposal") {
				t.Errorf("an award that was decided is proposed again: %v", got)
			}
		}
		d.nothingRanks(clerk)
	})
}

// decide enters the decision on a proposal: its verifier corrects the entry and
// says why.
func (d *desk) decide(v *office.EntryView) {
	d.t.Helper()
	verifier, w := d.as(access.CommuneVerifier), written{ledger: v.LedgerID, id: v.ID}
	verifier.verify(w)
	set := map[string]any{"dims": map[string]any{"award_state": "decided"},
		"documents": []any{map[string]any{"type": "decision", "number": "31/QĐ-UBND", "day": "2026-03-06", "issuer": "UBND xã Đình Phong"}}}
	verifier.must(200, "POST", w.path("/correct"), map[string]any{"base": verifier.detail(w).Base, "set": set, "why": "Đã có quyết định khen thưởng"}, nil)
	verifier.must(200, "GET", d.path(v), nil, v)
	if len(v.Missing) != 0 || len(v.Documents) != 1 || !strings.Contains(v.Documents[0], "31/QĐ-UBND") {
		d.t.Errorf("the decision is kept as %v, missing %v", v.Documents, v.Missing)
	}
}

// awardFile makes the minutes and the proposal in every letterhead, from the
// conference and from the proposals themselves, and the achievement report.
func (d *desk) awardFile(conference, collectives, individuals *office.EntryView) {
	t := d.t
	t.Helper()
	clerk := d.as(access.CommuneClerk)
	for letterhead, chosen := range map[string][]*office.EntryView{"state": {collectives, individuals}, "front": {conference}, "army": {collectives, individuals}} {
		for name, number := range map[string]string{"award-minutes": "Số: /BB-", "award-proposal": "Số: /TTr-"} {
			if !slices.Contains(clerk.papers(chosen...), name) {
				t.Fatalf("on offer are %v", clerk.papers(chosen...))
			}
			text := clerk.docx(name, letterhead, chosen...)
			says(t, text, number, "tập thể đề nghị khen thưởng là 07", "cá nhân đề nghị khen thưởng là 08", "Ủy ban MTTQ xã Đình Phong", "Đồn Biên phòng Mẫu", "giấy khen", "cấp xã", "hội nghị sơ kết, tổng kết", "ngày 05/03/2026")
			if strings.Contains(text, "Lý Thị") {
				t.Errorf("%s names somebody: %s", name, text)
			}
		}
	}
	d.achievements()
}

// achievements is the report beside the proposal, of the commune and as one of
// its bodies saw it.
func (d *desk) achievements() {
	t, clerk := d.t, d.as(access.CommuneClerk)
	t.Helper()
	ask := office.ReportAsk{Template: "achievement-report", PlaceID: d.communeA, Period: "2026", Calendar: "civil"}
	_, page := clerk.raw("/reports/page" + query(ask))
	says(t, plainText(string(page)), "BÁO CÁO", "Thành tích đề nghị khen thưởng", "15 đề nghị khen thưởng đang chờ quyết định", "chưa có quyết định khen thưởng tập thể")
	var preview office.ReportPreview
	clerk.must(200, "GET", "/reports/preview"+query(ask), nil, &preview)
	i := slices.IndexFunc(preview.Cells, func(c office.ReportCell) bool { return c.Indicator == "awards.proposed" })
	if i < 0 {
		t.Fatalf("no figure of proposals in the achievement report: %+v", preview.Cells)
	}
	if o := clerk.opened(figure.Cell{Drill: preview.Cells[i].Drill}); o.Entries == nil || len(o.Entries.Items) != 2 {
		t.Errorf("the figure opens to %+v", o.Entries)
	}
	_, page = clerk.raw("/reports/page" + query(ask, "viewpoint", "body="+d.committeeA))
	says(t, plainText(string(page)), "theo báo cáo của UBND xã Đình Phong")
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
