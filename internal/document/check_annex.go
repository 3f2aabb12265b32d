package document

import (
	"regexp"
	"strings"

	"phendau/internal/paper"
)

// annexes: check 29.
func (c *checker) annexes() {
	if len(c.sections) != 1+len(c.doc.Annexes) {
		c.fail(29, "%d sections for a report with %d annexes", len(c.sections), len(c.doc.Annexes))
		return
	}
	for i, s := range c.sections[1:] {
		a := &c.doc.Annexes[i]
		c.want(29, s.props.find("pgNumType").num("start") == 1, "annex %d does not number its pages from 1", i+1)
		c.want(29, s.props.val("type") == "nextPage", "annex %d does not begin a page", i+1)
		c.want(29, (s.props.find("pgSz").attrs["orient"] == "landscape") == a.Landscape, "annex %d is turned wrongly", i+1)
		var head []*para
		for _, b := range s.blocks[:min(3, len(s.blocks))] {
			if b.para != nil {
				head = append(head, b.para)
			}
		}
		if len(head) != 3 {
			c.fail(29, "annex %d has no head of three lines", i+1)
			continue
		}
		label := "Phụ lục"
		if len(c.doc.Annexes) > 1 {
			label += " " + paper.Roman(i+1)
		}
		c.want(29, head[0].text == label && head[0].bold && head[0].align == "center", "annex %d is called %q", i+1, head[0].text)
		c.want(29, head[1].text == strings.ToUpper(a.Name) && head[1].bold, "annex %d is named %q", i+1, head[1].text)
		c.want(29, annexReference.MatchString(head[2].text) && strings.Contains(head[2].text, c.doc.Letterhead.NumberSign) && head[2].italic, "annex %d refers to %q", i+1, head[2].text)
		c.tables(i, s)
	}
}

var annexReference = regexp.MustCompile(`^\(Kèm theo .+ số .+ ngày .+ tháng .+ năm .+ của .+\)$`)

// tables of an annex: repeated header, scope and code below.
func (c *checker) tables(i int, s *section) {
	all := s.plain()
	for _, b := range s.blocks {
		if b.table != nil && b.table.border {
			c.want(29, len(b.table.rows) > 0 && b.table.rows[0].header, "a table of annex %d does not repeat its header", i+1)
		}
	}
	for _, b := range c.doc.Annexes[i].Blocks {
		if b.Table == nil {
			continue
		}
		c.want(29, strings.Contains(all, c.doc.ScopeOf(b.Table).Line(c.doc.Preliminary)), "a table of annex %d does not name its period, calendar and map", i+1)
		c.want(29, b.Table.Code != nil && strings.Contains(all, b.Table.Code.Text), "a table of annex %d carries no code", i+1)
	}
}

func (s *section) plain() string {
	var b strings.Builder
	for _, bl := range s.blocks {
		switch {
		case bl.para != nil:
			b.WriteString(bl.para.text + "\n")
		case bl.table != nil:
			for _, r := range bl.table.rows {
				for _, cell := range r.cells {
					b.WriteString(strings.Join(cell.texts(), "\n") + "\n")
				}
			}
		}
	}
	return b.String()
}

var (
	figureMark   = regexp.MustCompile(`^so_([0-9]+)_[0-9]+$`)
	secrecyStamp = regexp.MustCompile(`^(MẬT|TỐI MẬT|TUYỆT MẬT)$`)
)

// figures: check 30.
func (c *checker) figures() {
	shown := map[int]int{}
	for _, p := range c.parts["word/document.xml"].all("p") {
		c.bookmarks(p, shown)
		c.want(30, !secrecyStamp.MatchString(strings.TrimSpace(p.plain())), "a secrecy stamp is printed")
	}
	expected := map[int]int{}
	eachRun(c.doc, func(_ string, r paper.Run, _ bool) {
		if r.Figure != 0 {
			expected[r.Figure]++
		}
	})
	for cell, n := range expected {
		c.want(30, shown[cell] == n, "cell %d is printed %d times, not %d", cell, shown[cell], n)
	}
	for cell := range shown {
		c.want(30, expected[cell] > 0, "cell %d is printed but not in the model", cell)
	}
	if t := c.headTable(); t != nil && len(t.rows) == 2 {
		number := t.rows[1].cells[0].paras[0].text
		c.want(30, c.doc.Letterhead.Number > 0 || !strings.ContainsAny(number, "0123456789"), "what has no number yet carries %q", number)
	}
	line := c.doc.SourceLine()
	c.want(30, strings.Contains(c.sections[0].plain(), line), "what it was made from is not printed: %q", line)
}

// bookmarks compares the text between the marks of each figure with the
// registry.
func (c *checker) bookmarks(p *node, shown map[int]int) {
	for i, n := range p.children {
		m := figureMark.FindStringSubmatch(n.attrs["name"])
		if n.name != "bookmarkStart" || m == nil {
			continue
		}
		text := ""
		for _, next := range p.children[i+1:] {
			if next.name == "bookmarkEnd" && next.attrs["id"] == n.attrs["id"] {
				break
			}
			text += next.plain()
		}
		f := c.doc.Figure(atoi(m[1]))
		if f == nil {
			c.fail(30, "cell %s is not registered", m[1])
			continue
		}
		shown[f.Cell]++
		c.want(30, text == f.Printed || text == f.Text() || text == strings.ToUpper(f.Text()), "cell %d prints %q, it is %q", f.Cell, text, f.Printed)
	}
}
