package report

import (
	"slices"
	"strconv"
	"strings"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/ledger"
	"phendau/internal/vi"
)

// scope is what a text is filled from: entries, and in a list its row.
type scope struct {
	j       *paperJob
	lang    string
	entries []*PaperEntry
	row     map[string]string // rowWords of the row; nil outside a list
}

func (s *scope) of(g *entryGroup) []*PaperEntry {
	var out []*PaperEntry
	for _, e := range s.entries {
		if g.has(e) {
			out = append(out, e)
		}
	}
	return out
}

// words are those of an entry, on its day.
func (s *scope) words(e *PaperEntry) EntryWords { return s.j.Words(s.lang, e.Content.Day) }

// text fills a text. What no entry says leaves a blank to write on, in a list
// an empty cell.
func (s *scope) text(t text) string {
	var b strings.Builder
	for _, n := range t {
		switch {
		case n.field != nil:
			v, ok := s.field(n.field)
			if !ok && s.row == nil {
				v = say("blank")
			}
			b.WriteString(v)
		case n.word != "" && s.row != nil && slices.Contains(rowWords, n.word):
			b.WriteString(s.row[n.word])
		case n.word != "":
			b.WriteString(s.j.word(n.word))
		default:
			b.WriteString(n.plain)
		}
	}
	return b.String()
}

func (s *scope) say(x saying) string {
	holds := true
	switch {
	case x.whenGroup != nil:
		holds = len(s.of(x.whenGroup)) > 0
	case x.when != nil:
		_, holds = s.field(x.when)
	}
	if !holds {
		return s.text(x.instead)
	}
	return s.text(x.say)
}

// field is what the entries say of a field; ok is false for nothing.
func (s *scope) field(f *field) (string, bool) {
	entries := s.of(f.group)
	out := ""
	switch {
	case f.measure != "" && f.dim != "":
		out = s.partList(f, entries)
	case f.measure != "":
		out = s.measure(f, entries)
	case f.dim != "":
		out = s.each(entries, func(e *PaperEntry) []string {
			var names []string
			for _, key := range e.Content.Dims[f.dim] {
				names = append(names, s.words(e).Value(f.dim, key))
			}
			return names
		})
	default:
		out = s.plain(f, entries)
	}
	if f.has("capital") {
		out = capital(out)
	}
	return out, out != ""
}

func (f *field) has(style string) bool { return slices.Contains(f.style, style) }

// plain are the words that every entry has.
func (s *scope) plain(f *field, entries []*PaperEntry) string {
	one := func(say func(w EntryWords, e *PaperEntry) string) string {
		return s.each(entries, func(e *PaperEntry) []string { return []string{say(s.words(e), e)} })
	}
	switch f.what {
	case "count":
		return s.int(f, int64(len(entries)))
	case "kind":
		return one(func(w EntryWords, e *PaperEntry) string { return w.Kind(e.Kind.ID) })
	case "day":
		return s.days(f, entries)
	case "where":
		return one(func(w EntryWords, e *PaperEntry) string { return w.Place(e.Content.PlaceID) })
	case "owner":
		return one(func(w EntryWords, e *PaperEntry) string { return w.Body(e.Owner) })
	case "bodies":
		return s.bodies(entries, func(e *PaperEntry) []string { return inRole(e.Content.Bodies, "") })
	case "givers":
		return s.bodies(entries, func(e *PaperEntry) []string { return s.j.givers(e.Content, e.Owner) })
	case "receivers":
		return s.receivers(entries)
	case "documents":
		return s.each(entries, func(e *PaperEntry) (out []string) {
			for _, d := range e.Content.Documents {
				out = append(out, s.words(e).Document(ledger.Document{Type: d.Type, Number: d.Number, Day: d.Day}))
			}
			return out
		})
	case "markers":
		return s.each(entries, func(e *PaperEntry) (out []string) {
			for _, m := range e.Content.Markers {
				out = append(out, s.words(e).Value("", m))
			}
			return out
		})
	case wordNote, wordPlaceNote:
		return s.each(entries, func(e *PaperEntry) []string {
			// The catalogue may have restricted the kind since.
			if e.Kind.Release == releaseRestricted {
				return nil
			}
			return []string{map[string]string{wordNote: e.Content.Note, wordPlaceNote: e.Content.PlaceNote}[f.what]}
		})
	}
	return ""
}

// bodies joins the names of some bodies of each entry.
func (s *scope) bodies(entries []*PaperEntry, of func(e *PaperEntry) []string) string {
	return s.each(entries, func(e *PaperEntry) (out []string) {
		for _, id := range of(e) {
			out = append(out, s.words(e).Body(id))
		}
		return out
	})
}

// receivers are the bodies that took in, or the place where none is named.
func (s *scope) receivers(entries []*PaperEntry) string {
	return s.each(entries, func(e *PaperEntry) (out []string) {
		for _, id := range s.j.receivers(e.Content, e.Owner) {
			out = append(out, s.words(e).Body(id))
		}
		if len(out) == 0 {
			out = append(out, s.words(e).Place(e.Content.PlaceID))
		}
		return out
	})
}

// each joins what the entries say, every thing once.
func (s *scope) each(entries []*PaperEntry, say func(e *PaperEntry) []string) string {
	var out []string
	for _, e := range entries {
		for _, x := range say(e) {
			if x = strings.TrimSpace(x); x != "" && !slices.Contains(out, x) {
				out = append(out, x)
			}
		}
	}
	return strings.Join(out, ", ")
}

// days is the day of the entries, or the first and the last one.
func (s *scope) days(f *field, entries []*PaperEntry) string {
	if len(entries) == 0 {
		return ""
	}
	from, to := calendar.MaxDay, calendar.MinDay
	for _, e := range entries {
		from, to = min(from, e.Content.Day), max(to, e.Content.Day)
		if e.Content.ToDay != nil {
			to = max(to, *e.Content.ToDay)
		}
	}
	switch long := f.has("long"); {
	case from == to && long:
		return s.longDay(from)
	case from == to:
		return vi.ShortDate(from)
	case long && s.lang != "en":
		return "từ " + s.longDay(from) + " đến " + s.longDay(to)
	case long:
		return vi.Range(s.longDay(from), s.longDay(to))
	}
	return vi.Range(vi.ShortDate(from), vi.ShortDate(to))
}

func (s *scope) longDay(d calendar.Day) string {
	if s.lang != "en" {
		return vi.LongDate(d)
	}
	y, m, day := d.Date()
	return strconv.Itoa(day) + " " + enMonths[m-1] + " " + strconv.Itoa(y)
}

var enMonths = [...]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}

func (s *scope) int(f *field, n int64) string {
	if f.has("lead") {
		return vi.IntProse(n)
	}
	return vi.Int(n)
}

// total adds a measure over entries; unit is that of the first that has it.
func total(entries []*PaperEntry, measure string) (r amount.Result, unit string) {
	var sum amount.Sum
	var last amount.Value
	for _, e := range entries {
		if v, ok := e.value(measure); ok {
			sum.Add(v)
			last = v
			if m, ok := e.Kind.Measure(measure); ok && unit == "" {
				unit = m.Unit
			}
		}
	}
	return sum.Result(&last), unit
}

func (s *scope) measure(f *field, entries []*PaperEntry) string {
	r, unit := total(entries, f.measure)
	return s.number(f, r, s.j.unit(unit))
}

// number prints a sum with its qualifier: in figures, or spelled.
func (s *scope) number(f *field, r amount.Result, u *catalogue.Unit) string {
	if r.N == 0 || r.Overflow {
		return ""
	}
	out := ""
	switch {
	case f.has("spelled"):
		if out = spelled(r, max(1, u.Scale)); out == "" {
			return ""
		}
	case f.has("lead") && r.Q == amount.Exact && u.Scale <= 1:
		out = vi.IntProse(r.V)
	default:
		w := s.j.Words(s.lang, s.j.Facts.Date)
		out = w.Number(amount.Value{V: r.V, Lo: r.Lo, Hi: r.Hi, Q: r.Q}, max(1, u.Scale))
	}
	if f.has("unit") && r.Q != amount.Uncounted {
		out += " " + u.Short.In(s.lang)
	}
	return out
}

// spelled is a number in Vietnamese words with its qualifier; nothing for
// what has no whole number.
func spelled(r amount.Result, scale int64) string {
	words := func(v int64) string {
		if v == amount.Unknown || v%scale != 0 {
			return ""
		}
		return vi.Spell(v / scale)
	}
	out := ""
	switch r.Q {
	case amount.Exact, amount.AtLeast, amount.Nearly, amount.About:
		if out = words(r.V); out != "" {
			out = map[amount.Qualifier]string{amount.AtLeast: "trên ", amount.Nearly: "gần ", amount.About: "khoảng "}[r.Q] + out
		}
	case amount.Range:
		if lo, hi := words(r.Lo), words(r.Hi); lo != "" && hi != "" {
			out = "từ " + lo + " đến " + hi
		}
	}
	return capital(out)
}

// partSum is the sum of one part of a breakdown over the entries.
type partSum struct {
	name string
	unit *catalogue.Unit
	r    amount.Result
}

// parts adds the parts of a breakdown by value, in the order of the list of
// values.
func (s *scope) parts(f *field, entries []*PaperEntry) []partSum {
	dim := s.j.Catalogue.Dimensions[f.dim]
	sums, last := map[string]*amount.Sum{}, map[string]amount.Value{}
	var from *PaperEntry
	for _, e := range entries {
		for _, p := range e.Content.Parts {
			key, ok := p.Dims[f.dim]
			if p.Measure != f.measure || !ok {
				continue
			}
			if sums[key] == nil {
				sums[key] = &amount.Sum{}
			}
			sums[key].Add(p.Value)
			last[key], from = p.Value, e
		}
	}
	var out []partSum
	for _, v := range dim.Values {
		if sums[v.ID] == nil {
			continue
		}
		unit := v.Unit
		if m, ok := from.Kind.Measure(f.measure); unit == "" && ok {
			unit = m.Unit
		}
		one := last[v.ID]
		out = append(out, partSum{v.Name.In(s.lang), s.j.unit(unit), sums[v.ID].Result(&one)})
	}
	return out
}

func (s *scope) partList(f *field, entries []*PaperEntry) string {
	var out []string
	for _, p := range s.parts(f, entries) {
		n := s.number(&field{style: []string{"unit"}}, p.r, p.unit)
		// A name that begins with its unit does not say it twice: "14 bộ đồ dùng".
		out = append(out, n+" "+strings.TrimPrefix(p.name, p.unit.Short.In(s.lang)+" "))
	}
	return strings.Join(out, ", ")
}
