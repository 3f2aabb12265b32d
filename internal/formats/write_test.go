package formats

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"phendau/internal/geodesy"
)

func written(t testing.TB, f *File, as Format, h Header) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, f, as, h); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// names are texts that survive tidying, hostile ones among them.
var names = rapid.OneOf(rapid.SampledFrom([]string{"", "Mốc 2001/1", "=1+1", "'=x", "-đi", "a<b>&\"c'", "]]>", "{\"a\":1}", "a,b;c", "\"", "Đường; dài, 1,5 km", "@x", "+84"}),
	rapid.Custom(func(t *rapid.T) string {
		s, err := tidy(rapid.StringN(0, 12, 40).Draw(t, "name"), maxNameRunes, false)
		if err != nil || modern(s) != nil {
			return ""
		}
		return s
	}))

// file draws a file as precise as the formats are.
var file = rapid.Custom(func(t *rapid.T) *File {
	f := &File{Reading: geodesy.Reading{Datum: geodesy.WGS84}}
	point := rapid.Custom(func(t *rapid.T) Point {
		p := Point{Lat: float64(rapid.IntRange(-80e7, 80e7).Draw(t, "lat")) / 1e7, Lon: float64(rapid.IntRange(0, 179e7).Draw(t, "lon")) / 1e7,
			TimeMS: NoTime, HeightMM: NoHeight}
		if rapid.Bool().Draw(t, "high") {
			p.HeightMM = rapid.Int32Range(-1_000_000, 20_000_000).Draw(t, "height")
		}
		return p
	})
	for range rapid.IntRange(0, 3).Draw(t, "places") {
		p := Place{Name: names.Draw(t, "name"), Description: names.Draw(t, "desc"), At: point.Draw(t, "at")}
		if rapid.Bool().Draw(t, "attributed") {
			p.Attributes = []Attribute{{"mã", "7"}, {"=loại", "'x"}}
		}
		f.Places = append(f.Places, p)
	}
	for range rapid.IntRange(0, 3).Draw(t, "paths") {
		p := Path{Kind: rapid.SampledFrom([]Kind{Track, Route, Line}).Draw(t, "kind"), Name: names.Draw(t, "name"), Description: names.Draw(t, "desc")}
		timed := p.Kind == Track && rapid.Bool().Draw(t, "timed")
		for range rapid.IntRange(1, 3).Draw(t, "parts") {
			part := rapid.SliceOfN(point, 1, 4).Draw(t, "points")
			for i := range part {
				if timed && rapid.Bool().Draw(t, "now") {
					part[i].TimeMS = rapid.Int64Range(minTimeMS, maxTimeMS).Draw(t, "time")
				}
			}
			p.Parts = append(p.Parts, part)
		}
		f.Paths = append(f.Paths, p)
	}
	return f
})

// say leaves out what a format has no word for.
func say(f *File, as Format) *File {
	out := *f
	out.Places, out.Paths = append([]Place(nil), f.Places...), append([]Path(nil), f.Paths...)
	if as == GPX { // routes go before tracks
		for i := range out.Places {
			out.Places[i].Attributes = nil
		}
		var routes, others []Path
		for _, p := range out.Paths {
			if p.Kind == Route && len(p.Parts) == 1 {
				routes = append(routes, p)
			} else {
				others = append(others, p)
			}
		}
		out.Paths = append(routes, others...)
	}
	return &out
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	for _, as := range []Format{GPX, KML, GeoJSON, CSV} {
		t.Run(string(as), rapid.MakeCheck(func(rt *rapid.T) {
			f := file.Draw(rt, "file")
			text := written(t, f, as, Header{Title: names.Draw(rt, "title"), Lines: []string{"xã Đình Phong"}})
			raw, err := readRaw("x", text, Options{})
			if len(f.Places)+len(f.Paths) == 0 {
				if e := (*Error)(nil); !errors.As(err, &e) || e.Code != CodeNothing {
					rt.Fatalf("%v\n%s", err, text)
				}
				return
			}
			if err != nil {
				rt.Fatalf("%v\n%s", err, text)
			}
			got, err := raw.Settle(Answers{Reading: geodesy.Reading{Datum: geodesy.WGS84}})
			if err != nil || told(got) != told(say(f, as)) {
				rt.Fatalf("%v\ngot\n%swant\n%sfile\n%s", err, told(got), told(say(f, as)), text)
			}
		}))
	}
}

func TestEveryExportCarriesTheFixedSentenceAndEqualBytes(t *testing.T) {
	f := mustSettle(t, mustRead(t, "a.kml", drawn), Answers{})
	f.Paths[1].Parts[0][0].AccuracyMM = 4500
	for _, as := range []Format{GPX, KML, GeoJSON, CSV} {
		for i, lang := range []string{"vi", "en"} {
			h := Header{Lang: lang, Title: "Đoạn 1", Lines: []string{"Xã Đình Phong, 30/11/2026"}}
			text := written(t, f, as, h)
			if !strings.Contains(text, Disclaimer[i]) || !strings.Contains(text, h.Lines[0]) || text != written(t, f, as, h) {
				t.Errorf("%s %s: %.300s", as, lang, text)
			}
		}
	}
	if text := written(t, f, CSV, Header{}); !strings.Contains(text, `,"4,5",`) {
		t.Errorf("accuracy is lost: %s", text)
	}
	wantCode(t, Write(&bytes.Buffer{}, f, Shapefile, Header{}), CodeUnknownFormat)
}

func TestATableThatLeavesRunsNothing(t *testing.T) {
	f := &File{Places: []Place{{Name: "=cmd|' /C calc'!A0", Description: "@SUM(1)", Attributes: []Attribute{{"+k", "-1"}}}}}
	text := written(t, f, CSV, Header{Title: "=1"})
	for _, bad := range []string{",=", ",@", ",+k", ",-1", "\n="} {
		if strings.Contains(text, bad) {
			t.Errorf("%q stands in %s", bad, text)
		}
	}
}
