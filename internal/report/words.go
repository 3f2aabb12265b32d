package report

import (
	_ "embed"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"
)

// words.yaml holds the fixed wordings of reports, with placeholders {name}.
//
//go:embed words.yaml
var wordsYAML []byte

var wording = sync.OnceValue(func() map[string]string {
	var m map[string]string
	if err := yaml.Unmarshal(wordsYAML, &m); err != nil {
		panic("report: words.yaml: " + err.Error()) // a broken build
	}
	return m
})

// say fills a fixed wording; args are pairs of placeholder and value. Values
// are never read for placeholders themselves.
func say(key string, args ...string) string {
	pairs := make([]string, len(args))
	for i, a := range args {
		pairs[i] = a
		if i%2 == 0 {
			pairs[i] = "{" + a + "}"
		}
	}
	return strings.NewReplacer(pairs...).Replace(wording()[key])
}
