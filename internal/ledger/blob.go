package ledger

import (
	"bytes"
	"encoding/json"
	"fmt"

	"phendau/internal/canon"
)

// Blob is a file by its hash, as it is kept.
type Blob struct {
	Hash      Hash
	Size      int64
	MediaType string
}

// BlobPreimage begins the text that a node signs for a file.
const BlobPreimage = "phendau/blob/1\n"

// BlobReceipt is a node's signed word that it keeps a file which an operation
// of the ledger names, whole and on disk.
type BlobReceipt struct {
	V        int    `json:"v"`
	Class    string `json:"class"` // blob
	LedgerID string `json:"ledger_id"`
	SHA256   string `json:"sha256"`
	Size     int64  `json:"size"`
	// DeviceID is the phone it was given to.
	DeviceID string `json:"device_id"`
	StoredMS int64  `json:"stored_ms"`
	// KeepUntilMS is how long the phone still keeps its own: a book that was
	// restored from an older backup is filled again with it.
	KeepUntilMS int64  `json:"keep_until_ms"`
	NodeID      string `json:"node_id"`
}

// keepMS is how long a phone keeps a file that was received, in milliseconds.
const keepMS = LeaseDays * 24 * 3600 * 1000

// BlobReceipt says that a file is kept: the canonical bytes of the receipt, to sign
// behind BlobPreimage.
func (a *Author) BlobReceipt(ledgerID, deviceID string, h Hash, size, storedMS int64) ([]byte, error) {
	return canon.Marshal(BlobReceipt{V: 1, Class: "blob", LedgerID: ledgerID, SHA256: h.String(), Size: size, DeviceID: deviceID,
		StoredMS: storedMS, KeepUntilMS: storedMS + keepMS, NodeID: a.DeviceID})
}

// ReadBlobReceipt reads the canonical bytes of a receipt of a file; whether a
// node signed them is asked of its device.
func ReadBlobReceipt(b []byte) (BlobReceipt, error) {
	var r BlobReceipt
	if err := canon.Check(b); err != nil {
		return r, fmt.Errorf("read blob receipt: %w", err)
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil {
		return r, fmt.Errorf("read blob receipt: %w", err)
	}
	if r.V != 1 || r.Class != "blob" {
		return r, fmt.Errorf("a receipt of version %d and class %q", r.V, r.Class)
	}
	return r, nil
}
