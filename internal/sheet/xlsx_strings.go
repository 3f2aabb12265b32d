package sheet

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"phendau/internal/foreign"
	"phendau/internal/sheet/grid"
)

// sharedStrings keeps the texts that cells refer to by number, in one block:
// a million small strings would cost more in headers than in letters.
type sharedStrings struct {
	text []byte
	ends []uint32
	long map[int]bool // longer than a cell may be; only their beginning is kept
}

// at is one text; ok is false for a number the file does not have.
func (s *sharedStrings) at(i int) (text string, long, ok bool) {
	if i < 0 || i >= len(s.ends) {
		return "", false, false
	}
	from := uint32(0)
	if i > 0 {
		from = s.ends[i-1]
	}
	return string(s.text[from:s.ends[i]]), s.long[i], true
}

func (w *workbook) readStrings() error {
	w.strings = &sharedStrings{long: map[int]bool{}}
	name := w.part("sharedStrings")
	if name == "" {
		return nil
	}
	p, err := w.a.Open(name, foreign.MaxUnpackedBytes)
	if err != nil || p == nil {
		return err
	}
	defer p.Close()
	return w.strings.read(foreign.NewXML(p, nil))
}

func (s *sharedStrings) read(in *foreign.XML) error {
	var t textReader
	for {
		tok, err := in.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if isLongToken(err) {
			return refuse(grid.CodeTooMuchText, err)
		}
		if err != nil {
			return err
		}
		if end, ok := tok.(xml.EndElement); ok && end.Name.Local == "si" {
			if err := s.add(&t); err != nil {
				return err
			}
			continue
		}
		t.token(tok)
	}
}

func (s *sharedStrings) add(t *textReader) error {
	if t.long {
		s.long[len(s.ends)] = true
	}
	s.text = append(s.text, t.take()...)
	s.ends = append(s.ends, uint32(len(s.text)))
	if len(s.ends) > maxStrings || len(s.text) > maxStringBytes {
		return refuse(grid.CodeTooMuchText, nil)
	}
	return nil
}

// textReader gathers the text of a string item: of its runs, not of the
// reading aids beside them.
type textReader struct {
	b       []byte
	inText  bool
	phonics int
	long    bool
}

func (t *textReader) token(tok xml.Token) {
	switch e := tok.(type) {
	case xml.StartElement:
		switch e.Name.Local {
		case "t":
			t.inText = true
		case "rPh":
			t.phonics++
		}
	case xml.EndElement:
		switch e.Name.Local {
		case "t":
			t.inText = false
		case "rPh":
			t.phonics--
		}
	case xml.CharData:
		if t.inText && t.phonics == 0 {
			t.add(e)
		}
	}
}

// overlongKept is how much of a text too long is kept to recognise it by.
const overlongKept = 60

func (t *textReader) add(b []byte) {
	if t.long {
		return
	}
	if len(t.b)+len(b) > grid.MaxCellBytes {
		t.long = true
		t.b = append(t.b, b[:min(len(b), overlongKept)]...)
		t.b = t.b[:min(len(t.b), overlongKept)]
		return
	}
	t.b = append(t.b, b...)
}

// take returns the text and starts a new one. The carriage returns of Windows
// say nothing; XLSX writes them as _x000D_.
func (t *textReader) take() string {
	s := string(t.b)
	*t = textReader{b: t.b[:0]}
	if strings.Contains(s, "_x000D_") {
		s = strings.ReplaceAll(s, "_x000D_", "\r")
	}
	if strings.Contains(s, "\r") {
		s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}
