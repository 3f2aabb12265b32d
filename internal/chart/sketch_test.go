package chart

import (
	"encoding/xml"
	"io"
	"strings"
	"testing"
)

func sketchOf(paths ...SketchPath) Sketch {
	return Sketch{Title: "Vết đi", Desc: "thử", Mark: "dữ liệu minh họa", Note: "Đường phục vụ lập kế hoạch công tác.", Paths: paths, Kilometre: "km", Metre: "m",
		Dots: []SketchDot{{At: Vec{500, 10}, Label: "2001"}, {At: Vec{2000, 0}, Label: "2009"}}, Keys: []SketchKey{{Text: "vết đi"}, {Dot: true, Text: "mốc"}}}
}

var sketchOptions = Options{Width: 680, Measure: func(text string, size float64, _ bool) float64 { return float64(len(text)) * size / 2 }}

// TestASketchShowsItsTrackWholeAndOfTheLineWhatLiesThere: background never makes
// the map larger, one fix alone is a dot, and nothing is drawn outside.
func TestASketchShowsItsTrackWholeAndOfTheLineWhatLiesThere(t *testing.T) {
	list, err := DrawSketch(sketchOf(SketchPath{Points: []Vec{{0, 0}, {700, 300}}}, SketchPath{Points: []Vec{{800, 100}}},
		SketchPath{Points: []Vec{{-90_000, 0}, {90_000, 0}}, Style: SketchLine, Background: true}), sketchOptions)
	if err != nil {
		t.Fatal(err)
	}
	map1 := list.Items[0].Rect
	lines, words := 0, ""
	for _, it := range list.Items {
		if it.Line != nil {
			lines++
			for _, p := range it.Line.Points {
				if p.X < -0.01 || p.X > map1.W+0.01 || p.Y < -0.01 || p.Y > list.Height {
					t.Errorf("%v lies outside", p)
				}
			}
		}
		if it.Text != nil {
			words += it.Text.Text + "\n"
		}
	}
	if lines != 4 { // track, line, scale bar, key
		t.Errorf("%d lines", lines)
	}
	for _, want := range []string{"500 m", "2001", "2009", "dữ liệu minh họa", "lập kế hoạch"} {
		if !strings.Contains(words, want) {
			t.Errorf("%q is not in %s", want, words)
		}
	}
	dec := xml.NewDecoder(strings.NewReader(list.SVG("v", "serif")))
	for err == nil {
		_, err = dec.Token()
	}
	if err != io.EOF {
		t.Error(err)
	}
}

func TestASketchOfNothingIsRefused(t *testing.T) {
	if _, err := DrawSketch(sketchOf(SketchPath{Points: []Vec{{0, 0}, {9, 9}}, Background: true}), sketchOptions); err == nil {
		t.Error("a map without a track was drawn")
	}
}
