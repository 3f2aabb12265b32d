package formats

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/encoding/charmap"

	"phendau/internal/foreign"
)

// xmlReader walks through a document element by element. Whoever visits an
// element takes all of it: its children, its text, or nothing with skip.
type xmlReader struct {
	c    *collector
	x    *foreign.XML
	open []string // full names of the elements around
	buf  []byte
}

// readXML reads GPX or KML, whichever the first element says.
func (c *collector) readXML(in io.Reader) error {
	r := &xmlReader{c: c, x: foreign.NewXML(in, charset)}
	err := r.document()
	return located(err, r.x.Line())
}

func (r *xmlReader) document() error {
	for {
		tok, err := r.next()
		if err != nil {
			return err
		}
		e, ok := tok.(xml.StartElement)
		if !ok {
			continue // white space before the first element
		}
		switch e.Name.Local {
		case "gpx":
			err = (&gpxReader{xmlReader: r}).read()
		case "kml":
			err = (&kmlReader{xmlReader: r}).read()
		default:
			return refuse(CodeUnknownFormat)
		}
		if err != nil {
			return err
		}
		return r.rest()
	}
}

// rest refuses a second document behind the first.
func (r *xmlReader) rest() error {
	for {
		tok, err := r.next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		if text, ok := tok.(xml.CharData); !ok || strings.TrimSpace(string(text)) != "" {
			return refuse(CodeTorn)
		}
	}
}

// next is the next token; ends match their starts.
func (r *xmlReader) next() (xml.Token, error) {
	tok, err := r.x.Next()
	switch e := tok.(type) {
	case xml.StartElement:
		r.open = append(r.open, full(e.Name))
	case xml.EndElement:
		last := len(r.open) - 1
		if r.open[last] != full(e.Name) {
			return nil, refuse(CodeTorn).because(fmt.Errorf("%s closes %s", full(e.Name), r.open[last]))
		}
		r.open = r.open[:last]
	}
	return tok, err
}

func full(n xml.Name) string {
	if n.Space == "" {
		return n.Local
	}
	return n.Space + ":" + n.Local
}

// children visits every child of the element just begun, up to its end.
func (r *xmlReader) children(visit func(e xml.StartElement) error) error {
	for {
		tok, err := r.next()
		if err != nil {
			return inside(err)
		}
		switch e := tok.(type) {
		case xml.StartElement:
			if err := visit(e); err != nil {
				return err
			}
		case xml.EndElement:
			return nil
		}
	}
}

// skip goes behind the end of the element just begun.
func (r *xmlReader) skip() error {
	for depth := len(r.open); len(r.open) >= depth; {
		if _, err := r.next(); err != nil {
			return inside(err)
		}
	}
	return nil
}

// chunks gives the text of the element just begun, piece by piece; texts of
// elements inside are none of it.
func (r *xmlReader) chunks(visit func(b []byte) error) error {
	for depth := len(r.open); len(r.open) >= depth; {
		tok, err := r.next()
		if err != nil {
			return inside(err)
		}
		if b, ok := tok.(xml.CharData); ok && len(r.open) == depth {
			if err := visit(b); err != nil {
				return err
			}
		}
	}
	return nil
}

// text is the text of the element just begun, as much of it as is looked at.
func (r *xmlReader) text() (string, error) {
	r.buf = r.buf[:0]
	for depth := len(r.open); len(r.open) >= depth; {
		tok, err := r.next()
		if err != nil {
			return "", inside(err)
		}
		if b, ok := tok.(xml.CharData); ok && len(r.open) == depth {
			r.buf = append(r.buf, b[:min(len(b), maxTextBytes-len(r.buf))]...)
		}
	}
	return strings.ToValidUTF8(string(r.buf), ""), nil // only the cut can have torn a letter
}

// inside is the end of a document within an element.
func inside(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// into reads the text of the element just begun by one of the collector's ways.
func (r *xmlReader) into(to *string, keep func(string) (string, *Error)) error {
	s, err := r.text()
	if err != nil {
		return err
	}
	kept, bad := keep(s)
	if bad != nil {
		return r.here(bad)
	}
	*to = kept
	return nil
}

// here says in which line and element something is wrong. A nil error stays one.
func (r *xmlReader) here(err *Error) error {
	if err == nil {
		return nil
	}
	what := ""
	if n := len(r.open); n > 0 {
		what = "<" + r.open[n-1] + ">"
	}
	return err.at(r.x.Line(), what)
}

// charsets are the encodings that old programs still name.
var charsets = map[string]*charmap.Charmap{
	"windows-1258": charmap.Windows1258, "cp1258": charmap.Windows1258, "1258": charmap.Windows1258,
	"windows-1252": charmap.Windows1252, "cp1252": charmap.Windows1252, "1252": charmap.Windows1252,
	"iso-8859-1": charmap.ISO8859_1, "latin1": charmap.ISO8859_1, "88591": charmap.ISO8859_1, "us-ascii": charmap.ISO8859_1,
}

// charset gives a reader for the encoding a document names. UTF-16 was undone
// before the document was looked at.
func charset(label string, in io.Reader) (io.Reader, error) {
	label = strings.ToLower(strings.TrimSpace(label))
	if strings.HasPrefix(label, "utf-16") || label == "utf8" {
		return in, nil
	}
	if m := charsets[label]; m != nil {
		return m.NewDecoder().Reader(in), nil
	}
	return nil, refuse(CodeEncoding, "guess", " ("+quoted(label)+")")
}
