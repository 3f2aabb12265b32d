package ledger_test

import (
	"fmt"
	"strings"
	"testing"

	"phendau/internal/canon"
	"phendau/internal/ledger"
)

// FuzzBodiesAreRefusedOrFolded: whatever stands in the body of whichever verb,
// the fold answers, changes nothing when it refuses, and never panics.
func FuzzBodiesAreRefusedOrFolded(f *testing.F) {
	types := []string{"entry", "statement", "nil", "plan", "event", "snapshot", "ledger", "place", "body", "register", "person", "grant", "device", "catalogue", "calendar", "authority", "case", "x"}
	verbs := []string{"create", "amend", "submit", "verify", "return", "retract", "ask_correction", "correct", "resolve", "attach", "hide_attachment", "erase", "propose", "confirm",
		"decline", "leave", "settle", "lock", "withdraw", "lock_mark", "lock_lift", "end", "succeed"}
	for i, s := range []string{`{}`, `{"set":{"measures":{}},"drop":["measures.x","kind"],"why":"x"}`, `{"set":{"measures":1},"why":"x"}`, `{"set":{"bodies":[1]},"why":"x"}`, `{"drop":["note.x","."],"why":"x"}`,
		`{"level":2}`, `{"level":-1,"why":"x"}`, `{"relation":"same","members":[{"ledger_id":"","entry_id":""}]}`, `{"names":1}`, `{"dims":{"a":[]},"day":"2024-01-01","kind":"patrol"}`,
		`{"kind":"patrol","place_id":"","day":"2024-01-01","parts":[{"measure":"x","dims":{},"value":{"v":1}}]}`, `{"sha256":"` + strings.Repeat("0", 64) + `"}`, `{"version":2,"name":"x","content":"kinds: ["}`,
		`{"indicator":"patrol.post","measure":"times","value":{"lo":1}}`, `{"from":"2024-01-01","to":"2023-01-01"}`, `{"successions":{}}`} {
		f.Add(uint8(i), uint8(i), []byte(s))
		f.Add(uint8(0), uint8(i), []byte(s))
	}
	f.Fuzz(func(t *testing.T, typ, verb uint8, body []byte) {
		if canon.Check(body) != nil || len(body) == 0 || body[0] != '{' || len(body) > 20_000 {
			return
		}
		w := newWorld(t)
		e := w.entry([]string{"submitted", "verified2", "recorded"}[int(typ+verb)%3])
		for _, l := range []string{ledgerA, registryID} {
			o := ledger.Op{V: 1, ID: w.ids.New(), DeviceID: device, DeviceSeq: w.author.Head().Seq + 1, DevicePrev: w.author.Head().Hash.String(), LedgerID: l,
				EntityType: types[int(typ)%len(types)], EntityID: e, Verb: verbs[int(verb)%len(verbs)], Base: w.last(e), ActorID: clerk, BodyID: committee, Catalogue: 1, Body: body}
			op, err := ledger.Sign(o, key())
			if err != nil {
				return
			}
			before := w.books[l].dump()
			res := w.fold([]ledger.Signed{op})[0]
			if res.Err != nil && w.books[l].dump() != before {
				t.Fatalf("%s left a trace", res.Err)
			}
			if res.Err == nil && l == ledgerA {
				checkRefold(w, l)
			}
			w.author.Accept([]ledger.Signed{op})
		}
	})
}

func TestLongListsAreRefusedOrFoldedInTheirSize(t *testing.T) {
	w := newWorld(t)
	c := patrol(hamletA1, firstDay, 5)
	for range 10_000 {
		c.Parts = append(c.Parts, ledger.Part{Measure: "person_turns", Dims: map[string]string{"force": "x"}, Value: c.Measures["person_turns"]})
	}
	if _, err := w.author.Sign([]ledger.Draft{on(ledgerA, w.ids.New(), "create", recorder, "", c)}, w.ids, 1); err == nil {
		t.Error("10,000 parts fit into an operation")
	}
	c.Parts = c.Parts[:200]
	if code := w.refused(on(ledgerA, w.ids.New(), "create", recorder, "", c)); code != ledger.CodeBadContent {
		t.Errorf("unknown parts: %s", code)
	}
	c.Parts = nil
	for i := range 700 {
		c.Markers = append(c.Markers, id(5000+i))
	}
	e := w.ids.New()
	w.must(on(ledgerA, e, "create", recorder, "", c), on(ledgerA, e, "submit", recorder, "", nil))
	if n := len(w.books[ledgerA].live(e)); n < 700 {
		t.Errorf("%d facts", n)
	}
}

func TestADetailNeverCarriesWhatCannotBeStored(t *testing.T) {
	w := newWorld(t)
	for _, s := range []string{"\x00", "a\x1b[31m", strings.Repeat("đ", 3000)} {
		c := patrol(hamletA1, firstDay, 5)
		c.Kind = s
		res := w.apply(on(ledgerA, w.ids.New(), "create", recorder, "", c))[0]
		d := res.Err.(*ledger.Refusal).Detail
		if strings.ContainsFunc(d, func(r rune) bool { return r < ' ' }) || len(d) > 520 || fmt.Sprint(res.Err) == "" {
			t.Errorf("detail %q", d)
		}
	}
}

func TestTextWithHiddenCharactersIsRefused(t *testing.T) {
	w := newWorld(t)
	for _, note := range []string{"\x00", "\x07", "\x1b[0m", "a\u202eb", "\u2066", "mất ch\ufffd", "\u0085", "\x7f"} {
		c := patrol(hamletA1, firstDay, 5)
		c.Note = note
		if code := w.refused(on(ledgerA, w.ids.New(), "create", recorder, "", c)); code != ledger.CodeBadContent {
			t.Errorf("%q: %q", note, code)
		}
	}
	c := patrol(hamletA1, firstDay, 5)
	c.Note = "dòng một\r\n\tdòng \"hai\" \\u0000 là chữ, Đàm Thủy"
	w.must(on(ledgerA, w.ids.New(), "create", recorder, "", c))
}
