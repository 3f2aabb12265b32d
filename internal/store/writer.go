package store

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"sync"

	"phendau/internal/ledger"
)

// Writer is this process as an author: it signs drafts with the device of the
// process and appends them. Each process is a device of its own, so processes
// do not queue on one device head.
type Writer struct {
	Store  *Store
	Author *ledger.Author
	IDs    *ledger.IDs

	mu       sync.Mutex
	unsure   bool // the last append failed, perhaps after the commit
	enrolled bool // the book is known to know this device
}

// NewWriter makes a writer with a fresh device key. Its device is enrolled by
// Start or Enrol.
func NewWriter(s *Store, actorID, bodyID string) (*Writer, error) {
	seed := make([]byte, 32)
	if _, err := rand.Read(seed); err != nil {
		return nil, fmt.Errorf("make device key: %w", err)
	}
	ids := &ledger.IDs{Rand: rand.Reader, Now: s.now}
	return &Writer{Store: s, IDs: ids, Author: ledger.NewAuthor(ids.New(), seed, actorID, bodyID)}, nil
}

// ResumeWriter makes a writer of a device that may have written before; its
// chain is read on with the first write.
func ResumeWriter(s *Store, deviceID string, seed []byte, actorID, bodyID string) *Writer {
	ids := &ledger.IDs{Rand: rand.Reader, Now: s.now}
	return &Writer{Store: s, IDs: ids, Author: ledger.NewAuthor(deviceID, seed, actorID, bodyID), unsure: true}
}

// Enrol makes the writer's device known to a started book.
func (w *Writer) Enrol(ctx context.Context) error {
	id, err := w.Store.RegistryID(ctx)
	if err != nil {
		return err
	}
	return w.MustWrite(ctx, []ledger.Draft{w.Author.Enrolment(id)})
}

// Write signs and appends drafts in one transaction.
func (w *Writer) Write(ctx context.Context, drafts []ledger.Draft, payloads ...[]byte) ([]ledger.Result, error) {
	return w.write(ctx, Batch{}, drafts, payloads)
}

// MustWrite is Write for drafts none of which may be refused: one refusal and
// nothing is stored.
func (w *Writer) MustWrite(ctx context.Context, drafts []ledger.Draft, payloads ...[]byte) error {
	_, err := w.write(ctx, Batch{Atomic: true}, drafts, payloads)
	return err
}

// Act is MustWrite with everything else a batch may carry: audit lines, rights
// to check, rows beside the book.
func (w *Writer) Act(ctx context.Context, b Batch, drafts []ledger.Draft, payloads ...[]byte) ([]ledger.Result, error) {
	return w.write(ctx, b, drafts, payloads)
}

func (w *Writer) write(ctx context.Context, b Batch, drafts []ledger.Draft, payloads [][]byte) ([]ledger.Result, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.resume(ctx); err != nil {
		return nil, err
	}
	if b.starts == "" {
		if err := w.known(ctx, drafts); err != nil {
			return nil, err
		}
	}
	return w.sign(ctx, b, drafts, payloads)
}

// known enrols the device before its first operation, unless the drafts do so
// themselves: the book may have been begun by another process after this one
// started, and nothing may be in it that no enrolled device signed.
func (w *Writer) known(ctx context.Context, drafts []ledger.Draft) error {
	if w.enrolled || len(drafts) == 0 || drafts[0].EntityType == "device" && drafts[0].EntityID == w.Author.DeviceID {
		return nil
	}
	reg, err := w.Store.Registry(ctx)
	if err != nil {
		return err
	}
	if reg.Device(w.Author.DeviceID) == nil {
		id, err := w.Store.RegistryID(ctx)
		if err != nil {
			return err
		}
		if _, err := w.sign(ctx, Batch{Atomic: true}, []ledger.Draft{w.Author.Enrolment(id)}, nil); err != nil {
			return fmt.Errorf("enrol this process's device: %w", err)
		}
	}
	w.enrolled = true
	return nil
}

// sign signs drafts with the device and appends them.
func (w *Writer) sign(ctx context.Context, b Batch, drafts []ledger.Draft, payloads [][]byte) ([]ledger.Result, error) {
	ops, err := w.Author.Sign(drafts, w.IDs, w.Store.now())
	if err != nil {
		return nil, err
	}
	b.Ops, b.Trusted, b.Payloads = ops, true, map[ledger.Hash][]byte{}
	for _, p := range payloads {
		b.Payloads[ledger.HashOf(p)] = p
	}
	results, err := w.Store.Append(ctx, b)
	if err != nil {
		w.unsure = true
		return nil, err
	}
	if slices.ContainsFunc(results, unnumbered) {
		w.unsure = true // what was not numbered stands nowhere: the chain is read again
		return results, nil
	}
	w.Author.Accept(ops)
	return results, nil
}

// unnumbered reports a refusal that used no number of the device.
func unnumbered(r ledger.Result) bool {
	var refusal *ledger.Refusal
	return errors.As(r.Err, &refusal) && (refusal.Code == ledger.CodeKeptElsewhere || refusal.Code == ledger.CodeMissingCatalogue || refusal.Code == ledger.CodeWaiting)
}

// Withdraw marks a locked report as withdrawn and lifts its marks in every
// ledger, in one transaction: an entry that no other report holds is free
// again.
func (w *Writer) Withdraw(ctx context.Context, ledgerID, snapshotID, why string) error {
	drafts, err := w.Store.WithdrawDrafts(ctx, ledgerID, snapshotID, why)
	if err != nil {
		return err
	}
	return w.MustWrite(ctx, drafts)
}

// WithdrawDrafts are the operations of Withdraw, the withdrawal itself first.
func (s *Store) WithdrawDrafts(ctx context.Context, ledgerID, snapshotID, why string) ([]ledger.Draft, error) {
	drafts := []ledger.Draft{{LedgerID: ledgerID, EntityType: "snapshot", EntityID: snapshotID, Verb: "withdraw", Body: map[string]string{"why": why}}}
	rows, err := s.query(ctx, "SELECT ledger_id FROM lock_mark WHERE snapshot_id = $1 ORDER BY ledger_id", snapshotID)
	err = each(rows, err, func(scan func(...any) error) error {
		d := ledger.Draft{EntityType: "ledger", Verb: "lock_lift", Body: ledger.LockLift{SnapshotID: snapshotID, LedgerID: ledgerID}}
		if err := scan(&d.LedgerID); err != nil {
			return err
		}
		d.EntityID, d.ID = d.LedgerID, ledger.DerivedID(snapshotID, "lock_lift/"+d.LedgerID)
		drafts = append(drafts, d)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("find the marks of report %s: %w", snapshotID, err)
	}
	return drafts, nil
}

// resume reads the device's head again after a failed append, which may have
// been stored all the same.
func (w *Writer) resume(ctx context.Context) error {
	if !w.unsure {
		return nil
	}
	h, err := w.Store.DeviceHead(ctx, w.Author.DeviceID)
	if err != nil {
		return err
	}
	w.Author.Resume(h)
	w.unsure = false
	return nil
}
