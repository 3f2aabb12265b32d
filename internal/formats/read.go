package formats

import (
	"bytes"
	"context"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"

	"golang.org/x/text/encoding/unicode"

	"phendau/internal/foreign"
	"phendau/internal/sheet/grid"
)

// Options of one reading. The zero value reads everything but tables.
type Options struct {
	Limits Limits
	// Tables reads CSV and XLSX: sheet.Read. Without it they are unknown.
	Tables func(ctx context.Context, name string, r io.ReaderAt, size int64) (*grid.Book, error)
	// Columns are those of a table as a person chose them; nil takes them
	// from the headings.
	Columns *Columns
	// CodePage is that of the attributes of a Shapefile that does not say:
	// "utf-8", "windows-1258" or "windows-1252".
	CodePage string
}

// Read finds out what a file is and reads it. The bytes decide, not the name,
// which only names what has no name. Errors are *Error or the context's.
func Read(ctx context.Context, name string, r io.ReaderAt, size int64, o Options) (*Raw, error) {
	limits := o.Limits.orDefaults()
	switch {
	case size > limits.MaxBytes:
		return nil, refuse(CodeTooLarge, "max", strconv.FormatInt(limits.MaxBytes>>20, 10))
	case size <= 0:
		return nil, refuse(CodeEmpty)
	}
	ctx, cancel := context.WithTimeout(ctx, limits.Time)
	defer cancel()
	s := &source{ctx: ctx, name: path.Base(strings.ReplaceAll(name, `\`, "/")), r: r, size: size, options: o,
		c: &collector{limits: limits, raw: &Raw{}}}
	if err := s.read(); err != nil {
		return nil, located(err, 0)
	}
	return s.c.finish()
}

// source is a file being read.
type source struct {
	ctx     context.Context
	name    string
	r       io.ReaderAt
	size    int64
	options Options
	c       *collector
}

// stream is the file from its beginning, until the context ends. How far it was
// read tells how much room its points will take.
func (s *source) stream() io.Reader {
	s.c.done, s.c.size = 0, s.size
	return io.TeeReader(foreign.Reader(s.ctx, io.NewSectionReader(s.r, 0, s.size)), &s.c.done)
}

// counter counts the bytes written to it.
type counter int64

func (c *counter) Write(b []byte) (int, error) {
	*c += counter(len(b))
	return len(b), nil
}

// headBytes is how much of a file is looked at to know what it is.
const headBytes = 4 << 10

var bareShapes = []string{"\x00\x00\x27\x0a"}

func (s *source) read() error {
	head := make([]byte, headBytes)
	n, err := io.ReadFull(s.stream(), head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return err
	}
	head = head[:n]
	if bytes.HasPrefix(head, []byte("PK")) {
		return s.readArchive()
	}
	for _, mark := range bareShapes {
		if bytes.HasPrefix(head, []byte(mark)) {
			return refuse(CodeBareShape)
		}
	}
	text := strings.TrimLeft(decodeHead(head), " \t\r\n")
	switch {
	case strings.HasPrefix(text, "<"):
		return s.c.readXML(unicodeReader(s.stream(), head))
	case strings.HasPrefix(text, "{") || strings.HasPrefix(text, "["):
		return s.readGeoJSON(unicodeReader(s.stream(), head))
	}
	return s.readTable()
}

const bomUTF8 = "\xef\xbb\xbf"

// Marks of the encodings in which a text may begin, with or without its mark.
var utf16Marks = []struct {
	mark  string
	order unicode.Endianness
	bom   unicode.BOMPolicy
}{
	{"\xff\xfe", unicode.LittleEndian, unicode.UseBOM}, {"\xfe\xff", unicode.BigEndian, unicode.UseBOM},
	{"<\x00", unicode.LittleEndian, unicode.IgnoreBOM}, {"\x00<", unicode.BigEndian, unicode.IgnoreBOM},
}

// unicodeReader gives a text as UTF-8 where its first bytes say UTF-16, and
// without its mark. Bytes that are no letters stay for the reader to refuse.
func unicodeReader(r io.Reader, head []byte) io.Reader {
	for _, m := range utf16Marks {
		if bytes.HasPrefix(head, []byte(m.mark)) {
			return unicode.UTF16(m.order, m.bom).NewDecoder().Reader(r)
		}
	}
	if bytes.HasPrefix(head, []byte(bomUTF8)) {
		_, _ = io.CopyN(io.Discard, r, int64(len(bomUTF8))) // what fails fails again when read on
	}
	return r
}

func decodeHead(head []byte) string {
	b, _ := io.ReadAll(unicodeReader(bytes.NewReader(head), head)) // cut short in the middle of a letter, maybe
	return string(b)
}

// readArchive looks for what a zip carries.
func (s *source) readArchive() error {
	a, err := foreign.OpenArchive(s.ctx, s.r, s.size, nil)
	if err != nil {
		return err
	}
	var shapes, maps []string
	for _, name := range a.Names() {
		base := path.Base(name)
		switch {
		case strings.HasPrefix(base, ".") || strings.HasPrefix(name, "__macosx/"): // shadows that some systems pack along
		case path.Ext(base) == ".shp":
			shapes = append(shapes, name)
		case path.Ext(base) == ".kml":
			maps = append(maps, name)
		}
	}
	switch {
	case len(shapes) > 1:
		return refuse(CodeLayers, "text", quoted(strings.Join(shapes, ", ")))
	case len(shapes) == 1:
		return s.readShapefile(a, shapes[0])
	case len(maps) > 0:
		return s.readKMZ(a, maps[0])
	case a.Has("[content_types].xml"):
		return s.readTable()
	}
	return refuse(CodeUnknownFormat)
}

// readKMZ reads the first map of an archive, which by its own rule is the one.
func (s *source) readKMZ(a *foreign.Archive, name string) error {
	part, err := a.Open(name, s.c.limits.MaxBytes)
	if err != nil {
		return err
	}
	defer part.Close()
	head := make([]byte, headBytes)
	n, err := io.ReadFull(part, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return err
	}
	head = head[:n]
	return s.c.readXML(unicodeReader(io.MultiReader(bytes.NewReader(head), part), head))
}
