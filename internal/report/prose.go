package report

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"phendau/internal/amount"
	"phendau/internal/catalogue"
	"phendau/internal/figure"
	"phendau/internal/paper"
	"phendau/internal/vi"
)

// composite is one set of figures printed together in a sentence.
type composite struct {
	indicator string
	cells     []int
	printed   string
	when      when
}

// runs renders a text. extra fills words that only this sentence knows.
func (j *job) runs(t text, extra map[string][]paper.Run) []paper.Run {
	var out []paper.Run
	for _, n := range t {
		switch {
		case n.ref != nil:
			out = append(out, j.figureRuns(n.ref)...)
		case n.word != "":
			if r, ok := extra[n.word]; ok {
				out = append(out, r...)
				continue
			}
			out = append(out, paper.T(j.word(n.word)))
		case n.named != nil:
			out = append(out, paper.T(j.nameOf(n.named)))
		default:
			out = append(out, paper.T(n.plain))
		}
	}
	return joined(out)
}

// joined puts neighbouring plain runs together and drops empty ones.
func joined(runs []paper.Run) []paper.Run {
	var out []paper.Run
	for _, r := range runs {
		last := len(out) - 1
		switch {
		case r.Text == "" && r.Figure == 0:
		case last >= 0 && r.Figure == 0 && out[last].Figure == 0 && r.Href == out[last].Href && r.Bold == out[last].Bold && r.Italic == out[last].Italic:
			out[last].Text += r.Text
		default:
			out = append(out, r)
		}
	}
	return out
}

// figureRuns prints a figure, or all measures of an indicator joined by "/".
// Measures of a composite without a number are left out as long as one has
// one: "12 lần" where the turns were not counted.
func (j *job) figureRuns(r *ref) []paper.Run {
	cat := j.Context.Catalogue
	several := len(r.measures) > 1
	var out []paper.Run
	c := composite{indicator: r.ind.ID, when: r.when}
	for _, m := range j.printable(r) {
		cell := j.total(r.when, r.ind, m)
		if cell == nil {
			continue
		}
		if r.note {
			if cell.Along != nil {
				out = append(out, paper.T(cell.Along.Text("vi")))
			}
			continue
		}
		text := r.style.inText(cell, m, unitOf(cat, m))
		if r.whole && cell.Along != nil {
			text = vi.DecimalDigits(cell.Along.DeclaredDM, unitOf(cat, m).Scale, 3)
		}
		unit := ""
		if (several || r.unit) && hasNumber(cell) && !isShare(m) {
			unit = unitWord(cat, m.Unit)
		}
		if unit != "" && r.unit {
			text, unit = text+" "+unit, ""
		}
		if len(c.cells) > 0 {
			out = append(out, paper.T("/"))
			c.printed += "/"
		}
		n := j.cells.inText(cell, m, text, "")
		out = append(out, paper.F(n))
		c.cells = append(c.cells, n)
		c.printed += text
		if unit != "" {
			out = append(out, paper.T(" "+unit))
			c.printed += " " + unit
		}
	}
	if len(r.measures) > 1 || r.unit {
		j.composite = append(j.composite, c)
	}
	return out
}

// printable are the measures of a figure that are worth printing.
func (j *job) printable(r *ref) []*catalogue.IndicatorMeasure {
	var out []*catalogue.IndicatorMeasure
	for _, m := range r.measures {
		if cell := j.total(r.when, r.ind, m); cell != nil && hasNumber(cell) {
			out = append(out, m)
		}
	}
	if len(out) == 0 {
		return r.measures[:1]
	}
	return out
}

// word fills in what a template names besides figures.
func (j *job) word(w string) string {
	p := j.Period
	switch w {
	case "place":
		return j.name
	case "Place":
		return capital(j.name)
	case "PLACE":
		return strings.ToUpper(j.name)
	case "place_name":
		return j.short
	case "period":
		return periodName(p)
	case "Period":
		return capital(periodName(p))
	case "days":
		return daysOf(p)
	case "from":
		return shortDate(p.From)
	case "to":
		return shortDate(p.To)
	case "year":
		return yearOf(p)
	case "map_day":
		return shortDate(j.mapDay)
	case "body":
		return j.doc.Letterhead.BodyInText
	}
	return ""
}

// clauseRuns says one sentence, nothing where the template wants none.
func (j *job) clauseRuns(c *clause) []paper.Run {
	switch {
	case len(c.items) > 0:
		return j.enumeration(c)
	case len(c.done) > 0:
		return j.said(c, c.done)
	case c.of == nil:
		return j.runs(c.say, nil)
	}
	cell := j.total(c.of.when, c.of.ind, j.printable(c.of)[0])
	which := caseFor(cell, c.of)
	t, ok := c.cases[which]
	if !ok && which != caseSay {
		t, ok = c.cases[caseOtherwise]
	}
	switch {
	case ok && t.then != nil:
		return j.clauseRuns(t.then)
	case which == caseSay:
		return j.runs(c.say, nil)
	case !ok:
		return j.plainly(c.of, cell, which)
	}
	return j.runs(t.text, map[string][]paper.Run{"reason": {paper.T(reasonText(cell.Reason))}, "name": {paper.T(c.of.ind.Name.VI)}})
}

// caseFor tells which wording a cell needs. A stock of 0 is a number like
// any other.
func caseFor(c *figure.Cell, r *ref) caseOf {
	switch {
	case c == nil:
		return caseMissing
	case c.State == figure.Zero:
		return caseZero
	case c.State == figure.Missing || c.State == figure.Untold:
		return caseMissing
	case c.State == figure.Unstated:
		return caseUncounted
	case c.State == figure.Waiting:
		return caseWaiting
	case c.State == figure.NotApplicable || c.State == figure.NoDenominator:
		return caseNone
	case c.State == figure.Ambiguous:
		return caseAmbiguous
	case c.Result.Q == amount.Uncounted:
		return caseUncounted
	case c.Value == "0" && isFlow(r.measures[0]):
		return caseNothing
	}
	return caseSay
}

// plainly is the wording where the template has none of its own. Each prints
// the cell, so that the sentence opens like any other.
func (j *job) plainly(r *ref, c *figure.Cell, which caseOf) []paper.Run {
	if c == nil {
		return nil
	}
	m := j.printable(r)[0]
	n := j.cells.inText(c, m, c.Printed, "")
	before, after, _ := strings.Cut(say("sentence_"+string(which), "name", capital(r.ind.Name.VI), "reason", reasonText(c.Reason), "unit", unitWord(j.Context.Catalogue, m.Unit)), "{figure}")
	return joined([]paper.Run{paper.T(before), paper.F(n), paper.T(after)})
}

// said prints a sentence without numbers if one of the indicators was done;
// its words open the entries.
func (j *job) said(c *clause, done []*catalogue.Indicator) []paper.Run {
	if n := j.doneCell(done); n > 0 {
		return linked(j.runs(c.say, nil), j.cells.get(n).Href)
	}
	if t, ok := c.cases[caseMissing]; ok {
		return j.runs(t.text, nil)
	}
	return nil
}

// doneCell registers the first of the indicators that has entries and
// returns its number, 0 if nothing was done.
func (j *job) doneCell(done []*catalogue.Indicator) int {
	for _, ind := range done {
		for _, m := range ind.Measures {
			if c := j.total(now, ind, m); c != nil && (c.Entries > 0 || c.Used > 0) {
				n := j.cells.inText(c, m, c.Printed, "")
				j.activities = append(j.activities, activity{indicator: ind.ID, name: ind.Name.VI, cell: n})
				return n
			}
		}
	}
	return 0
}

// linked puts an address on the plain runs of a sentence.
func linked(runs []paper.Run, href string) []paper.Run {
	for i := range runs {
		if runs[i].Figure == 0 {
			runs[i].Href = href
		}
	}
	return runs
}

// enumeration joins the items that were done: "a, b và c" is written by the
// template as "{items}".
func (j *job) enumeration(c *clause) []paper.Run {
	var items []paper.Run
	for _, it := range c.items {
		n := j.doneCell(it.done)
		if n == 0 {
			continue
		}
		if items != nil {
			items = append(items, paper.T("; "))
		}
		items = append(items, linked(j.runs(it.say, nil), j.cells.get(n).Href)...)
	}
	if items == nil {
		return j.runs(c.cases[caseMissing].text, nil)
	}
	return j.runs(c.say, map[string][]paper.Run{"items": items})
}

// clauses renders the sentences of a paragraph with a space between them.
func (j *job) clauses(list []*clause) []paper.Run {
	var out []paper.Run
	for _, c := range list {
		r := j.clauseRuns(c)
		if len(r) == 0 {
			continue
		}
		if len(out) > 0 {
			out = append(out, paper.T(" "))
		}
		out = append(out, r...)
	}
	return joined(out)
}

// activity is something said as done, with the figure that shows it.
type activity struct {
	indicator, name string
	cell            int
}

func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}

// reasonText is the reason of a signed zero in words.
func reasonText(reason string) string {
	if t := say("reason_" + reason); t != "" {
		return t
	}
	return say("reason_other")
}
