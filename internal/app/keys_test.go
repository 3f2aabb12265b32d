package app

import (
	"context"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"phendau/internal/ledger"
	"phendau/internal/office"
	"phendau/internal/registry"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
	"phendau/internal/words"
)

func open(t *testing.T, dir string) *keys {
	t.Helper()
	k, err := openKeys(words.For("vi"), dir)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// TestKeysBelongToTheirOwnerAlone looks at the files and refuses them when
// others may read them.
func TestKeysBelongToTheirOwnerAlone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "keys")
	k := open(t, dir)
	if err := k.close(); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]os.FileMode{dir: 0o700, filepath.Join(dir, rootKeyFile): 0o600, filepath.Join(dir, nodeFile): 0o600} {
		st, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if st.Mode().Perm() != want {
			t.Errorf("%s has mode %o", filepath.Base(path), st.Mode().Perm())
		}
	}
	for _, name := range []string{rootKeyFile, nodeFile} {
		for _, mode := range []os.FileMode{0o640, 0o604, 0o666} {
			path := filepath.Join(dir, name)
			if err := os.Chmod(path, mode); err != nil {
				t.Fatal(err)
			}
			if k, err := openKeys(words.For("vi"), dir); err == nil {
				t.Errorf("%s with mode %o was taken", name, mode)
				_ = k.close()
			} else if !strings.Contains(err.Error(), name) {
				t.Errorf("%s with mode %o: %v", name, mode, err)
			}
			if err := os.Chmod(path, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	again := open(t, dir)
	defer again.close()
	if again.deviceID != k.deviceID || string(again.root.Bytes()) != string(k.root.Bytes()) {
		t.Error("the keys changed")
	}
	type outer struct{ k *keys }
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d"} {
		text := fmt.Sprintf(strings.Repeat(verb, 4), k, *k, outer{k}, &outer{k})
		for _, secret := range [][]byte{k.seed(), k.root.Bytes()} {
			if strings.Contains(text, hex.EncodeToString(secret)) || strings.Contains(text, strings.Trim(fmt.Sprint(secret), "[]")) || strings.Contains(text, string(secret)) {
				t.Errorf("%s prints %s", verb, text)
			}
		}
	}
}

// TestDamagedKeysAreRefusedAndLeftAlone holds that no key is replaced quietly.
func TestDamagedKeysAreRefusedAndLeftAlone(t *testing.T) {
	for name, content := range map[string]string{rootKeyFile: "short", nodeFile: "{"} {
		dir := t.TempDir()
		if err := open(t, dir).close(); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := openKeys(words.For("vi"), dir); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
		if b, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(b) != content {
			t.Errorf("%s was changed: %v", name, err)
		}
	}
}

// TestOneProcessUsesADirectoryOfKeys holds the lock and its sentence.
func TestOneProcessUsesADirectoryOfKeys(t *testing.T) {
	dir := t.TempDir()
	first := open(t, dir)
	if _, err := openKeys(words.For("vi"), dir); err == nil || !strings.Contains(err.Error(), "một tiến trình phendau khác") || !strings.Contains(err.Error(), "root.key") {
		t.Fatalf("a second one: %v", err)
	}
	if err := first.close(); err != nil {
		t.Fatal(err)
	}
	if err := open(t, dir).close(); err != nil {
		t.Fatal(err)
	}
}

// TestAnotherRootKeyIsRefused begins a book with one root key and comes back
// with another.
func TestAnotherRootKeyIsRefused(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		st := storetest.Open(t, o)
		right, wrong := open(t, t.TempDir()), open(t, t.TempDir())
		defer right.close()
		defer wrong.close()
		for range 2 {
			if err := right.sameKey(t.Context(), words.For("vi"), st); err != nil {
				t.Fatal(err)
			}
			if err := wrong.sameKey(t.Context(), words.For("vi"), st); err == nil || !strings.Contains(err.Error(), "root.key") {
				t.Fatalf("another root key: %v", err)
			}
		}
	})
}

// place writes one place with the device of a directory of keys.
func writePlace(t *testing.T, st *store.Store, k *keys, name string) error {
	return writeWith(t.Context(), st, k.writer(st), name)
}

func writeWith(ctx context.Context, st *store.Store, w *store.Writer, name string) error {
	id, err := st.RegistryID(ctx)
	if err != nil {
		return err
	}
	return w.MustWrite(ctx, []ledger.Draft{{LedgerID: id, EntityType: "place", EntityID: w.IDs.New(), Verb: "create",
		Body: registry.PlaceDoc{Names: []registry.NameDoc{{Text: name, UnitWord: "xã", Level: "commune", From: registry.Unknown, To: registry.Open}}}}})
}

// TestTheDeviceOfAProcessGoesOnAfterARestart writes, stops, starts and writes
// again: one device, one chain without a gap.
func TestTheDeviceOfAProcessGoesOnAfterARestart(t *testing.T) {
	dir, keyDir := t.TempDir(), t.TempDir()
	smallBook(t, dir)
	devices := map[string]bool{}
	for i := range 3 {
		st, err := store.Open(t.Context(), store.Options{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		k := open(t, keyDir)
		devices[k.deviceID] = true
		for j := range 2 {
			if err := writePlace(t, st, k, fmt.Sprintf("Mẫu %d %d", i, j)); err != nil {
				t.Fatal(err)
			}
		}
		if err := k.close(); err != nil {
			t.Fatal(err)
		}
		if err := st.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if len(devices) != 1 {
		t.Errorf("%d devices", len(devices))
	}
	must(t, "verify", "--dir", dir)
}

// TestTwoProcessesOnOneDatabaseBothWrite starts two houses with keys of their
// own and one root key, and lets both write at once.
func TestTwoProcessesOnOneDatabaseBothWrite(t *testing.T) {
	url := storetest.Database(t)
	st := storetest.Open(t, store.Options{Database: url})
	k := open(t, t.TempDir())
	defer k.close()
	o := &office.Office{Store: st, Now: time.Now, Writer: k.writer(st)}
	f := &office.SetupForm{Level: "commune", Province: office.SetupPlace{Word: "tỉnh", Name: "Mẫu"}, Communes: []office.SetupCommune{{SetupPlace: office.SetupPlace{Word: "xã", Name: "Đình Phong"}}}}
	f.Person.Name = "Nông Thị Mẫu"
	if _, err := o.BeginBook(t.Context(), f); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	const processes, each = 2, 5
	writers := map[string]bool{}
	for p := range processes {
		dir := t.TempDir()
		if err := keepFile(filepath.Join(dir, rootKeyFile), k.root.Bytes()); err != nil {
			t.Fatal(err)
		}
		mine := storetest.Open(t, store.Options{Database: url})
		h := serveHouse(t, mine, time.Now, func(s *serving) { s.keyDir = dir })
		writers[h.keys.deviceID] = true
		all.Go(func() {
			for i := range each {
				if err := writeWith(t.Context(), mine, h.office.Writer, fmt.Sprintf("Mẫu %d %d", p, i)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	reg, err := st.Registry(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for i := range reg.Places.Len() {
		if strings.HasPrefix(reg.Places.FullName(reg.Places.ID(i), 20000), "xã Mẫu ") {
			n++
		}
	}
	if n != processes*each || len(writers) != processes {
		t.Errorf("%d places by %d devices", n, len(writers))
	}
	for id := range writers {
		if reg.Device(id) == nil {
			t.Errorf("device %s is not in the book", id)
		}
	}
}
