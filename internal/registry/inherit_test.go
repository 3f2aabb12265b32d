package registry

import (
	"encoding/json"
	"testing"

	"phendau/internal/catalogue"
	"phendau/internal/ledger"
)

// registryOf is a registry of the program's catalogue with more in its last file.
func registryOf(t *testing.T, seq int64, more string) *Registry {
	t.Helper()
	var entities []ledger.Entity
	files := catalogue.Base()
	for i, f := range files {
		text := string(f.Content)
		if i == len(files)-1 {
			text += more
		}
		b, err := json.Marshal(CatalogueDoc{Version: 1, Name: f.Name, Content: text})
		if err != nil {
			t.Fatal(err)
		}
		entities = append(entities, ledger.Entity{Type: "catalogue", ID: f.Name, Seq: seq, Body: b})
	}
	r, err := Build(seq, entities)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestACatalogueIsInheritedOnlyOfTheSameFiles(t *testing.T) {
	old := registryOf(t, 1, "")
	first, ok := old.Catalogue(1)
	if !ok {
		t.Fatal("the program's catalogue does not compile")
	}
	same, other := registryOf(t, 2, ""), registryOf(t, 2, "# changed\n")
	same.Inherit(old)
	other.Inherit(old)
	if got, _ := same.Catalogue(1); got != first {
		t.Error("the same files were compiled again")
	}
	if got, ok := other.Catalogue(1); !ok || got == first || got.Digest == first.Digest {
		t.Error("other files got a catalogue that is not theirs")
	}
}
