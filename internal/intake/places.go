package intake

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/place"
	"phendau/internal/registry"
	"phendau/internal/sheet/grid"
	"phendau/internal/vi"
)

// Roles of the fixed fields of units and successions.
const (
	roleKey      = "key"
	roleWord     = "unit_word"
	roleName     = "name"
	roleLevel    = "level"
	roleCode     = "code"
	roleParent   = "parent"
	roleFlags    = "flags"
	roleAlias    = "alias"
	roleDocument = "document"
	roleFromUnit = "from_unit"
	roleToUnit   = "to_unit"
	roleAct      = "act"
	roleShare    = "share"
	roleLat      = "lat"
	roleLon      = "lon"
)

var unitFields = []field{
	{roleKey, []string{"khóa"}},
	{roleWord, []string{"loại đơn vị"}},
	{roleName, []string{"tên", "tên đơn vị"}},
	{roleLevel, []string{"cấp"}},
	{roleFrom, []string{"từ ngày"}},
	{roleTo, []string{"đến ngày"}},
	{roleCode, []string{"mã", "mã đơn vị", "mã số"}},
	{roleParent, []string{"trực thuộc", "đơn vị cấp trên"}},
	{roleFlags, []string{"tính chất", "đặc điểm"}},
	{roleAlias, []string{"tên khác", "cách viết khác"}},
	{roleDocument, []string{"văn bản", "căn cứ pháp lý"}},
	{roleLat, []string{"vĩ độ", "vĩ độ hoặc bắc", "bắc (m)", "latitude"}},
	{roleLon, []string{"kinh độ", "kinh độ hoặc đông", "đông (m)", "longitude"}},
}

var successionFields = []field{
	{roleFromUnit, []string{"đơn vị cũ"}},
	{roleToUnit, []string{"đơn vị mới"}},
	{roleDay, []string{"ngày", "ngày hiệu lực"}},
	{roleAct, []string{"hình thức"}},
	{roleShare, []string{"phạm vi", "phần"}},
	{roleDocument, []string{"văn bản", "căn cứ pháp lý"}},
	{roleNote, []string{"ghi chú"}},
}

// Places plans the import of units with dated names, codes, parents and
// flags, and of the successions between them. A unit has a key of its own in
// the file; several rows with one key are its dated names. What the registry
// would look like is built and checked before anything is drafted.
func Places(book *grid.Book, env Env) (Plan, []Problem) {
	r := &run{env: &env}
	in := &placeReader{run: r, ids: newIdentity(book.SHA256), units: newHeadings(unitFields), acts: newHeadings(successionFields),
		byKey: map[string]*unitDoc{}, old: map[string]*unitDoc{}}
	in.learn()
	r.read(book, layout{in.units, []string{roleKey, roleName, roleFrom, roleTo}, in.unitRow},
		layout{in.acts, []string{roleFromUnit, roleDay, roleAct, roleShare}, in.actRow})
	in.link()
	in.dryRun()
	p := Plan{Rows: r.rows, Records: len(in.list)}
	var rows []drafted
	for _, u := range in.list {
		p.Drafts = append(p.Drafts, in.draft(u))
		if !u.stored {
			rows = append(rows, drafted{u.id, u.at})
		}
	}
	r.checkKnown(rows)
	r.fill(&p)
	return p, r.sorted()
}

// placeReader gathers the documents of units.
type placeReader struct {
	*run
	ids   identity
	units *headings
	acts  *headings
	types *lexicon[string] // unit words -> levels
	flags *lexicon[string]
	list  []*unitDoc // in the order met
	byKey map[string]*unitDoc
	old   map[string]*unitDoc // stored units that change, by id
	later []func()            // references, once all keys are known
}

// unitDoc is a unit with its document, new or stored.
type unitDoc struct {
	id     string
	key    string
	at     spot
	stored bool
	doc    registry.PlaceDoc
	level  string
}

func (in *placeReader) learn() {
	in.types, in.flags = newLexicon[string](), newLexicon[string]()
	cat := in.env.catalogue()
	if cat == nil {
		return
	}
	for id, w := range cat.PlaceTypes {
		in.types.add(w.Level, id, w.Name.VI, w.Name.EN)
		in.types.add(w.Level, strings.Split(w.Name.VI, ",")...)
	}
	for id, w := range cat.Flags {
		in.flags.add(id, id, w.Name.VI, w.Name.EN)
	}
}

// levelWords are the levels as the registry prints them.
var levelWords = map[string]place.Level{"cấp tỉnh": place.LevelProvince, "cấp huyện": place.LevelDistrict, "cấp xã": place.LevelCommune,
	"cấp xóm": place.LevelHamlet, "toàn quốc": place.LevelNation, "province": place.LevelProvince, "district": place.LevelDistrict,
	"commune": place.LevelCommune, "hamlet": place.LevelHamlet, "nation": place.LevelNation}

func (in *placeReader) unitRow(t *table) {
	if t.isExample() {
		return
	}
	key, _ := t.needed(roleKey, in.units)
	name, _ := t.needed(roleName, in.units)
	word, _ := t.field(roleWord)
	level := in.level(t, word)
	from, to := in.bound(t, roleFrom), in.bound(t, roleTo)
	if t.broken {
		return
	}
	u := in.unit(t, key, level)
	if u == nil {
		return
	}
	u.doc.Names = append(u.doc.Names, registry.NameDoc{Text: name, UnitWord: strings.ToLower(word), Level: level, From: from, To: to})
	in.attributes(t, u, from, to)
}

// unit is the unit of a key, new at its first row.
func (in *placeReader) unit(t *table, key, level string) *unitDoc {
	k := vi.EqualKey(key)
	u := in.byKey[k]
	if u == nil {
		u = &unitDoc{id: in.ids.named("place", k), key: key, at: t.at(t.colOf(roleKey)), level: level}
		in.byKey[k] = u
		in.list = append(in.list, u)
	}
	if u.level != level {
		t.fail(t.at(t.colOf(roleKey)), codeKeyConflict, "text", key)
		return nil
	}
	return u
}

func (in *placeReader) level(t *table, word string) string {
	if text, at := t.field(roleLevel); text != "" {
		l, ok := levelWords[vi.EqualKey(text)]
		if !ok {
			t.fail(at, codeUnknownWord, "text", text, "list", [2]string{"cấp", "levels"}, "hint", [2]string{" (cấp tỉnh, cấp huyện, cấp xã, cấp xóm)", " (province, district, commune, hamlet)"})
		}
		return string(l)
	}
	if all := in.types.equal[vi.EqualKey(word)]; len(all) == 1 {
		return all[0]
	}
	t.fail(t.at(t.colOf(roleWord)), codeMissing, "text", in.units.names([]string{roleLevel}))
	return ""
}

// bound reads one end of a dated row. It must be said: nothing lasts for ever
// because a field was left out.
func (in *placeReader) bound(t *table, role string) registry.Bound {
	text, at := t.needed(role, in.units)
	key := vi.EqualKey(text)
	switch {
	case text == "":
		return ""
	case key == "không rõ" || key == "chưa rõ" || key == "unknown":
		return registry.Unknown
	case role == roleTo && (key == "đến nay" || key == "nay" || key == "open"):
		return registry.Open
	}
	about := strings.HasPrefix(key, "khoảng ") || strings.HasPrefix(key, "about ")
	if about {
		_, key, _ = strings.Cut(key, " ")
	}
	d, err := calendar.ReadDay(key)
	if err != nil {
		t.fail(at, codeBadBound, "text", text)
		return ""
	}
	if about {
		return "about " + registry.On(d)
	}
	return registry.On(d)
}

// attributes reads what else a row says of its unit on the same days.
func (in *placeReader) attributes(t *table, u *unitDoc, from, to registry.Bound) {
	document, _ := t.field(roleDocument)
	in.point(t, u, from, to)
	if code, at := t.field(roleCode); code != "" {
		if c, _ := t.cell(at.col); c.Kind == grid.Number {
			t.fail(at, codeNumberCode, "text", code)
		}
		u.doc.Codes = append(u.doc.Codes, registry.CodeDoc{Scheme: place.SchemeOfficial, Value: code, From: from, To: to})
	}
	if alias, _ := t.field(roleAlias); alias != "" {
		for _, a := range splitList(alias) {
			u.doc.Aliases = append(u.doc.Aliases, registry.AliasDoc{Text: a, Source: document, From: from, To: to})
		}
	}
	if flags, at := t.field(roleFlags); flags != "" {
		for _, f := range splitList(flags) {
			ids := in.flags.find(f)
			if len(ids) != 1 {
				t.fail(at, codeUnknownWord, "text", f, "list", [2]string{"tính chất", "flags"}, "hint", [2]string{})
				continue
			}
			u.doc.Flags = append(u.doc.Flags, registry.FlagDoc{Flag: ids[0], Document: document, From: from, To: to})
		}
	}
	if parent, at := t.field(roleParent); parent != "" {
		day := dayOf(from, to)
		in.later = append(in.later, func() {
			if id, ok := in.resolve(at, parent, day); ok {
				u.doc.Parents = append(u.doc.Parents, registry.ParentDoc{ParentID: id, From: from, To: to})
			}
		})
	}
}

// dayOf is a day on which the row holds, for looking up what it names.
func dayOf(from, to registry.Bound) calendar.Day {
	for _, b := range []registry.Bound{from, to} {
		if p, err := b.Parse(); err == nil && p.Day != 0 {
			return p.Day
		}
	}
	return place.Latest
}

// resolve finds a unit by its key in the file, else in the registry.
func (in *placeReader) resolve(at spot, text string, day calendar.Day) (string, bool) {
	if u := in.byKey[vi.EqualKey(text)]; u != nil {
		return u.id, true
	}
	f, err := in.env.Registry.Places.Find(text, day)
	switch {
	case err == nil && !f.Group:
		return f.ID, true
	case errCode(err) == place.Ambiguous:
		(&table{run: in.run, said: map[string]bool{}}).failFind(at, err)
	default:
		in.say(Error, at, codeKeyUnknown, "text", text)
	}
	return "", false
}

func (in *placeReader) link() {
	for _, f := range in.later {
		f()
	}
}

// draft creates a new unit, or amends a stored one by the fields that change.
func (in *placeReader) draft(u *unitDoc) ledger.Draft {
	d := ledger.Draft{LedgerID: in.env.RegistryID, EntityType: "place", EntityID: u.id, Verb: "create", ActorID: in.env.Actor,
		BodyID: in.env.Body, Catalogue: in.env.version(), ID: in.ids.named("operation", u.id), Body: u.doc}
	if u.stored {
		d.Verb = "amend"
	}
	return d
}

// dryRun builds the registry as it would be and reports the faults that are
// new in it.
func (in *placeReader) dryRun() {
	if in.count[Error] > 0 || len(in.list) == 0 {
		return
	}
	changed := map[string]*unitDoc{}
	entities := slices.Clone(in.env.Entities)
	for _, u := range in.list {
		changed[u.id] = u
	}
	entities = slices.DeleteFunc(entities, func(e ledger.Entity) bool { return e.Type != "place" || changed[e.ID] != nil })
	for _, u := range in.list {
		body, err := json.Marshal(u.doc)
		if err != nil {
			in.say(Error, u.at, codeRefused, "why", err.Error())
			return
		}
		e := ledger.Entity{Type: "place", ID: u.id, Body: body}
		var refused *ledger.Refusal
		if err := in.env.Registry.CheckRegistry(e, nil); errors.As(err, &refused) {
			in.add(Error, u.at, string(refused.Code), refused.Sentence("vi"), refused.Sentence("en"))
		}
		entities = append(entities, e)
	}
	next, err := registry.Build(0, entities)
	if err != nil {
		in.say(Error, spot{}, codeRefused, "why", err.Error())
		return
	}
	was := map[string]bool{}
	for _, p := range in.env.Registry.Problems {
		was[p.Text.EN] = true
	}
	for _, p := range next.Problems {
		if !was[p.Text.EN] {
			in.reportFault(p, changed)
		}
	}
}

// mild faults leave every answer defined and may be how history was; the
// others are mistakes.
var mild = []place.ProblemKind{place.OutsideLife, place.Gap, place.ParentNotAlive, place.SuccessionGap}

func (in *placeReader) reportFault(p place.Problem, changed map[string]*unitDoc) {
	at := spot{}
	for _, id := range p.Places {
		if u := changed[id]; u != nil {
			at = u.at
			break
		}
	}
	severity := Error
	if slices.Contains(mild, p.Kind) {
		severity = Warning
	}
	in.add(severity, at, "place_"+string(p.Kind), p.Text.VI, p.Text.EN)
}
