package audit

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"testing"
)

// TestEveryActionIsListedOnce: a constant that the list lacks would be an act
// that cannot be recorded.
func TestEveryActionIsListedOnce(t *testing.T) {
	f, err := parser.ParseFile(token.NewFileSet(), "action.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var words []string
	for _, d := range f.Decls {
		if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.CONST {
			for _, s := range g.Specs {
				w, err := strconv.Unquote(s.(*ast.ValueSpec).Values[0].(*ast.BasicLit).Value)
				if err != nil {
					t.Fatal(err)
				}
				words = append(words, w)
			}
		}
	}
	listed := Actions()
	for _, w := range words {
		if !slices.Contains(listed, w) || !regexp.MustCompile(`^[a-z]+(\.[a-z]+)?$`).MatchString(w) {
			t.Errorf("%q is not listed or not a word", w)
		}
	}
	slices.Sort(words)
	if n := len(words); n < 40 || len(slices.Compact(words)) != n || len(listed) != n {
		t.Errorf("%d constants, %d listed", n, len(listed))
	}
}
