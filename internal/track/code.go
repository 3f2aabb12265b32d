package track

import (
	"encoding/binary"
	"errors"
)

// Magic begins every piece.
const Magic = "PDTK1"

// ErrForm says that bytes are no piece in its one form, or that a track cannot
// be written as one.
var ErrForm = errors.New("no track in the form PDTK1")

// Flags of a piece.
const (
	hasHeight = 1 << iota
	hasAccuracy
	isMock
	isImported
	allFlags = 1<<iota - 1
)

// Encode writes a piece in its one form. Every column begins at zero, that of
// times at the time of the first point.
func Encode(t *Track) ([]byte, error) {
	b := append([]byte(nil), Magic...)
	b = binary.AppendUvarint(b, uint64(len(t.Points)))
	b = append(b, t.flags())
	var start int64
	for i := range t.Points {
		if len(t.Points) > MaxPoints || !t.Points[i].valid() {
			return nil, ErrForm
		}
		start = t.Points[0].Time
	}
	b = binary.AppendUvarint(b, uint64(start))
	for _, c := range t.columns(start) {
		was := c.first
		for i := range t.Points {
			now := c.get(&t.Points[i])
			b = binary.AppendVarint(b, now-was)
			was = now
		}
	}
	return append(b, t.gaps()...), nil
}

func (t *Track) flags() (f byte) {
	for bit, on := range []bool{t.Height, t.Accuracy, t.Mock, t.Imported} {
		if on {
			f |= 1 << bit
		}
	}
	return f
}

// gaps has one bit a point, the lowest first.
func (t *Track) gaps() []byte {
	out := make([]byte, (len(t.Points)+7)/8)
	for i := range t.Points {
		if t.Points[i].Gap {
			out[i/8] |= 1 << (i % 8)
		}
	}
	return out
}

// column is one number of all points.
type column struct {
	first int64 // what the first difference is taken from
	get   func(*Point) int64
	set   func(*Point, int64)
}

func (t *Track) columns(start int64) []column {
	out := []column{
		{0, func(p *Point) int64 { return int64(p.Lat) }, func(p *Point, v int64) { p.Lat = int32(v) }},
		{0, func(p *Point) int64 { return int64(p.Lon) }, func(p *Point, v int64) { p.Lon = int32(v) }},
		{start, func(p *Point) int64 { return p.Time }, func(p *Point, v int64) { p.Time = v }},
	}
	if t.Height {
		out = append(out, column{0, func(p *Point) int64 { return int64(p.Height) }, func(p *Point, v int64) { p.Height = int32(v) }})
	}
	if t.Accuracy {
		out = append(out, column{0, func(p *Point) int64 { return int64(p.Accuracy) }, func(p *Point, v int64) { p.Accuracy = Class(v) }})
	}
	return out
}

// Decode reads a piece. It takes the one form only, so that equal tracks are
// equal bytes, and nothing beyond the limits.
func Decode(b []byte) (*Track, error) {
	if len(b) > MaxBytes || len(b) < len(Magic) || string(b[:len(Magic)]) != Magic {
		return nil, ErrForm
	}
	r := &reader{b: b[len(Magic):]}
	n, flags, start := r.uvarint(), r.byte(), r.uvarint()
	// A point has at least three bytes: a short file promises no large memory.
	if r.bad || n > MaxPoints || int(n)*3 > len(r.b) || flags > allFlags || start > maxTime {
		return nil, ErrForm
	}
	t := &Track{Points: make([]Point, n), Height: flags&hasHeight != 0, Accuracy: flags&hasAccuracy != 0, Mock: flags&isMock != 0, Imported: flags&isImported != 0}
	for _, c := range t.columns(int64(start)) {
		r.column(c, t.Points)
	}
	if !r.gaps(t.Points) || !t.begins(int64(start)) {
		return nil, ErrForm
	}
	return t, nil
}

// begins holds that the start is the time of the first point.
func (t *Track) begins(start int64) bool {
	if len(t.Points) == 0 {
		return start == 0
	}
	return t.Points[0].Time == start
}

// reader takes bytes apart; bad stays once something was wrong.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) byte() byte {
	if len(r.b) == 0 {
		r.bad = true
		return 0
	}
	out := r.b[0]
	r.b = r.b[1:]
	return out
}

// uvarint takes a number in its shortest form only.
func (r *reader) uvarint() uint64 {
	v, n := binary.Uvarint(r.b)
	if n <= 0 || (n > 1 && r.b[n-1] == 0) {
		r.bad = true
		return 0
	}
	r.b = r.b[n:]
	return v
}

func (r *reader) varint() int64 {
	u := r.uvarint()
	return int64(u>>1) ^ -int64(u&1)
}

// largest is beyond every number of a point; differences stay below it.
const largest = 1 << 36

func (r *reader) column(c column, points []Point) {
	was := c.first
	for i := range points {
		d := r.varint()
		was += d
		if r.bad || d < -largest || d > largest || was < -maxLon || was > maxTime {
			r.bad = true
			return
		}
		c.set(&points[i], was)
		if int64(c.get(&points[i])) != was || !points[i].valid() {
			r.bad = true
			return
		}
	}
}

// gaps reads the last bytes; bits beyond the points are no form.
func (r *reader) gaps(points []Point) bool {
	if r.bad || len(r.b) != (len(points)+7)/8 {
		return false
	}
	for i := range points {
		points[i].Gap = r.b[i/8]&(1<<(i%8)) != 0
	}
	return len(points)%8 == 0 || r.b[len(r.b)-1]>>(len(points)%8) == 0
}
