package office_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"filippo.io/age"

	"phendau/internal/bundle"
	"phendau/internal/ledger"
	"phendau/internal/office"
	"phendau/internal/store"
	"phendau/internal/tip"
)

// TestATipIsTakenOnlyWhereItsDeskIs: the registers tell every site of every desk,
// but where its cases are not kept nobody would ever look at what was left.
func TestATipIsTakenOnlyWhereItsDeskIs(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		offer, err := w.door.Offer(t.Context())
		if err != nil || len(offer.Desks) != 1 {
			t.Fatalf("%+v %v", offer, err)
		}
		s := w.send("tin")
		// The same book as a site has it, to which the desk's ledger is home's.
		if err := w.store.Within(t.Context(), func(t *store.Tx) error { return t.PutInstance("site", []byte("another")) }); err != nil {
			t.Fatal(err)
		}
		o := w.options
		o.ReadOnly = true
		site, err := store.Open(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		defer site.Close()
		door := &office.TipDoor{O: &office.Office{Store: site, Vault: w.office.Vault, Root: w.office.Root, Now: w.clock.Now}}
		if offer, err = door.Offer(t.Context()); err != nil || len(offer.Desks) != 0 {
			t.Errorf("a desk is offered that is kept elsewhere: %+v %v", offer, err)
		}
		var e *tip.Error
		if _, err := door.Leave(t.Context(), "", s.slot); !errors.As(err, &e) || e.Code != tip.WrongEpoch {
			t.Errorf("a slot was taken for a desk that is kept elsewhere: %v", err)
		}
	})
}

// TestCasesGoToNoOtherSite: a site that is handed every place, and asks for all it may
// have, gets entries and the public keys of desks; of cases not even an id.
func TestCasesGoToNoOtherSite(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		s := w.send("tin")
		w.sort()
		w.opened(w.officer, s)
		w.conclude(s)
		own, err := age.GenerateHybridIdentity()
		if err != nil {
			t.Fatal(err)
		}
		other, err := age.GenerateHybridIdentity()
		if err != nil {
			t.Fatal(err)
		}
		author := ledger.NewAuthor("01890a5d-ac96-7000-8000-0000000000aa", []byte(strings.Repeat("s", 32)), "", "")
		key := (&office.Sites{Writer: &store.Writer{Author: author}, Identity: other}).Key()
		home := &office.Sites{Store: w.store, Writer: w.writer, Identity: own, NowMS: func() int64 { return w.clock.Now().UnixMilli() }}
		if n, err := home.Add(t.Context(), key, "Trạm", []string{w.province, w.communeA, w.communeB}); err != nil || n == 0 {
			t.Fatalf("%d ledgers handed over: %v", n, err)
		}
		var sealed bytes.Buffer
		if _, err := home.Export(t.Context(), key.ID, &sealed, office.Exported{}); err != nil {
			t.Fatal(err)
		}
		plain, err := age.Decrypt(&sealed, other)
		if err != nil {
			t.Fatal(err)
		}
		kept, _ := w.book().TipDesk(w.deskID.UUID())
		told := 0
		err = w.store.Feed(t.Context(), kept.LedgerID, ledger.Position{}, 1<<40, func(page ledger.Page) error {
			for _, o := range page.Ops {
				if leadsTo(s, string(o.Bytes)) {
					told++
				}
			}
			return nil
		})
		if err != nil || told == 0 {
			t.Fatalf("the ledger of the desk does not name the case, nothing would be found: %v", err)
		}
		ops := 0
		_, _, err = bundle.Read(plain, func(_ bundle.Header, f bundle.Frame) error {
			if f.Type == bundle.TypeBlob {
				_, b, err := f.Blob()
				w.noCase(s, string(b))
				return err
			}
			if f.Type != bundle.TypePage {
				return nil
			}
			var p bundle.WirePage
			if err := f.Unpack(&p); err != nil {
				return err
			}
			if p.LedgerID == kept.LedgerID {
				t.Errorf("the ledger of the desk goes to the site")
			}
			for _, o := range p.Ops {
				ops++
				w.noCase(s, o.Op)
			}
			return nil
		})
		if err != nil || ops < 10 {
			t.Errorf("%d operations: %v", ops, err)
		}
	})
}

// noCase fails where a text leads to a case.
func (w *tipWorld) noCase(s *sender, text string) {
	w.t.Helper()
	if leadsTo(s, text) {
		w.t.Errorf("a case is told of in %.200s", text)
	}
}

func leadsTo(s *sender, text string) bool {
	return slices.ContainsFunc([]string{s.id.String(), s.id.UUID(), `"entity_type":"` + ledger.TypeCase + `"`}, func(word string) bool { return strings.Contains(text, word) })
}
