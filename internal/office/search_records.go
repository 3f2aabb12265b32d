package office

import (
	"encoding/json"
	"slices"
	"strings"

	"phendau/internal/access"
	"phendau/internal/ledger"
	"phendau/internal/vi"
)

// maxLooked is how many of the latest records are looked through for numbers
// of documents and the own notes.
const maxLooked = 20_000

// records looks through what the caller may read: numbers of documents
// everywhere, notes only in what his own body recorded.
func (f *finder) records() error {
	key := vi.SearchKey(f.q)
	numbers := len(key) >= 2 && strings.ContainsAny(key, "0123456789")
	own := f.ownBodies()
	notes := len(own) > 0 && len(key) >= 3
	if !numbers && !notes || !f.s.rules.Has(f.s.actor, access.ReadEntries) {
		return nil
	}
	var documents, noted []SearchHit
	looked := 0
	err := f.o.Store.EachRecord(f.ctx, f.s.ledgers(), maxLooked, func(r *ledger.Record) bool {
		looked++
		mine := notes && slices.Contains(own, r.State.Owner)
		if !numbers && !mine {
			return false
		}
		docs, note := said(r)
		i := slices.IndexFunc(docs, func(n string) bool { return numbers && strings.Contains(vi.SearchKey(n), key) })
		noteFits := mine && strings.Contains(vi.SearchKey(note), key)
		if i < 0 && !noteFits || !f.s.opensRecord(r) {
			return false
		}
		if i >= 0 && len(documents) < f.most {
			documents = append(documents, f.hit(r, docs[i]))
		} else if noteFits && len(noted) < f.most {
			noted = append(noted, f.hit(r, ""))
		}
		return len(documents) == f.most && (len(noted) == f.most || !notes)
	})
	f.out.Partial = looked == maxLooked
	f.group("document", documents)
	f.group("note", noted)
	return err
}

// ownBodies are the bodies the caller records or verifies for today.
func (f *finder) ownBodies() []string {
	var out []string
	for _, g := range f.s.rules.GrantsFor(f.s.actor, access.WriteEntries) {
		out = append(out, g.BodyID)
	}
	return out
}

// said are the numbers of a record's documents and its note.
func said(r *ledger.Record) (numbers []string, note string) {
	if r.Type == ledger.TypeStatement {
		var b ledger.StatementBody
		if json.Unmarshal(r.Content, &b) == nil && b.Document.Number != "" {
			numbers = []string{b.Document.Number}
		}
		return numbers, ""
	}
	e, err := r.Entry()
	if err != nil {
		return nil, ""
	}
	for _, d := range e.Documents {
		if d.Number != "" {
			numbers = append(numbers, d.Number)
		}
	}
	return numbers, e.Note
}
