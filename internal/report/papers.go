package report

import (
	"maps"
	"slices"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/ledger"
	"phendau/internal/paper"
)

// Papers are the compiled papers of entries by id.
type Papers map[string]*Paper

// IDs lists the papers in the order of their ids.
func (p Papers) IDs() []string { return slices.Sorted(maps.Keys(p)) }

// Paper is a compiled template of an official paper that is made from chosen
// entries and what is linked to them, not from figures: a letter, minutes, a
// receipt. It is immutable.
type Paper struct {
	ID      string
	Version int // rises with every change of wording
	Name    catalogue.Text
	Title   string // "" is a letter
	// Letterheads it may bear, the usual one first.
	Letterheads []string
	// Kinds of which entries are chosen; Many allows more than one entry.
	Kinds []string
	Many  bool

	beside  []string // second signer, at the left
	sign    string   // of the type, before that of the body: TTr
	heads   map[string]head
	subject text
	basis   []text
	body    []piece
	groups  map[string]*entryGroup
	needs   []*entryGroup
}

// entryGroup is a named selection of the entries a paper is made from.
type entryGroup struct {
	kinds      []string
	where, not map[string][]string
	chosen     bool // without what is only linked
}

// piece is one block of a paper's body; exactly one field besides level,
// plain and note is set.
type piece struct {
	level       paper.Level
	heading     text
	plain, note bool
	sayings     []saying
	list        *entryList
	two         []pair
	space       *space
}

// saying is a sentence, said only where its condition has a value.
type saying struct {
	when            *field
	say, instead    text
	whenGroup       *entryGroup
	hasAlternatives bool
}

// pair is one text in two languages side by side.
type pair struct{ vi, en text }

// space is a framed place for what people fill in by hand.
type space struct {
	title text
	rows  int
}

// What the rows of a list are.
const (
	rowsEntries = "entries"
	rowsParts   = "parts"  // of a breakdown, added over the entries
	rowsValues  = "values" // of a dimension
	rowsBlank   = "blank"  // only what fillTo asks for
)

// entryList is a table filled from entries.
type entryList struct {
	name    text
	of      *entryGroup
	rows    string
	by      *field
	fillTo  *field // blank rows up to this number, to be filled in by hand
	columns []listColumn
	total   bool
}

type listColumn struct {
	title      string
	share      int
	align      paper.Align
	say, total saying
}

// maxBlank bounds the rows of a list that is filled up to a number; where the
// number is larger, the list says that it goes on elsewhere. maxSpace bounds
// the lines of a framed place.
const (
	maxBlank = 500
	maxSpace = 60
)

// field names something of the entries a text is filled with: one of
// fieldWords, a measure, a breakdown of one, or a dimension.
type field struct {
	group   *entryGroup // nil is every entry at hand
	what    string
	measure string
	dim     string
	style   []string
}

// EntryWords puts what an entry says into words of one language, as of a day.
type EntryWords interface {
	Kind(id string) string
	Place(id string) string
	Body(id string) string
	// Value names a value of a dimension, or a row of a register (dim "").
	Value(dim, key string) string
	// Document names a paper by type, number and day.
	Document(d ledger.Document) string
	// Number prints a value with its qualifier, scale base units to one.
	Number(v amount.Value, scale int64) string
}

// PaperEntry is one entry a paper may be filled from.
type PaperEntry struct {
	ID      string
	Content *ledger.Content
	Kind    *catalogue.Kind
	Owner   string
	// Settled are values agreed for a shared act; they replace the entry's.
	Settled map[string]amount.Value
	// Chosen entries were named by the caller; the others are linked to them.
	Chosen bool
	// Part: the main entry of the same act is here too, so that the act is
	// counted there; every other number of a part adds up.
	Part bool
}

// value is a measure of the entry; ok is false where it carries none.
func (e *PaperEntry) value(id string) (v amount.Value, ok bool) {
	m, known := e.Kind.Measure(id)
	if !known || m.Counting && e.Part {
		return v, false
	}
	if v, ok = e.Settled[id]; ok {
		return v, true
	}
	if v, ok = e.Content.Measures[id]; !ok && m.Counting {
		return amount.ExactValue(1, amount.Counted), true
	}
	return v, ok
}

// related reports whether one of two entries names the other.
func (e *PaperEntry) related(o *PaperEntry) bool {
	names := func(a, b *PaperEntry) bool {
		return slices.ContainsFunc(a.Content.Links, func(l ledger.Link) bool { return l.EntryID == b.ID })
	}
	return names(e, o) || names(o, e)
}

func (g *entryGroup) has(e *PaperEntry) bool {
	if g == nil {
		return true
	}
	if g.chosen && !e.Chosen || len(g.kinds) > 0 && !slices.Contains(g.kinds, e.Kind.ID) {
		return false
	}
	return g.passes(e)
}

// passes asks the dimensions: an entry without one is not among "where" and
// not refused by "not", as with indicators.
func (g *entryGroup) passes(e *PaperEntry) bool {
	carries := func(dim string, values []string) bool {
		return slices.ContainsFunc(e.Content.Dims[dim], func(v string) bool { return slices.Contains(values, v) })
	}
	for dim, values := range g.where {
		if !carries(dim, values) {
			return false
		}
	}
	for dim, values := range g.not {
		if carries(dim, values) {
			return false
		}
	}
	return true
}

// Uses are the entries the paper is made from: the chosen ones and what of
// the others one of its groups asks for.
func (p *Paper) Uses(all []*PaperEntry) []*PaperEntry {
	var out []*PaperEntry
	for _, e := range all {
		if e.Chosen || p.asksFor(e) {
			out = append(out, e)
		}
	}
	return out
}

func (p *Paper) asksFor(e *PaperEntry) bool {
	for _, g := range p.groups {
		if g.has(e) {
			return true
		}
	}
	return false
}

// Wants reports whether one of the paper's groups asks for entries of a kind.
func (p *Paper) Wants(kind string) bool {
	for _, g := range p.groups {
		if slices.Contains(g.kinds, kind) {
			return true
		}
	}
	return false
}

// Fits reports whether the paper can be made from the entries: those chosen
// are of its kinds, and no group it needs is empty.
func (p *Paper) Fits(all []*PaperEntry) bool {
	chosen := 0
	for _, e := range all {
		if e.Chosen {
			chosen++
			if !slices.Contains(p.Kinds, e.Kind.ID) {
				return false
			}
		}
	}
	if chosen == 0 || chosen > 1 && !p.Many {
		return false
	}
	return !slices.ContainsFunc(p.needs, func(g *entryGroup) bool { return !slices.ContainsFunc(all, g.has) })
}

// PaperInput is everything a paper is made from.
type PaperInput struct {
	Paper *Paper
	// Letterhead is one of the paper's; "" takes its usual one.
	Letterhead string
	Catalogue  *catalogue.Catalogue
	Entries    []*PaperEntry
	// Words are those of a language ("vi" or "en") on a day.
	Words func(lang string, day calendar.Day) EntryWords
	// BodyType is the catalogue's type of a body, "" when unknown.
	BodyType func(bodyID string) string
	// Place is the unit whose paper it is: "xã Đình Phong", and without the
	// word of its unit.
	Place, PlaceName string
	Facts            Facts // Date is needed; a paper bears no number
	Demo             bool
}
