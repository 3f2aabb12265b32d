package report

import (
	"bytes"
	"strings"
	"testing"

	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/paper"
)

// lockOf locks a report as a caller does and reads back what it keeps.
func lockOf(t *testing.T, r *Report, id string) (Locked, []byte) {
	t.Helper()
	body, cells, document, err := LockBody(r, LockFacts{Signer: clerk, Position: []ledger.Position{{LedgerID: "ledger", Epoch: 1, Seq: 9}}, Catalogue: 1, Registry: 1, Entries: 9})
	if err != nil {
		t.Fatal(err)
	}
	stored, err := ReadCells(cells)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ledger.ParseHash(body.CellsHash); err != nil || body.DocumentHash != digest(document) || body.MinLevel != 2 || len(stored) != len(r.Cells) {
		t.Errorf("lock %+v: %v", body, err)
	}
	return Locked{ID: id, Body: body, Cells: stored, Number: "Số: 05/BC-UBND"}, document
}

func TestLockedReportReprintsByteForByte(t *testing.T) {
	w := newWorld(t).review()
	r := makeReport(t, asked(t, w, "yearly"))
	_, document := lockOf(t, r, "snap")
	d, err := Reprint(document)
	if err != nil {
		t.Fatal(err)
	}
	again, err := paper.Marshal(d)
	if err != nil || !bytes.Equal(again, document) {
		t.Error("a reprint differs", err)
	}
}

// Lock, correct 30 km to 3,0 km, retract one, add a late one: the next report
// shows old and new, with reason, person and day (figures.md section 15, 7).
func TestAdjustmentsShowOldNewReasonAndPerson(t *testing.T) {
	clearing := func(w *world, length int64) int {
		return w.entry("trail_clearing", commune(1), day(2022, 4, 5), "committee", "", values{"length_m": counted(length), "person_turns": counted(20)})
	}
	april := civil(t, day(2022, 4, 1), day(2022, 4, 30))
	old := newWorld(t)
	clearing(old, 30_000)
	gone := old.entry("outreach", commune(2), day(2022, 4, 6), "post", "", values{"participant_turns": counted(40)})
	in := asked(t, old, "monthly")
	in.Period, in.Facts.Date = april, april.To+1
	locked, _ := lockOf(t, makeReport(t, in), "snap")

	w := newWorld(t)
	corrected := clearing(w, 3_000)
	w.seq = 100
	late := w.entry("patrol", commune(1), day(2022, 4, 9), "post", "patrol_form=own_regular", values{"person_turns": counted(5)})
	stamp := int64(day(2022, 5, 10))*86_400_000 - 2*3_600_000 // 05:00 of 10 May in Vietnam
	restate := func(n int, what, field, was, is, why string) ledger.Restatement {
		return ledger.Restatement{EntryID: uuidText(n), What: what, Field: field, Old: was, New: is, Why: why, ActorID: clerk, BodyID: "committee", AtMS: stamp, Snapshots: []string{"snap"}}
	}
	next := asked(t, w, "monthly")
	next.Period = civil(t, day(2022, 5, 1), day(2022, 5, 31))
	next.Facts.Date = next.Period.To + 1
	next.Previous = []Locked{locked}
	next.Restatements = []ledger.Restatement{
		restate(corrected, "correct", "measures.length_m", `{"basis":"counted","v":30000}`, `{"basis":"counted","v":3000}`, "ghi nhầm đơn vị"),
		restate(late, "late", "", "", "", ""),
		restate(gone, "retract", "", `{"kind":"outreach","place_id":"commune-02","day":"2022-04-06"}`, "", "nhập hai lần"),
	}
	r := makeReport(t, next)
	find := func(indicator, measure string) Adjustment {
		for _, a := range r.Adjustments {
			if a.Indicator == indicator && a.Measure == measure && a.Place == district {
				return a
			}
		}
		t.Fatalf("no adjustment of %s/%s in %+v", indicator, measure, r.Adjustments)
		return Adjustment{}
	}
	km := find("trail_clearing", "length_km")
	if km.Old != "30" || km.New != "3" || km.Difference != "-27" || len(km.Causes) != 1 {
		t.Fatalf("%+v", km)
	}
	if c := km.Causes[0]; c.Why != "ghi nhầm đơn vị" || c.Person != "Nông Thị Mẫu" || c.Day != day(2022, 5, 10) || c.Old != "30.000" || c.New != "3.000" {
		t.Errorf("%+v", c)
	}
	if a := find("patrol.post", "times"); len(a.Causes) != 1 || a.Causes[0].What != "late" {
		t.Errorf("%+v", a)
	}
	if a := find("outreach", "sessions"); len(a.Causes) != 1 || a.Causes[0].What != "retract" || a.Causes[0].Why != "nhập hai lần" {
		t.Errorf("%+v", a)
	}
	for _, a := range r.Adjustments {
		if a.Indicator == "trail_clearing" && a.Measure == "person_turns" {
			t.Error("a figure that did not change is listed")
		}
	}
	checkAdjustmentTable(t, r)
	next.Template = testTemplates(t)["correction-note"]
	next.Period = april
	note := makeReport(t, next)
	if note.Document.Title != "THÔNG BÁO" || len(note.Document.Annexes) != 0 {
		t.Errorf("%s with %d annexes", note.Document.Title, len(note.Document.Annexes))
	}
	checkAdjustmentTable(t, note)
}

// checkAdjustmentTable finds the changed figure and, by the number it refers
// to, the operation with reason, person and affected report.
func checkAdjustmentTable(t *testing.T, r *Report) {
	t.Helper()
	rows := map[string]string{}
	for _, tb := range r.Data().Tables {
		for _, row := range tb.Rows {
			rows[tb.Name] += strings.Join(row, "|") + "\n"
		}
	}
	if want := "|30|3|-27|3\n"; !strings.Contains(rows[say("adjust_name")], want) {
		t.Errorf("no %q in\n%s", want, rows[say("adjust_name")])
	}
	if want := "3|đính chính chiều dài từ 30.000 thành 3.000 (lý do: ghi nhầm đơn vị); Nông Thị Mẫu, UBND xã Mẫu, ngày 10/05/2022|Số: 05/BC-UBND\n"; !strings.Contains(rows[say("adjust_operations")], want) {
		t.Errorf("no %q in\n%s", want, rows[say("adjust_operations")])
	}
}

func TestReferencesToOperationsAreShort(t *testing.T) {
	for want, in := range map[string][]int{"1": {1}, "1, 2": {2, 1}, "1 - 3, 7": {3, 1, 2, 7, 7}, "": nil} {
		if got := spans(in); got != want {
			t.Errorf("%v: %q, want %q", in, got, want)
		}
	}
}

func TestAnUnchangedReportHasNoAdjustments(t *testing.T) {
	w := newWorld(t).review()
	in := asked(t, w, "five-year-review")
	locked, _ := lockOf(t, makeReport(t, in), "snap")
	a, err := Compare(Comparison{Locked: locked, Figures: in.Figures, Context: in.Context})
	if err != nil || len(a) != 0 {
		t.Errorf("%v %+v", err, a)
	}
}

// TestNothingBeforeTheBookIsNoAdjustment: a lock made when a book said 0 of
// days before it began is not corrected by saying that there is no figure.
func TestNothingBeforeTheBookIsNoAdjustment(t *testing.T) {
	w := newWorld(t)
	w.entry("outreach", commune(1), day(2022, 4, 6), "post", "", values{"participant_turns": counted(40)})
	in := asked(t, w, "monthly")
	in.Period = civil(t, day(2022, 4, 1), day(2022, 4, 30))
	in.Facts.Date = in.Period.To + 1
	locked, _ := lockOf(t, makeReport(t, in), "snap")
	old := 0
	for i := range locked.Cells {
		if c := &locked.Cells[i]; c.State == string(figure.Untold) {
			c.State, c.Value, c.Low, c.High, c.Qualifier, c.Printed = string(figure.HasValue), "0", "0", "0", "exact", "0"
			old++
		}
	}
	if old == 0 {
		t.Fatal("no figure lies before the book")
	}
	in.Previous = []Locked{locked}
	if a := makeReport(t, in).Adjustments; len(a) != 0 {
		t.Errorf("adjusted without a cause: %+v", a[0])
	}
}

func TestShortCodesRefuseTypingErrors(t *testing.T) {
	code := ShortCode("monthly-0a1b2c3d", 12)
	if id, cell, table, ok := ParseCode(strings.ToLower(code)); !ok || id != "monthly-0a1b2c3d" || cell != 12 || table != 0 {
		t.Error(id, cell, table, ok)
	}
	if _, cell, table, ok := ParseCode(TableCode("monthly-0a1b2c3d", 3)); !ok || cell != 0 || table != 3 {
		t.Error(cell, table, ok)
	}
	wrong := 0
	for n := 1; n <= 500; n++ {
		if _, _, _, ok := ParseCode(strings.Replace(code, ".12.", "."+itoa(n)+".", 1)); ok && n != 12 {
			wrong++
		}
	}
	if wrong > 3 {
		t.Errorf("%d of 500 mistyped cell numbers pass", wrong)
	}
}

func uuidText(n int) string {
	const hex = "0123456789abcdef"
	id := uuid(n)
	var b strings.Builder
	for i, x := range id {
		if i == 4 || i == 6 || i == 8 || i == 10 {
			b.WriteByte('-')
		}
		b.WriteByte(hex[x>>4])
		b.WriteByte(hex[x&15])
	}
	return b.String()
}
