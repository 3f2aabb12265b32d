package ledger

import (
	"encoding/binary"
	"encoding/hex"
	"io"
	"sync"
)

// ValidID reports whether s is a UUID in lower case.
func ValidID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		if i == 8 || i == 13 || i == 18 || i == 23 {
			if c != '-' {
				return false
			}
			continue
		}
		if !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f') {
			return false
		}
	}
	return true
}

// IDs makes UUIDv7: 48 bits of milliseconds, a 12-bit counter that keeps ids
// of one millisecond in order, and 62 random bits. Clock and randomness are
// given, so demo data is deterministic.
type IDs struct {
	Rand io.Reader
	Now  func() int64 // milliseconds since 1970 UTC

	mu   sync.Mutex
	last int64
	n    uint16
}

// New returns the next id. A failing source of randomness panics: nothing may
// go on with guessable ids.
func (g *IDs) New() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	ms := g.Now()
	if ms > g.last {
		g.last, g.n = ms, 0
	} else if g.n++; g.n > 0xfff {
		g.last, g.n = g.last+1, 0
	}
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], uint64(g.last)<<16|0x7000|uint64(g.n))
	if _, err := io.ReadFull(g.Rand, b[8:]); err != nil {
		panic("ledger: no randomness: " + err.Error())
	}
	b[8] = b[8]&0x3f | 0x80
	return formatUUID(b)
}

func formatUUID(b [16]byte) string {
	var out [36]byte
	hex.Encode(out[0:8], b[0:4])
	hex.Encode(out[9:13], b[4:6])
	hex.Encode(out[14:18], b[6:8])
	hex.Encode(out[19:23], b[8:10])
	hex.Encode(out[24:36], b[10:16])
	out[8], out[13], out[18], out[23] = '-', '-', '-', '-'
	return string(out[:])
}

// DerivedID is the id of an operation that a node derives from another one:
// the same cause gives the same id, so a repeat is a duplicate.
func DerivedID(cause, purpose string) string {
	h := sha256Of("phendau/derived/1\n" + purpose + "\n" + cause)
	b := uuidBytes(cause)
	copy(b[8:], h[:8])
	b[6] = 0x70 | h[8]&0x0f
	b[7] = h[9]
	b[8] = b[8]&0x3f | 0x80
	return formatUUID(b)
}
