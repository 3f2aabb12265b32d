package document

import (
	"regexp"
	"strings"
)

// footTable is the last table of the first section that says "Nơi nhận:",
// with the paragraph before it.
func (c *checker) footTable() (*docTable, *para) {
	blocks := c.sections[0].blocks
	for i := len(blocks) - 1; i > 0; i-- {
		t := blocks[i].table
		if t == nil || len(t.rows) != c.footRows() || len(t.rows[0].cells) != 2 {
			continue
		}
		for _, cell := range t.rows[len(t.rows)-1].cells {
			for _, s := range cell.texts() {
				if s == wordRecipients {
					return t, blocks[i-1].para
				}
			}
		}
	}
	return nil, nil
}

// footRows is one, and two with a second signer, below whom the recipients
// stand.
func (c *checker) footRows() int {
	if len(c.doc.Signature.Beside) > 0 {
		return 2
	}
	return 1
}

// footBoxes: checks 24 to 28.
func (c *checker) footBoxes() {
	t, before := c.footTable()
	if t == nil {
		for n := 24; n <= 28; n++ {
			c.fail(n, "no foot table with %q", wordRecipients)
		}
		return
	}
	c.authority(t.rows[0].cells[1])
	c.recipients(t.rows[len(t.rows)-1].cells[0])
	c.want(28, t.rows[0].cantSplit, "the foot row can split")
	c.want(28, before != nil && before.text != "" && before.keepNext, "the paragraph before the foot is not kept with it")
	c.kept(t)
}

// kept wants the last body paragraph, picture or table held together with
// the foot.
func (c *checker) kept(foot *docTable) {
	blocks := c.sections[0].blocks
	held := true
	for i := len(blocks) - 1; i >= 0; i-- {
		if blocks[i].table == foot {
			for k := i - 1; k >= 0; k-- {
				p := blocks[k].para
				if p == nil || len(p.n.all("drawing")) > 0 {
					return // a table or picture keeps the foot company
				}
				held = held && p.keepNext
				if isBody(p) {
					c.want(28, held, "the last body paragraph %.40q can part from the foot", p.text)
					return
				}
			}
		}
	}
}

func (c *checker) authority(cell docCell) {
	var lines []*para
	for _, p := range cell.paras {
		if p.text != "" {
			lines = append(lines, p)
		}
	}
	want := c.doc.Signature.Authority
	if len(lines) != len(want)+1 {
		c.fail(24, "the right foot cell holds %q", cell.texts())
		c.fail(25, "no signer below the authority")
		return
	}
	order := -1
	for i, p := range lines[:len(want)] {
		c.want(24, p.text == want[i] && capitals(p.text) && p.bold && p.align == "center" && betweenPt(p, 13, 14), "authority line %q: bold %t, %v pt", p.text, p.bold, p.pt)
		rank := len(c.doc.Profile.Delegations)
		for k, d := range c.doc.Profile.Delegations {
			if strings.HasPrefix(p.text, d+" ") {
				rank = k
			}
		}
		c.want(24, rank >= order, "authority line %q stands too low", p.text)
		order = rank
	}
	c.signer(lines[len(lines)-1])
}

var (
	checkTitle = regexp.MustCompile(`^(GS|PGS|TS|ThS|Th\.S|CN|KS|BS|Giáo sư|Phó giáo sư|Tiến sĩ|Thạc sĩ|Cử nhân|Kỹ sư|Bác sĩ|Ông|Bà)[. ]`)
	checkRank  = regexp.MustCompile(`^(Thiếu|Trung|Thượng|Đại) (úy|tá|tướng) \p{Lu}`)
)

func (c *checker) signer(p *para) {
	c.want(25, p.bold && betweenPt(p, 13, 14) && p.align == "center", "signer %q: bold %t, %v pt", p.text, p.bold, p.pt)
	c.want(25, !checkTitle.MatchString(p.text), "signer %q carries a title", p.text)
	c.want(25, checkRank.MatchString(p.text) == c.doc.Profile.SignerRank, "rank of signer %q does not fit the letterhead", p.text)
}

func (c *checker) recipients(cell docCell) {
	p := cell.paras[0]
	c.want(26, p.text == wordRecipients && p.pt == 12 && p.bold && p.italic, "%q: %v pt, bold %t, italic %t", p.text, p.pt, p.bold, p.italic)
	var items []*para
	for _, q := range cell.paras[1:] {
		if strings.HasPrefix(q.text, "- ") {
			items = append(items, q)
		}
	}
	if len(items) == 0 {
		c.fail(27, "the list of recipients is empty")
		return
	}
	for i, q := range items {
		last := i == len(items)-1
		c.want(27, q.pt == 11 && !q.bold && !q.italic, "%q: %v pt", q.text, q.pt)
		c.want(27, strings.HasSuffix(q.text, ";") != last && strings.HasSuffix(q.text, ".") == last, "%q ends wrongly", q.text)
	}
	c.want(27, len(c.doc.Recipients.To) == 0 || items[0].text == "- Như trên;", "the list begins %q", items[0].text)
	c.want(27, strings.HasPrefix(items[len(items)-1].text, "- Lưu: VT"), "the list ends %q", items[len(items)-1].text)
}
