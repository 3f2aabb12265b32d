package office_test

import (
	"bytes"
	"strings"
	"testing"

	"phendau/internal/access"
	"phendau/internal/calendar"
	"phendau/internal/office"
)

// TestAReportSaysWhatItLeavesOut: entries of the period that wait, were
// returned or never sent are counted before signing, each with the states by
// which they are listed; the paper denies none of them.
func TestAReportSaysWhatItLeavesOut(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.clearing(calendar.MakeDay(2026, 1, 14), 3000, 30)
		clerk, signer := d.as(access.CommuneClerk), d.as(access.CommuneVerifier)
		outside := func() string {
			var p office.ReportPreview
			signer.must(200, "GET", "/reports/preview"+query(d.january()), nil, &p)
			var out []string
			for _, x := range p.Outside {
				var list office.List[office.EntryRow]
				signer.must(200, "GET", "/entries?place="+d.communeA+"&from=2026-01-01&to=2026-01-31&status="+x.Status, nil, &list)
				if len(list.Items) < x.Count {
					t.Errorf("%d are %s, the list of %s shows %d", x.Count, x.What, x.Status, len(list.Items))
				}
				out = append(out, strings.Repeat(x.What+" ", x.Count))
			}
			return strings.TrimSpace(strings.Join(out, ""))
		}
		if got := outside(); got != "" {
			t.Errorf("nothing waits, the report leaves out %q", got)
		}
		gift := office.EntryContent{Kind: "gift", PlaceID: d.hamletsA[0], Day: "2026-01-20", Measures: map[string]office.ValueForm{"packages": counted(10)}}
		v := clerk.record(gift, true)
		if got := outside(); got != "waiting" {
			t.Errorf("a gift waits, the report leaves out %q", got)
		}
		_, page := signer.raw("/reports/page" + query(d.january()))
		if !bytes.Contains(page, []byte("chờ thẩm định")) || bytes.Contains(page, []byte("chưa có bản ghi về quà tặng")) {
			t.Errorf("the paper denies a gift that waits: %s", excerpt(string(page), "quà tặng"))
		}
		gift.Day = "2026-02-02" // of another month
		clerk.record(gift, true)
		gift.Day = "2026-01-21"
		clerk.record(gift, false)
		signer.must(200, "POST", "/records/"+v.LedgerID+"/"+v.ID+"/return", map[string]any{"why": "Thiếu trị giá của quà."}, nil)
		if got := outside(); got != "returned recorded" {
			t.Errorf("one is returned and one was never sent, the report leaves out %q", got)
		}
	})
}
