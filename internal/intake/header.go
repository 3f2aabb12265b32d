package intake

import (
	"strings"

	"phendau/internal/catalogue"
	"phendau/internal/vi"
)

// Aspects of a measure that may have columns of their own.
const (
	aspectBasis     = "basis"
	aspectQualifier = "qualifier"
)

// target is a measure, or one part of it.
type target struct{ measure, dim, value string }

// meaning is what a heading may stand for: a fixed field, a dimension, a
// measure or a part. Which of several is meant depends on the row's kind.
type meaning struct {
	role string
	dim  string
	target
}

// column is a column of a sheet with what its heading may mean.
type column struct {
	col      int
	head     string
	role     string
	meanings []meaning
	aspect   string
	unit     *headUnit
}

func (c *column) key() string {
	if c.role != "" {
		return "role " + c.role
	}
	m := c.meanings[0]
	return strings.Join([]string{c.aspect, m.dim, m.measure, m.target.dim, m.value}, "\x00")
}

// field is a fixed field of a sheet: its names, the first in the template.
type field struct {
	role  string
	names []string
}

// headings knows the headings of one kind of sheet.
type headings struct {
	fields []field
	words  *lexicon[meaning]
	units  *lexicon[meaning] // measures by the name of their unit
	labels []string
}

func newHeadings(fields []field) *headings {
	h := &headings{fields: fields, words: newLexicon[meaning](), units: newLexicon[meaning]()}
	for _, f := range fields {
		h.words.add(meaning{role: f.role}, append([]string{f.role}, f.names...)...)
		h.labels = append(h.labels, f.names[0])
	}
	return h
}

// addCatalogue makes the dimensions, measures and parts of all kinds known.
func (h *headings) addCatalogue(cat *catalogue.Catalogue) {
	for _, k := range cat.KindList() {
		if k.Register {
			continue
		}
		for _, kd := range k.Dims {
			h.add(h.words, meaning{dim: kd.Dim.ID}, kd.Dim.ID, kd.Dim.Name)
		}
		for _, m := range k.Measures {
			mean := meaning{target: target{measure: m.ID}}
			h.add(h.words, mean, m.ID, m.Name)
			if u := cat.Units[m.Unit]; u != nil {
				h.units.add(mean, u.Name.VI, u.Name.EN, u.Short.VI)
			}
			h.addParts(cat, m)
		}
	}
}

func (h *headings) add(l *lexicon[meaning], m meaning, id string, name catalogue.Text) {
	l.add(m, id, name.VI, name.EN)
	h.labels = append(h.labels, name.VI)
}

// addParts names the parts of a measure: "lượt người dự: học sinh", with the
// unit or the id in front, or with the dimension between.
func (h *headings) addParts(cat *catalogue.Catalogue, m *catalogue.Measure) {
	for _, id := range m.Breakdowns {
		d := cat.Dimensions[id]
		if d == nil {
			continue
		}
		for _, v := range d.Values {
			mean := meaning{target: target{m.ID, id, v.ID}}
			h.words.add(mean, m.ID+"/"+id+"/"+v.ID)
			fronts := []catalogue.Text{m.Name}
			if u := cat.Units[m.Unit]; u != nil {
				fronts = append(fronts, u.Name, u.Short)
			}
			for i, front := range fronts {
				l := h.words
				if i > 0 {
					l = h.units
				}
				l.add(mean, front.VI+": "+v.Name.VI, front.EN+": "+v.Name.EN,
					front.VI+": "+d.Name.VI+": "+v.Name.VI, front.EN+": "+d.Name.EN+": "+v.Name.EN)
			}
		}
	}
}

// headText is a heading without its mark for required columns and with the
// spaces around colons unified.
func headText(s string) string {
	s = strings.Join(strings.Fields(vi.NFC(s)), " ")
	s = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(s), "*"))
	return strings.ReplaceAll(s, " :", ":")
}

// aspects are the words in front of a measure's name.
var aspects = []struct{ prefix, aspect string }{
	{"căn cứ:", aspectBasis}, {"basis:", aspectBasis}, {"mức độ:", aspectQualifier}, {"qualifier:", aspectQualifier},
}

// read finds what a heading means, nil for an unknown one.
func (h *headings) read(text string) *column {
	text = headText(text)
	key := vi.EqualKey(text)
	for _, a := range aspects {
		if strings.HasPrefix(key, a.prefix) {
			_, rest, _ := strings.Cut(text, ":")
			m := measuresOnly(h.lookup(strings.TrimSpace(rest)))
			if len(m) == 0 {
				return nil
			}
			return &column{meanings: m, aspect: a.aspect}
		}
	}
	if m := h.lookup(text); len(m) > 0 {
		return makeColumn(m)
	}
	name, unit, ok := splitUnit(text)
	if !ok {
		return nil
	}
	m := measuresOnly(h.lookup(name))
	u, err := readHeadUnit(unit)
	if len(m) == 0 || err != nil {
		return nil
	}
	return &column{meanings: m, unit: u}
}

func (h *headings) lookup(text string) []meaning {
	if m := h.words.find(text); len(m) > 0 {
		return m
	}
	return h.units.find(text)
}

// makeColumn takes a fixed field before everything else.
func makeColumn(m []meaning) *column {
	for _, x := range m {
		if x.role != "" {
			return &column{role: x.role, meanings: []meaning{x}}
		}
	}
	return &column{meanings: m}
}

func measuresOnly(all []meaning) []meaning {
	var out []meaning
	for _, m := range all {
		if m.measure != "" {
			out = append(out, m)
		}
	}
	return out
}

// splitUnit takes the unit out of "trị giá (triệu đồng)" and "trị giá, đồng".
func splitUnit(text string) (name, unit string, ok bool) {
	if i := strings.LastIndexByte(text, '('); i > 0 && strings.HasSuffix(text, ")") {
		return strings.TrimSpace(text[:i]), strings.TrimSpace(text[i+1 : len(text)-1]), true
	}
	if i := strings.LastIndexByte(text, ','); i > 0 {
		return strings.TrimSpace(text[:i]), strings.TrimSpace(text[i+1:]), true
	}
	return "", "", false
}

// names lists fields as the template writes them.
func (h *headings) names(roles []string) string {
	var out []string
	for _, r := range roles {
		for _, f := range h.fields {
			if f.role == r {
				out = append(out, f.names[0])
			}
		}
	}
	return strings.Join(out, ", ")
}

// hint proposes the nearest heading.
func (h *headings) hint(text string) [2]string { return nearest(text, h.labels) }

// nearest proposes the word closest to a text, if one is close.
func nearest(text string, words []string) [2]string {
	key := vi.SearchKey(text)
	best, at := "", len([]rune(key))/3+1
	for _, w := range words {
		if d := distance(key, vi.SearchKey(w), at); d < at {
			best, at = w, d
		}
	}
	if best == "" {
		return [2]string{}
	}
	return [2]string{" (phải chăng là “" + best + "”?)", " (did you mean “" + best + "”?)"}
}

// distance is the number of letters to change, up to limit.
func distance(a, b string, limit int) int {
	x, y := []rune(a), []rune(b)
	if len(x)-len(y) >= limit || len(y)-len(x) >= limit || len(x) > 100 || len(y) > 100 {
		return limit
	}
	line := make([]int, len(y)+1)
	for j := range line {
		line[j] = j
	}
	for i := range x {
		diagonal := line[0]
		line[0] = i + 1
		for j := range y {
			next := diagonal
			if x[i] != y[j] {
				next++
			}
			diagonal = line[j+1]
			line[j+1] = min(next, line[j]+1, diagonal+1)
		}
	}
	return line[len(y)]
}
