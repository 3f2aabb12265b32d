package office

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"

	"phendau/internal/border"
	"phendau/internal/border/span"
	"phendau/internal/document"
	"phendau/internal/formats"
	"phendau/internal/paper"
	"phendau/internal/vi"
	"phendau/internal/words"
)

// What of the line leaves as a file.
const (
	FileLine    = "line"
	FileMarkers = "markers"
	FileCovered = "covered"
)

// lineFiles lists what can leave, and in which formats: maps in all that are
// written, what patrols covered as a table.
var lineFiles = map[string][]formats.Format{
	FileLine: {formats.GPX, formats.KML, formats.GeoJSON, formats.CSV}, FileMarkers: {formats.GPX, formats.KML, formats.GeoJSON, formats.CSV}, FileCovered: {formats.CSV},
}

// LineFile is a file of the line to write. Its title and Lines say who asked and
// when; the fixed sentence and whose line it is are added.
type LineFile struct {
	CoverageAsk
	What  string
	As    formats.Format
	Lines []string
}

// Write writes the file and says how many rows, paths or places it has.
func (l *LineReader) Write(ctx context.Context, to io.Writer, w words.Words, f LineFile) (n int, err error) {
	x, err := l.open(ctx, f.CoverageAsk)
	if err != nil {
		return 0, err
	}
	if f.What == FileCovered {
		if err := x.read(ctx); err != nil {
			return 0, err
		}
	}
	return x.write(to, w, &f)
}

func (x *coverer) write(to io.Writer, w words.Words, f *LineFile) (n int, err error) {
	d := x.reg.Line(x.lineID)
	lines := append([]string{w.Text("line.file_source", "line", d.Name, "source", d.Source, "sha256", d.SHA256[:16], "seq", x.reg.Seq)}, f.Lines...)
	if mark := x.mark(w); mark != "" {
		lines = append([]string{mark}, lines...)
	}
	title := w.Text("line.file_"+f.What, "name", x.named(w), "day", vi.ShortDate(x.ask.Days.To), "from", vi.ShortDate(x.ask.Days.From))
	if f.What == FileCovered {
		return x.writeCovered(to, w, append([]string{lineNote(w), title}, lines...))
	}
	file := x.linesOf(w)
	if f.What == FileMarkers {
		file = x.stonesOf(w)
	}
	return len(file.Paths) + len(file.Places), formats.Write(to, file, f.As, formats.Header{Lang: w.Lang(), Title: title, Lines: lines})
}

// named is whose line it is.
func (x *coverer) named(w words.Words) string {
	switch {
	case x.ask.BodyID != "":
		return x.reg.BodyName(x.ask.BodyID, x.ask.Days.To)
	case x.ask.PlaceID != "":
		return x.reg.Places.FullName(x.ask.PlaceID, x.ask.Days.To)
	}
	return w.Text("coverage_all")
}

// linesOf are the stretches that the asked holds, every vertex of them. The
// attributes are those that an import understands.
func (x *coverer) linesOf(w words.Words) *formats.File {
	f := &formats.File{}
	for i := range x.course.Segments {
		s := &x.course.Segments[i]
		doc, _ := x.reg.Segment(s.ID)
		for _, y := range x.heldBy(s.ID) {
			p := formats.Path{Kind: formats.Line, Name: s.Name, Attributes: []formats.Attribute{{Key: w.Text("line.attr_declared"), Value: fmt.Sprint((y.Length() + 5) / 10)}, {Key: w.Text("line.attr_corridor"), Value: fmt.Sprint(s.WidthM())},
				{Key: w.Text("line.attr_from"), Value: chainage(int64(y.From))}, {Key: w.Text("line.attr_to"), Value: chainage(int64(y.To))}}}
			if doc.Document != "" {
				p.Attributes = append(p.Attributes, formats.Attribute{Key: w.Text("line.attr_document"), Value: doc.Document})
			}
			p.Parts = [][]formats.Point{{}}
			for _, at := range x.course.Line.Path(span.Span{From: s.Calibration.Place(y.From), To: s.Calibration.Place(y.To)}, 0) {
				p.Parts[0] = append(p.Parts[0], formats.Point{Lat: at.Lat, Lon: at.Lon, TimeMS: formats.NoTime, HeightMM: formats.NoHeight})
			}
			f.Paths = append(f.Paths, p)
		}
	}
	return f
}

// stonesOf are the stones of the positions in force on the last day.
func (x *coverer) stonesOf(w words.Words) *formats.File {
	f := &formats.File{}
	for i := range x.positions {
		p := &x.positions[i]
		if !p.Days.Has(x.ask.Days.To) {
			continue
		}
		c, known := x.chainage(p)
		for k := range p.Monuments {
			place := x.stone(w, &p.Monuments[k])
			place.Attributes = append(place.Attributes, formats.Attribute{Key: w.Text("line.segment"), Value: x.segmentName(p.Segment)})
			if known {
				place.Attributes = append(place.Attributes, formats.Attribute{Key: w.Text("line.attr_chainage"), Value: fmt.Sprint((int64(c) + 5) / 10)})
			}
			f.Places = append(f.Places, place)
		}
	}
	return f
}

func (x *coverer) stone(w words.Words, m *border.Monument) formats.Place {
	day := x.ask.Days.To
	out := formats.Place{Name: m.Number.String(), At: formats.Point{Lat: m.Point().Lat, Lon: m.Point().Lon, TimeMS: formats.NoTime, HeightMM: formats.NoHeight}}
	if m.HeightM != nil {
		out.At.HeightMM = int32(*m.HeightM * 1000)
	}
	say := func(key, value string) {
		if value != "" {
			out.Attributes = append(out.Attributes, formats.Attribute{Key: w.Text("line.attr_" + key), Value: value})
		}
	}
	word := func(v string) string {
		if v == "" {
			return ""
		}
		return w.Text("line.value_" + v)
	}
	say("side", word(string(m.Side)))
	say("set_by", word(string(m.SetBy)))
	say("size", m.Size)
	say("state", word(string(m.StateOn(day))))
	reach, why := "yes", ""
	for _, c := range m.Closed {
		if c.Days.Has(day) {
			reach, why = "no", c.Reason
		}
	}
	say("reachable", word(reach))
	say("why", why)
	return out
}

// writeCovered writes what each patrol of the period covered, newest first.
func (x *coverer) writeCovered(to io.Writer, w words.Words, about []string) (n int, err error) {
	all := x.patrolled()
	e := document.Export{About: about}
	for _, c := range []struct {
		title string
		kind  paper.ColumnKind
	}{{"line.day", paper.DateColumn}, {"line.segment", paper.TextColumn}, {"line.attr_from", paper.NumberColumn}, {"line.attr_to", paper.NumberColumn}, {"line.length", paper.NumberColumn}, {"line.entry", paper.TextColumn}} {
		e.Columns = append(e.Columns, document.ExportColumn{Title: w.Text(c.title), Kind: c.kind})
	}
	km := func(dm span.Decimetre) document.Value {
		return document.Number(strconv.FormatFloat(float64(dm)/10_000, 'f', -1, 64))
	}
	e.Rows = func(yield func([]document.Value, error) bool) {
		for _, k := range all {
			c := k.stretch.C
			if !yield([]document.Value{document.Day(k.day.String()), document.Text(x.segmentName(k.stretch.Segment)), km(c.From), km(c.To), km(c.Length()), document.Text(firstEntry(k.act).EntryID)}, nil) {
				return
			}
		}
	}
	var b bytes.Buffer
	if err := document.ExportCSV(&b, e); err != nil {
		return 0, err
	}
	_, err = to.Write(b.Bytes())
	return len(all), err
}

// LeavesAs reports whether something of the line is written in a format.
func LeavesAs(what string, as formats.Format) bool { return slices.Contains(lineFiles[what], as) }
