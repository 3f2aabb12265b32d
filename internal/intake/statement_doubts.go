package intake

import (
	"slices"
	"strconv"
	"strings"

	"phendau/internal/doubt"
	"phendau/internal/figure"
	"phendau/internal/ledger"
)

// compare raises the consistency warnings of catalogue.md section 10, each
// kept with its answer in the statement: how a numeral was read is this
// package's to say, what the numbers mean that of doubt.
func (in *statementReader) compare() {
	var list []doubt.Declared
	for _, b := range in.env.Statements {
		list = append(list, doubt.Declared{StatementBody: b})
	}
	first, at := map[string]*statement{}, map[*statement]int{}
	for _, s := range in.rows {
		key := statementKey(&s.body) + s.body.From.String() + s.body.To.String()
		if before := first[key]; before != nil && before.body.Value == s.body.Value {
			s.t.fail(s.t.at(0), codeDuplicateRow, "row", strconv.Itoa(before.t.row.Number), "sheet", before.t.name)
			continue
		}
		first[key], at[s] = s, len(list)
		list = append(list, doubt.Declared{ID: s.id, LedgerID: s.ledgerID, StatementBody: s.body})
	}
	declared := doubt.NewStatements(&figure.Context{Registry: in.env.Registry, Catalogue: in.cat}, list)
	for _, s := range in.rows {
		i, ok := at[s]
		if !ok {
			continue // a repeated row, reported as such
		}
		cell := s.t.at(s.t.colOf(roleValue))
		if s.doubtful {
			in.doubtOf(s, cell, doubt.NumeralDoubt, "text", s.source, "value", in.amountText(in.unitOf(s), s.body.Value))
		}
		for _, f := range declared.On(i) {
			in.keep(s, cell, f.Code, f.VI, f.EN)
		}
	}
}

func (in *statementReader) unitOf(s *statement) string {
	if m, ok := in.cat.IndicatorMeasure(s.body.Indicator, s.body.Measure); ok {
		return m.Unit
	}
	return ""
}

func (in *statementReader) doubtOf(s *statement, at spot, code string, args ...any) {
	vi, en := sentence(code, args...)
	in.keep(s, at, code, vi, en)
}

// keep reports a doubt and stores it with its answer.
func (in *statementReader) keep(s *statement, at spot, code, vi, en string) {
	answer := in.answer(at, code, answerTo(s.answer, code))
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
	return slices.Contains(doubt.Codes(), word)
}
