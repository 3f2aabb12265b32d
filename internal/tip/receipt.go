package tip

import (
	"crypto/sha256"
	"io"
	"strings"

	"filippo.io/age"
	"golang.org/x/crypto/argon2"
)

// Receipt (mã biên nhận) is what a sender keeps: 20 digits, of which the last
// finds typing mistakes. The other 19 are random, 63.1 bits. It stands nowhere
// but with the sender.
type Receipt string

const receiptDigits = 20

// NewReceipt draws a receipt; every one of the 10^19 is equally likely.
func NewReceipt(rand io.Reader) (Receipt, error) {
	digits := make([]byte, 0, receiptDigits)
	var b [1]byte
	for len(digits) < receiptDigits-1 {
		if _, err := io.ReadFull(rand, b[:]); err != nil {
			return "", err
		}
		if b[0] < 250 { // 256 is no multiple of ten
			digits = append(digits, '0'+b[0]%10)
		}
	}
	return Receipt(append(digits, '0'+damm(digits))), nil
}

// ParseReceipt reads a receipt as people write it: with spaces, dots, hyphens
// and full-width digits. A mistyped digit or two swapped neighbours are found
// at once, before anything slow is computed.
func ParseReceipt(text string) (Receipt, error) {
	digits := make([]byte, 0, receiptDigits)
	for _, r := range text {
		switch {
		case r >= '0' && r <= '9':
			digits = append(digits, byte(r))
		case r >= '０' && r <= '９':
			digits = append(digits, byte(r-'０')+'0')
		case strings.ContainsRune(" .-\u00a0\u2010\u2011\u3000\t\n", r):
		default:
			return "", fail(WrongReceipt, "it holds something else than digits")
		}
		if len(digits) > receiptDigits {
			return "", fail(WrongReceipt, "more than %d digits", receiptDigits)
		}
	}
	if len(digits) < receiptDigits {
		return "", fail(WrongReceipt, "%d of %d digits", len(digits), receiptDigits)
	}
	if damm(digits) != 0 {
		return "", fail(WrongReceipt, "a digit is wrong")
	}
	return Receipt(digits), nil
}

// String hides the receipt from logs; Groups shows it to its owner.
func (r Receipt) String() string { return "[redacted]" }

// GoString hides the receipt from logs, too.
func (r Receipt) GoString() string { return "[redacted]" }

// Groups is the receipt in five groups of four, as it is shown and read aloud.
func (r Receipt) Groups() string {
	var out []string
	for i := 0; i < len(r); i += 4 {
		out = append(out, string(r[i:min(i+4, len(r))]))
	}
	return strings.Join(out, " ")
}

// Last is what a sender types again to show that the receipt was kept.
func (r Receipt) Last() string { return string(r[len(r)-4:]) }

// dammTable is Damm's quasigroup of order ten: the sum of a number with its
// check digit is 0, that of one with a wrong digit or swapped neighbours never.
var dammTable = [10][10]byte{
	{0, 3, 1, 7, 5, 9, 8, 6, 4, 2}, {7, 0, 9, 2, 1, 5, 4, 8, 6, 3}, {4, 2, 0, 6, 8, 7, 1, 3, 5, 9}, {1, 7, 5, 0, 9, 8, 3, 4, 2, 6}, {6, 1, 2, 3, 0, 4, 5, 9, 7, 8},
	{3, 6, 7, 4, 2, 0, 9, 5, 8, 1}, {5, 8, 6, 9, 7, 2, 0, 1, 3, 4}, {8, 9, 4, 5, 3, 6, 2, 0, 1, 7}, {9, 4, 3, 8, 6, 1, 7, 2, 0, 5}, {2, 5, 8, 1, 4, 3, 6, 7, 9, 0},
}

func damm(digits []byte) (state byte) {
	for _, d := range digits {
		state = dammTable[state][d-'0']
	}
	return state
}

// AccessKey is what whoever asks for a case shows. The server keeps its hash
// only: a reader of the database cannot ask, write or withdraw for the sender.
type AccessKey [16]byte

// Lookup is where the case lies: the first half of a hash of the access key.
func (k AccessKey) Lookup() ID {
	h := sha256.Sum256(append([]byte("phendau lookup v1\n"), k[:]...))
	return ID(h[:16])
}

// String hides the key from logs.
func (k AccessKey) String() string { return "[redacted]" }

// Secrets are what a receipt opens.
type Secrets struct {
	Seed   Seed
	Access AccessKey
}

// Identity opens what the desk seals to the sender.
func (s *Secrets) Identity() (*age.HybridIdentity, error) { return s.Seed.Identity() }

// Argon2id as OWASP gives it for a machine of little memory; 19 digits leave no
// room for guessing beside it.
const (
	kdfTime   = 2
	kdfMemory = 19_456 // KiB
	kdfLanes  = 1
	kdfBytes  = 64
)

// Derive is slow on purpose: about 80 ms here, seconds on a cheap phone. The
// salt is the id of the installation, so that receipts cannot be tried for all
// of them at once. The last 16 bytes are kept for later and dropped.
func (r Receipt) Derive(instance ID) Secrets {
	b := argon2.IDKey([]byte(r), instance[:], kdfTime, kdfMemory, kdfLanes, kdfBytes)
	return Secrets{Seed: Seed(b[:32]), Access: AccessKey(b[32:48])}
}
