package geodesy

import (
	"errors"
	"iter"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// published are the test points of the design: WGS 84, VN-2000, zone 9210, zone
// 3405.
var published = []struct {
	wgs, vn             LatLon
	e9210, n9210, e, n3 float64
}{
	{LatLon{22.8347, 106.5231}, LatLon{22.83568584, 106.52119505}, 579154.014, 2526295.069, 656095.351, 2526134.733},
	{LatLon{22.8536, 106.7247}, LatLon{22.85458819, 106.72279537}, 599833.348, 2528510.584, 676761.981, 2528455.226},
	{LatLon{22.6657, 106.2577}, LatLon{22.66668342, 106.25579667}, 551977.284, 2507463.190, 629017.092, 2507167.415},
	{LatLon{21.0285, 105.8542}, LatLon{21.02948599, 105.85231735}, 510634.826, 2326112.249, 588565.364, 2325647.338},
	{LatLon{10.7769, 106.7009}, LatLon{10.77791850, 106.69911376}, 603797.261, 1191942.305, 685780.775, 1191939.200},
}

const millimetre = 0.001

func TestPublishedPointsComeOutToAMillimetre(t *testing.T) {
	caoBang, err := ParseDatum("vn2000/tm3/105:45")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range published {
		for _, c := range []struct {
			d    Datum
			e, n float64
		}{{caoBang, p.e9210, p.n9210}, {UTM48, p.e, p.n3}} {
			e, n, err := c.d.FromWGS84(p.wgs)
			// The table has three decimals itself.
			if err != nil || math.Abs(e-c.e) > millimetre || math.Abs(n-c.n) > millimetre {
				t.Errorf("%v in %s: off by %.4f %.4f m, %v", p.wgs, c.d, e-c.e, n-c.n, err)
			}
			at, err := c.d.ToWGS84(c.e, c.n)
			if d := DistanceM(at, p.wgs); err != nil || d > millimetre {
				t.Errorf("%s %.3f %.3f: %.4f m from %v, %v", c.d, c.e, c.n, d, p.wgs, err)
			}
		}
		lon, lat, err := VN2000.FromWGS84(p.wgs)
		if err != nil || math.Abs(lon-p.vn.Lon) > 1e-8 || math.Abs(lat-p.vn.Lat) > 1e-8 {
			t.Errorf("%v in VN-2000: %.9f %.9f, %v", p.wgs, lat, lon, err)
		}
	}
}

func TestThereAndBackIsTheSamePlaceToAMillimetre(t *testing.T) {
	r := rand.New(rand.NewPCG(2000, 1))
	systems := append([]Datum{WGS84, VN2000}, grids()...)
	worst := 0.0
	for range 1000 {
		p := LatLon{8 + 16*r.Float64(), 102 + 8*r.Float64()}
		for _, d := range systems {
			x, y, err := d.FromWGS84(p)
			if d.Metres() && math.Abs(p.Lon-float64(d.meridian)/60) > 3 {
				continue // another zone's
			}
			back, err2 := d.ToWGS84(x, y)
			if err != nil || err2 != nil {
				t.Fatal(p, d, err, err2)
			}
			worst = math.Max(worst, DistanceM(p, back))
		}
	}
	if worst > millimetre {
		t.Errorf("%.6f m", worst)
	}
	t.Logf("worst %.9f m", worst)
}

// Public code carries the rotations with both signs; ours must be the one that
// meets the published points, with most of a metre between them.
func TestTheWrongSenseOfRotationIsNoticed(t *testing.T) {
	p := published[0].wgs
	right := toVN2000(p)
	keep := frame
	defer func() { frame = keep }()
	frame.rx, frame.ry, frame.rz = -frame.rx, -frame.ry, -frame.rz
	wrong := toVN2000(p)
	if d := DistanceM(right, wrong); math.Abs(d-0.79) > 0.02 {
		t.Errorf("the two senses differ by %.3f m", d)
	}
}

func TestVN2000ReadAsWGS84IsMoreThanACorridorAway(t *testing.T) {
	for _, p := range published {
		if d := DistanceM(p.wgs, p.vn); d < 220 || d > 226 {
			t.Errorf("%.2f m", d)
		}
	}
}

func TestDistancesAgreeWithTheRadiiOfTheEllipsoid(t *testing.T) {
	a := LatLon{22.4, 105.5}
	north := DistanceM(LatLon{22.39, 105.5}, LatLon{22.41, 105.5})
	if want := MeridianRadiusM(22.4) * radians(0.02); math.Abs(north-want) > millimetre {
		t.Errorf("north %.4f, want %.4f", north, want)
	}
	east := DistanceM(a, LatLon{22.4, 105.51})
	if want := NormalRadiusM(22.4) * math.Cos(radians(22.4)) * radians(0.01); math.Abs(east-want) > millimetre {
		t.Errorf("east %.4f, want %.4f", east, want)
	}
	if DistanceM(a, a) != 0 {
		t.Error("a place is away from itself")
	}
	if d := DistanceM(LatLon{0, 0}, LatLon{0, 180}); math.Abs(d-math.Pi*meanRadiusM) > 100_000 {
		t.Errorf("half around %.0f", d)
	}
}

func wantCode(t *testing.T, err error, code Code) {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) || e.Code != code || e.Text("vi") == "" || e.Text("en") == "" || e.Text("vi") == e.Text("en") {
		t.Errorf("error %v, want %s in two languages", err, code)
	}
}

func TestWhatIsNoPlaceOfASystemIsRefused(t *testing.T) {
	for _, c := range []struct {
		d    Datum
		x, y float64
		code Code
	}{
		{Datum{}, 106, 22, CodeUnanswered},
		{WGS84, math.NaN(), 22, CodeNotFinite},
		{WGS84, 106, math.Inf(1), CodeNotFinite},
		{UTM48, math.Inf(-1), 2_500_000, CodeNotFinite},
		{WGS84, 22, 106, CodeOutOfRange},
		{WGS84, 180.1, 22, CodeOutOfRange},
		{WGS84, 1e308, 1e308, CodeOutOfRange},
		{WGS84, 106, 89, CodeNearPole},
		{VN2000, 106, -84.5, CodeNearPole},
		{UTM48, 1e308, 2_500_000, CodeOutOfRange},
		{UTM48, 106, 22_000_000, CodeOutOfRange},
		{UTM48, 579.154, 2_526_295.069, CodeOutOfRange},
		{UTM48, 2_526_295.069, 579_154, CodeOutOfRange},
	} {
		_, err := c.d.ToWGS84(c.x, c.y)
		wantCode(t, err, c.code)
	}
	_, _, err := UTM48.FromWGS84(LatLon{22, 120})
	wantCode(t, err, CodeOutOfRange)
	_, _, err = UTM48.FromWGS84(LatLon{88, 105})
	wantCode(t, err, CodeNearPole)
	wantCode(t, CheckStep(LatLon{20, 179.9}, LatLon{20, -179.9}), CodeAntimeridian)
	if CheckStep(LatLon{22, 105}, LatLon{22, 106}) != nil {
		t.Error("an honest step is refused")
	}
}

func TestEverySystemHasOneTextAndReadsItBack(t *testing.T) {
	all := append([]Datum{WGS84, VN2000}, grids()...)
	for _, d := range all {
		got, err := ParseDatum(d.String())
		if err != nil || got != d || d.Label("vi") == "" || d.Label("en") == "" {
			t.Errorf("%s: %v %v", d, got, err)
		}
	}
	if UTM49.String() != "vn2000/utm49" || all[6].String() != "vn2000/tm3/105:45" {
		t.Error(UTM49, all[6])
	}
	for _, s := range []string{"utm48", "vn2000/tm3/", "vn2000/tm3/105", "vn2000/tm3/105:60", "vn2000/tm3/-105:45", "vn2000/tm3/99:00", "vn2000/tm3/300:00"} {
		_, err := ParseDatum(s)
		wantCode(t, err, CodeUnknown)
	}
	_, err := ParseDatum(" ")
	wantCode(t, err, CodeUnanswered)
	for _, z := range Zones() {
		if d, ok := FromEPSG(z.EPSG); !ok || d != z.Datum {
			t.Error(z)
		}
	}
	if _, ok := FromEPSG(32648); ok {
		t.Error("WGS 84 in UTM is no system of ours")
	}
}

func TestTheRangeOffersSystemsAndNeverChoosesBetweenThem(t *testing.T) {
	box := func(x, y float64) Box { return Box{x, y, x + 0.1, y + 0.1} }
	for _, c := range []struct {
		b    Box
		want []Reading
	}{
		{box(106.5, 22.8), []Reading{{WGS84, false}, {VN2000, false}}},
		{box(22.8, 106.5), []Reading{{WGS84, true}, {VN2000, true}}},
		{box(14, 45), []Reading{{WGS84, false}, {VN2000, false}, {WGS84, true}, {VN2000, true}}},
		{box(5, 5), []Reading{{WGS84, false}, {VN2000, false}, {WGS84, true}, {VN2000, true}}},
		{box(100, 500), nil},
		{Box{math.Inf(-1), 0, 0, 0}, nil},
	} {
		if got := Guess(c.b); !slices.Equal(got, c.want) {
			t.Errorf("%v: %v", c.b, got)
		}
	}
	for _, swapped := range []bool{false, true} {
		b := Box{579_154, 2_526_295, 579_200, 2_526_300}
		if swapped {
			b = Box{b.MinY, b.MinX, b.MaxY, b.MaxX}
		}
		got := Guess(b)
		if len(got) != len(zones)+2 || got[0].Swapped != swapped || !got[0].Datum.Metres() {
			t.Errorf("%v: %v", b, got)
		}
	}
}

func one(x, y float64) iter.Seq2[float64, float64] {
	return func(yield func(float64, float64) bool) { yield(x, y) }
}

func TestAKnownMarkerShowsWhichReadingIsRight(t *testing.T) {
	p := published[0]
	for _, c := range []struct {
		x, y float64
		want Reading
	}{
		{p.e9210, p.n9210, Reading{zones[4].Datum, false}},
		{p.n9210, p.e9210, Reading{zones[4].Datum, true}},
		{p.e, p.n3, Reading{UTM48, false}},
		{p.vn.Lat, p.vn.Lon, Reading{VN2000, true}},
	} {
		got := Compare(p.wgs, one(c.x, c.y))
		if len(got) < 2 || got[0].Reading != c.want || got[0].DistanceM > 0.01 || got[1].DistanceM < 100 {
			t.Errorf("%v: %+v", c.want, got)
		}
	}
}

func TestAZoneOfAnotherProvinceIsComparedToo(t *testing.T) {
	other, err := TM3(107*60 + 45)
	if err != nil {
		t.Fatal(err)
	}
	x, y, err := other.FromWGS84(published[4].wgs)
	if err != nil {
		t.Fatal(err)
	}
	if got := Compare(published[4].wgs, one(x, y), other); got[0].Datum != other || got[0].DistanceM > millimetre {
		t.Errorf("%+v", got[0])
	}
}

func TestPointsThatAllLieOffTheLineAreAskedAbout(t *testing.T) {
	track := func(off, on int) iter.Seq[LatLon] {
		return func(yield func(LatLon) bool) {
			for i := range off + on {
				if !yield(LatLon{Lat: float64(min(i/off, 1))}) {
					return
				}
			}
		}
	}
	distance := func(p LatLon) float64 { return 223.8 * (1 - p.Lat) }
	for _, c := range []struct {
		off, on int
		want    bool
	}{{91, 9, true}, {90, 10, false}, {1, 0, true}} {
		if LooksShifted(track(c.off, c.on), distance) != c.want {
			t.Errorf("%d off, %d on the line", c.off, c.on)
		}
	}
	if LooksShifted(func(func(LatLon) bool) {}, distance) {
		t.Error("nothing looks shifted")
	}
}
