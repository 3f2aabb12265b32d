package chart_test

import (
	"encoding/json"
	"encoding/xml"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"phendau/internal/chart"
	"phendau/internal/chart/charttest"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func draw(t *testing.T, s chart.Spec, width float64) chart.List {
	t.Helper()
	l, err := chart.Draw(s, chart.Options{Width: width, Measure: charttest.Measure})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestSVGGoldenFiles(t *testing.T) {
	for name, s := range charttest.Specs() {
		for suffix, width := range map[string]float64{"": 605, "-narrow": 320} {
			got := draw(t, s, width).SVG("c1", "Tinos, serif")
			path := filepath.Join("testdata", name+suffix+".svg")
			if *update {
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("%s%s differs from its golden file; look at it and run with -update", name, suffix)
			}
		}
	}
}

func TestSVGIsWellFormedInertAndNamed(t *testing.T) {
	for name, s := range charttest.Specs() {
		got := draw(t, s, 605).SVG("c1", "serif")
		dec := xml.NewDecoder(strings.NewReader(got))
		titles := 0
		for {
			tok, err := dec.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			el, ok := tok.(xml.StartElement)
			if !ok {
				continue
			}
			switch el.Name.Local {
			case "title", "desc":
				titles++
			case "script", "foreignObject", "image", "use", "style":
				t.Errorf("%s: element %s", name, el.Name.Local)
			}
			for _, a := range el.Attr {
				if a.Name.Local == "style" || strings.HasPrefix(a.Name.Local, "on") {
					t.Errorf("%s: attribute %s", name, a.Name.Local)
				}
				if a.Name.Local == "href" && !strings.HasPrefix(a.Value, "/") {
					t.Errorf("%s: link to %s", name, a.Value)
				}
			}
		}
		if titles != 2 {
			t.Errorf("%s: %d of title and desc", name, titles)
		}
		role := `role="img"`
		if strings.Contains(got, "<a ") {
			role = `role="group"`
		}
		if !strings.Contains(got, role) {
			t.Errorf("%s: role is not %s", name, role)
		}
	}
}

func TestAxisBeginsAtZeroAndMissingIsNotZero(t *testing.T) {
	l := draw(t, charttest.Specs()["columns"], 605)
	var zero, missing, missingWords bool
	walk(l.Items, func(it chart.Item) {
		if it.Text != nil && it.Text.Text == "0" {
			zero = true
		}
		if it.Text != nil && it.Text.Text == "chưa có số liệu" {
			missingWords = true
		}
		if it.Rect != nil && it.Rect.Fill.Pattern == chart.Missing && it.Rect.H > 20 {
			missing = true
		}
	})
	if !zero || !missing || !missingWords {
		t.Errorf("zero tick %t, hatched slot %t, words %t", zero, missing, missingWords)
	}
}

func TestEveryPrintedValueOfBarsIsOnThePicture(t *testing.T) {
	for _, name := range []string{"columns", "rows", "single"} {
		s := charttest.Specs()[name]
		for _, width := range []float64{280, 605} {
			all := draw(t, s, width).SVG("c", "serif")
			if name == "single" && width < 300 {
				continue // a narrow line names its last value only
			}
			for _, se := range s.Series {
				for _, p := range se.Points {
					if !strings.Contains(all, ">"+p.Printed+"<") && !p.Missing {
						t.Errorf("%s at %v: %q is not printed", name, width, p.Printed)
					}
				}
			}
		}
	}
}

func walk(items []chart.Item, f func(chart.Item)) {
	for _, it := range items {
		f(it)
		if it.Group != nil {
			walk(it.Group.Items, f)
		}
	}
}

func TestNothingIsDrawnOutsideTheCanvas(t *testing.T) {
	for name, s := range charttest.Specs() {
		for _, width := range []float64{280, 340, 605, 900} {
			if name == "hostile" {
				continue
			}
			l := draw(t, s, width)
			walk(l.Items, func(it chart.Item) {
				if tx := it.Text; tx != nil {
					w := charttest.Measure(tx.Text, tx.Size, tx.Bold)
					left := tx.X
					switch tx.Anchor {
					case chart.Middle:
						left -= w / 2
					case chart.End:
						left -= w
					}
					if left < -1 || left+w > l.Width+1 || tx.Y > l.Height {
						t.Errorf("%s at %v: text %q from %.0f to %.0f of %.0f", name, width, tx.Text, left, left+w, l.Width)
					}
				}
				if r := it.Rect; r != nil && (r.X < 0 || r.X+r.W > l.Width+1 || r.Y+r.H > l.Height) {
					t.Errorf("%s at %v: box %+v", name, width, *r)
				}
			})
		}
	}
}

func TestDishonestSpecsAreRefused(t *testing.T) {
	for rule, plant := range map[string]func(*chart.Spec){
		"bars of a stock":        func(s *chart.Spec) { s.Quantity = chart.Stock },
		"line over names":        func(s *chart.Spec) { s.Kind, s.Axis = chart.Line, chart.Names },
		"seven series":           func(s *chart.Spec) { s.Series = make([]chart.Series, 7) },
		"value below zero":       func(s *chart.Spec) { s.Series[0].Points[0].Value = "-1" },
		"missing with a value":   func(s *chart.Spec) { s.Series[0].Points[0].Missing = true },
		"no value, not missing":  func(s *chart.Spec) { s.Series[0].Points[0].Value = "" },
		"points and categories":  func(s *chart.Spec) { s.Categories = s.Categories[1:] },
		"no description":         func(s *chart.Spec) { s.Desc = "" },
		"low above high":         func(s *chart.Spec) { s.Series[0].Points[0].Low, s.Series[0].Points[0].High = "9", "3" },
		"not a number":           func(s *chart.Spec) { s.Series[0].Points[0].Value = json.Number("NaN") },
		"kind that is not there": func(s *chart.Spec) { s.Kind = "pie" },
	} {
		s := charttest.Specs()["columns"]
		plant(&s)
		if len(s.Validate()) == 0 {
			t.Errorf("%s was accepted", rule)
		}
		if _, err := chart.Draw(s, chart.Options{Width: 300, Measure: charttest.Measure}); err == nil {
			t.Errorf("%s was drawn", rule)
		}
	}
}

// TestMarksOfAStripLieOnIt: a mark beside its segment would be drawn where nobody
// was.
func TestMarksOfAStripLieOnIt(t *testing.T) {
	for rule, plant := range map[string]func(*chart.Strip){
		"no segment":             func(s *chart.Strip) { s.Segments = nil },
		"segment without length": func(s *chart.Strip) { s.Segments[1].ToDM = s.Segments[1].FromDM },
		"bar beyond its segment": func(s *chart.Strip) { s.Bars[0].ToDM = s.Segments[0].ToDM + 1 },
		"bar of no segment":      func(s *chart.Strip) { s.Bars[0].Segment = 3 },
		"bar of no time":         func(s *chart.Strip) { s.Bars[0].Time = 4 },
		"bar that runs back":     func(s *chart.Strip) { s.Bars[0].FromDM = s.Bars[0].ToDM + 1 },
		"point of no class":      func(s *chart.Strip) { s.Points[0].Class = 4 },
		"place beside the line":  func(s *chart.Strip) { s.Places[0].AtDM = s.Segments[0].ToDM + 1 },
		"visit of no band":       func(s *chart.Strip) { s.Last[0].Band = -1 },
		"sixth band":             func(s *chart.Strip) { s.Words.Bands = append(s.Words.Bands, "x") },
		"too many marks":         func(s *chart.Strip) { s.Points = make([]chart.StripPoint, chart.MaxStripMarks) },
		"too many times":         func(s *chart.Strip) { s.Times = make([]string, chart.MaxStripTimes+1) },
	} {
		s := charttest.Specs()["strip"]
		plant(s.Strip)
		if len(s.Validate()) == 0 {
			t.Errorf("%s was accepted", rule)
		}
	}
	s := charttest.Specs()["strip"]
	s.Series = []chart.Series{{}}
	if len(s.Validate()) == 0 {
		t.Error("a strip with series was accepted")
	}
}

// TestNoBarOfAStripCoversAnother: who walked the same stretch in one week stands
// above one another.
func TestNoBarOfAStripCoversAnother(t *testing.T) {
	for name, lanes := range map[string]int{"strip": 4, "strip-one": 4, "strip-empty": 0} {
		s := charttest.Specs()[name]
		if got := s.Strip.Lanes(); got != lanes {
			t.Errorf("%s: %d lanes, want %d", name, got, lanes)
		}
		var bars []chart.Rect
		walk(draw(t, s, 605).Items, func(it chart.Item) {
			if it.Group != nil {
				bars = append(bars, *it.Group.Items[0].Rect)
			}
		})
		if len(bars) != len(s.Strip.Bars) {
			t.Errorf("%s: %d bars of %d", name, len(bars), len(s.Strip.Bars))
		}
		for i, a := range bars {
			for _, b := range bars[i+1:] {
				if a.Y == b.Y && a.X < b.X+b.W-0.01 && b.X < a.X+a.W-0.01 {
					t.Errorf("%s: %+v covers %+v", name, a, b)
				}
			}
		}
	}
}
