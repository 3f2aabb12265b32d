package report

import (
	"fmt"
	"slices"
	"strings"

	"phendau/internal/catalogue"
)

// text is a compiled sentence: plain words, words filled in, figures.
type text []node

// node is one piece of a text; exactly one field is set.
type node struct {
	plain string
	word  string
	ref   *ref
	field *field // of entries, in papers
	named *named
}

// ref is a figure named in a template.
type ref struct {
	ind      *catalogue.Indicator
	measures []*catalogue.IndicatorMeasure // several make a composite
	when     when
	style    Style
	unit     bool // print the unit after the number
	// whole prints what the figure is a share of, note on what it stands: of
	// figures computed from tracks.
	whole, note bool
}

// when is the period of a figure relative to the report's own.
type when string

// The closed list of periods.
const (
	now      when = "now"
	previous when = "previous"  // the period of the same length before
	lastYear when = "last_year" // cùng kỳ
	ytd      when = "ytd"       // lũy kế: since the first day of the calendar's year
)

var whens = []when{now, previous, lastYear, ytd}

// words that may stand in braces besides figures.
var words = []string{"place", "Place", "PLACE", "place_name", "period", "Period", "days", "from", "to", "year", "map_day", "body", "reason", "items", "name"}

// first is the first figure named in a text, nil without one.
func (t text) first() *ref {
	for _, n := range t {
		if n.ref != nil {
			return n.ref
		}
	}
	return nil
}

// textError is a mistake in a sentence, at a byte of it.
type textError struct {
	at     int
	code   string
	vi, en string
}

// parseText reads a sentence; braces reads what stands in them.
func parseText(s string, braces func(string) (node, *textError)) (text, []textError) {
	var out text
	var errs []textError
	var plain strings.Builder
	flush := func() {
		if plain.Len() > 0 {
			out = append(out, node{plain: plain.String()})
			plain.Reset()
		}
	}
	for i := 0; i < len(s); {
		switch {
		case strings.HasPrefix(s[i:], "{{") || strings.HasPrefix(s[i:], "}}"):
			plain.WriteByte(s[i])
			i += 2
		case s[i] == '{':
			end := strings.IndexByte(s[i:], '}')
			if end < 0 {
				return out, append(errs, textError{i, "open_brace", "Thiếu dấu } đóng chỗ điền số liệu.", "a brace is not closed"})
			}
			n, err := braces(s[i+1 : i+end])
			if err != nil {
				err.at = i
				errs = append(errs, *err)
			}
			flush()
			out = append(out, n)
			i += end + 1
		case s[i] == '}':
			errs = append(errs, textError{i, "open_brace", "Dấu } không có dấu { đi trước.", "a closing brace without an opening one"})
			i++
		default:
			plain.WriteByte(s[i])
			i++
		}
	}
	flush()
	return out, errs
}

func parseBraces(s string, cat *catalogue.Catalogue) (node, *textError) {
	if slices.Contains(words, s) {
		return node{word: s}, nil
	}
	if n, wrong, ok := parseNamed(s, cat); ok {
		return node{named: n}, wrong
	}
	parts := strings.Split(s, "|")
	r, err := parseRef(strings.TrimSpace(parts[0]), cat)
	if err != nil {
		return node{}, err
	}
	for _, p := range parts[1:] {
		if err := r.option(strings.TrimSpace(p), cat); err != nil {
			return node{}, err
		}
	}
	return node{ref: r}, r.forbidden()
}

// parseRef reads "indicator.measure", "indicator" or either with "@period".
func parseRef(s string, cat *catalogue.Catalogue) (*ref, *textError) {
	id, at, dated := strings.Cut(s, "@")
	r := &ref{when: now}
	if dated {
		r.when = when(at)
		if !slices.Contains(whens, r.when) {
			return nil, &textError{code: "unknown_period", vi: fmt.Sprintf("Không có kỳ %q; dùng now, previous, last_year hoặc ytd.", at),
				en: fmt.Sprintf("period %q is not now, previous, last_year or ytd", at)}
		}
	}
	if r.ind = cat.Indicators[id]; r.ind != nil {
		r.measures = r.ind.Measures
		return r, nil
	}
	dot := strings.LastIndexByte(id, '.')
	if dot < 0 || cat.Indicators[id[:dot]] == nil {
		return nil, &textError{code: catalogue.CodeUnknownIndicator, vi: fmt.Sprintf("Danh mục không có chỉ tiêu %q.", id),
			en: fmt.Sprintf("the catalogue has no indicator %q", id)}
	}
	r.ind = cat.Indicators[id[:dot]]
	for _, m := range r.ind.Measures {
		if m.ID == id[dot+1:] {
			r.measures = []*catalogue.IndicatorMeasure{m}
			return r, nil
		}
	}
	return nil, &textError{code: catalogue.CodeUnknownMeasure, vi: fmt.Sprintf("Chỉ tiêu %q không có số đo %q (có: %s).", r.ind.ID, id[dot+1:], measureIDs(r.ind)),
		en: fmt.Sprintf("indicator %s has no measure %q (it has %s)", r.ind.ID, id[dot+1:], measureIDs(r.ind))}
}

func measureIDs(ind *catalogue.Indicator) string {
	ids := make([]string, len(ind.Measures))
	for i, m := range ind.Measures {
		ids[i] = m.ID
	}
	return strings.Join(ids, ", ")
}

// option reads a print style or "unit".
func (r *ref) option(s string, cat *catalogue.Catalogue) *textError {
	switch s {
	case "unit":
		r.unit = true
		return nil
	case "whole", "note":
		r.whole, r.note = s == "whole", s == "note"
		if !r.measures[0].OnLine() {
			return &textError{code: string(typeForbids), vi: fmt.Sprintf("Cách in %q chỉ dùng cho chỉ tiêu tính từ vết đi.", s), en: fmt.Sprintf("%s is for figures computed from tracks", s)}
		}
		return nil
	}
	style, ok := parseStyle(s)
	if !ok {
		return &textError{code: "unknown_style", vi: fmt.Sprintf("Không có cách in %q; dùng over, nearly, rounded, order, lead, plain hoặc unit.", s),
			en: fmt.Sprintf("print style %q is not over, nearly, rounded, order, lead, plain or unit", s)}
	}
	r.style = style
	return nil
}

// forbidden reports what the arithmetic of the measure's type does not allow
// (figures.md section 3).
func (r *ref) forbidden() *textError {
	for _, m := range r.measures {
		switch {
		case m.SplitBy != "":
			return &textError{code: string(typeForbids), vi: fmt.Sprintf("Chỉ tiêu %q chỉ có số theo từng %q, không có tổng để ghi vào câu.", r.ind.ID, m.SplitBy),
				en: fmt.Sprintf("indicator %s has no total: show it in a table by dim:%s", r.ind.ID, m.SplitBy)}
		case isStock(m) && r.when == ytd:
			return &textError{code: string(typeForbids), vi: fmt.Sprintf("%q là số hiện có tại một ngày, không có lũy kế.", r.ind.ID),
				en: fmt.Sprintf("%s is a stock and never adds up over time", r.ind.ID)}
		case r.style.needsAmount() && isShare(m):
			return &textError{code: string(typeForbids), vi: fmt.Sprintf("Cách in %q không dùng được cho tỷ lệ %q.", r.style, r.ind.ID),
				en: fmt.Sprintf("print style %s does not fit the ratio %s", r.style, r.ind.ID)}
		}
	}
	return nil
}

func isStock(m *catalogue.IndicatorMeasure) bool {
	if m.OnLine() {
		return false // a union over a longer time is one again
	}
	return m.Type == catalogue.Stock || m.Type == catalogue.Balance || m.Type == catalogue.Coverage || m.Type == catalogue.PerCapita || m.Type == catalogue.PerKM
}

func isShare(m *catalogue.IndicatorMeasure) bool {
	if m.Length() {
		return false
	}
	switch m.Type {
	case catalogue.Ratio, catalogue.Coverage, catalogue.PerCapita, catalogue.PerKM:
		return true
	}
	return false
}

func isFlow(m *catalogue.IndicatorMeasure) bool {
	return m.Type == catalogue.Count || m.Type == catalogue.Sum || m.Type == catalogue.Distinct
}
