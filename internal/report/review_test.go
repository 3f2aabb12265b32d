package report

import (
	"strings"
	"testing"
)

// reviewCells are the figures of the published review (domain/
// review-2019-2024.json), copied here so that a change of either is seen.
var reviewCells = []struct{ indicator, measure, value, printed string }{
	{"units.total", "units", "21", "21"},
	{"units.border_communes", "units", "11", "11"},
	{"units.border_townships", "units", "1", "01"},
	{"units.border_hamlets", "units", "29", "29"},
	{"border.length_km", "length_km", "93.783", "93,783"},
	{"border.marker_positions", "positions", "182", "182"},
	{"committees.commune_steering", "committees", "12", "12"},
	{"teams.border_line_and_markers", "teams", "29", "29"},
	{"teams.security_and_order", "teams", "29", "29"},
	{"outreach", "sessions", "3957", "3.957"},
	{"outreach", "participant_turns", "99273", "99.273"},
	{"twinning.visits", "delegations", "96", "96"},
	{"twinning.gifts", "value_vnd", "", "trên 2,6 tỷ đồng"},
	{"donations.per_year", "value_vnd_per_year", "", "từ 150 - 200 triệu đồng/năm"},
	{"livelihood_support", "value_vnd", "", "hàng chục tỷ đồng"},
	{"patrol.post", "times", "2329", "2.329"},
	{"patrol.post", "person_turns", "11645", "11.645"},
	{"patrol.bilateral", "times", "12", "12"},
	{"patrol.bilateral", "person_turns", "480", "480"},
	{"incident.agreement_violation", "cases", "12", "12"},
	{"tips.valuable", "tips", "2926", "2.926"},
	{"patrol.with_residents", "times", "3216", "3.216"},
	{"patrol.with_residents", "person_turns", "19296", "19.296"},
	{"trail_clearing", "times", "3360", "3.360"},
	{"trail_clearing", "length_km", "126", "126"},
	{"trail_clearing", "person_turns", "82500", "82.500"},
	{"awards.collectives", "awards", "20", "20"},
	{"awards.individuals", "awards", "194", "194"},
	{"awards.review_conference.collectives", "awards", "7", "07"},
	{"awards.review_conference.individuals", "awards", "8", "08"},
}

// reviewComposites are the composite prints of the same file.
var reviewComposites = map[string]string{
	"outreach":              "3.957 buổi/99.273 lượt",
	"twinning.gifts":        "trên 2,6 tỷ đồng",
	"donations.per_year":    "từ 150 - 200 triệu đồng/năm",
	"livelihood_support":    "hàng chục tỷ đồng",
	"patrol.post":           "2.329 lần/11.645 lượt",
	"patrol.with_residents": "3.216 lần/19.296 lượt",
	"trail_clearing":        "3.360 lần/126 km/82.500 lượt",
	"patrol.bilateral":      "12 lần/480 lượt",
	"tips.valuable":         "2.926 tin",
}

func checkReview(t *testing.T, r *Report) {
	t.Helper()
	d := r.Data()
	for _, want := range reviewCells {
		found := false
		for _, c := range d.Cells {
			if c.Indicator != want.indicator || c.Measure != want.measure || c.Where != "" || c.From != d.Period.From || c.To != d.Period.To {
				continue
			}
			found = true
			if want.value != "" && c.Value.String() != want.value || c.Printed != want.printed {
				t.Errorf("%s/%s is %s, printed %q, want %s, %q", want.indicator, want.measure, c.Value, c.Printed, want.value, want.printed)
			}
		}
		if !found {
			t.Errorf("%s/%s is not in the text", want.indicator, want.measure)
		}
	}
	for id, want := range reviewComposites {
		if d.Composites[id] != want {
			t.Errorf("composite %s is %q, want %q", id, d.Composites[id], want)
		}
		if text := bodyText(r.Document); !strings.Contains(text, strings.TrimSuffix(want, " tin")) {
			t.Errorf("the text does not say %q", want)
		}
	}
}

func TestFiveYearReviewPrintsThePublishedFigures(t *testing.T) {
	w := newWorld(t).review()
	r := makeReport(t, w.input("five-year-review", civil(t, day(2019, 1, 1), day(2024, 12, 31))))
	checkReview(t, r)
	if testing.Verbose() {
		t.Log(bodyText(r.Document))
	}
}
