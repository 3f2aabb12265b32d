package paper

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
)

// Marshal writes the stable JSON form of d: snake_case names, two-space
// indent, fields in the order of the types, empty ones left out, ending in a
// newline. Equal documents give equal bytes.
func Marshal(d *Document) ([]byte, error) {
	if d.Format == "" {
		d = shallowWithFormat(d)
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(d); err != nil {
		return nil, fmt.Errorf("encode document: %w", err)
	}
	return b.Bytes(), nil
}

func shallowWithFormat(d *Document) *Document {
	c := *d
	c.Format = Format
	return &c
}

// Unmarshal reads the JSON form. An unknown field or another format version
// is an error, because printing without it would print something else.
func Unmarshal(b []byte) (*Document, error) {
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	var d Document
	if err := dec.Decode(&d); err != nil {
		return nil, fmt.Errorf("decode document: %w", err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, fmt.Errorf("decode document: text follows the document")
	}
	if d.Format != Format {
		return nil, fmt.Errorf("decode document: format %q is not %q", d.Format, Format)
	}
	return &d, nil
}
