// Package bundle is the file in which sites exchange: frames of a type and a
// length, a header first, and at the end a hash of everything before with the
// signature of the sender. It knows bytes only; what a frame means is said here,
// what is done with it elsewhere. Encryption lies around the whole.
package bundle

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"

	"phendau/internal/ledger"
)

// magic begins every bundle.
const magic = "PHENDAU1\n"

// Types of frames.
const (
	TypeHeader  byte = 1 // Header as JSON
	TypeBrought byte = 2 // []WireOp as packed JSON: operations in custody
	TypePage    byte = 3 // Page as packed JSON: a part of a ledger's feed
	TypeBlob    byte = 4 // a hash of 32 bytes and the bytes it is of
	TypeTrailer byte = 5 // Trailer as JSON
	TypeAnswers byte = 6 // []Answer as packed JSON: what became of custody
)

// Limits of a bundle, in bytes: no length is believed beyond them.
const (
	MaxFrame  = 64 << 20 // as it stands in the file
	MaxPlain  = 64 << 20 // a packed frame when unpacked
	MaxBundle = 4 << 30  // all frames together
)

// Header says between whom the bundle goes, and how far its sender has got.
type Header struct {
	V         int               `json:"v"`
	Registry  string            `json:"registry"` // id of the registry ledger: which book this is of
	From      string            `json:"from"`     // site, "" is home
	To        string            `json:"to"`       // site, "" is home
	CreatedMS int64             `json:"created_ms"`
	Told      []ledger.Position `json:"told"`
	// Wants are hashes of files that operations at the sender name and that it
	// lacks: the receiver puts those it has into its next bundle.
	Wants []string `json:"wants,omitempty"`
}

// Trailer closes a bundle: NodeID signed the hash of everything before.
type Trailer struct {
	SHA256 string `json:"sha256"`
	NodeID string `json:"node_id"`
	Sig    []byte `json:"sig"`
}

// SignedText is what the signature of a trailer covers.
func SignedText(sum string) string { return "phendau/bundle/1\n" + sum }

// Errors of a bundle that cannot be read; both are said of the whole file.
var (
	ErrDamaged = errors.New("the bundle is cut off or was altered")
	ErrTooBig  = errors.New("the bundle is larger than this program takes")
)

// Writer writes frames and keeps their hash.
type Writer struct {
	w    io.Writer
	sum  hash.Hash
	says hash.Hash // as sum, but of no moment
	n    int64
}

// NewWriter begins a bundle with its header.
func NewWriter(w io.Writer, h Header) (*Writer, error) {
	out := &Writer{w: w, sum: sha256.New(), says: sha256.New()}
	if err := out.write([]byte(magic)); err != nil {
		return nil, err
	}
	b, err := json.Marshal(h)
	if err != nil {
		return nil, err
	}
	if err := out.frame(TypeHeader, b); err != nil {
		return nil, err
	}
	h.CreatedMS = 0
	if b, err = json.Marshal(h); err != nil {
		return nil, err
	}
	out.says.Reset()
	out.says.Write(b)
	return out, nil
}

// Tag names what the bundle says so far: two of different moments that say the
// same have the same.
func (w *Writer) Tag() string { return fmt.Sprintf("%x", w.says.Sum(nil)) }

// Len is the number of bytes so far.
func (w *Writer) Len() int64 { return w.n }

func (w *Writer) write(b []byte) error {
	w.sum.Write(b)
	w.says.Write(b)
	w.n += int64(len(b))
	if w.n > MaxBundle {
		return ErrTooBig
	}
	_, err := w.w.Write(b)
	return err
}

func (w *Writer) frame(typ byte, payload []byte) error {
	if len(payload) > MaxFrame {
		return ErrTooBig
	}
	head := binary.BigEndian.AppendUint64([]byte{typ}, uint64(len(payload)))
	if err := w.write(head); err != nil {
		return err
	}
	return w.write(payload)
}

// Pack writes v as packed JSON.
func (w *Writer) Pack(typ byte, v any) error {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if err := json.NewEncoder(z).Encode(v); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	return w.frame(typ, b.Bytes())
}

// Blob writes bytes under their hash.
func (w *Writer) Blob(h ledger.Hash, b []byte) error {
	return w.frame(TypeBlob, append(h[:], b...))
}

// Close writes the trailer. sign signs SignedText for nodeID.
func (w *Writer) Close(nodeID string, sign func(text string) []byte) error {
	sum := fmt.Sprintf("%x", w.sum.Sum(nil))
	b, err := json.Marshal(Trailer{SHA256: sum, NodeID: nodeID, Sig: sign(SignedText(sum))})
	if err != nil {
		return err
	}
	return w.frame(TypeTrailer, b)
}

// Frame is one frame of a bundle.
type Frame struct {
	Type    byte
	Payload []byte
}

// Read hands out the frames behind the header in order. An error of use ends it
// and is returned as it is. The trailer is returned when the hash is right and
// nothing stands behind it; whether its signature is, is asked of the sender's
// device by the caller, who therefore reads a file once before using anything.
func Read(r io.Reader, use func(Header, Frame) error) (Header, Trailer, error) {
	in := &reader{r: r, sum: sha256.New()}
	h, err := in.header()
	if err != nil {
		return h, Trailer{}, err
	}
	for {
		before := fmt.Sprintf("%x", in.sum.Sum(nil))
		f, err := in.frame()
		if err != nil {
			return h, Trailer{}, err
		}
		if f.Type == TypeTrailer {
			t, err := in.end(f, before)
			return h, t, err
		}
		if err := use(h, f); err != nil {
			return h, Trailer{}, err
		}
	}
}

type reader struct {
	r   io.Reader
	sum hash.Hash
	n   int64
}

// take reads exactly n bytes.
func (in *reader) take(n int64) ([]byte, error) {
	if in.n += n; in.n > MaxBundle {
		return nil, ErrTooBig
	}
	var b bytes.Buffer // grows with what is really there, not with what a length claims
	if _, err := io.CopyN(&b, in.r, n); err != nil {
		return nil, fmt.Errorf("%w (%w)", ErrDamaged, err)
	}
	in.sum.Write(b.Bytes())
	return b.Bytes(), nil
}

func (in *reader) header() (Header, error) {
	var h Header
	b, err := in.take(int64(len(magic)))
	if err != nil || string(b) != magic {
		return h, errors.Join(ErrDamaged, err)
	}
	f, err := in.frame()
	if err != nil {
		return h, err
	}
	if f.Type != TypeHeader || json.Unmarshal(f.Payload, &h) != nil || h.V != 1 || !ledger.ValidID(h.Registry) {
		return h, ErrDamaged
	}
	return h, nil
}

func (in *reader) frame() (Frame, error) {
	head, err := in.take(9)
	if err != nil {
		return Frame{}, err
	}
	n := binary.BigEndian.Uint64(head[1:])
	if n > MaxFrame {
		return Frame{}, ErrTooBig
	}
	b, err := in.take(int64(n))
	return Frame{head[0], b}, err
}

// end checks the trailer against the hash of what stood before it.
func (in *reader) end(f Frame, before string) (Trailer, error) {
	var t Trailer
	if json.Unmarshal(f.Payload, &t) != nil || t.SHA256 != before {
		return t, ErrDamaged
	}
	if n, err := in.r.Read(make([]byte, 1)); n > 0 || err != nil && !errors.Is(err, io.EOF) {
		return t, errors.Join(ErrDamaged, err)
	}
	return t, nil
}

// Unpack reads packed JSON strictly, within the limit.
func (f *Frame) Unpack(v any) error {
	z, err := gzip.NewReader(bytes.NewReader(f.Payload))
	if err != nil {
		return fmt.Errorf("%w (%w)", ErrDamaged, err)
	}
	limited := &io.LimitedReader{R: z, N: MaxPlain}
	d := json.NewDecoder(limited)
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		if limited.N <= 0 {
			return ErrTooBig
		}
		return fmt.Errorf("%w (%w)", ErrDamaged, err)
	}
	return nil
}

// Blob reads a blob frame and checks its hash.
func (f *Frame) Blob() (ledger.Hash, []byte, error) {
	if len(f.Payload) < len(ledger.Hash{}) {
		return ledger.Hash{}, nil, ErrDamaged
	}
	h, b := ledger.Hash(f.Payload[:32]), f.Payload[32:]
	if ledger.HashOf(b) != h {
		return h, nil, ErrDamaged
	}
	return h, b, nil
}
