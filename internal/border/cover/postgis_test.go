package cover_test

import (
	"errors"
	"flag"
	"math"
	"os"
	"testing"

	"phendau/internal/border/cover"
	"phendau/internal/border/geo"
	"phendau/internal/border/walk"
	"phendau/internal/demo/line"
	"phendau/internal/pgtest"
	"phendau/internal/pgtest/postgis"
)

var patrolPoints = flag.Int("patrol-points", 200, "points of a patrol that is compared with PostGIS; make coverage takes 1000")

// simulated are the parts of one patrol along the demo line.
func simulated(ordinal uint64, points int) []walk.Part {
	return walk.V1.Clean(walk.Fixes(line.Patrol(line.Course().Line, ordinal, 1_700_000_000, points))).Parts
}

// TestPostGISFindsTheSameKilometres compares 300 simulated patrols with buffers
// of PostGIS: in all within 0.1 %, each within 0.2 %.
func TestPostGISFindsTheSameKilometres(t *testing.T) {
	s := postGIS(t)
	middle := geo.Point{Lat: 22.4, Lon: 105.8}
	if err := s.Line(t.Context(), line.Vertices(), middle); err != nil {
		t.Fatal(err)
	}
	r := cover.NewRuler(line.Course())
	patrols, mine := make([][]walk.Part, 300), make([]float64, 300)
	for i := range patrols {
		patrols[i] = simulated(uint64(i), *patrolPoints)
		mine[i] = r.Covered(patrols[i]...).Length().Metres()
	}
	if err := s.Tracks(t.Context(), patrols, middle); err != nil {
		t.Fatal(err)
	}
	theirs, err := s.Covered(t.Context(), 150)
	if err != nil || len(theirs) != len(mine) {
		t.Fatalf("%d patrols, %v", len(theirs), err)
	}
	sum, sumTheirs, worst := 0.0, 0.0, 0.0
	for i, m := range mine {
		sum, sumTheirs = sum+m, sumTheirs+theirs[i]
		off := math.Abs(m/theirs[i] - 1)
		worst = max(worst, off)
		if off > 0.002 {
			t.Errorf("patrol %d: %.1f m, PostGIS %.1f m", i, m, theirs[i])
		}
	}
	t.Logf("%.1f km, in all %+.3f %%, worst %.3f %%", sum/1000, 100*(sum/sumTheirs-1), 100*worst)
	if math.Abs(sum/sumTheirs-1) > 0.001 {
		t.Errorf("in all %.1f m, PostGIS %.1f m", sum, sumTheirs)
	}
}

// postGIS is a server of the test's own. Where it is missing one line says so;
// with CI=true that is a failure.
func postGIS(t *testing.T) *postgis.Server {
	t.Helper()
	server, err := pgtest.Start(pgtest.Options{})
	if err == nil {
		t.Cleanup(func() { _ = server.Stop() })
		var url string
		if url, err = server.NewDatabase(t.Context(), "template0"); err == nil {
			var s *postgis.Server
			if s, err = postgis.Open(t.Context(), url); err == nil {
				t.Cleanup(func() { _ = s.Close() })
				return s
			}
		}
	}
	missing := errors.Is(err, postgis.ErrNotInstalled) || errors.Is(err, pgtest.ErrNotInstalled)
	if !missing || os.Getenv("CI") == "true" {
		t.Fatal(err)
	}
	t.Skip(err)
	return nil
}
