package formats

import (
	"bufio"
	"encoding/xml"
	"strings"
)

// xmlWriter writes elements of XML; errors wait in the buffer for its Flush.
type xmlWriter struct{ *bufio.Writer }

func (w xmlWriter) raw(s ...string) {
	for _, s := range s {
		_, _ = w.WriteString(s)
	}
}

// text writes an element that holds a text; an empty one is left out.
func (w xmlWriter) text(element, s string) {
	if s != "" {
		w.raw("<", element, ">")
		_ = xml.EscapeText(w.Writer, []byte(s))
		w.raw("</", element, ">")
	}
}

// escaped is a text inside quotation marks.
func escaped(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a builder takes everything
	return b.String()
}

// writeGPX writes GPX 1.1. A line, or a route in parts, is a trk whose type says
// so: a rte has no parts.
func writeGPX(b *bufio.Writer, f *File, h Header) {
	w := xmlWriter{b}
	w.raw(xml.Header, `<gpx version="1.1" creator="Phên Dậu" xmlns="http://www.topografix.com/GPX/1/1">`, "\n<metadata>")
	w.text("name", h.Title)
	w.text("desc", strings.Join(h.text(), "\n"))
	w.raw("</metadata>\n")
	for i := range f.Places {
		p := &f.Places[i]
		w.gpxPoint("wpt", &p.At, func() {
			w.text("name", p.Name)
			w.text("desc", p.Description)
		})
	}
	for p := range f.Of(Route) {
		if len(p.Parts) == 1 {
			w.gpxPath("rte", p)
		}
	}
	for i := range f.Paths {
		if p := &f.Paths[i]; p.Kind != Route || len(p.Parts) != 1 {
			w.gpxPath("trk", p)
		}
	}
	w.raw("</gpx>\n")
}

func (w xmlWriter) gpxPath(element string, p *Path) {
	w.raw("<", element, ">")
	w.text("name", p.Name)
	w.text("desc", p.Description)
	if element == "trk" && p.Kind != Track {
		w.text("type", string(p.Kind))
	}
	w.raw("\n")
	for _, part := range p.Parts {
		if element == "rte" {
			w.gpxPoints("rtept", part)
			continue
		}
		w.raw("<trkseg>\n")
		w.gpxPoints("trkpt", part)
		w.raw("</trkseg>\n")
	}
	w.raw("</", element, ">\n")
}

func (w xmlWriter) gpxPoints(element string, part []Point) {
	for i := range part {
		w.gpxPoint(element, &part[i], func() {})
	}
}

func (w xmlWriter) gpxPoint(element string, p *Point, more func()) {
	w.raw("<", element, ` lat="`, degree(p.Lat), `" lon="`, degree(p.Lon), `">`)
	if p.HeightMM != NoHeight {
		w.text("ele", metres(p.HeightMM))
	}
	if p.TimeMS != NoTime {
		w.text("time", instant(p.TimeMS))
	}
	more()
	w.raw("</", element, ">\n")
}
