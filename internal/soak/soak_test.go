package soak

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"phendau/internal/pgtest"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
)

var (
	soakFor = flag.Duration("soak", 5*time.Second, "how long the trouble lasts, for each engine")
	phones  = flag.Int("phones", 24, "virtual phones")
	kills   = flag.Int("kills", 4, "how often a server is killed")
	pause   = flag.Duration("pause", time.Second, "mean time between two acts of a phone")
)

func TestMain(m *testing.M) { storetest.Main(m) }

// TestPhonesLoseNothingWhileServersAreKilled is the endurance test. What is
// compared in the end stands in check_test.go.
func TestPhonesLoseNothingWhileServersAreKilled(t *testing.T) {
	exe := program(t)
	for name, s := range map[string]struct {
		postgres  bool
		processes int
	}{"sqlite": {false, 1}, "postgres killed too": {true, 1}, "two processes on one postgres": {true, 2}} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "book")
			where, o := []string{"--dir", dir}, store.Options{Dir: dir}
			if s.postgres {
				o = store.Options{Database: storetest.Database(t)}
				where = []string{"--database", o.Database, "--keys", filepath.Join(dir, "keys"), "--blobs", filepath.Join(dir, "blobs")}
			}
			run(t, exe, append([]string{"init", "--level", "province", "--province", "tỉnh Mẫu", "--name", "Đinh Văn Mẫu"}, where...)...)
			var database victim
			if s.postgres && s.processes == 1 {
				database = databaseServer{storetest.Server()}
			}
			soak(t, exe, where, o, s.processes, database)
			run(t, exe, append([]string{"verify", "--blobs", filepath.Join(dir, "blobs")}, where[:2]...)...)
		})
	}
}

// victim is a program that is killed and started again.
type victim interface {
	strike(ctx context.Context) error
}

type databaseServer struct{ *pgtest.Server }

func (d databaseServer) strike(context.Context) error { return d.Kill() }

func soak(t *testing.T, exe string, where []string, o store.Options, processes int, database victim) {
	var servers []*server
	for n := range processes {
		s, err := newServer(exe, append(slices.Clone(where), ownKeys(t, where, n)...)...)
		if err != nil {
			t.Fatal(err)
		}
		servers = append(servers, s)
	}
	var turn atomic.Int64
	p, err := newProxy(func() string { return servers[int(turn.Add(1))%len(servers)].addr })
	if err != nil {
		t.Fatal(err)
	}
	crew := fill(t, o, *phones, func(int, int) string { return p.url() })
	for _, s := range servers {
		if err := s.start(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	var victims []victim
	for _, s := range servers {
		victims = append(victims, s)
	}
	if database != nil {
		victims = append(victims, database)
	}
	if err := trouble(t.Context(), victims, crew); err != nil {
		t.Fatal(err)
	}
	p.rough.Store(false)
	heal(t, crew)
	for _, s := range servers {
		s.kill()
	}
	if err := p.close(); err != nil {
		t.Error(err)
	}
	if p.cut.Load() == 0 {
		t.Error("the network cut nothing")
	}
	report(t, len(crew), check(t, o, where, crew), p)
}

func report(t *testing.T, phones int, c counted, p *proxy) {
	t.Helper()
	t.Logf("%d phones recorded %d operations: %d received, %d to mend; %d photos in %d files; %d kills; connections: %d whole, %d cut, %d stalled",
		phones, c.recorded, c.received, c.toMend, c.photos, len(c.files), *kills, p.whole.Load(), p.cut.Load(), p.stalled.Load())
}

// ownKeys is the key folder of a further process: its own, with a copy of the
// book's root key.
func ownKeys(t *testing.T, where []string, n int) []string {
	t.Helper()
	at := slices.Index(where, "--keys")
	if n == 0 || at < 0 {
		return nil
	}
	dir := fmt.Sprint(where[at+1], "-", n)
	root, err := os.ReadFile(filepath.Join(where[at+1], "root.key"))
	if err := errors.Join(err, os.MkdirAll(dir, 0o700)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "root.key"), root, 0o600); err != nil {
		t.Fatal(err)
	}
	return []string{"--keys", dir}
}

// trouble lets the phones live while servers are killed and started again.
func trouble(ctx context.Context, victims []victim, crew []*virtual) error {
	ctx, cancel := context.WithTimeout(ctx, *soakFor)
	defer cancel()
	var wg sync.WaitGroup
	failed := make([]error, len(crew)+1)
	for i, v := range crew {
		wg.Go(func() { failed[i] = v.live(ctx, *pause) })
	}
	wg.Go(func() { failed[len(crew)] = killing(ctx, victims) })
	wg.Wait()
	return errors.Join(failed...)
}

// killing kills at moments nobody chose; the next kill waits for the server to
// stand again.
func killing(ctx context.Context, victims []victim) error {
	each := *soakFor / time.Duration(*kills+1)
	for n := range *kills {
		next := time.NewTimer(each/2 + rand.N(each/2))
		select {
		case <-next.C:
		case <-ctx.Done():
			next.Stop()
			return fmt.Errorf("only %d of %d kills fell into the time", n, *kills)
		}
		if err := victims[n%len(victims)].strike(context.WithoutCancel(ctx)); err != nil {
			return fmt.Errorf("kill %d: %w", n+1, err)
		}
	}
	return nil
}

// heal lets every phone finish over a network that works.
func heal(t *testing.T, crew []*virtual) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute+*soakFor)
	defer cancel()
	var wg sync.WaitGroup
	slots := make(chan struct{}, 8)
	for _, v := range crew {
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			var err error
			for try := 0; try < 200 && ctx.Err() == nil; try++ {
				if err = v.Start(); err == nil {
					err = v.Sync(ctx)
				}
				if err == nil && v.waiting() == 0 {
					return
				}
			}
			t.Errorf("phone %d cannot finish: %d unsent, %v", v.n, v.waiting(), err)
		})
	}
	wg.Wait()
}
