package syncing

import (
	"context"
	"errors"
	"slices"

	"phendau/internal/ledger"
)

// ExportTaken is what became of a file: operations by their results, files by
// whether they are kept.
type ExportTaken struct {
	// Accepted counts what is in the book, Known what was there before.
	Accepted, Known int
	// Custody is kept for the site that orders its ledger.
	Custody int
	// Refused will never be accepted; its author mends it on the phone.
	Refused int
	// Quarantined waits for an officer.
	Quarantined int
	// Waiting was not taken: earlier numbers are missing.
	Waiting int
	// Files are kept; FilesLeft are not, and stay on the phone.
	Files, FilesLeft int
}

// TakeExport applies a file as if its phone had pushed it: the same checks, the
// same results. Doing it again changes nothing. The phone gets its receipts when
// it next pushes the same bytes. The pace of phones does not hold here: an
// officer brings the file.
func (h *Hub) TakeExport(ctx context.Context, f *ExportFile, lang string) (*ExportTaken, error) {
	c := *f.who
	c.lang = lang
	out := &ExportTaken{}
	for some := range slices.Chunk(f.ops, MaxOps) {
		results, err := h.apply(ctx, &c, some)
		if err != nil {
			return nil, err
		}
		for i := range results {
			out.count(results[i].Result)
		}
	}
	for i := range f.blobs {
		kept, err := h.takeBlob(ctx, &c, &f.blobs[i])
		if err != nil {
			return nil, err
		}
		if kept {
			out.Files++
		} else {
			out.FilesLeft++
		}
	}
	return out, nil
}

func (t *ExportTaken) count(result string) {
	switch ledger.Outcome(result) {
	case ledger.Accepted:
		t.Accepted++
	case ledger.Duplicate:
		t.Known++
	case ledger.InCustody:
		t.Custody++
	case ledger.Quarantined:
		t.Quarantined++
	case ledger.Waiting:
		t.Waiting++
	default:
		t.Refused++
	}
}

// takeBlob brings a file in as a phone does, piece by piece; false when it is
// not kept.
func (h *Hub) takeBlob(ctx context.Context, c *caller, b *exportBlob) (bool, error) {
	u, err := h.upload(ctx, c, &b.offer)
	if err == nil {
		var r BlobResult
		r, err = u.stand(ctx)
		for err == nil && r.Result == BlobSend && r.Code == "" {
			r, err = u.take(ctx, r.Offset, b.bytes[r.Offset:min(int64(len(b.bytes)), r.Offset+MaxPiece)])
		}
		if err == nil {
			return r.Result == BlobReceived, nil
		}
	}
	var said *Error
	if errors.As(err, &said) { // its phone is over, or there is no room now: the phone keeps it
		return false, nil
	}
	return false, err
}
