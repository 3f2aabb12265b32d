package soak

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"phendau/internal/ledger"
	"phendau/internal/store"
)

// TestASiteAndItsProvinceAreEqualAfterKills: a commune keeps its ledger on its
// own laptop; its phones call there or at the province, servers of both are
// killed, and every way is bad. In the end both books are sound, equal in the
// ledger they share, and nothing is lost in either.
func TestASiteAndItsProvinceAreEqualAfterKills(t *testing.T) {
	exe, root := program(t), t.TempDir()
	home, laptop := newSpot(t, exe, filepath.Join(root, "home")), newSpot(t, exe, filepath.Join(root, "site"))
	run(t, exe, "init", "--level", "province", "--province", "tỉnh Mẫu", "--name", "Đinh Văn Mẫu", "--dir", home.dir)
	crew := fill(t, home.options(), *phones, func(commune, n int) string {
		if commune == 0 && n%3 != 0 {
			return laptop.way.url()
		}
		return home.way.url() // of commune 0 too: the province keeps it for the site
	})
	laptop.join(t, home)
	if err := laptop.start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := trouble(t.Context(), []victim{home.server, laptop.server}, crew); err != nil {
		t.Fatal(err)
	}
	home.way.rough.Store(false)
	laptop.way.rough.Store(false)
	for range 3 { // what waits at the province is ordered at the site before its phones hear of it
		for _, v := range crew {
			_ = v.Sync(t.Context())
		}
		laptop.exchange(t)
	}
	heal(t, crew)
	laptop.exchange(t)
	home.end(t)
	laptop.end(t)

	c := check(t, home.options(), home.where(), crew)
	own := slices.Clone(crew)
	own = slices.DeleteFunc(own, func(v *virtual) bool { return v.commune != 0 })
	check(t, laptop.options(), laptop.where(), own)
	equal(t, home, laptop, own[0].ledgerID)
	for _, s := range []*spot{home, laptop} {
		run(t, exe, "verify", "--dir", s.dir)
	}
	report(t, len(crew), c, home.way)
}

// spot is a place with a book and a bad way to it.
type spot struct {
	*server
	dir string
	way *proxy
}

func newSpot(t *testing.T, exe, dir string) *spot {
	t.Helper()
	s, err := newServer(exe, "--dir", dir)
	if err != nil {
		t.Fatal(err)
	}
	way, err := newProxy(func() string { return s.addr })
	if err != nil {
		t.Fatal(err)
	}
	return &spot{s, dir, way}
}

func (s *spot) options() store.Options { return store.Options{Dir: s.dir} }
func (s *spot) where() []string        { return []string{"--dir", s.dir} }

// join makes the spot the site of the first commune; home serves from then on.
func (s *spot) join(t *testing.T, home *spot) {
	t.Helper()
	key, first := filepath.Join(filepath.Dir(s.dir), "key"), filepath.Join(filepath.Dir(s.dir), "first")
	if err := os.WriteFile(key, run(t, s.exe, "site", "key", "--dir", s.dir), 0o600); err != nil {
		t.Fatal(err)
	}
	run(t, s.exe, "site", "add", key, "--name", "Trạm", "--commune", "xã Mẫu 0", "--dir", home.dir)
	run(t, s.exe, "bundle", "export", first, "--to", "Trạm", "--dir", home.dir)
	run(t, s.exe, "site", "join", first, "--home", home.way.url(), "--dir", s.dir)
	if err := home.start(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// exchange lets the running site exchange until both sides know everything.
func (s *spot) exchange(t *testing.T) {
	t.Helper()
	run(t, s.exe, "site", "sync", "--dir", s.dir)
}

func (s *spot) end(t *testing.T) {
	t.Helper()
	s.kill()
	if err := s.way.close(); err != nil {
		t.Error(err)
	}
	if s.way.cut.Load() == 0 {
		t.Errorf("the way to %s was never cut", filepath.Base(s.dir))
	}
}

// equal holds that two books end one ledger with the same number and chain.
func equal(t *testing.T, a, b *spot, ledgerID string) {
	t.Helper()
	var ends []string
	for _, s := range []*spot{a, b} {
		book, err := store.Open(t.Context(), s.options())
		if err != nil {
			t.Fatal(err)
		}
		all, err := book.Positions(t.Context())
		if err := book.Close(); err != nil {
			t.Error(err)
		}
		at := slices.IndexFunc(all, func(p ledger.Position) bool { return p.LedgerID == ledgerID })
		if err != nil || at < 0 || all[at].Seq == 0 {
			t.Fatalf("%s has not the ledger: %v", s.dir, err)
		}
		ends = append(ends, fmt.Sprint(all[at]))
	}
	if ends[0] != ends[1] {
		t.Errorf("the province ends with %s, the site with %s", ends[0], ends[1])
	}
}
