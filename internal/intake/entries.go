package intake

import (
	"slices"
	"strings"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/ledger"
	"phendau/internal/sheet/grid"
	"phendau/internal/vi"
)

// Roles of the fixed fields of an entry.
const (
	roleKind      = "kind"
	rolePlace     = "place"
	roleWithin    = "within"
	roleDay       = "day"
	roleToDay     = "to_day"
	roleOwner     = "owner_body"
	roleBodies    = "bodies"
	roleMarkers   = "markers"
	roleDocType   = "document_type"
	roleDocNumber = "document_number"
	roleDocDay    = "document_day"
	roleDocIssuer = "document_issuer"
	roleFollowUp  = "follow_up"
	rolePlaceNote = "place_note"
	roleNote      = "note"
	rolePaper     = "paper"
	roleBasis     = "basis"
	roleAnswer    = "answer"
)

var documentFields = []field{
	{roleDocType, []string{"loại văn bản", "tài liệu", "document type"}},
	{roleDocNumber, []string{"số văn bản", "số, ký hiệu", "số ký hiệu", "document number"}},
	{roleDocDay, []string{"ngày văn bản", "ngày ban hành", "document day"}},
	{roleDocIssuer, []string{"cơ quan ban hành", "nơi ban hành", "issuer"}},
}

var answerField = field{roleAnswer, []string{"trả lời", "trả lời cảnh báo", "answer"}}

// entryFields are the fixed fields of an entry in the order of the template.
var entryFields = slices.Concat([]field{
	{roleKind, []string{"loại hoạt động", "hoạt động", "loại", "activity"}},
	{roleDay, []string{"ngày", "từ ngày", "ngày thực hiện", "date", "from"}},
	{roleToDay, []string{"đến ngày", "to day", "to"}},
	{rolePlace, []string{"địa bàn", "địa điểm", "nơi thực hiện", "đơn vị hành chính"}},
	{roleWithin, []string{"thuộc xã", "thuộc đơn vị", "thuộc"}},
	{roleOwner, []string{"đơn vị thực hiện", "cơ quan thực hiện", "đơn vị chủ trì", "owner"}},
	{roleBodies, []string{"lực lượng tham gia", "đơn vị phối hợp", "participants"}},
	{roleMarkers, []string{"mốc đã đến", "vị trí mốc đã đến", "markers visited"}},
	{roleBasis, []string{"căn cứ số liệu", "căn cứ"}}},
	documentFields,
	[]field{
		{roleFollowUp, []string{"ngày theo dõi tiếp", "theo dõi tiếp", "follow-up day"}},
		{rolePlaceNote, []string{"ghi chú địa điểm", "place note"}},
		{roleNote, []string{"ghi chú", "nội dung", "remark"}},
		{rolePaper, []string{"ghi bù", "sổ giấy", "from paper"}},
		answerField,
	})

// Entries plans the import of a sheet of activities, one row each.
func Entries(book *grid.Book, env Env) (Plan, []Problem) {
	r := &run{env: &env}
	in := &entryReader{run: r, cat: env.catalogue(), ids: newIdentity(book.SHA256), heads: newHeadings(entryFields),
		kinds: newLexicon[string](), values: map[string]*lexicon[string]{}, seen: map[[32]byte]spot{}}
	if in.cat == nil {
		r.say(Error, spot{}, codeInterrupted, "why", "catalogue")
		return in.plan()
	}
	in.heads.addCatalogue(in.cat)
	for _, k := range in.cat.KindList() {
		if !k.Register {
			in.kinds.add(k.ID, k.ID, k.Name.VI, k.Name.EN)
			in.kindNames = append(in.kindNames, k.Name.VI)
		}
	}
	r.read(book, layout{in.heads, []string{roleKind, roleDay, rolePlace}, in.row})
	r.checkKnown(in.rows)
	return in.plan()
}

// entryReader turns rows into drafts.
type entryReader struct {
	*run
	cat       *catalogue.Catalogue
	ids       identity
	heads     *headings
	kinds     *lexicon[string]
	kindNames []string
	values    map[string]*lexicon[string] // by dimension
	seen      map[[32]byte]spot           // contents already met
	rows      []drafted
	drafts    []ledger.Draft
	bodies    *bodyIndex
}

func (in *entryReader) plan() (Plan, []Problem) {
	p := Plan{Drafts: in.drafts, Rows: in.run.rows, Records: len(in.rows)}
	in.fill(&p)
	return p, in.sorted()
}

// entry is one row while it becomes an entry.
type entry struct {
	kind    *catalogue.Kind
	content ledger.Content
	cols    map[string]int // where a field of the content came from
}

// row reads one row; everything wrong with it is reported at once.
func (in *entryReader) row(t *table) {
	if t.isExample() {
		return
	}
	e := &entry{cols: map[string]int{}}
	in.readKind(t, e)
	in.readPlaceAndDays(t, e)
	in.readBodies(t, e)
	in.readTexts(t, e)
	if e.kind != nil {
		in.readDims(t, e)
		in.readMeasures(t, e)
		in.readMarkers(t, e)
	}
	if t.broken || !in.judge(t, e) {
		return
	}
	in.draft(t, e)
}

// exampleNote marks the example of a template.
const exampleNote = "VÍ DỤ - xóa dòng này"

// isExample stops at the row of the template that nobody deleted: it would
// become a fact.
func (t *table) isExample() bool {
	for _, c := range t.row.Cells {
		if c.Text != "" && (c.Text[0]|0x20) == 'v' && strings.HasPrefix(vi.EqualKey(c.Text), vi.EqualKey(exampleNote)) {
			t.fail(t.at(c.Col), codeExampleRow)
			return true
		}
	}
	return false
}

func (in *entryReader) readKind(t *table, e *entry) {
	text, at := t.needed(roleKind, in.heads)
	if text == "" {
		return
	}
	e.cols["kind"] = at.col
	list := [2]string{"loại hoạt động", "kinds"}
	switch ids := in.kinds.find(text); len(ids) {
	case 0:
		t.fail(at, codeUnknownWord, "text", text, "list", list, "hint", nearest(text, in.kindNames))
	case 1:
		e.kind = in.cat.Kinds[ids[0]]
		e.content.Kind = ids[0]
	default:
		t.fail(at, codeUnclearWord, "text", text, "choices", strings.Join(ids, ", "))
	}
}

func (in *entryReader) readPlaceAndDays(t *table, e *entry) {
	day, ok := t.day(roleDay, in.heads, true)
	e.content.Day = day
	e.cols["day"] = t.colOf(roleDay)
	toDay, given := t.day(roleToDay, in.heads, false)
	if ok && given {
		if toDay < day {
			t.fail(t.at(t.colOf(roleToDay)), codeDayOrder)
		} else if toDay > day {
			e.content.ToDay = &toDay
		}
	}
	e.cols["place_id"] = t.colOf(rolePlace)
	if !ok {
		if text, _ := t.needed(rolePlace, in.heads); text == "" {
			return
		}
		return
	}
	id, found := t.place(rolePlace, roleWithin, in.heads, day)
	if !found {
		return
	}
	e.content.PlaceID = id
	if given && toDay > day && !t.env.Registry.PlaceAlive(id, toDay) {
		t.say(Warning, t.at(t.colOf(roleToDay)), codeOutsidePeriod, "place", t.env.Registry.Places.FullName(id, day), "day", vi.ShortDate(toDay))
	}
}

// day reads a day that has come; ok is false when none was given or it cannot
// be used.
func (t *table) day(role string, heads *headings, need bool) (calendar.Day, bool) {
	d, ok := t.anyDay(role, heads, need)
	if ok && t.env.Today > 0 && d > t.env.Today {
		t.fail(t.at(t.colOf(role)), codeFutureDay, "day", vi.ShortDate(d), "today", vi.ShortDate(t.env.Today))
		return 0, false
	}
	return d, ok
}

// anyDay reads a day that may lie ahead.
func (t *table) anyDay(role string, heads *headings, need bool) (calendar.Day, bool) {
	col := t.role(role)
	if col == nil {
		return 0, false // a missing column is reported with the header
	}
	broken := t.broken
	t.broken = false
	c, given := t.cell(col.col)
	if !given && need && !t.broken {
		t.fail(t.at(col.col), codeMissing, "text", heads.names([]string{role}))
	}
	t.broken = t.broken || broken
	if !given {
		return 0, false
	}
	d, err := calendar.ReadDay(c.Text)
	if err != nil || c.Kind == grid.Number {
		t.fail(t.at(col.col), codeBadDay, "text", c.Text)
		return 0, false
	}
	return d, true
}

func (t *table) colOf(role string) int {
	if c := t.role(role); c != nil {
		return c.col
	}
	return 0
}

// col is the column a problem of the catalogue belongs to; the kind's where
// the sheet has none.
func (e *entry) col(path string) int {
	if c, ok := e.cols[path]; ok {
		return c
	}
	if c, ok := e.cols[strings.Split(path, "/")[0]]; ok {
		return c
	}
	return e.cols["kind"]
}

func (e *entry) dimStrings() map[string][]string {
	out := map[string][]string{}
	for d, v := range e.content.Dims {
		out[d] = v
	}
	return out
}

// count is the entry's exact counting measure, 1 unless it says otherwise.
func (e *entry) count() int64 {
	if v, ok := e.content.Measures[e.kind.Counting.ID]; ok && v.Q == amount.Exact {
		return v.V
	}
	return 1
}
