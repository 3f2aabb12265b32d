package intake

import (
	"strconv"
	"strings"
	"unicode"

	"phendau/internal/sheet/grid"
	"phendau/internal/vi"
)

// headerRows is how far down the row of headings is looked for: above it
// stand the title and the name of the office.
const headerRows = 30

// run is one import while it reads a book.
type run struct {
	env *Env
	findings
	rows int
}

// layout says how a kind of sheet is read.
type layout struct {
	heads *headings
	need  []string // roles that make a row the row of headings
	row   func(*table)
}

// table is one sheet while it is read.
type table struct {
	*run
	index    int
	name     string
	cols     []*column
	row      *grid.Row
	unread   bool // a heading was not understood, which is reported
	formulas map[int]int
	firstAt  map[int]int     // row of a column's first formula
	broken   bool            // the row has a cell that cannot be used
	said     map[string]bool // problems of the row, since cells are read more than once
	beside   []string        // answers to the row's doubts that do not stand in the sheet
}

// read goes through all sheets; each is read by the first layout whose
// headings it has.
func (r *run) read(book *grid.Book, layouts ...layout) {
	tables := 0
	for i, s := range book.Sheets {
		at := spot{sheet: i, name: s.Name}
		if s.Hidden {
			r.say(Warning, at, codeHiddenSheet)
			continue
		}
		if r.sheet(i, s, layouts) {
			tables++
		} else if len(book.Sheets) > 1 && r.count[Error] == 0 {
			r.say(Warning, at, codeSheetSkipped)
		}
	}
	if r.count[Error] > 0 {
		return
	}
	switch first := (spot{}); {
	case tables == 0:
		if len(book.Sheets) > 0 {
			first.name = book.Sheets[0].Name
		}
		need := layouts[0].heads.names(layouts[0].need)
		r.say(Error, first, codeNoHeader, "need", need)
	case r.rows == 0:
		r.say(Error, first, codeNoRows)
	}
}

// sheet reads one sheet and reports whether it had headings.
func (r *run) sheet(index int, s grid.Sheet, layouts []layout) bool {
	t := &table{run: r, index: index, name: s.Name, formulas: map[int]int{}, firstAt: map[int]int{}, said: map[string]bool{}}
	var use *layout
	looked := 0
	for row, err := range s.Rows() {
		if err != nil {
			r.unreadable(spot{sheet: index, name: s.Name}, err)
			return true
		}
		t.row, t.broken, t.beside = row, false, nil
		clear(t.said)
		switch {
		case use != nil:
			if !t.data(use) {
				return true
			}
		case looked < headerRows:
			looked++
			use = t.header(layouts)
		default:
			return false
		}
	}
	t.reportFormulas()
	return use != nil
}

// data reads one row of data; false stops the sheet.
func (t *table) data(use *layout) bool {
	if t.rows++; t.rows > MaxRecords {
		t.say(Error, t.at(0), codeTooManyRecords, "max", strconv.Itoa(MaxRecords))
		return false
	}
	for _, c := range t.row.Cells {
		if c.Formula {
			if t.formulas[c.Col]++; t.formulas[c.Col] == 1 {
				t.firstAt[c.Col] = t.row.Number
			}
		}
		if t.column(c.Col) == nil {
			t.fail(t.at(c.Col), codeExtraCell, "text", c.Text)
		}
	}
	use.row(t)
	return true
}

// header tries a row as the row of headings.
func (t *table) header(layouts []layout) *layout {
	for i := range layouts {
		l := &layouts[i]
		have := map[string]bool{}
		for _, c := range t.row.Cells {
			for _, m := range l.heads.words.find(headText(c.Text)) {
				have[m.role] = m.role != ""
			}
		}
		hits := 0
		for _, role := range l.need {
			if have[role] {
				hits++
			}
		}
		if hits*2 > len(l.need) || hits >= 2 {
			t.readHeader(l)
			return l
		}
	}
	return nil
}

func (t *table) readHeader(l *layout) {
	seen := map[string]string{}
	for _, c := range t.row.Cells {
		at := spot{t.index, t.name, t.row.Number, c.Col, ""}
		col := l.heads.read(c.Text)
		if col == nil || c.Kind != grid.Text {
			t.say(Error, at, codeUnknownColumn, "text", c.Text, "hint", l.heads.hint(c.Text))
			t.cols = append(t.cols, &column{col: c.Col, head: headText(c.Text)})
			t.unread = true
			continue
		}
		col.col, col.head = c.Col, headText(c.Text)
		if other, twice := seen[col.key()]; twice {
			t.say(Error, at, codeColumnTwice, "text", col.head, "other", other)
		}
		seen[col.key()] = grid.ColName(c.Col)
		t.cols = append(t.cols, col)
	}
	for _, role := range l.need {
		if t.role(role) == nil {
			t.say(Error, spot{sheet: t.index, name: t.name, row: t.row.Number}, codeColumnMissing, "text", l.heads.names([]string{role}))
		}
	}
}

func (t *table) column(col int) *column {
	for _, c := range t.cols {
		if c.col == col {
			return c
		}
	}
	return nil
}

// role is the column of a fixed field, nil when the sheet has none.
func (t *table) role(role string) *column {
	for _, c := range t.cols {
		if c.role == role {
			return c
		}
	}
	return nil
}

// at is a cell of the current row; column 0 is the row itself.
func (t *table) at(col int) spot {
	s := spot{t.index, t.name, t.row.Number, col, ""}
	if c := t.column(col); c != nil {
		s.head = c.head
	}
	return s
}

// fail adds an error and marks the row as unusable.
func (t *table) fail(at spot, code string, args ...any) {
	vi, en := sentence(code, args...)
	t.failText(at, code, vi, en)
}

func (t *table) failText(at spot, code, vi, en string) {
	t.broken = true
	if key := strconv.Itoa(at.col) + vi; !t.said[key] {
		t.said[key] = true
		t.add(Error, at, code, vi, en)
	}
}

func (t *table) reportFormulas() {
	for _, c := range t.cols {
		if n := t.formulas[c.col]; n > 0 {
			t.say(Warning, spot{t.index, t.name, t.firstAt[c.col], c.col, c.head}, codeFormulas, "count", strconv.Itoa(n))
		}
	}
}

// cell is what a cell of the current row says, NFC and trimmed. given is
// false for an empty cell and for one that cannot be used, which is reported.
func (t *table) cell(col int) (c grid.Cell, given bool) {
	c = t.row.At(col)
	switch c.Kind {
	case grid.Empty:
		return c, false
	case grid.Fault:
		t.fail(t.at(col), codeCellFault, "text", c.Text)
		return c, false
	case grid.Overlong:
		t.fail(t.at(col), codeOverlong, "text", c.Text, "max", strconv.Itoa(grid.MaxCellBytes>>10))
		return c, false
	}
	c.Text = strings.TrimFunc(vi.NFC(c.Text), func(r rune) bool { return unicode.IsSpace(r) || r == '\ufeff' || r == '\u200b' })
	if err := vi.HasBadText(c.Text); err != nil {
		e := err.(*vi.BadTextError) // its only error
		t.failText(t.at(col), codeBadText, e.Text("vi"), e.Text("en"))
		return c, false
	}
	if old := grid.LegacyText(c.Text); old != "" {
		t.fail(t.at(col), codeWrongEncoding, "text", string(old))
		return c, false
	}
	return c, c.Text != ""
}

// field is the text of a fixed field, with its cell; "" when not given.
func (t *table) field(role string) (string, spot) {
	c := t.role(role)
	if c == nil {
		return "", t.at(0)
	}
	cell, given := t.cell(c.col)
	if !given {
		cell.Text = ""
	}
	return cell.Text, t.at(c.col)
}

// needed is field for one that must be given.
func (t *table) needed(role string, heads *headings) (string, spot) {
	broken := t.broken
	t.broken = false
	text, at := t.field(role)
	if text == "" && !t.broken {
		t.fail(at, codeMissing, "text", heads.names([]string{role}))
	}
	t.broken = t.broken || broken
	return text, at
}
