package office_test

import (
	"slices"
	"testing"

	"phendau/internal/access"
	"phendau/internal/calendar"
	"phendau/internal/office"
)

// TestALockedMonthIsToldBeforeAnEntryIsLate: whoever records into a month whose
// report is locked reads it at the day, in the read-back and after sending, and
// so does the verifier; a withdrawn report and another month tell nothing.
func TestALockedMonthIsToldBeforeAnEntryIsLate(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		const said = "Báo cáo tháng 01/2026 đã khóa; bản ghi này sẽ được nêu ở báo cáo kế tiếp."
		d.clearing(calendar.MakeDay(2026, 1, 14), 3000, 30)
		clerk, signer := d.as(access.CommuneClerk), d.as(access.CommuneVerifier)
		day := func(place, on string) string {
			var l office.LockedDay
			clerk.must(200, "GET", "/entries/locked?place="+place+"&day="+on, nil, &l)
			return l.Text
		}
		if got := day(d.hamletsA[0], "2026-01-20"); got != "" {
			t.Errorf("nothing is locked, and the form says %q", got)
		}
		early := clerk.record(office.EntryContent{Kind: "gift", PlaceID: d.hamletsA[0], Day: "2026-01-19", Measures: map[string]office.ValueForm{"packages": counted(5)}}, true)
		var lock office.LockView
		signer.must(200, "POST", "/locks", office.LockBody{ReportAsk: d.january()}, &lock)
		for at, want := range map[[2]string]string{{d.hamletsA[0], "2026-01-20"}: said, {d.communeA, "2026-01-01"}: said, {d.communeB, "2026-01-20"}: "", {d.hamletsA[0], "2026-02-01"}: ""} {
			if got := day(at[0], at[1]); got != want {
				t.Errorf("on %s the form says %q", at[1], got)
			}
		}
		gift := office.EntryContent{Kind: "gift", PlaceID: d.hamletsA[0], Day: "2026-01-20", Measures: map[string]office.ValueForm{"packages": counted(10)}}
		var check office.CheckView
		clerk.must(200, "POST", "/entries/check", map[string]any{"content": gift}, &check)
		late := clerk.record(gift, true)
		if check.Locked != said || late.LockedOver != said {
			t.Errorf("the read-back says %q, the sent entry %q", check.Locked, late.LockedOver)
		}
		for _, v := range []office.EntryView{early, late} {
			var r office.ReviewDetail
			signer.must(200, "GET", "/review/"+v.LedgerID+"/"+v.ID, nil, &r)
			if r.Locked != said || r.Bulk || !slices.ContainsFunc(r.Flags, func(f office.Flag) bool { return f.Code == "late" }) {
				t.Errorf("the verifier reads %q, flags %+v", r.Locked, r.Flags)
			}
			signer.must(200, "POST", "/records/"+v.LedgerID+"/"+v.ID+"/verify", map[string]any{"base": v.Base, "level": 2}, nil)
			var after office.EntryView
			clerk.must(200, "GET", d.path(&v), nil, &after)
			if after.LockedOver != said {
				t.Errorf("verified, it says %q", after.LockedOver)
			}
		}
		signer.must(200, "POST", "/locks/"+lock.LedgerID+"/"+lock.ID+"/withdraw", map[string]string{"why": "Lập lại báo cáo."}, nil)
		if got := day(d.hamletsA[0], "2026-01-20"); got != "" {
			t.Errorf("the report was withdrawn, and the form says %q", got)
		}
	})
}
