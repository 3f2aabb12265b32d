package office

import (
	"cmp"
	"slices"

	"phendau/internal/border"
	"phendau/internal/border/visit"
	"phendau/internal/ledger"
	"phendau/internal/words"
)

// LineTable is the line in words: what the strip and the map draw.
type LineTable struct {
	Coverage Coverage       `json:"coverage"`
	Mark     string         `json:"mark,omitempty" doc:"The line is fictional"`
	On       string         `json:"on" format:"date" doc:"Day from which the last visit is told"`
	Choices  []SegmentName  `json:"choices" doc:"Segments that can be asked for by themselves"`
	Ways     []WayName      `json:"ways" doc:"Ways of going that patrols can be asked by"`
	Oldest   []OldStretch   `json:"oldest" doc:"Stretches of at least 50 m nobody visited for longest, in that order; only for who may know where"`
	Walked   []WalkedView   `json:"walked" doc:"What each patrol of the period covered, newest first; only for who may know where"`
	Reached  []ReachedView  `json:"reached" doc:"Markers each patrol of the period visited; only for who may know where"`
	Markers  []PositionView `json:"markers" doc:"Positions of the period along the line"`
	Places   []PlaceBeside  `json:"places" doc:"Places the registers put within 5 km of it, along the line"`
}

// SegmentName names a segment.
type SegmentName struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// OldStretch is a stretch and when somebody was last there.
type OldStretch struct {
	Segment string `json:"segment"`
	VisitedView
	LengthDM int64 `json:"length_dm"`
}

// WalkedView is a stretch that a patrol covered.
type WalkedView struct {
	ledger.Ref
	Day     string `json:"day" format:"date"`
	Segment string `json:"segment"`
	StretchView
	ByTrail bool `json:"by_trail,omitempty" doc:"By an approved path behind the line, not along it: counted apart"`
	Loop    bool `json:"loop,omitempty" doc:"By its track the patrol went round and came home another way"`
}

// ReachedView is a marker that a patrol visited.
type ReachedView struct {
	ledger.Ref
	Day    string `json:"day" format:"date"`
	Number string `json:"number"`
	Class  string `json:"class" enum:"stated,passed,checked,documented"`
}

// PositionView is a marker position on the line.
type PositionView struct {
	ID        string `json:"id"`
	Number    string `json:"number"`
	Segment   string `json:"segment"`
	AtDM      int64  `json:"at_dm" doc:"Chainage; official where there is one"`
	Reachable bool   `json:"reachable"`
}

// Bounds of the lists of one answer.
const (
	maxOldest = 30
	maxWalked = 2000
	// leastOldDM is the shortest stretch listed as long unvisited: what two
	// patrols left between them is no place to send a third.
	leastOldDM = 500
)

// table is the answer in words; a blurred one has no stretch and no visit.
func (x *coverer) table(w words.Words, c *Coverage) LineTable {
	t := LineTable{Coverage: *c, Mark: x.mark(w), On: x.until.String(), Choices: x.choices(), Ways: lineWays(x.reg.Latest(), w.Lang()), Oldest: []OldStretch{}, Walked: []WalkedView{}, Reached: []ReachedView{}, Markers: x.along(), Places: x.beside()}
	if c.Detail == detailBands {
		return t
	}
	t.Oldest = oldest(c)
	for _, k := range slices.Concat(x.patrolledByTrail(), x.patrolled()) {
		if len(t.Walked) < maxWalked {
			t.Walked = append(t.Walked, WalkedView{firstEntry(k.act), k.day.String(), x.segmentName(k.stretch.Segment), stretchView(k.stretch.C), k.trail, k.act.loop})
		}
	}
	slices.SortStableFunc(t.Walked, func(a, b WalkedView) int { return cmp.Compare(b.Day, a.Day) })
	t.Reached = x.reached()
	return t
}

func firstEntry(p *patrol) ledger.Ref {
	if len(p.entries) == 0 {
		return ledger.Ref{}
	}
	return ledger.Ref{LedgerID: p.entries[0].LedgerID, EntryID: p.entries[0].ID}
}

func (x *coverer) segmentName(id string) string {
	if s := x.course.Segment(id); s != nil {
		return s.Name
	}
	return ""
}

// choices are the segments of the asked, whichever of them is asked about.
func (x *coverer) choices() []SegmentName {
	all := *x
	all.ask.SegmentID, all.holdings, all.positions = "", nil, nil
	all.learn()
	out := []SegmentName{}
	for i := range x.course.Segments {
		s := &x.course.Segments[i]
		sector := x.course.Sector(all.holdings, s.ID)
		if len(sector.During(x.ask.Days)) > 0 {
			out = append(out, SegmentName{s.ID, s.Name})
		}
	}
	return out
}

// oldest sorts the stretches by the day of the last visit, none first, then by
// length.
func oldest(c *Coverage) []OldStretch {
	out := []OldStretch{}
	for i := range c.Segments {
		for _, v := range c.Segments[i].Intervals {
			if v.ToDM-v.FromDM >= leastOldDM {
				out = append(out, OldStretch{c.Segments[i].Name, v, v.ToDM - v.FromDM})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b OldStretch) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(b.LengthDM, a.LengthDM))
	})
	return out[:min(len(out), maxOldest)]
}

// reached lists the visits of the period, newest first, by marker.
func (x *coverer) reached() []ReachedView {
	out := []ReachedView{}
	numbers := map[string]border.Number{}
	for i := range x.positions {
		numbers[x.positions[i].ID] = x.positions[i].Number
	}
	type found struct {
		ReachedView
		number border.Number
	}
	var all []found
	for _, id := range sortedKeys(x.acts) {
		p := x.acts[id]
		for _, v := range p.visits {
			if n, ok := numbers[v.Position]; ok && v.Class > visit.None {
				all = append(all, found{ReachedView{firstEntry(p), p.day.String(), n.String(), classNames[v.Class]}, n})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b found) int { return cmp.Or(cmp.Compare(b.Day, a.Day), a.number.Compare(b.number)) })
	for _, f := range all[:min(len(all), maxWalked)] {
		out = append(out, f.ReachedView)
	}
	return out
}

// along lists the positions of the period in the order of the line.
func (x *coverer) along() []PositionView {
	out := []PositionView{}
	whole := border.CountPositions(x.positions, x.ask.Days)
	put := func(list []border.Position, reachable bool) {
		for i := range list {
			if c, ok := x.chainage(&list[i]); ok {
				out = append(out, PositionView{list[i].ID, list[i].Number.String(), x.segmentName(list[i].Segment), int64(c), reachable})
			}
		}
	}
	put(whole.Reachable, true)
	put(whole.Unreachable, false)
	order := map[string]int{}
	for i := range x.course.Segments {
		order[x.course.Segments[i].Name] = i
	}
	slices.SortStableFunc(out, func(a, b PositionView) int {
		return cmp.Or(order[a.Segment]-order[b.Segment], cmp.Compare(a.AtDM, b.AtDM))
	})
	return out
}
