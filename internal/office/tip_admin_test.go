package office_test

import (
	"slices"
	"strings"
	"testing"

	"filippo.io/age"

	"phendau/internal/access"
	"phendau/internal/audit"
	"phendau/internal/office"
	"phendau/internal/store"
	"phendau/internal/tip"
)

// TestAnAdministratorWithEveryFileOpensNothing: he has the book, the vault, copies of
// both from before, a backup with the key that opens it, the root key, the role, and
// puts his own key into the tables. No
// sealed file opens to any key he holds or can derive; what he tried through the
// doors stands before the ombudsperson.
func TestAnAdministratorWithEveryFileOpensNothing(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		s := w.send("Canary-1d7e")
		before := w.everyKeyFile(s)
		w.sort()
		w.opened(w.officer, s)
		w.act(s.id, 200, map[string]any{"verb": "check"})
		w.act(s.id, 200, map[string]any{"verb": "conclude", "items": w.note(s)})
		admin := w.grantTips(w.people[access.Administrator])
		own := seed(t)
		if err := w.store.Within(t.Context(), func(tx *store.Tx) error {
			return tx.PutTipOfficer(store.TipOfficer{PersonID: admin.person, Recipient: identityOf(t, own).Recipient().String(), Sign: "x"})
		}); err != nil {
			t.Fatal(err)
		}
		// Every secret the server has, taken as the seed of a key.
		held := []*age.HybridIdentity{identityOf(t, own)}
		for _, purpose := range []string{"check", "checkpoint", "log", "sync", "totp", "tip promise", "tip code", "tip page", "session"} {
			held = append(held, identityOf(t, tip.Seed(w.office.Root.Derive(purpose))))
		}
		held = append(held, identityOf(t, tip.Seed(w.office.Root.Bytes())))
		items, err := w.store.TipItems(t.Context(), s.id, store.TipMine, store.TipBody, store.TipIn, store.TipOut, store.TipNote, store.TipFile)
		if err != nil || len(items) < 3 {
			t.Fatalf("%d items, %v", len(items), err)
		}
		b := w.backUp(w.safe(), t.TempDir())
		held = append(held, b.id)
		sealed := append(before, w.everyKeyFile(s)...)
		inCopy := 0
		b.values(func(_ string, v []byte) { sealed, inCopy = append(sealed, v), inCopy+1 })
		if inCopy < len(items)+2 {
			t.Errorf("the backup holds %d values", inCopy)
		}
		for _, x := range items {
			sealed = append(sealed, x.Bytes)
		}
		tried := 0
		for _, b := range sealed {
			for _, size := range append([]int{tip.KeySize, tip.MineSize, tip.TextSize}, tip.FileSizes[:]...) {
				if tip.CheckSealed(b, size) != nil {
					continue
				}
				tried++
				if _, err := tip.Open(b, size, held...); err == nil {
					t.Error("a key of the server opens a sealed file")
				}
			}
		}
		if tried < 7 {
			t.Errorf("only %d files were tried", tried)
		}
		// Through the door: he gets the sealed files, since he has the role, and a line.
		var out office.OpenedTip
		admin.must(200, "POST", "/tips/cases/"+s.id.String()+"/open", map[string]any{"reason": "work"}, &out)
		if _, err := tip.OpenKey(out.Key, held...); err == nil {
			t.Error("the role alone opens a case")
		}
		var seen office.WatchCase
		w.as(access.Ombudsperson).must(200, "GET", "/tips/watch/"+s.id.String(), nil, &seen)
		tries := slices.IndexFunc(seen.Acts, func(a office.WatchAct) bool {
			return a.Action == audit.TipOpen && strings.Contains(a.Person, string(access.Administrator))
		})
		if tries < 0 {
			t.Errorf("the ombudsperson does not see who tried: %+v", seen.Acts)
		}
		var watch office.WatchView
		w.as(access.Ombudsperson).must(200, "GET", "/tips/watch", nil, &watch)
		for _, o := range watch.Desks[0].Officers {
			if o.PersonID == admin.person {
				return
			}
		}
		t.Error("the ombudsperson does not see that he became an officer")
	})
}

// everyKeyFile reads all that the vault holds of a case, its desk and its people.
func (w *tipWorld) everyKeyFile(s *sender) (out [][]byte) {
	w.t.Helper()
	holders := []string{s.id.String(), "epoch:" + w.deskID.String() + ":1", "authority:" + w.provinceBody}
	for person := range w.keys {
		holders = append(holders, person)
	}
	for _, h := range holders {
		names, err := w.office.Vault.Names(w.t.Context(), h)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, n := range names {
			b, err := w.office.Vault.Read(w.t.Context(), h, n)
			if err != nil {
				w.t.Fatal(err)
			}
			out = append(out, b)
		}
	}
	return out
}
