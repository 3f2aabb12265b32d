package office

import (
	"context"
	"time"

	"phendau/internal/blobs"
	"phendau/internal/ledger"
	"phendau/internal/store"
)

// VietnamTime is the time of the country, which has no daylight saving.
var VietnamTime = time.FixedZone("+07:00", 7*3600)

// ParseZone reads "+07:00", the zone of times that name none; "" is no answer.
func ParseZone(text string) (*time.Location, error) {
	if text == "" {
		return nil, nil
	}
	t, err := time.Parse("-07:00", text)
	if err != nil {
		return nil, err
	}
	_, offset := t.Zone()
	return time.FixedZone(text, offset), nil
}

// KeepTrackFiles puts what operations will name on disk before they are written:
// a row without its file would be a loss, a file without a row is swept.
func KeepTrackFiles(ctx context.Context, st *store.Store, dir *blobs.Dir, personID string, files [][]byte) error {
	for _, b := range files {
		k, err := dir.PutTrack(b)
		if err != nil {
			return err
		}
		kept := store.Blob{Hash: k.Hash, Size: k.Size, MediaType: k.Type}
		if err := st.KeepUpload(ctx, personID, kept, func() (bool, error) { return dir.Has(k.Hash, k.Size) }); err != nil {
			return err
		}
	}
	return nil
}

// FindEntry looks for an entry in every ledger of the book, with the hashes of
// what it shows; store.ErrGone when there is none.
func FindEntry(ctx context.Context, st *store.Store, id string) (string, *ledger.Record, map[string]bool, error) {
	reg, err := st.Registry(ctx)
	if err != nil || !ledger.ValidID(id) {
		return "", nil, nil, orGone(err)
	}
	for ledgerID := range reg.Ledgers {
		found, err := st.Records(ctx, ledgerID, []string{id})
		if err != nil {
			return "", nil, nil, err
		}
		if r := found[id]; r != nil && r.Type == ledger.TypeEntry {
			shown, err := shownFiles(ctx, st, ledgerID, id)
			return ledgerID, r, shown, err
		}
	}
	return "", nil, nil, store.ErrGone
}

func orGone(err error) error {
	if err == nil {
		err = store.ErrGone
	}
	return err
}

// shownFiles are the hashes of the files an entry shows.
func shownFiles(ctx context.Context, st *store.Store, ledgerID, id string) (map[string]bool, error) {
	ops, err := st.Operations(ctx, ledgerID, id)
	shown := map[string]bool{}
	for i := range ops {
		if hash, sign := ledger.AttachedHash(&ops[i].Op); sign != 0 {
			shown[hash] = sign > 0
		}
	}
	return shown, err
}

// FileKnown reports whether a file is in the book, whoever attached it.
func FileKnown(ctx context.Context, st *store.Store, hash string) (bool, error) {
	h, err := ledger.ParseHash(hash)
	if err != nil {
		return false, err
	}
	known, err := st.Arrived(ctx, []ledger.Hash{h})
	return known[h], err
}
