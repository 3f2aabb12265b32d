package document

import "strings"

// para is a paragraph with its style resolved.
type para struct {
	n    *node
	text string
	runs []run
	// pt is the size of the first run or of the empty paragraph.
	pt                  float64
	bold, italic        bool // all runs
	align               string
	before, after, line int
	lineRule            string
	left, right, first  int
	keepNext            bool
	topRule             bool
	listed              bool // has automatic numbering
	style               string
}

type run struct {
	text         string
	pt           float64
	bold, italic bool
	fonts        [4]string
	color        string
}

// block of a section: a paragraph or a table.
type docBlock struct {
	para  *para
	table *docTable
}

type docTable struct {
	n      *node
	rows   []docRow
	border bool
	margin int
}

type docRow struct {
	n         *node
	header    bool
	cantSplit bool
	cells     []docCell
}

type docCell struct {
	width int
	paras []*para
}

func (c docCell) texts() []string {
	out := make([]string, len(c.paras))
	for i, p := range c.paras {
		out[i] = p.text
	}
	return out
}

type section struct {
	props  *node // sectPr
	blocks []docBlock
}

func (c *checker) readStyles() {
	root := c.parts["word/styles.xml"].find("styles")
	c.styles = map[string]*node{}
	for _, s := range root.all("style") {
		c.styles[s.attrs["styleId"]] = s
	}
	c.defaults = root.find("docDefaults", "rPrDefault", "rPr")
}

func (c *checker) readSections() {
	cur := &section{}
	for _, n := range c.parts["word/document.xml"].find("document", "body").children {
		switch n.name {
		case "p":
			cur.blocks = append(cur.blocks, docBlock{para: c.para(n)})
			if s := n.find("pPr", "sectPr"); s != nil {
				cur.props = s
				c.sections = append(c.sections, cur)
				cur = &section{}
			}
		case "tbl":
			cur.blocks = append(cur.blocks, docBlock{table: c.table(n)})
		case "sectPr":
			cur.props = n
			c.sections = append(c.sections, cur)
		}
	}
	if len(c.sections) == 0 {
		c.fail(2, "the document has no section")
		c.sections = []*section{cur}
	}
}

func (c *checker) table(n *node) *docTable {
	t := &docTable{n: n, border: n.find("tblPr", "tblBorders") != nil, margin: n.find("tblPr", "tblCellMar", "left").num("w")}
	for _, tr := range n.children {
		if tr.name != "tr" {
			continue
		}
		r := docRow{n: tr, header: tr.find("trPr", "tblHeader") != nil, cantSplit: tr.find("trPr", "cantSplit") != nil}
		for _, tc := range tr.children {
			if tc.name != "tc" {
				continue
			}
			cell := docCell{width: tc.find("tcPr", "tcW").num("w")}
			for _, p := range tc.children {
				if p.name == "p" {
					cell.paras = append(cell.paras, c.para(p))
				}
			}
			r.cells = append(r.cells, cell)
		}
		t.rows = append(t.rows, r)
	}
	return t
}

// styleChain is the style and what it is based on, nearest first.
func (c *checker) styleChain(id string) (out []*node) {
	for len(out) < 16 {
		s := c.styles[id]
		if s == nil {
			return out
		}
		out = append(out, s)
		id = s.val("basedOn")
	}
	return out
}

func (c *checker) para(n *node) *para {
	p := &para{n: n, style: n.val("pPr", "pStyle")}
	chain := c.styleChain(p.style)
	ppr := []*node{n.find("pPr")}
	for _, s := range chain {
		ppr = append(ppr, s.find("pPr"))
	}
	p.align = firstAttr(ppr, "jc", "val")
	p.before, p.after = atoi(firstAttr(ppr, "spacing", "before")), atoi(firstAttr(ppr, "spacing", "after"))
	p.line, p.lineRule = atoi(firstAttr(ppr, "spacing", "line")), firstAttr(ppr, "spacing", "lineRule")
	p.left, p.right = atoi(firstAttr(ppr, "ind", "left")), atoi(firstAttr(ppr, "ind", "right"))
	p.first = atoi(firstAttr(ppr, "ind", "firstLine"))
	for _, x := range ppr {
		p.keepNext = p.keepNext || x.find("keepNext") != nil
		p.listed = p.listed || x.find("numPr") != nil
		p.topRule = p.topRule || x.val("pBdr", "top") == "single" && x.find("pBdr", "bottom") == nil
	}
	rpr := c.runProperties(nil, chain)
	p.pt, p.bold, p.italic = rpr.pt, rpr.bold, rpr.italic
	for i, r := range n.all("r") {
		rr := c.runProperties(r.find("rPr"), chain)
		rr.text = r.plain()
		if i == 0 {
			p.pt, p.bold, p.italic = rr.pt, true, true
		}
		p.bold, p.italic = p.bold && rr.bold, p.italic && rr.italic
		p.runs = append(p.runs, rr)
		p.text += rr.text
	}
	return p
}

// runProperties resolves size, weight, fonts and colour of a run.
func (c *checker) runProperties(direct *node, chain []*node) run {
	levels := []*node{direct}
	for _, s := range chain {
		levels = append(levels, s.find("rPr"))
	}
	levels = append(levels, c.defaults)
	r := run{color: firstAttr(levels, "color", "val")}
	r.pt = float64(atoi(firstAttr(levels, "sz", "val"))) / 2
	r.bold, r.italic = toggled(levels, "b"), toggled(levels, "i")
	for i, slot := range []string{"ascii", "hAnsi", "eastAsia", "cs"} {
		r.fonts[i] = firstAttr(levels, "rFonts", slot)
		if firstAttr(levels, "rFonts", slot+"Theme") != "" {
			r.fonts[i] = "theme"
		}
	}
	return r
}

// firstAttr is the attribute of the first level that has the element with
// it.
func firstAttr(levels []*node, element, attr string) string {
	for _, l := range levels {
		if e := l.find(element); e != nil {
			if v, ok := e.attrs[attr]; ok {
				return v
			}
		}
	}
	return ""
}

func toggled(levels []*node, element string) bool {
	for _, l := range levels {
		if e := l.find(element); e != nil {
			return e.attrs["val"] != "0" && e.attrs["val"] != "false"
		}
	}
	return false
}

func atoi(s string) int {
	n := node{attrs: map[string]string{"v": s}}
	return n.num("v")
}

// eachPara visits every paragraph of the document.
func (c *checker) eachPara(f func(*para)) {
	for _, s := range c.sections {
		for _, b := range s.blocks {
			if b.para != nil {
				f(b.para)
				continue
			}
			for _, r := range b.table.rows {
				for _, cell := range r.cells {
					for _, p := range cell.paras {
						f(p)
					}
				}
			}
		}
	}
}

// ruleWidth is the length of a rule paragraph inside a width, in twips.
func (p *para) ruleWidth(width int) float64 { return float64(width - p.left - p.right) }

// capitals reports whether a text has letters and none of them small.
func capitals(s string) bool { return s != "" && s == strings.ToUpper(s) }
