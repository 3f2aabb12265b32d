package formats

import (
	"context"
	"encoding/xml"
	"io"
	"runtime"
	"testing"
)

// watched measures what is alive while a file is read.
type watched struct {
	endless
	every, next int64
	before      uint64
	most        uint64
}

func (w *watched) ReadAt(p []byte, off int64) (int, error) {
	if off >= w.next {
		w.next = off + w.every
		if alive := heap(); alive > w.before {
			w.most = max(w.most, alive-w.before)
		}
	}
	return w.endless.ReadAt(p, off)
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// A quarter of the points of the largest file, in a quarter of its memory: what
// the memory grows with are points, and CI has other work.
func TestAMillionPointsStayBelow64MiB(t *testing.T) {
	const points, most = MaxPoints / 4, 16 << 20
	e := gpxOf(points)
	w := &watched{endless: e, every: e.size() / 24, before: heap()}
	raw, err := Read(context.Background(), "x", w, e.size(), Options{Limits: Limits{MaxPoints: points}})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, n := raw.Counts(); n != points {
		t.Errorf("%d points", n)
	}
	w.most = max(w.most, heap()-w.before)
	if w.most > most {
		t.Errorf("%d MiB", w.most>>20)
	}
	t.Logf("%.1f MiB alive at most", float64(w.most)/(1<<20))
	runtime.KeepAlive(raw)
}

// BenchmarkGPX reads 100,000 points, beside a plain xml.Unmarshal of the same.
func BenchmarkGPX(b *testing.B) {
	const points = 100_000
	e := gpxOf(points)
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			if _, err := Read(context.Background(), "x", e, e.size(), Options{}); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/points/1000, "µs/point")
	})
	b.Run("unmarshal", func(b *testing.B) {
		text, err := io.ReadAll(io.NewSectionReader(e, 0, e.size()))
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			var plain struct {
				Points []struct {
					Lat  float64 `xml:"lat,attr"`
					Lon  float64 `xml:"lon,attr"`
					Ele  float64 `xml:"ele"`
					Time string  `xml:"time"`
				} `xml:"trk>trkseg>trkpt"`
			}
			if err := xml.Unmarshal(text, &plain); err != nil || len(plain.Points) != points {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/points/1000, "µs/point")
	})
}
