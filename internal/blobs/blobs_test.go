package blobs

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

func photo(t *testing.T, w, h int) []byte {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for x := range w {
		for y := range h {
			m.Set(x, y, color.RGBA{uint8(x), uint8(y), 90, 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// withExif puts an Exif part behind the head of a JPEG: an orientation, a
// position and an older small picture.
func withExif(jpg []byte, orientation uint16, secret string) []byte {
	tiff := []byte("MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00")
	binary.BigEndian.PutUint16(tiff[18:], orientation)
	part := append([]byte("Exif\x00\x00"), append(tiff, secret...)...)
	out := append([]byte{}, jpg[:2]...)
	out = append(out, 0xff, 0xe1)
	out = binary.BigEndian.AppendUint16(out, uint16(len(part)+2))
	return append(append(out, part...), jpg[2:]...)
}

// hugePNG says that it is 20,000 pixels square; its content would not matter.
func hugePNG() []byte {
	head := []byte("IHDR\x00\x00N \x00\x00N \x08\x02\x00\x00\x00")
	b := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\r"), head...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(head))
}

func dir(t *testing.T) *Dir {
	t.Helper()
	d, err := Open(filepath.Join(t.TempDir(), "blobs"))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestHostileFilesAreRefusedWithWhatToDo is case 15 of security.md.
func TestHostileFilesAreRefusedWithWhatToDo(t *testing.T) {
	d := dir(t)
	jpg := photo(t, 30, 20)
	for name, c := range map[string]struct {
		b    []byte
		want Code
	}{
		"a PNG of 20,000 pixels square":    {hugePNG(), TooMany},
		"an SVG with a script":             {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`), Markup},
		"a page":                           {[]byte("\n<!DOCTYPE html><html><body>x"), Markup},
		"an XML with an SVG":               {[]byte(`<?xml version="1.0"?><svg/>`), Markup},
		"HEIC":                             {[]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"), HEIC},
		"a PDF that is a page too":         {[]byte("%PDF-1.4\n<html><script>alert(1)</script>"), Polyglot},
		"a program":                        {[]byte("\x7fELF\x02\x01\x01"), Unknown},
		"a GIF":                            {[]byte("GIF89a\x01\x00\x01\x00"), Unknown},
		"a zip":                            {[]byte("PK\x03\x04rest"), Unknown},
		"half a photograph":                {jpg[:len(jpg)/2], BadFormat},
		"a recording of six megabytes":     {append([]byte("OggS"), make([]byte, 6<<20)...), TooLarge},
		"a photograph of thirteen":         {append(jpg, make([]byte, 13<<20)...), TooLarge},
		"nothing":                          {nil, Empty},
		"a recording shorter than its box": {[]byte("\x7f\x00\x00\x18ftypM4A \x00\x00\x00\x00"), BadFormat},
	} {
		_, err := d.Put(c.b)
		var r *Refusal
		if !errors.As(err, &r) || r.Code != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
			continue
		}
		if r.Text("vi") == "" || r.Text("en") == "" || r.Text("vi") == r.Text("en") {
			t.Errorf("%s: no sentence", name)
		}
	}
	var left []string
	if err := filepath.WalkDir(d.root, func(p string, e os.DirEntry, err error) error {
		if !e.IsDir() {
			left = append(left, p)
		}
		return err
	}); err != nil || len(left) > 0 {
		t.Errorf("refused files left %v, %v", left, err)
	}
}

// TestAPhotographKeepsNothingButItsPicture: position, device and the older
// small picture are gone, and markup behind the picture is gone too.
func TestAPhotographKeepsNothingButItsPicture(t *testing.T) {
	d := dir(t)
	const secret = "GPS 22.8496N 106.7242E <script>alert(1)</script>"
	k, err := d.Put(append(withExif(photo(t, 40, 20), 6, secret), secret...))
	if err != nil {
		t.Fatal(err)
	}
	b, err := d.Get(k.Hash)
	if err != nil || k.Type != "image/jpeg" || int64(len(b)) != k.Size {
		t.Fatalf("%+v, %v", k, err)
	}
	small, err := d.Thumb(k.Hash)
	if err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string][]byte{"file": b, "small picture": small} {
		for _, word := range []string{"GPS", "Exif", "<script"} {
			if bytes.Contains(file, []byte(word)) {
				t.Errorf("%s still holds %q", name, word)
			}
		}
	}
	m, err := jpeg.Decode(bytes.NewReader(b))
	if err != nil || m.Bounds().Dx() != 20 || m.Bounds().Dy() != 40 {
		t.Errorf("a photograph taken upright does not stand: %v, %v", m.Bounds(), err)
	}
}

func TestASmallPictureIsAtMost320(t *testing.T) {
	d := dir(t)
	k, err := d.Put(photo(t, 1000, 400))
	if err != nil {
		t.Fatal(err)
	}
	b, err := d.Thumb(k.Hash)
	if err != nil {
		t.Fatal(err)
	}
	if m, err := jpeg.Decode(bytes.NewReader(b)); err != nil || m.Bounds().Dx() != 320 || m.Bounds().Dy() != 128 {
		t.Errorf("%v, %v", m.Bounds(), err)
	}
}

func TestAPictureWithoutBackgroundIsShownOnWhite(t *testing.T) {
	d := dir(t)
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewNRGBA(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	k, err := d.Put(b.Bytes())
	if err != nil || k.Type != "image/png" {
		t.Fatalf("%+v, %v", k, err)
	}
	small, err := d.Thumb(k.Hash)
	if err != nil {
		t.Fatal(err)
	}
	m, err := jpeg.Decode(bytes.NewReader(small))
	if err != nil {
		t.Fatal(err)
	}
	if r, _, _, _ := m.At(4, 4).RGBA(); r < 0xf000 {
		t.Errorf("the background is %x", r)
	}
}

func TestPDFAndRecordingsAreKeptAsTheyCame(t *testing.T) {
	d := dir(t)
	for media, b := range map[string]string{"application/pdf": "%PDF-1.7\nbiên bản", "audio/ogg": "OggS rest", "audio/mp4": "\x00\x00\x00\x10ftypM4A \x00\x00\x00\x00",
		"audio/webm": "\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm"} {
		k, err := d.Put([]byte(b))
		if err != nil || k.Type != media {
			t.Errorf("%s: %+v, %v", media, k, err)
			continue
		}
		if got, err := d.Get(k.Hash); err != nil || string(got) != b {
			t.Errorf("%s: %q, %v", media, got, err)
		}
		if _, err := d.Thumb(k.Hash); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s has a small picture: %v", media, err)
		}
	}
}

func TestAFileChangedOnDiskIsNotHandedOut(t *testing.T) {
	d := dir(t)
	k, err := d.Put([]byte("%PDF-1.7\nx"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(d.path(k.Hash), []byte("%PDF-1.7\ny"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Get(k.Hash); err == nil || !strings.Contains(err.Error(), "changed") {
		t.Error(err)
	}
}

func TestEqualFilesAtTheSameMomentAreOneFile(t *testing.T) {
	d := dir(t)
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			if _, err := d.Put([]byte("%PDF-1.7\nsame")); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	files, err := filepath.Glob(filepath.Join(d.root, "*", "*"))
	if err != nil || len(files) != 1 {
		t.Errorf("%v, %v", files, err)
	}
}

// TestASweepSeesOnlyWhatNobodySentLately: a file that is sent again is young.
func TestASweepSeesOnlyWhatNobodySentLately(t *testing.T) {
	d := dir(t)
	k, err := d.Put([]byte("%PDF-1.7\nx"))
	if err != nil {
		t.Fatal(err)
	}
	old := time.Now().Add(-time.Hour)
	if err := os.Chtimes(d.path(k.Hash), old, old); err != nil {
		t.Fatal(err)
	}
	seen := func() (n int) {
		if err := d.Each(time.Now().Add(-time.Minute), func(h [32]byte, size int64) error {
			if h != k.Hash || size != k.Size {
				t.Errorf("%x of %d bytes", h, size)
			}
			n++
			return nil
		}); err != nil {
			t.Error(err)
		}
		return n
	}
	if seen() != 1 {
		t.Error("an old file is not seen")
	}
	if _, err := d.Put([]byte("%PDF-1.7\nx")); err != nil || seen() != 0 {
		t.Error("a file just sent is called old", err)
	}
	if err := errors.Join(d.Remove(k.Hash), d.Remove(k.Hash)); err != nil {
		t.Fatal(err)
	}
	if there, err := d.Has(k.Hash, k.Size); there || err != nil {
		t.Error("the file is still there", err)
	}
}

// FuzzNoFileBreaksTheDoor: any bytes are taken or refused.
func FuzzNoFileBreaksTheDoor(f *testing.F) {
	f.Add(hugePNG())
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x10Exif\x00\x00MM\x00*\x00\x00\x00\x08"))
	f.Fuzz(func(t *testing.T, b []byte) {
		k, err := sniff(b)
		if err == nil && k.picture {
			_, _, _, _ = remake(b, k)
		}
	})
}
