package formats

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"phendau/internal/foreign"
)

// row is what the attributes say of one shape.
type row struct {
	name, description string
	attributes        []Attribute
}

// dbfReader reads the rows of a table of attributes in their order.
type dbfReader struct {
	c      *collector
	in     io.Reader
	fields []dbfField
	record []byte
	decode func([]byte) (string, *Error)
	name   int // fields of name and description; -1 for none
	desc   int
}

type dbfField struct {
	name     string
	from, to int // in a record
}

const (
	dbfHeader   = 32
	dbfField32  = 32
	dbfEnd      = 0x0d
	maxDBFField = 128
)

// openAttributes opens the table beside a layer; nil when there is none.
func (s *source) openAttributes(a *foreign.Archive, base string) (*dbfReader, error) {
	part, err := a.Open(base+".dbf", s.c.limits.MaxBytes)
	if err != nil || part == nil {
		return nil, err
	}
	page, err := smallPart(a, base+".cpg")
	if err != nil {
		return nil, err
	}
	r := &dbfReader{c: s.c, in: bufio.NewReaderSize(part, 32<<10), name: -1, desc: -1}
	if r.decode = codePage(page, s.options.CodePage); r.decode == nil {
		return nil, refuse(CodeEncoding, "guess", " ("+quoted(page)+")")
	}
	return r, located(r.header(), 0)
}

// codePage gives the reader of letters: that of the .cpg, or as it was answered.
// Without either only plain letters are read, and UTF-8, which shows itself.
func codePage(cpg, answer string) func([]byte) (string, *Error) {
	name := strings.ToLower(strings.TrimSpace(strings.Trim(cpg, "\ufeff\x00")))
	if name == "" {
		name = strings.ToLower(answer)
	}
	utf8Only := func(b []byte) (string, *Error) {
		if !utf8.Valid(b) {
			if name == "" {
				return "", refuse(CodeCodePage)
			}
			return "", refuse(CodeEncoding, "guess", "")
		}
		return string(b), nil
	}
	switch name {
	case "", "utf-8", "utf8", "65001":
		return utf8Only
	}
	m := charsets[strings.TrimPrefix(strings.TrimPrefix(name, "ansi "), "ibm ")]
	if m == nil {
		return nil
	}
	return func(b []byte) (string, *Error) { return decodeWith(m, b) }
}

func decodeWith(m *charmap.Charmap, b []byte) (string, *Error) {
	out, err := m.NewDecoder().Bytes(b)
	if err != nil {
		return "", refuse(CodeEncoding, "guess", "")
	}
	return string(out), nil
}

// header reads the fields; each must lie within the record.
func (r *dbfReader) header() error {
	head := make([]byte, dbfHeader)
	if _, err := io.ReadFull(r.in, head); err != nil {
		return cut(err)
	}
	size := int(binary.LittleEndian.Uint16(head[8:])) - dbfHeader
	record := int(binary.LittleEndian.Uint16(head[10:]))
	if size < 1 || record < 1 {
		return refuse(CodeTorn).at(0, ".dbf")
	}
	list := make([]byte, size)
	if _, err := io.ReadFull(r.in, list); err != nil {
		return cut(err)
	}
	r.record = make([]byte, record)
	from := 1 // behind the mark of deleted rows
	for ; len(list) >= dbfField32 && list[0] != dbfEnd; list = list[dbfField32:] {
		to := from + int(list[16])
		if to > record || len(r.fields) == maxDBFField {
			return refuse(CodeTorn).at(0, ".dbf")
		}
		name, err := r.decode(bytes.TrimRight(list[:11], "\x00 "))
		if err != nil {
			return err.at(0, ".dbf")
		}
		if i := strings.IndexByte(name, 0); i >= 0 {
			name = name[:i]
		}
		r.fields = append(r.fields, dbfField{name, from, to})
		from = to
	}
	r.roles()
	return nil
}

// roles finds the fields that name and describe, by the words tables use.
func (r *dbfReader) roles() {
	names := make([]string, len(r.fields))
	for i, f := range r.fields {
		names[i] = f.name
	}
	c := columnsOf(names)
	r.name, r.desc = c.Name-1, c.Description-1
	if r.name < 0 { // fields have ten plain letters
		for i, n := range names {
			if strings.EqualFold(n, "ten") || strings.EqualFold(n, "so_moc") || strings.EqualFold(n, "sohieu") {
				r.name = i
				break
			}
		}
	}
}

// next reads one row; deleted ones keep their place beside the shapes.
func (r *dbfReader) next() (row, error) {
	if _, err := io.ReadFull(r.in, r.record); err != nil {
		return row{}, cut(err)
	}
	var out row
	for i, f := range r.fields {
		value, err := r.decode(bytes.Trim(r.record[f.from:f.to], " \x00"))
		if err == nil {
			err = r.keep(&out, i, value)
		}
		if err != nil {
			return out, err.at(0, ".dbf "+quoted(f.name))
		}
	}
	return out, nil
}

func (r *dbfReader) keep(out *row, field int, value string) (err *Error) {
	switch field {
	case r.name:
		out.name, err = r.c.name(value)
	case r.desc:
		out.description, err = r.c.description(value)
	default:
		out.attributes, err = r.c.attribute(out.attributes, r.fields[field].name, value)
	}
	return err
}
