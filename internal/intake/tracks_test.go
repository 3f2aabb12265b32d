package intake_test

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"phendau/internal/amount"
	"phendau/internal/border/walk"
	"phendau/internal/formats"
	"phendau/internal/geodesy"
	"phendau/internal/intake"
	"phendau/internal/ledger"
	"phendau/internal/track"
)

// gone is a point of a file of our own making: metres east and north of a place
// in the district, and seconds since the file began; -1 is no time.
type gonePoint struct{ x, y, s float64 }

const (
	atLat, atLon = 22.8, 106.5
	degLat       = 110_750.0
	degLon       = 102_700.0
)

// recordedWalk is as a receiver writes a walk: pace and course tremble.
func recordedWalk(n int) (out []gonePoint) {
	s := 0.0
	for i := range n {
		s += 8 + float64(i*i%13)
		out = append(out, gonePoint{9*float64(i) + 3*math.Sin(float64(i*7)), 40*math.Sin(float64(i)/9) + 4*math.Cos(float64(i*11)), s})
	}
	return out
}

// plannedRoute is as a planner writes a route: straight pieces between corners at
// one speed.
func plannedRoute(n int) (out []gonePoint) {
	for i := range n {
		out = append(out, gonePoint{14 * float64(i), 14 * math.Abs(float64(i%60-30)), 20 * float64(i)})
	}
	return out
}

// asGPX and its siblings write the points; a time of -1 is left out.
func asGPX(points []gonePoint, zone string) string {
	var b strings.Builder
	b.WriteString(`<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><trk><name>Thử</name><trkseg>`)
	for _, p := range points {
		at := ""
		if p.s >= 0 {
			at = "<time>" + instant(p.s).Format("2006-01-02T15:04:05.000") + zone + "</time>"
		}
		fmt.Fprintf(&b, `<trkpt lat="%.7f" lon="%.7f">%s</trkpt>`, atLat+p.y/degLat, atLon+p.x/degLon, at)
	}
	return b.String() + `</trkseg></trk></gpx>`
}

func asKML(points []gonePoint, _ string) string {
	var when, at strings.Builder
	for _, p := range points {
		fmt.Fprintf(&when, "<when>%s</when>", instant(p.s).Format("2006-01-02T15:04:05.000Z"))
		fmt.Fprintf(&at, "<gx:coord>%.7f %.7f 0</gx:coord>", atLon+p.x/degLon, atLat+p.y/degLat)
	}
	return `<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2"><Document><Placemark><name>Thử</name><gx:Track>` + when.String() + at.String() + `</gx:Track></Placemark></Document></kml>`
}

func asGeoJSON(points []gonePoint, _ string) string {
	var times, at []string
	for _, p := range points {
		times = append(times, `"`+instant(p.s).Format("2006-01-02T15:04:05.000Z")+`"`)
		at = append(at, fmt.Sprintf("[%.7f,%.7f]", atLon+p.x/degLon, atLat+p.y/degLat))
	}
	return `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"Thử","coordTimes":[` + strings.Join(times, ",") + `]},"geometry":{"type":"LineString","coordinates":[` + strings.Join(at, ",") + `]}}]}`
}

func instant(s float64) time.Time {
	return time.Date(2026, 1, 10, 1, 0, 0, 0, time.UTC).Add(time.Duration(s * float64(time.Second)))
}

// readTrack reads a file of our own making as an import does, to a plan and the
// pieces it would keep.
func readTrack(t *testing.T, x *world, name, content string) (intake.TrackPlan, []intake.Problem, []*track.Track) {
	t.Helper()
	b := []byte(content)
	raw, err := formats.Read(t.Context(), name, bytes.NewReader(b), int64(len(b)), formats.Options{})
	if err != nil {
		t.Fatal(err)
	}
	f, err := raw.Settle(formats.Answers{Reading: geodesy.Reading{Datum: geodesy.WGS84}})
	if err != nil {
		t.Fatal(err)
	}
	c := ledger.Content{Kind: "patrol", PlaceID: x.merged, Dims: map[string]ledger.Codes{"patrol_form": {"with_residents"}}, Measures: map[string]amount.Value{"person_turns": amount.ExactValue(4, amount.Counted)}}
	plan, problems := intake.Tracks([]intake.TrackFile{{File: f, Name: name, Bytes: b, Content: c}}, x.env(t))
	var pieces []*track.Track
	for _, file := range plan.Files {
		if original, ok := track.UnwrapFile(file); ok {
			if !bytes.Equal(original, b) {
				t.Error("the file is not kept as it came")
			}
			continue
		}
		p, err := track.Decode(file)
		if err != nil || !p.Imported {
			t.Fatal(err, "a piece that does not say that it was imported")
		}
		pieces = append(pieces, p)
	}
	return plan, problems, pieces
}

// TestPlannedAndRecordedFilesAreToldApart: each class of coverage.md section 7,
// read from files through to the flags of what is kept.
func TestPlannedAndRecordedFilesAreToldApart(t *testing.T) {
	x := newWorld(t)
	untimed := recordedWalk(150)
	for i := 40; i < 60; i++ {
		untimed[i].s = -1
	}
	instantly := recordedWalk(150)
	for i := range instantly {
		instantly[i].s = float64(i) * 0.000002
	}
	sparse := recordedWalk(60)
	for i := range sparse {
		sparse[i].s += 600 * float64(i/6)
	}
	leaps := recordedWalk(150)
	leaps[50].x, leaps[100].x = leaps[50].x+9000, leaps[100].x+9000
	for _, c := range []struct {
		name, file, content string
		want                []walk.Flag
		notes               []string // codes of what is told before it is written
	}{
		{"a recorded walk, GPX", "walk.gpx", asGPX(recordedWalk(150), "Z"), []walk.Flag{walk.Origin}, nil},
		{"a recorded walk, KML", "walk.kml", asKML(recordedWalk(150), ""), []walk.Flag{walk.Origin}, nil},
		{"a recorded walk, GeoJSON", "walk.geojson", asGeoJSON(recordedWalk(150), ""), []walk.Flag{walk.Origin}, nil},
		{"a planned route with times", "plan.gpx", asGPX(plannedRoute(150), "Z"), []walk.Flag{walk.TooRegular, walk.Origin}, nil},
		{"a planned route with times, KML", "plan.kml", asKML(plannedRoute(150), ""), []walk.Flag{walk.TooRegular, walk.Origin}, nil},
		{"all within an instant", "instant.gpx", asGPX(instantly, "Z"), []walk.Flag{walk.Clock, walk.Origin}, nil},
		{"part of its points without a time", "part.gpx", asGPX(untimed, "Z"), []walk.Flag{walk.Origin}, []string{"points_without_time"}},
		{"times without a zone", "zoneless.gpx", asGPX(recordedWalk(150), ""), []walk.Flag{walk.Origin}, []string{"zone_assumed"}},
		{"long silences", "sparse.gpx", asGPX(sparse, "Z"), []walk.Flag{walk.Origin, walk.Sparse}, nil},
		{"leaps", "leaps.gpx", asGPX(leaps, "Z"), []walk.Flag{walk.Jump, walk.Origin}, nil},
	} {
		plan, problems, pieces := readTrack(t, x, c.file, c.content)
		var notes []string
		for _, p := range problems {
			notes = append(notes, p.Code)
		}
		if len(pieces) != 1 || plan.Errors != 0 || !slices.Equal(notes, c.notes) {
			t.Errorf("%s: %d pieces, %v", c.name, len(pieces), problems)
			continue
		}
		got := walk.V1.Review(walk.Record{Fixes: walk.Fixes(pieces...), Imported: true})
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// TestWhatHasNoTimesIsNoWalk, and a file of both keeps the walk.
func TestWhatHasNoTimesIsNoWalk(t *testing.T) {
	x := newWorld(t)
	drawn := plannedRoute(60)
	for i := range drawn {
		drawn[i].s = -1
	}
	plan, problems, _ := readTrack(t, x, "drawn.gpx", asGPX(drawn, "Z"))
	if plan.OK() || len(plan.Files) != 2 && len(plan.Files) != 0 || !strings.Contains(problems[0].VI, "kế hoạch") {
		t.Errorf("%v", problems)
	}
	both := strings.Replace(asGPX(recordedWalk(60), "Z"), "<trk>", "<rte><name>Kế hoạch</name><rtept lat=\"22.8\" lon=\"106.5\"/><rtept lat=\"22.81\" lon=\"106.5\"/></rte><trk>", 1)
	plan, problems, pieces := readTrack(t, x, "both.gpx", both)
	if !plan.OK() || len(pieces) != 1 || len(problems) != 1 || problems[0].Code != "track_without_time" || problems[0].Severity != intake.Warning {
		t.Errorf("%v", problems)
	}
	if c, ok := plan.Drafts[0].Body.(*ledger.Content); !ok || c.Day.String() != "2026-01-10" || c.ToDay != nil {
		t.Errorf("%+v", plan.Drafts[0])
	}
}
