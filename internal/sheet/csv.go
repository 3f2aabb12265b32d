package sheet

import (
	"bufio"
	"context"
	"errors"
	"io"
	"iter"
	"path"
	"strings"

	"phendau/internal/sheet/grid"
)

// sepPrefix begins the line by which spreadsheet programs name the delimiter.
const sepPrefix = "sep="

// readCSV checks the encoding of the whole file and finds the delimiter. All
// cells are text: a numeral in a CSV is Vietnamese like any typed one.
func readCSV(ctx context.Context, b *grid.Book, r io.ReaderAt, size int64) error {
	text, err := openText(ctx, r, size)
	if err != nil {
		return err
	}
	line, err := firstLine(text())
	if err != nil {
		return err
	}
	named := strings.HasPrefix(line, sepPrefix) && len(line) == len(sepPrefix)+1
	comma, err := delimiter(line, named)
	if err != nil {
		return err
	}
	name := strings.TrimSuffix(b.Name, path.Ext(b.Name))
	b.Sheets = []grid.Sheet{{Name: name, Rows: func() iter.Seq2[*grid.Row, error] {
		return func(yield func(*grid.Row, error) bool) {
			p := &csvReader{in: bufio.NewReaderSize(text(), 64<<10), comma: comma, sheet: name, skip: named}
			if err := p.run(func(row *grid.Row) bool { return yield(row, nil) }); err != nil && !errors.Is(err, errStopped) {
				yield(nil, torn(err))
			}
		}
	}}}
	return nil
}

// delimiter takes the one of comma, semicolon and tab that the first line has
// most of; when two are level nobody can tell.
func delimiter(line string, named bool) (rune, error) {
	if named {
		return rune(line[len(line)-1]), nil
	}
	best, most, level := ',', 0, false
	for _, c := range ",;\t" {
		switch n := strings.Count(line, string(c)); {
		case n > most:
			best, most, level = c, n, false
		case n == most && n > 0:
			level = true
		}
	}
	if level {
		return 0, refuse(grid.CodeDelimiter, nil)
	}
	return best, nil
}

// csvReader splits text into rows as RFC 4180 has it. Lines are counted as
// spreadsheets count them: empty ones too, a quoted line break not.
type csvReader struct {
	in    *bufio.Reader
	comma rune
	sheet string
	skip  bool // the first line with something in it names the delimiter
	count int

	row  grid.Row
	text textReader
}

func (p *csvReader) run(yield func(*grid.Row) bool) error {
	for number := 1; ; number++ {
		p.row = grid.Row{Number: number, Cells: p.row.Cells[:0]}
		last, err := p.line()
		if err != nil {
			return err
		}
		switch {
		case len(p.row.Cells) > 0 && p.skip:
			p.skip = false
			number = 0
		case len(p.row.Cells) > 0:
			if p.count++; p.count > MaxRows {
				e := refusef(grid.CodeTooManyRows, MaxRows)
				e.Sheet, e.Row = p.sheet, number
				return e
			}
			if !yield(&p.row) {
				return errStopped
			}
		}
		if last {
			return nil
		}
	}
}

// line reads one row; last tells that the text ended with it.
func (p *csvReader) line() (last bool, err error) {
	for col := 1; ; col++ {
		end, err := p.field(col)
		if err != nil {
			return false, err
		}
		if err := p.endField(col); err != nil {
			return false, err
		}
		switch end {
		case endOfText:
			return true, nil
		case '\n':
			return false, nil
		}
	}
}

func (p *csvReader) endField(col int) error {
	long := p.text.long
	text := p.text.take()
	if strings.TrimSpace(text) == "" {
		return nil
	}
	if col > MaxCols {
		e := refusef(grid.CodeTooManyCols, MaxCols)
		e.Sheet, e.Row, e.Col = p.sheet, p.row.Number, col
		return e
	}
	c := grid.Cell{Text: text, Col: col, Kind: grid.Text}
	if long {
		c.Kind = grid.Overlong
	}
	p.row.Cells = append(p.row.Cells, c)
	return nil
}

// endOfText stands for the rune behind the last one.
const endOfText rune = -1

func (p *csvReader) next() (rune, error) {
	r, _, err := p.in.ReadRune()
	if errors.Is(err, io.EOF) {
		return endOfText, nil
	}
	if r == '\r' {
		if b, err := p.in.Peek(1); err == nil && b[0] == '\n' {
			r, _, err = p.in.ReadRune()
			return r, err
		}
		return '\n', nil
	}
	return r, err
}

// field reads up to a delimiter, the end of the line or of the text.
func (p *csvReader) field(col int) (end rune, err error) {
	for first := true; ; first = false {
		r, err := p.next()
		switch {
		case err != nil:
			return 0, err
		case r == endOfText || r == '\n' || r == p.comma:
			return r, nil
		case first && r == '"':
			return p.quoted(col)
		}
		p.text.add([]byte(string(r)))
	}
}

func (p *csvReader) quoted(col int) (end rune, err error) {
	for {
		r, err := p.next()
		if err != nil {
			return 0, err
		}
		if r == endOfText {
			return 0, p.badQuote(col)
		}
		if r != '"' {
			p.text.add([]byte(string(r)))
			continue
		}
		switch r, err = p.next(); {
		case err != nil:
			return 0, err
		case r == '"':
			p.text.add([]byte{'"'})
		case r == endOfText || r == '\n' || r == p.comma:
			return r, nil
		default:
			return 0, p.badQuote(col)
		}
	}
}

func (p *csvReader) badQuote(col int) error {
	e := refuse(grid.CodeQuote, nil)
	e.Sheet, e.Row, e.Col = p.sheet, p.row.Number, col
	return e
}
