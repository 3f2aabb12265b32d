package intake

import (
	"math"

	"phendau/internal/border"
	"phendau/internal/border/geo"
	"phendau/internal/border/span"
	"phendau/internal/formats"
	"phendau/internal/registry"
	"phendau/internal/vi"
)

// trailFarM is how far behind the line an end of a trail may lie for a link to be
// proposed, in metres; beyond it a person must say what it stands for.
const trailFarM = 1000

// Trails plans the import of patrol paths behind the line: every path of the file
// is one. What of the line it stands for is said by its attributes or proposed
// from its ends; whoever imports answers for what was proposed.
func Trails(f BorderFile, env Env) (Plan, []Problem) {
	in := &trailReader{markerReader: &markerReader{borderReader: newBorderReader(&f, &env)}}
	if in.course = in.registered(); in.course == nil && in.count[Error] == 0 {
		in.say(Error, spot{name: f.Name}, codeTrailNoLine)
	} else if in.course != nil {
		in.paths()
	}
	return in.plan(len(f.Paths))
}

type trailReader struct {
	*markerReader // for the line in force
	proposed      int
}

func (in *trailReader) paths() {
	names := map[string]bool{}
	for i := range in.file.Paths {
		p := &in.file.Paths[i]
		at := in.at(i, p.Name)
		switch {
		case p.Name == "":
			in.say(Error, at, codePathNameless)
		case names[p.Name]:
			in.say(Error, at, codePathTwice, "text", p.Name)
		case len(p.Parts) != 1:
			in.say(Error, at, codePathBroken)
		default:
			in.trail(at, p)
		}
		names[p.Name] = true
	}
	if len(in.file.Paths) == 0 {
		in.say(Error, spot{name: in.file.Name}, codeNoPath)
	}
	if in.proposed > 0 && !in.file.AcceptLinks {
		in.say(Error, spot{name: in.file.Name}, codeLinksAsked)
	}
}

func (in *trailReader) trail(at spot, p *formats.Path) {
	var vertices []border.Vertex
	for q := range p.Points() {
		v := border.Vertex{Lat: int32(math.Round(q.Lat * 1e6)), Lon: int32(math.Round(q.Lon * 1e6))}
		if n := len(vertices); n == 0 || vertices[n-1] != v {
			vertices = append(vertices, v)
		}
	}
	l, err := border.NewLine(vertices)
	if in.refusedBorder(at, err) {
		return
	}
	pieces := border.Pack(vertices)
	if len(pieces) > 1 {
		in.say(Error, at, codeTrailLong)
		return
	}
	said := attributes(p.Attributes)
	doc := registry.TrailDoc{Name: p.Name, Source: in.file.Name, From: in.file.From, To: registry.Open, CorridorM: int(in.whole(at, said[roleCorridor], 0)), Vertices: pieces[0]}
	if said[roleDocument] != "" {
		doc.Source = said[roleDocument]
	}
	before := in.count[Error]
	if said[roleSegment] != "" {
		doc.Links = in.stated(at, said, l)
	} else {
		doc.Links = in.propose(at, l)
	}
	if in.count[Error] == before {
		in.create(at, "trail", in.ids.named("trail", p.Name), doc)
	}
}

// stated is the link that the attributes tell: the whole path stands for a stretch
// of one segment, whose chainage may fall as the path goes on.
func (in *trailReader) stated(at spot, said map[string]string, l *border.Line) []registry.TrailLinkDoc {
	id := in.segmentCalled(said[roleSegment])
	if id == "" {
		in.say(Error, at, codeTrailSegment, "text", said[roleSegment])
		return nil
	}
	if said[roleFromM] == "" || said[roleToM] == "" {
		in.say(Error, at, codeTrailChainage)
		return nil
	}
	from, to := 10*in.whole(at, said[roleFromM], 0), 10*in.whole(at, said[roleToM], 0)
	return []registry.TrailLinkDoc{{ToDM: int64(l.Length()), Backward: from > to, Line: registry.StretchDoc{SegmentID: id, FromDM: min(from, to), ToDM: max(from, to)}}}
}

func (in *trailReader) segmentCalled(name string) string {
	for _, id := range in.env.Registry.Segments() {
		if s, _ := in.env.Registry.Segment(id); id == name || same(s.Name, name) {
			return id
		}
	}
	return ""
}

// propose takes both ends of a path to the nearest places of the line. It stands
// for what lies between them, shared out evenly where that is several segments.
func (in *trailReader) propose(at spot, l *border.Line) []registry.TrailLinkDoc {
	a, near := in.course.Line.Nearest(geo.Point(l.At(0)), trailFarM)
	b, too := in.course.Line.Nearest(geo.Point(l.At(l.Length())), trailFarM)
	if !near || !too || a.S == b.S {
		in.say(Error, at, codeTrailFar)
		return nil
	}
	backward := a.S > b.S
	whole := span.Span{From: min(a.S, b.S), To: max(a.S, b.S)}
	var out []registry.TrailLinkDoc
	for _, s := range in.course.Stretches(span.Set{whole}) {
		k := in.course.Segment(s.Segment).Calibration
		x := span.Span{From: whole.Carry(k.Place(s.C.From), l.Whole()), To: whole.Carry(k.Place(s.C.To), l.Whole())}
		if backward {
			x = span.Span{From: l.Length() - x.To, To: l.Length() - x.From}
		}
		out = append(out, registry.TrailLinkDoc{FromDM: int64(x.From), ToDM: int64(x.To), Backward: backward,
			Line: registry.StretchDoc{SegmentID: s.Segment, FromDM: int64(s.C.From), ToDM: int64(s.C.To)}})
		in.say(Warning, at, codeLinkProposed, "segment", in.course.Segment(s.Segment).Name, "from", kilometres(s.C.From), "to", kilometres(s.C.To),
			"first", vi.Int(int64(math.Round(a.Metres))), "last", vi.Int(int64(math.Round(b.Metres))))
	}
	if len(out) == 0 {
		in.say(Error, at, codeTrailFar)
	}
	in.proposed += len(out)
	return out
}

func kilometres(c span.Decimetre) string { return vi.DecimalDigits(int64(c), 10_000, 3) }
