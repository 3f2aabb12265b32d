package document

import (
	"math"
	"regexp"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"phendau/internal/paper"
)

// page: checks 2 and 3.
func (c *checker) page() {
	for i, s := range c.sections {
		size, m := s.props.find("pgSz"), s.props.find("pgMar")
		landscape := size != nil && size.attrs["orient"] == "landscape"
		w, h := size.num("w"), size.num("h")
		if landscape {
			w, h = h, w
		}
		c.want(2, w == paper.PageWidth && h == paper.PageHeight, "section %d measures %d x %d", i+1, w, h)
		c.want(2, i > 0 || !landscape, "the first section is landscape")
		top, right, bottom, left := m.num("top"), m.num("right"), m.num("bottom"), m.num("left")
		if landscape { // a portrait page turned, binding edge at the top
			top, right, bottom, left = right, bottom, left, top
		}
		c.want(3, between(top, 1134, 1417) && between(bottom, 1134, 1417) && between(left, 1701, 1984) && between(right, 850, 1134),
			"section %d has margins %d %d %d %d", i+1, top, right, bottom, left)
	}
}

func between(n, low, high int) bool { return n >= low && n <= high }

func betweenPt(p *para, low, high float64) bool { return p.pt >= low && p.pt <= high }

// text: checks 4 and 5.
func (c *checker) text() {
	c.eachPara(func(p *para) {
		for _, r := range p.runs {
			for _, f := range r.fonts {
				c.want(4, f == "Times New Roman", "%q is in font %q", r.text, f)
			}
			c.want(4, r.color == "" || r.color == "auto" || r.color == "000000", "%q has colour %s", r.text, r.color)
		}
		c.want(5, norm.NFC.IsNormalString(p.text), "%q is not NFC", p.text)
		last := ' '
		for _, r := range p.text {
			lone := unicode.Is(unicode.Mn, r) && !unicode.IsLetter(last) && !unicode.Is(unicode.Mn, last)
			c.want(5, r != '\uFFFD' && !lone, "%q holds U+%04X", p.text, r)
			last = r
		}
	})
}

var (
	numberLine = regexp.MustCompile(`^Số: (0[1-9]|[1-9][0-9]+|\s+)/(TTr-)?[A-ZĐ]+(-[A-ZĐ]+)*$`)
	dateLine   = regexp.MustCompile(`^.+, ngày (0[1-9]|[12][0-9]|3[01]) tháng (0[12]|[3-9]|1[0-2]) năm ([0-9]{4})$`)
)

// headTable is the first table of the document.
func (c *checker) headTable() *docTable {
	for _, b := range c.sections[0].blocks {
		if b.table != nil {
			return b.table
		}
	}
	return nil
}

// headBoxes: checks 6 to 14.
func (c *checker) headBoxes() {
	t := c.headTable()
	if t == nil || len(t.rows) != 2 || len(t.rows[0].cells) != 2 || len(t.rows[1].cells) != 2 {
		for n := 6; n <= 14; n++ {
			c.fail(n, "the head is not a table of two rows and two cells")
		}
		return
	}
	r, err := newRuler()
	if err != nil {
		c.fail(8, "no font to measure with: %v", err)
		return
	}
	c.nation(t, r)
	c.issuer(t, r)
	c.number(t)
	c.date(t)
}

func (c *checker) nation(t *docTable, r *ruler) {
	cell := t.rows[0].cells[1]
	width := cell.width - 2*t.margin
	if len(cell.paras) < 3 {
		for n := 6; n <= 8; n++ {
			c.fail(n, "the right head cell has %d paragraphs", len(cell.paras))
		}
		return
	}
	name, motto, rule := cell.paras[0], cell.paras[1], cell.paras[2]
	c.want(6, name.text == paper.NationalName && name.bold && betweenPt(name, 12, 13) && !name.italic,
		"national name %q, bold %t, %v pt", name.text, name.bold, name.pt)
	c.want(6, r.twips(name.text, int(name.pt), true, false) <= float64(width), "the national name does not fit its cell of %d twips", width)
	c.want(7, motto.text == paper.Motto && motto.bold && betweenPt(motto, 13, 14), "motto %q, bold %t, %v pt", motto.text, motto.bold, motto.pt)
	want := r.twips(motto.text, int(motto.pt), true, false)
	c.want(8, rule.topRule && rule.text == "" && math.Abs(rule.ruleWidth(width)-want) <= 0.03*want,
		"rule of %.0f twips below a motto of %.0f", rule.ruleWidth(width), want)
}

func (c *checker) issuer(t *docTable, r *ruler) {
	cell := t.rows[0].cells[0]
	superior, body := c.doc.Letterhead.SuperiorBody, c.doc.Letterhead.IssuingBody
	if len(cell.paras) != len(superior)+len(body)+1 {
		c.fail(9, "the left head cell holds %q", cell.texts())
		c.fail(10, "no rule below the issuing body")
		return
	}
	for i, p := range cell.paras[:len(superior)+len(body)] {
		isBody := i >= len(superior)
		c.want(9, capitals(p.text) && p.bold == isBody && betweenPt(p, 12, 13) && p.align == "center",
			"body line %q: bold %t, %v pt", p.text, p.bold, p.pt)
	}
	width := cell.width - 2*t.margin
	c.rule(10, cell.paras[len(cell.paras)-1], width, r.longest(body, 20*cell.paras[len(superior)].pt, float64(width), true))
}

// rule wants a centred rule of 1/3 to 1/2 of a length.
func (c *checker) rule(check int, p *para, width int, length float64) {
	got := p.ruleWidth(width)
	c.want(check, p.topRule && p.text == "", "there is no rule")
	c.want(check, got >= length/3 && got <= length/2, "rule of %.0f twips below %.0f", got, length)
	c.want(check, p.left-p.right <= 1 && p.right-p.left <= 1, "the rule is not centred: %d, %d", p.left, p.right)
}

func (c *checker) number(t *docTable) {
	n := t.rows[1].cells[0].paras[0]
	c.want(11, numberLine.MatchString(n.text) && n.pt == 13 && !n.italic && !n.bold, "number %q, %v pt", n.text, n.pt)
}

func (c *checker) date(t *docTable) {
	n, d := t.rows[1].cells[0].paras[0], t.rows[1].cells[1].paras[0]
	c.want(12, strings.HasPrefix(n.text, "Số:") && strings.Contains(d.text, "ngày"), "the second head row holds %q and %q", n.text, d.text)
	m := dateLine.FindStringSubmatch(d.text)
	c.want(13, m != nil && d.italic && betweenPt(d, 13, 14), "date line %q, italic %t, %v pt", d.text, d.italic, d.pt)
	if m == nil {
		c.fail(14, "no date in %q", d.text)
		return
	}
	day, month, year := atoi(strings.TrimPrefix(m[1], "0")), atoi(strings.TrimPrefix(m[2], "0")), atoi(m[3])
	date := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	c.want(14, date.Day() == day && int(date.Month()) == month, "%s is no real day", d.text)
	if len(c.doc.Sources) > 0 {
		return // made of entries, for no period
	}
	end, err := time.Parse("2006-01-02", c.doc.Scope.To)
	c.want(14, err == nil && (c.doc.Preliminary || !date.Before(end)), "%s is before the period's end %s", d.text, c.doc.Scope.To)
}

// titleBoxes: checks 15 to 17, on the paragraphs between head and body.
func (c *checker) titleBoxes() {
	paras := c.bodyParas()
	if c.doc.Letter() {
		c.letter(paras)
		return
	}
	at := -1
	for i, p := range paras {
		if p.text != c.doc.Title || p.style == styleText {
			continue
		}
		c.want(15, at < 0, "the title stands twice")
		at = i
		c.want(15, p.align == "center" && p.bold && capitals(p.text) && betweenPt(p, 13, 14), "title %q: %s, bold %t, %v pt", p.text, p.align, p.bold, p.pt)
	}
	if at < 0 || at+2 >= len(paras) {
		c.fail(15, "no title %q", c.doc.Title)
		c.fail(16, "no subject")
		return
	}
	c.subject(paras[at+1], paras[at+2])
	c.addressees(paras[at+3:])
}

// letter is box 5b in place of box 5a.
func (c *checker) letter(paras []*para) {
	if t := c.headTable(); t != nil && len(t.rows) == 2 {
		cell := t.rows[1].cells[0]
		ok := len(cell.paras) > 1
		c.want(16, ok, "the letter has no subject under its number")
		if ok {
			p := cell.paras[1]
			c.want(16, p.text == c.doc.SubjectLine() && strings.HasPrefix(p.text, "V/v ") && betweenPt(p, 12, 13) && !p.bold && !p.italic && p.align == "center" && p.before >= 120,
				"subject %q: bold %t, %v pt", p.text, p.bold, p.pt)
		}
	}
	c.addressees(paras)
}

func (c *checker) subject(p, rule *para) {
	c.want(16, p.text == c.doc.Subject && p.bold && !p.italic && betweenPt(p, 13, 14) && p.align == "center",
		"subject %q: bold %t, %v pt", p.text, p.bold, p.pt)
	r, err := newRuler()
	if err != nil {
		c.fail(16, "no font to measure with: %v", err)
		return
	}
	width := c.textWidth()
	c.rule(16, rule, width, r.longest([]string{p.text}, 20*p.pt, float64(width-p.left-p.right), true))
}

// textWidth is the width between the margins of the first section.
func (c *checker) textWidth() int {
	s := c.sections[0].props
	return s.find("pgSz").num("w") - s.find("pgMar").num("left") - s.find("pgMar").num("right")
}

func (c *checker) addressees(after []*para) {
	var lines []string
	for i, p := range after {
		if strings.HasPrefix(p.text, "Kính gửi:") {
			for _, q := range after[i:] {
				if q.text == "" {
					break
				}
				lines = append(lines, q.text)
			}
			break
		}
	}
	to := c.doc.Recipients.To
	switch {
	case len(to) == 0:
		c.want(17, len(lines) == 0, "a report to nobody prints %q", lines)
	case len(to) == 1:
		c.want(17, len(lines) == 1 && lines[0] == "Kính gửi: "+strings.TrimRight(to[0], " .;,") && !strings.HasSuffix(lines[0], ";"), "one receiver prints %q", lines)
	default:
		ok := len(lines) == len(to)+1 && lines[0] == "Kính gửi:"
		for i := 1; ok && i < len(lines); i++ {
			end := ";"
			if i == len(to) {
				end = "."
			}
			ok = strings.HasPrefix(lines[i], "- ") && strings.HasSuffix(lines[i], end)
		}
		c.want(17, ok, "several receivers print %q", lines)
	}
}
