package office_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"encoding/xml"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"phendau/internal/access"
	"phendau/internal/amount"
	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/calendar"
	"phendau/internal/identity"
	"phendau/internal/ledger"
	"phendau/internal/office"
)

// entriesOf is the query that names entries.
func entriesOf(list ...*office.EntryView) string {
	q := url.Values{}
	for _, v := range list {
		q.Add("entry", v.LedgerID+"/"+v.ID)
	}
	return "?" + q.Encode()
}

// papers are the names of the papers on offer.
func (c *client) papers(list ...*office.EntryView) []string {
	c.d.t.Helper()
	var views []office.PaperView
	c.must(200, "GET", "/papers"+entriesOf(list...), nil, &views)
	out := []string{}
	for _, v := range views {
		if v.Title == "" || len(v.Letterheads) == 0 || v.Entries == 0 {
			c.d.t.Errorf("on offer is %+v", v)
		}
		out = append(out, v.Name)
	}
	return out
}

// paper makes a paper as a file and gives its status and bytes.
func (c *client) paper(name, letterhead, format string, list ...*office.EntryView) (int, []byte) {
	c.d.t.Helper()
	body := map[string]any{"format": format}
	if letterhead != "" {
		body["letterhead"] = letterhead
	}
	var refs []any
	for _, v := range list {
		refs = append(refs, ref(v))
	}
	body["entries"] = refs
	b, err := json.Marshal(body)
	if err != nil {
		c.d.t.Fatal(err)
	}
	req, err := http.NewRequest("POST", c.d.server.URL+api.Prefix+"/papers/"+name, bytes.NewReader(b))
	if err != nil {
		c.d.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.AddCookie(&http.Cookie{Name: api.CookieName, Value: c.cookie})
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		c.d.t.Fatal(err)
	}
	defer resp.Body.Close()
	out, err := io.ReadAll(resp.Body)
	if err != nil {
		c.d.t.Fatal(err)
	}
	return resp.StatusCode, out
}

// docx makes a paper in every format it has, and gives what the DOCX says.
func (c *client) docx(name, letterhead string, list ...*office.EntryView) string {
	t := c.d.t
	t.Helper()
	if status, b := c.paper(name, letterhead, "pdf", list...); status != 200 || !bytes.HasPrefix(b, []byte("%PDF-")) {
		t.Fatalf("%s as PDF: %d %.300s", name, status, b)
	} else {
		keep(t, name+"-"+letterhead+".pdf", b)
	}
	status, b := c.paper(name, letterhead, "docx", list...)
	if status != 200 {
		t.Fatalf("%s: %d %s", name, status, b)
	}
	keep(t, name+"-"+letterhead+".docx", b)
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return plainText(strings.NewReplacer("</w:p>", " ", "</w:tc>", " ").Replace(string(body)))
}

// keep writes a made paper where a person can look at it.
func keep(t *testing.T, name string, b []byte) {
	if dir := os.Getenv("PHENDAU_TEST_PAPERS"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func says(t *testing.T, text string, want ...string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(text, w) {
			t.Errorf("the paper does not say %q: %s", w, text)
		}
	}
}

// TestAPaperOfRestrictedEntriesNeedsTheRightToReadThem: the paper is no way
// around the entry; who may read it leaves the same line as by opening it.
func TestAPaperOfRestrictedEntriesNeedsTheRightToReadThem(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.clear(d.post, access.PostOfficer)
		officer, clerk, upper := d.as(access.PostOfficer), d.as(access.CommuneClerk), d.as(access.UpperOfficer)
		v := officer.record(office.EntryContent{Kind: "incident", PlaceID: d.hamletsA[0], Day: "2026-03-09", Note: "Người báo là Hoàng Văn Kín", PlaceNote: "nhà bà Cúc",
			Dims: map[string][]string{"incident_class": {"agreement_violation"}, "incident_kind": {"marker_damage"}}}, true)
		for _, c := range []*client{clerk, upper} {
			c.must(404, "GET", "/papers"+entriesOf(&v), nil, nil)
			c.must(404, "GET", "/papers/neighbour-letter/page"+entriesOf(&v), nil, nil)
			if status, _ := c.paper("neighbour-letter", "army", "docx", &v); status != 404 {
				t.Errorf("a paper of what may not be read: %d", status)
			}
		}
		weak := d.person(d.people[access.PostOfficer], identity.ByPassword)
		weak.must(200, "GET", d.path(&v), nil, nil)
		if status, b := weak.paper("neighbour-letter", "army", "docx", &v); status != 403 || !strings.Contains(string(b), api.NeedPasskey) {
			t.Errorf("a file of a restricted entry for a password: %d %s", status, b)
		}
		var offered []office.PaperView
		weak.must(200, "GET", "/papers"+entriesOf(&v), nil, &offered)
		if len(offered) != 1 || offered[0].May {
			t.Errorf("a password is offered %+v", offered)
		}
		var refused struct{ Code string }
		weak.must(403, "GET", "/papers/neighbour-letter/page"+entriesOf(&v), nil, &refused)
		if refused.Code != api.NeedPasskey {
			t.Errorf("a page of a restricted entry for a password: %q", refused.Code)
		}
		text := officer.docx("neighbour-letter", "army", &v)
		for _, free := range []string{"Văn Kín", "Cúc"} {
			if strings.Contains(text, free) {
				t.Errorf("free text of a restricted entry is on paper: %s", text)
			}
		}
		list, err := d.store.AuditRecords(t.Context(), audit.Filter{ObjectID: v.ID, Actions: []string{audit.EntryOpen}})
		if err != nil || !slices.ContainsFunc(list, func(e audit.Entry) bool { return e.Detail == "paper=neighbour-letter" }) {
			t.Errorf("no line says that the entry was opened for a paper: %+v %v", list, err)
		}
		lines, err := d.store.AuditRecords(t.Context(), audit.Filter{ObjectID: "neighbour-letter", Actions: []string{audit.Export}})
		if err != nil || len(lines) != 2 || !strings.Contains(lines[0].Detail+lines[1].Detail, "docx") {
			t.Errorf("the export is noted as %+v %v", lines, err)
		}
	})
}

// TestAPaperAsksForWhatItIsOnlyLinkedTo: restricted entries that a paper of an
// open one takes in are exported with it.
func TestAPaperAsksForWhatItIsOnlyLinkedTo(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.addCatalogue("giay-to.yaml", `papers:
  outreach-note:
    name: Phiếu tuyên truyền | Outreach note
    letterheads: [state]
    kinds: [outreach]
    groups:
      incidents: {kinds: [incident]}
    subject: Kết quả
    body:
      - p: "Vụ việc phát hiện: {incidents.incident_kind}."
`)
		d.clear(d.post, access.PostOfficer)
		officer, weak := d.as(access.PostOfficer), d.person(d.people[access.PostOfficer], identity.ByPassword)
		talk := officer.record(office.EntryContent{Kind: "outreach", PlaceID: d.communeA, Day: "2026-03-03", Measures: map[string]office.ValueForm{"participant_turns": counted(20)}}, true)
		if status, b := weak.paper("outreach-note", "", "docx", &talk); status != 200 {
			t.Errorf("a paper of an open entry for a password: %d %s", status, b)
		}
		officer.record(office.EntryContent{Kind: "incident", PlaceID: d.hamletsA[0], Day: "2026-03-04", Links: linkTo(&talk),
			Dims: map[string][]string{"incident_class": {"agreement_violation"}, "incident_kind": {"marker_damage"}}}, true)
		if status, b := weak.paper("outreach-note", "", "docx", &talk); status != 403 || !strings.Contains(string(b), api.NeedPasskey) {
			t.Errorf("with a restricted entry linked to it: %d %s", status, b)
		}
		says(t, officer.docx("outreach-note", "", &talk), "Vụ việc phát hiện")
	})
}

// TestAReceiptHoldsEveryGiftOfAVisit: more gifts than the page of the visit
// lists, one of them given back, add up to the figure over the same entries.
func TestAReceiptHoldsEveryGiftOfAVisit(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		clerk := d.as(access.CommuneClerk)
		visit := clerk.record(office.EntryContent{Kind: "twinning_visit", PlaceID: d.communeA, Day: "2026-02-10",
			Measures: map[string]office.ValueForm{"delegations": counted(1), "visitor_turns": counted(12)}}, true)
		var drafts []ledger.Draft
		for i := range 56 {
			create := ledger.Draft{LedgerID: visit.LedgerID, EntityType: ledger.TypeEntry, EntityID: d.id(), ActorID: d.people[access.CommuneClerk], BodyID: d.committeeA,
				Catalogue: d.catalogue(), ID: d.id(), Verb: "create"}
			dims := map[string]ledger.Codes{"gift_recipient": {"commune"}, "gift_nature": {"cash"}}
			if i == 30 {
				dims["gift_type"] = ledger.Codes{"given_back"}
			}
			create.Body = ledger.Content{Kind: "gift", PlaceID: d.communeA, Day: calendar.MakeDay(2026, 2, 10), OwnerBodyID: d.committeeA, Dims: dims,
				Links:    []ledger.Link{{Kind: "twinning_visit", LedgerID: visit.LedgerID, EntryID: visit.ID}},
				Measures: map[string]amount.Value{"value_vnd": countedValue(int64(1+i) * 1_000_000)}}
			submit := create
			submit.Verb, submit.ID, submit.Body = "submit", d.id(), nil
			drafts = append(drafts, create, submit)
		}
		if err := d.writer.MustWrite(t.Context(), drafts); err != nil {
			t.Fatal(err)
		}
		want := clerk.figure(d.communeA, "2026", "gifts", "value_vnd").Printed
		if want != "1.565.000.000" { // 1 to 56 million without the 31 of the one given back
			t.Errorf("the figure is %s", want)
		}
		var page office.EntryView
		clerk.must(200, "GET", d.path(&visit), nil, &page)
		var rest office.List[office.LinkText]
		clerk.must(200, "GET", d.path(&visit)+"/linked?cursor="+page.LinkedNext, nil, &rest)
		if len(page.Linked) != 50 || page.LinkedNext == "" || len(rest.Items) != 6 || rest.Next != "" {
			t.Errorf("the visit shows %d and then %d of its 56 gifts", len(page.Linked), len(rest.Items))
		}
		says(t, clerk.docx("gift-receipt", "state", &visit), "Tổng cộng "+want, "Tổng số tiền, trị giá là "+want+" đồng")
	})
}

// TestHostileTextStaysTextOnPaper: what somebody typed into a document number
// neither breaks the file nor becomes markup in it.
func TestHostileTextStaysTextOnPaper(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.addCatalogue("giay-to.yaml", `papers:
  paper-list:
    name: Phiếu liệt kê giấy tờ | List of documents
    letterheads: [state]
    kinds: [outreach]
    many: true
    sign: PL
    title: PHIẾU
    subject: Giấy tờ kèm theo
    body:
      - p: "Số bản ghi là {count}; ghi chú: {chosen.note}"
      - list:
          rows: entries
          columns:
            - {title: TT, say: "{n}"}
            - {title: Giấy tờ, say: "{documents}", share: 5}
`)
		clerk := d.as(access.CommuneClerk)
		for _, hostile := range []string{`</w:t></w:r><w:r><w:t>"&'<![CDATA[x]]>`, "{owner} {{", "=cmd|' /C calc'!A0"} {
			f := office.EntryContent{Kind: "outreach", PlaceID: d.communeA, Day: "2026-03-03", Note: hostile,
				Measures: map[string]office.ValueForm{"participant_turns": counted(20)}, Documents: []office.PaperForm{{Type: "minutes", Number: hostile}}}
			var raw json.RawMessage
			if status := clerk.do("POST", "/entries", office.CreateForm{ID: d.id(), Content: f, Submit: true}, &raw); status != 200 {
				t.Fatalf("%d %s", status, raw)
			}
			var v office.EntryView
			if err := json.Unmarshal(raw, &v); err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(clerk.papers(&v), []string{"paper-list"}) {
				t.Fatalf("on offer are %v", clerk.papers(&v))
			}
			_, b := clerk.paper("paper-list", "", "docx", &v)
			wellFormed(t, b)
			if _, page := clerk.raw("/papers/paper-list/page" + entriesOf(&v)); strings.Contains(string(page), "<![CDATA[x") {
				t.Errorf("markup on the page: %s", excerpt(string(page), "CDATA"))
			}
		}
	})
}

// TestAPaperOfAnOfficeIsCheckedWithItsLines: what does not compile is refused
// with its line, by check and by adding.
func TestAPaperOfAnOfficeIsCheckedWithItsLines(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		editor := d.as(access.RegistryEditor)
		const head = "papers:\n  to:\n    name: Giấy | Paper\n    letterheads: [state]\n    subject: Giấy\n"
		for name, x := range map[string]struct{ content, code string }{
			"an unknown kind":         {head + "    kinds: [gifts]\n    body: [{p: Có.}]\n", "unknown_kind"},
			"a kind nobody may print": {head + "    kinds: [tip]\n    body: [{p: Có.}]\n", "hidden_kind"},
			"an unknown field":        {head + "    kinds: [gift]\n    body: [{p: \"Có {awards}.\"}]\n", "unknown_field"},
			"a note of an incident":   {head + "    kinds: [incident]\n    body: [{p: \"Có {note}.\"}]\n", "restricted_text"},
			"a figure":                {head + "    kinds: [gift]\n    body: [{p: \"Có {outreach}.\"}]\n", "unknown_field"},
			"an unknown group":        {head + "    kinds: [gift]\n    needs: [x]\n    body: [{p: Có.}]\n", "unknown_group"},
			"a program's own name":    {strings.Replace(head, "  to:", "  gift-receipt:", 1) + "    kinds: [gift]\n    body: [{p: Có.}]\n", "duplicate_id"},
		} {
			form := map[string]any{"name": "mau.yaml", "content": x.content}
			var v office.CatalogueCheck
			editor.must(200, "POST", "/catalogue/check", form, &v)
			if v.OK || len(v.Findings) == 0 || v.Findings[0].Code != x.code || v.Findings[0].Line < 2 {
				t.Errorf("%s: %+v", name, v)
			}
			editor.must(422, "POST", "/catalogue/files", with2(form, map[string]any{"id": d.id(), "reason": "thử"}), nil)
		}
	})
}

// wellFormed reads every part of a package as XML.
func wellFormed(t *testing.T, pkg []byte) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(pkg), int64(len(pkg)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		d := xml.NewDecoder(r)
		for err == nil {
			_, err = d.Token()
		}
		r.Close()
		if err != io.EOF {
			t.Errorf("%s: %v", f.Name, err)
		}
	}
}
