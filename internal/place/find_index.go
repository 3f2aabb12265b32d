package place

import (
	"strings"

	"phendau/internal/vi"
)

// nameIndex finds places and groups by folded names. The keys of a national
// registry cost more than the rest of Build, so it is made at the first
// question.
type nameIndex struct {
	equal  map[string][]bearer // vi.EqualKey of names with and without unit word, aliases, group names
	search map[string][]bearer // vi.SearchKey of the same, which drops unit words
}

// bearer is a place (or group) that bore a name on the days of the span.
type bearer struct {
	span
	ord   int32
	group bool
	alias bool
	unit  string // folded unit word, "" for aliases and groups
}

func (r *Registry) buildNameIndex() *nameIndex {
	x := &nameIndex{equal: map[string][]bearer{}, search: map[string][]bearer{}}
	units := map[string]string{}
	for o := range int32(len(r.ids)) {
		for _, row := range r.names.of(o) {
			n := row.v.Name
			unit, ok := units[n.UnitWord]
			if !ok {
				unit = bare(n.UnitWord)
				units[n.UnitWord] = unit
			}
			x.addName(n, bearer{span: row.span, ord: o, unit: unit})
		}
		for _, row := range r.aliases.of(o) {
			x.add(row.v.Text, bearer{span: row.span, ord: o, alias: true})
		}
	}
	for g, group := range r.groups {
		for _, name := range group.Names {
			x.add(name, bearer{span: span{dawn, dusk}, ord: int32(g), group: true})
		}
	}
	return x
}

func (x *nameIndex) addName(n *Name, b bearer) {
	short := vi.EqualKey(n.Text)
	x.equal[short] = append(x.equal[short], b)
	if n.UnitWord != "" {
		full := vi.EqualKey(n.UnitWord) + " " + short
		x.equal[full] = append(x.equal[full], b)
	}
	key := vi.SearchKey(n.Text)
	x.search[key] = append(x.search[key], b)
}

func (x *nameIndex) add(text string, b bearer) {
	equal, search := vi.EqualKey(text), vi.SearchKey(text)
	x.equal[equal] = append(x.equal[equal], b)
	x.search[search] = append(x.search[search], b)
}

// bare folds like vi.SearchKey but keeps unit words, which a search key drops
// only at its start.
func bare(s string) string { return strings.TrimPrefix(vi.SearchKey("- "+s), "- ") }

// shortUnits are the abbreviated unit words people type.
var shortUnits = map[string]string{"tt": "thi tran", "tp": "thanh pho", "tx": "thi xa", "tdp": "to dan pho"}

// ofUnit reports whether a folded text begins with a bearer's unit word.
func ofUnit(text string, b bearer) bool {
	first, rest, _ := strings.Cut(text, " ")
	if long, ok := shortUnits[strings.TrimSuffix(first, ".")]; ok {
		text = long + " " + rest
	}
	return b.unit != "" && strings.HasPrefix(text, b.unit+" ")
}
