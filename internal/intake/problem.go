package intake

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"phendau/internal/sheet/grid"
)

// Severity says what a problem does to the import.
type Severity string

// The closed list of severities.
const (
	Error    Severity = "error"    // nothing is imported
	Question Severity = "question" // a doubt nobody has answered yet
	Warning  Severity = "warning"  // to be read; a doubt that was answered
)

// Problem is one finding at one place of the file. Row and Column count from
// 1 and are 0 for the whole sheet or file. Codes are stable: those of
// messages.go, of vi.NumeralError, of catalogue.FieldProblem, of grid.Error,
// and of place.FindError and place.Problem with "place_" before them.
type Problem struct {
	Sheet    string   `json:"sheet"`
	Cell     string   `json:"cell"` // "F12", "" for a whole row or sheet
	Row      int      `json:"row"`
	Column   int      `json:"column"`
	Head     string   `json:"head,omitempty"` // heading of the column
	Code     string   `json:"code"`
	VI       string   `json:"vi"`
	EN       string   `json:"en"`
	Severity Severity `json:"severity"`
	Answer   string   `json:"answer,omitempty"`
}

// Answerable reports whether an answer lets the row pass or is kept with it.
func (p *Problem) Answerable() bool {
	return p.Severity == Question || p.Code == codeDuplicateRow || p.Answer != ""
}

// spot is a place in the file.
type spot struct {
	sheet    int // index in the book; the order of problems
	name     string
	row, col int
	head     string
}

type found struct {
	Problem
	sheet int
}

// findings gathers problems: all are counted, the first of each severity are
// kept, so that a thousand doubts do not hide one error.
type findings struct {
	list  []found
	count map[Severity]int
}

func (f *findings) add(s Severity, at spot, code, vi, en string) *Problem {
	if f.count == nil {
		f.count = map[Severity]int{}
	}
	f.count[s]++
	p := Problem{Sheet: at.name, Row: at.row, Column: at.col, Head: at.head, Code: code, VI: vi, EN: en, Severity: s}
	if at.row > 0 && at.col > 0 {
		p.Cell = grid.A1(at.row, at.col)
	}
	if f.count[s] > MaxProblems {
		return &p
	}
	f.list = append(f.list, found{p, at.sheet})
	return &f.list[len(f.list)-1].Problem
}

// say adds a problem with a sentence of this package. Args are pairs of
// placeholder and value; a value of type [2]string differs by language.
func (f *findings) say(s Severity, at spot, code string, args ...any) *Problem {
	vi, en := sentence(code, args...)
	return f.add(s, at, code, vi, en)
}

// unreadable adds the error of a reader.
func (f *findings) unreadable(at spot, err error) {
	var e *grid.Error
	if errors.As(err, &e) {
		at.row, at.col = e.Row, e.Col
		f.add(Error, at, string(e.Code), e.VI, e.EN)
		return
	}
	f.say(Error, at, codeInterrupted, "why", err.Error())
}

// sorted lists errors before the rest only by place: sheet, row, column.
func (f *findings) sorted() []Problem {
	slices.SortStableFunc(f.list, func(a, b found) int {
		return cmp.Or(cmp.Compare(a.sheet, b.sheet), cmp.Compare(a.Row, b.Row), cmp.Compare(a.Column, b.Column),
			cmp.Compare(a.Severity, b.Severity), strings.Compare(a.Code, b.Code))
	})
	out := make([]Problem, 0, min(len(f.list), MaxProblems))
	room := map[Severity]int{Error: MaxProblems}
	room[Question] = max(0, MaxProblems-min(f.count[Error], MaxProblems))
	room[Warning] = max(0, room[Question]-f.count[Question])
	for _, p := range f.list {
		if room[p.Severity] > 0 {
			room[p.Severity]--
			out = append(out, p.Problem)
		}
	}
	return out
}

// fill puts the counts into a plan and empties one that may not be written.
func (f *findings) fill(p *Plan) {
	p.Errors, p.Questions, p.Warnings = f.count[Error], f.count[Question], f.count[Warning]
	if p.Errors > 0 {
		p.Drafts, p.Records = nil, 0
	}
}
