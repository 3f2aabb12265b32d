package catalogue

import (
	"os"
	"regexp"
	"testing"
)

func TestExamplesOfTheGuideCompile(t *testing.T) {
	guide, err := os.ReadFile("FORMAT.md")
	if err != nil {
		t.Fatal(err)
	}
	examples := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllSubmatch(guide, -1)
	if len(examples) < 2 {
		t.Fatalf("%d examples", len(examples))
	}
	for _, e := range examples {
		if _, problems := Compile(append(Base(), File{"guide.yaml", e[1]})); len(problems) > 0 {
			t.Errorf("%v", problems)
		}
	}
}
