package intake

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"phendau/internal/amount"
	"phendau/internal/catalogue"
	"phendau/internal/ledger"
	"phendau/internal/vi"
)

// sameFrom is the value from which an equal one in the period before is
// hardly chance (catalogue.md section 10).
const sameFrom = 20

// compare raises the consistency warnings of catalogue.md section 10, each
// kept with its answer in the statement.
func (in *statementReader) compare() {
	groups := map[string][]*ledger.StatementBody{}
	for i := range in.env.Statements {
		b := &in.env.Statements[i]
		groups[statementKey(b)] = append(groups[statementKey(b)], b)
	}
	first := map[string]*statement{}
	for _, s := range in.rows {
		key := statementKey(&s.body) + s.body.From.String() + s.body.To.String()
		if before := first[key]; before != nil && before.body.Value == s.body.Value {
			s.t.fail(s.t.at(0), codeDuplicateRow, "row", strconv.Itoa(before.t.row.Number), "sheet", before.t.name)
			continue
		}
		first[key] = s
		groups[statementKey(&s.body)] = append(groups[statementKey(&s.body)], &s.body)
	}
	composites := in.composites()
	for _, s := range in.rows {
		if s.t.broken {
			continue // a repeated row, reported as such
		}
		at := s.t.at(s.t.colOf(roleValue))
		if s.doubtful {
			in.doubtOf(s, at, codeNumeralDoubt, "text", s.source, "value", in.amountText(in.unitOf(s), s.body.Value))
		}
		in.compareTimes(s, at, groups[statementKey(&s.body)])
		for _, p := range composites[s] {
			in.keep(s, at, p.Code, p.VI, p.EN)
		}
	}
}

func (in *statementReader) unitOf(s *statement) string {
	if m, ok := in.cat.IndicatorMeasure(s.body.Indicator, s.body.Measure); ok {
		return m.Unit
	}
	return ""
}

// compareTimes looks at the other statements of the same thing: those that
// overlap, and the one before.
func (in *statementReader) compareTimes(s *statement, at spot, others []*ledger.StatementBody) {
	var before *ledger.StatementBody
	for _, o := range others {
		switch {
		case o == &s.body:
		case o.To < s.body.From:
			if before == nil || o.To > before.To {
				before = o
			}
		case o.From <= s.body.To:
			in.doubtOf(s, at, codeOverlapPeriods, "from", vi.ShortDate(o.From), "to", vi.ShortDate(o.To))
			in.compareValue(s, at, o)
		}
	}
	if before != nil {
		in.compareValue(s, at, before)
	}
}

func (in *statementReader) compareValue(s *statement, at spot, o *ledger.StatementBody) {
	v := s.body.Value
	if v.Q == amount.Exact && o.Value.Q == amount.Exact && v.V == o.Value.V && v.V >= sameFrom {
		in.doubtOf(s, at, codeSameAsBefore, "value", vi.Int(v.V), "from", vi.ShortDate(o.From), "to", vi.ShortDate(o.To))
	}
}

// composites puts the measures of one indicator, place and period together
// and asks the catalogue about them.
func (in *statementReader) composites() map[*statement][]catalogue.FieldProblem {
	sets := map[string]map[string]*statement{}
	for _, s := range in.rows {
		key := strings.Join([]string{s.body.Indicator, s.body.PlaceID, s.body.From.String(), s.body.To.String()}, "\x00")
		if sets[key] == nil {
			sets[key] = map[string]*statement{}
		}
		sets[key][s.body.Measure] = s
	}
	out := map[*statement][]catalogue.FieldProblem{}
	for _, key := range slices.Sorted(maps.Keys(sets)) {
		values := map[string]catalogue.ValueShape{}
		indicator := ""
		for measure, s := range sets[key] {
			indicator = s.body.Indicator
			if v := s.body.Value; v.Q == amount.Exact {
				values[measure] = catalogue.ValueShape{V: &v.V, Basis: v.Basis.String()}
			}
		}
		for _, p := range in.cat.StatementWarnings(indicator, values) {
			if s := sets[key][strings.TrimPrefix(p.Field, "measures.")]; s != nil {
				out[s] = append(out[s], p)
			}
		}
	}
	return out
}

func (in *statementReader) doubtOf(s *statement, at spot, code string, args ...any) {
	vi, en := sentence(code, args...)
	in.keep(s, at, code, vi, en)
}

// keep reports a doubt and stores it with its answer.
func (in *statementReader) keep(s *statement, at spot, code, vi, en string) {
	answer := answerTo(s.answer, code)
	in.doubt(s.t, at, code, vi, en, answer)
	d := ledger.Doubt{Code: code, Answer: answer}
	if answer == "" {
		d.Answer = Unanswered
	}
	if !slices.Contains(s.body.Doubts, d) {
		s.body.Doubts = append(s.body.Doubts, d)
	}
}

// answerTo finds the answer to one doubt: "same_as_before: đã kiểm tra;
// exact_norm: đúng định mức". A text that names no code answers all.
func answerTo(text, code string) string {
	named := false
	for _, part := range splitList(text) {
		name, answer, ok := strings.Cut(part, ":")
		if name = strings.TrimSpace(name); !ok || !isDoubt(name) {
			continue
		}
		named = true
		if name == code {
			return strings.TrimSpace(answer)
		}
	}
	if named {
		return ""
	}
	return text
}

// isDoubt tells whether a word is the code of a doubt about statements.
func isDoubt(word string) bool {
	return slices.Contains([]string{codeNumeralDoubt, codeSameAsBefore, codeOverlapPeriods, catalogue.WarnExactNorm, catalogue.WarnTurnsBelowTimes}, word)
}
