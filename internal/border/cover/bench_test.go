package cover_test

import (
	"testing"

	"phendau/internal/border"
	"phendau/internal/border/cover"
	"phendau/internal/border/span"
	"phendau/internal/border/walk"
	"phendau/internal/demo/line"
)

func benchOn(b *testing.B, v []border.Vertex, w float64) {
	l, err := border.NewLine(v)
	if err != nil {
		b.Fatal(err)
	}
	var parts [][]walk.Part
	for i := range uint64(1000) {
		parts = append(parts, walk.V1.Clean(walk.Fixes(line.Patrol(l, i, 1_700_000_000, 1000)), walk.Foot).Parts)
	}
	b.ResetTimer()
	sum := span.Decimetre(0)
	for range b.N {
		sum = 0
		r := cover.NewAlong(l, w)
		for _, p := range parts {
			sum += r.Covered(p...).Length()
		}
	}
	b.ReportMetric(float64(b.N)*1e6/b.Elapsed().Seconds(), "points/s")
	b.ReportMetric(sum.Metres()/1000, "km")
	b.ReportMetric(float64(l.Bytes())/1e6, "MB")
}

func every(v []border.Vertex, n int) (out []border.Vertex) {
	for i := 0; i < len(v); i += n {
		out = append(out, v[i])
	}
	return out
}
func BenchmarkDemo(b *testing.B)     { benchOn(b, line.Vertices(), 150) }
func BenchmarkDemo50(b *testing.B)     { benchOn(b, line.Vertices(), 50) }
func BenchmarkDemo100(b *testing.B)     { benchOn(b, line.Vertices(), 100) }
func BenchmarkDemo200(b *testing.B)     { benchOn(b, line.Vertices(), 200) }
func BenchmarkDemo300(b *testing.B)     { benchOn(b, line.Vertices(), 300) }
func BenchmarkDemo40(b *testing.B)     { benchOn(b, every(line.Vertices(),4), 150) }
func BenchmarkNational(b *testing.B) { benchOn(b, line.National(54), 150) }
func BenchmarkNational40(b *testing.B) { benchOn(b, every(line.National(54),4), 150) }
