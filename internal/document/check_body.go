package document

import (
	"regexp"
	"strings"

	"phendau/internal/paper"
)

// bodyParas are the paragraphs of the first section outside tables.
func (c *checker) bodyParas() (out []*para) {
	for _, b := range c.sections[0].blocks {
		if b.para != nil {
			out = append(out, b.para)
		}
	}
	return out
}

// isBody reports running text: what the model prints as paragraphs and
// untitled items.
func isBody(p *para) bool {
	return p.text != "" && (p.style == styleText || p.style == styleItem || p.style == styleLetter)
}

// bodyText: checks 18 to 20.
func (c *checker) bodyText() {
	size, count := 0.0, 0
	for _, p := range c.bodyParas() {
		if !isBody(p) {
			continue
		}
		count++
		if size == 0 {
			size = p.pt
		}
		for _, r := range p.runs {
			c.want(18, r.pt == size && (size == 13 || size == 14), "%q is %v pt, the body %v", r.text, r.pt, size)
		}
		c.want(19, p.align == "both" && (p.first == 567 || p.first == 720), "%.40q: %s, first line %d", p.text, p.align, p.first)
		c.want(20, p.before+p.after >= 120 && p.lineRule == "auto" && between(p.line, 240, 360), "%.40q: %d + %d between, line %d", p.text, p.before, p.after, p.line)
	}
	c.want(18, count > 0, "the report has no body text")
}

var (
	partHeading   = regexp.MustCompile(`^Phần [IVXLCDM]+$`)
	romanHeading  = regexp.MustCompile(`^([IVXLCDM]+)\. `)
	numberHeading = regexp.MustCompile(`^([0-9]+)\. `)
	letterHeading = regexp.MustCompile(`^(\p{L}{1,2})\) `)
)

// headings: checks 21 and 22, by the printed text alone, section by section.
func (c *checker) headings() {
	for _, s := range c.sections {
		var w headingWalk
		for _, b := range s.blocks {
			p := b.para
			if p == nil {
				continue
			}
			c.want(22, !p.listed, "%.40q is numbered by the word processor", p.text)
			if isHeading(p) {
				w.step(c, p)
			}
		}
	}
}

func isHeading(p *para) bool {
	switch p.style {
	case stylePart, styleRoman, styleHeading, styleItem, styleLetter:
		return true
	}
	return false
}

// headingWalk follows the labels: level, then the number within the level.
type headingWalk struct {
	last, top paper.Level
	counts    [5]int
	title     bool // the next paragraph is the title of a part
}

func (w *headingWalk) step(c *checker, p *para) {
	if w.title {
		w.title = false
		c.want(21, capitals(p.text) && p.bold, "title of a part %q", p.text)
		return
	}
	level, label := paper.Level(0), ""
	switch {
	case partHeading.MatchString(p.text):
		level, label, w.title = paper.LevelPart, strings.TrimPrefix(p.text, "Phần "), true
	case romanHeading.MatchString(p.text):
		level, label = paper.LevelRoman, romanHeading.FindStringSubmatch(p.text)[1]
		c.want(21, capitals(p.text) && p.bold, "heading %q is not in bold capitals", p.text)
	case numberHeading.MatchString(p.text):
		level, label = paper.LevelNumber, numberHeading.FindStringSubmatch(p.text)[1]
	case letterHeading.MatchString(p.text):
		level, label = paper.LevelLetter, letterHeading.FindStringSubmatch(p.text)[1]
	default:
		c.fail(21, "heading %.40q has no number", p.text)
		return
	}
	if w.top == 0 {
		w.top = level
	}
	c.want(21, level <= w.last+1 || w.last == 0 && level < paper.LevelLetter, "heading %.40q skips a level", p.text)
	c.want(21, level >= w.top, "heading %.40q stands above the first level", p.text)
	w.last = level
	w.counts[level]++
	for l := level + 1; l <= paper.LevelLetter; l++ {
		w.counts[l] = 0
	}
	w.order(c, p, level, label)
}

func (w *headingWalk) order(c *checker, p *para, level paper.Level, label string) {
	n := w.counts[level]
	switch level {
	case paper.LevelLetter:
		want, ok := paper.Letter(n)
		c.want(22, ok && label == want, "letter %q in place %d", label, n)
	case paper.LevelNumber:
		c.want(21, label == itoa(n), "number %q in place %d", label, n)
	default:
		c.want(21, label == paper.Roman(n), "Roman number %q in place %d: %.40q", label, n, p.text)
	}
}

// pageNumber: check 23 for every section.
func (c *checker) pageNumber() {
	rels := map[string]string{}
	for _, r := range c.parts["word/_rels/document.xml.rels"].all("Relationship") {
		rels[r.attrs["Id"]] = "word/" + r.attrs["Target"]
	}
	for i, s := range c.sections {
		c.want(23, s.props.find("titlePg") != nil, "section %d numbers its first page", i+1)
		headers := map[string]*node{}
		for _, h := range s.props.children {
			if h.name == "headerReference" {
				headers[h.attrs["type"]] = c.parts[rels[h.attrs["id"]]]
			}
		}
		if headers["default"] == nil || headers["first"] == nil {
			c.fail(23, "section %d lacks a header", i+1)
			continue
		}
		c.want(23, strings.TrimSpace(headers["first"].plain()) == "" && len(headers["first"].all("instrText")) == 0, "the first header of section %d is not empty", i+1)
		c.pageField(headers["default"])
	}
}

func (c *checker) pageField(header *node) {
	paras := header.all("p")
	fields := header.all("instrText")
	if len(paras) != 1 || len(fields) != 1 {
		c.fail(23, "the default header holds %d paragraphs and %d fields", len(paras), len(fields))
		return
	}
	instruction := ""
	for _, t := range fields[0].children {
		instruction += t.text
	}
	p := c.para(paras[0])
	c.want(23, strings.TrimSpace(instruction) == "PAGE" && p.align == "center" && betweenPt(p, 13, 14) && !p.italic && !p.bold,
		"page field %q: %s, %v pt", instruction, p.align, p.pt)
}
