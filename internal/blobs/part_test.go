package blobs

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"phendau/internal/track"
)

const (
	phoneA = "01900000-0000-7000-8000-00000000aaaa"
	phoneB = "01900000-0000-7000-8000-00000000bbbb"
)

// inPieces sends a file as a phone does and finishes it.
func inPieces(d *Dir, sender string, b []byte, piece int) (string, error) {
	h := sha256.Sum256(b)
	for at := 0; at < len(b); at += piece {
		if n, err := d.AppendPart(sender, h, int64(at), b[at:min(len(b), at+piece)]); err != nil || n != int64(min(len(b), at+piece)) {
			return "", errors.Join(err, errors.New("a piece was not taken"))
		}
	}
	return d.FinishPart(sender, h)
}

// TestAPictureInPiecesIsKeptByteForByte: its sender signed this hash.
func TestAPictureInPiecesIsKeptByteForByte(t *testing.T) {
	d := dir(t)
	b := photo(t, 60, 40)
	if media, err := inPieces(d, phoneA, b, 100); err != nil || media != "image/jpeg" {
		t.Fatal(media, err)
	}
	got, err := d.Get(sha256.Sum256(b))
	if err != nil || !bytes.Equal(got, b) {
		t.Error("other bytes are kept", err)
	}
	if _, err := d.Thumb(sha256.Sum256(b)); err != nil {
		t.Error(err)
	}
	if n, err := d.PartSize(phoneA, sha256.Sum256(b)); n != 0 || err != nil {
		t.Error("what had arrived is still there", n, err)
	}
}

// TestAPieceGoesOnlyWhereTheLastOneEnded: a piece sent twice, or out of order,
// changes nothing and is told where to go on.
func TestAPieceGoesOnlyWhereTheLastOneEnded(t *testing.T) {
	d := dir(t)
	b := photo(t, 60, 40)
	h := sha256.Sum256(b)
	for _, c := range []struct{ at, to, want int }{{0, 100, 100}, {0, 100, 100}, {200, 300, 100}, {100, len(b), len(b)}, {50, 60, len(b)}} {
		if n, err := d.AppendPart(phoneA, h, int64(c.at), b[c.at:c.to]); err != nil || n != int64(c.want) {
			t.Errorf("%+v: %d, %v", c, n, err)
		}
	}
	if _, err := d.FinishPart(phoneA, h); err != nil {
		t.Error(err)
	}
}

func TestWhatIsNotItsHashOrMoreThanAPictureIsDropped(t *testing.T) {
	d := dir(t)
	b := photo(t, 60, 40)
	h := sha256.Sum256(b)
	other := bytes.Clone(b)
	other[len(other)/2] ^= 1
	if _, err := d.AppendPart(phoneA, h, 0, other); err != nil {
		t.Fatal(err)
	}
	if _, err := d.FinishPart(phoneA, h); !errors.Is(err, errOtherBytes) {
		t.Error(err)
	}
	for name, b := range map[string][]byte{"an Exif part": withExif(b, 1, "GPS 22.8"), "a tail": append(bytes.Clone(b), "<script>"...),
		"a comment": append([]byte("\xff\xd8\xff\xfe\x00\x06hola"), b[2:]...), "half a picture": b[:len(b)/2], "a page": []byte("<html>")} {
		var r *Refusal
		if _, err := inPieces(d, phoneA, b, 1<<20); !errors.As(err, &r) {
			t.Errorf("%s: %v", name, err)
		}
		if there, err := d.Has(sha256.Sum256(b), int64(len(b))); there || err != nil {
			t.Errorf("%s is kept, %v", name, err)
		}
		if n, _ := d.PartSize(phoneA, sha256.Sum256(b)); n != 0 {
			t.Errorf("%s: what had arrived is still there", name)
		}
	}
}

// TestAProfileOfColoursAndJFIFPass: browsers write them.
func TestAProfileOfColoursAndJFIFPass(t *testing.T) {
	d := dir(t)
	b := photo(t, 20, 20)
	head := []byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xe2\x00\x12ICC_PROFILE\x00\x01\x01xx")
	if _, err := inPieces(d, phoneA, append(head, b[2:]...), 1<<20); err != nil {
		t.Error(err)
	}
}

// TestManySendersOfTheSameBytesLeaveOneFile: each sends his own pieces.
func TestManySendersOfTheSameBytesLeaveOneFile(t *testing.T) {
	d := dir(t)
	b := photo(t, 60, 40)
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			if _, err := inPieces(d, phoneA[:34]+string(rune('a'+i%6))+string(rune('a'+i/6)), b, 64); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	files, err := filepath.Glob(filepath.Join(d.root, "[0-9a-f][0-9a-f]", "*"))
	if err != nil || len(files) != 2 {
		t.Errorf("%v, %v", files, err)
	}
}

func TestWhatWasBegunAndLeftIsSwept(t *testing.T) {
	d := dir(t)
	h := sha256.Sum256([]byte("x"))
	for _, who := range []string{phoneA, phoneB} {
		if _, err := d.AppendPart(who, h, 0, []byte("x")); err != nil {
			t.Fatal(err)
		}
	}
	old := time.Now().Add(-time.Hour)
	if err := os.Chtimes(d.partPath(phoneA, h), old, old); err != nil {
		t.Fatal(err)
	}
	if err := d.SweepParts(time.Now().Add(-time.Minute)); err != nil {
		t.Fatal(err)
	}
	if n, _ := d.PartSize(phoneA, h); n != 0 {
		t.Error("the old one is still there")
	}
	if n, _ := d.PartSize(phoneB, h); n != 1 {
		t.Error("the young one is gone")
	}
}

// TestATrackIsTakenInItsOneFormAndFromPhonesOnly: byte for byte, since its hash
// was signed; nothing can be hidden behind it.
func TestATrackIsTakenInItsOneFormAndFromPhonesOnly(t *testing.T) {
	d := dir(t)
	b, err := track.Encode(&track.Track{Accuracy: true, Points: []track.Point{{Lat: 22_849_600, Lon: 106_724_200, Time: 1_793_000_000, Accuracy: 1}}})
	if err != nil {
		t.Fatal(err)
	}
	if media, err := inPieces(d, phoneA, b, 7); err != nil || media != Track {
		t.Fatal(media, err)
	}
	if got, err := d.Get(sha256.Sum256(b)); err != nil || !bytes.Equal(got, b) {
		t.Error("other bytes are kept", err)
	}
	none, err := track.Encode(&track.Track{})
	if err != nil {
		t.Fatal(err)
	}
	var r *Refusal
	for name, c := range map[string]struct {
		b    []byte
		want Code
	}{"a tail": {append(bytes.Clone(b), "<script>"...), BadFormat}, "half a track": {b[:len(b)/2], BadFormat}, "no point": {none, Empty}} {
		if _, err := inPieces(d, phoneA, c.b, 1<<20); !errors.As(err, &r) || r.Code != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := d.Put(b); !errors.As(err, &r) || r.Code != Unknown {
		t.Error("a desk may send a track", err)
	}
}
