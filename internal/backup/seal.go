package backup

import (
	"compress/gzip"
	"errors"
	"io"
	"strings"

	"filippo.io/age"
)

// ParseRecipient reads the public key that copies are sealed to: hybrid, and no
// other kind.
func ParseRecipient(text string) (*age.HybridRecipient, error) {
	r, err := age.ParseHybridRecipient(strings.TrimSpace(text))
	if err != nil {
		return nil, Refuse(WrongText, "no recipient age1pq1…")
	}
	return r, nil
}

// ParseIdentity reads the key that opens copies.
func ParseIdentity(text string) (*age.HybridIdentity, error) {
	id, err := age.ParseHybridIdentity(strings.TrimSpace(text))
	if err != nil {
		return nil, Refuse(WrongText, "no identity AGE-SECRET-KEY-PQ-1…")
	}
	return id, nil
}

// sealing packs and seals what is written.
type sealing struct {
	*gzip.Writer
	sealed io.WriteCloser
}

// Seal packs and seals what is written into w. Close writes the end.
func Seal(w io.Writer, to *age.HybridRecipient) (io.WriteCloser, error) {
	sealed, err := age.Encrypt(w, to)
	if err != nil {
		return nil, err
	}
	z, err := gzip.NewWriterLevel(sealed, gzip.BestSpeed)
	return &sealing{z, sealed}, err
}

func (s *sealing) Close() error { return errors.Join(s.Writer.Close(), s.sealed.Close()) }

// Open opens what Seal made. WrongKey is told from damage.
func Open(r io.Reader, with *age.HybridIdentity) (io.Reader, error) {
	plain, err := age.Decrypt(r, with)
	if err != nil {
		if _, none := errors.AsType[*age.NoIdentityMatchError](err); none {
			return nil, Refuse(WrongKey, "this key does not open it")
		}
		return nil, Refuse(FileAltered, "the head of the sealed file is not whole")
	}
	z, err := gzip.NewReader(plain)
	if err != nil {
		return nil, Refuse(FileAltered, "the sealed file is not whole")
	}
	return &opened{z}, nil
}

// opened says of any failure that the file is not whole.
type opened struct{ z *gzip.Reader }

func (o *opened) Read(b []byte) (int, error) {
	n, err := o.z.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		err = Refuse(FileAltered, "the sealed file is not whole")
	}
	return n, err
}
