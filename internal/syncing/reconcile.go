package syncing

import (
	"bytes"
	"context"
	"slices"

	"phendau/internal/ledger"
)

// ReconcileRequest says what a phone holds: the end of its chain, and which of
// its operations it keeps without or with a receipt, by number and hash.
type ReconcileRequest struct {
	DeviceID string `json:"device_id"`
	LastSeq  int64  `json:"last_seq"`
	LastHash string `json:"last_hash"`
	Held     []Held `json:"held,omitempty"`
	// Blobs are the files the phone holds with a receipt.
	Blobs []HeldBlob `json:"blobs,omitempty"`
}

// HeldBlob is a file of the phone that the server has confirmed.
type HeldBlob struct {
	SHA256 string `json:"sha256"`
	Size   int64  `json:"size"`
}

// Held is one operation of the phone's own archive.
type Held struct {
	Seq  int64  `json:"seq"`
	Hash string `json:"hash"`
}

// ReconcileReply says where the two differ. Equal ends of the chain prove that
// everything before is equal.
type ReconcileReply struct {
	HaveTo   int64  `json:"have_to"`
	HaveHash string `json:"have_hash"`
	// Missing are numbers the phone holds and the server does not: they go back
	// to "on the phone" and are sent again, whatever receipt was there.
	Missing []int64 `json:"missing,omitempty"`
	// Different are numbers under which the server holds other bytes.
	Different []int64 `json:"different,omitempty"`
	// BlobsMissing are files the server lacks, whatever receipt was there: those of
	// the request, and those that operations of the phone name.
	BlobsMissing []string `json:"blobs_missing,omitempty"`
	// Ahead says that the server holds numbers the phone never made: the phone
	// was restored from a backup and enrols anew.
	Ahead    bool  `json:"ahead,omitempty"`
	Equal    bool  `json:"equal,omitempty"`
	ServerMS int64 `json:"server_ms"`
}

func (h *Hub) reconcile(ctx context.Context, c *caller, in *ReconcileRequest) (*ReconcileReply, error) {
	if in.DeviceID != c.id || len(in.Held) > MaxPage*10 || len(in.Blobs) > MaxPage*10 {
		return nil, fail(codeMalformed)
	}
	if _, err := ledger.ParseHash(in.LastHash); err != nil {
		return nil, fail(codeMalformed)
	}
	head, err := h.Book.DeviceHead(ctx, c.id)
	if err != nil {
		return nil, err
	}
	out := &ReconcileReply{HaveTo: head.Seq, HaveHash: head.Hash.String(), Ahead: head.Seq > in.LastSeq, ServerMS: h.nowMS()}
	out.Equal = head.Seq == in.LastSeq && out.HaveHash == in.LastHash
	seqs := make([]int64, len(in.Held))
	for i, x := range in.Held {
		seqs[i] = x.Seq
	}
	have, err := h.Book.Held(ctx, c.id, seqs)
	if err != nil {
		return nil, err
	}
	for _, x := range in.Held {
		switch got, ok := have[x.Seq]; {
		case !ok:
			out.Missing = append(out.Missing, x.Seq)
		case got.String() != x.Hash:
			out.Different = append(out.Different, x.Seq)
		}
	}
	out.BlobsMissing, err = h.blobsMissing(ctx, c, in.Blobs)
	return out, err
}

// blobsMissing compares files: by the book, and by what lies on the disk.
func (h *Hub) blobsMissing(ctx context.Context, c *caller, held []HeldBlob) ([]string, error) {
	if h.Files == nil {
		return nil, nil
	}
	missing, err := h.Book.OwedBlobs(ctx, c.id, MaxPage)
	if err != nil {
		return nil, err
	}
	hashes := make([]ledger.Hash, len(held))
	for i, b := range held {
		if hashes[i], err = ledger.ParseHash(b.SHA256); err != nil {
			return nil, fail(codeMalformed)
		}
	}
	known, err := h.Book.Arrived(ctx, hashes)
	if err != nil {
		return nil, err
	}
	for i, hash := range hashes {
		there, err := h.Files.Has(hash, held[i].Size)
		if err != nil {
			return nil, err
		}
		if !known[hash] || !there {
			missing = append(missing, hash)
		}
	}
	slices.SortFunc(missing, func(a, b ledger.Hash) int { return bytes.Compare(a[:], b[:]) })
	var out []string
	for _, hash := range slices.Compact(missing) {
		out = append(out, hash.String())
	}
	return out, nil
}
