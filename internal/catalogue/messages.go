package catalogue

import (
	_ "embed"
	"encoding/json"
	"strings"
	"sync"
)

// messages.json is the message catalogue of this package: for every code the
// sentence in both languages, with placeholders {name}. The phone reads the
// same file.
//
//go:embed messages.json
var messagesJSON []byte

type message struct {
	VI string `json:"vi"`
	EN string `json:"en"`
}

var messages = sync.OnceValue(func() map[string]message {
	var m map[string]message
	if err := json.Unmarshal(messagesJSON, &m); err != nil {
		panic("catalogue: messages.json: " + err.Error()) // a broken build
	}
	return m
})

// say fills the sentence of a code. Args are pairs of placeholder and value;
// a value of type Text differs by language.
func say(code string, args ...any) Text {
	m := messages()[code]
	vi := make([]string, 0, len(args))
	en := make([]string, 0, len(args))
	for i := 0; i+1 < len(args); i += 2 {
		key := "{" + args[i].(string) + "}"
		switch v := args[i+1].(type) {
		case Text:
			vi, en = append(vi, key, v.VI), append(en, key, v.EN)
		case string:
			vi, en = append(vi, key, v), append(en, key, v)
		}
	}
	return Text{VI: strings.NewReplacer(vi...).Replace(m.VI), EN: strings.NewReplacer(en...).Replace(m.EN)}
}
