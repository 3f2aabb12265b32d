package place

import (
	"slices"
	"testing"
)

var (
	t1 = day("2015-01-01") // A and B become C
	t2 = day("2020-01-01") // C becomes D and E; hamlet h2 goes to the neighbour F
	t3 = day("2023-01-01") // hamlet h3 moves from E to F, both stay
)

// mergeAndSplit is A+B -> C, C -> D+E with a hamlet moved between, in district
// X of province P; F in district Y is a neighbour.
func mergeAndSplit() *book {
	b := &book{}
	b.unit("P", "tỉnh", "P", LevelProvince, "", "", Unknown(), Open())
	b.unit("X", "huyện", "X", LevelDistrict, "P", "1", Unknown(), Open())
	b.unit("Y", "huyện", "Y", LevelDistrict, "P", "2", Unknown(), Open())
	b.unit("A", "xã", "A", LevelCommune, "X", "11", Unknown(), On(t1-1))
	b.unit("B", "xã", "B", LevelCommune, "X", "12", Unknown(), On(t1-1))
	b.unit("C", "xã", "C", LevelCommune, "X", "13", On(t1), On(t2-1))
	b.unit("D", "xã", "D", LevelCommune, "X", "14", On(t2), Open())
	b.unit("E", "xã", "E", LevelCommune, "X", "15", On(t2), Open())
	b.unit("F", "xã", "F", LevelCommune, "Y", "16", Unknown(), Open())
	b.became("A", "C", t1, "merge", "NQ 1", ShareWhole)
	b.became("B", "C", t1, "merge", "NQ 1", ShareWhole)
	b.became("C", "D", t2, "split", "NQ 2", SharePart)
	b.became("C", "E", t2, "split", "NQ 2", SharePart)
	for _, h := range []struct{ id, first, then, now string }{
		{"h1", "A", "C", "D"}, {"h2", "A", "C", "F"}, {"h3", "B", "C", "E"}} {
		b.hamlet(h.id, h.id, h.first, Unknown(), On(t1-1))
		b.under(h.id, h.then, On(t1), On(t2-1))
		if h.id == "h3" {
			b.under(h.id, "E", On(t2), On(t3-1))
			b.under(h.id, "F", On(t3), Open())
			continue
		}
		b.under(h.id, h.now, On(t2), Open())
	}
	return b
}

func TestAPlaceOnTheMapIsItself(t *testing.T) {
	r := mergeAndSplit().build(t)
	for _, d := range []Day{t1 - 1, t1, t2, today} {
		wantLanding(t, r, "h2", d, Exact, "h2")
	}
	wantLanding(t, r, "C", t1, Exact, "C")
	wantLanding(t, r, "C", t2-1, Exact, "C")
}

func TestWholeSuccessionsAreFollowedExactly(t *testing.T) {
	r := mergeAndSplit().build(t)
	wantLanding(t, r, "A", t1, Exact, "C")
	wantLanding(t, r, "B", t2-1, Exact, "C")
	if l := r.Landing("A", t1); len(l.Steps) != 1 || l.Steps[0].Back || l.Steps[0].Document != "NQ 1" {
		t.Errorf("steps %+v", l.Steps)
	}
}

func TestASplitUnitIsUndividedAtTheCommonParent(t *testing.T) {
	r := mergeAndSplit().build(t)
	for _, id := range []string{"A", "B", "C"} {
		wantLanding(t, r, id, t2, Undivided, "X")
		wantIDs(t, "reached from "+id, r.Landing(id, today).Reached, "D", "E")
	}
}

func TestAMergedUnitIsUndividedBeforeItsMerger(t *testing.T) {
	r := mergeAndSplit().build(t)
	wantLanding(t, r, "C", t1-1, Undivided, "X")
}

func TestPiecesOfOneFormerUnitLieInItExactly(t *testing.T) {
	r := mergeAndSplit().build(t)
	wantLanding(t, r, "D", t2-1, Exact, "C")
	wantLanding(t, r, "E", t1, Exact, "C")
	wantLanding(t, r, "D", t1-1, Undivided, "X") // C itself is A and B then
	l := r.Landing("D", t2-1)
	if len(l.Steps) != 1 || !l.Steps[0].Back {
		t.Errorf("steps %+v", l.Steps)
	}
}

func TestAHamletTakesItsHistoryAlong(t *testing.T) {
	r := mergeAndSplit().build(t)
	p := Period{day("2014-01-01"), day("2023-12-31")}
	for d, want := range map[Day][3]string{
		t1 - 1: {"A", "A", "B"}, t1: {"C", "C", "C"}, t2: {"D", "F", "E"}, t3: {"D", "F", "F"}} {
		l := mustLay(t, r, "P", MapSpec{MapOfDay, d}, p, LevelCommune)
		for i, h := range []string{"h1", "h2", "h3"} {
			wantRow(t, r, l, h, RowUnit, want[i])
		}
	}
}

func TestAMoveIsToldAndASuccessionIsNotAMove(t *testing.T) {
	r := mergeAndSplit().build(t)
	p := Period{day("2014-01-01"), day("2023-12-31")}
	l := mustLay(t, r, "P", MapSpec{}, p, LevelCommune)
	var moved []string
	for _, f := range footnotes(l, FootMoved) {
		moved = append(moved, f.Places...)
	}
	slices.Sort(moved)
	wantIDs(t, "moved", moved, "h2", "h3")
	// For district X the hamlets have left.
	l = mustLay(t, r, "X", MapSpec{}, p, LevelAny)
	if n := len(footnotes(l, FootMoved)); n != 2 {
		t.Errorf("%d moves out of X are told; want 2", n)
	}
	// Before the last move h3 still stands in X.
	l = mustLay(t, r, "X", MapSpec{MapOfDay, t2}, p, LevelAny)
	if rowOf(r, l, "h3") == nil || rowOf(r, l, "h2") != nil {
		t.Error("membership does not follow the map's day")
	}
}

func TestASinglePartMayHaveLeftTheOldParent(t *testing.T) {
	b := mergeAndSplit()
	b.Successions = slices.DeleteFunc(b.Successions, func(s Succession) bool { return s.To == "E" })
	r := b.build(t)
	wantLanding(t, r, "C", today, Undivided, "X")
	wantIDs(t, "lost", r.Landing("C", today).Lost, "C")
	wantLanding(t, r, "E", t2-1, Unresolved, "X")
	wantLanding(t, r, "D", t2-1, Exact, "C") // what became of the rest does not matter to D
}

func TestPartsInTwoDistrictsMeetAtTheProvince(t *testing.T) {
	b := mergeAndSplit()
	b.unit("G", "xã", "G", LevelCommune, "Y", "17", On(t2), Open())
	b.became("C", "G", t2, "split", "NQ 2", SharePart)
	wantLanding(t, b.build(t), "C", today, Undivided, "P")
}

func TestAnUnknownShareTakesTheOldParentIn(t *testing.T) {
	b := mergeAndSplit()
	b.unit("G", "xã", "G", LevelCommune, "Y", "17", Unknown(), On(t2-1))
	b.unit("H", "xã", "H", LevelCommune, "Y", "18", On(t2), Open())
	b.became("G", "H", t2, "merge", "NQ 2", ShareUnknown)
	r := b.build(t)
	wantLanding(t, r, "G", today, Undivided, "Y")
	wantLanding(t, r, "H", t2-1, Undivided, "Y")
}

func TestPartsThatMeetAgainAreHeldByOneUnitButNotClaimedExact(t *testing.T) {
	b := mergeAndSplit()
	b.ends("D", t3)
	b.ends("E", t3)
	b.unit("Z", "xã", "Z", LevelCommune, "X", "19", On(t3), Open())
	b.became("D", "Z", t3, "merge", "NQ 3", ShareWhole)
	b.became("E", "Z", t3, "merge", "NQ 3", ShareWhole)
	b.leaves("h1", "D", t3)
	b.under("h1", "Z", On(t3), Open())
	r := b.build(t)
	wantLanding(t, r, "C", today, Undivided, "Z")
	wantLanding(t, r, "Z", t2-1, Exact, "C") // both pieces come from C
	l := mustLay(t, r, "P", MapSpec{MapToday, today}, Period{t1, t3}, LevelCommune)
	wantRow(t, r, l, "C", RowUnit, "Z")
}

func TestASplitHamletStaysInsideItsCommune(t *testing.T) {
	b := mergeAndSplit()
	b.unit("k", "xóm", "k", LevelHamlet, "F", "", Unknown(), On(t2-1))
	for _, id := range []string{"k1", "k2"} {
		b.unit(id, "xóm", id, LevelHamlet, "F", "", On(t2), Open())
		b.became("k", id, t2, "split", "NQ", SharePart)
	}
	r := b.build(t)
	wantLanding(t, r, "k", today, Undivided, "F")
	l := mustLay(t, r, "P", MapSpec{MapToday, today}, Period{t1, t3}, LevelCommune)
	wantRow(t, r, l, "k", RowUnit, "F") // by commune nothing is lost
	l = mustLay(t, r, "P", MapSpec{MapToday, today}, Period{t1, t3}, LevelHamlet)
	wantRow(t, r, l, "k", RowUndivided, "F")
	wantRow(t, r, l, "F", RowUpper, "F")
}

func TestAClosedDistrictWithoutSuccessorLandsOnTheProvince(t *testing.T) {
	r := trungKhanh().build(t)
	wantLanding(t, r, "d047.2020", today, Unresolved, "p04")
	wantLanding(t, r, "d047.2017", today, Unresolved, "p04")
}

func TestAPlaceWithoutAnyUnitAboveLandsOnTheRoot(t *testing.T) {
	b := &book{}
	b.unit("x", "xã", "X", LevelCommune, "", "", Unknown(), On(t1))
	r := b.build(t)
	wantLanding(t, r, "x", today, Unresolved, "")
	wantLanding(t, r, "nobody", today, Unresolved, "")
	l := mustLay(t, r, "", MapSpec{MapToday, today}, Period{t1, t1}, LevelProvince)
	wantRow(t, r, l, "x", RowUnknown, "")
}
