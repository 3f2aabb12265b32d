package walk

import (
	"crypto/sha256"
	"encoding/binary"
	"math"

	"phendau/internal/border/geo"
)

// Fingerprint is a track made comparable: where it went and in which steps of time,
// without when it began.
type Fingerprint struct {
	Hash  [sha256.Size]byte // of the places, to 1e-5 degree (about a metre)
	Steps []Step
}

// Step is one place and the time since the one before, in milliseconds.
type Step struct {
	At    geo.Point
	Since int64
}

// Two tracks are the same if of nine in ten points each has its like within so
// many metres after the same time.
const (
	sameM     = 3
	sameShare = 0.9
	// fewPoints may be alike by chance.
	fewPoints = 20
)

// FingerprintOf a track in the order received.
func FingerprintOf(fixes []Fix) Fingerprint {
	var p Fingerprint
	var b []byte
	for i, f := range fixes {
		s := Step{At: f.Point}
		if i > 0 {
			s.Since = f.At - fixes[i-1].At
		}
		p.Steps = append(p.Steps, s)
		b = binary.BigEndian.AppendUint32(b, fine(f.Lat))
		b = binary.BigEndian.AppendUint32(b, fine(f.Lon))
	}
	p.Hash = sha256.Sum256(b)
	return p
}

// fine is a place to 1e-5 degree; what is no place is one of its own.
func fine(degree float64) uint32 {
	if !(math.Abs(degree) <= 360) {
		return math.MaxUint32
	}
	return uint32(int32(math.Round(degree * 1e5)))
}

func (p *Fingerprint) isAmong(earlier []Fingerprint) bool {
	if len(p.Steps) < fewPoints {
		return false
	}
	for i := range earlier {
		if p.Hash == earlier[i].Hash || p.like(&earlier[i]) {
			return true
		}
	}
	return false
}

func (p *Fingerprint) like(o *Fingerprint) bool {
	most := max(len(p.Steps), len(o.Steps))
	same := 0
	for i := range min(len(p.Steps), len(o.Steps)) {
		a, b := &p.Steps[i], &o.Steps[i]
		if a.Since == b.Since && geo.Distance(a.At, b.At) <= sameM {
			same++
		}
	}
	return float64(same) > sameShare*float64(most)
}
