package formats

import (
	"bufio"
	"encoding/json"
)

// writeGeoJSON writes RFC 7946. The fixed sentence is a member "note"; times
// stand in the property coordTimes, as many programs read them.
func writeGeoJSON(b *bufio.Writer, f *File, h Header) {
	w := jsonWriter{b}
	w.raw(`{"type":"FeatureCollection","note":`)
	w.value(h.text())
	w.raw(`,"features":[`)
	between := "\n"
	for i := range f.Places {
		p := &f.Places[i]
		w.raw(between)
		between = ",\n"
		w.feature(p.Name, p.Description, p.Attributes, nil, "", func() {
			w.raw(`"Point","coordinates":`)
			w.position(&p.At)
		})
	}
	for i := range f.Paths {
		w.raw(between)
		between = ",\n"
		w.path(&f.Paths[i])
	}
	w.raw("\n]}\n")
}

type jsonWriter struct{ *bufio.Writer }

func (w jsonWriter) raw(s string) { _, _ = w.WriteString(s) }

func (w jsonWriter) value(v any) {
	b, _ := json.Marshal(v) // texts and lists of texts cannot fail
	_, _ = w.Write(b)
}

func (w jsonWriter) feature(name, description string, attributes []Attribute, times func(), kind Kind, geometry func()) {
	w.raw(`{"type":"Feature",`)
	if kind != "" {
		w.raw(`"` + kindKey + `":"` + string(kind) + `",`)
	}
	w.raw(`"properties":{"name":`)
	w.value(name)
	if description != "" {
		w.raw(`,"description":`)
		w.value(description)
	}
	for _, a := range attributes {
		w.raw(",")
		w.value(a.Key)
		w.raw(":")
		w.value(a.Value)
	}
	if times != nil {
		w.raw(`,"coordTimes":`)
		times()
	}
	w.raw(`},"geometry":{"type":`)
	geometry()
	w.raw("}}")
}

func (w jsonWriter) path(p *Path) {
	timed, _ := p.Timed()
	var times func()
	usual := Line
	if timed > 0 {
		usual, times = Track, func() { w.parts(p, w.instantOf) }
	}
	kind := p.Kind
	if kind == usual {
		kind = ""
	}
	w.feature(p.Name, p.Description, p.Attributes, times, kind, func() {
		if len(p.Parts) == 1 {
			w.raw(`"LineString","coordinates":`)
		} else {
			w.raw(`"MultiLineString","coordinates":`)
		}
		w.parts(p, w.position)
	})
}

// parts writes a list of all points, or one for each part where there are
// several.
func (w jsonWriter) parts(p *Path, one func(*Point)) {
	if len(p.Parts) > 1 {
		w.raw("[")
		defer w.raw("]")
	}
	for i, part := range p.Parts {
		if i > 0 {
			w.raw(",")
		}
		w.raw("[")
		for j := range part {
			if j > 0 {
				w.raw(",")
			}
			one(&part[j])
		}
		w.raw("]")
	}
}

func (w jsonWriter) position(p *Point) {
	w.raw("[" + tuple(p, ",") + "]")
}

func (w jsonWriter) instantOf(p *Point) {
	if p.TimeMS == NoTime {
		w.raw("null")
		return
	}
	w.raw(`"` + instant(p.TimeMS) + `"`)
}
