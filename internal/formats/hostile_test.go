package formats

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"phendau/internal/geodesy"
	"phendau/internal/sheet"
)

const (
	gpxHead = `<gpx version="1.1"><trk><trkseg>`
	gpxTail = `</trkseg></trk></gpx>`
	laughs  = `<!DOCTYPE gpx [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>`
)

func inGPX(s string) string { return gpxHead + s + gpxTail }
func inKML(s string) string { return "<kml><Placemark>" + s + "</Placemark></kml>" }

func TestHostileFilesAreRefusedWithTheirPlace(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		code Code
		line int
	}{
		"empty":                {"", CodeEmpty, 0},
		"binary":               {"\x89PNG\r\n\x1a\n\x00\x00", Code("unknown_format"), 0},
		"other XML":            {"<html><gpx/></html>", CodeUnknownFormat, 1},
		"cut":                  {walk[:600], CodeTorn, 7},
		"billion laughs":       {laughs + "\n<gpx><trk><name>&c;</name></trk></gpx>", CodeUnsafe, 1},
		"entity":               {"<gpx>\n<trk><name>&c;</name></trk></gpx>", CodeTorn, 2},
		"external entity":      {`<!DOCTYPE gpx SYSTEM "file:///etc/passwd"><gpx/>`, CodeUnsafe, 1},
		"wrong end":            {"<gpx>\n<trk></gpx>", CodeTorn, 2},
		"endless attributes":   {"<gpx>\n<a " + strings.Repeat(`b="" `, 1<<20) + "/></gpx>", CodeTooMuchText, 2},
		"the same after text":  {"<gpx>\n..<a " + strings.Repeat(`b="" `, 1<<20) + "/></gpx>", CodeTooMuchText, 2},
		"two documents":        {walk + walk, CodeTorn, 9},
		"deep":                 {"<gpx>\n" + strings.Repeat("<a>", 40) + strings.Repeat("</a>", 40) + "</gpx>", CodeDeep, 2},
		"no latitude":          {inGPX("\n<trkpt lon=\"1\"/>"), CodeCoordinate, 2},
		"NaN":                  {inGPX("\n<trkpt lat=\"NaN\" lon=\"1\"/>"), CodeCoordinate, 2},
		"infinite":             {inGPX("\n<trkpt lat=\"Inf\" lon=\"1\"/>"), CodeCoordinate, 2},
		"1e308":                {inGPX("\n<trkpt lat=\"1e308\" lon=\"1\"/>"), CodeCoordinate, 2},
		"1e999":                {inGPX("\n<trkpt lat=\"1e999\" lon=\"1\"/>"), CodeCoordinate, 2},
		"hexadecimal":          {inGPX("\n<trkpt lat=\"0x1p-2\" lon=\"1\"/>"), CodeCoordinate, 2},
		"beyond the pole":      {inGPX("\n<trkpt lat=\"90.1\" lon=\"1\"/>"), CodeCoordinate, 2},
		"long number":          {inGPX("\n<trkpt lat=\"1" + strings.Repeat("0", 5000) + "\" lon=\"1\"/>"), CodeCoordinate, 2},
		"bad time":             {inGPX("\n<trkpt lat=\"1\" lon=\"1\"><time>hôm qua</time></trkpt>"), CodeInstant, 2},
		"wrong letters":        {"<gpx>\n<wpt lat=\"1\" lon=\"1\"><name>Tr\xf9ng</name></wpt></gpx>", CodeEncoding, 2},
		"unknown letters":      {`<?xml version="1.0" encoding="EBCDIC"?><gpx/>`, CodeEncoding, 1},
		"old font":             {"<gpx>\n<wpt lat=\"1\" lon=\"1\"><name>§ån biªn phßng VÞ trÝ ®Çu</name></wpt></gpx>", CodeEncoding, 2},
		"lost letters":         {"<gpx>\n<wpt lat=\"1\" lon=\"1\"><name>Tr\ufffdng</name></wpt></gpx>", CodeEncoding, 2},
		"only areas":           {inKML("<Polygon/>"), CodeNothing, 0},
		"KML laughs":           {laughs + "<kml/>", CodeUnsafe, 1},
		"one number":           {inKML("\n<Point><coordinates>106.5</coordinates></Point>"), CodeCoordinate, 2},
		"words":                {inKML("\n<Point><coordinates>bắc,đông</coordinates></Point>"), CodeCoordinate, 2},
		"KML 1e308":            {inKML("\n<Point><coordinates>1e308,1</coordinates></Point>"), CodeCoordinate, 2},
		"times too few":        {inKML("\n<Track><coord>1 2 3</coord></Track>"), CodeCounts, 2},
		"JSON of another kind": {"{\"a\":1}", CodeUnknownFormat, 1},
		"JSON list":            {"[1,2]", CodeUnknownFormat, 1},
		"JSON cut":             {"{\"type\":\"Point\",", CodeTorn, 0},
		"JSON deep":            {"{\"coordinates\":\n" + strings.Repeat("[", 1_000_000), CodeDeep, 2},
		"JSON long text":       {`{"a":"` + strings.Repeat("a", 2<<20) + `"}`, CodeTooMuchText, 1},
		"JSON twice":           {`{"type":"Point","coordinates":[1,2]} {}`, CodeTorn, 1},
		"JSON ragged":          {"{\"type\":\"LineString\",\n\"coordinates\":[[1,2],[[3,4]]]}", CodeCoordinate, 2},
		"JSON 1e308":           {"{\"type\":\"Point\",\n\"coordinates\":[1e308,2]}", CodeCoordinate, 2},
		"JSON words":           {"{\"type\":\"Point\",\n\"coordinates\":[\"1\",2]}", CodeCoordinate, 2},
		"JSON wrong depth":     {"{\"type\":\"Point\",\"coordinates\":[[1,2]]}", CodeTorn, 1},
		"JSON times":           {`{"type":"Feature","properties":{"coordTimes":["2026-03-05T00:00:00Z"]},"geometry":{"type":"LineString","coordinates":[[1,2],[3,4]]}}`, CodeCounts, 1},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := readRaw("x", c.text, Options{})
			if e := wantCode(t, err, c.code); e.Line != c.line {
				t.Errorf("line %d, want %d: %v", e.Line, c.line, err)
			}
		})
	}
}

func TestHostileArchivesAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		code Code
	}{
		"nothing of ours": {zipOf(t, "a.txt", "x"), CodeUnknownFormat},
		"slip":            {zipOf(t, "../../etc/doc.kml", drawn), CodeTorn},
		"absolute":        {zipOf(t, "/doc.kml", drawn), CodeTorn},
		"nested":          {zipOf(t, "doc.kml", drawn, "a.kmz", "PK\x03\x04...."), CodeUnsafe},
		"bomb":            {zipOf(t, "doc.kml", "<kml>"+strings.Repeat(" ", 20<<20)+"</kml>"), CodeBomb},
		"bomb of shapes":  {zipOf(t, "a.shp", shpOf(3, make([]byte, 20<<20))), CodeBomb},
		"long .prj":       {zipOf(t, "a.shp", shpOf(0), "a.prj", strings.Repeat("a", 20<<10)), CodeBomb},
		"cut":             {zipOf(t, "doc.kml", drawn)[:300], CodeTorn},
		"no map inside":   {zipOf(t, "doc.kml", "<html/>"), CodeUnknownFormat},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := readRaw("x.zip", c.text, Options{})
			wantCode(t, err, c.code)
		})
	}
}

func TestLimitsHoldWhileReading(t *testing.T) {
	many := func(n int) string { return inGPX(strings.Repeat(`<trkpt lat="1" lon="2"/>`, n)) }
	parts := `<gpx><trk>` + strings.Repeat(`<trkseg><trkpt lat="1" lon="2"/></trkseg>`, 50) + `</trk></gpx>`
	texts := `<gpx>` + strings.Repeat(`<wpt lat="1" lon="2"><desc>`+strings.Repeat("đ", 500)+`</desc></wpt>`, 20) + `</gpx>`
	for name, c := range map[string]struct {
		text   string
		limits Limits
		code   Code
	}{
		"points":     {many(101), Limits{MaxPoints: 100}, CodeTooMany},
		"parts":      {parts, Limits{MaxItems: 49}, CodeTooManyItems},
		"places":     {texts, Limits{MaxItems: 19}, CodeTooManyItems},
		"letters":    {texts, Limits{MaxTextBytes: 10_000}, CodeTooMuchText},
		"bytes":      {many(100), Limits{MaxBytes: 1000}, CodeTooLarge},
		"KML times":  {inKML("<Track>" + strings.Repeat("<when/>", 11) + "</Track>"), Limits{MaxPoints: 10}, CodeCounts},
		"KML points": {inKML("<LineString><coordinates>" + strings.Repeat("1,2 ", 11) + "</coordinates></LineString>"), Limits{MaxPoints: 10}, CodeTooMany},
		"geometries": {`{"type":"GeometryCollection","geometries":[` + strings.Repeat(`{},`, 20) + `{}]}`, Limits{MaxItems: 19}, CodeTooManyItems},
		"shapes":     {zipOf(t, "a.shp", shpOf(3, polyline(3, []uint32{0}, make([]float64, 30), nil))), Limits{MaxPoints: 14}, CodeTooMany},
		"rows":       {"lat,lon\n" + strings.Repeat("1,2\n", 11), Limits{MaxPoints: 10}, CodeTooMany},
		"record":     {zipOf(t, "a.shp", shpOf(3, make([]byte, 5000))), Limits{MaxPoints: 14, MaxItems: 14}, CodeTooMany},
		"time":       {many(10), Limits{Time: 1}, CodeTime},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := readRaw("x", c.text, Options{Limits: c.limits})
			wantCode(t, err, c.code)
		})
	}
	if _, err := readRaw("x", many(100), Options{Limits: Limits{MaxPoints: 100}}); err != nil {
		t.Error(err)
	}
}

func TestAnEndedContextEndsTheReading(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, text := range []string{walk, drawn, "lat,lon\n1,2\n", `{"type":"Point","coordinates":[1,2]}`, zipOf(t, "doc.kml", drawn)} {
		_, err := Read(ctx, "x", strings.NewReader(text), int64(len(text)), Options{Tables: sheet.Read})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%.20q: %v", text, err)
		}
	}
}

func TestNamesAreTidiedAndShortened(t *testing.T) {
	decomposed := "Tru\u0300ng Kha\u0301nh"
	raw := mustRead(t, "a.gpx", "<gpx><wpt lat=\"1\" lon=\"2\"><name>\u202e "+decomposed+"\n\t"+strings.Repeat("ă", 300)+"</name><desc>a\n\u200bb</desc></wpt></gpx>")
	p := raw.places[0]
	if !strings.HasPrefix(p.Name, "Trùng Khánh ă") || len([]rune(p.Name)) != maxNameRunes || !strings.HasSuffix(p.Name, "…") || p.Description != "a\nb" {
		t.Errorf("%q %q", p.Name, p.Description)
	}
	long := mustRead(t, "a.gpx", "<gpx><wpt lat=\"1\" lon=\"2\"><desc>"+strings.Repeat("ệ", 1<<20)+"</desc></wpt></gpx>")
	if n := len([]rune(long.places[0].Description)); n != maxValueRunes {
		t.Error(n)
	}
}

func TestLongCommentsAndTextsAreNoTags(t *testing.T) {
	long := strings.Repeat("=\"\" ", 200_000)
	raw := mustRead(t, "a.gpx", "<gpx><!--"+long+"--><a>"+long+"</a><b><![CDATA["+long+"]]></b><wpt lat=\"1\" lon=\"2\"/></gpx>")
	if len(raw.places) != 1 {
		t.Error(raw.places)
	}
}

func TestSignsOfProgramsInDescriptionsAreNoOldLetters(t *testing.T) {
	raw := mustRead(t, "a.gpx", `<gpx><wpt lat="1" lon="2"><desc>OpenStreetMap© 2020</desc></wpt></gpx>`)
	if raw.places[0].Description != "OpenStreetMap© 2020" {
		t.Error(raw.places[0].Description)
	}
}

func TestOldEncodingsThatAreNamedAreRead(t *testing.T) {
	body := "<gpx><wpt lat=\"1\" lon=\"2\"><name>Tr\xf9ng</name></wpt></gpx>"
	for _, label := range []string{"windows-1258", "ISO-8859-1", "Windows-1252"} {
		raw := mustRead(t, "a.gpx", `<?xml version="1.0" encoding="`+label+`"?>`+body)
		if raw.places[0].Name != "Trùng" {
			t.Errorf("%s: %q", label, raw.places[0].Name)
		}
	}
	utf16 := func(s string) string {
		var b strings.Builder
		for _, r := range s {
			b.WriteByte(byte(r))
			b.WriteByte(byte(r >> 8))
		}
		return b.String()
	}
	text := `<?xml version="1.0" encoding="UTF-16"?><gpx><wpt lat="1" lon="2"><name>Đầu</name></wpt></gpx>`
	for _, s := range []string{"\xff\xfe" + utf16(text), utf16(text), "\ufeff" + strings.Replace(text, "UTF-16", "UTF-8", 1)} {
		if raw := mustRead(t, "a.gpx", s); raw.places[0].Name != "Đầu" {
			t.Errorf("%q", raw.places[0].Name)
		}
	}
}

func TestPolesAndTheAntimeridianAreRefusedWithTheirPoint(t *testing.T) {
	for text, code := range map[string]geodesy.Code{
		inGPX(`<trkpt lat="1" lon="2"/><trkpt lat="85" lon="2"/>`):     geodesy.CodeNearPole,
		inGPX(`<trkpt lat="1" lon="179"/><trkpt lat="1" lon="-179"/>`): geodesy.CodeAntimeridian,
	} {
		_, err := mustRead(t, "a.gpx", text).Settle(Answers{Reading: geodesy.Reading{Datum: geodesy.WGS84}})
		if e := wantCode(t, err, Code(code)); e.What != "#1 [2]" {
			t.Error(e)
		}
	}
}

func TestEveryCodeAndNoteSpeaksBothLanguages(t *testing.T) {
	for code := range sentences {
		wantCode(t, refuse(code, "max", "1", "text", "x", "guess", ""), code)
	}
	for code := range noteSentences {
		n := Note{Code: code, Count: 2, What: "x"}
		if vi, en := n.Text("vi"), n.Text("en"); vi == en || strings.Contains(vi+en, "{") {
			t.Error(vi, en)
		}
	}
}

// endless makes a file of any size without holding it.
type endless struct {
	head, piece, tail string
	pieces            int64
}

func (e endless) size() int64 {
	return int64(len(e.head)+len(e.tail)) + e.pieces*int64(len(e.piece))
}

func (e endless) ReadAt(p []byte, off int64) (n int, err error) {
	body := e.pieces * int64(len(e.piece))
	for n < len(p) {
		at := off + int64(n)
		switch in := at - int64(len(e.head)); {
		case in < 0:
			n += copy(p[n:], e.head[at:])
		case in < body:
			n += copy(p[n:], e.piece[in%int64(len(e.piece)):])
		case in-body < int64(len(e.tail)):
			n += copy(p[n:], e.tail[in-body:])
		default:
			return n, io.EOF
		}
	}
	return n, nil
}

func gpxOf(points int64) endless {
	return endless{"<?xml version=\"1.0\"?>\n" + gpxHead, "\n<trkpt lat=\"22.834712\" lon=\"106.523145\"><ele>612.5</ele><time>2026-03-05T07:00:00Z</time></trkpt>", gpxTail, points}
}

// Room is taken for what the rest of a file may hold, once and not for each part.
func TestManyMiddlingPartsTakeNoMoreThanTheirPoints(t *testing.T) {
	seg := "<trkseg>" + strings.Repeat(`<trkpt lat="1" lon="2"/>`, handOver+1) + "</trkseg>"
	raw := mustRead(t, "a.gpx", "<gpx><trk>"+strings.Repeat(seg, 20)+"</trk></gpx>")
	room := 0
	for _, part := range raw.paths[0].Parts {
		room += cap(part)
	}
	if _, _, n := raw.Counts(); n != 20*(handOver+1) || room > n+n/4 {
		t.Errorf("room for %d of %d points", room, n)
	}
}

func TestAFileOfTwoMillionPointsIsRefusedAtTheLimit(t *testing.T) {
	e := gpxOf(2_000_000)
	_, err := Read(context.Background(), "x", e, e.size(), Options{})
	wantCode(t, err, CodeTooLarge)
	_, err = Read(context.Background(), "x", e, e.size(), Options{Limits: Limits{MaxBytes: e.size(), MaxPoints: 100_000}})
	if bad := wantCode(t, err, CodeTooMany); bad.Line != 100_003 {
		t.Error(bad)
	}
}

// FuzzRead holds for every reader that any bytes are a file or an error of this
// package, and that what was read can be settled or is refused.
func FuzzRead(f *testing.F) {
	for _, s := range []string{walk, drawn, markers, `{"type":"LineString","coordinates":[[1,2],[3,4]]}`, zipOf(f, "doc.kml", drawn), layer(f, "utf-8", []string{"a", "1"}, []string{"", ""}, []string{"b", "2"})} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) { readAnything(t, b) })
}

// Readers of one format each, so that changes of the input stay in it.
func FuzzGPX(f *testing.F) {
	f.Add(`<trkpt lat="1" lon="2"><ele>3</ele><time>2026-03-05T00:00:00Z</time></trkpt>`)
	f.Fuzz(func(t *testing.T, s string) { readAnything(t, []byte(inGPX(s))) })
}

func FuzzKML(f *testing.F) {
	f.Add(`<name>a</name><MultiGeometry><LineString><coordinates>1,2 3,4,5</coordinates></LineString></MultiGeometry>`)
	f.Add(`<gx:Track><when>2026-03-05T00:00:00Z</when><gx:coord>1 2 3</gx:coord></gx:Track>`)
	f.Fuzz(func(t *testing.T, s string) { readAnything(t, []byte(inKML(s))) })
}

func FuzzGeoJSON(f *testing.F) {
	f.Add(`"type":"Feature","properties":{"name":"a","coordTimes":[null,"2026-03-05T00:00:00Z"]},"geometry":{"type":"LineString","coordinates":[[1,2],[3,4]]}`)
	f.Fuzz(func(t *testing.T, s string) { readAnything(t, []byte("{"+s+"}")) })
}

func FuzzTable(f *testing.F) {
	f.Add("1,2,a\n\"3,5\",4°5'6\"\"N,b\n")
	f.Fuzz(func(t *testing.T, s string) { readAnything(t, []byte("lat,lon,tên,đường\n"+s)) })
}

func FuzzShapefile(f *testing.F) {
	f.Add([]byte(shpOf(13, polyline(13, []uint32{0}, []float64{1, 2, 3, 4}, []float64{5, 6}))), []byte(dbfOf([]string{"TEN"}, []byte{4}, []string{"a"})))
	f.Fuzz(func(t *testing.T, shp, dbf []byte) {
		readAnything(t, []byte(zipOf(t, "a.shp", string(shp), "a.dbf", string(dbf))))
	})
}

func readAnything(t *testing.T, b []byte) {
	limits := Limits{MaxPoints: 10_000, MaxItems: 2_000, MaxTextBytes: 1 << 20}
	raw, err := Read(context.Background(), "x", bytes.NewReader(b), int64(len(b)), Options{Limits: limits, Tables: sheet.Read})
	var e *Error
	if err != nil {
		if !errors.As(err, &e) || e.Text("vi") == "" {
			t.Fatalf("%v", err)
		}
		return
	}
	for _, swapped := range []bool{false, true} {
		file, err := raw.Settle(Answers{Reading: geodesy.Reading{Datum: geodesy.WGS84, Swapped: swapped}})
		if err != nil && !errors.As(err, &e) {
			t.Fatalf("%v", err)
		}
		if err == nil {
			again(t, file)
		}
	}
}

// again holds that what was taken in can be written.
func again(t *testing.T, f *File) {
	for _, as := range []Format{GPX, KML, GeoJSON, CSV} {
		text := written(t, f, as, Header{})
		if _, err := readRaw("x", text, Options{}); err != nil {
			t.Fatal(fmt.Errorf("%s: %w\n%s", as, err, text))
		}
	}
}
