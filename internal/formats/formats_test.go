package formats

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"phendau/internal/geodesy"
	"phendau/internal/sheet"
)

func readRaw(name, text string, o Options) (*Raw, error) {
	if o.Tables == nil {
		o.Tables = sheet.Read
	}
	return Read(context.Background(), name, bytes.NewReader([]byte(text)), int64(len(text)), o)
}

func mustRead(t testing.TB, name, text string) *Raw {
	t.Helper()
	raw, err := readRaw(name, text, Options{})
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return raw
}

func mustSettle(t testing.TB, r *Raw, a Answers) *File {
	t.Helper()
	if a.Reading.Datum.IsZero() {
		a.Reading.Datum = geodesy.WGS84
	}
	f, err := r.Settle(a)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// wantCode holds that an error has its code and says itself in two languages.
func wantCode(t testing.TB, err error, code Code) *Error {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("error %v, want %s", err, code)
	}
	vi, en := e.Text("vi"), e.Text("en")
	if e.Code != code || vi == "" || en == "" || vi == en || strings.Contains(vi+en, "{") {
		t.Fatalf("error %q %q %q (%v), want %s", e.Code, vi, en, e.Cause, code)
	}
	return e
}

// told writes a file down in short, for comparisons.
func told(f *File) string {
	var b strings.Builder
	for i := range f.Places {
		p := &f.Places[i]
		fmt.Fprintf(&b, "place %q %q %v %s\n", p.Name, p.Description, p.Attributes, pointTold(&p.At))
	}
	for i := range f.Paths {
		p := &f.Paths[i]
		fmt.Fprintf(&b, "%s %q %q %v", p.Kind, p.Name, p.Description, p.Attributes)
		for _, part := range p.Parts {
			b.WriteString(" |")
			for j := range part {
				b.WriteString(" " + pointTold(&part[j]))
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

func pointTold(p *Point) string {
	s := degree(p.Lat) + "," + degree(p.Lon)
	if p.HeightMM != NoHeight {
		s += "^" + metres(p.HeightMM)
	}
	if p.TimeMS != NoTime {
		s += "@" + instant(p.TimeMS)
	}
	if p.AccuracyMM > 0 {
		s += "~" + metres(p.AccuracyMM)
	}
	return s
}

func wantTold(t *testing.T, f *File, want string) {
	t.Helper()
	if got := told(f); strings.TrimSpace(got) != strings.TrimSpace(want) {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

const walk = `<?xml version="1.0"?>
<gpx version="1.0" creator="x"><metadata><time>2026-03-05T00:00:00</time></metadata>
<wpt lat="22.85" lon="106.72"><ele>612.4</ele><name>Mốc  2001</name><desc>bên đường</desc><sym>Flag</sym></wpt>
<rte><name>Kế hoạch</name><rtept lat="22.8" lon="106.5"/><rtept lat="22.81" lon="106.51"/></rte>
<trk><name>Sáng</name><trkseg>
<trkpt lat="22.8" lon="106.5"><ele>500</ele><time>2026-03-05T07:00:00.250+07:00</time><extensions><x:hr><time>xấu</time></x:hr></extensions></trkpt>
<trkpt lat="22.801" lon="106.501"><time>2026-03-05T00:00:20Z</time></trkpt></trkseg><trkseg/>
<trkseg><trkpt lat="22.802" lon="106.502"><ele>-99999</ele></trkpt></trkseg></trk></gpx>`

func TestGPXKeepsTracksRoutesAndWaypointsApart(t *testing.T) {
	raw := mustRead(t, "a.gpx", walk)
	if raw.Format != GPX || raw.Zoneless || len(raw.Notes) != 1 || raw.Notes[0] != (Note{Code: NoteUntimed, Count: 1}) {
		t.Errorf("%+v", raw)
	}
	wantTold(t, mustSettle(t, raw, Answers{}), `
place "Mốc 2001" "bên đường" [{sym Flag}] 22.85,106.72^612.4
route "Kế hoạch" "" [] | 22.8,106.5 22.81,106.51
track "Sáng" "" [] | 22.8,106.5^500@2026-03-05T00:00:00.25Z 22.801,106.501@2026-03-05T00:00:20Z | 22.802,106.502`)
}

func TestAFileWithoutItsSystemIsRefusedWithTheQuestion(t *testing.T) {
	_, err := mustRead(t, "a.gpx", walk).Settle(Answers{})
	e := wantCode(t, err, Code(geodesy.CodeUnanswered))
	if e.Text("vi") != geodesy.Question[0] {
		t.Error(e.Text("vi"))
	}
}

func TestTimesWithoutAZoneAreAskedAndMeanwhileOfVietNam(t *testing.T) {
	text := `<gpx><trk><trkseg><trkpt lat="1" lon="2"><time>2026-03-05T07:00:00</time></trkpt></trkseg></trk></gpx>`
	raw := mustRead(t, "a.gpx", text)
	f := mustSettle(t, raw, Answers{})
	if !raw.Zoneless || !f.ZoneAssumed || told(f) != "track \"\" \"\" [] | 1,2@2026-03-05T00:00:00Z\n" {
		t.Error(raw.Zoneless, f.ZoneAssumed, told(f))
	}
	f = mustSettle(t, raw, Answers{Zone: utc})
	if f.ZoneAssumed || told(f) != "track \"\" \"\" [] | 1,2@2026-03-05T07:00:00Z\n" {
		t.Error(f.ZoneAssumed, told(f))
	}
	_, err := readRaw("a.gpx", strings.Replace(text, "</trkseg>", `<trkpt lat="1" lon="2"><time>2026-03-05T07:00:00Z</time></trkpt></trkseg>`, 1), Options{})
	wantCode(t, err, CodeMixedZones)
}

func TestTimesOfClocksThatWereNeverSetAreTold(t *testing.T) {
	raw := mustRead(t, "a.gpx", `<gpx><trk><trkseg><trkpt lat="1" lon="2"><time>1901-12-13T20:45:52.2073437Z</time></trkpt><trkpt lat="1" lon="2"><time>0001-01-01T00:00:00Z</time></trkpt></trkseg></trk></gpx>`)
	if len(raw.Notes) != 2 || raw.Notes[0] != (Note{Code: NoteClock, Count: 2}) || raw.Notes[1].Code != NoteUntimed {
		t.Errorf("%+v", raw.Notes)
	}
	wantTold(t, mustSettle(t, raw, Answers{}), `track "" "" [] | 1,2@1901-12-13T20:45:52.207Z 1,2`)
}

func TestSettlingLeavesTheRawFileAsItIs(t *testing.T) {
	raw := mustRead(t, "a.gpx", walk)
	first := told(mustSettle(t, raw, Answers{Reading: geodesy.Reading{Datum: geodesy.VN2000}}))
	second := told(mustSettle(t, raw, Answers{}))
	third := told(mustSettle(t, raw, Answers{Reading: geodesy.Reading{Datum: geodesy.VN2000}}))
	if first == second || first != third {
		t.Errorf("%s\n%s\n%s", first, second, third)
	}
}

const drawn = `<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2"><Document><name>x</name><Style><LineStyle/></Style>
<Folder><Placemark><name>Đoạn 1</name><description><![CDATA[<b>cũ</b>]]></description>
<ExtendedData><Data name="mã"><value>7</value></Data><SchemaData><SimpleData name="dài">1,5 km</SimpleData></SchemaData></ExtendedData>
<MultiGeometry><LineString><coordinates>
 106.5,22.8,0 106.51, 22.81
106.52,22.82,12.5</coordinates></LineString><LineString><coordinates>106.6,22.9</coordinates></LineString><Polygon><outerBoundaryIs/></Polygon></MultiGeometry></Placemark></Folder>
<Placemark><name>Mốc</name><Point><coordinates>106.7,22.85</coordinates></Point></Placemark>
<Placemark><gx:Track><when>2026-03-05T00:00:00Z</when><when>2026-03-05T00:00:10Z</when><when/><when>2026-03-05T00:00:30Z</when>
<gx:coord>106.5 22.8 400</gx:coord><gx:coord/><gx:coord>106.51 22.81</gx:coord><gx:coord>106.52 22.82 1</gx:coord></gx:Track></Placemark></Document></kml>`

const drawnTold = `
place "Mốc" "" [] 22.85,106.7
line "Đoạn 1" "<b>cũ</b>" [{mã 7} {dài 1,5 km}] | 22.8,106.5^0 22.81,106.51 22.82,106.52^12.5 | 22.9,106.6
track "" "" [] | 22.8,106.5^400@2026-03-05T00:00:00Z | 22.81,106.51 22.82,106.52^1@2026-03-05T00:00:30Z`

func TestKMLGivesLinesPlacesAndTracksWithTheirGaps(t *testing.T) {
	raw := mustRead(t, "a.kml", drawn)
	if raw.Format != KML || raw.Notes[0] != (Note{Code: NoteSkipped, Count: 1}) {
		t.Errorf("%+v", raw.Notes)
	}
	wantTold(t, mustSettle(t, raw, Answers{}), drawnTold)
}

func TestKMZIsReadAsItsFirstMap(t *testing.T) {
	raw := mustRead(t, "a.kmz", zipOf(t, "doc.kml", drawn, "files/icon.png", "\x89PNG", "other.kml", "<kml/>"))
	wantTold(t, mustSettle(t, raw, Answers{}), drawnTold)
}

func TestGeoJSONIsReadInEveryOrderOfMembers(t *testing.T) {
	raw := mustRead(t, "a.geojson", `{"features":[
{"geometry":{"coordinates":[[106.5,22.8],[106.51,22.81,7]],"type":"LineString"},"type":"Feature","properties":{"name":"Đoạn","length":93783,"open":true,"no":null,"deep":{"a":[1]},"coordTimes":["2026-03-05T00:00:00Z",null]}},
{"type":"Feature","properties":null,"geometry":{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]},{"type":"MultiPoint","coordinates":[[3,4],[5,6]]},{"type":"Polygon","coordinates":[[[1,1],[2,2],[3,3],[1,1]]]}]}},
{"type":"Feature","id":7,"geometry":null,"properties":{}},
{"type":"Feature","geometry":{"type":"MultiLineString","coordinates":[[[1,2],[3,4]],[],[[5,6]]]}}],"bbox":[1,2,3,4],"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::3405"}}}`)
	if raw.Format != GeoJSON || raw.Hint != geodesy.UTM48 {
		t.Errorf("%+v", raw)
	}
	wantTold(t, mustSettle(t, raw, Answers{}), `
place "" "" [] 2,1
place "" "" [] 4,3
place "" "" [] 6,5
track "Đoạn" "" [{length 93783} {open true}] | 22.8,106.5@2026-03-05T00:00:00Z 22.81,106.51^7
line "" "" [] | 2,1 4,3 | 6,5`)
	bare := mustRead(t, "a.json", "\ufeff {\"type\":\"LineString\",\"coordinates\":[[1,2],[3,4]]}")
	wantTold(t, mustSettle(t, bare, Answers{}), `line "" "" [] | 2,1 4,3`)
}

func TestAxesInTheWrongOrderAreShownBothWays(t *testing.T) {
	raw := mustRead(t, "a.geojson", `{"type":"MultiPoint","coordinates":[[22.8347,106.5231],[22.8536,106.7247]]}`)
	if g := raw.Guess(); len(g) != 2 || !g[0].Swapped || g[0].Datum != geodesy.WGS84 {
		t.Errorf("%+v", g)
	}
	got := raw.Compare(geodesy.LatLon{Lat: 22.8536, Lon: 106.7247})
	if len(got) < 2 || got[0].Reading != (geodesy.Reading{Datum: geodesy.WGS84, Swapped: true}) || got[0].DistanceM > 0.001 {
		t.Errorf("%+v", got)
	}
	_, err := raw.Settle(Answers{Reading: geodesy.Reading{Datum: geodesy.WGS84}})
	if e := wantCode(t, err, Code(geodesy.CodeOutOfRange)); e.What != "#1" {
		t.Error(e.What)
	}
	wantTold(t, mustSettle(t, raw, Answers{Reading: got[0].Reading}), "place \"\" \"\" [] 22.8347,106.5231\nplace \"\" \"\" [] 22.8536,106.7247")
}
