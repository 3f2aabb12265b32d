package report

import (
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"

	"phendau/internal/catalogue"
)

// ofProgram are the ids of the indicators of the program's own catalogue.
var ofProgram = sync.OnceValue(func() []string {
	cat, _ := catalogue.Compile(catalogue.Base())
	var out []string
	for _, i := range cat.IndicatorList() {
		out = append(out, i.ID)
	}
	return out
})

// aheadOf are the indicators that the program knows and a book does not: an
// older program began the book. Its reports say nothing of them, and are
// otherwise whole. A template of an office gets no such leave.
func aheadOf(cat *catalogue.Catalogue) map[string]bool {
	var out map[string]bool
	for _, id := range ofProgram() {
		if cat.Indicators[id] == nil {
			if out == nil {
				out = map[string]bool{}
			}
			out[id] = true
		}
	}
	return out
}

// isAhead reports whether a part of one of the program's templates asks for
// something the book's catalogue does not have yet.
func (c *compiler) isAhead(s *source, n *yaml.Node) bool {
	if len(c.ahead) == 0 || !isBase(catalogue.File{Name: s.file}) {
		return false
	}
	if n.Kind == yaml.ScalarNode {
		return c.names(n.Value)
	}
	for _, x := range n.Content {
		if c.isAhead(s, x) {
			return true
		}
	}
	return false
}

// names reports whether a text names one of them, alone or with a measure.
func (c *compiler) names(text string) bool {
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("{}| ,", r) }) {
		for id := word; id != ""; {
			if c.ahead[id] {
				return true
			}
			cut := strings.LastIndexByte(id, '.')
			if cut < 0 {
				break
			}
			id = id[:cut]
		}
	}
	return false
}
