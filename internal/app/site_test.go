package app

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"phendau/internal/amount"
	"phendau/internal/blobs"
	"phendau/internal/bundle"
	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/office"
	"phendau/internal/store"
	"phendau/internal/words"
)

// onSite runs do with the book, keys and files of a directory.
func onSite(t *testing.T, dir string, begin bool, do func(*office.Sites)) {
	t.Helper()
	m := &Main{Stdout: io.Discard, Stderr: io.Discard, Getenv: func(string) string { return "" }, Now: time.Now}
	x := &exchanging{where: where{dir: dir}}
	err := x.with(t.Context(), m, words.For("vi"), begin, func(s *office.Sites) error { do(s); return nil })
	if err != nil {
		t.Fatal(err)
	}
}

// TestEvidenceTravelsWithItsEntry: a photo attached at the province opens at the
// site, with the hash its operation names.
func TestEvidenceTravelsWithItsEntry(t *testing.T) {
	root := t.TempDir()
	home, site, file := filepath.Join(root, "tinh"), filepath.Join(root, "tram"), filepath.Join(root, "goi")
	smallBook(t, home)
	w := words.For("vi")
	k, err := openKeys(w, filepath.Join(site, "keys"))
	if err != nil {
		t.Fatal(err)
	}
	id, err := bundleIdentity(w, filepath.Join(site, "keys"))
	if err != nil {
		t.Fatal(err)
	}
	key := (&office.Sites{Writer: &store.Writer{Author: ledger.NewAuthor(k.deviceID, k.seed(), commandLineActor, commandLineBody)}, Identity: id}).Key()
	if err := k.close(); err != nil {
		t.Fatal(err)
	}
	paper := []byte("%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n")
	var kept blobs.Kept
	var ledgerID string
	onSite(t, home, false, func(s *office.Sites) {
		reg, err := s.Store.Registry(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var commune string
		for id, l := range reg.Ledgers {
			if l.Kind == ledger.KindCommune {
				ledgerID, commune = id, l.Places[0].PlaceID
			}
		}
		d := s.Files.(heldFiles)
		if kept, err = d.Put(paper); err != nil {
			t.Fatal(err)
		}
		entry := s.Writer.IDs.New()
		op := func(verb string, body any) ledger.Draft {
			return ledger.Draft{LedgerID: ledgerID, EntityType: "entry", EntityID: entry, Verb: verb, Catalogue: 1, Body: body}
		}
		err = s.Writer.MustWrite(t.Context(), []ledger.Draft{
			op("create", ledger.Content{Kind: "patrol", PlaceID: commune, Day: calendar.MakeDay(2024, 3, 3), OwnerBodyID: commandLineBody,
				Dims:     map[string]ledger.Codes{"patrol_form": {"own_regular"}},
				Measures: map[string]amount.Value{"person_turns": amount.ExactValue(5, amount.Counted)}}),
			op("attach", map[string]any{"sha256": ledger.Hash(kept.Hash).String(), "size": kept.Size, "type": kept.Type, "role": "document"})})
		if err != nil {
			t.Fatal(err)
		}
		here := func() (bool, error) { return true, nil }
		if err := s.Store.KeepBlob(t.Context(), ledgerID, s.Writer.Author.DeviceID, store.Blob{Hash: kept.Hash, Size: kept.Size, MediaType: kept.Type}, here); err != nil {
			t.Fatal(err)
		}
		if n, err := s.Add(t.Context(), key, "Trạm", []string{commune}); err != nil || n != 1 {
			t.Fatal(n, err)
		}
		if _, err := writeWhole(file, func(out io.Writer) error { _, err := s.Export(t.Context(), key.ID, out, office.Exported{}); return err }); err != nil {
			t.Fatal(err)
		}
	})
	onSite(t, site, true, func(s *office.Sites) {
		taken, err := s.Join(t.Context(), opener(file), nil)
		if err != nil || taken.Files != 1 || taken.Took != 1 {
			t.Fatalf("%+v %v", taken, err)
		}
		b, err := s.Store.Blob(t.Context(), ledgerID, kept.Hash)
		if err != nil || b.MediaType != kept.Type {
			t.Errorf("%+v %v", b, err)
		}
		got, err := s.Files.Get(kept.Hash)
		if err != nil || !bytes.Equal(got, paper) {
			t.Errorf("%v", err)
		}
		forged(t, s)
	})
	verifiesFiles(t, site, filepath.Join(site, "blobs", ledger.Hash(kept.Hash).String()[:2], ledger.Hash(kept.Hash).String()))
}

// verifiesFiles alters the one file of a book, and takes it away.
func verifiesFiles(t *testing.T, dir, file string) {
	t.Helper()
	if out := must(t, "verify", "--dir", dir); !strings.Contains(out, "1 tệp") {
		t.Error(out)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	b[9] ^= 1
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if code, _, said := run(t, "verify", "--dir", dir); code != exitFailed || !strings.Contains(said, filepath.Base(file)) {
			t.Errorf("%d %s", code, said)
		}
		_ = os.Remove(file)
	}
}

// forged sends the site bundles that a stranger closed: whoever knows its
// recipient can encrypt to it, and must not be believed.
func forged(t *testing.T, s *office.Sites) {
	t.Helper()
	reg, err := s.Store.RegistryID(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	stranger := ledger.NewAuthor(s.Writer.IDs.New(), bytes.Repeat([]byte{7}, 32), commandLineActor, commandLineBody)
	enrolment, err := stranger.Sign([]ledger.Draft{stranger.Enrolment(reg)}, s.Writer.IDs, 1)
	if err != nil {
		t.Fatal(err)
	}
	page := ledger.Page{LedgerID: reg, Ops: []ledger.Stamped{{Signed: enrolment[0], Stamp: ledger.Stamp{Epoch: 1, Seq: 1}}}}
	for name, h := range map[string]bundle.Header{
		"as home":           {V: 1, Registry: reg, To: s.Store.Site()},
		"as itself":         {V: 1, Registry: reg, From: s.Store.Site(), To: s.Store.Site()},
		"as a strange site": {V: 1, Registry: reg, From: stranger.DeviceID, To: s.Store.Site()},
		"of another book":   {V: 1, Registry: s.Writer.IDs.New(), To: s.Store.Site()},
		"for another site":  {V: 1, Registry: reg, To: stranger.DeviceID},
	} {
		var file bytes.Buffer
		sealed, err := age.Encrypt(&file, s.Identity.Recipient())
		if err != nil {
			t.Fatal(err)
		}
		w, err := bundle.NewWriter(sealed, h)
		if err == nil {
			err = errors.Join(w.Pack(bundle.TypePage, bundle.Wire(page)), w.Close(stranger.DeviceID, stranger.SignText), sealed.Close())
		}
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.Import(t.Context(), func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(file.Bytes())), nil }, nil)
		var refused *office.SiteError
		if !errors.As(err, &refused) {
			t.Errorf("%s: %v", name, err)
		}
	}
	states, err := s.Store.LedgerStates(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range states {
		if l.Frozen != "" {
			t.Errorf("a stranger froze a ledger: %s", l.Frozen)
		}
	}
}
