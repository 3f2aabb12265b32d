package border

import (
	"encoding/base64"
	"encoding/binary"
)

// PackBytes is how many bytes of text one piece of a packed line has at most: an
// operation holds one piece with room to spare.
const PackBytes = 24_000

// MaxPieces bounds a packed line, for whoever takes one from outside.
const MaxPieces = 999

// Pack writes the vertices of a line as pieces of text. A vertex is what it
// differs from where the two before it lead, latitude first, as zigzag varints
// in base64url: about three letters a vertex of a line drawn every ten metres. A
// piece can be read without the one before it.
func Pack(vertices []Vertex) []string {
	var out []string
	var raw []byte
	var p packer
	for _, v := range vertices {
		if base64.RawURLEncoding.EncodedLen(len(raw)+2*binary.MaxVarintLen64) > PackBytes {
			out = append(out, base64.RawURLEncoding.EncodeToString(raw))
			raw, p = raw[:0], packer{}
		}
		raw = binary.AppendVarint(raw, p.lat.leave(int64(v.Lat)))
		raw = binary.AppendVarint(raw, p.lon.leave(int64(v.Lon)))
	}
	return append(out, base64.RawURLEncoding.EncodeToString(raw))
}

// Unpack reads the pieces of a line in their order.
func Unpack(pieces ...string) ([]Vertex, error) {
	var out []Vertex
	for _, text := range pieces {
		raw, err := base64.RawURLEncoding.Strict().DecodeString(text)
		if err != nil || len(text) > PackBytes {
			return nil, packed()
		}
		if out, err = unpack(out, raw); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func unpack(out []Vertex, raw []byte) ([]Vertex, error) {
	var p packer
	for len(raw) > 0 {
		dlat, n := binary.Varint(raw)
		if n <= 0 {
			return nil, packed()
		}
		dlon, m := binary.Varint(raw[n:])
		if m <= 0 {
			return nil, packed()
		}
		raw = raw[n+m:]
		lat, lon := p.lat.take(dlat), p.lon.take(dlon)
		if lat < -90e6 || lat > 90e6 || lon < -180e6 || lon > 180e6 {
			return nil, packed()
		}
		out = append(out, Vertex{int32(lat), int32(lon)})
	}
	return out, nil
}

func packed() error {
	return &Error{LinePacked, "Tọa độ các đỉnh của đường không đọc được.", "the vertices of the line cannot be read"}
}

// packer expects each vertex where the two before it lead.
type packer struct{ lat, lon ahead }

type ahead struct {
	before, step int64
	seen         bool
}

// leave is the difference of a number from what was expected.
func (a *ahead) leave(x int64) int64 {
	d := x - a.before - a.step
	a.note(x)
	return d
}

// take is the way back.
func (a *ahead) take(d int64) int64 {
	x := a.before + a.step + d
	a.note(x)
	return x
}

func (a *ahead) note(x int64) {
	if a.seen {
		a.step = x - a.before
	}
	a.before, a.seen = x, true
}
