package sheet

import (
	"bufio"
	"encoding/xml"
	"errors"
	"io"

	"phendau/internal/sheet/grid"
)

// errLongToken tells that one token is longer than maxToken.
var errLongToken = errors.New("an XML token is too long")

// tokenReader hands bytes one by one to the XML decoder, so that the length
// of a token is known while it is read and not after.
type tokenReader struct {
	*bufio.Reader
	left int
}

func (t *tokenReader) ReadByte() (byte, error) {
	if t.left--; t.left < 0 {
		return 0, errLongToken
	}
	return t.Reader.ReadByte()
}

// scanner reads the tokens of one part. Document types are refused, so no
// entity can grow, and so is deep nesting.
type scanner struct {
	d     *xml.Decoder
	in    *tokenReader
	depth int
}

func newScanner(r io.Reader) *scanner {
	in := &tokenReader{Reader: bufio.NewReaderSize(r, 32<<10)}
	return &scanner{d: xml.NewDecoder(in), in: in}
}

// next returns the next start, end or text. Text is valid until the next
// call. The end of the part is io.EOF, inside an element an error.
func (s *scanner) next() (xml.Token, error) {
	for {
		s.in.left = maxToken
		tok, err := s.d.RawToken()
		switch {
		case errors.Is(err, io.EOF) && s.depth == 0:
			return nil, io.EOF
		case errors.Is(err, io.EOF):
			return nil, io.ErrUnexpectedEOF
		case err != nil:
			return nil, err
		}
		switch tok.(type) {
		case xml.StartElement:
			s.depth++
		case xml.EndElement:
			s.depth--
		case xml.Directive:
			return nil, refuse(grid.CodeTorn, errors.New("document type declaration"))
		case xml.CharData:
		default:
			continue
		}
		if s.depth > maxDepth || s.depth < 0 {
			return nil, refuse(grid.CodeTorn, errors.New("XML nesting"))
		}
		return tok, nil
	}
}

// elements calls visit for every element of a part.
func (s *scanner) elements(visit func(xml.StartElement) error) error {
	for {
		tok, err := s.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if start, ok := tok.(xml.StartElement); ok {
			if err := visit(start); err != nil {
				return err
			}
		}
	}
}

// attr is an attribute by its local name, "" when absent.
func attr(e xml.StartElement, local string) string {
	for _, a := range e.Attr {
		if a.Name.Local == local {
			return a.Value
		}
	}
	return ""
}
