package backup

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
)

// magic begins every stream.
const magic = "PHENDAU-ROWS-1\n"

// Kinds of columns. There are no others in either engine.
const (
	Int   byte = 'i' // 64 bits
	Text  byte = 't' // also ids
	Bytes byte = 'b'
)

// Column is a column of a table.
type Column struct {
	Name string
	Kind byte
}

// Marks of what follows in a stream.
const (
	markFile  byte = 'F'
	markTable byte = 'T'
	markRow   byte = 'R'
	markEnd   byte = 'E'
)

const (
	isNull  byte = 0
	isValue byte = 1
)

// Limits: no length in a stream is believed beyond them.
const (
	MaxValue   = 256 << 20 // bytes of one value
	maxColumns = 256
)

// RowWriter writes a stream: files, tables with their rows, and an end that
// counts them, so that a part is never taken for the whole.
type RowWriter struct {
	w    *bufio.Writer
	cols []Column
	rows int64
}

// NewRowWriter begins a stream.
func NewRowWriter(w io.Writer) *RowWriter {
	out := &RowWriter{w: bufio.NewWriterSize(w, 64<<10)}
	_, _ = out.w.WriteString(magic) // an error stays with the writer until Close
	return out
}

func (w *RowWriter) number(n uint64) { _, _ = w.w.Write(binary.AppendUvarint(nil, n)) }

func (w *RowWriter) bytes(b []byte) {
	w.number(uint64(len(b)))
	_, _ = w.w.Write(b)
}

// File writes a small file that belongs to the book.
func (w *RowWriter) File(name string, b []byte) error {
	_ = w.w.WriteByte(markFile)
	w.bytes([]byte(name))
	w.bytes(b)
	w.rows++
	return w.w.Flush()
}

// Table begins a table; the rows behind it are its own.
func (w *RowWriter) Table(name string, cols []Column) {
	w.cols = cols
	_ = w.w.WriteByte(markTable)
	w.bytes([]byte(name))
	w.number(uint64(len(cols)))
	for _, c := range cols {
		_ = w.w.WriteByte(c.Kind)
		w.bytes([]byte(c.Name))
	}
}

// Row writes a row in the order of the columns: nil, int64, string or []byte.
func (w *RowWriter) Row(values []any) error {
	_ = w.w.WriteByte(markRow)
	for i, v := range values {
		if v == nil {
			_ = w.w.WriteByte(isNull)
			continue
		}
		_ = w.w.WriteByte(isValue)
		switch x := v.(type) {
		case int64:
			_, _ = w.w.Write(binary.AppendVarint(nil, x))
		case string:
			w.bytes([]byte(x))
		case []byte:
			w.bytes(x)
		default:
			return Refuse(WrongStream, "column %s holds a %T", w.cols[i].Name, v)
		}
	}
	w.rows++
	_, err := w.w.Write(nil)
	return err
}

// Close writes the end.
func (w *RowWriter) Close() error {
	_ = w.w.WriteByte(markEnd)
	w.number(uint64(w.rows))
	return w.w.Flush()
}

// Rows is who takes what a stream holds. Nil functions pass it over.
type Rows struct {
	File  func(name string, b []byte) error
	Table func(name string, cols []Column) error
	Row   func(values []any) error
}

// ReadRows hands out a stream to its end. Bytes behind the end are refused.
func ReadRows(r io.Reader, to Rows) error {
	in := &rowReader{r: bufio.NewReaderSize(r, 64<<10), to: to}
	err := in.all()
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return Refuse(WrongStream, "cut off")
	}
	return err
}

type rowReader struct {
	r    *bufio.Reader
	to   Rows
	cols []Column
	rows uint64
}

func (in *rowReader) all() error {
	head := make([]byte, len(magic))
	if _, err := io.ReadFull(in.r, head); err != nil {
		return err
	}
	if string(head) != magic {
		return Refuse(WrongStream, "begins otherwise")
	}
	for {
		mark, err := in.r.ReadByte()
		if err != nil {
			return err
		}
		switch mark {
		case markFile:
			err = in.file()
		case markTable:
			err = in.table()
		case markRow:
			err = in.row()
		case markEnd:
			return in.end()
		default:
			err = Refuse(WrongStream, "mark %d", mark)
		}
		if err != nil {
			return err
		}
	}
}

// number reads a length or a count.
func (in *rowReader) number() (uint64, error) {
	n, err := binary.ReadUvarint(in.r)
	return n, notANumber(err)
}

// notANumber tells a number of more than 64 bits from a failure to read.
func notANumber(err error) error {
	if _, known := errors.AsType[*Error](err); err == nil || known || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return err
	}
	return Refuse(WrongStream, "%v", err)
}

func (in *rowReader) bytes() ([]byte, error) {
	n, err := in.number()
	if err != nil {
		return nil, err
	}
	if n > MaxValue {
		return nil, Refuse(WrongStream, "a value of %d bytes", n)
	}
	if n <= 64<<10 {
		b := make([]byte, n)
		_, err := io.ReadFull(in.r, b)
		return b, err
	}
	var b bytes.Buffer // grows with what is there, not with what a length claims
	_, err = io.CopyN(&b, in.r, int64(n))
	return b.Bytes(), err
}

func (in *rowReader) file() error {
	name, err := in.bytes()
	if err != nil {
		return err
	}
	b, err := in.bytes()
	in.rows++
	if err != nil || in.to.File == nil {
		return err
	}
	return in.to.File(string(name), b)
}

func (in *rowReader) table() error {
	name, err := in.bytes()
	if err != nil {
		return err
	}
	n, err := in.number()
	if err != nil {
		return err
	}
	if n == 0 || n > maxColumns {
		return Refuse(WrongStream, "%d columns", n)
	}
	in.cols = make([]Column, n)
	for i := range in.cols {
		if in.cols[i].Kind, err = in.r.ReadByte(); err != nil {
			return err
		}
		col, err := in.bytes()
		if err != nil {
			return err
		}
		in.cols[i].Name = string(col)
	}
	if in.to.Table == nil {
		return nil
	}
	return in.to.Table(string(name), in.cols)
}

func (in *rowReader) row() error {
	if in.cols == nil {
		return Refuse(WrongStream, "a row of no table")
	}
	values := make([]any, len(in.cols))
	for i := range values {
		var err error
		if values[i], err = in.value(in.cols[i].Kind); err != nil {
			return err
		}
	}
	in.rows++
	if in.to.Row == nil {
		return nil
	}
	return in.to.Row(values)
}

func (in *rowReader) value(kind byte) (any, error) {
	there, err := in.r.ReadByte()
	if err != nil || there == isNull {
		return nil, err
	}
	if there != isValue {
		return nil, Refuse(WrongStream, "mark %d of a value", there)
	}
	switch kind {
	case Int:
		n, err := binary.ReadVarint(in.r)
		return n, notANumber(err)
	case Text:
		b, err := in.bytes()
		return string(b), err
	case Bytes:
		return in.bytes()
	}
	return nil, Refuse(WrongStream, "a column of kind %d", kind)
}

func (in *rowReader) end() error {
	n, err := in.number()
	if err != nil {
		return err
	}
	if n != in.rows {
		return Refuse(WrongStream, "%d rows where %d were written", in.rows, n)
	}
	if _, err := in.r.ReadByte(); !errors.Is(err, io.EOF) {
		return errors.Join(Refuse(WrongStream, "something stands behind the end"), err)
	}
	return nil
}
