package bundle

import (
	"bytes"
	"errors"
	"testing"

	"phendau/internal/ledger"
)

const registry = "01890a5d-ac96-7000-8000-000000000001"

func sample(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := NewWriter(&b, Header{V: 1, Registry: registry, To: "x", Told: []ledger.Position{{LedgerID: registry, Epoch: 1, Seq: 2}}})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Pack(TypePage, WirePage{LedgerID: registry}); err != nil {
		t.Fatal(err)
	}
	blob := []byte("ảnh")
	if err := w.Blob(ledger.HashOf(blob), blob); err != nil {
		t.Fatal(err)
	}
	if err := w.Close("node", func(s string) []byte { return []byte(s) }); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func read(b []byte) (n int, err error) {
	_, _, err = Read(bytes.NewReader(b), func(_ Header, f Frame) error {
		n++
		switch f.Type {
		case TypePage:
			var p WirePage
			if err := f.Unpack(&p); err != nil {
				return err
			}
			_, err := p.Decode()
			return err
		case TypeBlob:
			_, _, err := f.Blob()
			return err
		}
		return nil
	})
	return n, err
}

func TestABundleIsReadAsItWasWritten(t *testing.T) {
	if n, err := read(sample(t)); n != 2 || err != nil {
		t.Errorf("%d frames, %v", n, err)
	}
}

// TestEveryAlteredByteAndEveryCutIsFound: the hash covers header and frames, and
// nothing may follow the end.
func TestEveryAlteredByteAndEveryCutIsFound(t *testing.T) {
	good := sample(t)
	trailer := bytes.LastIndex(good, []byte(`{"sha256"`)) // beyond it the signature decides
	for i := range good {
		if _, err := read(good[:i]); err == nil {
			t.Fatalf("cut at %d was not found", i)
		}
		bad := bytes.Clone(good)
		bad[i] ^= 0x20
		if _, err := read(bad); err == nil && i < trailer {
			t.Fatalf("byte %d was not found", i)
		}
	}
	if _, err := read(append(bytes.Clone(good), 0)); !errors.Is(err, ErrDamaged) {
		t.Errorf("something behind the end: %v", err)
	}
}

func TestALengthIsNotBelieved(t *testing.T) {
	b := []byte(magic + "\x01\x7f\xff\xff\xff\xff\xff\xff\xff")
	if _, err := read(b); !errors.Is(err, ErrTooBig) {
		t.Error(err)
	}
	b = []byte(magic + "\x01\x00\x00\x00\x00\x03\x00\x00\x00short")
	if _, err := read(b); !errors.Is(err, ErrDamaged) {
		t.Error(err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(sample(f))
	f.Fuzz(func(t *testing.T, b []byte) { _, _ = read(b) })
}
