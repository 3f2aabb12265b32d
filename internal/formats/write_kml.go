package formats

import (
	"bufio"
	"encoding/xml"
	"strings"
)

// writeKML writes KML 2.2: paths with times as gx:Track, others as lines.
func writeKML(b *bufio.Writer, f *File, h Header) {
	w := xmlWriter{b}
	w.raw(xml.Header, `<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2">`, "\n<Document>")
	w.text("name", h.Title)
	w.text("description", strings.Join(h.text(), "\n"))
	w.raw("\n")
	for i := range f.Places {
		p := &f.Places[i]
		w.placemark(p.Name, p.Description, p.Attributes, "", func() {
			w.raw("<Point><coordinates>", tuple(&p.At, ","), "</coordinates></Point>")
		})
	}
	for i := range f.Paths {
		w.kmlPath(&f.Paths[i])
	}
	w.raw("</Document>\n</kml>\n")
}

func (w xmlWriter) placemark(name, description string, attributes []Attribute, kind Kind, geometry func()) {
	w.raw("<Placemark>")
	w.text("name", name)
	w.text("description", description)
	if len(attributes) > 0 || kind != "" {
		w.raw("<ExtendedData>")
		if kind != "" {
			w.data(kindKey, string(kind))
		}
		for _, a := range attributes {
			w.data(a.Key, a.Value)
		}
		w.raw("</ExtendedData>")
	}
	geometry()
	w.raw("</Placemark>\n")
}

func (w xmlWriter) data(key, value string) {
	w.raw(`<Data name="`, escaped(key), `">`)
	w.text("value", value)
	w.raw("</Data>")
}

// kmlPath says the kind only where the geometry does not: of a line without
// times that was walked or planned, of a route with times.
func (w xmlWriter) kmlPath(p *Path) {
	timed, _ := p.Timed()
	usual, write, several := Line, w.kmlLine, "MultiGeometry"
	if timed > 0 && p.Kind != Line {
		usual, write, several = Track, w.kmlTrack, "gx:MultiTrack"
	}
	kind := p.Kind
	if kind == usual {
		kind = ""
	}
	w.placemark(p.Name, p.Description, p.Attributes, kind, func() {
		if len(p.Parts) > 1 {
			w.raw("<", several, ">")
			defer w.raw("</", several, ">")
		}
		for _, part := range p.Parts {
			write(part)
		}
	})
}

func (w xmlWriter) kmlLine(part []Point) {
	w.raw("<LineString><coordinates>\n")
	for i := range part {
		w.raw(tuple(&part[i], ","), "\n")
	}
	w.raw("</coordinates></LineString>")
}

func (w xmlWriter) kmlTrack(part []Point) {
	w.raw("<gx:Track>\n")
	for i := range part {
		w.raw("<when>")
		if part[i].TimeMS != NoTime {
			w.raw(instant(part[i].TimeMS))
		}
		w.raw("</when>\n")
	}
	for i := range part {
		w.raw("<gx:coord>", tuple(&part[i], " "), "</gx:coord>\n")
	}
	w.raw("</gx:Track>")
}

// tuple is a place as KML has it; a height that nobody said is left out.
func tuple(p *Point, between string) string {
	s := degree(p.Lon) + between + degree(p.Lat)
	if p.HeightMM != NoHeight {
		s += between + metres(p.HeightMM)
	}
	return s
}
