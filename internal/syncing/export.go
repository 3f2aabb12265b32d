package syncing

import (
	"context"
	"crypto/ecdh"
	"crypto/hpke"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"

	"phendau/internal/ledger"
)

// A phone that has no line, or is not let in any more, writes what was not
// received into a file and somebody carries it. docs/sync.md says its form.

// MaxExport bounds one file; a phone with more writes several.
const MaxExport = 32 << 20

// ExportMagic begins a file; the encapsulated key of HPKE and the frames follow.
const ExportMagic = "PDOUT1\n"

// ExportInfo is what the seal of a file is for, and what stands before what its
// phone signs.
const ExportInfo = "phendau/export/1\n"

// The frames of a file: one header, operations, files, and the end.
const (
	ExportHeadFrame = 1
	ExportOpsFrame  = 2
	ExportBlobFrame = 3
	ExportEndFrame  = 4
)

// Why a file is not taken. Nothing of it was, then.
var (
	ErrExportForeign = errors.New("the file is sealed for another book, or is none")
	ErrExportDamaged = errors.New("the file is not whole as its phone wrote it")
	ErrExportUnknown = errors.New("no enrolled phone wrote the file")
)

// ExportHead says who wrote a file, and which of how many it is.
type ExportHead struct {
	V        int    `json:"v"`
	DeviceID string `json:"device_id"`
	MadeMS   int64  `json:"made_ms"`
	App      string `json:"app,omitempty"`
	Part     int    `json:"part"`
	Of       int    `json:"of"`
}

// ExportEnd proves that the file is whole and that the phone wrote it: Sig is
// over ExportInfo and the hash in hex of all bytes before the last frame.
type ExportEnd struct {
	Sig string `json:"sig"`
}

// ExportFile is a file of a phone that was opened, read to its end and found to
// be the phone's.
type ExportFile struct {
	Head  ExportHead
	ops   []WireOp
	blobs []exportBlob
	who   *caller
}

type exportBlob struct {
	offer BlobOffer
	bytes []byte
}

// exportSuite is how files are sealed: what every browser that runs the app can.
func exportSuite() (hpke.KDF, hpke.AEAD) { return hpke.HKDFSHA256(), hpke.AES256GCM() }

// exportKey is the public half of the key files of phones are sealed for.
func (h *Hub) exportKey() string {
	return base64.RawURLEncoding.EncodeToString(h.keyPair("export").PublicKey().Bytes())
}

// OpenExport opens a file with the key of this book and reads it to its end,
// before anything of it is applied.
func (h *Hub) OpenExport(ctx context.Context, file []byte) (*ExportFile, error) {
	const encLen = 65 // an uncompressed point
	if len(file) < len(ExportMagic)+encLen || string(file[:len(ExportMagic)]) != ExportMagic {
		return nil, ErrExportForeign
	}
	at := len(ExportMagic) + encLen
	kdf, aead := exportSuite()
	r, err := hpke.NewRecipient(file[len(ExportMagic):at], h.keyPair("export"), kdf, aead, []byte(ExportInfo))
	if err != nil {
		return nil, ErrExportForeign
	}
	out := &ExportFile{}
	for first := true; at < len(file); first = false {
		frame, next, err := openFrame(r, file, at)
		switch {
		case err != nil && first:
			return nil, ErrExportForeign
		case err != nil || first != (frame[0] == ExportHeadFrame):
			return nil, ErrExportDamaged
		case frame[0] == ExportEndFrame && next == len(file):
			return out, h.signedExport(ctx, out, file[:at], frame[1:])
		case !out.add(frame):
			return nil, ErrExportDamaged
		}
		at = next
	}
	return nil, ErrExportDamaged
}

// openFrame opens the frame at a place, and tells where the next one begins.
func openFrame(r *hpke.Recipient, file []byte, at int) (frame []byte, next int, err error) {
	if len(file)-at < 4 {
		return nil, 0, ErrExportDamaged
	}
	n := int64(binary.BigEndian.Uint32(file[at:]))
	if at += 4; n > int64(len(file)-at) {
		return nil, 0, ErrExportDamaged
	}
	next = at + int(n)
	frame, err = r.Open(nil, file[at:next])
	if err == nil && len(frame) == 0 {
		err = ErrExportDamaged
	}
	return frame, next, err
}

func (f *ExportFile) add(frame []byte) bool {
	switch body := frame[1:]; frame[0] {
	case ExportHeadFrame:
		return json.Unmarshal(body, &f.Head) == nil && f.Head.V == 1 && ledger.ValidID(f.Head.DeviceID)
	case ExportOpsFrame:
		var ops []WireOp
		if json.Unmarshal(body, &ops) != nil {
			return false
		}
		f.ops = append(f.ops, ops...)
		return true
	case ExportBlobFrame:
		if len(body) < 2 {
			return false
		}
		n := int(binary.BigEndian.Uint16(body))
		var b exportBlob
		if len(body) < 2+n || json.Unmarshal(body[2:2+n], &b.offer) != nil {
			return false
		}
		b.bytes = body[2+n:]
		sum := sha256.Sum256(b.bytes)
		f.blobs = append(f.blobs, b)
		return b.offer.Size == int64(len(b.bytes)) && b.offer.SHA256 == hex.EncodeToString(sum[:])
	}
	return false
}

// signedExport holds that the phone the file names wrote all of it.
func (h *Hub) signedExport(ctx context.Context, f *ExportFile, before, end []byte) error {
	reg, d, err := h.device(ctx, f.Head.DeviceID)
	var unknown *Error
	if errors.As(err, &unknown) {
		return ErrExportUnknown
	}
	if err != nil {
		return err
	}
	var e ExportEnd
	if json.Unmarshal(end, &e) != nil {
		return ErrExportDamaged
	}
	sum := sha256.Sum256(before)
	sig, err := base64.RawURLEncoding.DecodeString(e.Sig)
	if err != nil || !d.Verify([]byte(ExportInfo+hex.EncodeToString(sum[:])), sig) {
		return ErrExportDamaged
	}
	f.who = &caller{id: f.Head.DeviceID, device: d, reg: reg}
	return nil
}

// ExportSender seals a file for a book whose key is given as phones hold it;
// the file begins with the returned bytes.
func ExportSender(key string) (begin []byte, s *hpke.Sender, err error) {
	raw, err := base64.RawURLEncoding.DecodeString(key)
	if err != nil {
		return nil, nil, err
	}
	pub, err := hpke.DHKEM(ecdh.P256()).NewPublicKey(raw)
	if err != nil {
		return nil, nil, err
	}
	kdf, aead := exportSuite()
	enc, s, err := hpke.NewSender(pub, kdf, aead, []byte(ExportInfo))
	return append([]byte(ExportMagic), enc...), s, err
}
