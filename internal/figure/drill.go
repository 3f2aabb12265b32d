package figure

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/place"
)

// Line is one entry behind a cell with what it contributes.
type Line struct {
	LedgerID string
	EntryID  string
	PlaceID  string
	Day      Day
	Value    amount.Value
	Sign     int // -1: it takes away: out of a balance, or from the unclassified remainder
	Stand    Stand
	Kind     string
	Owner    string // body the entry belongs to
	Event    string // id of the shared event, the entry's own by default
	// First is true where the entry is the first of its member in a distinct
	// set; the others share it.
	First bool
	// Out is set for what went out of a balance.
	Out bool
	// Walked is what the entry covered of the line, where the figure asks for it.
	Walked *Stretched
}

// Drilled is everything behind one cell.
type Drilled struct {
	Cell Cell
	// Hidden is set for kinds of which nobody is shown single entries.
	Hidden bool
	// Narrowed is set where a guard moved the cell to whole quarters.
	Narrowed bool
	// Unlisted is how many entries of hidden kinds stand behind the cell beside
	// the lines.
	Unlisted   int
	Lines      []Line // by day, then entry id
	Behind     []Line // entries of a cell without a number: they leave it out, or wait
	Rows       []StockRow
	Statements []Statement
	Years      []Cell // the yearly sums of a rate, each of which opens
}

// Drill opens a cell: exactly the entries, register rows or statements behind
// it, from the same compiled query that made it.
func (p *Projection) Drill(sel Selection, ctx *Context) (*Drilled, error) {
	q := sel.Query
	q.Indicators = []string{sel.Indicator}
	g, err := compile(q, ctx, p)
	if err != nil {
		return nil, err
	}
	at, slot, err := g.find(sel)
	if err != nil {
		return nil, err
	}
	a := &assembler{g: g, gr: g.scan(), t: &Table{Position: PositionText(p.Position)}}
	d := &Drilled{Hidden: AboutTips(ctx.Catalogue, g.slots[slot].m)}
	if d.Cell, err = a.cell(at.row, at.bucket, at.col, slot); err != nil {
		return nil, err
	}
	d.Statements = g.statementsOf(slot, at)
	switch s := &g.slots[slot]; {
	case s.m.OnLine():
		if d.Lines, err = a.alongLines(slot, at); err == nil {
			d.Behind = a.behindLines(d.Cell.State, slot, at)
		}
		return d, err
	case s.m.Type == catalogue.Rate:
		return d, g.drillYears(d, s, sel, at)
	case s.m.Type == catalogue.Balance:
		d.Lines, err = a.balanceLines(slot, at)
		return d, err
	case s.m.Type == catalogue.Stock || s.m.Type == catalogue.Coverage || s.fromRegister():
		d.Rows = a.stock().rows(s.m.Terms, at.row, at.bucket, g.split.keys[at.col])
	default:
		d.Lines = g.lines(g.cell(at.row, at.bucket, at.col, slot), s)
		d.Behind = a.behindLines(d.Cell.State, slot, at)
	}
	return d, nil
}

type coordinate struct{ row, bucket, col int }

// ErrNoCell says that a selection names no cell of its table.
var ErrNoCell = &Error{BadSplit, "Không tìm thấy ô số liệu này; có thể danh mục hoặc địa giới đã thay đổi.", "no such cell; the catalogue or the map may have changed"}

func (g *program) find(sel Selection) (coordinate, int, error) {
	at := coordinate{-1, -1, -1}
	for i, r := range g.layout.Rows {
		if r.Kind == sel.RowKind && r.PlaceID == sel.RowPlace {
			at.row = i
		}
	}
	for i, b := range g.buckets {
		if b.From == sel.Slice.From && b.To == sel.Slice.To {
			at.bucket = i
		}
	}
	at.col = slices.Index(g.split.keys, sel.Column)
	for i, s := range g.slots {
		if s.m.ID == sel.Measure && !s.den && at.row >= 0 && at.bucket >= 0 && at.col >= 0 {
			return at, i, nil
		}
	}
	return at, 0, ErrNoCell
}

func (g *program) statementsOf(slot int, at coordinate) []Statement {
	var out []Statement
	for _, x := range g.declared[slot] {
		if x.row == at.row && x.bucket == at.bucket {
			out = append(out, *x.st)
		}
	}
	return out
}

// lines runs the scan again and keeps what goes into one cell.
func (g *program) lines(cell int, s *slot) []Line {
	type hit struct {
		c    *columns
		e, f uint32
	}
	found := map[hit]Line{}
	g.scanPlaces(0, g.p.places.Len(), nil, func(at int, c *columns, e, f uint32, v amount.Value, sign int) {
		if at != cell {
			return
		}
		found[hit{c, e, f}] = g.line(c, e, f, v, sign)
	})
	order := slices.SortedFunc(maps.Keys(found), func(a, b hit) int {
		return cmp.Or(cmp.Compare(a.c.day[a.e], b.c.day[b.e]), bytes.Compare(a.c.id[a.e][:], b.c.id[b.e][:]), cmp.Compare(a.f, b.f))
	})
	out := make([]Line, 0, len(order))
	seen := map[member]bool{}
	for _, h := range order {
		l := found[h]
		if s.set {
			m := g.memberOf(s, h.c, h.e, h.f)
			l.First = !seen[m]
			seen[m] = true
		}
		out = append(out, l)
	}
	return out
}

// line is a contribution with how its entry stands.
func (g *program) line(c *columns, e, f uint32, v amount.Value, sign int) Line {
	return Line{LedgerID: g.p.ledgerTab[c.ledger[e]], EntryID: formatID(c.id[e]), PlaceID: g.p.places.ID(c.placeOf(e)),
		Day: minDay + Day(c.day[e]), Value: v, Sign: sign, Stand: g.p.standTab[c.stand[e]],
		Kind: g.p.seriesTab[c.series[f]].kind, Owner: g.p.bodiesTab[c.bodies[e]].owner, Event: formatID(c.eventOf(e))}
}

func (g *program) drillYears(d *Drilled, s *slot, sel Selection, at coordinate) error {
	y, err := g.years(s, g.buckets[at.bucket], sel.Column)
	if err != nil || y == nil {
		return err
	}
	sub := &assembler{g: y.g, gr: y.gr, t: &Table{Position: d.Cell.Position}}
	for b := range y.g.buckets {
		c, err := sub.cell(at.row, b, min(at.col, len(y.g.split.keys)-1), 0)
		if err != nil {
			return err
		}
		d.Years = append(d.Years, c)
		d.Lines = append(d.Lines, y.g.lines(y.g.cell(at.row, b, min(at.col, len(y.g.split.keys)-1), 0), &y.g.slots[0])...)
	}
	return nil
}

func formatID(id ID) string {
	const hex = "0123456789abcdef"
	out := make([]byte, 0, 36)
	for i, b := range id {
		if i == 4 || i == 6 || i == 8 || i == 10 {
			out = append(out, '-')
		}
		out = append(out, hex[b>>4], hex[b&15])
	}
	return string(out)
}

// token is the written form of a selection.
type token struct {
	I  string   `json:"i"`
	M  string   `json:"m"`
	P  string   `json:"p,omitempty"`
	F  Day      `json:"f"`
	T  Day      `json:"t"`
	C  string   `json:"c,omitempty"`
	Mp string   `json:"mp,omitempty"`
	By []string `json:"by,omitempty"`
	V  string   `json:"v,omitempty"`
	S  int      `json:"s,omitempty"`
	St string   `json:"st,omitempty"`
	RK string   `json:"rk"`
	RP string   `json:"rp,omitempty"`
	SF Day      `json:"sf"`
	ST Day      `json:"sto"`
	K  string   `json:"k,omitempty"`
}

// mapText writes the day of "today", so that a cell opens on the same map
// tomorrow.
func mapText(m place.MapSpec) string {
	if m.Kind == place.MapToday {
		return m.Day.String()
	}
	return m.String()
}

// Token is the selection as one opaque word for addresses and JSON.
func (s Selection) Token() string {
	b, err := json.Marshal(token{I: s.Indicator, M: s.Measure, P: s.Place, F: s.Period.From, T: s.Period.To, C: string(s.Period.Calendar),
		Mp: mapText(s.Map), By: s.By, V: s.Viewpoint.String(), S: int(s.Status), St: s.Statements,
		RK: string(s.RowKind), RP: s.RowPlace, SF: s.Slice.From, ST: s.Slice.To, K: s.Column})
	if err != nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

// ParseToken reads what Token wrote. Hostile input is an error, never more.
func ParseToken(text string) (Selection, error) {
	var t token
	var s Selection
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err == nil {
		err = json.Unmarshal(b, &t)
	}
	if err == nil && len(text) > 4096 {
		err = fmt.Errorf("too long")
	}
	if err != nil {
		return s, &Error{BadSplit, "Địa chỉ ô số liệu không đúng.", "the cell's address is damaged"}
	}
	s.Indicator, s.Measure, s.Place, s.By, s.Column, s.Status, s.Statements = t.I, t.M, t.P, t.By, t.K, Status(t.S), t.St
	s.RowKind, s.RowPlace = place.RowKind(t.RK), t.RP
	s.Indicators = []string{t.I}
	if s.Period, err = periodOf(t.C, t.F, t.T); err != nil {
		return s, err
	}
	s.Slice = s.Period
	s.Slice.From, s.Slice.To = t.SF, t.ST
	if s.Map, err = place.ParseMapSpec(t.Mp, t.T); err != nil {
		return s, err
	}
	s.Viewpoint, err = ParseViewpoint(t.V)
	return s, err
}

func periodOf(name string, from, to Day) (calendar.Period, error) {
	cal, err := calendar.ParseCalendar(name)
	if err != nil {
		return calendar.Period{}, err
	}
	if to < from {
		return calendar.Period{}, &Error{BadSplit, "Kỳ báo cáo kết thúc trước khi bắt đầu.", "the period ends before it begins"}
	}
	return calendar.Period{From: from, To: to, Calendar: cal}, nil
}

// ParseID reads what formatID writes; of anything else it makes something.
func ParseID(s string) (id ID) {
	j := 0
	for i := 0; i+1 < len(s) && j < len(id); i += 2 {
		if s[i] == '-' {
			i++
		}
		id[j] = nibble(s[i])<<4 | nibble(s[i+1])
		j++
	}
	return id
}

func nibble(c byte) byte {
	if c >= 'a' {
		return c - 'a' + 10
	}
	return c - '0'
}
