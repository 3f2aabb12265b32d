package intake_test

import (
	"strings"
	"testing"

	"phendau/internal/calendar"
	"phendau/internal/geodesy"
	"phendau/internal/intake"
)

const pointHead = "Khóa|Loại đơn vị|Tên|Từ ngày|Đến ngày|Trực thuộc|Vĩ độ|Kinh độ"

// TestAUnitSaysWhereItLiesOnceTheSystemIsAnswered: degrees with a comma or a
// point, and metres of VN-2000, come out at one place; without an answer, with half
// a point or with what is no number the file is refused at its cell.
func TestAUnitSaysWhereItLiesOnceTheSystemIsAnswered(t *testing.T) {
	x := newWorld(t)
	tm3, err := geodesy.TM3(105*60 + 45)
	if err != nil {
		t.Fatal(err)
	}
	row := func(lat, lon string) []string {
		return []string{"xóm hg|xóm|Hoa Gạo|01/01/2026|đến nay|01489|" + lat + "|" + lon}
	}
	for _, c := range []struct {
		lat, lon string
		datum    geodesy.Datum
		want     string
	}{
		{"22,8347", "106,5231", geodesy.WGS84, ""}, {"22.8347°", "106.5231°", geodesy.WGS84, ""}, {"2526295,069", "579154,014", tm3, ""},
		{"22,8347", "106,5231", geodesy.Datum{}, "G2 datum_missing error"}, {"22,8347", "", geodesy.WGS84, "H2 missing error"},
		{"22°50'", "106,5231", geodesy.WGS84, "G2 not_a_coordinate error"}, {"106,5231", "22,8347", geodesy.WGS84, "G2 out_of_range error"},
	} {
		env := x.env(t)
		env.Datum = c.datum
		plan, problems := intake.Places(bookOf(append([]string{pointHead}, row(c.lat, c.lon)...)...), env)
		complete(t, problems)
		if got := brief(problems); !strings.Contains(got, c.want) || (c.want == "") != plan.OK() {
			t.Errorf("%s %s: %q, want %q", c.lat, c.lon, got, c.want)
		}
		if c.want != "" {
			continue
		}
		if c.datum == tm3 {
			if err := x.w.MustWrite(t.Context(), plan.Drafts); err != nil {
				t.Fatal(err)
			}
			reg, err := x.Registry(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			p, ok := reg.PointOn(mustFindOn(t, x, "Hoa Gạo"), calendar.MakeDay(2026, 2, 1))
			if m := geodesy.DistanceM(p, geodesy.LatLon{Lat: 22.8347, Lon: 106.5231}); !ok || m > 0.02 {
				t.Errorf("%v, %.3f m away", p, m)
			}
		}
	}
}

func mustFindOn(t *testing.T, x *world, name string) string {
	t.Helper()
	reg, err := x.Registry(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	f, err := reg.Places.Find(name, calendar.MakeDay(2026, 2, 1))
	if err != nil {
		t.Fatal(err)
	}
	return f.ID
}
