package ledger

import (
	"crypto/sha256"
	"encoding/base64"
)

// Receipts of one answer are signed together: a signature costs as much as
// storing the operation. They are the leaves of a tree of hashes, the node signs
// its root, and every receipt brings the steps from itself to the root, so that
// each can be shown and proved alone.

// TogetherPreimage stands before the root (base64url) when it is signed.
const TogetherPreimage = "phendau/receipts/1\n"

// Sides of a step: where the neighbour stands.
const (
	stepLeft  = 'l'
	stepRight = 'r'
)

// maxSteps is the height of a tree of 2^20 receipts.
const maxSteps = 20

// Together returns the root of the tree over texts, and for each text its steps
// to the root: the side of the neighbour, l or r, and its hash in base64url. A
// text without a neighbour moves up as it is.
func Together(texts [][]byte) (root string, steps [][]string) {
	type node struct {
		hash  Hash
		first int // the texts below are those from first on, as many as count
		count int
	}
	steps = make([][]string, len(texts))
	level := make([]node, len(texts))
	for i, t := range texts {
		level[i] = node{leafHash(t), i, 1}
	}
	tell := func(below node, side byte, neighbour Hash) {
		step := string(side) + base64.RawURLEncoding.EncodeToString(neighbour[:])
		for i := below.first; i < below.first+below.count; i++ {
			steps[i] = append(steps[i], step)
		}
	}
	for len(level) > 1 {
		var up []node
		for i := 0; i < len(level); i += 2 {
			if i+1 == len(level) {
				up = append(up, level[i])
				continue
			}
			left, right := level[i], level[i+1]
			tell(left, stepRight, right.hash)
			tell(right, stepLeft, left.hash)
			up = append(up, node{pairHash(left.hash, right.hash), left.first, left.count + right.count})
		}
		level = up
	}
	if len(level) == 0 {
		return "", steps
	}
	return base64.RawURLEncoding.EncodeToString(level[0].hash[:]), steps
}

// RootOf walks from a text to the root it was signed under; false when the steps
// cannot be read.
func RootOf(text []byte, steps []string) (root string, ok bool) {
	if len(steps) > maxSteps {
		return "", false
	}
	at := leafHash(text)
	for _, s := range steps {
		var neighbour Hash
		if len(s) != 1+base64.RawURLEncoding.EncodedLen(len(neighbour)) {
			return "", false
		}
		if _, err := base64.RawURLEncoding.Strict().Decode(neighbour[:], []byte(s[1:])); err != nil {
			return "", false
		}
		switch s[0] {
		case stepLeft:
			at = pairHash(neighbour, at)
		case stepRight:
			at = pairHash(at, neighbour)
		default:
			return "", false
		}
	}
	return base64.RawURLEncoding.EncodeToString(at[:]), true
}

// leafHash and pairHash differ in their first byte, so that no text can be taken
// for a pair.
func leafHash(text []byte) Hash { return sha256.Sum256(append([]byte{0}, text...)) }

func pairHash(left, right Hash) Hash {
	b := make([]byte, 0, 1+2*len(left))
	b = append(b, 1)
	b = append(b, left[:]...)
	return sha256.Sum256(append(b, right[:]...))
}
