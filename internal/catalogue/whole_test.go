package catalogue

import (
	"strings"
	"testing"
)

func TestAPartFindsTheWholeThatShowsItBesideTheOthers(t *testing.T) {
	cat, _ := Compile(Base())
	for part, want := range map[string]string{"tips.valuable/tips": "tips.received assessed", "tips.received/tips": "", "patrol.post/times": "patrol patrol_form", "teams.security_and_order/teams": ""} {
		id, measure, _ := strings.Cut(part, "/")
		m, ok := cat.IndicatorMeasure(id, measure)
		if !ok {
			t.Fatalf("no %s", part)
		}
		got := ""
		if ind, _, dim, ok := cat.Whole(m); ok {
			got = ind.ID + " " + dim
		}
		if got != want {
			t.Errorf("%s is a part of %q, want %q", part, got, want)
		}
	}
}
