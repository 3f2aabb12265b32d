package report

import (
	"bytes"
	"slices"
	"testing"

	"phendau/internal/catalogue"
)

// older is the program's catalogue without the indicators of coverage, as a book
// has it that was begun before.
func older(t *testing.T) *catalogue.Catalogue {
	t.Helper()
	files := catalogue.Base()
	for i, f := range files {
		from, to := bytes.Index(f.Content, []byte("\n  line.covered:\n")), bytes.Index(f.Content, []byte("\n  markers.visited:\n"))
		if from > 0 && to > from {
			files[i].Content = slices.Concat(f.Content[:from], f.Content[to:])
		}
	}
	cat, problems := catalogue.Compile(files)
	if catalogue.HasErrors(problems) {
		t.Fatal(problems)
	}
	if cat.Indicators["line.covered"] != nil || cat.Indicators["markers.reached"] != nil || cat.Indicators["markers.visited"] == nil {
		t.Fatal("the catalogue is not the older one")
	}
	return cat
}

// TestABookOfAnOlderProgramKeepsItsReports: what its catalogue does not know yet
// is left out; the rest stays.
func TestABookOfAnOlderProgramKeepsItsReports(t *testing.T) {
	old, problems := Of(older(t))
	if catalogue.HasErrors(problems) {
		t.Fatal(problems)
	}
	now, _ := Of(testCatalogue(t))
	for id := range now {
		if old[id] == nil {
			t.Errorf("%s is gone", id)
		}
	}
	if a, b := len(old["monthly"].body), len(now["monthly"].body); a != b-2 {
		t.Errorf("the monthly report has %d blocks of %d: two sentences tell of coverage", a, b)
	}
	if a, b := tableOf(old["monthly"]), tableOf(now["monthly"]); a == 0 || a >= b {
		t.Errorf("the table of comparison has %d rows of %d", a, b)
	}
}

// tableOf counts the rows of a report's first table.
func tableOf(t *Template) int {
	for _, a := range t.annexes {
		for _, b := range a.body {
			if b.table != nil {
				return len(b.table.measures)
			}
		}
	}
	return 0
}

// TestAnOfficesTemplateGetsNoSuchLeave: a name it mistyped is an error.
func TestAnOfficesTemplateGetsNoSuchLeave(t *testing.T) {
	office := catalogue.File{Name: "xa/thu.yaml", Content: []byte("reports:\n  thu:\n    name: Thử | Try\n    letterhead: state\n    title: A\n    subject: B\n    body:\n      - p: qua {line.covered.covered_km}\n")}
	if ts, problems := Compile([]catalogue.File{office}, older(t)); ts != nil || len(problems) == 0 {
		t.Error("taken")
	}
}
