package foreign

import (
	"bufio"
	"encoding/xml"
	"errors"
	"io"
)

// tokenReader hands bytes one by one to the XML decoder, so that the length
// of a token is known while it is read and not after.
type tokenReader struct {
	*bufio.Reader
	left  int
	state tokenState
}

// tokenState is how much of a token was seen.
type tokenState uint8

const (
	fresh  tokenState = iota // nothing
	opened                   // its "<"
	known                    // whether it is a tag
)

// begin starts a token. The decoder ends a text by reading the "<" behind it.
func (t *tokenReader) begin(afterText bool) {
	t.left, t.state = maxToken, fresh
	if afterText {
		t.state = opened
	}
}

func (t *tokenReader) ReadByte() (byte, error) {
	if t.left--; t.left < 0 {
		return 0, &Error{Fault: LongToken}
	}
	b, err := t.Reader.ReadByte()
	switch {
	case t.state == known:
	case t.state == fresh && b == '<':
		t.state = opened
	default:
		if t.state == opened && b != '!' && b != '?' { // no comment, CDATA or instruction
			t.left = min(t.left, maxTag)
		}
		t.state = known
	}
	return b, err
}

// XML reads the tokens of a document. Document types are refused, so no entity
// can grow, and so is deep nesting.
type XML struct {
	d     *xml.Decoder
	in    *tokenReader
	depth int
	text  bool // the last token was a text
}

// NewXML reads r, which the caller bounds. The text must be UTF-8, unless
// charset gives a reader for the encoding that the document names.
func NewXML(r io.Reader, charset func(label string, in io.Reader) (io.Reader, error)) *XML {
	in := &tokenReader{Reader: bufio.NewReaderSize(r, 32<<10)}
	d := xml.NewDecoder(in)
	d.CharsetReader = charset
	return &XML{d: d, in: in}
}

// Line is where the reading stands, from 1.
func (x *XML) Line() int {
	line, _ := x.d.InputPos()
	return line
}

// Next returns the next start, end or text. Text is valid until the next
// call. The end of the document is io.EOF, inside an element an error.
func (x *XML) Next() (xml.Token, error) {
	for {
		x.in.begin(x.text)
		tok, err := x.d.RawToken()
		_, x.text = tok.(xml.CharData)
		switch {
		case errors.Is(err, io.EOF) && x.depth == 0:
			return nil, io.EOF
		case errors.Is(err, io.EOF):
			return nil, io.ErrUnexpectedEOF
		case err != nil:
			return nil, err
		}
		switch tok.(type) {
		case xml.StartElement:
			x.depth++
		case xml.EndElement:
			x.depth--
		case xml.Directive:
			return nil, &Error{Fault: Doctype}
		case xml.CharData:
		default:
			continue
		}
		if x.depth > maxDepth || x.depth < 0 {
			return nil, &Error{Fault: Depth}
		}
		return tok, nil
	}
}

// Elements calls visit for every element of a document.
func (x *XML) Elements(visit func(xml.StartElement) error) error {
	for {
		tok, err := x.Next()
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

// Attr is an attribute by its local name, "" when absent.
func Attr(e xml.StartElement, local string) string {
	for _, a := range e.Attr {
		if a.Name.Local == local {
			return a.Value
		}
	}
	return ""
}
