package intake

import (
	"slices"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/ledger"
	"phendau/internal/sheet/grid"
	"phendau/internal/vi"
)

// Roles of the fixed fields of a statement that entries do not have.
const (
	roleIndicator = "indicator"
	roleMeasure   = "measure"
	roleFrom      = "from"
	roleTo        = "to"
	roleValue     = "value"
	roleUnit      = "unit"
	rolePage      = "page"
	roleQuote     = "quote"
)

var statementFields = slices.Concat([]field{
	{roleIndicator, []string{"chỉ tiêu"}},
	{roleMeasure, []string{"số đo", "số liệu về"}},
	{rolePlace, []string{"địa bàn", "đơn vị hành chính"}},
	{roleWithin, []string{"thuộc xã", "thuộc đơn vị", "thuộc"}},
	{roleFrom, []string{"từ ngày", "from day"}},
	{roleTo, []string{"đến ngày", "to day"}},
	{roleValue, []string{"số liệu", "giá trị", "kết quả"}},
	{roleUnit, []string{"đơn vị tính", "đvt"}}},
	documentFields,
	[]field{
		{rolePage, []string{"trang"}},
		{roleQuote, []string{"trích dẫn", "nguyên văn"}},
		answerField,
	})

// Unanswered is stored for a doubt nobody has answered yet.
const Unanswered = "chưa trả lời"

// Statements plans the import of totals declared by documents.
func Statements(book *grid.Book, env Env) (Plan, []Problem) {
	r := &run{env: &env}
	in := &statementReader{run: r, cat: env.catalogue(), ids: newIdentity(book.SHA256), heads: newHeadings(statementFields), indicators: newLexicon[string]()}
	if in.cat == nil {
		r.say(Error, spot{}, codeInterrupted, "why", "catalogue")
	} else {
		in.learn()
		r.read(book, layout{in.heads, []string{roleIndicator, rolePlace, roleFrom, roleTo, roleValue}, in.row})
		in.compare()
	}
	rows := make([]drafted, len(in.rows))
	p := Plan{Rows: r.rows, Records: len(in.rows)}
	for i, s := range in.rows {
		rows[i] = drafted{s.id, s.t.at(0)}
		p.Drafts = append(p.Drafts, env.records(in.ids, ledger.TypeStatement, s.ledgerID, s.id, s.t, s.body)...)
	}
	r.checkKnown(rows)
	r.fill(&p)
	return p, r.sorted()
}

// statementReader turns rows into statements; their doubts come last, since
// rows are compared with each other.
type statementReader struct {
	*run
	cat        *catalogue.Catalogue
	ids        identity
	heads      *headings
	indicators *lexicon[string]
	names      []string
	rows       []*statement
}

// statement is one row that was read.
type statement struct {
	t        *table // a copy that stays at the row
	id       string
	ledgerID string
	body     ledger.StatementBody
	source   string
	doubtful bool
	answer   string
}

func (in *statementReader) learn() {
	for _, ind := range in.cat.IndicatorList() {
		in.indicators.add(ind.ID, ind.ID, ind.Name.VI, ind.Name.EN)
		in.names = append(in.names, ind.Name.VI)
	}
}

func (in *statementReader) row(t *table) {
	if t.isExample() {
		return
	}
	s := &statement{}
	ind := in.readIndicator(t)
	m := in.readMeasure(t, ind)
	from, ok1 := t.day(roleFrom, in.heads, true)
	to, ok2 := t.day(roleTo, in.heads, true)
	if ok1 && ok2 && to < from {
		t.fail(t.at(t.colOf(roleTo)), codeDayOrder)
	} else if ok1 && ok2 {
		in.readPlace(t, s, from, to)
	}
	s.body.From, s.body.To = from, to
	in.readDocument(t, s)
	if m != nil {
		s.body.Indicator, s.body.Measure = ind.ID, m.ID
		in.readValue(t, s, m)
	}
	s.answer, _ = t.field(roleAnswer)
	if t.broken {
		return
	}
	fixed := *t
	row := grid.Row{Number: t.row.Number} // the reader's row is gone with the next
	fixed.row, fixed.said = &row, map[string]bool{}
	s.t, s.id = &fixed, in.ids.id(t.index, t.row.Number, "entity")
	in.rows = append(in.rows, s)
}

func (in *statementReader) readIndicator(t *table) *catalogue.Indicator {
	text, at := t.needed(roleIndicator, in.heads)
	if text == "" {
		return nil
	}
	switch ids := in.indicators.find(text); len(ids) {
	case 0:
		t.fail(at, codeUnknownWord, "text", text, "list", [2]string{"chỉ tiêu", "indicators"}, "hint", nearest(text, in.names))
	case 1:
		return in.cat.Indicators[ids[0]]
	default:
		t.fail(at, codeUnclearWord, "text", text, "choices", joinIDs(ids))
	}
	return nil
}

func joinIDs(ids []string) string {
	out := ""
	for i, id := range ids {
		if i > 0 {
			out += ", "
		}
		out += id
	}
	return out
}

// readMeasure finds the measure of the indicator by id, name or unit; it may
// be left out where there is only one.
func (in *statementReader) readMeasure(t *table, ind *catalogue.Indicator) *catalogue.IndicatorMeasure {
	text, at := t.field(roleMeasure)
	if ind == nil {
		return nil
	}
	if text == "" {
		if len(ind.Measures) == 1 {
			return ind.Measures[0]
		}
		t.fail(at, codeMissing, "text", in.heads.names([]string{roleMeasure}))
		return nil
	}
	words, labels := newLexicon[*catalogue.IndicatorMeasure](), []string{}
	for _, m := range ind.Measures {
		words.add(m, m.ID, m.Name.VI, m.Name.EN)
		if u := in.cat.Units[m.Unit]; u != nil {
			words.add(m, u.Name.VI, u.Short.VI)
		}
		labels = append(labels, m.Name.VI)
	}
	switch all := words.find(text); len(all) {
	case 0:
		t.fail(at, codeUnknownWord, "text", text, "list", [2]string{ind.Name.VI, ind.Name.EN}, "hint", nearest(text, labels))
	case 1:
		return all[0]
	default:
		t.fail(at, codeUnclearWord, "text", text, "choices", all[0].ID+", "+all[1].ID)
	}
	return nil
}

// readPlace resolves the place on the last day of the period, as a document
// written then would name it, or else on the first.
func (in *statementReader) readPlace(t *table, s *statement, from, to calendar.Day) {
	day := to
	text, _ := t.field(rolePlace)
	if _, err := in.env.Registry.Places.Find(text, to); errCode(err) != "" {
		if _, err := in.env.Registry.Places.Find(text, from); err == nil {
			day = from
		}
	}
	id, ok := t.place(rolePlace, roleWithin, in.heads, day)
	if !ok {
		return
	}
	s.body.PlaceID = id
	if s.ledgerID = in.env.Registry.LedgerOf(id, to); s.ledgerID == "" {
		s.ledgerID = in.env.Registry.LedgerOf(id, from)
	}
	if s.ledgerID == "" {
		t.fail(t.at(t.colOf(rolePlace)), codeNoLedger, "place", in.env.Registry.Places.FullName(id, day), "day", vi.ShortDate(day))
		return
	}
	in.may(t, ledger.TypeStatement, id, to, "")
}

func (in *statementReader) readDocument(t *table, s *statement) {
	broken := t.broken
	t.broken = false
	doc, _ := t.document(in.cat)
	if doc.Type == "" && doc.Number == "" && !t.broken {
		t.fail(t.at(t.colOf(roleDocNumber)), codeMissing, "text", in.heads.names([]string{roleDocType, roleDocNumber}))
	}
	t.broken = t.broken || broken
	s.body.Document = doc
	s.body.Page, _ = t.field(rolePage)
	s.body.Quote, _ = t.field(roleQuote)
	if len(s.body.Page)+len(s.body.Quote) > ledger.MaxOpBytes/2 {
		t.fail(t.at(t.colOf(roleQuote)), codeTooLong)
	}
}

func (in *statementReader) readValue(t *table, s *statement, m *catalogue.IndicatorMeasure) {
	if text, _ := t.needed(roleValue, in.heads); text == "" {
		return
	}
	cell, _ := t.cell(t.colOf(roleValue))
	w := wants{name: m.Name.VI, unit: m.Unit, per: m.Type == catalogue.Rate}
	if text, at := t.field(roleUnit); text != "" {
		head, err := readHeadUnit(text)
		if err != nil {
			t.fail(at, codeUnitUnknown, "text", text, "unit", text, "measure", m.Name.VI, "choices", units{in.cat}.choices(m.Unit))
			return
		}
		w.head = head
	}
	r, ok := t.value(cell, w)
	if !ok {
		return
	}
	if r.normOnly {
		t.fail(t.at(cell.Col), codeNoNorm, "measure", m.Name.VI)
		return
	}
	r.value.Basis = amount.Declared
	s.body.Value, s.source, s.doubtful = r.value, r.Source, r.Doubtful
	if r.Per == perYear || w.per {
		s.body.Per = "year"
	}
}

// key is what makes two statements comparable.
func statementKey(b *ledger.StatementBody) string {
	return b.Indicator + "\x00" + b.Measure + "\x00" + b.PlaceID
}
