package formats

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"phendau/internal/geodesy"
)

const prj9210 = `PROJCS["VN-2000 / TM-3 105-45",GEOGCS["GCS_VN-2000",DATUM["D_Vietnam_2000",SPHEROID["WGS_1984",6378137.0,298.257223563]]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],PARAMETER["Central_Meridian",105.75],PARAMETER["Scale_Factor",0.9999],UNIT["Meter",1.0]]`

func layer(t testing.TB, cpg string, rows ...[]string) string {
	lines := shpOf(13,
		polyline(13, []uint32{0, 2}, []float64{579154.014, 2526295.069, 579200, 2526300, 599833.348, 2528510.584}, []float64{500, 501.5, 1e38}),
		le32(nil, 0),
		polyline(3, []uint32{0}, []float64{551977.284, 2507463.190, 552000, 2507500}, nil))
	pairs := []string{"lop/Duong.shp", lines, "lop/duong.DBF", dbfOf([]string{"TEN", "DAI"}, []byte{20, 8}, rows...), "lop/duong.prj", prj9210, "__MACOSX/lop/._duong.shp", "x"}
	if cpg != "" {
		pairs = append(pairs, "lop/duong.cpg", cpg)
	}
	return zipOf(t, pairs...)
}

func TestShapefileIsReadWithItsAttributesAndItsHint(t *testing.T) {
	want := `
line "Đoạn 1" "" [{DAI 7.5}] | 22.8347,106.5231^500 22.8347424,106.5235483^501.5 | 22.8536,106.7247
line "Đoạn 2" "" [] | 22.6657,106.2577 22.6660317,106.2579223`
	old := func(s string) string {
		b, err := charmap.Windows1258.NewEncoder().String(s)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	// Windows-1258 writes tones as marks of their own.
	for cpg, one := range map[string]string{"UTF-8": "Đoạn ", "1258": old("Đoa\u0323n ")} {
		raw := mustRead(t, "x.zip", layer(t, cpg, []string{one + "1", "7.5"}, []string{"", ""}, []string{one + "2", ""}))
		if raw.Format != Shapefile || raw.Hint.String() != "vn2000/tm3/105:45" || raw.Guess()[0].Datum != raw.Hint {
			t.Errorf("%s: %+v", cpg, raw)
		}
		wantTold(t, mustSettle(t, raw, Answers{Reading: raw.Guess()[0]}), want)
	}
}

func TestACodePageThatNobodyNamedIsAsked(t *testing.T) {
	text := layer(t, "", []string{"Tr\xf9ng", ""}, []string{"", ""}, []string{"", ""})
	_, err := readRaw("x.zip", text, Options{})
	if e := wantCode(t, err, CodeCodePage); e.Line != 1 {
		t.Error(e)
	}
	raw, err := readRaw("x.zip", text, Options{CodePage: "windows-1252"})
	if err != nil || raw.paths[0].Name != "Trùng" {
		t.Error(raw, err)
	}
	_, err = readRaw("x.zip", layer(t, "EBCDIC", nil...), Options{})
	wantCode(t, err, CodeEncoding)
}

func TestPointsOfShapefilesAreReadInTheirForms(t *testing.T) {
	pt := func(kind uint32, v ...float64) []byte { return le64(le32(nil, kind), v...) }
	for _, c := range []struct{ text, want string }{
		{shpOf(1, pt(1, 106, 22)), `place "" "" [] 22,106`},
		{shpOf(11, pt(11, 106, 22, 5, 0)), `place "" "" [] 22,106^5`},
		{shpOf(21, pt(21, 106, 22, 5)), `place "" "" [] 22,106`},
		{shpOf(8, le64(le32(pt(8, 0, 0, 0, 0), 2), 1, 2, 3, 4)), "place \"\" \"\" [] 2,1\nplace \"\" \"\" [] 4,3"},
		{shpOf(23, polyline(23, []uint32{0}, []float64{1, 2, 3, 4}, nil)), `line "" "" [] | 2,1 4,3`},
	} {
		wantTold(t, mustSettle(t, mustRead(t, "x.zip", zipOf(t, "a.shp", c.text)), Answers{}), c.want)
	}
}

func TestAreasAreToldAndNotImported(t *testing.T) {
	ring := polyline(5, []uint32{0}, []float64{1, 2, 3, 4, 5, 6, 1, 2}, nil)
	_, err := readRaw("x.zip", zipOf(t, "a.shp", shpOf(5, ring)), Options{})
	wantCode(t, err, CodeNothing)
}

func TestTornShapefilesAreRefused(t *testing.T) {
	whole := polyline(3, []uint32{0}, []float64{1, 2, 3, 4}, nil)
	with := func(at int, v uint32) string {
		b := append([]byte(nil), whole...)
		copy(b[at:], le32(nil, v))
		return shpOf(3, b)
	}
	good := shpOf(3, whole)
	for name, text := range map[string]string{
		"cut header":          good[:50],
		"cut record":          good[:len(good)-5],
		"four billion parts":  with(36, 0xffffffff),
		"four billion points": with(40, 0xffffffff),
		"part behind points":  with(44, 7),
		"unknown type":        with(0, 99),
		"no content":          shpOf(3, nil),
		"point too short":     shpOf(1, le64(le32(nil, 1), 1)),
		"heights missing":     shpOf(13, polyline(13, []uint32{0}, []float64{1, 2, 3, 4}, nil)),
		"wrong magic":         "\x00\x01" + good[2:],
		"record beyond file":  good[:107] + "\xff" + good[108:],
	} {
		_, err := readRaw("x.zip", zipOf(t, "a.shp", text), Options{})
		if err == nil {
			t.Errorf("%s is read", name)
			continue
		}
		wantCode(t, err, CodeTorn)
	}
	table := dbfOf([]string{"A"}, []byte{4}, []string{"x"})
	for name, dbf := range map[string]string{"cut": table[:40], "no rows": table[:65], "field beyond record": table[:dbfHeader+16] + "\xff" + table[dbfHeader+17:], "empty": ""} {
		_, err := readRaw("x.zip", zipOf(t, "a.shp", good, "a.dbf", dbf), Options{})
		if err == nil {
			t.Errorf("%s is read", name)
			continue
		}
		wantCode(t, err, CodeTorn)
	}
	_, err := readRaw("a.shp", good, Options{})
	wantCode(t, err, CodeBareShape)
	_, err = readRaw("x.zip", zipOf(t, "a.shp", good, "b.shp", good), Options{})
	wantCode(t, err, CodeLayers)
	_, err = readRaw("x.zip", zipOf(t, "a.shp", shpOf(1, le64(le32(nil, 1), 1, 1e300))), Options{})
	wantCode(t, err, CodeCoordinate)
}

func TestProjectionsAreHintsAndForeignOnesAreNamed(t *testing.T) {
	utm := strings.NewReplacer("105.75", "105.0", "0.9999", "0.9996").Replace(prj9210)
	for wkt, want := range map[string]geodesy.Datum{
		utm: geodesy.UTM48,
		strings.Replace(utm, "105.0", "111.0", 1):                      geodesy.UTM49,
		`GEOGCS["GCS_VN_2000",DATUM["D_Vietnam_2000"]]`:                geodesy.VN2000,
		`GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984"]]`:                   geodesy.WGS84,
		`PROJCS["WGS_1984_UTM_Zone_48N",GEOGCS["GCS_WGS_1984"]]`:       {},
		`PROJCS["VN-2000 / odd",PARAMETER["Central_Meridian",105.75]]`: {},
		`rác`: {},
	} {
		got, other := projectionOf(wkt)
		if got != want || got.IsZero() != (other != "") {
			t.Errorf("%s: %v %q", wkt, got, other)
		}
	}
	raw := mustRead(t, "x.zip", zipOf(t, "a.shp", shpOf(1, le64(le32(nil, 1), 579154, 2526295)), "a.prj", `PROJCS["WGS_1984_UTM_Zone_48N",GEOGCS["GCS_WGS_1984"]]`))
	if !raw.Hint.IsZero() || len(raw.Notes) != 1 || raw.Notes[0] != (Note{Code: NoteProjection, What: "WGS_1984_UTM_Zone_48N"}) {
		t.Errorf("%+v", raw.Notes)
	}
}
