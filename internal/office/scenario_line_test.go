package office_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"phendau/internal/access"
	"phendau/internal/ledger"
	"phendau/internal/office"
	"phendau/internal/registry"
	"phendau/internal/report"
)

// TestS11DamagedMarkerIsToldAndFollowedThroughTheTalks plays S11 after the
// phone: the team's incident stands before the post at once and waits for those
// answerable; nobody else learns of it; its follow-up day reminds until the case
// is closed; the chain incident - talks - result is opened by its links in both
// directions, and the incident is in the figures once.
//
// Missing: the phone, and the photo from the border.
func TestS11DamagedMarkerIsToldAndFollowedThroughTheTalks(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.borderUnits()
		d.clear(d.committeeA, access.CommuneVerifier)
		d.clear(d.post, access.PostOfficer, access.PostCommander)
		team, officer, commander := d.as(access.TeamLeader), d.as(access.PostOfficer), d.as(access.PostCommander)
		marker := d.marker("835(2)")
		found := office.EntryContent{Kind: "incident", PlaceID: d.hamletsA[0], Day: "2026-03-09", Markers: []string{marker}, PlaceNote: "mốc nghiêng về phía nam", Dims: map[string][]string{
			"incident_class": {"agreement_violation"}, "incident_kind": {"marker_damage"}, "found_by": {"resident"}, "case_state": {"found"}, "fault": {"unclear"}}, FollowUp: "2026-03-10"}
		incident := team.record(found, true)
		if a := officer.alerts()[incident.ID]; a.Since != "vừa xong" || len(d.asB(access.CommuneVerifier).alerts()) != 0 || len(d.as(access.CommuneClerk).alerts()) != 0 {
			t.Errorf("the post is alerted by %+v", a)
		}
		if officer.waits("due") != 1 || len(officer.due()) != 1 {
			t.Error("its follow-up day has come and reminds nobody")
		}

		var list office.List[office.EntryRow]
		officer.must(200, "GET", "/entries?kind=incident", nil, &list)
		if len(list.Items) != 1 || list.Items[0].ID != incident.ID {
			t.Fatalf("the post is not told: %+v", list.Items)
		}
		for _, who := range []*client{d.asB(access.CommuneClerk), d.as(access.CommuneClerk), d.as(access.Administrator)} {
			if got := who.do("GET", d.path(&incident), nil, nil); got != 404 && got != 403 {
				t.Errorf("somebody else opens it: %d", got)
			}
		}
		w := written{ledger: incident.LedgerID, id: incident.ID}
		if s := d.as(access.CommuneVerifier).verify(w); s.Level != 2 || ids(commander.waiting("")) != incident.ID {
			t.Fatalf("after the commune: %+v; the commander has %q", s, ids(commander.waiting("")))
		}

		upper, violations := d.as(access.UpperOfficer), "incident.agreement_violation"
		upper.printed(d.communeA, "2026-03", map[string]string{"incident cases": "1", violations + " cases": "1"})

		talks := officer.record(office.EntryContent{Kind: "talks", PlaceID: d.communeA, Day: "2026-03-10", Links: linkTo(&incident), Measures: map[string]office.ValueForm{"occasions": counted(1), "person_turns": counted(9)},
			Dims: map[string][]string{"talks_level": {"post"}, "talks_regular": {"extraordinary"}, "talks_topic": {"line_and_markers"}}, Documents: []office.PaperForm{{Type: "minutes", Number: "02/BB-ĐBP"}}}, true)
		officer.must(200, "GET", d.path(&talks), nil, &talks)
		if len(talks.Links) != 1 || !talks.Links[0].Open || !strings.Contains(talks.Links[0].Name, "vụ việc") {
			t.Fatalf("the talks lead to the incident: %+v", talks.Links)
		}
		commander.must(200, "GET", d.path(&incident), nil, &incident)
		if len(officer.alerts()) != 0 || incident.Follow == nil || incident.Follow.Text != "Hôm nay đến ngày theo dõi tiếp." {
			t.Errorf("opened by the commander: %v, %+v", officer.alerts(), incident.Follow)
		}
		if len(incident.Linked) != 1 || incident.Linked[0].EntryID != talks.ID || !incident.Linked[0].Open {
			t.Errorf("the incident does not show the talks about it: %+v", incident.Linked)
		}
		d.letter(&incident)
		commander.verify(w)
		closed := map[string]any{"dims": map[string]any{"case_state": "closed", "handled_as": "talks", "fault": "none"}, "links": linkTo(&talks)}
		commander.must(200, "POST", w.path("/correct"), map[string]any{"base": commander.detail(w).Base, "set": closed, "why": "Kết quả hội đàm 02/BB-ĐBP"}, nil)
		team.must(200, "GET", d.path(&incident), nil, &incident)
		if len(incident.Links) != 1 || incident.Links[0].EntryID != talks.ID || !slices.ContainsFunc(incident.Facts, func(f office.FactText) bool { return f.ID == "dims.handled_as" && f.Value == "hội đàm" }) {
			t.Errorf("the incident leads to the talks and their result: %+v %+v", incident.Links, incident.Facts)
		}
		if incident.Follow.State != "ended" || officer.waits("due") != 0 {
			t.Errorf("closed, it still reminds: %+v", incident.Follow)
		}
		// Without fault of anybody it is an incident and no violation.
		upper.printed(d.communeA, "2026-03", map[string]string{"incident cases": "1", "talks occasions": "1"})
		if c := upper.figure(d.communeA, "2026-03", violations, "cases"); c.Entries != 0 || c.Printed == "1" {
			t.Errorf("a violation is still counted: %+v", c)
		}
		verify(t, d)
	})
}

// marker puts a marker position of commune A into the registers.
func (d *desk) marker(name string) string {
	d.t.Helper()
	id := d.id()
	row := registry.RegisterDoc{Kind: "marker_position", Name: name, PlaceID: d.communeA, Dims: map[string]string{"marker": name}, From: registry.Unknown, To: registry.Open}
	if err := d.writer.MustWrite(context.Background(), []ledger.Draft{{LedgerID: d.registry, EntityType: "register", EntityID: id, Verb: "create", Body: row}}); err != nil {
		d.t.Fatal(err)
	}
	return id
}

// letter drafts the letter to the other side in two languages: what happened,
// when, at which marker and what is asked; no name, no free text, no number.
func (d *desk) letter(incident *office.EntryView) {
	t, officer := d.t, d.as(access.PostOfficer)
	t.Helper()
	if got := officer.papers(incident); !slices.Contains(got, "neighbour-letter") {
		t.Fatalf("on offer for an incident are %v", got)
	}
	for _, letterhead := range []string{"army", "state", "front"} {
		text := officer.docx("neighbour-letter", letterhead, incident)
		says(t, text, "V/v trao đổi về vụ việc trên đường biên giới ngày 09/03/2026", "Kính gửi: Đại diện biên giới phía bạn", "Vị trí mốc: 835(2).", "Marker position: 835(2).",
			"Ngày xảy ra: ngày 09 tháng 3 năm 2026.", "Day of the incident: 9 March 2026.", "làm hư hỏng mốc giới", "damage to a marker", "violation of the border-management agreement",
			"cùng kiểm tra tại thực địa", "Phần tiếng của phía bạn", "nối tiếp hội đàm ngày 10 tháng 3 năm 2026", report.EntryCode(incident.ID))
		for _, kept := range []string{"nghiêng", "Mẫu (", "Văn Mẫu", "unclear", "chưa xác định"} {
			if strings.Contains(text, kept) {
				t.Errorf("the letter says %q: %s", kept, text)
			}
		}
		if !strings.Contains(text, map[string]string{"army": "Số: /ĐBP", "state": "Số: /UBND", "front": "Số: /MTTQ"}[letterhead]) {
			t.Errorf("the draft has a number or no sign: %s", text)
		}
	}
}

// ownMeasure is the post's own measure, its figure and its sentence.
const ownMeasure = `extend:
  kinds:
    contact:
      measures:
        letters_passed_on: {name: thư chuyển cơ quan khác | letters passed on, unit: letters}
indicators:
  contact.letters_passed_on:
    name: thư đã chuyển cơ quan khác | letters passed on to other bodies
    group: neighbour
    from: contact
    measures: [letters_passed_on]
reports:
  post-quarter:
    extends: post-monthly
    name: Báo cáo đối ngoại quý | Quarterly report on contacts
    body:
      - p: Đã trao đổi với phía bạn {contact.letters|unit}, gặp gỡ {contact.meetings|unit}, gọi đường dây nóng {contact.hotline_calls|unit}, hội đàm {talks.occasions|unit} và chuyển cơ quan khác {contact.letters_passed_on|unit}.
`

// TestS12TalksAndAMeasureOfTheirOwn plays S12: a quarter of the post in four
// numbers and the standard sentence; then the fifth, a measure the post makes
// itself, is on the form, recorded, counted and opened in the same running
// program.
//
// Missing: the phone comes with the field app.
func TestS12TalksAndAMeasureOfTheirOwn(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		officer := d.as(access.PostOfficer)
		contact := func(day, channel string, n int64) office.EntryContent {
			return office.EntryContent{Kind: "contact", PlaceID: d.communeA, Day: day, Dims: map[string][]string{"contact_channel": {channel}, "direction": {"out"}}, Measures: map[string]office.ValueForm{"contacts": counted(n)}}
		}
		for i, c := range []office.EntryContent{contact("2025-10-31", "letter", 9), contact("2025-12-30", "letter", 5), contact("2025-11-30", "meeting", 31), contact("2025-10-15", "hotline", 20), contact("2025-12-15", "hotline", 27)} {
			if v := officer.record(c, true); v.Status != "submitted" {
				t.Fatalf("%d: %+v", i, v)
			}
		}
		for i := range 3 {
			officer.record(office.EntryContent{Kind: "talks", PlaceID: d.communeA, Day: fmt.Sprintf("2025-1%d-20", i), Dims: map[string][]string{"talks_level": {"post"}},
				Documents: []office.PaperForm{{Type: "minutes", Number: fmt.Sprintf("%d/BB", i+1)}}}, true)
		}
		four := map[string]string{"contact.letters contacts": "14", "contact.meetings contacts": "31", "contact.hotline_calls contacts": "47", "talks occasions": "3"}
		officer.printed(d.area, "2025-Q4", four)
		ask := office.ReportAsk{Template: "post-monthly", PlaceID: d.area, Period: "2025-10-01/2025-12-31", Calendar: "civil"}
		_, page := officer.raw("/reports/page" + query(ask, "status", "submitted+", "body_id", d.post))
		if s := plainText(string(page)); !strings.Contains(s, "Đã trao đổi với phía bạn 14 thư, gặp gỡ 31 lần liên lạc, gọi đường dây nóng 47 cuộc gọi và hội đàm 3 cuộc") {
			t.Errorf("the sentence is not printed: %s", excerpt(s, "phía bạn"))
		}

		var before, after office.CatalogueView
		officer.must(200, "GET", "/catalogue", nil, &before)
		d.addCatalogue("thu-chuyen.yaml", ownMeasure)
		officer.must(200, "GET", "/catalogue", nil, &after)
		if formHas(&before, "contact", "letters_passed_on") || !formHas(&after, "contact", "letters_passed_on") || after.Version != before.Version+1 {
			t.Fatal("the form does not follow the catalogue")
		}
		own := contact("2025-12-31", "letter", 1)
		own.Measures["letters_passed_on"] = counted(120)
		v := officer.record(own, true)
		if !slices.ContainsFunc(v.Measures, func(m office.MeasureText) bool {
			return m.ID == "letters_passed_on" && m.Value == "120" && m.Name == "thư chuyển cơ quan khác"
		}) {
			t.Errorf("recorded as %+v", v.Measures)
		}
		cell := officer.figure(d.area, "2025-Q4", "contact.letters_passed_on", "letters_passed_on")
		if o := officer.opened(cell); cell.Printed != "120" || o.Entries == nil || len(o.Entries.Items) != 1 || o.Entries.Items[0].EntryID != v.ID {
			t.Errorf("the figure is %s: %+v", cell.Printed, o.Entries)
		}
		_, csv := officer.raw("/figures/export?" + asked("place", d.area, "period", "2025-Q4", "status", "submitted+", "indicator", "contact.letters_passed_on", "format", "csv").Encode())
		if !strings.Contains(string(csv), "thư đã chuyển cơ quan khác") || !strings.Contains(string(csv), "120") {
			t.Errorf("the table leaves as %s", csv)
		}
		four["contact.letters contacts"] = "15"
		officer.printed(d.area, "2025-Q4", four)
		ask.Template = "post-quarter"
		_, page = officer.raw("/reports/page" + query(ask, "status", "submitted+", "body_id", d.post))
		if s := plainText(string(page)); !strings.Contains(s, "Đã trao đổi với phía bạn 15 thư, gặp gỡ 31 lần liên lạc, gọi đường dây nóng 47 cuộc gọi, hội đàm 3 cuộc và chuyển cơ quan khác 120 thư.") {
			t.Errorf("the own sentence is not printed: %s", excerpt(s, "phía bạn"))
		}
		verify(t, d)
	})
}

func formHas(cat *office.CatalogueView, kind, measure string) bool {
	for i := range cat.Kinds {
		if cat.Kinds[i].ID == kind {
			return slices.ContainsFunc(cat.Kinds[i].Measures, func(m office.MeasureView) bool { return m.ID == measure })
		}
	}
	return false
}
