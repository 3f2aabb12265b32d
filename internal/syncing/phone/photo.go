package phone

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"

	"phendau/internal/ledger"
	"phendau/internal/syncing"
)

// Photo is a file that an operation of this phone attaches. It stays until its
// receipt has come and the time the receipt names is over.
type Photo struct {
	SHA256   string
	Bytes    []byte
	LedgerID string
	OpID     string
	Where    Where
	Code     string
	Receipt  *syncing.WireReceipt
	// KeepUntilMS is when a received file may go.
	KeepUntilMS int64
	// again counts how often the server has found other bytes than these.
	again int
}

// Piece is the raw body of a request.
type Piece []byte

// Attachment is the body of the operation that attaches a file.
func Attachment(b []byte, mediaType, role string) map[string]any {
	sum := sha256.Sum256(b)
	out := map[string]any{"sha256": hex.EncodeToString(sum[:]), "size": len(b), "type": mediaType}
	if role != "" {
		out["role"] = role
	}
	return out
}

// RecordPhotos is Record with the files that its drafts attach: operations and
// files are durable together.
func (p *Phone) RecordPhotos(files [][]byte, drafts ...ledger.Draft) ([]ledger.Signed, error) {
	return p.record(drafts, func(ops []ledger.Signed, next *State) {
		next.Photos = slices.Clone(next.Photos)
		for i := range ops {
			named, sign := ledger.AttachedHash(&ops[i].Op)
			for _, b := range files {
				if sum := sha256.Sum256(b); sign > 0 && hex.EncodeToString(sum[:]) == named {
					next.Photos = append(next.Photos, Photo{SHA256: named, Bytes: b, LedgerID: ops[i].Op.LedgerID, OpID: ops[i].Op.ID, Where: OnPhone})
					break
				}
			}
		}
	})
}

// SendPhotos sends the files whose operations were sent: it asks how far each
// is and goes on from there.
func (p *Phone) SendPhotos(ctx context.Context) error {
	if err := p.dropOld(); err != nil {
		return err
	}
	for from := 0; from < len(p.state.Photos); {
		in, at, next := p.offers(from)
		if from = next; len(at) == 0 {
			continue
		}
		var out syncing.BlobsReply
		if err := p.call(ctx, "POST", "/blobs", in, &out); err != nil {
			return err
		}
		if len(out.Blobs) != len(at) {
			return fmt.Errorf("%d results for %d files", len(out.Blobs), len(at))
		}
		for i, n := range at {
			if err := p.sendPhoto(ctx, n, out.Blobs[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// offers are the next files without a receipt, their places, and the place
// behind them. What a refused operation names is not sent.
func (p *Phone) offers(from int) (*syncing.BlobsRequest, []int, int) {
	in := &syncing.BlobsRequest{DeviceID: p.Author.DeviceID}
	var at []int
	for ; from < len(p.state.Photos) && len(at) < syncing.MaxOffers; from++ {
		if f := &p.state.Photos[from]; f.Where == OnPhone && !p.refused(f.OpID) {
			in.Blobs = append(in.Blobs, f.offer())
			at = append(at, from)
		}
	}
	return in, at, from
}

func (f *Photo) offer() syncing.BlobOffer {
	return syncing.BlobOffer{SHA256: f.SHA256, Size: int64(len(f.Bytes)), LedgerID: f.LedgerID, OpID: f.OpID}
}

func (p *Phone) refused(opID string) bool {
	return slices.ContainsFunc(p.state.Ops, func(k Kept) bool { return k.Op.Op.ID == opID && k.Where == ToMend })
}

// maxAgain is how often a file is sent anew after it arrived with another hash;
// then it has changed on this phone.
const maxAgain = 3

// sendPhoto sends one file, piece by piece, from where the server has it.
func (p *Phone) sendPhoto(ctx context.Context, n int, r syncing.BlobResult) error {
	f := p.state.Photos[n]
	for r.Result == syncing.BlobSend {
		if r.Code == "hash_mismatch" {
			if f.again++; f.again == maxAgain {
				f.Where, f.Code = ToMend, r.Code
				return p.keepPhoto(n, f)
			}
		}
		size := int64(len(f.Bytes))
		if r.Offset < 0 || r.Offset >= size {
			return fmt.Errorf("the server asks for byte %d of %d", r.Offset, size)
		}
		path := fmt.Sprintf("/blobs/%s?ledger_id=%s&op_id=%s&size=%d&offset=%d", f.SHA256, f.LedgerID, f.OpID, size, r.Offset)
		var out syncing.PieceReply
		if err := p.call(ctx, "PUT", path, Piece(f.Bytes[r.Offset:min(size, r.Offset+p.pieceSize())]), &out); err != nil {
			return err
		}
		r = out.BlobResult
	}
	return p.takePhoto(n, f, r)
}

func (p *Phone) pieceSize() int64 {
	if p.PieceSize > 0 {
		return int64(p.PieceSize)
	}
	return syncing.MaxPiece
}

// takePhoto notes what became of a file.
func (p *Phone) takePhoto(n int, f Photo, r syncing.BlobResult) error {
	switch r.Result {
	case syncing.BlobReceived:
		receipt, err := p.checkBlobReceipt(&f, r.Receipt)
		if err != nil {
			return err
		}
		f.Where, f.Code, f.Receipt, f.KeepUntilMS = Received, "", r.Receipt, receipt.KeepUntilMS
	case syncing.BlobRefused:
		f.Where, f.Code = ToMend, r.Code
	default: // ahead: its operation is not there yet
		return nil
	}
	return p.keepPhoto(n, f)
}

func (p *Phone) keepPhoto(n int, f Photo) error {
	next := p.state
	next.Photos = slices.Clone(next.Photos)
	next.Photos[n] = f
	return p.save(next)
}

// checkBlobReceipt holds that a receipt is of a known node, for this phone, and
// of these very bytes.
func (p *Phone) checkBlobReceipt(f *Photo, w *syncing.WireReceipt) (ledger.BlobReceipt, error) {
	if w == nil {
		return ledger.BlobReceipt{}, errors.New("a received file without a receipt")
	}
	r, err := ledger.ReadBlobReceipt([]byte(w.Receipt))
	if err != nil {
		return r, err
	}
	sig, err := base64.RawURLEncoding.DecodeString(w.Sig)
	if err != nil || !p.nodes[r.NodeID].Verify([]byte(ledger.BlobPreimage+w.Receipt), sig) {
		return r, errors.New("a receipt of a file that no node of this book signed")
	}
	if r.SHA256 != f.SHA256 || r.Size != int64(len(f.Bytes)) || r.LedgerID != f.LedgerID || r.DeviceID != p.Author.DeviceID {
		return r, fmt.Errorf("the receipt is of another file than %s", f.SHA256)
	}
	return r, nil
}

// dropOld deletes received files whose time is over.
func (p *Phone) dropOld() error {
	old := func(f Photo) bool { return f.Where == Received && p.NowMS() > f.KeepUntilMS }
	if !slices.ContainsFunc(p.state.Photos, old) {
		return nil
	}
	next := p.state
	next.Photos = slices.DeleteFunc(slices.Clone(next.Photos), old)
	return p.save(next)
}

// heldBlobs are the files with a receipt, for reconciliation.
func (p *Phone) heldBlobs() (out []syncing.HeldBlob) {
	for i := range p.state.Photos {
		if f := &p.state.Photos[i]; f.Where == Received {
			out = append(out, syncing.HeldBlob{SHA256: f.SHA256, Size: int64(len(f.Bytes))})
		}
	}
	return out
}
