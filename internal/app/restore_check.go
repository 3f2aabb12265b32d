package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"

	"phendau/internal/audit"
	"phendau/internal/backup"
	"phendau/internal/store"
	"phendau/internal/vi"
)

// proofBlobs is how many files a drill reads.
const proofBlobs = 20

// prove puts a copy into a directory that is deleted again, recomputes everything
// there, and leaves a signed report beside the copy. The first difference is named.
// Keys stay out of it: what is put there may lie on a disk for a while.
func (r *restoring) prove(ctx context.Context) (err error) {
	dir, err := os.MkdirTemp("", "phendau-check-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	rep := &backup.Report{V: backup.Version, Instance: r.h.Instance, Backup: r.h.Made, Proven: r.m.Now().UTC().Format(backup.Stamp)}
	found := r.fill(ctx, &target{book: store.Options{Dir: dir}})
	if found == nil {
		found = r.compare(ctx, dir, rep)
	}
	r.bar.end()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if found != nil {
		rep.Found = found.Error()
	}
	rep.OK = found == nil
	signed, err := rep.Sign(r.signer)
	if err != nil {
		return err
	}
	path, err := r.d.Proven(r.h.Made, signed)
	if err != nil {
		return err
	}
	if found != nil {
		return errors.New(r.w.Text("restore_differs", "stamp", r.h.Made, "found", sentence(r.w, found), "file", path))
	}
	fmt.Fprintln(r.m.Stdout, r.w.Text("restore_proven", "stamp", r.h.Made, "ledgers", vi.Int(rep.Ledgers), "ops", vi.Int(rep.Operations), "facts", vi.Int(rep.Facts),
		"log", vi.Int(rep.Log), "figures", rep.Figures, "blobs", rep.Blobs, "file", path))
	return nil
}

func (r *restoring) compare(ctx context.Context, dir string, rep *backup.Report) (err error) {
	st, err := store.Open(ctx, store.Options{Dir: dir, ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	done, err := st.Verify(ctx, func(what string, n, total int) { r.bar.set(r.w.Text("verify."+what), n, total) })
	if d, ok := errors.AsType[*store.Difference](err); ok {
		return differs(d.Where, d.Want, d.Got)
	}
	if err != nil {
		return err
	}
	rep.Ledgers, rep.Operations, rep.Facts = done.Ledgers, done.Operations, done.Facts
	log, err := st.VerifyAudit(ctx, audit.Evidence{LogKey: r.signer.Key()}, func(n, total int64) { r.bar.set(r.w.Text("audit_checking"), int(n), int(total)) })
	if err != nil {
		return err
	}
	rep.Log = log.Records
	for _, step := range []func(context.Context, *store.Store, *backup.Report) error{r.heads, r.figures, r.someBlobs} {
		if err := step(ctx, st, rep); err != nil {
			return err
		}
	}
	return nil
}

func differs(where, want, got string) error {
	return backup.Refuse(backup.Differs, "%s: %s ≠ %s", where, around(want, got), around(got, want))
}

// heads compares the ends of all ledgers and of the log with the header.
func (r *restoring) heads(ctx context.Context, st *store.Store, _ *backup.Report) error {
	c, err := st.BeginCopy(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	positions, err := c.Positions()
	if err != nil {
		return err
	}
	if got, want := fmt.Sprint(positions), fmt.Sprint(r.h.Positions); got != want {
		return differs("positions", want, got)
	}
	log, err := c.Log()
	if err == nil && log != r.h.Log {
		err = differs("audit log", fmt.Sprint(r.h.Log), fmt.Sprint(log))
	}
	return err
}

// figures compares what comes out of the restored book with what came out of the
// book when the copy was made.
func (r *restoring) figures(ctx context.Context, st *store.Store, rep *backup.Report) error {
	var want []backup.Figure
	if err := json.Unmarshal(r.files[proofFile], &want); err != nil {
		return backup.Refuse(backup.WrongStream, "%s", proofFile)
	}
	got, err := st.ProofFigures(ctx)
	if err != nil {
		return err
	}
	for i, f := range want {
		if i >= len(got) || got[i] != f {
			return differs(f.Indicator+"."+f.Measure, f.Value, fmt.Sprint(got[min(i, len(got)):min(i+1, len(got))]))
		}
	}
	rep.Figures = len(want)
	return nil
}

// someBlobs reads some files, others with each drill.
func (r *restoring) someBlobs(_ context.Context, _ *store.Store, rep *backup.Report) error {
	for _, i := range rand.Perm(len(r.blobs))[:min(proofBlobs, len(r.blobs))] {
		if _, err := r.blob(r.blobs[i]); err != nil {
			return err
		}
		rep.Blobs++
	}
	return nil
}
