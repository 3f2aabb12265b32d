package demo

import (
	"math/rand/v2"

	"phendau/internal/border"
	"phendau/internal/border/span"
	"phendau/internal/demo/line"
	"phendau/internal/ledger"
	"phendau/internal/registry"
	"phendau/internal/track"
)

// The first stretch that nobody goes to has a patrol path some 300 m behind it,
// and whoever was to see that stretch walks there. All of it is fictional, and has
// ids and randomness of its own, so that everything else stays as it is.
const (
	trailBehindM = 300
	trailFromM   = 100 // of the line, where the path begins
	trailToM     = 1200
	trailStepM   = 100
	trailFixes   = 160
	trailOrdinal = 1_000_000 // of its first simulated walk, beyond those of all acts
)

// trailLine is the path.
func trailLine() *border.Line {
	var vertices []border.Vertex
	for s := trailFromM; s <= trailToM; s += trailStepM {
		vertices = append(vertices, border.VertexOf(line.Course().Line.Beside(span.OfMetres(float64(s)), trailBehindM)))
	}
	l, err := border.NewLine(vertices)
	if err != nil {
		panic(err) // the line of the demo is fixed
	}
	return l
}

// pathBehind registers the path for the stretch before it.
func (b *builder) pathBehind() {
	b.trailIDs = &ledger.IDs{Rand: rand.NewChaCha8(b.key("trail")), Now: func() int64 { return b.planMS }}
	l, first := trailLine(), &line.Course().Segments[0]
	at := func(m float64) int64 { return int64(first.Calibration.Chainage(span.OfMetres(m))) }
	b.docAs("trail", b.trailIDs.New(), &registry.TrailDoc{Name: "Đường tuần tra " + first.Name, Source: demoMark, From: on(merged2025), To: open, Vertices: border.Pack(l.Vertices())[0],
		Links: []registry.TrailLinkDoc{{ToDM: int64(l.Length()), Line: registry.StretchDoc{SegmentID: b.segmentIDs[0], FromDM: at(trailFromM), ToDM: at(trailToM)}}}})
	b.docs[len(b.docs)-1].ids = b.trailIDs
}

// onTrail reports whether a patrol meant to see the stretch that only the path leads
// along.
func (b *builder) onTrail(a *act) bool {
	west, east := b.aroundOf(a)
	return west <= east && west < shut[0].to+keepAwayM
}

// walksTrail attaches the track of a patrol on the path.
func (b *builder) walksTrail(made *step, r *rand.Rand, n int) {
	l := trailLine()
	out := instant(made.act.day, setsOutAt+r.IntN(setsOutWithin)) / 1000
	raw, err := track.Encode(line.Walk{Within: l.Whole()}.Patrol(l, uint64(trailOrdinal+n), out, trailFixes))
	if err != nil {
		panic(err) // the simulator writes what the form can say
	}
	b.attach(made, trackMedia, "track", 0, raw)
	b.steps[len(b.steps)-1].ids = b.trailIDs
}
