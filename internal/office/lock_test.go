package office_test

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"phendau/internal/access"
	"phendau/internal/amount"
	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/office"
	"phendau/internal/vi"
)

func countedValue(n int64) amount.Value {
	return amount.Value{V: n, Lo: n, Hi: n, Basis: amount.Counted}
}

// catalogue is the version in force.
func (d *desk) catalogue() int {
	d.t.Helper()
	reg, err := d.store.Registry(context.Background())
	if err != nil {
		d.t.Fatal(err)
	}
	return reg.CatalogueVersion
}

// clearing records a clearing of trails in a hamlet of commune A, verified by
// the commune, and returns its id and last operation.
func (d *desk) clearing(day calendar.Day, metres, people int64) (id, last string) {
	d.t.Helper()
	id, last = d.writer.IDs.New(), d.writer.IDs.New()
	clerk, verifier := d.people[access.CommuneClerk], d.people[access.CommuneVerifier]
	base := ledger.Draft{LedgerID: d.ledgerA, EntityType: ledger.TypeEntry, EntityID: id, ActorID: clerk, BodyID: d.committeeA, Catalogue: d.catalogue()}
	create, submit, verify := base, base, base
	create.Verb, create.Body = "create", ledger.Content{Kind: "trail_clearing", PlaceID: d.hamletsA[0], Day: day, OwnerBodyID: d.committeeA,
		Measures: map[string]amount.Value{"length_m": countedValue(metres), "person_turns": countedValue(people)}}
	submit.Verb, submit.ID = "submit", d.writer.IDs.New()
	verify.Base = submit.ID
	verify.Verb, verify.ActorID, verify.ID, verify.Body = "verify", verifier, last, map[string]any{"level": 2}
	if err := d.writer.MustWrite(context.Background(), []ledger.Draft{create, submit, verify}); err != nil {
		d.t.Fatal(err)
	}
	return id, last
}

// correct puts the people of a clearing right, in the name of the verifier.
func (d *desk) correct(id, last string, people int64, why string) {
	d.t.Helper()
	err := d.writer.MustWrite(context.Background(), []ledger.Draft{{LedgerID: d.ledgerA, EntityType: ledger.TypeEntry, EntityID: id, Verb: "correct", Base: last, Catalogue: d.catalogue(),
		ActorID: d.people[access.CommuneVerifier], BodyID: d.committeeA,
		Body: map[string]any{"level": 2, "why": why, "set": map[string]any{"measures": map[string]amount.Value{"person_turns": countedValue(people)}}}}})
	if err != nil {
		d.t.Fatal(err)
	}
}

// january is the monthly report of commune A for January 2026.
func (d *desk) january() office.ReportAsk {
	return office.ReportAsk{Template: "monthly", PlaceID: d.communeA, Period: "2026-01", Calendar: "civil", ReportFacts: office.ReportFacts{Number: 5}}
}

func query(r office.ReportAsk, more ...string) string {
	v := url.Values{"template": {r.Template}, "place_id": {r.PlaceID}, "period": {r.Period}, "calendar": {r.Calendar}, "number": {"5"}}
	for i := 0; i+1 < len(more); i += 2 {
		v.Set(more[i], more[i+1])
	}
	return "?" + v.Encode()
}

// raw sends a request and returns the answer as it is.
func (c *client) raw(path string) (*http.Response, []byte) {
	c.d.t.Helper()
	req, err := http.NewRequest("GET", c.d.server.URL+api.Prefix+path, nil)
	if err != nil {
		c.d.t.Fatal(err)
	}
	req.AddCookie(&http.Cookie{Name: api.CookieName, Value: c.cookie})
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		c.d.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		c.d.t.Fatal(err)
	}
	return resp, b
}

// TestASignedReportIsNoDraft: without a number it leaves the box blank and bears
// the day of signing everywhere, not the end of its period.
func TestASignedReportIsNoDraft(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.clearing(calendar.MakeDay(2026, 1, 14), 3000, 30)
		signer := d.as(access.CommuneVerifier)
		ask := d.january()
		ask.Number = 0
		var p office.ReportPreview
		signer.must(200, "GET", "/reports/preview"+query(ask, "number", "0"), nil, &p)
		if !p.Scope.Draft {
			t.Error("a preview without a number is a draft")
		}
		seen := map[string]bool{}
		for _, g := range p.Missing {
			key := g.Name + g.Place + g.From + g.To
			if seen[key] || len(g.Units) == 0 {
				t.Errorf("one figure, two lines: %+v", g)
			}
			seen[key] = true
		}
		for _, c := range p.Cells {
			if key := c.Name + c.Place + c.From + c.To; (c.State == "missing" || c.State == "ambiguous") != seen[key] {
				t.Errorf("%s is listed %v: %s", c.Name, seen[key], c.State)
			}
		}

		today := calendar.DayOf(d.clock.now.UnixMilli())
		var l office.LockView
		signer.must(200, "POST", "/locks", office.LockBody{ReportAsk: ask}, &l)
		at := "/locks/" + l.LedgerID + "/" + l.ID
		resp, _ := signer.raw(at + "/file?format=docx")
		if name := resp.Header.Get("Content-Disposition"); !strings.Contains(name, "-chua-so-BC-UBND-"+today.String()) {
			t.Errorf("the file is called %s", name)
		}
		day := vi.LongDate(today)
		if _, page := signer.raw(at + "/page"); !bytes.Contains(page, []byte(", "+day)) || !bytes.Contains(page, []byte("/BC-UBND "+day+" của")) {
			t.Errorf("%s does not stand at the head and at the annex: %s", day, excerpt(string(page), "Kèm theo"))
		}
	})
}

// TestALockedReportKeepsItsNumbersAndSaysWhatChanged walks scenario S17: a
// correction after the lock leaves the locked figure, and the comparison names
// old, new, who and why.
func TestALockedReportKeepsItsNumbersAndSaysWhatChanged(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		id, last := d.clearing(calendar.MakeDay(2026, 1, 14), 3000, 30)
		d.clearing(calendar.MakeDay(2026, 1, 20), 500, 7)
		d.clearing(calendar.MakeDay(2025, 12, 20), 900, 37) // as many as in January: a question
		signer := d.as(access.CommuneVerifier)

		var p office.ReportPreview
		signer.must(200, "GET", "/reports/preview"+query(d.january()), nil, &p)
		if !p.Lock.May || p.Scope.From != "2026-01-01" || len(p.Problems) != 0 {
			t.Fatalf("preview: lock %+v, scope %+v, missing %v, problems %v", p.Lock, p.Scope, p.Missing, p.Problems)
		}
		if c := cellOf(p.Cells, "trail_clearing", "person_turns"); c == nil || c.Printed != "37" || c.Entries != 2 {
			t.Fatalf("37 people cleared trails, the preview has %+v", c)
		}

		if !slices.ContainsFunc(p.Doubts, func(x office.DoubtView) bool { return x.Code == "same_as_before" }) {
			t.Fatalf("37 people in two months running are not asked about: %+v", p.Doubts)
		}
		const answer = "Đã đối chiếu sổ của tổ."
		body := office.LockBody{ReportAsk: d.january()}
		for i := range p.Doubts {
			body.Answers = append(body.Answers, office.DoubtAnswer{Key: p.Doubts[i].Key, Answer: answer})
		}
		var l, again office.LockView
		request := d.writer.IDs.New()
		if status := signer.once("POST", "/locks", request, body, &l); status != 200 {
			t.Fatalf("lock: %d %+v", status, l)
		}
		if !l.Check.Signature || !l.Check.Bytes || !l.Check.Cells || l.Entries != 2 || l.Changes != 0 || !strings.HasPrefix(l.Number, "Số: 05/") || len(l.Doubts) != len(body.Answers) {
			t.Fatalf("the lock is not as signed: %+v", l)
		}
		if status := signer.once("POST", "/locks", request, body, &again); status != 200 || again.ID != l.ID {
			t.Errorf("the same request locked twice: %d %s", status, again.ID)
		}
		signer.must(409, "POST", "/locks", body, nil)

		at := "/locks/" + l.LedgerID + "/" + l.ID
		if _, page := signer.raw(at + "/page"); !bytes.Contains(page, []byte(answer)) {
			t.Error("the answer does not stand in the annex of doubts")
		}

		const why = "Nhập nhầm: 30 người ghi thành 3."
		d.correct(id, last, 3, why)
		signer.must(200, "GET", at, nil, &l)
		if l.Changes != 1 || !l.Check.Cells || l.Correction == nil || lockedOf(l.Cells, "trail_clearing", "person_turns") != "37" {
			t.Errorf("the locked report lost its number or does not know of the change: %+v", l)
		}
		var x office.LockComparison
		signer.must(200, "GET", at+"/compare?with=now", nil, &x)
		i := slices.IndexFunc(x.Cells, func(c office.ChangedCell) bool { return c.Indicator == "trail_clearing" && c.Measure == "person_turns" })
		if i < 0 || x.Cells[i].Old != "37" || x.Cells[i].New != "10" || x.Cells[i].Difference != "-27" || len(x.Cells[i].Causes) != 1 {
			t.Fatalf("the comparison does not name 37 -> 10: %+v", x.Cells)
		}
		if k := x.Cells[i].Causes[0]; k.What != "correct" || k.Why != why || k.EntryID != id || k.LedgerID != d.ledgerA || !strings.Contains(k.Person, "Lý Thị Mẫu") || k.Old != "30" || k.New != "3" {
			t.Errorf("the cause is not who and why: %+v", k)
		}

		// The next report shows both, and a note of correction can be drafted.
		ask := *l.Correction
		resp, page := signer.raw("/reports/page" + query(ask))
		if resp.StatusCode != 200 || !bytes.Contains(page, []byte("37")) || !bytes.Contains(page, []byte(why)) {
			t.Errorf("the note of correction lacks the old number or the reason: %d", resp.StatusCode)
		}

		signer.must(422, "POST", at+"/withdraw", map[string]string{"why": ""}, nil)
		signer.must(200, "POST", at+"/withdraw", map[string]string{"why": "Lập lại theo số liệu đã đính chính."}, &l)
		if !l.Withdrawn {
			t.Error("the report was not withdrawn")
		}
		var next office.LockView
		signer.must(200, "POST", "/locks", body, &next)
		signer.must(200, "GET", at+"/compare?with="+next.ID, nil, &x)
		if len(x.Cells) == 0 || x.New == nil || len(x.Cells[0].Causes) == 0 {
			t.Errorf("two locks of one report differ without a cause: %+v", x)
		}
		d.auditedTimes(audit.Lock, 2)
		d.auditedTimes(audit.Withdraw, 1)
		if _, err := d.store.Verify(context.Background(), nil); err != nil {
			t.Errorf("the book does not verify: %v", err)
		}
	})
}

// auditedTimes checks how often an act stands in the log.
func (d *desk) auditedTimes(action string, want int) {
	d.t.Helper()
	got, err := d.store.AuditRecords(context.Background(), audit.Filter{Actions: []string{action}, Limit: 100})
	if err != nil {
		d.t.Fatal(err)
	}
	if len(got) != want {
		d.t.Errorf("the log has %d lines of %s, want %d", len(got), action, want)
	}
}

func cellOf(cells []office.ReportCell, indicator, measure string) *office.ReportCell {
	for i := range cells {
		if cells[i].Indicator == indicator && cells[i].Measure == measure {
			return &cells[i]
		}
	}
	return nil
}

func lockedOf(cells []office.LockedCell, indicator, measure string) string {
	for _, c := range cells {
		if c.Indicator == indicator && c.Measure == measure {
			return c.Printed
		}
	}
	return ""
}

// TestOnlyWhoMaySignLocksAndOthersDoNotSee holds who may do what with reports.
func TestOnlyWhoMaySignLocksAndOthersDoNotSee(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.clearing(calendar.MakeDay(2026, 1, 14), 3000, 30)
		body := office.LockBody{ReportAsk: d.january()}
		d.as(access.CommuneClerk).must(403, "POST", "/locks", body, nil)
		d.asB(access.CommuneVerifier).must(403, "POST", "/locks", body, nil)
		d.asB(access.CommuneClerk).must(403, "GET", "/reports/preview"+query(d.january()), nil, nil)
		d.person(d.people[access.CommuneVerifier], "password").must(403, "POST", "/locks", body, nil)

		early := body
		early.Period = "2026-03"
		signer := d.as(access.CommuneVerifier)
		signer.must(422, "POST", "/locks", early, nil)
		var l office.LockView
		signer.must(200, "POST", "/locks", body, &l)

		at := "/locks/" + l.LedgerID + "/" + l.ID
		d.asB(access.CommuneClerk).must(403, "GET", at, nil, nil)
		d.as(access.UpperOfficer).must(200, "GET", at, nil, nil)
		for who, want := range map[*client]int{d.as(access.CommuneClerk): 1, d.as(access.Inspector): 1, d.asB(access.CommuneClerk): 0} {
			var list office.LockPage
			who.must(200, "GET", "/locks", nil, &list)
			if len(list.Items) != want {
				t.Errorf("%s sees %d locked reports, want %d", who.person, len(list.Items), want)
			}
		}
	})
}

// TestAReportLeavesAsAFileAndTheLogSaysSo downloads a draft and a locked
// report.
func TestAReportLeavesAsAFileAndTheLogSaysSo(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.clearing(calendar.MakeDay(2026, 1, 14), 3000, 30)
		signer := d.as(access.CommuneVerifier)
		var l office.LockView
		signer.must(200, "POST", "/locks", office.LockBody{ReportAsk: d.january()}, &l)
		for _, path := range []string{"/reports/file" + query(d.january(), "format", "docx"), "/locks/" + l.LedgerID + "/" + l.ID + "/file?format=docx"} {
			resp, b := signer.raw(path)
			if resp.StatusCode != 200 || !strings.Contains(resp.Header.Get("Content-Disposition"), "bao-cao-05") {
				t.Fatalf("%s: %d %s", path, resp.StatusCode, resp.Header.Get("Content-Disposition"))
			}
			if text := part(t, b, "word/document.xml"); !strings.Contains(text, "30") {
				t.Errorf("%s: the document does not print the 30 people", path)
			}
		}
		d.auditedTimes(audit.Export, 2)
		resp, b := signer.raw("/locks/" + l.LedgerID + "/" + l.ID + "/page")
		policy := resp.Header.Get("Content-Security-Policy")
		if !strings.Contains(policy, "frame-ancestors 'self'") || strings.Contains(policy, "script-src") || !bytes.Contains(b, []byte(`href="/office/so-lieu/o?c=`)) || !bytes.Contains(b, []byte(`target="_top"`)) {
			t.Errorf("the page does not lead from its figures to their entries, or its policy is another: %s", policy)
		}
	})
}

func part(t *testing.T, b []byte, name string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	text, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestWhatMayBeLockedIsSaidBeforeItIsAsked: the template offers the last month
// of its calendar that is over; the month under way names the day from which it
// may be locked, and is refused until then.
func TestWhatMayBeLockedIsSaidBeforeItIsAsked(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) { // 10 March 2026
		verifier := d.as(access.CommuneVerifier)
		var list []office.TemplateView
		verifier.must(200, "GET", "/reports/templates", nil, &list)
		i := slices.IndexFunc(list, func(v office.TemplateView) bool { return v.ID == "monthly" })
		if i < 0 || list[i].Closed == nil || list[i].Closed.Label != "tháng 02/2026 (15/01/2026 - 14/02/2026)" {
			t.Fatalf("%+v", list)
		}
		ask := d.january()
		ask.Calendar, ask.Period = "", "2026-03"
		var p office.ReportPreview
		verifier.must(200, "GET", "/reports/preview"+query(ask), nil, &p)
		if want := "Kỳ tháng 3/2026 (15/02/2026 - 14/03/2026) chưa kết thúc; ký và khóa được từ ngày 15/03/2026."; p.Lock.May || p.Lock.Why != want {
			t.Errorf("%+v", p.Lock)
		}
		ask.Period = list[i].Closed.From.String() + "/" + list[i].Closed.To.String()
		verifier.must(200, "GET", "/reports/preview"+query(ask), nil, &p)
		if !p.Lock.May || p.Closed == nil || p.Closed.Lock != nil {
			t.Errorf("what was offered may not be locked: %+v", p.Lock)
		}
		d.as(access.CommuneClerk).must(200, "GET", "/reports/preview"+query(ask), nil, &p)
		if p.Lock.May || !strings.Contains(p.Lock.Why, "ký và khóa báo cáo") || !strings.Contains(p.Lock.Why, "cán bộ xã thẩm định") {
			t.Errorf("a clerk is not told who signs: %+v", p.Lock)
		}

		// Once it is locked, every month leads to it and says when the next one may be.
		var l office.LockView
		verifier.must(200, "POST", "/locks", office.LockBody{ReportAsk: ask}, &l)
		for _, period := range []string{ask.Period, "2026-03"} {
			ask.Period = period
			d.as(access.CommuneClerk).must(200, "GET", "/reports/preview"+query(ask), nil, &p)
			if p.Closed == nil || p.Closed.Lock == nil || p.Closed.Lock.ID != l.ID || p.Closed.Next != "tháng 3/2026 (15/02/2026 - 14/03/2026)" || p.Closed.Lockable.String() != "2026-03-15" {
				t.Errorf("%s: %+v", period, p.Closed)
			}
		}
	})
}

// TestANameStandsBelowAnOfficeOnlyIfTyped: who locks with his account is not
// always the one who signs on paper.
func TestANameStandsBelowAnOfficeOnlyIfTyped(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.clearing(calendar.MakeDay(2026, 1, 14), 3000, 30)
		signer := d.as(access.CommuneVerifier)
		var p office.ReportPreview
		signer.must(200, "GET", "/reports/preview"+query(d.january()), nil, &p)
		if x := p.Lock.Lines; len(x.Authority) != 2 || x.Authority[1] != "CHỦ TỊCH" || x.Name != "" || x.Ranked {
			t.Errorf("the lines offered are %+v", x)
		}
		locked := func(ask office.ReportAsk) string {
			t.Helper()
			var l office.LockView
			signer.must(200, "POST", "/locks", office.LockBody{ReportAsk: ask}, &l)
			_, page := signer.raw("/locks/" + l.LedgerID + "/" + l.ID + "/page")
			signer.must(200, "POST", "/locks/"+l.LedgerID+"/"+l.ID+"/withdraw", map[string]string{"why": "Lập lại phần ký."}, &l)
			return string(page)
		}
		reg, err := d.store.Registry(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		own := reg.PersonName(d.people[access.CommuneVerifier])
		if page := locked(d.january()); strings.Contains(page, `<p class="name">`+own) {
			t.Errorf("%s stands below CHỦ TỊCH unasked", own)
		}
		ask := d.january()
		ask.Authority, ask.Signer = []string{"TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"}, own
		if page := locked(ask); !strings.Contains(page, "PHÓ CHỦ TỊCH") || !strings.Contains(page, `<p class="name">`+own) {
			t.Errorf("%s signs as PHÓ CHỦ TỊCH, the page says otherwise: %s", own, excerpt(page, `class="name"`))
		}
	})
}
