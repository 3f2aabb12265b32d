package tipdoor

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"strings"

	"golang.org/x/text/unicode/norm"

	"phendau/internal/picture"
	"phendau/internal/tip"
)

// Limits of what is typed and chosen, in bytes.
const (
	maxForm   = 12 << 20
	maxField  = 64 << 10
	maxPhotos = tip.MaxFiles
	photoSide = 1600 // pixels
	photoName = "anh"
)

// photoMost is what the smallest bucket of files holds.
var photoMost = tip.FileSizes[0] - 8

// said is a filled form. It lives in memory only.
type said struct {
	fields map[string]string
	raw    [][]byte // what the fields were copied from
	photos [][]byte // made anew
	wrong  []string // keys of what must be changed
}

// forget overwrites what can be overwritten; the runtime may have copied it.
func (s *said) forget() {
	for _, b := range append(s.raw, s.photos...) {
		clear(b)
	}
	clear(s.fields)
}

func (s *said) get(name string) string { return s.fields[name] }

func (s *said) blame(key string) {
	for _, k := range s.wrong {
		if k == key {
			return
		}
	}
	s.wrong = append(s.wrong, key)
}

// hear reads a form part by part. The library's own ways to read forms are not
// used: above a limit they write what was sent into files.
func (d *Door) hear(v *visit) (*said, error) {
	v.r.Body = io.NopCloser(d.body(v.w, v.r, maxForm))
	parts, err := v.r.MultipartReader()
	if err != nil {
		return nil, &problem{http.StatusUnsupportedMediaType, codeBroken}
	}
	defer d.mayWrite(v.w)
	s := &said{fields: map[string]string{}}
	for {
		p, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return s, nil
		}
		if err == nil {
			err = d.part(s, p)
		}
		var big *http.MaxBytesError
		if errors.As(err, &big) { // what came before the photos is kept
			s.blame("too_large")
			return s, nil
		}
		if err != nil {
			s.forget()
			return nil, understand(err)
		}
	}
}

func (d *Door) part(s *said, p *multipart.Part) error {
	if p.FormName() == photoName {
		b, err := io.ReadAll(p)
		defer clear(b)
		if err == nil && len(b) > 0 {
			d.photo(s, b)
		}
		return err
	}
	b, err := io.ReadAll(io.LimitReader(p, maxField+1))
	s.raw = append(s.raw, b)
	if len(b) > maxField {
		s.blame("text_long")
		b = b[:maxField]
	}
	text := strings.ReplaceAll(strings.ToValidUTF8(string(b), ""), "\r\n", "\n")
	s.fields[p.FormName()] = norm.NFC.String(strings.TrimSpace(text))
	return err
}

// photo makes a picture anew, small enough for the smallest bucket. One is unpacked
// at a time: a small file can be a large picture.
func (d *Door) photo(s *said, b []byte) {
	if len(s.photos) == maxPhotos {
		s.blame("photo_many")
		return
	}
	d.decoding.Lock()
	defer d.decoding.Unlock()
	m, err := picture.Decode(b)
	if err != nil {
		s.blame("photo_bad")
		return
	}
	small, err := picture.Within(m, photoSide, photoMost)
	if err != nil {
		s.blame("photo_bad")
		return
	}
	s.photos = append(s.photos, small)
}
