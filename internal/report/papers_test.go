package report

import (
	"testing"
)

func TestThePapersOfTheProgramCompile(t *testing.T) {
	cat := testCatalogue(t)
	all, problems := PapersOf(cat)
	for _, p := range problems {
		t.Errorf("%+v", p)
	}
	if len(all) != 4 {
		t.Errorf("papers %v", all.IDs())
	}
}
