package tip

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"filippo.io/age"
)

// chunk is how much plaintext age seals at a time.
const chunk = 65_536

// SealedSize is how many bytes n > 0 bytes take when sealed to r recipients.
func SealedSize(n, r int) int { return 1643 + 1557*(r-1) + n + 16*((n+chunk-1)/chunk) }

// Seal seals bytes to hybrid recipients. Taking no other kind is the point:
// one X25519 recipient beside a hybrid one would undo what the hybrid is for.
func Seal(plain []byte, to ...*age.HybridRecipient) ([]byte, error) {
	if len(plain) == 0 || len(to) == 0 {
		return nil, fail(WrongSize, "%d bytes for %d recipients", len(plain), len(to))
	}
	all := make([]age.Recipient, len(to))
	for i, r := range to {
		all[i] = r
	}
	var out bytes.Buffer
	out.Grow(SealedSize(len(plain), len(to)))
	w, err := age.Encrypt(&out, all...)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(plain); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	if out.Len() != SealedSize(len(plain), len(to)) {
		return nil, fail(WrongSize, "%d sealed bytes where %d were due", out.Len(), SealedSize(len(plain), len(to)))
	}
	return out.Bytes(), nil
}

// Open opens a file that holds exactly so many bytes. NoKey is the answer where
// no identity fits; Damaged where one fits and the file is not whole.
func Open(sealed []byte, size int, with ...*age.HybridIdentity) ([]byte, error) {
	if err := CheckSealed(sealed, size); err != nil {
		return nil, err
	}
	all := make([]age.Identity, len(with))
	for i, id := range with {
		all[i] = id
	}
	r, err := age.Decrypt(bytes.NewReader(sealed), all...)
	if err != nil {
		if _, none := errors.AsType[*age.NoIdentityMatchError](err); none {
			return nil, fail(NoKey, "none of %d keys opens it", len(with))
		}
		return nil, fail(Damaged, "the head of the file is not whole")
	}
	plain, err := io.ReadAll(r)
	if err != nil || len(plain) != size {
		return nil, fail(Damaged, "the file is not whole")
	}
	return plain, nil
}

const (
	ageVersion = "age-encryption.org/v1\n"
	hybridLine = "-> mlkem768x25519 "
)

// CheckSealed looks at a sealed file as whoever cannot open it can: its size is
// that of so many bytes for some number of recipients, and all are hybrid.
func CheckSealed(sealed []byte, size int) error {
	rest := len(sealed) - SealedSize(size, 1)
	if rest < 0 || rest%1557 != 0 {
		return fail(WrongSize, "%d bytes", len(sealed))
	}
	recipients := rest/1557 + 1
	head, _, whole := bytes.Cut(sealed, []byte("\n--- "))
	if !whole || !bytes.HasPrefix(head, []byte(ageVersion)) {
		return fail(NotHybrid, "no head of an age file")
	}
	n := 0
	for line := range strings.Lines(string(head[len(ageVersion):])) {
		if !strings.HasPrefix(line, "-> ") {
			continue
		}
		if !strings.HasPrefix(line, hybridLine) {
			return fail(NotHybrid, "a recipient of another kind")
		}
		n++
	}
	if n != recipients {
		return fail(NotHybrid, "%d recipients where the size says %d", n, recipients)
	}
	return nil
}
