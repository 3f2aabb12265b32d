package intake

import (
	"encoding/hex"
	"fmt"
	"math"

	"phendau/internal/border"
	"phendau/internal/border/span"
	"phendau/internal/catalogue"
	"phendau/internal/formats"
	"phendau/internal/registry"
)

// Line plans the import of a version of the border line: every path of the file
// is a segment, in the order of the line. Its length is declared by the file or
// by whoever imports it, never measured.
func Line(f BorderFile, env Env) (Plan, []Problem) {
	in := &lineReader{borderReader: newBorderReader(&f, &env)}
	in.paths()
	in.draw()
	return in.plan(len(f.Paths))
}

type lineReader struct {
	*borderReader
	vertices []border.Vertex
	parts    []linePart
}

// linePart is a path with its first and last vertex.
type linePart struct {
	path     *formats.Path
	at       spot
	said     map[string]string
	from, to int
	declared int64
}

func (in *lineReader) paths() {
	names := map[string]bool{}
	for i := range in.file.Paths {
		p := &in.file.Paths[i]
		at := in.at(i, p.Name)
		said := attributes(p.Attributes)
		switch {
		case p.Name == "":
			in.say(Error, at, codePathNameless)
		case names[p.Name]:
			in.say(Error, at, codePathTwice, "text", p.Name)
		case len(p.Parts) != 1:
			in.say(Error, at, codePathBroken)
		}
		names[p.Name] = true
		declared := in.whole(at, said[roleDeclared], in.file.DeclaredM)
		if declared == 0 {
			in.say(Error, at, codeNotDeclared)
		}
		in.parts = append(in.parts, in.part(linePart{path: p, at: at, said: said, declared: declared}))
	}
	if len(in.parts) == 0 {
		in.say(Error, spot{name: in.file.Name}, codeNoPath)
	}
}

// part adds the vertices of a path; one that begins where the last one ended
// does not repeat the vertex.
func (in *lineReader) part(p linePart) linePart {
	first := true
	for at := range p.path.Points() {
		v := border.Vertex{Lat: int32(math.Round(at.Lat * 1e6)), Lon: int32(math.Round(at.Lon * 1e6))}
		if n := len(in.vertices); !first || n == 0 || in.vertices[n-1] != v {
			in.vertices = append(in.vertices, v)
		}
		if first {
			p.from = len(in.vertices) - 1
		}
		first = false
	}
	p.to = len(in.vertices) - 1
	return p
}

// draw drafts segments, vertices, the version that names them, and what rows
// answer for.
func (in *lineReader) draw() {
	whole := spot{name: in.file.Name}
	if in.count[Error] > 0 {
		return
	}
	l, err := border.NewLine(in.vertices)
	if in.refusedBorder(whole, err) {
		return
	}
	h := l.Hash()
	pieces := border.Pack(in.vertices)
	id := in.ids.named("line", "")
	doc := registry.LineDoc{Name: in.file.Line, Source: in.file.Name, From: in.file.From, To: registry.Open, SHA256: hex.EncodeToString(h[:]), Pieces: len(pieces)}
	kind := in.register("segment")
	for _, p := range in.parts {
		segment := in.segment(p)
		doc.Segments = append(doc.Segments, registry.LineSegmentDoc{SegmentID: segment,
			Marks: [][2]int64{{int64(vertexAt(l, p.from)), 0}, {int64(vertexAt(l, p.to)), 10 * p.declared}}})
		in.hold(p, segment, kind)
	}
	for n, text := range pieces {
		in.create(whole, "line_piece", in.ids.named("piece", fmt.Sprint(n)), registry.LinePieceDoc{LineID: id, N: n, Vertices: text})
	}
	in.create(whole, "line", id, doc)
}

// vertexAt is s at a vertex.
func vertexAt(l *border.Line, i int) span.Decimetre {
	if i >= l.Legs() {
		return l.Length()
	}
	return span.OfMetres(l.Leg(i).S)
}

// segment is the one of that name and declared length, or a new one.
func (in *lineReader) segment(p linePart) string {
	for _, id := range in.env.Registry.Segments() {
		if s, _ := in.env.Registry.Segment(id); same(s.Name, p.path.Name) && s.DeclaredM == p.declared {
			return id
		}
	}
	id := in.ids.named("segment", p.path.Name)
	in.create(p.at, "segment", id, registry.SegmentDoc{Name: p.path.Name, Starts: p.said[roleStarts], Ends: p.said[roleEnds], DeclaredM: p.declared,
		Document: p.said[roleDocument], CorridorM: int(in.whole(p.at, p.said[roleCorridor], 0))})
	return id
}

// hold lets the rows of that name answer for the segment, or writes one.
func (in *lineReader) hold(p linePart, segment string, kind *catalogue.Kind) {
	placeID := in.placeOf(p.at, p.said[rolePlace])
	stretch := &registry.StretchDoc{SegmentID: segment}
	rows := in.rows("segment", func(r *registry.Register) bool {
		return same(r.Name, p.path.Name) && (placeID == "" || r.PlaceID == placeID)
	})
	for _, r := range rows {
		doc := r.RegisterDoc
		doc.Stretch = stretch
		in.place(p.at, r, "stretch", r.Stretch, stretch, doc)
	}
	switch {
	case len(rows) > 0:
	case kind == nil || placeID == "":
		in.say(Warning, p.at, codeNobodyHolds, "text", p.path.Name)
	default:
		doc := registry.RegisterDoc{Kind: kind.ID, Name: p.path.Name, PlaceID: placeID, Document: p.said[roleDocument], From: registry.Unknown, To: registry.Open, Stretch: stretch}
		if len(kind.Measures) == 1 { // a register of stretches counts their lengths
			doc.Measures = map[string]int64{kind.Measures[0].ID: p.declared}
		}
		in.create(p.at, "register", in.ids.named("row", p.path.Name), doc)
	}
}
