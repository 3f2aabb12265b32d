package app

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"phendau/internal/audit"
	"phendau/internal/store"
)

// ownWitness signs for the log of a demo book, so that all of it can be tried on one
// machine. It stands in the same house as the log: who rewrites one rewrites both, so
// it proves nothing, and no other book has it.
type ownWitness struct {
	st     *store.Store
	log    *audit.Signer
	signer *audit.Signer
	state  string // file with what it signed last
	all    []string

	mu sync.Mutex
}

// Of the own witness: the name it signs with, and its memory beside the keys.
const (
	ownWitnessName  = "phendau-demo-witness"
	ownWitnessState = "demo-witness.note"
)

// openOwnWitness gives a demo book its witness. Processes of one book share its key.
func (h *house) openOwnWitness() error {
	s, err := audit.NewSigner(ownWitnessName, h.keys.root.Derive("demo witness"))
	if err != nil {
		return err
	}
	h.office.Witnesses = append(h.office.Witnesses, s.Key())
	own := &ownWitness{st: h.st, log: h.signer, signer: s, state: filepath.Join(h.keyDir, ownWitnessState), all: h.office.Witnesses}
	h.office.OwnWitness = own.sign
	return nil
}

// sign signs for the log as it is now, as every witness does: only if it holds what
// was signed for last.
func (o *ownWitness) sign(ctx context.Context) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if _, err := o.st.SignCheckpoint(ctx, o.log); err != nil {
		return err
	}
	text, err := os.ReadFile(o.state)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	last, err := signedLast(string(text), o.state, o.log.Key(), o.signer)
	if err != nil {
		return err
	}
	var from int64
	if last != nil {
		from = last.Size
	}
	r, err := o.st.AuditRequest(ctx, from)
	if err != nil {
		return err
	}
	msg, _, err := audit.Witness(o.signer, o.log.Key(), last, r)
	if err != nil {
		return err
	}
	if err := keepFile(o.state, msg); err != nil {
		return err
	}
	return o.st.KeepWitnessed(ctx, msg, o.log.Key(), o.all...)
}
