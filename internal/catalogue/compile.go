package catalogue

import (
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
	"golang.org/x/text/unicode/norm"
)

// MaxInteger is the largest number an operation can carry (2^53-1).
const MaxInteger = 1<<53 - 1

// Compile checks and compiles source files. It lists every problem it can
// find, in the order of files and lines, and returns a nil catalogue when any
// of them is an error. The answer does not depend on the order of the files.
func Compile(files []File) (*Catalogue, []Problem) {
	c := newCompiler()
	for _, s := range c.readAll(files) {
		c.collect(s)
	}
	c.compileWords()
	c.compileDimensions()
	c.compileKinds()
	c.compileIndicators()
	c.compileNorms()
	c.compileCampaigns()
	c.compileHolidays()
	c.compileDeadlines()
	c.warnUnused()
	problems := sortProblems(c.problems)
	if HasErrors(problems) {
		return nil, problems
	}
	c.cat.Digest = Digest(files)
	return c.cat, problems
}

// position is where something was defined, for later clashes.
type position struct {
	file string
	line int
}

func (p position) text() Text { return plain(p.file + ":" + strconv.Itoa(p.line)) }

// definition is one id of a section with its unread body.
type definition struct {
	id        string
	file      string
	key, body *yaml.Node
}

type compiler struct {
	problems []Problem
	hints    int
	cat      *Catalogue
	// defs are the definitions by section in file order; extensions those
	// below "extend".
	defs       map[string][]*definition
	extensions map[string][]*definition
	// seen finds the first definition of an id by "namespace/id".
	seen map[string]*definition
	// where finds parts of definitions: "kind/measure", "dimension/value".
	where map[string]position
	// maybe are ids defined in files that could not be read.
	maybe map[string]bool
	// kindsAt are the kinds a list of "from" resolves to: the list is read once,
	// however many measures share it.
	kindsAt map[*yaml.Node][]*Kind
	// follows read how kinds are followed up, once all kinds are known.
	follows []func()
	// reported are the mistakes told already.
	reported map[mistake]bool
	// measures is the vocabulary of measures with their units.
	measures map[string]*Measure
}

func newCompiler() *compiler {
	return &compiler{
		cat: &Catalogue{
			Units: map[string]*Unit{}, Dimensions: map[string]*Dimension{}, Kinds: map[string]*Kind{},
			Indicators: map[string]*Indicator{}, BodyTypes: map[string]*BodyType{},
		},
		defs: map[string][]*definition{}, extensions: map[string][]*definition{},
		seen: map[string]*definition{}, where: map[string]position{}, maybe: map[string]bool{},
		measures: map[string]*Measure{}, reported: map[mistake]bool{},
		kindsAt: map[*yaml.Node][]*Kind{},
	}
}

func (c *compiler) errAt(file string, line, col int, code string, args ...any) {
	c.report(Error, file, line, col, code, args)
}

func (c *compiler) warnAt(file string, line, col int, code string, args ...any) {
	c.report(Warning, file, line, col, code, args)
}

// err reports a mistake at a node, once: many measures may share a wrong
// reference, and a hostile file makes that a product of two long lists.
func (c *compiler) err(file string, n *yaml.Node, code string, args ...any) {
	if c.said(n, code, args...) {
		return
	}
	c.report(Error, file, n.Line, n.Column, code, args)
}

func (c *compiler) report(s Severity, file string, line, col int, code string, args []any) {
	for i, a := range args {
		if text, ok := a.(string); ok && i%2 == 1 {
			args[i] = clip(text) // foreign text; own lists come as Text
		}
	}
	t := say(code, args...)
	c.problems = append(c.problems, Problem{File: file, Line: line, Column: col, Severity: s, Code: code, VI: t.VI, EN: t.EN})
}

// mistake identifies what was said at a node: the first text tells apart
// several of one kind, such as two missing keys.
type mistake struct {
	node       *yaml.Node
	code, text string
}

// said remembers a mistake and tells whether it was reported before.
func (c *compiler) said(n *yaml.Node, code string, args ...any) bool {
	m := mistake{node: n, code: code}
	for i := 1; i < len(args) && m.text == ""; i += 2 {
		m.text, _ = args[i].(string)
	}
	if c.reported[m] {
		return true
	}
	c.reported[m] = true
	return false
}

// unknown reports a reference to something not defined, unless it may be
// defined in a file that could not be read.
func (c *compiler) unknown(file string, r ref, code string, known []string, args ...any) {
	what := r.id
	for _, a := range args {
		if t, ok := a.(Text); ok {
			what += " " + t.VI // a measure unknown to two kinds is two mistakes
		}
	}
	if c.maybe[r.id] || r.node == nil || c.said(r.node, code, "", what) {
		return
	}
	args = append(args, "id", r.id, "hint", c.hint(r.id, known))
	c.report(Error, file, r.node.Line, r.node.Column, code, args)
}

// readAll checks the set of files and reads each.
func (c *compiler) readAll(files []File) []*source {
	if len(files) > MaxFiles {
		c.errAt("", 0, 0, CodeTooManyFiles, "max", strconv.Itoa(MaxFiles))
		return nil
	}
	var out []*source
	names := map[string]bool{}
	for _, f := range sorted(files) {
		if !goodFileName(f.Name) {
			c.errAt(f.Name, 0, 0, CodeBadFileName)
		}
		if names[f.Name] {
			c.errAt(f.Name, 0, 0, CodeFileTwice)
			continue
		}
		names[f.Name] = true
		if s := c.read(f); s != nil {
			out = append(out, s)
		}
	}
	return out
}

func goodFileName(name string) bool {
	return name != "" && len(name) <= maxNameChars && norm.NFC.IsNormalString(name) &&
		strings.ToValidUTF8(name, "?") == name && strings.IndexFunc(name, unwanted) < 0 && !strings.ContainsAny(name, "\t\\:")
}
