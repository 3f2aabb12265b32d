// Package line is the fictional line of the demo with its segments, markers and
// hamlets, and a simulator of patrols along it. Everything here is "dữ liệu minh
// họa" and says so wherever it is shown: the line lies inside Viet Nam, far from
// any border; only names and codes of communes are real.
package line

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"

	"phendau/internal/border"
	"phendau/internal/border/span"
)

// Mark stands on every screen, export and file of the demo line.
const Mark = "dữ liệu minh họa"

// DeclaredM is the declared length of the whole line. It differs from what the
// vertices measure by 1.1 %, so that a length computed anywhere shows up.
const DeclaredM = 93_783

// The vertices are computed by the test beside and kept as a file, because the
// sine may differ in its last bit between processors.
//
//go:embed line.csv
var vertexFile string

// Vertices of the line, west to east. Our side is the right hand, south.
func Vertices() []border.Vertex {
	var out []border.Vertex
	for row := range strings.Lines(vertexFile) {
		if row[0] == '#' {
			continue
		}
		var v border.Vertex
		if _, err := fmt.Sscanf(row, "%d,%d", &v.Lat, &v.Lon); err != nil {
			panic("demo line: " + row)
		}
		out = append(out, v)
	}
	return out
}

// Course is the line with its twelve segments, made once.
var Course = sync.OnceValue(func() *border.Course {
	l, err := border.NewLine(Vertices())
	if err != nil {
		panic(err)
	}
	var segments []border.Segment
	west := int64(0)
	for i, s := range Segments {
		k, err := border.Calibrate(s.LengthM, border.Mark{S: place(l, west), C: 0}, border.Mark{S: place(l, west+s.LengthM), C: 10 * span.Decimetre(s.LengthM)})
		if err != nil {
			panic(err)
		}
		segments = append(segments, border.Segment{ID: SegmentID(i), Name: fmt.Sprintf("Đoạn %d (minh họa)", i+1), Document: Mark, Calibration: k})
		west += s.LengthM
	}
	c, err := border.NewCourse(l, segments...)
	if err != nil {
		panic(err)
	}
	return c
})

// place is s at metres of declared length from the west end: one factor for the
// whole line.
func place(l *border.Line, m int64) span.Decimetre {
	return span.Decimetre((2*m*int64(l.Length()) + DeclaredM) / (2 * DeclaredM))
}

// SegmentID names segment i, from 0.
func SegmentID(i int) string { return fmt.Sprintf("segment-%02d", i+1) }

// National is the line repeated end to end, of the length of the whole land
// border: for measurements only.
func National(times int) []border.Vertex {
	one := Vertices()
	first, last := one[0], one[len(one)-1]
	var out []border.Vertex
	for i := range int32(times) {
		for _, v := range one[min(i, 1):] {
			out = append(out, border.Vertex{Lat: v.Lat + i*(last.Lat-first.Lat), Lon: v.Lon + i*(last.Lon-first.Lon)})
		}
	}
	return out
}
