package formats

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// Header stands on a file that leaves.
type Header struct {
	// Lang is the language of the fixed sentence and of headings, "vi" or "en".
	Lang string
	// Title and Lines are those of the office: who, when, which filter, which
	// position of the book.
	Title string
	Lines []string
}

// text is everything a header says; the fixed sentence is never left out.
func (h Header) text() []string {
	out := []string{Disclaimer[0]}
	if h.Lang == "en" {
		out[0] = Disclaimer[1]
	}
	if h.Title != "" {
		out = append(out, h.Title)
	}
	return append(out, h.Lines...)
}

// Write writes a file. Equal files give equal bytes. What a format cannot say
// is left out: GPX has no attributes of paths and no accuracy, KML and GeoJSON
// no accuracy, CSV no attributes of paths. A Shapefile is not written.
func Write(w io.Writer, f *File, as Format, h Header) error {
	b := bufio.NewWriterSize(w, 64<<10)
	switch as {
	case GPX:
		writeGPX(b, f, h)
	case KML:
		writeKML(b, f, h)
	case GeoJSON:
		writeGeoJSON(b, f, h)
	case CSV:
		if err := writeCSV(b, f, h); err != nil {
			return fmt.Errorf("write map file: %w", err)
		}
	default:
		return refuse(CodeUnknownFormat)
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("write map file: %w", err)
	}
	return nil
}

// degree prints a coordinate to 1e-7 of a degree, about a centimetre.
func degree(v float64) string {
	s := strconv.FormatFloat(v, 'f', 7, 64)
	s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	if s == "-0" {
		return "0"
	}
	return s
}

// metres prints millimetres as metres.
func metres(mm int32) string {
	return strconv.FormatFloat(float64(mm)/1000, 'f', -1, 64)
}

// instant prints a moment, with milliseconds only where there are some.
func instant(ms int64) string {
	return time.UnixMilli(ms).UTC().Format("2006-01-02T15:04:05.999Z")
}
