package demo

import (
	_ "embed"
	"encoding/json"
	"fmt"
)

// notesFile holds sentences for notes by kind: real Vietnamese, no names of
// residents, nothing secret.
//
//go:embed notes.json
var notesFile []byte

func readNotes() (map[string][]string, error) {
	var out map[string][]string
	if err := json.Unmarshal(notesFile, &out); err != nil {
		return nil, fmt.Errorf("read notes: %w", err)
	}
	return out, nil
}
