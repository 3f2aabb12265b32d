package place

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestEveryPlaceLandsOnOneNodeUnderTheRootOnEveryMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t, false)
		r := w.registry()
		nation := w.Places[0].ID
		for _, d := range w.days() {
			for o := range r.Len() {
				l := r.Landing(r.ID(o), d)
				if !w.alive(l.Node, d) || !r.Within(l.Node, nation, d) {
					t.Fatalf("%s on %s lands on %q", r.ID(o), d, l.Node)
				}
				if w.alive(r.ID(o), d) && (l.Kind != Exact || l.Node != r.ID(o)) {
					t.Fatalf("%s is on the map of %s and lands %s on %s", r.ID(o), d, l.Kind, l.Node)
				}
			}
		}
	})
}

func TestTheTotalOverTheRootIsTheSameOnEveryMapAndAtEveryLevel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t, false)
		r := w.registry()
		root := rapid.SampledFrom([]string{"", w.Places[0].ID}).Draw(t, "root")
		level := rapid.SampledFrom([]Level{LevelAny, LevelProvince, LevelDistrict, LevelCommune, LevelHamlet}).Draw(t, "level")
		on := rapid.SampledFrom(w.days()).Draw(t, "fact's day")
		p := Period{firstAct - 200, w.act + 200}
		maps := []MapSpec{{}, {Kind: MapOwnDay}}
		for _, d := range w.days() {
			maps = append(maps, MapSpec{MapOfDay, d})
		}
		for _, m := range maps {
			l := mustLay(t, r, root, m, p, level)
			sum, byRow := total(r, l, on)
			if sum != r.Len() {
				t.Fatalf("map %s by %q: %d of %d places", m, level, sum, r.Len())
			}
			if all := sumOf(byRow); all != sum {
				t.Fatalf("map %s by %q: rows add up to %d, not %d", m, level, all, sum)
			}
		}
	})
}

// The ground of a place lies in the node it lands on: nothing is claimed that
// is not so, whatever was recorded or not.
func TestNothingIsClaimedThatTheGroundDoesNotBear(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t, true)
		r := w.registry()
		for o := range r.Len() {
			id := r.ID(o)
			first, last := w.lifeOf(id)
			for _, d := range w.days() {
				at := last
				if d < first {
					at = first
				}
				if w.alive(id, d) {
					continue
				}
				ground := w.territory(r.Landing(id, d).Node, d)
				for a := range w.territory(id, at) {
					if !ground[a] {
						t.Fatalf("%s (%s) on %s lands on %s, which does not hold all of it", id, at, d, r.Landing(id, d).Node)
					}
				}
			}
		}
	})
}

// An oracle that walks all paths of the recorded successions decides what is
// exact; and the node is the lowest that holds what was reached.
func TestALandingIsUndividedExactlyWhereTheRecordIsAmbiguous(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t, rapid.Bool().Draw(t, "strict"))
		r := w.registry()
		for o := range r.Len() {
			for _, d := range w.days() {
				id := r.ID(o)
				if w.alive(id, d) {
					continue
				}
				first, _ := w.lifeOf(id)
				k := &oracle{w: w, d: d, back: d < first, whole: true}
				k.walk(id)
				l := r.Landing(id, d)
				if want := k.kind(); l.Kind != want {
					t.Fatalf("%s on %s is %s; the record says %s", id, d, l.Kind, want)
				}
				if !k.lost && !k.lowest(r, l.Node) {
					t.Fatalf("%s on %s lands on %s, which is not the lowest unit holding %v", id, d, l.Node, k.reached)
				}
			}
		}
	})
}

type oracle struct {
	w       *world
	d       Day
	back    bool
	whole   bool
	lost    bool
	reached []string
}

func (k *oracle) walk(id string) {
	var steps []Succession
	for _, s := range k.w.Successions {
		if !k.back && s.From == id || k.back && s.To == id {
			steps = append(steps, s)
		}
	}
	k.lost = k.lost || len(steps) == 0
	for _, s := range steps {
		to := s.To
		if k.back {
			to = s.From
		}
		k.whole = k.whole && s.Share == ShareWhole
		k.lost = k.lost || to == "" || s.Share == ShareUnknown || !k.back && s.Share == SharePart && len(steps) == 1
		switch {
		case to == "":
		case k.w.alive(to, k.d):
			k.reached = append(k.reached, to)
		default:
			k.walk(to)
		}
	}
	slices.Sort(k.reached)
	k.reached = slices.Compact(k.reached)
}

func (k *oracle) kind() LandingKind {
	switch {
	case len(k.reached) == 0:
		return Unresolved
	case len(k.reached) == 1 && !k.lost && (k.back || k.whole):
		return Exact
	}
	return Undivided
}

func (k *oracle) lowest(r *Registry, node string) bool {
	holds := func(n string) bool {
		return !slices.ContainsFunc(k.reached, func(id string) bool { return !r.Within(id, n, k.d) })
	}
	return holds(node) && !slices.ContainsFunc(r.Children(node, k.d), holds)
}

func TestALayoutFollowsTheLandings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t, false)
		w.drawGroup()
		r := w.registry()
		asked := rapid.SampledFrom(append([]string{"", "g"}, ids(w.Places)...)).Draw(t, "asked")
		level := rapid.SampledFrom([]Level{LevelProvince, LevelDistrict, LevelCommune, LevelHamlet}).Draw(t, "level")
		on := rapid.SampledFrom(w.days()).Draw(t, "day")
		m := rapid.SampledFrom([]MapSpec{{}, {MapToday, w.act + 300}, {MapOfDay, on}}).Draw(t, "map")
		l := mustLay(t, r, asked, m, w.period(), level)
		for o := range r.Len() {
			row := l.UnitOn(o, on)
			if in := r.Holds(asked, r.ID(o), l.MemberDay); in != (row >= 0) {
				t.Fatalf("%s: in row %d of %q, belongs %v", r.ID(o), row, asked, in)
			}
			if row >= 0 {
				w.checkRow(r, l, r.Landing(r.ID(o), l.MapDay), l.Rows[row], l.MapDay)
			}
		}
	})
}

// checkRow compares a row with the landing it must come from.
func (w *world) checkRow(r *Registry, l *Layout, at Landing, row Row, d Day) {
	chain := append([]string{at.Node}, r.Ancestors(at.Node, d)...)
	capped := r.Alive(l.Asked, d)
	unit := ""
	for _, id := range chain {
		if r.Level(id) == l.Level && (!capped || r.Within(id, l.Asked, d)) {
			unit = id
		}
	}
	want := map[LandingKind]RowKind{Exact: RowUpper, Undivided: RowUndivided, Unresolved: RowUnknown}[at.Kind]
	if unit != "" {
		want = RowUnit
	}
	if row.Kind != want || unit != "" && row.PlaceID != unit {
		w.t.Fatalf("landing %s on %s stands in the %s row of %s; want %s row of %q", at.Kind, at.Node, row.Kind, row.PlaceID, want, unit)
	}
	if row.PlaceID != "" && !r.Within(at.Node, row.PlaceID, d) {
		w.t.Fatalf("landing on %s stands in the row of %s, which does not hold it", at.Node, row.PlaceID)
	}
}

func ids(places []Place) []string {
	var out []string
	for _, p := range places {
		out = append(out, p.ID)
	}
	return out
}

// drawGroup adds a group "g" of some places, each for its whole life.
func (w *world) drawGroup() {
	w.Groups = []Group{{"g", []string{"nhóm"}}}
	for _, id := range rapid.SliceOfNDistinct(rapid.SampledFrom(ids(w.Places)), 1, 4, rapid.ID).Draw(w.t, "members") {
		w.Members = append(w.Members, Member{"g", id, Unknown(), Open()})
		if _, last := w.lifeOf(id); last != 0 {
			w.Members[len(w.Members)-1].To = On(last)
		}
	}
}

func TestAClosedPlaceHasOneTotalOnEveryLaterMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t, false)
		r := w.registry()
		var closed []string
		for _, p := range w.Places {
			if _, last := w.lifeOf(p.ID); last != 0 {
				closed = append(closed, p.ID)
			}
		}
		if len(closed) == 0 {
			t.Skip("nothing closed")
		}
		asked := rapid.SampledFrom(closed).Draw(t, "asked")
		_, last := w.lifeOf(asked)
		own := mustLay(t, r, asked, MapSpec{MapOfDay, last}, w.period(), LevelAny)
		want, _ := total(r, own, last)
		for _, d := range w.days() {
			for _, level := range []Level{LevelAny, LevelCommune, LevelHamlet} {
				if d < last {
					continue
				}
				got, _ := total(r, mustLay(t, r, asked, MapSpec{MapOfDay, d}, w.period(), level), d)
				if got != want {
					t.Fatalf("%s on the map of %s by %q: %d places, on its own %d", asked, d, level, got, want)
				}
			}
		}
	})
}

func TestOwnDayIsTheMapOfTheFactsDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t, false)
		w.drawGroup()
		r := w.registry()
		asked := rapid.SampledFrom(append([]string{"", "g"}, ids(w.Places)...)).Draw(t, "asked")
		level := rapid.SampledFrom([]Level{LevelProvince, LevelDistrict, LevelCommune, LevelHamlet}).Draw(t, "level")
		l := mustLay(t, r, asked, MapSpec{Kind: MapOwnDay}, w.period(), level)
		for _, d := range w.days() {
			if !w.period().span().has(d) {
				continue
			}
			for o := range r.Len() {
				row := l.UnitOn(o, d)
				if in := r.Holds(asked, r.ID(o), d); in != (row >= 0) {
					t.Fatalf("%s on %s: in row %d of %q, belongs %v", r.ID(o), d, row, asked, in)
				}
				if row >= 0 {
					w.checkRow(r, l, r.Landing(r.ID(o), d), l.Rows[row], d)
				}
			}
		}
	})
}

// Rows of any kind, sound or not, are compiled, and every question about them
// has an answer with the same total.
func TestAnyRowsAreAnswered(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id := rapid.SampledFrom([]string{"a", "b", "c", "d", "e", "f", ""})
		bound := rapid.Custom(func(t *rapid.T) Bound {
			return Bound{BoundKind(rapid.IntRange(0, 2).Draw(t, "kind")), rapid.SampledFrom([]Day{0, t1, t1 + 1, t2, t2 + 1, t3}).Draw(t, "day")}
		})
		level := rapid.SampledFrom([]Level{LevelNation, LevelProvince, LevelDistrict, LevelCommune, LevelHamlet, "ward", ""})
		rows := Rows{Groups: []Group{{ID: "g"}}}
		for _, p := range rapid.SliceOfN(id, 1, 7).Draw(t, "places") {
			rows.Places = append(rows.Places, Place{p})
		}
		for range rapid.IntRange(0, 10).Draw(t, "names") {
			rows.Names = append(rows.Names, Name{id.Draw(t, "p"), "Tên", "xã", level.Draw(t, "l"), bound.Draw(t, "from"), bound.Draw(t, "to")})
		}
		for range rapid.IntRange(0, 10).Draw(t, "parents") {
			tree := rapid.SampledFrom([]string{TreeAdmin, TreeAdmin, "post"}).Draw(t, "tree")
			rows.Parents = append(rows.Parents, Parent{id.Draw(t, "p"), tree, id.Draw(t, "q"), bound.Draw(t, "from"), bound.Draw(t, "to")})
		}
		for range rapid.IntRange(0, 10).Draw(t, "successions") {
			share := rapid.SampledFrom([]Share{ShareWhole, SharePart, ShareUnknown, "half"}).Draw(t, "share")
			rows.Successions = append(rows.Successions, Succession{From: id.Draw(t, "p"), To: id.Draw(t, "q"), Day: rapid.SampledFrom([]Day{0, t1 + 1, t2}).Draw(t, "day"), Share: share})
		}
		for range rapid.IntRange(0, 3).Draw(t, "members") {
			rows.Members = append(rows.Members, Member{rapid.SampledFrom([]string{"g", "a"}).Draw(t, "g"), id.Draw(t, "p"), bound.Draw(t, "from"), bound.Draw(t, "to")})
			rows.Codes = append(rows.Codes, Code{id.Draw(t, "p"), SchemeOfficial, fmt.Sprint(rapid.IntRange(1, 2).Draw(t, "code")), bound.Draw(t, "from"), bound.Draw(t, "to")})
		}
		r, _ := Build(rows)
		answersEverything(t, r)
		for _, text := range []string{"1", "2@2020-01-02", "Tên", "a", "xã tên@2018-01-01"} {
			_, _ = r.Find(text, Latest)
		}
		_, _ = r.Layout("g", MapSpec{}, Period{t1, t3}, LevelCommune)
	})
}

func sumOf(list []int) (sum int) {
	for _, n := range list {
		sum += n
	}
	return sum
}
