package sheet

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"phendau/internal/foreign"
	"phendau/internal/sheet/grid"
)

const (
	bomUTF8    = "\xef\xbb\xbf"
	bomUTF16LE = "\xff\xfe"
	bomUTF16BE = "\xfe\xff"
)

// csvText gives the decoded text of a CSV file, from its beginning, as often
// as it is asked for.
type csvText func() io.Reader

// openText finds the encoding of a file by its marks and, without one, by
// checking every byte: half a file read in the wrong encoding would be worse
// than none.
func openText(ctx context.Context, r io.ReaderAt, size int64) (csvText, error) {
	raw := func(skip int64) io.Reader {
		return foreign.Reader(ctx, io.NewSectionReader(r, skip, size-skip))
	}
	head := make([]byte, 3)
	n, err := io.ReadFull(raw(0), head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, err
	}
	switch head = head[:n]; {
	case bytes.HasPrefix(head, []byte(bomUTF16LE)):
		return utf16Text(raw, unicode.LittleEndian), nil
	case bytes.HasPrefix(head, []byte(bomUTF16BE)):
		return utf16Text(raw, unicode.BigEndian), nil
	case bytes.HasPrefix(head, []byte(bomUTF8)):
		return func() io.Reader { return raw(3) }, checkUTF8(raw(3))
	}
	return func() io.Reader { return raw(0) }, checkUTF8(raw(0))
}

func utf16Text(raw func(int64) io.Reader, order unicode.Endianness) csvText {
	return func() io.Reader {
		return unicode.UTF16(order, unicode.IgnoreBOM).NewDecoder().Reader(raw(2))
	}
}

// checkUTF8 reads all of r and refuses what is not text in UTF-8.
func checkUTF8(r io.Reader) error {
	buf := make([]byte, 64<<10)
	kept := 0
	for {
		n, err := r.Read(buf[kept:])
		end := err != nil
		if end && !errors.Is(err, io.EOF) {
			return err
		}
		kept, err = checkChunk(buf[:kept+n], end)
		if err != nil || end {
			return err
		}
	}
}

// checkChunk returns how many bytes of an unfinished letter it moved to the
// beginning of b.
func checkChunk(b []byte, end bool) (int, error) {
	if binaryByte(b) {
		return 0, refuse(grid.CodeUnknownFormat, nil)
	}
	cut := len(b)
	for i := 1; i < utf8.UTFMax && i <= len(b) && !end; i++ {
		if utf8.RuneStart(b[len(b)-i]) {
			if !utf8.FullRune(b[len(b)-i:]) {
				cut = len(b) - i
			}
			break
		}
	}
	if !utf8.Valid(b[:cut]) {
		return 0, refusef(grid.CodeEncoding, guessEncoding(b))
	}
	return copy(b, b[cut:]), nil
}

// binaryByte finds what no text has.
func binaryByte(b []byte) bool {
	return bytes.IndexFunc(b, func(r rune) bool { return r < ' ' && r != '\t' && r != '\n' && r != '\r' && r != '\f' }) >= 0
}

// guessEncoding names the old encoding a text is probably in.
func guessEncoding(b []byte) string {
	text, err := charmap.Windows1252.NewDecoder().Bytes(b[:min(len(b), 16<<10)])
	if err == nil {
		if old := grid.LegacyText(string(text)); old == grid.TCVN3 || old == grid.VNI {
			return string(old)
		}
	}
	return "Windows-1258"
}

// firstLine is the first line with something in it, without quoted parts.
func firstLine(text io.Reader) (string, error) {
	buf := make([]byte, 64<<10)
	n, err := io.ReadFull(text, buf)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return "", err
	}
	var line strings.Builder
	quoted := false
	for _, r := range string(buf[:n]) {
		switch {
		case r == '"':
			quoted = !quoted
		case quoted:
		case r == '\n' || r == '\r':
			if strings.Trim(line.String(), ",;\t ") != "" {
				return line.String(), nil
			}
			line.Reset()
		default:
			line.WriteRune(r)
		}
	}
	return line.String(), nil
}
