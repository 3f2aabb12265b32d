package intake

import (
	"slices"

	"phendau/internal/catalogue"
	"phendau/internal/ledger"
	"phendau/internal/vi"
)

func (in *entryReader) readTexts(t *table, e *entry) {
	e.content.PlaceNote, _ = t.field(rolePlaceNote)
	e.content.Note, _ = t.field(roleNote)
	e.content.Paper = t.yes(rolePaper)
	if day, given := t.anyDay(roleFollowUp, nil, false); given {
		e.content.FollowUp = &day
		e.cols["follow_up"] = t.colOf(roleFollowUp)
	}
	if doc, given := t.document(in.cat); given {
		e.content.Documents = []ledger.Document{doc}
	}
}

// yesWords tick a box; an empty cell or a no leaves it.
var yesWords = map[string]bool{"x": true, "có": true, "1": true, "true": true, "yes": true, "ghi bù": true,
	"không": false, "0": false, "false": false, "no": false}

func (t *table) yes(role string) bool {
	text, at := t.field(role)
	if text == "" {
		return false
	}
	yes, known := yesWords[vi.EqualKey(text)]
	if !known {
		t.fail(at, codeUnknownWord, "text", text, "list", [2]string{"có, không", "có, không"}, "hint", [2]string{})
	}
	return yes
}

// document reads the columns of one document.
func (t *table) document(cat *catalogue.Catalogue) (ledger.Document, bool) {
	var d ledger.Document
	typ, at := t.field(roleDocType)
	if typ != "" {
		d.Type = typ
		known := false
		var names []string
		for id, w := range cat.Evidence {
			names = append(names, w.Name.VI)
			if key := vi.EqualKey(typ); key == vi.EqualKey(w.Name.VI) || key == vi.EqualKey(w.Name.EN) || key == id {
				d.Type, known = id, true
			}
		}
		if slices.Sort(names); !known {
			t.fail(at, codeUnknownWord, "text", typ, "list", [2]string{"loại văn bản", "document types"}, "hint", nearest(typ, names))
		}
	}
	d.Number, _ = t.field(roleDocNumber)
	d.Issuer, _ = t.field(roleDocIssuer)
	if day, ok := t.day(roleDocDay, nil, false); ok {
		d.Day = &day
	}
	return d, d != ledger.Document{}
}
