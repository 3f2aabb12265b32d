package doubt

import (
	"fmt"
	"slices"
	"strings"

	"phendau/internal/amount"
	"phendau/internal/catalogue"
	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/place"
)

// Declared is a total declared by a document. ID and LedgerID are "" for one
// that is not in the book yet.
type Declared = figure.Statement

// Statements compares declared totals with each other and with the
// registers. It is made once for a list and asked for each of it.
type Statements struct {
	ctx   *figure.Context
	empty *figure.Projection // registers alone answer, entries have no part
	list  []Declared
	// By what the numbers are about: the same thing over time, the measures of
	// one composite, and the same number at other places or of parts.
	things, sets, periods map[string][]int
}

// NewStatements indexes a list.
func NewStatements(ctx *figure.Context, list []Declared) *Statements {
	s := &Statements{ctx: ctx, empty: figure.NewBuilder(ctx.Registry.Places, 0).Build(nil), list: list,
		things: map[string][]int{}, sets: map[string][]int{}, periods: map[string][]int{}}
	for i := range list {
		b := &list[i].StatementBody
		s.things[thingKey(b)] = append(s.things[thingKey(b)], i)
		s.sets[setKey(b)] = append(s.sets[setKey(b)], i)
		s.periods[periodKey(b)] = append(s.periods[periodKey(b)], i)
	}
	return s
}

// OnStatement asks about one declared total against those of a view, itself
// left out.
func OnStatement(v *figure.View, st Declared) []Finding {
	list := slices.DeleteFunc(slices.Clone(v.Statements), func(o Declared) bool { return o.ID == st.ID && o.LedgerID == st.LedgerID })
	return NewStatements(&v.Context, append(list, st)).On(len(list))
}

func dimsKey(b *ledger.StatementBody) string {
	var dims []string
	for d, v := range b.Dims {
		dims = append(dims, d+"="+v)
	}
	slices.Sort(dims)
	return strings.Join(dims, ";")
}

func thingKey(b *ledger.StatementBody) string {
	return fmt.Sprintf("%q %q %q %q", b.Indicator, b.Measure, b.PlaceID, dimsKey(b))
}

func setKey(b *ledger.StatementBody) string {
	return fmt.Sprintf("%q %q %q %d %d", b.Indicator, b.PlaceID, dimsKey(b), b.From, b.To)
}

func periodKey(b *ledger.StatementBody) string {
	return fmt.Sprintf("%q %q %d %d", b.Indicator, b.Measure, b.From, b.To)
}

// asked is one statement under question.
type asked struct {
	*Statements
	i    int
	st   *Declared
	ind  *catalogue.Indicator
	m    *catalogue.IndicatorMeasure
	base Finding
	out  []Finding
	// hidden: the kind is one of which small numbers are withheld.
	hidden bool
}

// On asks about the statement with this index in the list.
func (s *Statements) On(i int) []Finding {
	st := &s.list[i]
	ind := s.ctx.Catalogue.Indicators[st.Indicator]
	m, ok := s.ctx.Catalogue.IndicatorMeasure(st.Indicator, st.Measure)
	if ind == nil || !ok || figure.Hidden(m) && !s.showable(st) {
		return nil
	}
	a := &asked{Statements: s, i: i, st: st, ind: ind, m: m, hidden: figure.Hidden(m),
		base: Finding{PlaceID: st.PlaceID, Indicator: st.Indicator, Measure: st.Measure, From: st.From, To: st.To}}
	a.base.link(linkOf(st))
	a.overTime()
	if a.hidden {
		return a.answered()
	}
	a.composite()
	a.siblings()
	if st.Value.Q == amount.Exact && len(st.Dims) == 0 {
		a.parts()
		a.places()
		a.registers()
	}
	return a.answered()
}

// showable: a total of a hidden kind may be compared with other totals as long
// as neither is so small, or so low in the tree, that it is withheld.
func (s *Statements) showable(st *Declared) bool {
	return st.Value.Q == amount.Exact && st.Value.V >= figure.MinTips && s.ctx.Registry.Places.Level(st.PlaceID) != place.LevelHamlet
}

func (a *asked) answered() []Finding {
	for j := range a.out {
		a.out[j].Answer = answerOf(a.st.Doubts, a.out[j].Code)
	}
	return a.out
}

func linkOf(st *Declared) Link { return Link{ledger.TypeStatement, st.LedgerID, st.ID} }

func answerOf(doubts []ledger.Doubt, code string) string {
	for _, d := range doubts {
		if d.Code == code {
			return d.Answer
		}
	}
	return ""
}

// find adds a finding; others are the statements it stands beside.
func (a *asked) find(code, text string, values []int64, others []*Declared, args ...any) {
	f := a.base
	f.Code, f.Values, f.Links = code, values, slices.Clone(a.base.Links)
	for _, o := range others {
		f.link(linkOf(o))
	}
	f.VI, f.EN = sentence(text, append([]any{"name", a.name()}, args...)...)
	a.out = append(a.out, f)
}

// name is "indicator, measure".
func (a *asked) name() catalogue.Text { return nameOfMeasure(a.ind, a.m) }

func nameOfMeasure(ind *catalogue.Indicator, m *catalogue.IndicatorMeasure) catalogue.Text {
	if len(ind.Measures) == 1 || m.Name.VI == "" {
		return ind.Name
	}
	return catalogue.Text{VI: ind.Name.VI + ", " + m.Name.VI, EN: ind.Name.EN + ", " + m.Name.EN}
}

func (a *asked) text(v int64) catalogue.Text { return amountText(a.ctx.Catalogue, a.m.Unit, v) }

func (a *asked) valueText(v amount.Value) catalogue.Text {
	switch {
	case v.Q == amount.Range || v.V == amount.Unknown:
		return catalogue.Text{VI: "số không chính xác", EN: "an inexact number"}
	default:
		return a.text(v.V)
	}
}

// overTime looks at the other statements of the same thing: those that
// overlap, and the latest before.
func (a *asked) overTime() {
	var before *Declared
	for _, j := range a.things[thingKey(&a.st.StatementBody)] {
		o := &a.list[j]
		switch {
		case j == a.i, a.hidden && !a.showable(o):
		case o.To < a.st.From:
			if before == nil || o.To > before.To {
				before = o
			}
		case o.From <= a.st.To:
			a.find(OverlapPeriods, OverlapPeriods, []int64{a.st.Value.V, o.Value.V, int64(o.From), int64(o.To)}, []*Declared{o},
				"from", o.From, "to", o.To, "value", a.valueText(a.st.Value), "other", a.valueText(o.Value))
			a.same(o)
		}
	}
	if before != nil {
		a.same(before)
		a.numeral(before)
	}
}

// same asks about equal numbers. A state (the length of the line) is equal
// from year to year by its nature.
func (a *asked) same(o *Declared) {
	v := a.st.Value
	if v.Q != amount.Exact || o.Value.Q != amount.Exact || v.V != o.Value.V || a.m.Type == catalogue.Stock {
		return
	}
	args := []any{"from", o.From, "to", o.To}
	if v.V >= sameFrom {
		a.find(SameAsBefore, SameAsBefore, []int64{v.V, int64(o.From), int64(o.To)}, []*Declared{o}, append(args, "value", a.text(v.V))...)
		return
	}
	if set, others, ok := a.sameSet(o); ok && !a.hidden {
		values := []int64{int64(o.From), int64(o.To)}
		var vi, en []string
		for _, s := range set {
			m, _ := a.ctx.Catalogue.IndicatorMeasure(s.Indicator, s.Measure)
			t := amountText(a.ctx.Catalogue, m.Unit, s.Value.V)
			values, vi, en = append(values, s.Value.V), append(vi, t.VI), append(en, t.EN)
		}
		a.find(SameAsBefore, sameComposite, values, others, append(args, "values", catalogue.Text{VI: strings.Join(vi, ", "), EN: strings.Join(en, ", ")})...)
	}
}

// sameSet reports whether all measures of a composite equal those of the
// period of o, and whether the statement asked about is the first of them, so
// that the composite is asked about once.
func (a *asked) sameSet(o *Declared) (own, others []*Declared, all bool) {
	then := map[string]*Declared{}
	for _, j := range a.sets[setKey(&o.StatementBody)] {
		then[a.list[j].Measure] = &a.list[j]
	}
	for n, j := range a.sets[setKey(&a.st.StatementBody)] {
		s := &a.list[j]
		p := then[s.Measure]
		if _, known := a.ctx.Catalogue.IndicatorMeasure(s.Indicator, s.Measure); !known || n == 0 && j != a.i ||
			p == nil || s.Value.Q != amount.Exact || p.Value.Q != amount.Exact || p.Value.V != s.Value.V {
			return nil, nil, false
		}
		own, others = append(own, s), append(others, p)
	}
	return own, others, len(own) > 1 && len(own) == len(then)
}

// numeral asks when the number is about a thousand times the one before.
func (a *asked) numeral(o *Declared) {
	v, w := a.st.Value, o.Value
	if v.Q != amount.Exact || w.Q != amount.Exact {
		return
	}
	low, high := min(v.V, w.V), max(v.V, w.V)
	if low < 1 || high/low < 900 || high/low > 1100 {
		return
	}
	a.find(NumeralDoubt, NumeralDoubt, []int64{v.V, w.V}, []*Declared{o}, "from", o.From, "to", o.To, "value", a.text(v.V), "other", a.text(w.V))
}

// composite asks the catalogue about the measures of one indicator, place and
// period together, and compares persons with turns.
func (a *asked) composite() {
	if len(a.st.Dims) > 0 {
		return
	}
	values := map[string]catalogue.ValueShape{}
	var set []*Declared
	for _, j := range a.sets[setKey(&a.st.StatementBody)] {
		if s := &a.list[j]; s.Value.Q == amount.Exact {
			values[s.Measure] = catalogue.ValueShape{V: &s.Value.V, Basis: s.Value.Basis.String()}
			set = append(set, s)
		}
	}
	for _, p := range a.ctx.Catalogue.StatementWarnings(a.st.Indicator, values) {
		if measureOfField(p.Field) != a.st.Measure {
			continue
		}
		f := a.base
		f.Code, f.VI, f.EN = p.Code, p.VI, p.EN
		f.Links = nil
		for _, s := range set {
			f.Values = append(f.Values, s.Value.V)
			f.link(linkOf(s))
		}
		slices.Sort(f.Values)
		a.out = append(a.out, f)
	}
}

// siblings compares a number of persons with the turns beside it.
func (a *asked) siblings() {
	u := a.ctx.Catalogue.Units[a.m.Unit]
	if u == nil || !u.Distinct || a.st.Value.Q != amount.Exact {
		return
	}
	for _, j := range a.sets[setKey(&a.st.StatementBody)] {
		o := &a.list[j]
		m, ok := a.ctx.Catalogue.IndicatorMeasure(o.Indicator, o.Measure)
		if !ok || a.ctx.Catalogue.Units[m.Unit] == nil || !a.ctx.Catalogue.Units[m.Unit].Heads || o.Value.Q != amount.Exact || a.st.Value.V <= o.Value.V {
			continue
		}
		a.find(PersonsOverTurns, PersonsOverTurns, []int64{a.st.Value.V, o.Value.V}, []*Declared{o},
			"value", a.text(a.st.Value.V), "turns", amountText(a.ctx.Catalogue, m.Unit, o.Value.V))
	}
}
