package sheet

import (
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"

	"phendau/internal/foreign"
	"phendau/internal/sheet/grid"
)

// errStopped ends the reading when the consumer has enough.
var errStopped = errors.New("stopped")

// rowReader streams the rows of one sheet.
type rowReader struct {
	w     *workbook
	s     *foreign.XML
	sheet string
	count int // rows with something in them

	row    grid.Row
	inData bool
	inRow  bool
	inCell bool
	cell   cellParts
}

// cellParts is what the elements of one cell say.
type cellParts struct {
	col     int
	kind    string // attribute t
	style   int
	formula bool
	inValue bool
	stored  bool // a value stands in the file, if an empty one
	value   textReader
	inline  textReader
}

func (r *rowReader) run(yield func(*grid.Row) bool) error {
	for {
		tok, err := r.s.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return r.located(err)
		}
		switch e := tok.(type) {
		case xml.StartElement:
			err = r.start(e)
		case xml.EndElement:
			err = r.end(e.Name.Local, yield)
		case xml.CharData:
			if r.inCell && r.cell.inValue {
				r.cell.value.add(e)
			}
		}
		if err != nil {
			return err
		}
		if r.inCell {
			r.cell.inline.token(tok)
		}
	}
}

// located names the cell that holds a text too long even to be skipped.
func (r *rowReader) located(err error) error {
	switch {
	case !isLongToken(err):
		return err
	case !r.inCell:
		return refuse(grid.CodeBomb, err)
	}
	e := refuse(grid.CodeTooMuchText, err)
	e.Sheet, e.Row, e.Col = r.sheet, r.row.Number, r.cell.col
	return e
}

func (r *rowReader) start(e xml.StartElement) error {
	switch e.Name.Local {
	case "sheetData":
		r.inData = true
	case "row":
		if r.inData {
			return r.startRow(foreign.Attr(e, "r"))
		}
	case "c":
		if r.inRow {
			return r.startCell(e)
		}
	case "f":
		r.cell.formula = true
	case "v":
		r.cell.inValue, r.cell.stored = true, true
	}
	return nil
}

func (r *rowReader) startRow(number string) error {
	if r.inRow {
		return refuse(grid.CodeTorn, errors.New("row within a row"))
	}
	r.inRow = true
	n := r.row.Number + 1
	if number != "" {
		given, ok := grid.ParseRow(number)
		if !ok || given < n {
			return refuse(grid.CodeTorn, errors.New("rows out of order"))
		}
		n = given
	}
	r.row = grid.Row{Number: n, Cells: r.row.Cells[:0]}
	r.cell.col = 0
	return nil
}

func (r *rowReader) startCell(e xml.StartElement) error {
	if r.inCell {
		return refuse(grid.CodeTorn, errors.New("cell within a cell"))
	}
	col := r.cell.col + 1
	if name := foreign.Attr(e, "r"); name != "" {
		row, given, ok := grid.ParseA1(name)
		if !ok || row != r.row.Number || given < col {
			return refuse(grid.CodeTorn, errors.New("cells out of order"))
		}
		col = given
	}
	style, _ := strconv.Atoi(foreign.Attr(e, "s"))
	r.cell = cellParts{col: col, kind: foreign.Attr(e, "t"), style: style,
		value: textReader{b: r.cell.value.b[:0]}, inline: textReader{b: r.cell.inline.b[:0]}}
	r.inCell = true
	return nil
}

func (r *rowReader) end(local string, yield func(*grid.Row) bool) error {
	switch local {
	case "sheetData":
		r.inData = r.inRow // the end of something else
	case "v":
		r.cell.inValue = false
	case "c":
		if r.inCell {
			r.inCell = false
			return r.endCell()
		}
	case "row":
		if !r.inRow || r.inCell {
			return nil
		}
		r.inRow = false
		if len(r.row.Cells) > 0 {
			return r.endRow(yield)
		}
	}
	return nil
}

func (r *rowReader) endRow(yield func(*grid.Row) bool) error {
	if r.count++; r.count > MaxRows {
		e := refusef(grid.CodeTooManyRows, MaxRows)
		e.Sheet, e.Row = r.sheet, r.row.Number
		return e
	}
	if !yield(&r.row) {
		return errStopped
	}
	return nil
}

func (r *rowReader) endCell() error {
	c, err := r.read()
	if err != nil || c.Kind == grid.Empty {
		return err
	}
	if c.Col > MaxCols {
		e := refusef(grid.CodeTooManyCols, MaxCols)
		e.Sheet, e.Row, e.Col = r.sheet, r.row.Number, c.Col
		return e
	}
	r.row.Cells = append(r.row.Cells, c)
	return nil
}

// read turns the parts of a cell into what it says.
func (r *rowReader) read() (grid.Cell, error) {
	p := &r.cell
	c := grid.Cell{Col: p.col, Kind: grid.Text, Formula: p.formula}
	long := p.value.long
	value := p.value.take()
	switch p.kind {
	case "inlineStr":
		long = p.inline.long
		c.Text = p.inline.take()
	case "s":
		var err error
		if c.Text, long, err = r.shared(value); err != nil {
			return c, err
		}
	case "b":
		c.Kind, c.Text = grid.Bool, map[string]string{"1": "true", "0": "false"}[value]
	case "e":
		c.Kind, c.Text = grid.Fault, value
	case "str":
		c.Text = value
	case "d":
		day, _, _ := strings.Cut(value, "T")
		c.Kind, c.Text = grid.Date, day
	default:
		r.number(&c, value)
	}
	switch {
	case long:
		c.Kind = grid.Overlong
	case strings.TrimSpace(c.Text) != "" || c.Kind == grid.Fault:
	case p.formula && !p.stored:
		c.Kind = grid.Fault // the file holds no result
	default:
		c.Kind = grid.Empty
	}
	return c, nil
}

func (r *rowReader) shared(value string) (string, bool, error) {
	if value == "" {
		return "", false, nil
	}
	i, err := strconv.Atoi(value)
	text, long, ok := r.w.strings.at(i)
	if err != nil || !ok {
		return "", false, refuse(grid.CodeTorn, errors.New("shared string "+strconv.Quote(value)))
	}
	return text, long, nil
}

func (r *rowReader) number(c *grid.Cell, value string) {
	value = strings.TrimSpace(value)
	if value == "" {
		return
	}
	var ok bool
	c.Kind = grid.Number
	if r.cell.style >= 0 && r.cell.style < len(r.w.formats) && r.w.formats[r.cell.style] {
		c.Kind = grid.Date
		c.Text, ok = r.w.dayText(value)
	} else {
		c.Text, ok = plainNumber(value)
	}
	if !ok {
		c.Kind, c.Text = grid.Fault, strings.ToValidUTF8(value[:min(len(value), overlongKept)], "")
	}
}
