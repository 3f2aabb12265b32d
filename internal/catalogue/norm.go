package catalogue

import (
	"slices"
	"strings"
)

// compileNorms compiles standard numbers per occurrence.
func (c *compiler) compileNorms() {
	for _, d := range c.defs[secNorms] {
		f := c.form(d.file, d.key, d.body, CodeUnknownKey, "name", "kind", "measure", "where", "rate", "per", "from", "to", "source")
		n := &Norm{ID: d.id, Name: f.name("name"), Rate: f.number("rate"), Per: 1, From: f.day("from"), To: f.day("to")}
		if f.has("per") {
			n.Per = f.number("per")
		}
		if n.Rate < 1 || n.Per < 1 || n.Rate > maxNorm || n.Per > maxNorm {
			f.err("rate", CodeBadNorm, "id", d.id)
			continue
		}
		c.needKeys(f, "kind", "measure", "from", "source")
		n.Source, _ = f.scalar("source")
		c.checkSource(f, n.Source)
		c.checkDays(f, n.From, n.To)
		c.normSubject(f, n)
		c.cat.Norms = append(c.cat.Norms, n)
	}
}

// maxNorm keeps rate times count far from overflow.
const maxNorm = 1_000_000_000

func (c *compiler) needKeys(f *form, keys ...string) {
	for _, key := range keys {
		if !f.has(key) {
			f.err(key, CodeMissing, "key", key)
		}
	}
}

func (c *compiler) checkSource(f *form, source string) {
	if source != "" && !goodText(strings.TrimSpace(source), maxNoteChars) {
		f.err("source", CodeBadText, "max", "1000")
	}
}

func (c *compiler) checkDays(f *form, from, to string) {
	if from != "" && to != "" && to < from {
		f.err("to", CodeDayOrder, "from", from, "to", to)
	}
}

// normSubject resolves kind, measure and dimension values of a norm.
func (c *compiler) normSubject(f *form, n *Norm) {
	r := f.one("kind")
	k := c.cat.Kinds[r.id]
	if k == nil || k.Register {
		c.unknown(f.file, r, CodeUnknownKind, ids(c.cat.Kinds))
		return
	}
	n.Kind = k.ID
	if m, ok := f.scalar("measure"); ok {
		if km := c.termMeasure(f, k, m); km != nil {
			n.Measure = km.ID
			if km.Counting {
				f.err("measure", CodeBadNorm, "id", n.ID)
			}
		}
	}
	where := c.filter(f, "where", &Term{Kind: k}, nil)
	n.Where = map[string]string{}
	for _, dim := range ids(where) {
		if len(where[dim]) != 1 {
			f.err("where", CodeBadNorm, "id", n.ID)
		}
		n.Where[dim] = where[dim][0]
	}
}

// compileCampaigns compiles named ranges of days, in order of their start.
func (c *compiler) compileCampaigns() {
	for _, d := range c.defs[secCampaigns] {
		f := c.form(d.file, d.key, d.body, CodeUnknownKey, "name", "from", "to", "source")
		x := &Campaign{ID: d.id, Name: f.name("name"), From: f.day("from"), To: f.day("to")}
		c.needKeys(f, "from", "to", "source")
		x.Source, _ = f.scalar("source")
		c.checkSource(f, x.Source)
		c.checkDays(f, x.From, x.To)
		c.cat.Calendars = append(c.cat.Calendars, x)
	}
	slices.SortStableFunc(c.cat.Calendars, func(a, b *Campaign) int { return strings.Compare(a.From, b.From) })
}

// Value is count occurrences times the norm in base units, rounded half up;
// exact is false when it had to be rounded, or when count is no count or too
// large for an operation (value 0).
func (n *Norm) Value(count int64) (value int64, exact bool) {
	if count < 1 || count > MaxInteger/n.Rate {
		return 0, false
	}
	product := count * n.Rate
	return (product + n.Per/2) / n.Per, product%n.Per == 0
}

// Matches tells whether value is exactly count times the norm.
func (n *Norm) Matches(count, value int64) bool {
	return count > 0 && value > 0 && value <= MaxInteger/n.Per && count <= MaxInteger/n.Rate && count*n.Rate == value*n.Per
}

// NormFor finds the norm for a measure of an entry with these dimensions on a
// day: the one with the most conditions that all hold, first in file order
// among equals. It is offered, never applied: the phone asks what was counted.
func (cat *Catalogue) NormFor(kind, measure string, dims map[string][]string, day string) (*Norm, bool) {
	var best *Norm
	for _, n := range cat.Norms {
		if n.Kind != kind || n.Measure != measure || day < n.From || n.To != "" && day > n.To || !n.fits(dims) {
			continue
		}
		if best == nil || len(n.Where) > len(best.Where) {
			best = n
		}
	}
	return best, best != nil
}

func (n *Norm) fits(dims map[string][]string) bool {
	for dim, value := range n.Where {
		if !slices.Contains(dims[dim], value) {
			return false
		}
	}
	return true
}
