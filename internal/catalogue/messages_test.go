package catalogue

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// codes reads the string constants with a prefix from a source file.
func codes(t *testing.T, file, prefix string) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	ast.Inspect(parsed, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 || !strings.HasPrefix(spec.Names[0].Name, prefix) {
			return true
		}
		if lit, ok := spec.Values[0].(*ast.BasicLit); ok {
			value, _ := strconv.Unquote(lit.Value)
			out = append(out, value)
		}
		return true
	})
	if len(out) == 0 {
		t.Fatalf("no constants %s* in %s", prefix, file)
	}
	return out
}

func TestEveryCodeHasASentenceAndEverySentenceACode(t *testing.T) {
	used := map[string]bool{}
	for _, code := range codes(t, "problem.go", "Code") {
		used[code] = true
	}
	for _, prefix := range []string{"Field", "Warn"} {
		for _, code := range codes(t, "entry.go", prefix) {
			used[fieldMessages+code] = true
		}
	}
	for code := range used {
		if m := messages()[code]; m.VI == "" || m.EN == "" {
			t.Errorf("no sentence for %s", code)
		}
	}
	for code := range messages() {
		known := used[code] || strings.HasPrefix(code, "explain_") || strings.HasPrefix(code, "word_") || code == "hint"
		if !known {
			t.Errorf("sentence %s has no code", code)
		}
	}
}

func TestSentencesHaveTheSamePlaceholdersInBothLanguages(t *testing.T) {
	placeholder := regexp.MustCompile(`\{[a-z]+\}`)
	for code, m := range messages() {
		vi, en := placeholder.FindAllString(m.VI, -1), placeholder.FindAllString(m.EN, -1)
		slices.Sort(vi)
		slices.Sort(en)
		if !slices.Equal(slices.Compact(vi), slices.Compact(en)) {
			t.Errorf("%s: %v and %v", code, vi, en)
		}
	}
}
