package office_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"phendau/internal/access"
	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/office"
	"phendau/internal/report"
)

// lockedJanuary locks the report of January with one clearing of 30 people,
// which is corrected to 3 afterwards, and returns the lock with the id printed
// on its paper.
func (d *desk) lockedJanuary() (l office.LockView, printedID string) {
	d.t.Helper()
	id, last := d.clearing(calendar.MakeDay(2026, 1, 14), 3000, 30)
	signer := d.as(access.CommuneVerifier)
	signer.must(200, "POST", "/locks", office.LockBody{ReportAsk: d.january()}, &l)
	d.correct(id, last, 3, "Nhập nhầm: 3 người ghi thành 30.")
	_, b := signer.raw("/locks/" + l.LedgerID + "/" + l.ID + "/file?format=json")
	var doc struct {
		Document struct {
			ReportID string `json:"report_id"`
		}
	}
	if err := json.Unmarshal(b, &doc); err != nil || doc.Document.ReportID == "" {
		d.t.Fatalf("the locked document names no report: %v %.200s", err, b)
	}
	return l, doc.Document.ReportID
}

// TestAPrintedCodeOpensItsFigureAsItWasLocked: the paper says 30, so its code
// opens 30, whatever was corrected since.
func TestAPrintedCodeOpensItsFigureAsItWasLocked(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		l, id := d.lockedJanuary()
		number := 0
		for _, c := range l.Cells {
			if c.Indicator == "trail_clearing" && c.Measure == "person_turns" && c.Printed == "30" && number == 0 {
				number = c.Number
			}
		}
		code := report.ShortCode(id, number)
		for _, who := range []*client{d.as(access.CommuneVerifier), d.as(access.UpperOfficer)} {
			var x office.CodeTarget
			who.must(200, "GET", "/codes/"+code, nil, &x)
			if x.LockIdent != l.LockIdent || x.Cell == "" {
				t.Fatalf("the code opens %+v, want a figure of %+v", x, l.LockIdent)
			}
			var then, now office.OpenedFigure
			who.must(200, "GET", "/figures/drill?lock="+x.ID+"&c="+x.Cell, nil, &then)
			who.must(200, "GET", "/figures/drill?c="+x.Cell, nil, &now)
			if then.Cell.Printed != "30" || then.Entries.Sum != "30" || now.Cell.Printed != "3" || now.Lock != nil {
				t.Errorf("locked %s from %+v, now %s", then.Cell.Printed, then.Entries, now.Cell.Printed)
			}
			if then.Lock == nil || !then.Lock.Open || then.Lock.ID != l.ID || then.Lock.Title != l.Title {
				t.Errorf("the figure does not name its report: %+v", then.Lock)
			}
		}
		var x office.CodeTarget
		for _, whole := range []string{report.TableCode(id, 1), strings.ToLower(l.ID)} {
			d.as(access.CommuneVerifier).must(200, "GET", "/codes/"+whole, nil, &x)
			if x.LockIdent != l.LockIdent || x.Cell != "" {
				t.Errorf("%s opens %+v, want the report", whole, x)
			}
		}
	})
}

// TestACodeTellsNobodyWhetherThereIsAReport: drafts, mistyped codes, unknown
// reports and reports of another commune answer alike.
func TestACodeTellsNobodyWhetherThereIsAReport(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		l, id := d.lockedJanuary()
		own, other := d.as(access.CommuneVerifier), d.asB(access.CommuneClerk)
		var p office.ReportPreview
		own.must(200, "GET", "/reports/preview"+query(d.january()), nil, &p)
		good := report.ShortCode(id, 1)
		_, want := other.raw("/codes/" + d.writer.IDs.New())
		for _, try := range []struct {
			who  *client
			code string
		}{{own, p.Cells[0].Code}, {own, good[:len(good)-1] + "%20"}, {own, report.ShortCode("BC-0000", 1)}, {other, good}, {other, l.ID}, {d.as(access.Administrator), good}} {
			resp, b := try.who.raw("/codes/" + try.code)
			if resp.StatusCode != 404 || withoutRequest(t, b) != withoutRequest(t, want) {
				t.Errorf("%s answers %d %s, want as an unknown one: %s", try.code, resp.StatusCode, b, want)
			}
		}
		other.must(404, "GET", "/figures/drill?c="+p.Cells[0].Drill+"&lock="+d.writer.IDs.New(), nil, nil)
	})
}

// withoutRequest is an error without the id of its request.
func withoutRequest(t *testing.T, b []byte) string {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal(b, &m); err != nil {
		t.Fatalf("%v in %s", err, b)
	}
	delete(m, "request_id")
	out, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// TestADeclaredTotalOpensLikeAnEntry: what stands behind a declared figure,
// its document and its page, is found from the figure.
func TestADeclaredTotalOpensLikeAnEntry(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		declare := func(indicator, measure string) string {
			id := d.writer.IDs.New()
			draft := ledger.Draft{LedgerID: d.ledgerA, EntityType: ledger.TypeStatement, EntityID: id, BodyID: d.committeeA, ActorID: d.people[access.CommuneClerk], Catalogue: d.catalogue()}
			create, submit := draft, draft
			create.Verb, submit.Verb = "create", "submit"
			create.Body = ledger.StatementBody{Indicator: indicator, Measure: measure, PlaceID: d.communeA, From: calendar.MakeDay(2025, 1, 1), To: calendar.MakeDay(2025, 12, 31),
				Value: countedValue(120), Document: ledger.Document{Type: "report", Number: "12/BC-UBND"}, Page: "3", Quote: "120 buổi"}
			if err := d.writer.MustWrite(context.Background(), []ledger.Draft{create, submit}); err != nil {
				t.Fatal(err)
			}
			return id
		}
		id, tips := declare("outreach", "sessions"), declare("tips.received", "tips")
		var v office.EntryView
		d.as(access.CommuneClerk).must(200, "GET", "/entries/"+d.ledgerA+"/"+id, nil, &v)
		if v.Type != ledger.TypeStatement || v.ToDay != "2025-12-31" || v.Note != "120 buổi" || len(v.Measures) != 1 || !strings.HasPrefix(v.Measures[0].Value, "120") ||
			len(v.Documents) != 1 || !strings.Contains(v.Documents[0], "12/BC-UBND") || len(v.Facts) != 1 || v.Facts[0].Value != "3" || len(v.Timeline) == 0 {
			t.Errorf("the declared total reads %+v", v)
		}
		for _, who := range []*client{d.asB(access.CommuneClerk), d.as(access.PostOfficer)} {
			want := map[bool]int{true: 404, false: 200}[who.person == d.peopleB[access.CommuneClerk]]
			who.must(want, "GET", "/entries/"+d.ledgerA+"/"+id, nil, nil)
		}
		d.as(access.PostOfficer).must(404, "GET", "/entries/"+d.ledgerA+"/"+tips, nil, nil)
		d.as(access.CommuneClerk).must(404, "POST", "/entries/"+d.ledgerA+"/"+id+"/retract", map[string]any{"why": "Không dùng nữa"}, nil)
	})
}

// TestACodeOfAnEntryOpensTheEntry: for who sees it; for anybody else there is no
// such code.
func TestACodeOfAnEntryOpensTheEntry(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		id, _ := d.clearing(calendar.MakeDay(2026, 1, 14), 3000, 30)
		var x office.CodeTarget
		d.as(access.CommuneVerifier).must(200, "GET", "/codes/"+report.EntryCode(id), nil, &x)
		if x.LedgerID != d.ledgerA || x.ID != id || !x.Entry || x.Cell != "" {
			t.Errorf("the code opens %+v", x)
		}
		d.as(access.Ombudsperson).must(404, "GET", "/codes/"+report.EntryCode(id), nil, nil)
	})
}
