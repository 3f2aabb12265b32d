package office_test

import (
	"testing"

	"phendau/internal/office"
	"phendau/internal/tip"
)

// TestADepartureAtTheSecondDeskSealsItsHalvesAnew: who left the second desk opens
// no half of a case that two people open, though the case is another desk's.
func TestADepartureAtTheSecondDeskSealsItsHalvesAnew(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		other := w.secondDesk()
		w.second(w.committeeA)
		id, err := tip.IDOfUUID(w.committeeA)
		if err != nil {
			t.Fatal(err)
		}
		two := w.sendTo("hai người", &tip.Desk{ID: id, Epoch: 1, Recipient: identityOf(t, other.epoch).Recipient()})
		alone := w.send("một người")
		w.sort()
		var keys office.CaseKeys
		other.officer.must(200, "GET", "/tips/desks/"+w.committeeA+"/keys", nil, &keys)
		if len(keys.Keys) != 1 || keys.Keys[0].Case != two.id.String() {
			t.Fatalf("the second desk seals anew: %+v", keys)
		}
		half, err := tip.OpenKey(keys.Keys[0].Bytes, identityOf(t, other.epoch))
		if err != nil || half.Kind != tip.ShareKey {
			t.Fatalf("%+v %v", half, err)
		}
		next := seed(t)
		path := "/tips/desks/" + w.committeeA + "/epochs"
		foreign := map[string]any{"record": canonText(t, w.unsigned(next, id, other.record)), "members": w.sealKey(w.keys[other.officer.person], tip.Key{Kind: tip.WholeKey, Seed: next}), "to": []string{other.officer.person},
			"keys": []office.CaseKey{{Case: alone.id.String(), Bytes: w.sealKey(next, half)}}}
		other.officer.must(422, "POST", path, foreign, nil) // no case of theirs
		w.publish(other.officer, id, next, other.record, []office.CaseKey{{Case: two.id.String(), Bytes: w.sealKey(next, half)}})
		var got office.HalfView
		other.officer.must(200, "POST", "/tips/cases/"+two.id.String()+"/half", map[string]any{"desk": w.committeeA}, &got)
		if _, err := tip.OpenKey(got.Bytes, identityOf(t, other.epoch)); err == nil {
			t.Error("the key of before still opens the half")
		}
		if k, err := tip.OpenKey(got.Bytes, identityOf(t, next)); err != nil || k != half {
			t.Errorf("the new key does not open the half: %v", err)
		}
	})
}
