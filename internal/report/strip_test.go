package report

import (
	"errors"
	"strings"
	"testing"

	"phendau/internal/catalogue"
	"phendau/internal/chart"
	"phendau/internal/figure"
)

// TestAStripStandsWhereThereIsALine: it is asked for once with the report's own
// status, stands in its annex, and without a line neither annex nor remark says
// so.
func TestAStripStandsWhereThereIsALine(t *testing.T) {
	w := newWorld(t).review()
	in := w.input("monthly", civil(t, day(2023, 5, 1), day(2023, 5, 31)))
	asked := 0
	spec := &chart.Spec{Kind: chart.StripMap, Title: "Dải", Desc: "Dải.", Unit: "km", Strip: &chart.Strip{Segments: []chart.StripSegment{{Name: "Đoạn 1", ToDM: 20_000}}}}
	in.Strip = func(s figure.Status) (*chart.Spec, error) {
		asked++
		if s != 2 {
			t.Errorf("asked for status %v", s)
		}
		return spec, nil
	}
	annexes := func() (n int, all string) {
		doc := makeReport(t, in).Document
		for _, a := range doc.Annexes {
			all += a.Name + "\n"
			for _, b := range a.Blocks {
				if b.Chart != nil && b.Chart.Spec.Strip != nil {
					n++
				}
			}
		}
		return n, all + bodyText(doc)
	}
	if n, all := annexes(); n != 1 || asked != 1 || !strings.Contains(all, "DẢI TUẦN TRA ĐƯỜNG BIÊN") {
		t.Errorf("%d strips, asked %d times: %s", n, asked, all)
	}
	spec = nil
	if n, all := annexes(); n != 0 || strings.Contains(strings.ToLower(all), "dải tuần tra") {
		t.Errorf("without a line: %d strips, %s", n, all)
	}
	in.Strip = func(figure.Status) (*chart.Spec, error) { return nil, errors.New("broken") }
	if _, err := Make(in); err == nil || !strings.Contains(err.Error(), "broken") {
		t.Errorf("a line that cannot be read: %v", err)
	}
	if _, problems := compileOne(t, "      - strip: {}\n"); len(problems) == 0 || problems[0].Code != catalogue.CodeMissing {
		t.Errorf("a strip without a name: %v", problems)
	}
}
