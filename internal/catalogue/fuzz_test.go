package catalogue

import (
	"bytes"
	"strings"
	"testing"
)

// FuzzCompile: whatever an office sends, the compiler answers with findings
// that lie in the file and have a sentence, and with a catalogue exactly when
// nothing is wrong.
func FuzzCompile(f *testing.F) {
	for _, file := range Base() {
		f.Add(file.Content)
	}
	for _, s := range []string{
		officeFile, "", "---\n---\n", "a: &a [*a, *a]\n", "units: {<<: *x}\n", "kinds: {x: {measures: {? [a] : b}}}\n",
		strings.Repeat("[", 3000), strings.Repeat("{a: ", 3000), "extend: {kinds: {patrol: {measures: {x!: }}}}\n",
		"indicators:\n  a:\n    measures:\n      b: {type: rate, of: a/b}\n", "units:\n  a: {base: b}\n  b: {base: a}\n",
		"dimensions:\n  a:\n    class_dim: a\n    values: {a: a | a}\n    classes: {a: [a]}\n", "norms:\n  a: {kind: patrol, rate: 9223372036854775807}\n",
		"indicators:\n  a:\n    measures: {b: {num: [], den: {of: }}}\n", "kinds:\n  times:\n    measures:\n      ? \n", "\xff\xfe\x00",
	} {
		f.Add([]byte(s))
	}
	shipped := Base()
	f.Fuzz(func(t *testing.T, content []byte) {
		cat, problems := Compile(append(shipped[:len(shipped):len(shipped)], File{"f.yaml", content}))
		if (cat == nil) != HasErrors(problems) {
			t.Fatal("catalogue and errors do not fit")
		}
		last := bytes.Count(content, []byte("\n")) + 2
		for _, p := range problems {
			if p.File != "f.yaml" || p.Line > last || p.Line < 0 || p.VI == "" || p.EN == "" || p.Code == "" {
				t.Fatalf("finding %+v of %d lines", p, last)
			}
		}
		if cat != nil {
			for _, id := range cat.IndicatorOrder {
				cat.Explain(id, "vi")
			}
			for _, id := range cat.KindOrder {
				cat.CheckEntry(EntryShape{Kind: id})
			}
		}
		Compile([]File{{"f.yaml", content}})
	})
}
