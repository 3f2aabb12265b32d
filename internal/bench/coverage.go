package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"time"

	"phendau/internal/border"
	"phendau/internal/border/cover"
	"phendau/internal/border/geo"
	"phendau/internal/border/walk"
	"phendau/internal/demo/line"
	"phendau/internal/pgtest/postgis"
)

// Sizes of the coverage bench.
const (
	corridorM    = 150
	nationTimes  = 54  // the demo line end to end is as long as the land border
	comparedWith = 0.1 // share of the tracks, at most 20, that PostGIS covers too
)

// Coverage measures how fast tracks cover a line, on the demo line and on one
// as long as the nation's, and beside PostGIS where database names a server that
// has it.
func Coverage(ctx context.Context, out io.Writer, database string, tracks int) error {
	b := &coverageBench{p: newPrinter(out), tracks: tracks}
	one, nation := line.Vertices(), line.National(nationTimes)
	for _, x := range []struct {
		name     string
		vertices []border.Vertex
		rate     float64 // million points a second
		mb       float64
	}{
		{"95 km, a vertex each 40 m", every(4, one), 1.5, 0},
		{"95 km, a vertex each 10 m", one, 0.8, 0},
		{"5,100 km, a vertex each 40 m", every(4, nation), 1.5, 12},
		{"5,100 km, a vertex each 10 m", nation, 0.8, 0},
	} {
		if err := b.on(x.name, x.vertices, x.rate, x.mb); err != nil {
			return err
		}
	}
	if database != "" {
		if err := b.beside(ctx, database, one); err != nil {
			return err
		}
	}
	return b.p.err
}

type coverageBench struct {
	p      *printer
	tracks int
	first  float64 // rate on the first line, the baseline of the others
}

func every(n int, v []border.Vertex) (out []border.Vertex) {
	for i := 0; i < len(v); i += n {
		out = append(out, v[i])
	}
	return out
}

// on measures one line: index, memory and points in a second of processor time.
func (b *coverageBench) on(name string, vertices []border.Vertex, rate, mb float64) error {
	start := time.Now()
	l, err := border.NewLine(vertices)
	if err != nil {
		return err
	}
	b.p.line(Line{Bench: "coverage", What: name + ": line and index made", Rows: len(vertices), Value: time.Since(start).Seconds() * 1000, Unit: "ms"})
	size := Line{Bench: "coverage", What: name + ": line and index", Rows: len(vertices), Value: float64(l.Bytes()) / 1e6, Unit: "MB"}
	if mb > 0 {
		size.Budget, size.Met = fmt.Sprint("<= ", mb), atMost(size.Value, mb)
	}
	b.p.line(size)
	patrols, points := b.patrols(l, b.tracks)
	r := cover.NewAlong(l, corridorM)
	began := cpuSeconds()
	metres := 0.0
	for _, parts := range patrols {
		metres += r.Covered(parts...).Length().Metres()
	}
	used := max(cpuSeconds()-began, 1e-6)
	speed := float64(points) / used / 1e6
	x := Line{Bench: "coverage", What: name + ": points covered a processor second", Rows: points, Value: speed, Unit: "M/s", Budget: fmt.Sprint(">= ", rate), Met: atLeast(speed, rate)}
	if b.first > 0 {
		x.Baseline, x.BaseVal = "95 km, a vertex each 40 m", b.first
	} else {
		b.first = speed
	}
	b.p.line(x)
	b.p.line(Line{Bench: "coverage", What: name + ": covered by all tracks", Rows: len(patrols), Value: metres / 1000, Unit: "km"})
	return nil
}

func (b *coverageBench) patrols(l *border.Line, n int) (out [][]walk.Part, points int) {
	for i := range n {
		t := line.Patrol(l, uint64(i), 1_700_000_000, line.PatrolPoints)
		points += len(t.Points)
		out = append(out, walk.V1.Clean(walk.Fixes(t)).Parts)
	}
	return out, points
}

// beside covers some of the tracks twice, here and by PostGIS, both by the clock,
// the quickest of some rounds.
func (b *coverageBench) beside(ctx context.Context, database string, vertices []border.Vertex) error {
	s, err := postgis.Open(ctx, database)
	if errors.Is(err, postgis.ErrNotInstalled) {
		return nil
	}
	if err != nil {
		return err
	}
	defer s.Close()
	l, err := border.NewLine(vertices)
	if err != nil {
		return err
	}
	middle := geo.Point{Lat: 22.4, Lon: 105.8}
	if err := s.Line(ctx, vertices, middle); err != nil {
		return err
	}
	patrols, points := b.patrols(l, max(2, min(20, int(comparedWith*float64(b.tracks)))))
	if err := s.Tracks(ctx, patrols, middle); err != nil {
		return err
	}
	var theirs []float64
	slow, err := quickest(3, func() (err error) { theirs, err = s.Covered(ctx, corridorM); return err })
	if err != nil {
		return err
	}
	mine, sum := 0.0, 0.0
	r := cover.NewAlong(l, corridorM)
	fast, err := quickest(10, func() error {
		mine = 0
		for _, parts := range patrols {
			mine += r.Covered(parts...).Length().Metres()
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, m := range theirs {
		sum += m
	}
	b.p.line(Line{Bench: "coverage", What: "95 km, a vertex each 10 m: points covered a second, by the clock", Rows: points, Value: float64(points) / fast, Unit: "/s",
		Budget: ">= 50 times PostGIS", Met: atLeast(slow/fast, 50), Baseline: "PostGIS, union of buffers", BaseVal: float64(points) / slow})
	b.p.line(Line{Bench: "coverage", What: "the same, metres covered", Rows: points, Value: mine, Unit: "m", Baseline: "PostGIS, union of buffers", BaseVal: sum})
	return nil
}

// quickest is the shortest of some rounds in seconds: what else the machine does
// only ever adds.
func quickest(rounds int, fn func() error) (float64, error) {
	best := math.Inf(1)
	for range rounds {
		start := time.Now()
		if err := fn(); err != nil {
			return 0, err
		}
		best = min(best, time.Since(start).Seconds())
	}
	return best, nil
}
