package place

import (
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"

	"phendau/internal/vi"
)

// referenceFile lies beside the repository, not in it: reference data for
// checks, never shipped. Its absence is no failure.
const referenceFile = "../../../shared/data/caobang_units.csv"

// reference reads the listing of Cao Bằng's units into rows. Its keys
// (code@listing) serve as ids.
func reference(t *testing.T) Rows {
	f, err := os.Open(referenceFile)
	if err != nil {
		t.Skip("no reference data beside the repository")
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	b := &book{}
	b.unit("VN", "", "Việt Nam", LevelNation, "", "", Unknown(), Open())
	began := map[string]Bound{}
	for _, l := range lines[1:] {
		began[l[0]] = referenceBound(l[5], 0)
	}
	for _, l := range lines[1:] {
		b.listed(l, began)
	}
	return b.Rows
}

// listed adds one line: key, code, name, level, parent_key, valid_from,
// valid_to (the first day no longer in force), successors.
func (b *book) listed(l []string, began map[string]Bound) {
	id, from, to := l[0], referenceBound(l[5], 0), referenceBound(l[6], -1)
	if l[6] == "" && !strings.HasSuffix(id, "@2017") {
		to = Open()
	}
	word, text := splitName(l[2])
	b.Places = append(b.Places, Place{id})
	b.name(id, word, text, Level(l[3]), from, to)
	b.Codes = append(b.Codes, Code{id, SchemeOfficial, l[1], from, to})
	under := from
	if p := began[l[4]]; p.Day > from.Day && p.Day <= to.Day { // the listing knows only the later parent
		under = p
	}
	b.under(id, l[4], under, to)
	if len(l[5]) == 4 { // new against the listing of 2017: what else it took in is not said
		b.became("", id, from.Day, "merge", "", ShareUnknown)
	}
	b.succeeded(id, strings.Split(l[7], ";"), to)
}

func (b *book) succeeded(id string, to []string, end Bound) {
	switch {
	case to[0] == "" && strings.HasSuffix(id, "@2017"):
		b.became(id, "", end.Day+1, "merge", "", ShareUnknown)
	case to[0] == "":
	case len(to) == 1:
		b.became(id, to[0], end.Day+1, "merge", "", ShareWhole)
	default:
		for _, s := range to {
			b.became(id, s, end.Day+1, "split", "", SharePart)
		}
	}
}

// referenceBound reads a day, or a year whose day was not seen.
func referenceBound(s string, shift Day) Bound {
	switch {
	case s == "":
		return Unknown()
	case len(s) == 4:
		return About(dissolved2020 + shift)
	}
	return On(day(s) + shift)
}

func splitName(full string) (word, text string) {
	for _, w := range []string{"Xã", "Phường", "Thị trấn", "Huyện", "Thành phố", "Tỉnh"} {
		if rest, ok := strings.CutPrefix(full, w+" "); ok {
			return strings.ToLower(w), rest
		}
	}
	return "", full
}

func TestTheListingOfCaoBangIsReadAsItIs(t *testing.T) {
	r, problems := Build(reference(t))
	for _, p := range problems {
		// The listing does not know the parents of 2017 of units that stayed,
		// and gives no day for the acts of 2020.
		if p.Kind != Gap && p.Kind != ParentNotAlive {
			t.Errorf("problem %s %v: %s", p.Kind, p.Places, p.Text.EN)
		}
	}
	var want []string
	for _, u := range oldUnits {
		want = append(want, u.code+"@2020")
	}
	slices.Sort(want)
	f := mustFind(t, r, "047@2024-02-29", Latest)
	wantIDs(t, "units of Trùng Khánh", r.UnitsAt(f.ID, LevelCommune, day("2024-02-29")), want...)
	if n := len(r.UnitsAt("04", LevelCommune, merged2025-1)); n != 161 {
		t.Errorf("%d units on 2025-06-30; want 161", n)
	}
	if n := len(r.UnitsAt("04", LevelCommune, merged2025)); n != 56 {
		t.Errorf("%d communes today; want 56", n)
	}
	for _, u := range oldUnits {
		if f := mustFind(t, r, u.code+"@2024-02-29", Latest); !sameName(r.FullName(f.ID, review.To), u.word+" "+u.text) {
			t.Errorf("%s is %s", u.code, r.FullName(f.ID, review.To))
		}
		wantLanding(t, r, u.code+"@2020", today, Exact, u.now+"@2025")
	}
}

// sameName compares names as a reader does: the listing writes Thuỷ for Thủy, and
// Phong Nậm for Phong Nặm.
func sameName(a, b string) bool { return vi.SearchKey(a) == vi.SearchKey(b) }

func TestEveryCodeOfTodayWasAnotherUnitsCode(t *testing.T) {
	r, _ := Build(reference(t))
	other := 0
	for _, id := range r.UnitsAt("04", LevelCommune, today) {
		code, _ := r.CodeOn(id, SchemeOfficial, today)
		now, old := mustFind(t, r, code, Latest), mustFind(t, r, code+"@2024-02-29", Latest)
		if now.ID != id || old.ID == id {
			t.Errorf("%s: now %s, before %s", code, now.ID, old.ID)
		}
		a, _ := r.NameOn(id, today)
		b, _ := r.NameOn(old.ID, day("2024-02-29"))
		if vi.EqualKey(a.Text) != vi.EqualKey(b.Text) {
			other++
		}
	}
	if other != 15 {
		t.Errorf("%d codes belonged to a unit of another name; want 15", other)
	}
}

func TestTheProvinceHasOneTotalOnEveryMapOfTheListing(t *testing.T) {
	r, _ := Build(reference(t))
	for _, on := range []string{"2016-01-01", "2020-02-29", "2020-03-01", "2024-02-29", "2025-07-01"} {
		l := mustLay(t, r, "04", MapSpec{MapOfDay, day(on)}, review, LevelCommune)
		if sum, _ := total(r, l, review.To); sum != r.Len()-1 { // all but the nation itself
			t.Errorf("on %s: %d of %d places", on, sum, r.Len()-1)
		}
	}
}
