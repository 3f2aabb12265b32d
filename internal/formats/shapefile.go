package formats

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"

	"phendau/internal/foreign"
)

// Types of shapes, without Z (+10) and M (+20).
const (
	shapeNull       = 0
	shapePoint      = 1
	shapePolyline   = 3
	shapePolygon    = 5
	shapeMultipoint = 8
	shapePatch      = 31 // surfaces, which have no M form of their own
)

// readShapefile reads the records of a layer beside its attributes. The index
// (.shx) is not needed: records are read in their order.
func (s *source) readShapefile(a *foreign.Archive, name string) error {
	s.c.raw.Format = Shapefile
	base := strings.TrimSuffix(name, ".shp")
	if err := s.readProjection(a, base+".prj"); err != nil {
		return err
	}
	table, err := s.openAttributes(a, base)
	if err != nil {
		return err
	}
	part, err := a.Open(name, s.c.limits.MaxBytes)
	if err != nil {
		return err
	}
	defer part.Close()
	r := &shpReader{c: s.c, in: bufio.NewReaderSize(part, 64<<10), table: table}
	return located(r.read(), r.record)
}

func (s *source) readProjection(a *foreign.Archive, name string) error {
	text, err := smallPart(a, name)
	if err != nil || text == "" {
		return err
	}
	s.c.raw.hint(projectionOf(text))
	return nil
}

// smallPart is the text of a part of a few lines, "" when it is missing.
func smallPart(a *foreign.Archive, name string) (string, error) {
	part, err := a.Open(name, maxTextBytes)
	if err != nil || part == nil {
		return "", err
	}
	defer part.Close()
	b, err := io.ReadAll(part)
	return string(b), err
}

type shpReader struct {
	c      *collector
	in     io.Reader
	table  *dbfReader // nil without attributes
	record int        // from 1
	buf    []byte
	left   int64 // bytes that the header promises beyond what was read
}

const (
	shpHeader    = 100
	recordHeader = 8
	shpMagic     = 9994
)

func (r *shpReader) read() error {
	head := make([]byte, shpHeader)
	if _, err := io.ReadFull(r.in, head); err != nil {
		return cut(err)
	}
	if binary.BigEndian.Uint32(head) != shpMagic {
		return refuse(CodeTorn)
	}
	r.left = 2*int64(binary.BigEndian.Uint32(head[24:])) - shpHeader
	for r.left > 0 {
		r.record++
		if err := r.next(); err != nil {
			return err
		}
	}
	if r.left < 0 {
		return refuse(CodeTorn)
	}
	return nil
}

// cut is the end of a file before its own end.
func cut(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// next reads one record. Its length is believed only as far as the file goes.
func (r *shpReader) next() error {
	head := make([]byte, recordHeader)
	if _, err := io.ReadFull(r.in, head); err != nil {
		return cut(err)
	}
	size := 2 * int64(binary.BigEndian.Uint32(head[4:]))
	if r.left -= recordHeader + size; r.left < 0 || size < 4 {
		return refuse(CodeTorn)
	}
	if size > r.mostBytes() {
		return r.c.tooMany()
	}
	content, err := r.content(size)
	if err != nil {
		return err
	}
	f, err := r.feature()
	if err != nil {
		return err
	}
	return r.shape(content, f)
}

// mostBytes is the length of a record with as many parts and points as are taken.
func (r *shpReader) mostBytes() int64 {
	const point = pointBytes + 8 + 8 // with height and measure
	return 100 + 4*int64(r.c.limits.MaxItems) + point*int64(r.c.limits.MaxPoints)
}

// content reads so many bytes. Memory is doubled as they come.
func (r *shpReader) content(size int64) ([]byte, error) {
	const first = 64 << 10
	n := int64(0)
	for n < size {
		if n == int64(len(r.buf)) {
			grown := make([]byte, min(max(first, 2*n), max(first, size)))
			copy(grown, r.buf)
			r.buf = grown
		}
		to := min(size, int64(len(r.buf)))
		if _, err := io.ReadFull(r.in, r.buf[n:to]); err != nil {
			return nil, cut(err)
		}
		n = to
	}
	return r.buf[:size], nil
}

// feature is the row of attributes beside a shape.
func (r *shpReader) feature() (row, error) {
	if r.table == nil {
		return row{}, nil
	}
	return r.table.next()
}

func (r *shpReader) shape(b []byte, f row) error {
	kind := int(binary.LittleEndian.Uint32(b))
	withZ := kind > 10 && kind < 20
	if kind > 10 && kind < 30 {
		kind %= 10
	}
	switch kind {
	case shapeNull:
		return nil
	case shapePolygon, shapePatch:
		r.c.skipped++
		return nil
	case shapePoint:
		return r.point(b[4:], withZ, f)
	case shapeMultipoint:
		return r.multipoint(b[4:], withZ, f)
	case shapePolyline:
		return r.polyline(b[4:], withZ, f)
	}
	return refuse(CodeTorn).because(fmt.Errorf("shape type %d", kind))
}

func (r *shpReader) point(b []byte, withZ bool, f row) error {
	if len(b) < 16 || withZ && len(b) < 24 {
		return refuse(CodeTorn)
	}
	p, err := pointAt(b)
	if err != nil {
		return err
	}
	if withZ {
		p.HeightMM = heightOf(float64At(b[16:]))
	}
	return r.place(p, f)
}

func (r *shpReader) place(p Point, f row) error {
	if err := r.c.count(); err != nil {
		return err
	}
	return asError(r.c.place(Place{Name: f.name, Description: f.description, Attributes: f.attributes, At: p}))
}

const (
	boxBytes   = 32
	pointBytes = 16
	rangeBytes = 16 // of heights, before them
)

func (r *shpReader) multipoint(b []byte, withZ bool, f row) error {
	if len(b) < boxBytes+4 {
		return refuse(CodeTorn)
	}
	s, err := newSeries(b[boxBytes+4:], int64(binary.LittleEndian.Uint32(b[boxBytes:])), withZ)
	if err != nil {
		return err
	}
	for i := range s.n {
		p, err := s.at(i)
		if err != nil {
			return err
		}
		if err := r.place(p, f); err != nil {
			return err
		}
	}
	return nil
}

func (r *shpReader) polyline(b []byte, withZ bool, f row) error {
	if len(b) < boxBytes+8 {
		return refuse(CodeTorn)
	}
	parts := int64(binary.LittleEndian.Uint32(b[boxBytes:]))
	count := int64(binary.LittleEndian.Uint32(b[boxBytes+4:]))
	b = b[boxBytes+8:]
	if parts*4 > int64(len(b)) {
		return refuse(CodeTorn)
	}
	s, err := newSeries(b[parts*4:], count, withZ)
	if err != nil {
		return err
	}
	p := Path{Kind: Line, Name: f.name, Description: f.description, Attributes: f.attributes}
	for i := range int(parts) {
		from, to := int64(binary.LittleEndian.Uint32(b[4*i:])), count
		if i+1 < int(parts) {
			to = int64(binary.LittleEndian.Uint32(b[4*i+4:]))
		}
		if from > to || to > count {
			return refuse(CodeTorn)
		}
		if err := r.part(&p, s, int(from), int(to)); err != nil {
			return err
		}
	}
	return asError(r.c.path(p))
}

func (r *shpReader) part(p *Path, s series, from, to int) error {
	for i := from; i < to; i++ {
		at, err := s.at(i)
		if err != nil {
			return err
		}
		if err := r.c.point(at); err != nil {
			return err
		}
	}
	return asError(r.c.endPart(p))
}

// series are the points of a shape, and their heights behind them.
type series struct {
	n       int
	points  []byte
	heights []byte // nil without
}

// newSeries holds the promised number against the bytes that are there.
func newSeries(b []byte, count int64, withZ bool) (series, error) {
	if count*pointBytes > int64(len(b)) {
		return series{}, refuse(CodeTorn)
	}
	s := series{n: int(count), points: b[:count*pointBytes]}
	if withZ {
		rest := b[count*pointBytes:]
		if int64(len(rest)) < rangeBytes+8*count {
			return series{}, refuse(CodeTorn)
		}
		s.heights = rest[rangeBytes:]
	}
	return s, nil
}

func (s series) at(i int) (Point, error) {
	p, err := pointAt(s.points[i*pointBytes:])
	if err == nil && s.heights != nil {
		p.HeightMM = heightOf(float64At(s.heights[i*8:]))
	}
	return p, err
}

func pointAt(b []byte) (Point, error) {
	x, y := float64At(b), float64At(b[8:])
	if !(math.Abs(x) <= maxAxis && math.Abs(y) <= maxAxis) {
		return Point{}, refuse(CodeCoordinate, "text", fmt.Sprintf("%g %g", x, y))
	}
	return Point{Lon: x, Lat: y, TimeMS: NoTime, HeightMM: NoHeight}, nil
}

func float64At(b []byte) float64 { return math.Float64frombits(binary.LittleEndian.Uint64(b)) }
