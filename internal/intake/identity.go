package intake

import (
	"fmt"
	"strings"

	"phendau/internal/ledger"
)

// identity derives the ids of one file's rows: the same file, sheet and row
// give the same ids on every machine, so a repeat is recognised.
type identity struct{ cause string }

// newIdentity takes a digest in hex; the cause of ledger.DerivedID is a UUID.
func newIdentity(digest string) identity {
	h := ledger.HashOf([]byte("phendau/import/1\n" + digest)).String()
	return identity{strings.Join([]string{h[:8], h[8:12], h[12:16], h[16:20], h[20:32]}, "-")}
}

// id is the id of what a row is for: "entity", or a verb of its operations.
// The sheet is given by its number: the one sheet of a CSV is called after
// the file, and a renamed copy is the same file.
func (i identity) id(sheet, row int, purpose string) string {
	return ledger.DerivedID(i.cause, fmt.Sprintf("import %s\n%d\n%d", purpose, sheet, row))
}

// named is the id of something that several rows speak of.
func (i identity) named(purpose, name string) string {
	return ledger.DerivedID(i.cause, "import "+purpose+"\n"+name)
}
