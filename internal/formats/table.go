package formats

import (
	"path"
	"slices"
	"strings"
	"unicode"

	"phendau/internal/sheet/grid"
	"phendau/internal/vi"
)

// Columns say where in a table things stand, by column from 1; 0 is nowhere.
type Columns struct {
	North       int `json:"north"` // latitude or northing
	East        int `json:"east"`  // longitude or easting
	Time        int `json:"time,omitempty"`
	Height      int `json:"height,omitempty"`
	Accuracy    int `json:"accuracy,omitempty"`
	Name        int `json:"name,omitempty"`
	Description int `json:"description,omitempty"`
	Path        int `json:"path,omitempty"` // rows of one path follow one another
	Part        int `json:"part,omitempty"`
	Kind        int `json:"kind,omitempty"`
}

// columnNames are the headings by which a column is known, "(m)" and the like
// left out. X and Y are only names of axes: surveyors write north first, maps
// east; both orders are shown when the system is asked. The words are written as
// vi.EqualKey writes them.
var columnNames = []struct {
	of    func(*Columns) *int
	names []string
}{
	{func(c *Columns) *int { return &c.North }, []string{"vĩ độ", "lat", "latitude", "bắc", "tọa độ bắc", "northing", "n", "y", "tọa độ y"}},
	{func(c *Columns) *int { return &c.East }, []string{"kinh độ", "lon", "lng", "long", "longitude", "đông", "tọa độ đông", "easting", "e", "x", "tọa độ x"}},
	{func(c *Columns) *int { return &c.Time }, []string{"thời gian", "time", "timestamp", "thời điểm", "ngày giờ"}},
	{func(c *Columns) *int { return &c.Height }, []string{"độ cao", "cao độ", "ele", "elevation", "height", "altitude", "alt", "h", "z"}},
	{func(c *Columns) *int { return &c.Accuracy }, []string{"sai số", "accuracy", "độ chính xác"}},
	{func(c *Columns) *int { return &c.Name }, []string{"tên", "name", "số hiệu", "số mốc", "mốc", "tên điểm", "điểm", "số hiệu mốc"}},
	{func(c *Columns) *int { return &c.Description }, []string{"mô tả", "ghi chú", "description", "desc", "note"}},
	{func(c *Columns) *int { return &c.Path }, []string{"đường", "path", "track", "tuyến", "line"}},
	{func(c *Columns) *int { return &c.Part }, []string{"đoạn", "part", "segment"}},
	{func(c *Columns) *int { return &c.Kind }, []string{"loại đường", "kind"}},
}

// columnsOf reads a row of headings.
func columnsOf(headings []string) *Columns {
	var c Columns
	for i, h := range headings {
		h, _, _ = strings.Cut(h, "(")
		key := vi.EqualKey(h)
		for _, n := range columnNames {
			if to := n.of(&c); *to == 0 && slices.Contains(n.names, key) {
				*to = i + 1
				break
			}
		}
	}
	return &c
}

func (c *Columns) whole() bool { return c.North > 0 && c.East > 0 }

// headingRows is how far down the headings of a table may stand.
const headingRows = 20

// readTable reads the first sheet that has headings for the coordinates.
func (s *source) readTable() error {
	if s.options.Tables == nil {
		return refuse(CodeUnknownFormat)
	}
	book, err := s.options.Tables(s.ctx, s.name, s.r, s.size)
	if err != nil {
		return err
	}
	s.c.raw.Format = CSV
	var first []string // headings to choose from when none speak of coordinates
	for i := range book.Sheets {
		sheet := &book.Sheets[i]
		if sheet.Hidden {
			continue
		}
		row, headings, err := s.headings(sheet)
		if err != nil {
			return err
		}
		if row > 0 {
			return s.rows(sheet, row, headings)
		}
		if first == nil {
			first = headings
		}
	}
	bad := refuse(CodeColumns)
	bad.Headings = first
	return bad
}

// headings finds the row of headings; 0 when there is none, and then the widest
// row of those looked at.
func (s *source) headings(sheet *grid.Sheet) (int, []string, error) {
	var widest []string
	widestRow, seen := 0, 0
	for row, err := range sheet.Rows() {
		if err != nil {
			return 0, nil, err
		}
		headings := make([]string, row.Cells[len(row.Cells)-1].Col)
		for _, c := range row.Cells {
			headings[c.Col-1], _ = tidy(undoInert(c.Text), maxNameRunes, false)
		}
		if columnsOf(headings).whole() {
			return row.Number, headings, nil
		}
		if len(row.Cells) > 1 && len(headings) > len(widest) {
			widest, widestRow = headings, row.Number
		}
		if seen++; seen == headingRows {
			break
		}
	}
	if s.options.Columns != nil {
		return widestRow, widest, nil
	}
	return 0, widest, nil
}

func (s *source) rows(sheet *grid.Sheet, head int, headings []string) error {
	t := &table{c: s.c, headings: headings, columns: columnsOf(headings)}
	if s.options.Columns != nil {
		t.columns = s.options.Columns
	}
	s.c.raw.Columns, s.c.raw.Headings = t.columns, headings
	// A table of times without names is one track, called after the file.
	if t.columns.Time > 0 && t.columns.Name == 0 && t.columns.Path == 0 {
		t.one = strings.TrimSuffix(s.name, path.Ext(s.name))
	}
	for row, err := range sheet.Rows() {
		if err != nil {
			return err
		}
		if row.Number <= head {
			continue
		}
		if err := t.take(row); err != nil {
			return located(err, row.Number)
		}
	}
	return asError(t.endPath())
}

// table reads rows below the headings.
type table struct {
	c        *collector
	headings []string
	columns  *Columns
	row      *grid.Row
	one      string // the name of the only track

	path     Path
	at, part string // path and part of the row before
	open     bool
}

func (t *table) take(row *grid.Row) error {
	t.row = row
	p, err := t.point()
	if err != nil {
		return err
	}
	which := t.text(t.columns.Path)
	if which == "" && t.one == "" {
		if err := t.endPath(); err != nil {
			return err
		}
		return t.place(p)
	}
	return t.pathPoint(which, p)
}

func (t *table) text(col int) string {
	if col == 0 {
		return ""
	}
	return undoInert(strings.TrimSpace(t.row.At(col).Text))
}

// undoInert takes off the apostrophe that keeps a spreadsheet from running a
// text.
func undoInert(s string) string {
	if len(s) > 1 && s[0] == '\'' && strings.ContainsRune(inertBefore, rune(s[1])) {
		return s[1:]
	}
	return s
}

func (t *table) point() (Point, error) {
	east, err := t.axis(t.columns.East)
	if err != nil {
		return Point{}, err
	}
	north, err := t.axis(t.columns.North)
	if err != nil {
		return Point{}, err
	}
	p := Point{Lon: east, Lat: north, TimeMS: NoTime, HeightMM: NoHeight}
	if v, ok := t.number(t.columns.Height); ok {
		p.HeightMM = heightOf(v)
	}
	if v, ok := t.number(t.columns.Accuracy); ok && v > 0 && v < maxHeightM {
		p.AccuracyMM = int32(v*1000 + 0.5)
	}
	ms, bad := t.c.instant(t.text(t.columns.Time))
	if bad != nil {
		return p, bad.at(t.row.Number, t.heading(t.columns.Time))
	}
	p.TimeMS = ms
	return p, nil
}

// axis reads a coordinate: a number, or degrees with minutes and seconds.
func (t *table) axis(col int) (float64, error) {
	v, ok := t.number(col)
	if !ok {
		v, ok = parseAngle(t.text(col))
	}
	if !ok || v > maxAxis || v < -maxAxis {
		return 0, refuse(CodeCoordinate, "text", quoted(t.text(col))).at(t.row.Number, t.heading(col))
	}
	return v, nil
}

func (t *table) number(col int) (float64, bool) {
	if col == 0 {
		return 0, false
	}
	c := t.row.At(col)
	if c.Kind == grid.Number {
		return parseAxis(c.Text, 1e300)
	}
	return parseNumeral(undoInert(c.Text))
}

func (t *table) heading(col int) string {
	if col > 0 && col <= len(t.headings) && t.headings[col-1] != "" {
		return t.headings[col-1]
	}
	return grid.ColName(col)
}

// texts reads name and description.
func (t *table) texts() (name, description string, err *Error) {
	if name, err = t.c.name(t.text(t.columns.Name)); err != nil {
		return
	}
	description, err = t.c.description(t.text(t.columns.Description))
	return
}

func (t *table) place(at Point) error {
	if err := t.c.count(); err != nil {
		return err
	}
	name, description, bad := t.texts()
	if bad != nil {
		return bad
	}
	attributes, bad := t.attributes()
	if bad != nil {
		return bad
	}
	return asError(t.c.place(Place{name, description, attributes, at}))
}

// attributes are the columns that mean nothing else.
func (t *table) attributes() (out []Attribute, err *Error) {
	for _, c := range t.row.Cells {
		if c.Col > len(t.headings) || t.columns.use(c.Col) {
			continue
		}
		if out, err = t.c.attribute(out, t.headings[c.Col-1], undoInert(c.Text)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (c *Columns) use(col int) bool {
	for _, n := range columnNames {
		if *n.of(c) == col {
			return true
		}
	}
	return false
}

func (t *table) pathPoint(which string, p Point) error {
	part := t.text(t.columns.Part)
	if !t.open || which != t.at {
		if err := t.endPath(); err != nil {
			return err
		}
		if err := t.begin(which); err != nil {
			return err
		}
	} else if part != t.part {
		if err := t.c.endPart(&t.path); err != nil {
			return err
		}
	}
	t.at, t.part = which, part
	return asError(t.c.point(p))
}

// begin starts a path. One that is only numbered is called after its name.
func (t *table) begin(which string) *Error {
	name, description, err := t.texts()
	if err != nil {
		return err
	}
	if strings.IndexFunc(which, func(r rune) bool { return !unicode.IsDigit(r) }) >= 0 {
		if name, err = t.c.name(which); err != nil {
			return err
		}
	}
	if t.one != "" && which == "" {
		if name, err = t.c.name(t.one); err != nil {
			return err
		}
	}
	t.open, t.path = true, Path{Kind: Kind(t.text(t.columns.Kind)), Name: name, Description: description}
	return nil
}

// endPath closes a path; without a kind of its own its times say what it is.
func (t *table) endPath() *Error {
	if !t.open {
		return nil
	}
	t.open = false
	if err := t.c.endPart(&t.path); err != nil {
		return err
	}
	if k := t.path.Kind; k != Track && k != Route && k != Line {
		t.path.Kind = Line
		if timed, _ := t.path.Timed(); timed > 0 {
			t.path.Kind = Track
		}
	}
	return t.c.path(t.path)
}
