package office_test

import (
	"testing"

	"phendau/internal/office"
	"phendau/internal/tip"
)

func TestANoteIsKeptAndKeysOfCasesAreSealedToTheNextKeyOfTheDesk(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		s := w.send("Mốc bị nghiêng.")
		w.sort()
		seed, _ := w.opened(w.officer, s)
		k := tip.Key{Kind: tip.WholeKey, Seed: seed}
		w.act(s.id, 422, map[string]any{"verb": "note"})
		w.act(s.id, 200, map[string]any{"verb": "note", "items": []map[string]any{{"kind": "note", "bytes": w.sealed(seed)}}})
		var o office.OpenedTip
		w.officer.must(200, "POST", "/tips/cases/"+s.id.String()+"/open", map[string]any{"reason": "work"}, &o)
		if len(o.Items) != 2 || o.Items[1].Kind != "note" {
			t.Errorf("%+v", o.Items)
		}
		var keys office.CaseKeys
		w.officer.must(200, "GET", "/tips/desks/"+w.post+"/keys", nil, &keys)
		if len(keys.Keys) != 1 || keys.Keys[0].Case != s.id.String() {
			t.Fatalf("%+v", keys)
		}
		before := w.epoch
		w.nextEpoch([]office.CaseKey{{Case: s.id.String(), Bytes: keys.Keys[0].Bytes}})
		// What waited is in its place; here it is still sealed to the key before.
		w.officer.must(200, "GET", "/tips/desks/"+w.post+"/keys", nil, &keys)
		if got, err := tip.OpenKey(keys.Keys[0].Bytes, identityOf(t, before)); err != nil || got != k {
			t.Errorf("%v", err)
		}
		if lines := w.auditLines("tip.key"); len(lines) == 0 {
			t.Error("handing keys out left no line")
		}
	})
}
