package catalogue

import (
	"slices"

	"go.yaml.in/yaml/v3"
)

// Sections of a source file. Kinds and registers share one namespace, since
// both are kinds to an indicator.
const (
	secUnits      = "units"
	secMeasures   = "measures"
	secEvidence   = "evidence"
	secFlags      = "flags"
	secPlaceTypes = "place_types"
	secPlaceFacts = "place_facts"
	secGroups     = "groups"
	secTrees      = "trees"
	secBodyTypes  = "body_types"
	secDimensions = "dimensions"
	secKinds      = "kinds"
	secRegisters  = "registers"
	secIndicators = "indicators"
	secNorms      = "norms"
	secCampaigns  = "campaigns"
	secHolidays   = "holidays"
	secDeadlines  = "deadlines"
	secExtend     = "extend"
	secReports    = "reports" // templates of reports: package report reads them
	secPapers     = "papers"  // templates of papers of entries, likewise
)

var sections = []string{
	secUnits, secMeasures, secEvidence, secFlags, secPlaceTypes, secPlaceFacts, secGroups, secTrees, secBodyTypes,
	secDimensions, secKinds, secRegisters, secIndicators, secNorms, secCampaigns, secHolidays, secDeadlines, secExtend, secReports, secPapers,
}

var extensible = []string{secDimensions, secKinds, secRegisters}

// collect sorts the definitions of a file into sections.
func (c *compiler) collect(s *source) {
	for _, p := range c.pairs(s.file, s.root) {
		section := p.key.Value
		switch {
		case section == secExtend:
			c.collectExtensions(s.file, p.val)
		case section == secReports:
			c.cat.Reports = append(c.cat.Reports, File{Name: s.file, Content: s.content})
		case section == secPapers:
			c.cat.Papers = append(c.cat.Papers, File{Name: s.file, Content: s.content})
		case slices.Contains(sections, section):
			for _, d := range c.pairs(s.file, p.val) {
				c.define(section, &definition{id: d.key.Value, file: s.file, key: d.key, body: d.val})
			}
		default:
			c.unknown(s.file, ref{section, p.key}, CodeUnknownSection, sections)
		}
	}
}

func (c *compiler) collectExtensions(file string, n *yaml.Node) {
	for _, p := range c.pairs(file, n) {
		section := p.key.Value
		if !slices.Contains(extensible, section) {
			c.unknown(file, ref{section, p.key}, CodeUnknownSection, extensible)
			continue
		}
		for _, d := range c.pairs(file, p.val) {
			c.extensions[section] = append(c.extensions[section], &definition{id: d.key.Value, file: file, key: d.key, body: d.val})
		}
	}
}

// define keeps the first definition of an id. A repeat with the same content
// is harmless (the office copied it), any other is refused.
func (c *compiler) define(section string, d *definition) {
	namespace := section
	if section == secRegisters {
		namespace = secKinds
	}
	if section == secMeasures || section == secDimensions {
		if !c.goodFieldID(d.file, d.key, d.id) {
			c.maybe[d.id] = true
			return
		}
	} else if !c.goodID(d.file, d.key, d.id) {
		c.maybe[d.id] = true
		return
	}
	key := namespace + "/" + d.id
	first, repeated := c.seen[key]
	if !repeated {
		c.seen[key] = d
		c.defs[section] = append(c.defs[section], d)
		return
	}
	at := position{first.file, first.key.Line}.text()
	if sameContent(first.body, d.body) {
		c.warnAt(d.file, d.key.Line, d.key.Column, CodeDefinedTwice, "id", d.id, "first", at)
		return
	}
	c.err(d.file, d.key, CodeRedefined, "id", d.id, "first", at)
}

// sameContent compares two nodes by what they say, not how it is written.
func sameContent(a, b *yaml.Node) bool {
	if a.Kind != b.Kind || a.Value != b.Value || len(a.Content) != len(b.Content) {
		return false
	}
	for i := range a.Content {
		if !sameContent(a.Content[i], b.Content[i]) {
			return false
		}
	}
	return true
}
