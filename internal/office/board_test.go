package office_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/office"
	"phendau/internal/registry"
)

// borderUnits makes both communes report.
func (d *desk) borderUnits() {
	d.t.Helper()
	var drafts []ledger.Draft
	for _, id := range []string{d.communeA, d.communeB} {
		drafts = append(drafts, ledger.Draft{LedgerID: d.registry, EntityType: "place", EntityID: id, Verb: "amend",
			Body: map[string]any{"flags": []registry.FlagDoc{{Flag: "border_unit", From: registry.Unknown, To: registry.Open}}}})
	}
	if err := d.writer.MustWrite(context.Background(), drafts); err != nil {
		d.t.Fatal(err)
	}
}

func states(b office.Board) string {
	var rows []string
	for _, u := range b.Units {
		var cells []string
		for _, c := range u.Cells {
			cells = append(cells, c.State)
		}
		rows = append(rows, u.Name+": "+strings.Join(cells, " "))
	}
	return strings.Join(rows, "; ")
}

// TestSilenceIsNotASignedZero: entries, a signed zero, silence, a month that is
// not due yet: four different things. Months are those of the official
// calendar; the desk's day is 10 March 2026.
func TestSilenceIsNotASignedZero(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.borderUnits()
		late := d.outreach("2025-12-20", 30) // January's cut-off was on the 14th
		d.outreach("2026-02-20", 40)
		d.as(access.CommuneVerifier).verify(late)
		zero, id := ledger.NilBody{PlaceID: d.communeA, Kinds: []string{"patrol", "outreach"}, From: calendar.MakeDay(2026, 1, 15), To: calendar.MakeDay(2026, 2, 14), Reason: "season", Why: "Tết"}, d.writer.IDs.New()
		draft := ledger.Draft{LedgerID: d.ledgerA, EntityType: "nil", EntityID: id, ActorID: d.people[access.CommuneClerk], BodyID: d.committeeA, Catalogue: 1}
		create, submit := draft, draft
		create.Verb, create.Body, submit.Verb = "create", zero, "submit"
		if err := d.writer.MustWrite(context.Background(), []ledger.Draft{create, submit}); err != nil {
			t.Fatal(err)
		}
		tip := written{ledger: d.ledgerB, id: d.writer.IDs.New(), place: d.communeB, owner: d.post, recorder: d.people[access.PostOfficer], day: "2026-01-20", kind: "tip",
			measures: map[string]any{"tips": countedJSON(3)}, dims: map[string]any{"tip_channel": "phone", "assessed": "valuable"}}
		d.write(tip)
		var b office.Board
		d.as(access.UpperOfficer).must(200, "GET", "/board?place="+d.province+"&period=2025-12-15/2026-03-14", nil, &b)
		if got := states(b); got != "xã Đình Phong: reported nil reported; xã Ngọc Khê: silent silent open" {
			t.Fatal(got)
		}
		first, second := b.Units[0].Cells[0], b.Units[0].Cells[1]
		if first.Entries != 1 || first.Verified != 1 || !first.Late || first.Text != "1 bản ghi, 100% đã thẩm định" || b.Units[0].Cells[2].Late {
			t.Errorf("%+v", first)
		}
		if second.Nil == nil || second.Nil.ID != id || second.Nil.Why != "Tết" || second.Text != "không phát sinh: do mùa vụ" {
			t.Errorf("%+v", second)
		}
		if b.Sum != (office.BoardSum{Expected: 6, Reported: 2, Nil: 1, Silent: 2, Open: 1, Late: 1}) || b.Months[0].Due != "2026-01-16" || !strings.Contains(b.DueRule, "xác nhận với cấp trên") {
			t.Errorf("%+v, due %s", b.Sum, b.Months[0].Due)
		}
		clerk := d.as(access.CommuneClerk)
		clerk.must(403, "GET", "/board?place="+d.province+"&period=2026-01", nil, nil)
		clerk.must(200, "GET", "/board?period=2026-01", nil, &b)
		if b.PlaceID != d.communeA || len(b.Units) != 1 {
			t.Errorf("the clerk's own board: %+v", b)
		}
		// Before the book spoke nobody was silent.
		clerk.must(200, "GET", "/board?period=2025-08-15/2026-01-14", nil, &b)
		if len(b.Months) != 1 || b.Months[0].From != "2025-12-15" || b.Sum.Silent != 0 {
			t.Errorf("months before the book: %+v", b.Months)
		}
		clerk.must(422, "GET", "/board?period=2010-01-15/2026-01-14", nil, nil)
	})
}

// TestAnExportOfTheBoardIsNoted: who took it and how many rows.
func TestAnExportOfTheBoardIsNoted(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.borderUnits()
		c := d.as(access.UpperOfficer)
		req, err := http.NewRequest("GET", d.server.URL+api.Prefix+"/board/export?place="+d.province+"&period=2026-01", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.AddCookie(&http.Cookie{Name: api.CookieName, Value: c.cookie})
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		text, err := io.ReadAll(resp.Body)
		if err != nil || resp.StatusCode != 200 || !strings.HasPrefix(resp.Header.Get("Content-Type"), "text/csv") {
			t.Fatalf("%d %s %v", resp.StatusCode, resp.Header.Get("Content-Type"), err)
		}
		if !strings.Contains(string(text), "xã Đình Phong,15/12/2025,14/01/2026,16/01/2026,chưa báo cáo,0,0") && !strings.Contains(string(text), "xã Đình Phong;15/12/2025;14/01/2026;16/01/2026;chưa báo cáo;0;0") {
			t.Errorf("%s", text)
		}
		log, err := d.store.AuditRecords(context.Background(), audit.Filter{ActorID: c.person, Actions: []string{audit.Export}})
		if err != nil || len(log) != 1 || log[0].PlaceID != d.province || !strings.HasSuffix(log[0].Detail, "rows=2") {
			t.Errorf("%+v %v", log, err)
		}
	})
}
