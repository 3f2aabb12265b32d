package report

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"phendau/internal/paper"
	"phendau/internal/vi"
)

// compareAll compares the published reports with the figures of now.
func (j *job) compareAll() ([]Adjustment, error) {
	var out []Adjustment
	for _, l := range j.Previous {
		a, err := Compare(Comparison{Locked: l, Figures: j.Figures, Context: j.Context, Then: j.Then[l.ID], Restatements: j.Restatements, Others: j.Previous})
		if err != nil {
			return nil, err
		}
		out = append(out, a...)
	}
	return out, nil
}

// adjusted is the annex "điều chỉnh số liệu": published -> now, with reason
// and person. Nothing prints a changed number for a locked period without it
// (figures.md section 9). The operations stand once, in a table of their own,
// and the figures refer to their numbers.
func (j *job) adjusted() []paper.Block {
	if len(j.adjustments) == 0 {
		return nil
	}
	t := &paper.Table{Name: say("adjust_name"), Columns: []paper.Column{indexColumn(), {Title: say("col_indicator"), Share: 40},
		{Title: say("adjust_old"), Share: 14, Align: paper.Right, Kind: paper.NumberColumn}, {Title: say("adjust_new"), Share: 14, Align: paper.Right, Kind: paper.NumberColumn},
		{Title: say("adjust_change"), Share: 12, Align: paper.Right}, {Title: say("adjust_see"), Share: 20}}}
	ops := &operations{number: map[string]int{}}
	last := ""
	for i := range j.adjustments {
		a := &j.adjustments[i]
		if a.Snapshot != last {
			last = a.Snapshot
			t.Rows = append(t.Rows, groupRow(say("adjust_report")+": "+j.titleOf(a), len(t.Columns)))
		}
		t.Rows = append(t.Rows, paper.Row{Cells: j.adjustedRow(i+1, a, ops)})
	}
	out := []paper.Block{{Table: t}}
	if len(ops.list) > 0 {
		out = append(out, paper.Block{Table: ops.table()})
	}
	return out
}

func (j *job) titleOf(a *Adjustment) string {
	for i := range j.Previous {
		if j.Previous[i].ID == a.Snapshot {
			return title(&j.Previous[i])
		}
	}
	return a.Title
}

func (j *job) adjustedRow(n int, a *Adjustment, ops *operations) []paper.Cell {
	name := a.Indicator + "/" + a.Measure
	if m, ok := j.Context.Catalogue.IndicatorMeasure(a.Indicator, a.Measure); ok {
		name = measureName(measure{j.Context.Catalogue.Indicators[a.Indicator], m})
	}
	if a.PlaceName != "" {
		name += "; " + a.PlaceName
	}
	name += "; " + shortDate(a.From) + " - " + shortDate(a.To)
	if a.Unit != "" {
		name += " (" + a.Unit + ")"
	}
	return []paper.Cell{index(n), paper.TextCell(name), valued(a.Old, a.OldValue), valued(a.New, a.NewValue),
		paper.TextCell(or(a.Difference, vi.NoValue)), paper.TextCell(ops.refer(a.Causes))}
}

// operations numbers the operations that changed published figures, each
// once.
type operations struct {
	number map[string]int
	list   []*Cause
}

func (o *operations) refer(causes []Cause) string {
	if len(causes) == 0 {
		return say("adjust_unknown")
	}
	var numbers []int
	for i := range causes {
		c := &causes[i]
		key := c.What + c.EntryID + c.Field + c.Old + c.New + c.Day.String()
		if o.number[key] == 0 {
			o.list = append(o.list, c)
			o.number[key] = len(o.list)
		}
		numbers = append(numbers, o.number[key])
	}
	return spans(numbers)
}

// spans writes numbers in order, runs of three and more as "4 - 9".
func spans(numbers []int) string {
	slices.Sort(numbers)
	numbers = slices.Compact(numbers)
	var parts []string
	for i := 0; i < len(numbers); {
		k := i
		for k+1 < len(numbers) && numbers[k+1] == numbers[k]+1 {
			k++
		}
		switch k - i {
		case 0:
			parts = append(parts, strconv.Itoa(numbers[i]))
		case 1:
			parts = append(parts, strconv.Itoa(numbers[i]), strconv.Itoa(numbers[k]))
		default:
			parts = append(parts, strconv.Itoa(numbers[i])+" - "+strconv.Itoa(numbers[k]))
		}
		i = k + 1
	}
	return strings.Join(parts, ", ")
}

func (o *operations) table() *paper.Table {
	t := &paper.Table{Name: say("adjust_operations"), Columns: []paper.Column{indexColumn(), {Title: say("adjust_causes"), Share: 60}, {Title: say("adjust_affected_head"), Share: 40}}}
	for i, c := range o.list {
		t.Rows = append(t.Rows, paper.Row{Cells: []paper.Cell{index(i + 1), paper.TextCell(causeText(c)), paper.TextCell(strings.Join(c.Reports, "; "))}})
	}
	return t
}

// valued is a printed number that is no cell of this report: it belongs to
// another one.
func valued(printed string, v json.Number) paper.Cell {
	c := paper.TextCell(printed)
	c.Value = v
	return c
}

func causeText(c *Cause) string {
	why := ""
	if c.Why != "" {
		why = say("cause_why", "why", c.Why)
	}
	who := c.Person
	if c.Body != "" {
		who += ", " + c.Body
	}
	what := say("cause_"+c.What, "field", c.Field, "old", c.Old, "new", c.New)
	return say("cause_line", "what", or(what, c.What), "why", why, "who", who, "day", shortDate(c.Day))
}
