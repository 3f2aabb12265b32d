package tip

import (
	"io"
	"strings"

	"filippo.io/age"
)

// Seed is the secret of a hybrid identity, 32 bytes.
type Seed [32]byte

// NewSeed draws a seed.
func NewSeed(rand io.Reader) (Seed, error) {
	var s Seed
	_, err := io.ReadFull(rand, s[:])
	return s, err
}

// String hides the seed from logs; Text writes it.
func (s Seed) String() string { return "[redacted]" }

// GoString hides the seed from logs, too.
func (s Seed) GoString() string { return "[redacted]" }

// identityPart is the human-readable part of an identity. age offers no way
// from a seed to an identity but through this text.
const identityPart = "age-secret-key-pq-"

// Text is the identity as age writes it: 77 characters, Bech32 in upper case.
func (s Seed) Text() string { return strings.ToUpper(bech32(identityPart, s[:])) }

// Identity is what opens; its Recipient is what seals.
func (s Seed) Identity() (*age.HybridIdentity, error) { return age.ParseHybridIdentity(s.Text()) }

// Xor is the seed with another laid over it.
func (s Seed) Xor(o Seed) Seed {
	for i := range s {
		s[i] ^= o[i]
	}
	return s
}

const bech32Letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

// bech32 is the encoding of BIP 173 without its limit of length.
func bech32(part string, data []byte) string {
	values := make([]byte, 0, len(data)*8/5+1)
	acc, bits := 0, 0
	for _, b := range data {
		acc, bits = acc<<8|int(b), bits+8
		for ; bits >= 5; bits -= 5 {
			values = append(values, byte(acc>>(bits-5)&31))
		}
		acc &= 1<<bits - 1
	}
	if bits > 0 {
		values = append(values, byte(acc<<(5-bits)&31))
	}
	var out strings.Builder
	out.WriteString(part + "1")
	for _, v := range append(values, bech32Sum(part, values)...) {
		out.WriteByte(bech32Letters[v])
	}
	return out.String()
}

// bech32Sum is the checksum, six letters.
func bech32Sum(part string, values []byte) []byte {
	spread := make([]byte, 0, 2*len(part)+1+len(values)+6)
	for i := range part {
		spread = append(spread, part[i]>>5)
	}
	spread = append(spread, 0)
	for i := range part {
		spread = append(spread, part[i]&31)
	}
	spread = append(spread, values...)
	sum := bech32Mod(append(spread, 0, 0, 0, 0, 0, 0)) ^ 1
	out := make([]byte, 6)
	for i := range out {
		out[i] = byte(sum >> (5 * (5 - i)) & 31)
	}
	return out
}

func bech32Mod(values []byte) uint32 {
	sum := uint32(1)
	for _, v := range values {
		top := sum >> 25
		sum = sum&0x1ffffff<<5 ^ uint32(v)
		for i, g := range [...]uint32{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3} {
			if top>>i&1 == 1 {
				sum ^= g
			}
		}
	}
	return sum
}
