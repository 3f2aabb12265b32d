package syncing

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"slices"
	"strconv"
	"time"

	"phendau/internal/ledger"
)

// Limits of files. An ordinary photo is 300 KB in two pieces.
const (
	MaxPiece  = 256 << 10 // bytes of one piece
	MaxOffers = 100       // files of one offer
	MaxBlob   = 12 << 20  // bytes of one file
	// blobsPerDay is what one phone may send in a day, after a first burst of the
	// same size: a month without signal comes in whole.
	blobsPerDay = 400 << 20
	// maxAhead is what a phone may leave here before an operation names it.
	maxAhead = 20 << 20
	// photosAdmitted is how many pieces are written at a time, and photosQueued how
	// many may be here at all: the other places are for text.
	photosAdmitted = 8
	photosQueued   = 24
)

// Files is what the protocol asks of the store of files. A sender is a device.
type Files interface {
	PartSize(sender string, h [32]byte) (int64, error)
	Pending(sender string) (int64, error)
	AppendPart(sender string, h [32]byte, at int64, b []byte) (int64, error)
	// FinishPart checks what has arrived whole and keeps it on disk for good; an
	// error with Why and Text refuses it and forgets what has arrived.
	FinishPart(sender string, h [32]byte) (media string, err error)
	Has(h [32]byte, size int64) (bool, error)
}

// BlobsRequest offers files.
type BlobsRequest struct {
	DeviceID string      `json:"device_id"`
	Blobs    []BlobOffer `json:"blobs"`
}

// BlobOffer is a file by its hash, and the operation that attaches it.
type BlobOffer struct {
	SHA256   string `json:"sha256"`
	Size     int64  `json:"size"`
	LedgerID string `json:"ledger_id"`
	OpID     string `json:"op_id"`
}

// BlobsReply answers file by file, in the order of the request.
type BlobsReply struct {
	ServerMS int64        `json:"server_ms"`
	Lease    Lease        `json:"lease"`
	Blobs    []BlobResult `json:"blobs"`
}

// The results of a file.
const (
	BlobReceived = "received" // it is kept; the receipt comes with it
	BlobSend     = "send"     // go on at the offset
	BlobAhead    = "ahead"    // all of it is here, the operation that names it is not
	BlobRefused  = "refused"  // never taken
)

// BlobResult is how one file stands.
type BlobResult struct {
	SHA256  string       `json:"sha256"`
	Result  string       `json:"result"`
	Offset  int64        `json:"offset,omitempty"`
	Receipt *WireReceipt `json:"receipt,omitempty"`
	Code    string       `json:"code,omitempty"`
	Message string       `json:"message,omitempty"`
}

// PieceReply answers one piece.
type PieceReply struct {
	ServerMS int64 `json:"server_ms"`
	BlobResult
}

// offers tells of files how far they are; one that has arrived before its
// operation is finished now.
func (h *Hub) offers(ctx context.Context, c *caller, in *BlobsRequest) (*BlobsReply, error) {
	if in.DeviceID != c.id || len(in.Blobs) == 0 {
		return nil, fail(codeMalformed)
	}
	if len(in.Blobs) > MaxOffers {
		return nil, fail(codeTooLarge)
	}
	out := &BlobsReply{Blobs: make([]BlobResult, len(in.Blobs))}
	for i := range in.Blobs {
		u, err := h.upload(ctx, c, &in.Blobs[i])
		if err != nil {
			return nil, err
		}
		if out.Blobs[i], err = u.stand(ctx); err != nil {
			return nil, err
		}
	}
	out.ServerMS, out.Lease = h.nowMS(), h.lease(c.id)
	return out, nil
}

// upload is a file of a phone on its way.
type upload struct {
	h     *Hub
	c     *caller
	offer *BlobOffer
	hash  ledger.Hash
	// named says that an accepted operation of the phone, or of one of its people
	// on an earlier phone, attaches the file.
	named bool
}

func (h *Hub) upload(ctx context.Context, c *caller, o *BlobOffer) (*upload, error) {
	hash, err := ledger.ParseHash(o.SHA256)
	if err != nil || o.Size < 1 || !ledger.ValidID(o.LedgerID) || !ledger.ValidID(o.OpID) {
		return nil, fail(codeMalformed)
	}
	if o.Size > MaxBlob {
		return nil, fail(codeTooLarge)
	}
	if h.Files == nil {
		return nil, fail(codeNotFound)
	}
	op, err := h.Book.AttachedBy(ctx, o.LedgerID, o.OpID, hash)
	if err != nil {
		return nil, err
	}
	u := &upload{h: h, c: c, offer: o, hash: hash}
	u.named = op != nil && (op.DeviceID == c.id || slices.Contains(c.device.People, op.ActorID))
	return u, u.allowed(ctx)
}

// allowed stops a phone that is over: what a retired one had recorded still
// comes, and nothing else.
func (u *upload) allowed(ctx context.Context) error {
	if u.c.device.Revoked != nil && !u.named {
		return revoked(u.c.device)
	}
	return u.h.stopped(ctx, u.c.id, u.c.device)
}

// stand is how far the file is.
func (u *upload) stand(ctx context.Context) (BlobResult, error) {
	if u.named {
		b, there, err := u.h.Book.HoldBlob(ctx, u.offer.LedgerID, u.c.id, u.hash, func(size int64) (bool, error) { return u.h.Files.Has(u.hash, size) })
		if err != nil || there {
			return u.received(b.Size, err)
		}
	}
	n, err := u.h.Files.PartSize(u.c.id, u.hash)
	if err != nil {
		return BlobResult{}, err
	}
	return u.at(ctx, n)
}

// at is how the file stands when so much of it has arrived.
func (u *upload) at(ctx context.Context, n int64) (BlobResult, error) {
	switch {
	case n < u.offer.Size:
		return u.say(BlobSend, n), nil
	case !u.named:
		return u.say(BlobAhead, n), nil
	}
	return u.finish(ctx)
}

func (u *upload) say(result string, offset int64) BlobResult {
	return BlobResult{SHA256: u.offer.SHA256, Result: result, Offset: offset}
}

// finish keeps a file that has arrived whole: first its bytes are on disk for
// good, then the book says so, then the receipt is signed.
func (u *upload) finish(ctx context.Context) (BlobResult, error) {
	media, err := u.h.Files.FinishPart(u.c.id, u.hash)
	var refusal interface {
		error
		Why() string
		Text(lang string) string
	}
	switch {
	case errors.Is(err, fs.ErrNotExist): // the same piece, sent twice, was faster
		return u.say(BlobSend, 0), nil
	case errors.As(err, &refusal):
		out := u.say(BlobRefused, 0)
		if out.Code, out.Message = refusal.Why(), refusal.Text(u.c.lang); out.Code == codeOtherBytes {
			out.Result = BlobSend
		}
		return out, nil
	case err != nil:
		return BlobResult{}, err
	}
	b := ledger.Blob{Hash: u.hash, Size: u.offer.Size, MediaType: media}
	err = u.h.Book.KeepBlob(ctx, u.offer.LedgerID, u.c.id, b, func() (bool, error) { return u.h.Files.Has(u.hash, b.Size) })
	return u.received(b.Size, err)
}

func (u *upload) received(size int64, err error) (BlobResult, error) {
	if err != nil {
		return BlobResult{}, err
	}
	body, err := u.h.Node.BlobReceipt(u.offer.LedgerID, u.c.id, u.hash, size, u.h.nowMS())
	out := u.say(BlobReceived, size)
	out.Receipt = &WireReceipt{Receipt: string(body), Sig: u.h.sign(u.c, ledger.BlobPreimage+string(body))}
	return out, err
}

// piece takes the next piece of a file.
func (h *Hub) piece(w http.ResponseWriter, r *http.Request) (any, error) {
	c, err := h.caller(r)
	if err != nil {
		return nil, err
	}
	select {
	case h.photos <- struct{}{}:
		defer func() { <-h.photos }()
	default:
		return nil, later(codeBusy, h.spread())
	}
	q := r.URL.Query()
	size, errSize := strconv.ParseInt(q.Get("size"), 10, 64)
	at, errAt := strconv.ParseInt(q.Get("offset"), 10, 64)
	if errSize != nil || errAt != nil || at < 0 {
		return nil, fail(codeMalformed)
	}
	b, err := readPiece(w, r)
	if err != nil {
		return nil, err
	}
	h.writing <- struct{}{}
	defer func() { <-h.writing }()
	u, err := h.upload(r.Context(), c, &BlobOffer{SHA256: r.PathValue("sha256"), Size: size, LedgerID: q.Get("ledger_id"), OpID: q.Get("op_id")})
	if err != nil {
		return nil, err
	}
	out := &PieceReply{ServerMS: h.nowMS()}
	out.BlobResult, err = u.take(r.Context(), at, b)
	return out, err
}

// readPiece reads the raw bytes of a request.
func readPiece(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if r.Header.Get("Content-Type") != "application/octet-stream" || r.Header.Get("Content-Encoding") != "" {
		return nil, fail(codeUnsupported)
	}
	b, err := io.ReadAll(http.MaxBytesReader(w, r.Body, MaxPiece))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, fail(codeTooLarge)
	case err != nil || len(b) == 0:
		return nil, fail(codeMalformed)
	}
	return b, nil
}

func (u *upload) take(ctx context.Context, at int64, b []byte) (BlobResult, error) {
	if at+int64(len(b)) > u.offer.Size {
		return BlobResult{}, fail(codeMalformed)
	}
	if err := u.quota(len(b)); err != nil {
		return BlobResult{}, err
	}
	n, err := u.h.Files.AppendPart(u.c.id, u.hash, at, b)
	if err != nil {
		return BlobResult{}, err
	}
	return u.at(ctx, n)
}

// quota holds what a phone may send in a day, and what it may leave here for
// which no operation stands.
func (u *upload) quota(n int) error {
	perDay := u.h.BlobBytesPerDay
	if perDay == 0 {
		perDay = blobsPerDay
	}
	if wait := u.h.bytes.take(u.c.id, n, perDay, 24*time.Hour, u.h.Now()); wait > 0 {
		return later(codeTooMany, wait)
	}
	if u.named {
		return nil
	}
	pending, err := u.h.Files.Pending(u.c.id)
	if err == nil && pending+int64(n) > maxAhead {
		err = later(codeTooMany, time.Hour)
	}
	return err
}
