package backup

import (
	"encoding/json"
	"io"

	"filippo.io/age"

	"phendau/internal/tip"
)

// The key that opens copies is split among Safes safes, of which Needed open it:
// one may burn, one may be robbed.
const (
	Safes  = 3
	Needed = 2
)

// Share is what one safe keeps: its pieces for every pair it belongs to. It is
// short, since it may have to be typed from paper.
type Share struct {
	V      int     `json:"v"`
	Key    string  `json:"key"`  // mark of the recipient, by which shares of one key know each other
	Safe   int     `json:"safe"` // 1, 2 or 3
	Pieces []piece `json:"pieces"`
}

type piece struct {
	With int    `json:"with"` // the other safe
	Seed []byte `json:"seed"`
}

// NewKey draws the key that opens copies and splits it.
func NewKey(rand io.Reader) (*age.HybridIdentity, []Share, error) {
	seed, err := tip.NewSeed(rand)
	if err != nil {
		return nil, nil, err
	}
	id, err := seed.Identity()
	if err != nil {
		return nil, nil, err
	}
	split, err := tip.Split(rand, seed, Safes, Needed)
	if err != nil {
		return nil, nil, err
	}
	out := make([]Share, Safes)
	for i := range out {
		out[i] = Share{V: Version, Key: markOf(id), Safe: i + 1}
	}
	for _, s := range split {
		other := s.Group[0] + s.Group[1] - s.Custodian
		out[s.Custodian].Pieces = append(out[s.Custodian].Pieces, piece{other + 1, s.Seed[:]})
	}
	return id, out, nil
}

// markOf names a recipient in sixteen letters.
func markOf(id *age.HybridIdentity) string { return hexOf(id.Recipient().String())[:16] }

// Text is the share as it is printed.
func (s *Share) Text() ([]byte, error) {
	b, err := json.MarshalIndent(s, "", " ")
	return append(b, '\n'), err
}

// ParseShare reads what Text wrote.
func ParseShare(b []byte) (*Share, error) {
	var s Share
	if err := strict(b, &s); err != nil || s.V != Version || s.Safe < 1 || s.Safe > Safes {
		return nil, Refuse(WrongText, "no share")
	}
	return &s, nil
}

// Join puts the key together from the shares of two safes.
func Join(a, b *Share) (*age.HybridIdentity, error) {
	x, okX := a.pieceWith(b.Safe)
	y, okY := b.pieceWith(a.Safe)
	if !okX || !okY || a.Key != b.Key {
		return nil, Refuse(WrongShares, "safes %d and %d", a.Safe, b.Safe)
	}
	id, err := x.Xor(y).Identity()
	if err != nil || markOf(id) != a.Key {
		return nil, Refuse(WrongShares, "safes %d and %d", a.Safe, b.Safe)
	}
	return id, nil
}

func (s *Share) pieceWith(other int) (seed tip.Seed, ok bool) {
	for _, p := range s.Pieces {
		if p.With == other && len(p.Seed) == len(seed) {
			return tip.Seed(p.Seed), true
		}
	}
	return seed, false
}
