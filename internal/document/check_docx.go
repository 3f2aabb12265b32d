package document

import (
	"fmt"
	"sort"

	"phendau/internal/paper"
)

// CheckProblem is one failed check of the thirty on a produced DOCX.
type CheckProblem struct {
	Check   int    `json:"check"` // 1 to 30, domain/documents.md section 4
	Message string `json:"message"`
}

func (p CheckProblem) String() string { return fmt.Sprintf("check %d: %s", p.Check, p.Message) }

// checkNames are the thirty checks in words, for reports and test names.
var checkNames = [31]string{
	1: "opens, XML well formed, no external relation, same bytes", 2: "page A4 portrait", 3: "margins",
	4: "Times New Roman and black", 5: "NFC, no replacement character, no lone tone mark",
	6: "national name", 7: "motto", 8: "rule under the motto", 9: "issuing body", 10: "rule under the issuing body",
	11: "number", 12: "number and date in one row", 13: "date line", 14: "date is real and after the period",
	15: "title once", 16: "subject and its rule", 17: "addressees", 18: "one body size", 19: "body justified and indented",
	20: "body spacing", 21: "heading levels", 22: "Vietnamese letters as text", 23: "page number", 24: "authority lines",
	25: "signer", 26: "recipients beside authority", 27: "recipients list", 28: "foot kept together", 29: "annexes", 30: "figures as bound, scope printed, no stamp",
}

// CheckName is the name of check n, "" outside 1 to 30.
func CheckName(n int) string {
	if n < 1 || n >= len(checkNames) {
		return ""
	}
	return checkNames[n]
}

// CheckDOCX runs the thirty checks of domain/documents.md section 4 on the
// bytes of a DOCX that was printed from doc, and lists what fails, nil when
// all hold. It reads the file as a word processor would (sections, styles,
// tables), not the code that wrote it.
func CheckDOCX(b []byte, doc *paper.Document) []CheckProblem {
	c := &checker{doc: doc.Printable()}
	if !c.open(b) {
		return c.problems
	}
	c.deterministic(b)
	c.page()
	c.text()
	c.headBoxes()
	c.titleBoxes()
	c.bodyText()
	c.headings()
	c.pageNumber()
	c.footBoxes()
	c.annexes()
	c.figures()
	sort.SliceStable(c.problems, func(i, j int) bool { return c.problems[i].Check < c.problems[j].Check })
	return c.problems
}

type checker struct {
	doc      *paper.Document
	parts    map[string]*node
	styles   map[string]*node // by id
	defaults *node            // rPr of docDefaults
	sections []*section
	problems []CheckProblem
}

func (c *checker) fail(check int, format string, args ...any) {
	c.problems = append(c.problems, CheckProblem{Check: check, Message: fmt.Sprintf(format, args...)})
}

// want fails check n unless ok.
func (c *checker) want(check int, ok bool, format string, args ...any) {
	if !ok {
		c.fail(check, format, args...)
	}
}
