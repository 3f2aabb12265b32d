package office_test

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"

	"phendau/internal/access"
	"phendau/internal/amount"
	"phendau/internal/audit"
	"phendau/internal/calendar"
	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/office"
)

// record writes a submitted entry past the API.
func (d *desk) entry(ledgerID, body, place, kind string, day calendar.Day, dims map[string]ledger.Codes, measures map[string]int64) string {
	d.t.Helper()
	id := d.writer.IDs.New()
	values := map[string]amount.Value{}
	for m, n := range measures {
		values[m] = amount.ExactValue(n, amount.Counted)
	}
	draft := ledger.Draft{LedgerID: ledgerID, EntityType: ledger.TypeEntry, EntityID: id, BodyID: body, Catalogue: 1}
	create, submit := draft, draft
	create.Verb, create.Body = "create", ledger.Content{Kind: kind, PlaceID: place, Day: day, Dims: dims, Measures: values}
	submit.Verb = "submit"
	if err := d.writer.MustWrite(context.Background(), []ledger.Draft{create, submit}); err != nil {
		d.t.Fatal(err)
	}
	return id
}

// patrol is a post's patrol with residents: five people, once.
func (d *desk) postPatrol(ledgerID, place string) string {
	return d.entry(ledgerID, d.post, place, "patrol", calendar.MakeDay(2026, 2, 3), map[string]ledger.Codes{"patrol_form": {"own_regular"}}, map[string]int64{"times": 1, "person_turns": 5})
}

func (d *desk) auditLines(action string) (out []audit.Entry) {
	d.t.Helper()
	out, err := d.store.AuditRecords(context.Background(), audit.Filter{Actions: []string{action}, Limit: 100})
	if err != nil {
		d.t.Fatal(err)
	}
	return out
}

const patrols = "/figures?period=2026-02&indicator=patrol.post&status=submitted%2B"

// TestAQuestionThatNamesNoIndicatorIsAboutThoseThatHoldEntries: in the period,
// else in the year that ends with it, else the first of the catalogue.
func TestAQuestionThatNamesNoIndicatorIsAboutThoseThatHoldEntries(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		ask := func(period string) []string {
			t.Helper()
			var tab office.FigureTable
			d.as(access.CommuneVerifier).must(200, "GET", "/figures?place="+d.communeA+"&period="+period, nil, &tab)
			var out []string
			for _, m := range tab.Measures {
				if !slices.Contains(out, m.Indicator) {
					out = append(out, m.Indicator)
				}
			}
			return out
		}
		first := ask("2026-01")
		if len(first) != 8 {
			t.Errorf("an empty book shows %v", first)
		}
		d.clearing(calendar.MakeDay(2026, 1, 20), 500, 4)
		if got := ask("2026-01"); !slices.Equal(got, []string{"trail_clearing"}) {
			t.Errorf("with a clearing: %v", got)
		}
		d.postPatrol(d.ledgerA, d.hamletsA[0]) // submitted, not verified: no figure of it
		if got := ask("2026-02"); !slices.Contains(got, "trail_clearing") || !slices.Contains(got, "patrol.post") || len(got) == 8 {
			t.Errorf("in a month without, those of the year: %v", got)
		}
		if got := ask("2024-01"); !slices.Equal(got, first) {
			t.Errorf("in a year without: %v", got)
		}
	})
}

// TestFiguresAreReadOverOnesOwnPlaceOnly: a commune's clerk reads his commune,
// not its neighbour, nor everything; the province reads all of it.
func TestFiguresAreReadOverOnesOwnPlaceOnly(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.postPatrol(d.ledgerA, d.hamletsA[0])
		d.postPatrol(d.ledgerB, d.hamletsB[0])
		for _, x := range []struct {
			role   access.Role
			place  string
			status int
			want   string
		}{
			{access.CommuneClerk, d.communeA, 200, "1"},
			{access.CommuneClerk, d.communeB, 403, ""},
			{access.CommuneClerk, d.area, 403, ""},
			{access.CommuneClerk, "", 403, ""},
			{access.TeamMember, d.hamletsA[0], 200, "1"},
			{access.TeamMember, d.communeA, 403, ""},
			{access.PostOfficer, d.area, 200, "2"},
			{access.UpperOfficer, d.province, 200, "2"},
			{access.UpperOfficer, "", 200, "2"},
			{access.TipOfficer, d.area, 403, ""},
			{access.Administrator, d.province, 403, ""},
		} {
			var tab office.FigureTable
			d.as(x.role).must(x.status, "GET", patrols+"&place="+x.place, nil, &tab)
			if x.status == 200 && tab.Cells[0].Printed != x.want {
				t.Errorf("%s over %q reads %s, want %s", x.role, x.place, tab.Cells[0].Printed, x.want)
			}
		}
	})
}

// TestACellDoesNotOpenToWhoMayNotReadItsPlace: a token made by one person is
// no right for another.
func TestACellDoesNotOpenToWhoMayNotReadItsPlace(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.postPatrol(d.ledgerB, d.hamletsB[0])
		var tab office.FigureTable
		d.as(access.UpperOfficer).must(200, "GET", patrols+"&by=place:commune&place="+d.province, nil, &tab)
		for i, r := range tab.Rows {
			cell := tab.Cells[i*len(tab.Measures)]
			want := map[string]int{d.communeA: 200, d.communeB: 403}[r.Place]
			d.as(access.CommuneClerk).must(want, "GET", "/figures/drill?c="+cell.Drill, nil, nil)
		}
		d.as(access.CommuneClerk).must(422, "GET", "/figures/drill?c=x", nil, nil)
	})
}

// TestRestrictedEntriesCountAndAreListedToWhoIsCleared: the sum stands for
// everybody who reads the figure, the entry only for whom it belongs to, and
// its listing leaves a line.
func TestRestrictedEntriesCountAndAreListedToWhoIsCleared(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.entry(d.ledgerA, d.post, d.hamletsA[0], "incident", calendar.MakeDay(2026, 2, 3), map[string]ledger.Codes{"incident_class": {"crime"}, "found_by": {"patrol"}, "handled_as": {"handed_over"}, "case_state": {"closed"}, "country": {"china"}}, map[string]int64{"cases": 1})
		ask := "/figures?period=2026-02&status=submitted%2B&indicator=group:incidents&place=" + d.communeA
		open := func(c *client) (cell figure.Cell, e *office.DrillEntries) {
			var tab office.FigureTable
			c.must(200, "GET", ask, nil, &tab)
			for _, cell := range tab.Cells {
				if cell.Printed == "1" && cell.Entries == 1 {
					var o office.OpenedFigure
					c.must(200, "GET", "/figures/drill?c="+cell.Drill, nil, &o)
					return cell, o.Entries
				}
			}
			t.Fatal("no figure counts the incident")
			return cell, nil
		}
		_, e := open(d.as(access.CommuneVerifier))
		if len(e.Items) != 0 || e.Unreadable != 1 || e.Sum != "1" || !e.Equal {
			t.Errorf("who is not cleared sees %+v", e)
		}
		if n := len(d.auditLines(audit.FigureOpen)); n != 0 {
			t.Errorf("%d lines of an opening that listed nothing", n)
		}
		_, e = open(d.as(access.PostCommander))
		if len(e.Items) != 1 || e.Unreadable != 0 || !e.Items[0].Restricted {
			t.Errorf("the body it belongs to sees %+v", e)
		}
		if n := len(d.auditLines(audit.FigureOpen)); n != 1 {
			t.Errorf("%d audit lines for one listing", n)
		}
	})
}

// TestAnExportIsWhatIsShownAndLeavesALine: rows, header, and that a text
// cannot run as a formula.
func TestAnExportIsWhatIsShownAndLeavesALine(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.postPatrol(d.ledgerA, d.hamletsA[0])
		q := url.Values{"period": {"2026-02"}, "indicator": {"patrol.post"}, "status": {"submitted+"}, "place": {d.communeA}}
		clerk := d.as(access.CommuneClerk)
		var tab office.FigureTable
		clerk.must(200, "GET", "/figures?"+q.Encode(), nil, &tab)
		var file office.ExportedFigures
		clerk.must(200, "GET", "/figures/export?format=json&"+q.Encode(), nil, &file)
		a, err1 := json.Marshal(tab.Cells)
		b, err2 := json.Marshal(file.Cells)
		if err1 != nil || err2 != nil || string(a) != string(b) {
			t.Errorf("shown %s, exported %s", a, b)
		}
		about := strings.Join(file.About, "\n")
		for _, want := range []string{"Lý Thị Mẫu", tab.Position, "patrol.post", "nội bộ", "10/03/2026"} {
			if !strings.Contains(about, want) {
				t.Errorf("the file does not say %q: %s", want, about)
			}
		}
		lines := d.auditLines(audit.Export)
		if len(lines) != 1 || !strings.Contains(lines[0].Detail, "rows=2") || lines[0].PlaceID != d.communeA {
			t.Errorf("audit lines %+v", lines)
		}
		clerk.must(403, "GET", "/figures/export?format=json&period=2026-02&place="+d.communeB, nil, nil)
		d.as(access.TeamMember).must(403, "GET", "/figures/export?format=json&period=2026-02&place="+d.hamletsA[0], nil, nil)
	})
}

// TestPlansAreReadByWhoMadeThemAndComparedWithResults goes through adding,
// changing and taking back.
func TestPlansAreReadByWhoMadeThemAndComparedWithResults(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.entry(d.ledgerA, d.committeeA, d.hamletsA[0], "outreach", calendar.MakeDay(2026, 2, 3), nil, map[string]int64{"sessions": 1, "participant_turns": 20})
		clerk := d.as(access.CommuneClerk)
		form := office.PlanForm{Indicator: "outreach", Measure: "sessions", PlaceID: d.communeA, From: calendar.MakeDay(2026, 1, 1), To: calendar.MakeDay(2026, 12, 31), Value: 4}
		var plan office.PlanView
		clerk.must(200, "POST", "/plans", form, &plan)
		if plan.Printed != "4" || plan.Status != "submitted" || plan.Base == "" {
			t.Fatalf("the plan is %+v", plan)
		}
		form.PlaceID = d.communeB
		clerk.must(403, "POST", "/plans", form, nil)

		progress := func(c *client, place string) []office.PlanRow {
			var p office.PlanProgress
			c.must(200, "GET", "/plans/progress?period=2026&place="+place, nil, &p)
			return p.Rows
		}
		rows := progress(clerk, d.communeA)
		if len(rows) != 1 || rows[0].PlannedBase != 4 || rows[0].Summed {
			t.Fatalf("progress %+v", rows)
		}
		if rows := progress(d.as(access.UpperOfficer), d.province); len(rows) != 1 || !rows[0].Summed {
			t.Errorf("the province reads %+v", rows)
		}
		if rows := progress(d.as(access.TeamMember), d.hamletsA[0]); len(rows) != 0 {
			t.Errorf("a member of a team reads %+v", rows)
		}
		at := "/plans/" + plan.LedgerID + "/" + plan.ID
		d.asB(access.CommuneClerk).must(404, "POST", at+"/amend", map[string]any{"base": plan.Base, "value": 5, "why": "thử"}, nil)
		stale := plan.Base
		clerk.must(403, "POST", at+"/amend", map[string]any{"base": plan.Base, "value": 5, "why": "Giao thêm chỉ tiêu"}, nil) // submitted: the verifier answers for it
		d.as(access.CommuneVerifier).must(200, "POST", at+"/amend", map[string]any{"base": plan.Base, "value": 5, "why": "Giao thêm chỉ tiêu"}, &plan)
		if plan.Printed != "5" {
			t.Errorf("the plan is %+v", plan)
		}
		d.as(access.CommuneVerifier).must(409, "POST", at+"/amend", map[string]any{"base": stale, "value": 6, "why": "Giao thêm chỉ tiêu"}, nil)
		d.as(access.CommuneVerifier).must(200, "POST", at+"/retract", map[string]any{"base": plan.Base, "why": "Trùng kế hoạch khác"}, &plan)
		if rows := progress(clerk, d.communeA); len(rows) != 0 {
			t.Errorf("a plan taken back still counts: %+v", rows)
		}
	})
}

// TestTheDashboardAnswersEveryRole: figures where the role reads them, what
// waits where it acts, and no error for those without figures.
func TestTheDashboardAnswersEveryRole(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.postPatrol(d.ledgerA, d.hamletsA[0])
		for _, role := range access.Roles() {
			var b office.Dashboard
			d.as(role).must(200, "GET", "/dashboard?month=2026-02", nil, &b)
			switch role {
			case access.TipOfficer, access.RegistryEditor, access.Ombudsperson, access.Administrator:
				if b.Place != "" || len(b.Figures) > 0 {
					t.Errorf("%s is shown %d figures", role, len(b.Figures))
				}
			case access.PostCommander:
				if len(b.Figures) == 0 || b.Figures[0].Month.State != figure.HasValue || len(b.Figures[0].Series) != 12 || len(b.Waiting) == 0 {
					t.Errorf("the commander's board is %+v", b)
				}
			}
		}
	})
}

// TestTheDashboardCountsWhatTheQueuesList: the numbers of the first screen are
// those of the screens they lead to, for every role that has them.
func TestTheDashboardCountsWhatTheQueuesList(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.postPatrol(d.ledgerA, d.hamletsA[0])
		d.postPatrol(d.ledgerA, d.hamletsA[0])
		seen := 0
		for _, role := range access.Roles() {
			var b office.Dashboard
			d.as(role).must(200, "GET", "/dashboard?month=2026-02", nil, &b)
			for _, w := range b.Waiting {
				want := 0
				switch w.What {
				case "review":
					var n office.ReviewCount
					d.as(role).must(200, "GET", "/review/count", nil, &n)
					want = n.Waiting
				case "duplicates":
					var n office.Duplicates
					d.as(role).must(200, "GET", "/duplicates", nil, &n)
					want = n.Total
				case "drafts":
					var n office.List[office.DraftRow]
					d.as(role).must(200, "GET", "/me/drafts", nil, &n)
					want = len(n.Items)
				default:
					continue
				}
				seen += want
				if w.Count != want {
					t.Errorf("%s: the dashboard counts %d %s, the queue %d", role, w.Count, w.What, want)
				}
			}
		}
		if seen == 0 {
			t.Error("nothing waits for anybody; the test compares nothing")
		}
	})
}

// TestAChooserBeginsWithTheCallersOwnPlaces: before anything is typed, the
// places he works for and those in them stand before all others.
func TestAChooserBeginsWithTheCallersOwnPlaces(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		var found office.PlacesFound
		d.as(access.CommuneClerk).must(200, "GET", "/figures/places?q=", nil, &found)
		if len(found.Items) < 4 || found.Items[0].ID != d.communeA {
			t.Fatalf("%+v", found.Items)
		}
		for _, p := range found.Items[1 : 1+len(d.hamletsA)] {
			if !slices.Contains(d.hamletsA, p.ID) {
				t.Errorf("%s stands before a hamlet of the own commune", p.Name)
			}
		}
		for _, p := range found.Items {
			if slices.Contains(d.hamletsB, p.ID) {
				t.Errorf("%s, a hamlet of another commune, is offered unasked", p.Name)
			}
		}
	})
}
