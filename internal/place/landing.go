package place

// LandingKind says how sure a landing is.
type LandingKind string

// The kinds.
const (
	// Exact: everything of the place lies on the node.
	Exact LandingKind = "exact"
	// Undivided: it went to several places, or only a part of it is known to
	// have come here; the node is the lowest unit that surely holds all of it.
	// Printed in the row "không phân chia được".
	Undivided LandingKind = "undivided"
	// Unresolved: no place on this map is recorded to have followed; the node
	// is the last known unit above it. Printed in the row "chưa rõ đơn vị kế
	// thừa".
	Unresolved LandingKind = "unknown"
)

// Landing is where entries of one place count on the map of one day.
type Landing struct {
	Node    string // the place on the map; "" is the root above all trees
	Kind    LandingKind
	Reached []string // the places on the map that followed (or preceded) it
	Lost    []string // the places at which the record of what followed ends
	Steps   []Step   // the successions applied, in the order walked
}

// Step is one succession applied; Back when the map lies before it.
type Step struct {
	Succession
	Back bool
}

// Landing carries place id to the map of day d (figures.md section 5):
//
//  1. In force on d: the place itself, exact.
//  2. Ended before d: its successions are followed forward; begun after d:
//     backward, over any number of acts.
//  3. One place reached and every step whole, or, backward, one place reached
//     at all (pieces of one former unit lie wholly in it): that place, exact.
//  4. Otherwise undivided at the lowest unit that holds every place reached.
//     Where something may have gone elsewhere (a single part, an unknown
//     share, a missing successor), the unit the old place stood under is
//     taken in too, so that nothing is claimed that is not known.
//  5. Nothing reached: unknown, at the last known unit above.
//
// Nothing is ever apportioned. An unknown id lands on the root, unknown.
func (r *Registry) Landing(id string, d Day) Landing {
	o := r.look(id)
	if o < 0 {
		return Landing{Kind: Unresolved}
	}
	return r.landing(r.carry(d).land(o))
}

func (r *Registry) landing(l landed) Landing {
	out := Landing{Node: r.id(l.node), Kind: l.kind, Reached: r.idList(l.reached), Lost: r.idList(l.lost)}
	for _, at := range l.links {
		out.Steps = append(out.Steps, Step{*r.links[at].Succession, l.back})
	}
	return out
}

// WithoutSuccessor lists the places that ended and for which the registry
// does not say what followed: no succession, or one to nobody. It is a state
// of its own ("chưa rõ đơn vị kế thừa", units.md section 2 trap 7), which
// doctor lists; it is neither an error nor to be guessed.
func (r *Registry) WithoutSuccessor() []string {
	var out []string
	for o := range int32(len(r.ids)) {
		if r.life[o].hi == dusk || r.life[o].empty() {
			continue
		}
		steps := r.next.of(o)
		known := 0
		for _, s := range steps {
			if r.links[s.v].to >= 0 {
				known++
			}
		}
		if known < len(steps) || len(steps) == 0 {
			out = append(out, r.ids[o])
		}
	}
	return out
}
