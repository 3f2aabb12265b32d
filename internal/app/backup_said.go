package app

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"

	"phendau/internal/audit"
	"phendau/internal/calendar"
	"phendau/internal/depot"
	"phendau/internal/store"
	"phendau/internal/words"
)

// tell writes a line into the audit log. Where a server holds the book it is left
// beside the keys, and the server writes it.
func (x *holding) tell(ctx context.Context, w words.Words, name string, rec audit.Record) error {
	st, err := x.write(ctx, w)
	if errors.Is(err, store.ErrInUse) {
		b, err := json.Marshal(rec)
		if err != nil {
			return err
		}
		return keepFile(filepath.Join(x.keyDir, saidPrefix+name+saidSuffix), b)
	}
	if err != nil {
		return err
	}
	return errors.Join(st.Audit(ctx, rec), st.Close())
}

// tellBackups writes the lines that commands left beside the keys.
func (h *house) tellBackups(ctx context.Context) error {
	left, err := filepath.Glob(filepath.Join(h.keyDir, saidPrefix+"*"+saidSuffix))
	if err != nil {
		return err
	}
	for _, path := range left {
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		var rec audit.Record
		if err := json.Unmarshal(b, &rec); err != nil {
			return err
		}
		if err := errors.Join(h.st.Audit(ctx, rec), os.Remove(path)); err != nil {
			return err
		}
	}
	return nil
}

// copyShreds tells the second place what was shredded, so that no copy made
// before opens it again.
func (h *house) copyShreds(ctx context.Context) error {
	if h.office.Vault == nil {
		return nil
	}
	p, err := readPlan(h.keyDir)
	if err != nil || p.Place == "" {
		return err
	}
	gone, err := h.office.Vault.Shredded(ctx)
	if err != nil {
		return err
	}
	d, err := depot.Open(p.Place, false)
	if err != nil {
		return err
	}
	_, err = d.Shred(h.signer.Name(), calendar.DayOf(h.office.Now().UnixMilli()), gone)
	return err
}
