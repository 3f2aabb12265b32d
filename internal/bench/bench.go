// Package bench measures what has a budget, with a baseline in the same run,
// and prints one JSON line per measurement. Ratios are what compares between
// machines; bare times only describe the one they were taken on.
package bench

import (
	"encoding/json"
	"io"
	"runtime"
	"sort"
	"syscall"
	"time"
)

// Line is one measurement.
type Line struct {
	Bench    string  `json:"bench"`
	What     string  `json:"what"`
	Engine   string  `json:"engine,omitempty"`
	Rows     int     `json:"rows,omitempty"`
	Value    float64 `json:"value"`
	Unit     string  `json:"unit"`
	Budget   string  `json:"budget,omitempty"`
	Met      *bool   `json:"met,omitempty"`
	Baseline string  `json:"baseline,omitempty"`
	BaseVal  float64 `json:"baseline_value,omitempty"`
	Ratio    float64 `json:"ratio,omitempty"`
}

// printer writes lines.
type printer struct {
	e   *json.Encoder
	err error
}

func newPrinter(w io.Writer) *printer {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return &printer{e: e}
}

func (p *printer) line(l Line) {
	if l.BaseVal != 0 {
		l.Ratio = round3(l.Value / l.BaseVal)
	}
	l.Value, l.BaseVal = round3(l.Value), round3(l.BaseVal)
	if err := p.e.Encode(l); p.err == nil {
		p.err = err
	}
}

func round3(v float64) float64 {
	for scale := 1.0; scale <= 1e9; scale *= 10 {
		if v*scale >= 100 || v == 0 {
			return float64(int64(v*scale+0.5)) / scale
		}
	}
	return v
}

// atMost and atLeast judge a budget.
func atMost(v, budget float64) *bool  { ok := v <= budget; return &ok }
func atLeast(v, budget float64) *bool { ok := v >= budget; return &ok }

// median runs fn n times after one warm-up and returns the middle time in
// milliseconds.
func median(n int, fn func() error) (float64, error) {
	if err := fn(); err != nil {
		return 0, err
	}
	times := make([]float64, n)
	for i := range times {
		start := time.Now()
		if err := fn(); err != nil {
			return 0, err
		}
		times[i] = float64(time.Since(start).Nanoseconds()) / 1e6
	}
	sort.Float64s(times)
	return times[n/2], nil
}

// cpuSeconds is the processor time this process has used.
func cpuSeconds() float64 {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}

// heapMB is the live heap after a collection.
func heapMB() float64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / (1 << 20)
}
