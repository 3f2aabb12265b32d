package bench

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"phendau/internal/ledger"
	"phendau/internal/store"

	_ "modernc.org/sqlite" // baseline
)

// Ingest budgets of DESIGN.md: batches of 200, durable.
const (
	ingestBatch     = 200
	ingestPerSecond = 5000
	ingestCPUMicros = 170
)

// Ingest appends operations with their signatures checked and compares with
// bare rows of the same bytes inserted in batches of the same size.
func Ingest(ctx context.Context, out io.Writer, o store.Options, rows int) error {
	s, err := store.Open(ctx, o)
	if err != nil {
		return err
	}
	defer s.Close()
	x, err := newWorld(ctx, s, 1, 1)
	if err != nil {
		return err
	}
	ops, err := x.sign(rows)
	if err != nil {
		return err
	}
	wall, cpu, err := appendAll(ctx, s, ops)
	if err != nil {
		return err
	}
	base, baseCPU, err := bareRows(ctx, ops)
	if err != nil {
		return err
	}
	n := float64(len(ops))
	p := newPrinter(out)
	p.line(Line{Bench: "ingest", What: "operations per second, batches of 200, durable, signatures checked", Engine: s.Engine(), Rows: len(ops),
		Value: n / wall, Unit: "operations/s", Budget: fmt.Sprint(">= ", ingestPerSecond), Met: atLeast(n/wall, ingestPerSecond),
		Baseline: "bare SQLite rows of the same bytes, same batches, synchronous=FULL", BaseVal: n / base})
	p.line(Line{Bench: "ingest", What: "processor time per operation", Engine: s.Engine(), Rows: len(ops), Value: cpu / n * 1e6, Unit: "µs",
		Budget: fmt.Sprint("<= ", ingestCPUMicros), Met: atMost(cpu/n*1e6, ingestCPUMicros), Baseline: "bare SQLite rows", BaseVal: baseCPU / n * 1e6})
	p.line(Line{Bench: "ingest", What: "live heap afterwards", Engine: s.Engine(), Value: heapMB(), Unit: "MB"})
	return p.err
}

// sign prepares the operations beforehand: signing is the device's work.
func (x *world) sign(n int) ([]ledger.Signed, error) {
	r := rand.New(rand.NewPCG(1, 1))
	var out []ledger.Signed
	for i := 0; len(out) < n; i++ {
		ops, err := x.w.Author.Sign(x.entry(r, i), x.w.IDs, 1_700_000_000_000)
		if err != nil {
			return nil, err
		}
		x.w.Author.Accept(ops)
		out = append(out, ops...)
	}
	return out, nil
}

func appendAll(ctx context.Context, s *store.Store, ops []ledger.Signed) (wall, cpu float64, err error) {
	start, startCPU := time.Now(), cpuSeconds()
	for from := 0; from < len(ops); from += ingestBatch {
		part := ops[from:min(from+ingestBatch, len(ops))]
		results, err := s.Append(ctx, store.Batch{Ops: received(part)})
		if err != nil {
			return 0, 0, err
		}
		for _, r := range results {
			if r.Err != nil {
				return 0, 0, r.Err
			}
		}
	}
	return time.Since(start).Seconds(), cpuSeconds() - startCPU, nil
}

// received decodes the operations as a server does with what comes in.
func received(ops []ledger.Signed) []ledger.Signed {
	out := make([]ledger.Signed, len(ops))
	for i := range ops {
		s, err := ledger.Decode(ops[i].Bytes, ops[i].Sig)
		if err != nil {
			panic("bench: own operation refused: " + err.Error())
		}
		out[i] = s
	}
	return out
}

// bareRows is the baseline: the same bytes as rows of one table, without
// folds, chains or signatures.
func bareRows(ctx context.Context, ops []ledger.Signed) (wall, cpu float64, err error) {
	dir, err := os.MkdirTemp("", "phendau-bench-")
	if err != nil {
		return 0, 0, err
	}
	defer os.RemoveAll(dir)
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "bare.db")+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_txlock=immediate")
	if err != nil {
		return 0, 0, err
	}
	defer db.Close()
	if _, err := db.ExecContext(ctx, "CREATE TABLE bare (id TEXT PRIMARY KEY, bytes BLOB, sig BLOB) STRICT"); err != nil {
		return 0, 0, err
	}
	start, startCPU := time.Now(), cpuSeconds()
	for from := 0; from < len(ops); from += ingestBatch {
		if err := bareBatch(ctx, db, ops[from:min(from+ingestBatch, len(ops))]); err != nil {
			return 0, 0, err
		}
	}
	return time.Since(start).Seconds(), cpuSeconds() - startCPU, nil
}

func bareBatch(ctx context.Context, db *sql.DB, ops []ledger.Signed) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for i := range ops {
		if _, err := tx.ExecContext(ctx, "INSERT INTO bare VALUES (?, ?, ?)", ops[i].Op.ID, ops[i].Bytes, ops[i].Sig); err != nil {
			return err
		}
	}
	return tx.Commit()
}
