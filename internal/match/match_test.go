package match_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/ledger"
	"phendau/internal/match"

	"pgregory.net/rapid"
)

var cat = func() *catalogue.Catalogue {
	c, problems := catalogue.Compile(catalogue.Base())
	if catalogue.HasErrors(problems) {
		panic(problems)
	}
	return c
}()

// Bodies are named "type/name".
var finder = &match.Finder{Catalogue: cat,
	BodyType: func(id string) string { typ, _, _ := strings.Cut(id, "/"); return typ },
	BodyName: func(id string, _ match.Day) string { _, name, _ := strings.Cut(id, "/"); return name }}

const (
	post   = "post/Đồn Biên phòng Đàm Thủy"
	police = "commune_police/Công an xã Đình Phong"
	team   = "team/Tổ tự quản xóm Giộp"
	twin   = "twin/Sở Tư pháp tỉnh"
)

func ref(id string) ledger.Ref { return ledger.Ref{LedgerID: "L", EntryID: id} }

func patrol(id string, day match.Day, owner string, bodies ...string) match.Act {
	return match.Act{Ref: ref(id), Kind: "patrol", PlaceID: "xóm Giộp", Commune: "xã Đình Phong", Day: day, Owner: owner, Bodies: bodies,
		Dims: map[string]ledger.Codes{"patrol_form": {"own_regular"}}, AtMS: 1}
}

// brief writes proposals as "main<member relation: reasons".
func brief(ps []match.Proposal) string {
	var out []string
	for _, p := range ps {
		var codes []string
		for _, r := range p.Reasons {
			codes = append(codes, r.Code)
		}
		out = append(out, fmt.Sprintf("%s<%s %s: %s", p.Main.EntryID, p.Member.EntryID, p.Relation, strings.Join(codes, " ")))
	}
	return strings.Join(out, "; ")
}

func TestReportsOfOneActAreProposed(t *testing.T) {
	d := calendar.MakeDay(2024, 3, 3)
	with := func(a match.Act, f func(*match.Act)) match.Act { f(&a); return a }
	for _, c := range []struct {
		name string
		acts []match.Act
		want string
	}{
		{"the post took the police along, the police report it too", []match.Act{patrol("b", d, police), patrol("a", d, post, police)}, "a<b same: common_body same_place same_day"},
		{"a day apart in the same hamlet", []match.Act{patrol("a", d, post, police), patrol("b", d+1, police)}, "a<b same: common_body same_place near_day"},
		{"two days apart", []match.Act{patrol("a", d, post, police), patrol("b", d+2, police)}, ""},
		{"a patrol of three days reaches further", []match.Act{with(patrol("a", d, post, police), func(a *match.Act) { a.ToDay = d + 2 }), patrol("b", d+3, police)}, "a<b same: common_body same_place near_day"},
		{"other forms of patrol fit", []match.Act{patrol("a", d, post, team), with(patrol("b", d, team), func(a *match.Act) { a.Dims = map[string]ledger.Codes{"patrol_form": {"with_residents"}} })},
			"a<b same: common_body same_place same_day"},
		{"nothing in common but place and day", []match.Act{patrol("a", d, post), patrol("b", d, police)}, ""},
		{"a third body in both, in other hamlets", []match.Act{patrol("a", d, post, "militia/Dân quân"), with(patrol("b", d, police, "militia/Dân quân"), func(a *match.Act) { a.PlaceID = "xóm Nà Ruộc" })}, ""},
		{"another commune", []match.Act{patrol("a", d, post, police), with(patrol("b", d, police), func(a *match.Act) { a.PlaceID, a.Commune = "xóm Pác Thay", "xã Ngọc Khê" })}, ""},
		{"another commune, the same marker", []match.Act{with(patrol("a", d, post, police), func(a *match.Act) { a.Markers = []string{"741"} }),
			with(patrol("b", d, police), func(a *match.Act) {
				a.PlaceID, a.Commune, a.Markers = "xóm Pác Thay", "xã Ngọc Khê", []string{"740", "741"}
			})}, "a<b same: common_body same_marker same_day"},
		{"another kind", []match.Act{patrol("a", d, post, police), with(patrol("b", d, police), func(a *match.Act) { a.Kind = "trail_clearing" })}, ""},
		{"the number of the minutes, written otherwise", []match.Act{with(patrol("a", d, post), func(a *match.Act) { a.Documents = []string{"12/BB-ĐBP"} }),
			with(patrol("b", d, police), func(a *match.Act) { a.Documents = []string{"12 / bb-đbp", "7"} })}, "a<b same: same_document same_place same_day"},
		{"a bare figure is no number of a document", []match.Act{with(patrol("a", d, post), func(a *match.Act) { a.Documents = []string{"07"} }),
			with(patrol("b", d, police), func(a *match.Act) { a.Documents = []string{"07"} })}, ""},
		{"one owner, one photo", []match.Act{with(patrol("a", d, post), func(a *match.Act) { a.Photos = []string{"00ff"} }), with(patrol("b", d, post), func(a *match.Act) { a.Photos = []string{"00ff"} })},
			"a<b same: same_photo same_place same_day"},
		{"one owner, two patrols", []match.Act{patrol("a", d, post, police), patrol("b", d, post, police)}, ""},
		{"one owner, written twice", []match.Act{with(patrol("a", d, post), func(a *match.Act) { a.Numbers = map[string]int64{"person_turns": 7} }),
			with(patrol("b", d, post), func(a *match.Act) { a.Numbers = map[string]int64{"person_turns": 7} })}, "a<b same: same_numbers same_place same_day"},
		{"equal numbers of a whole commune", []match.Act{with(patrol("a", d, post), func(a *match.Act) { a.PlaceID, a.Numbers = a.Commune, map[string]int64{"person_turns": 7} }),
			with(patrol("b", d, police), func(a *match.Act) { a.PlaceID, a.Numbers = a.Commune, map[string]int64{"person_turns": 7} })}, ""},
		{"of equal bodies the first recorded leads", []match.Act{with(patrol("a", d, "post/Một", "post/Hai"), func(a *match.Act) { a.AtMS = 9 }), patrol("b", d, "post/Hai")}, "b<a same: common_body same_place same_day"},
		{"an event keeps its main entry", []match.Act{with(patrol("a", d, police), func(a *match.Act) { a.Role, a.Main = ledger.RoleMember, ref("m") }), patrol("b", d, post, police)},
			"m<b same: common_body same_place same_day"},
		{"members of one event", []match.Act{with(patrol("a", d, post, police), func(a *match.Act) { a.Role, a.Relation = ledger.RoleMain, match.Same }),
			with(patrol("b", d, police), func(a *match.Act) { a.Role, a.Main = ledger.RoleMember, ref("a") })}, ""},
		{"one delegation, two stops", []match.Act{
			{Ref: ref("a"), Kind: "twinning_visit", PlaceID: "xã Đình Phong", Commune: "xã Đình Phong", Day: d, Owner: twin, AtMS: 1},
			{Ref: ref("b"), Kind: "twinning_visit", PlaceID: "xã Ngọc Khê", Commune: "xã Ngọc Khê", Day: d + 1, Owner: twin, AtMS: 2}}, "a<b parts: common_body several_stops near_day"},
		{"two delegations, one host", []match.Act{
			{Ref: ref("a"), Kind: "twinning_visit", PlaceID: "xã Đình Phong", Commune: "xã Đình Phong", Day: d, Owner: twin, Bodies: []string{post}},
			{Ref: ref("b"), Kind: "twinning_visit", PlaceID: "xã Ngọc Khê", Commune: "xã Ngọc Khê", Day: d, Owner: "twin/Sở Y tế", Bodies: []string{post}}}, ""},
		{"another incident", []match.Act{
			{Ref: ref("a"), Kind: "incident", Dims: map[string]ledger.Codes{"incident_kind": {"marker_damage"}, "incident_class": {"agreement_violation"}}, PlaceID: "x", Commune: "x", Day: d, Owner: post, Bodies: []string{police}},
			{Ref: ref("b"), Kind: "incident", Dims: map[string]ledger.Codes{"incident_kind": {"shooting_across"}, "incident_class": {"agreement_violation"}}, PlaceID: "x", Commune: "x", Day: d, Owner: police}}, ""},
		{"tips", []match.Act{
			{Ref: ref("a"), Kind: "tip", PlaceID: "x", Commune: "x", Day: d, Owner: post, Bodies: []string{police}, Documents: []string{"12/BC"}},
			{Ref: ref("b"), Kind: "tip", PlaceID: "x", Commune: "x", Day: d, Owner: police, Documents: []string{"12/BC"}}}, ""},
	} {
		if got := brief(finder.Find(c.acts, nil)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestAProposalSaysWhyInBothLanguages(t *testing.T) {
	d := calendar.MakeDay(2024, 3, 3)
	ps := finder.Find([]match.Act{patrol("a", d, post, police), patrol("b", d+1, police)}, nil)
	var vi, en []string
	for _, r := range ps[0].Reasons {
		vi, en = append(vi, r.VI), append(en, r.EN)
	}
	if got := strings.Join(vi, "; "); got != "Công an xã Đình Phong tham gia ở cả hai bản ghi; Cùng một địa điểm; Hai ngày liền nhau, 03/03/2024 và 04/03/2024" {
		t.Error(got)
	}
	if got := strings.Join(en, "; "); got != "Công an xã Đình Phong took part in both; The same place; Days next to each other, 2024-03-03 and 2024-03-04" {
		t.Error(got)
	}
}

// acts draws a small crowded book, so that many pairs fit.
func acts(t *rapid.T) []match.Act {
	bodies := []string{post, police, team, twin}
	some := func(name string, from []string) []string {
		return rapid.SliceOfNDistinct(rapid.SampledFrom(from), 0, 2, rapid.ID[string]).Draw(t, name)
	}
	out := make([]match.Act, rapid.IntRange(0, 30).Draw(t, "n"))
	for i := range out {
		day := calendar.MakeDay(2024, 1, 1) + match.Day(rapid.IntRange(0, 6).Draw(t, "day"))
		commune := rapid.SampledFrom([]string{"", "A", "B"}).Draw(t, "commune")
		out[i] = match.Act{Ref: ref(fmt.Sprintf("%02d", i)), Kind: rapid.SampledFrom([]string{"patrol", "outreach", "twinning_visit", "tip", "gift"}).Draw(t, "kind"),
			PlaceID: commune + rapid.SampledFrom([]string{"", "1", "2"}).Draw(t, "place"), Commune: commune, Day: day, ToDay: day + match.Day(rapid.IntRange(0, 2).Draw(t, "long")),
			Owner: rapid.SampledFrom(bodies).Draw(t, "owner"), Bodies: some("bodies", bodies), Photos: some("photos", []string{"aa", "bb"}), Markers: some("markers", []string{"740", "741"}),
			Documents: some("documents", []string{"1/BB", "2/BB"}), Numbers: map[string]int64{"turns": int64(rapid.IntRange(5, 6).Draw(t, "turns"))}, AtMS: int64(rapid.IntRange(1, 3).Draw(t, "at"))}
		if i > 0 && rapid.IntRange(0, 4).Draw(t, "joined") == 0 {
			out[i].Role, out[i].Main = ledger.RoleMember, out[i-1].Ref
		}
	}
	return out
}

func TestTheAnswerHangsOnTheActsAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := acts(t)
		want := finder.Find(list, nil)
		if got := finder.Find(rapid.Permutation(list).Draw(t, "order"), nil); brief(got) != brief(want) {
			t.Fatalf("%s\n%s", brief(got), brief(want))
		}
		byRef := map[ledger.Ref]match.Act{}
		for _, a := range list {
			byRef[a.Ref] = a
		}
		decided := map[match.Pair]bool{}
		for i, p := range want {
			a, b := byRef[p.Pair.A], byRef[p.Pair.B]
			switch {
			case a.Kind == "tip" || b.Kind == "tip" || a.Kind != b.Kind:
				t.Fatalf("kinds of %v", p)
			case a.Day-b.ToDay > 1 || b.Day-a.ToDay > 1:
				t.Fatalf("days apart: %v", p)
			case p.Main == p.Member || len(p.Reasons) < 2:
				t.Fatalf("%v", p)
			case brief(finder.Find([]match.Act{a, b}, nil)) != brief([]match.Proposal{p}) || brief(finder.Find([]match.Act{b, a}, nil)) != brief([]match.Proposal{p}):
				t.Fatalf("not symmetrical, or hangs on others: %v", p)
			}
			if i%2 == 0 {
				decided[match.MakePair(p.Main, p.Member)] = true
			}
		}
		for _, p := range finder.Find(list, decided) {
			if decided[match.MakePair(p.Main, p.Member)] || decided[p.Pair] {
				t.Fatalf("decided, and proposed again: %v", p)
			}
		}
	})
}

// Open asks about every pair it shows, and about none twice.
func TestNoPairIsShownUnasked(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := acts(t)
		answers := map[match.Pair]bool{}
		for i, p := range finder.Find(list, nil) {
			if i%3 == 0 {
				answers[p.Pair] = true
			}
		}
		asked := map[match.Pair]bool{}
		out, err := finder.Open(list, func(pairs []match.Pair) (map[match.Pair]bool, error) {
			found := map[match.Pair]bool{}
			for _, p := range pairs {
				if asked[p] {
					t.Fatalf("asked twice: %v", p)
				}
				asked[p] = true
				if answers[p] {
					found[p] = true
				}
			}
			return found, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if i := slices.IndexFunc(out, func(p match.Proposal) bool { return !asked[p.Pair] || answers[p.Pair] }); i >= 0 {
			t.Fatalf("%v", out[i])
		}
	})
}

// A file of thousands of equal rows must not make the work quadratic.
func TestACrowdIsBounded(t *testing.T) {
	list := make([]match.Act, 2_000)
	for i := range list {
		list[i] = patrol(fmt.Sprintf("%04d", i), calendar.MakeDay(2024, 1, 1), post, police)
		list[i].Photos = []string{"aa"}
	}
	if n := len(finder.Find(list, nil)); n > len(list)*64 || n < len(list) {
		t.Errorf("%d proposals", n)
	}
}
