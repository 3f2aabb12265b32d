package office_test

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"
	"time"

	"phendau/internal/access"
	"phendau/internal/figure"
	"phendau/internal/office"
)

// TestAFigureOfTheLineIsItsCoverageAndOpensToItsPatrols: the explorer tells the
// kilometres that the coverage of the line tells, beside the rules, and a patrol
// opens with what it covered alone: where, only to whoever may know where a gap
// lies.
func TestAFigureOfTheLineIsItsCoverageAndOpensToItsPatrols(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.drawLine()
		p, _ := d.teamsPhone(d.phones(), 'x')
		if err := p.Sync(t.Context()); err != nil {
			t.Fatal(err)
		}
		start := time.Date(2026, 3, 9, 1, 0, 0, 0, time.UTC)
		one := d.walks(p, nil, alongLine(t, 0, 8, start))
		two := d.walks(p, nil, alongLine(t, 5, 12, start.Add(time.Hour)))
		d.walks(p, nil)
		if err := p.Sync(t.Context()); err != nil || p.Unsent() != 0 {
			t.Fatalf("%v, %d unsent", err, p.Unsent())
		}
		for _, w := range []written{one, two} {
			d.as(access.CommuneVerifier).verify(w)
		}
		post, clerk := d.as(access.PostOfficer), d.as(access.CommuneClerk)
		query := "status=submitted%2B&place=" + d.communeA
		covered := post.covered(query)
		var tab office.FigureTable
		post.must(200, "GET", "/figures?period=2026-03&indicator=line.covered&indicator=line.share&indicator=markers.reached&indicator=line.closed&"+query, nil, &tab)
		told := map[string]figure.Cell{}
		for _, c := range tab.Cells {
			told[c.Measure] = c
		}
		if got := km(t, told["covered_km"].Value); got != covered.Total.CoveredDM || km(t, told["passed_km"].Value) != covered.Total.PassedDM || got >= covered.Total.PassedDM {
			t.Errorf("figures %s and %s, coverage %+v", told["covered_km"].Value, told["passed_km"].Value, covered.Total)
		}
		if m := covered.Markers; told["passed"].Printed != strconv.Itoa(m.Passed+m.Checked+m.Documented)+"/"+strconv.Itoa(m.Reachable) {
			t.Errorf("markers %s, coverage %+v", told["passed"].Printed, m)
		}
		if a := told["covered_km"].Along; a == nil || a.Trackless != 1 || a.Patrols != 3 || !strings.Contains(strings.Join(tab.Footnotes, " "), "1 trong 3 chuyến không có vết đi") {
			t.Errorf("%+v %v", a, tab.Footnotes)
		}
		if got := told["closed_days"]; got.Value != "0" || covered.RelayClosed.Days != 0 {
			t.Errorf("days without a gap: %s, coverage %+v", got.Value, covered.RelayClosed)
		}
		open := func(c *client) office.OpenedFigure {
			var o office.OpenedFigure
			c.must(200, "GET", "/figures/drill?c="+told["covered_km"].Drill, nil, &o)
			return o
		}
		o := open(post)
		if o.Entries == nil || len(o.Entries.Items) != 2 || !o.Entries.Equal || !strings.Contains(strings.Join(o.Notes, " "), "hành lang 150 m") {
			t.Fatalf("%+v %v", o.Entries, o.Notes)
		}
		for _, e := range o.Entries.Items {
			if !strings.Contains(e.Walked, "một mình") || !strings.Contains(e.Walked, "Đoạn 1 km") {
				t.Errorf("the post is told %q", e.Walked)
			}
		}
		blurred, _ := json.Marshal(open(clerk))
		if strings.Contains(string(blurred), "Đoạn 1 km") || !strings.Contains(string(blurred), "một mình") {
			t.Errorf("the commune is told where: %s", blurred)
		}
	})
}

// km reads kilometres as decimetres.
func km(t *testing.T, n json.Number) int64 {
	t.Helper()
	v, err := n.Float64()
	if err != nil {
		t.Fatal(err)
	}
	return int64(v*10_000 + 0.5)
}
