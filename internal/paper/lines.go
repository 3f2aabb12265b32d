package paper

import (
	"fmt"
	"strings"
	"time"
)

// NumberLine is box 3. A draft leaves the number blank.
func (l *Letterhead) NumberLine() string {
	if l.Number == 0 {
		return "Số:      /" + l.NumberSign
	}
	return fmt.Sprintf("Số: %02d/%s", l.Number, l.NumberSign)
}

// DateLine is box 4: "Đình Phong, ngày 05 tháng 02 năm 2026".
func (l *Letterhead) DateLine() string {
	return l.Place + ", " + longDate(l.Date)
}

// longDate prints a day as documents do: days below 10 and the months 1 and
// 2 are padded (domain/documents.md section 5). An unreadable day leaves
// blanks to fill in by hand.
func longDate(day string) string {
	t, err := parseDay(day)
	if err != nil {
		return "ngày      tháng      năm"
	}
	month := fmt.Sprintf("%d", int(t.Month()))
	if t.Month() <= time.February {
		month = "0" + month
	}
	return fmt.Sprintf("ngày %02d tháng %s năm %04d", t.Day(), month, t.Year())
}

// shortDate prints a day as dd/mm/yyyy; an unreadable one stays as it is.
func shortDate(day string) string {
	t, err := parseDay(day)
	if err != nil {
		return day
	}
	return t.Format("02/01/2006")
}

func parseDay(day string) (time.Time, error) {
	t, err := time.Parse("2006-01-02", day)
	if err != nil {
		return t, fmt.Errorf("day %q is not YYYY-MM-DD", day)
	}
	return t, nil
}

// CreatedTime is Created as an instant; the zero hour of the document's date
// serves when it is missing.
func (d *Document) CreatedTime() time.Time {
	if t, err := time.Parse(time.RFC3339, d.Created); err == nil {
		return t
	}
	t, err := parseDay(d.Letterhead.Date)
	if err != nil {
		return time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return t
}

// BasisLines are box 6: one a line, ";" after each and "." after the last.
func (d *Document) BasisLines() []string { return punctuate(d.Basis, "") }

// AddresseeLines is box 9a: one receiver on the line of "Kính gửi:";
// several as a list below it.
func (r *Recipients) AddresseeLines() (first string, list []string) {
	switch len(r.To) {
	case 0:
		return "", nil
	case 1:
		return "Kính gửi: " + r.To[0], nil
	}
	return "Kính gửi:", punctuate(r.To, "- ")
}

// Lines is the list of box 9b with its punctuation.
func (r *Recipients) Lines() []string {
	var items []string
	if len(r.To) > 0 {
		items = append(items, "Như trên")
	}
	items = append(items, r.Copies...)
	items = append(items, "Lưu: "+strings.TrimSuffix(r.FileAt, "."))
	return punctuate(items, "- ")
}

func punctuate(items []string, prefix string) []string {
	out := make([]string, len(items))
	for i, s := range items {
		end := ";"
		if i == len(items)-1 {
			end = "."
		}
		out[i] = prefix + strings.TrimRight(s, " .;,") + end
	}
	return out
}

// SignerLine is box 7b.
func (s *Signature) SignerLine() string {
	return strings.TrimSpace(s.Rank + " " + s.Name)
}

// AnnexTitle is the first line of annex i (from 0): Roman if several.
func (d *Document) AnnexTitle(i int) string {
	if len(d.Annexes) < 2 {
		return "Phụ lục"
	}
	return "Phụ lục " + Roman(i+1)
}

// AnnexReference is the italic line below an annex's name.
func (d *Document) AnnexReference() string {
	l := &d.Letterhead
	number := strings.TrimPrefix(l.NumberLine(), "Số:")
	if d.Draft() {
		// A draft keeps blanks for number and date.
		return fmt.Sprintf("(Kèm theo %s số     /%s ngày     tháng     năm      của %s)", d.titleInText(), l.NumberSign, l.BodyInText)
	}
	return fmt.Sprintf("(Kèm theo %s số%s %s của %s)", d.titleInText(), number, longDate(l.Date), l.BodyInText)
}

// titleInText turns BÁO CÁO into Báo cáo.
func (d *Document) titleInText() string {
	r := []rune(strings.ToLower(d.Title))
	if len(r) == 0 {
		return "Công văn"
	}
	return strings.ToUpper(string(r[:1])) + string(r[1:])
}

// SourceLine ends the body: what the document was made from. A report names
// the scope of its figures, a paper of entries their codes.
func (d *Document) SourceLine() string {
	if len(d.Sources) > 0 {
		return "Lập từ bản ghi: " + strings.Join(d.Sources, ", ") + "."
	}
	return d.Scope.Line(d.Preliminary)
}

// SubjectLine is box 5b of a letter or the subject of box 5a.
func (d *Document) SubjectLine() string {
	if d.Letter() {
		return "V/v " + d.Subject
	}
	return d.Subject
}

// Line is the scope in one sentence, printed below tables and at the end of
// the body.
func (s Scope) Line(preliminary bool) string {
	parts := []string{"Kỳ số liệu: " + s.PeriodText, "lịch: " + s.CalendarText, "địa giới: " + s.MapText}
	switch {
	case s.Closed != "":
		parts = []string{"Kỳ số liệu: " + s.PeriodText + " (" + s.CalendarText + ")", s.MapText, "số liệu chốt đến ngày " + shortDate(s.Closed)}
	case s.Position != "":
		parts = append(parts, "trạng thái sổ: "+s.Position)
	}
	if preliminary {
		parts = append(parts, "số liệu sơ bộ")
	}
	return strings.Join(parts, "; ") + "."
}

// Text is what a run prints: prose form of a figure in running text, table
// form in a table. An unknown cell prints nothing; Validate names it.
func (d *Document) Text(r Run, inTable bool) string {
	if r.Figure == 0 {
		return r.Text
	}
	f := d.Figure(r.Figure)
	switch {
	case f == nil:
		return ""
	case inTable:
		return f.Printed
	}
	return f.Text()
}

// Plain is the printed text of runs without style.
func (d *Document) Plain(runs []Run, inTable bool) string {
	var b strings.Builder
	for _, r := range runs {
		b.WriteString(d.Text(r, inTable))
	}
	return b.String()
}

// CellText is what a table cell prints.
func (d *Document) CellText(c *Cell) string {
	if len(c.Runs) == 0 && c.Date != "" {
		return shortDate(c.Date)
	}
	return d.Plain(c.Runs, true)
}
