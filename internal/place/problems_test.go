package place

import (
	"slices"
	"testing"
)

// sound is a small registry without a fault: province P, district X, communes
// A (to 2019) and B (since), hamlet h.
func sound() *book {
	b := &book{}
	b.unit("P", "tỉnh", "P", LevelProvince, "", "", Unknown(), Open())
	b.unit("X", "huyện", "X", LevelDistrict, "P", "1", Unknown(), Open())
	b.unit("A", "xã", "A", LevelCommune, "X", "11", Unknown(), On(t2-1))
	b.unit("B", "xã", "B", LevelCommune, "X", "11", On(t2), Open())
	b.became("A", "B", t2, "merge", "NQ", ShareWhole)
	b.hamlet("h", "h", "A", Unknown(), On(t2-1))
	b.under("h", "B", On(t2), Open())
	b.Groups = []Group{{"g", []string{"nhóm"}}}
	return b
}

func TestASoundRegistryHasNoProblems(t *testing.T) {
	sound().build(t)
	trungKhanh().build(t)
	mergeAndSplit().build(t)
}

// Each fault is reported by its kind and its place, and every question still
// has an answer.
func TestEveryFaultIsReportedAndAnswered(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(*book)
		kind  ProblemKind
		place string
	}{
		"row of nobody": {func(b *book) { b.under("h", "nobody", On(t1), On(t1)) }, UnknownID, "nobody"},
		"code of nobody": {func(b *book) {
			b.Codes = append(b.Codes, Code{"nobody", "gso", "1", Unknown(), Open()})
		}, UnknownID, "nobody"},
		"succession of nobody": {func(b *book) { b.became("A", "nobody", t2, "", "", SharePart) }, UnknownID, "nobody"},
		"member of nobody": {func(b *book) {
			b.Members = append(b.Members, Member{"nobody", "A", Unknown(), Open()})
		}, UnknownID, "nobody"},
		"place twice":         {func(b *book) { b.Places = append(b.Places, Place{"A"}) }, DuplicateID, "A"},
		"group named a place": {func(b *book) { b.Groups = append(b.Groups, Group{ID: "A"}) }, DuplicateID, "A"},
		"no name":             {func(b *book) { b.Places = append(b.Places, Place{"n"}) }, NoName, "n"},
		"unknown level":       {func(b *book) { b.unit("w", "phường", "w", "ward", "", "", Unknown(), Open()) }, BadLevel, "w"},
		"level changes": {func(b *book) {
			b.ends("B", t3)
			b.name("B", "huyện", "B", LevelDistrict, On(t3), Open())
		}, BadLevel, "B"},
		"end left empty":       {func(b *book) { b.unit("e", "xã", "e", LevelCommune, "", "", On(t1), Bound{}) }, BadBound, "e"},
		"end unknown, no hint": {func(b *book) { b.unit("e", "xã", "e", LevelCommune, "", "", On(t1), Unknown()) }, BadBound, "e"},
		"start open":           {func(b *book) { b.unit("e", "xã", "e", LevelCommune, "", "", Open(), Open()) }, BadBound, "e"},
		"ends before start":    {func(b *book) { b.name("B", "xã", "B", LevelCommune, On(t3), On(t1)) }, BadSpan, "B"},
		"code beyond life": {func(b *book) {
			b.Codes = append(b.Codes, Code{"A", "old", "9", On(t1), On(t3)})
		}, OutsideLife, "A"},
		"two names": {func(b *book) { b.name("B", "xã", "B mới", LevelCommune, On(t3), Open()) }, Overlap, "B"},
		"two parents": {func(b *book) {
			b.unit("Y", "huyện", "Y", LevelDistrict, "P", "2", Unknown(), Open())
			b.under("B", "Y", On(t3), Open())
		}, Overlap, "B"},
		"two codes": {func(b *book) {
			b.Codes = append(b.Codes, Code{"B", SchemeOfficial, "12", On(t3), Open()})
		}, Overlap, "B"},
		"no name for a while": {func(b *book) {
			b.ends("B", t3)
			b.name("B", "xã", "B", LevelCommune, On(t3+10), Open())
		}, Gap, "B"},
		"no parent for a while": {func(b *book) { b.leaves("B", "X", t3) }, Gap, "B"},
		"parent not in force":   {func(b *book) { b.ends("X", t3) }, ParentNotAlive, "B"},
		"parent of equal level": {func(b *book) { b.under("B", "A", On(t2), Open()) }, ParentLevel, "B"},
		"ring in the tree":      {func(b *book) { b.under("P", "X", Unknown(), Open()) }, ParentLevel, "P"},
		"ring in another tree": {func(b *book) {
			b.Parents = append(b.Parents, Parent{"X", "post", "B", On(t2), Open()}, Parent{"B", "post", "X", On(t3), Open()})
		}, ParentCycle, "B"},
		"above itself": {func(b *book) {
			b.Parents = append(b.Parents, Parent{"X", "post", "X", Unknown(), Open()})
		}, ParentCycle, "X"},
		"code at two places": {func(b *book) {
			b.Codes = append(b.Codes, Code{"h", SchemeOfficial, "11", On(t3), Open()})
		}, CodeTwice, "B"},
		"share of no kind":  {func(b *book) { b.became("A", "B", t2, "", "", "half") }, BadShare, "A"},
		"whole and part":    {func(b *book) { b.became("A", "", t2, "", "", ShareUnknown) }, BadShare, "A"},
		"successor too old": {func(b *book) { b.became("B", "A", t2, "", "", ShareWhole) }, SuccessionOrder, "B"},
		"successor too late": {func(b *book) {
			b.unit("L", "xã", "L", LevelCommune, "X", "", On(t3), Open())
			b.became("A", "L", t3, "", "", SharePart)
		}, SuccessionGap, "A"},
		"old unit lives on": {func(b *book) {
			b.unit("L", "xã", "L", LevelCommune, "X", "", On(t3), Open())
			b.became("B", "L", t3, "", "", SharePart)
		}, SuccessionGap, "B"},
	} {
		t.Run(name, func(t *testing.T) {
			b := sound()
			c.spoil(b)
			r, problems := Build(b.Rows)
			if !slices.ContainsFunc(problems, func(p Problem) bool { return p.Kind == c.kind && slices.Contains(p.Places, c.place) }) {
				t.Errorf("no %s of %s among %v", c.kind, c.place, problems)
			}
			for _, p := range problems {
				if p.Text.VI == "" || p.Text.EN == "" {
					t.Errorf("problem without a sentence: %+v", p)
				}
			}
			answersEverything(t, r)
		})
	}
}

// answersEverything asks a registry with faults: each place lands once, and
// the total over the root is the number of places on every map.
func answersEverything(t failer, r *Registry) {
	for _, d := range []Day{t1 - 1, t1, t2, t3, today} {
		for o := range r.Len() {
			l := r.Landing(r.ID(o), d)
			if l.Node != "" && !r.Alive(l.Node, d) {
				t.Errorf("%s lands on %s, which is not in force on %s", r.ID(o), l.Node, d)
			}
		}
		for _, level := range []Level{LevelAny, LevelProvince, LevelDistrict, LevelCommune, LevelHamlet} {
			for _, m := range []MapSpec{{MapOfDay, d}, {Kind: MapOwnDay}} {
				l := mustLay(t, r, "", m, Period{t1, t3}, level)
				if sum, _ := total(r, l, t2); sum != r.Len() {
					t.Errorf("by %q on %s: %d of %d places", level, m, sum, r.Len())
				}
			}
		}
	}
}

func TestAParentGapIsBridgedByTheNearestParent(t *testing.T) {
	b := sound()
	b.leaves("B", "X", t3)
	r, _ := Build(b.Rows)
	if p, ok := r.ParentOn("B", today); !ok || p != "X" {
		t.Errorf("parent %q, %v", p, ok)
	}
	wantIDs(t, "children", r.Children("X", today), "B")
	b = sound()
	b.ends("X", t3) // the district goes, its commune's row was forgotten
	r, _ = Build(b.Rows)
	if p, ok := r.ParentOn("B", today); !ok || p != "P" {
		t.Errorf("parent %q, %v", p, ok)
	}
	wantIDs(t, "children", r.Children("P", today), "B")
}

func TestAnUnknownEndIsNotForEver(t *testing.T) {
	b := sound()
	b.unit("e", "xã", "e", LevelCommune, "X", "", Unknown(), About(t1))
	b.unit("f", "xã", "f", LevelCommune, "X", "", Unknown(), Unknown())
	b.became("f", "", t1, "merge", "NQ", ShareUnknown)
	r := b.build(t)
	for _, id := range []string{"e", "f"} {
		if r.Alive(id, today) || !r.Alive(id, t1-1) {
			t.Errorf("%s lives on", id)
		}
		life, ok := r.Life(id)
		if !ok || life.From.Kind != UnknownDay || life.To.Kind != UnknownDay || life.To.Day == 0 {
			t.Errorf("life of %s: %+v", id, life)
		}
	}
	if life, _ := r.Life("B"); life.From != On(t2) || life.To.Kind != OpenEnd {
		t.Errorf("life of B: %+v", life)
	}
}

// A district that became communes, while a commune's parent row still names it.
func TestAParentThatBecameALowerUnitIsPassedOver(t *testing.T) {
	b := sound()
	b.ends("X", t3)
	b.unit("Z", "xã", "Z", LevelCommune, "P", "13", On(t3), Open())
	b.became("X", "Z", t3, "abolish", "NQ", SharePart)
	b.became("X", "B", t3, "abolish", "NQ", SharePart)
	r, _ := Build(b.Rows)
	if p, ok := r.ParentOn("B", today); !ok || p != "P" {
		t.Errorf("parent %q, %v", p, ok)
	}
	answersEverything(t, r)
}
