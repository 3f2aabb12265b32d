package app

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// repository is the root of the sources, from here.
const repository = "../.."

var goTest = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)

// goTests are the tests of every package, as "package.TestName".
func goTests(t *testing.T) map[string]bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(repository, "internal/*/*_test.go"))
	more, err2 := filepath.Glob(filepath.Join(repository, "internal/*/*/*_test.go"))
	if err != nil || err2 != nil || len(files) < 100 {
		t.Fatal(len(files), err, err2)
	}
	out := map[string]bool{}
	for _, f := range append(files, more...) {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range goTest.FindAllSubmatch(b, -1) {
			out[filepath.Base(filepath.Dir(f))+"."+string(m[1])] = true
		}
	}
	return out
}

// namesTest says whether a reference names a test that is there: "package.TestName",
// or a file of the web app and how a test in it begins.
func namesTest(t *testing.T, tests map[string]bool, ref string) bool {
	t.Helper()
	file, title, web := strings.Cut(ref, ": ")
	if !web {
		return tests[ref]
	}
	b, err := os.ReadFile(filepath.Join(repository, file))
	return err == nil && regexp.MustCompile(`(?m)^\s*test\(['`+"`"+`](?:\$\{name\}: )?`+regexp.QuoteMeta(title)).Match(b)
}

// TestTablesOfDocsNameTestsThatAreThere holds the tables of requirements and of attacks
// against the sources: what is said to hold is watched by a test of that name.
func TestTablesOfDocsNameTestsThatAreThere(t *testing.T) {
	tests := goTests(t)
	for _, x := range []struct {
		file                     string
		what, named, state, rows int
		plain                    []string // what stands there and is no name
	}{
		{"docs/tips-attacks.csv", 2, 3, 4, 100, nil},
		{"docs/asvs.csv", 1, 2, 3, 20, []string{"access matrix test", "app script user.txt", "tip package", "webapp/test/tip.test.mjs"}},
	} {
		f, err := os.Open(filepath.Join(repository, x.file))
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(f).ReadAll()
		f.Close()
		if err != nil || len(rows) < x.rows {
			t.Fatalf("%s: %d rows, %v", x.file, len(rows), err)
		}
		for i, row := range rows[1:] {
			states := []string{"holds", "partly", "not built", "others", "does not apply"}
			if !slices.ContainsFunc(states, func(s string) bool { return strings.HasPrefix(row[x.state], s) }) {
				t.Errorf("%s:%d: the state is %q", x.file, i+2, row[x.state])
			}
			if strings.HasPrefix(row[x.state], "holds") && (row[x.what] == "" || row[x.named] == "") {
				t.Errorf("%s:%d: nothing watches that it holds: %s", x.file, i+2, row)
			}
			for ref := range strings.SplitSeq(row[x.named], "; ") {
				if ref != "" && !slices.Contains(x.plain, ref) && !namesTest(t, tests, ref) {
					t.Errorf("%s:%d: there is no test %q", x.file, i+2, ref)
				}
			}
		}
	}
}
