package tip

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
)

// Recovery is the way back to a desk that nobody can open any more: a key that is
// a member of every epoch of the desk, and whose seed lies in shares with
// custodians. Enough of them must agree, and wait, and only the person named at
// the beginning puts the shares together (section 10 of the note on tips).

// RecoveryDelayMS is how long a recovery waits once enough custodians agreed: 72
// hours, in which the desk, the body above and the ombudsperson may stop it.
const RecoveryDelayMS = 72 * 3_600_000

// ProofDays is for how long a custodian's proof that his share opens holds.
const ProofDays = 365

// Quorum says who keeps the shares of a desk's recovery key.
type Quorum struct {
	Recipient  string   `json:"recipient"` // hybrid recipient of the key
	Need       int      `json:"need"`      // k
	Custodians []string `json:"custodians"`
	MadeMS     int64    `json:"made_ms"`
	// Proved is when each custodian last showed that his share opens, in the order
	// of Custodians; 0 is never.
	Proved []int64 `json:"proved"`
	// Checks are hashes of the proofs that custodians give, in their order: who has
	// opened his shares knows the proof, and nobody before.
	Checks []string `json:"checks"`
}

const proofDomain = "phendau tip share v1\x00"

// ShareProof is what a custodian shows who has opened all his shares, in the order
// of their groups; ShareCheck is what is kept to compare it with.
func ShareProof(mine []Seed) [32]byte {
	b := []byte(proofDomain)
	for _, s := range mine {
		b = append(b, s[:]...)
	}
	return sha256.Sum256(b)
}

// ShareCheck is the hash of a proof, in hexadecimal.
func ShareCheck(proof [32]byte) string {
	h := sha256.Sum256(proof[:])
	return hex.EncodeToString(h[:])
}

// Prove notes that a custodian opened his shares.
func (q *Quorum) Prove(person string, proof [32]byte, nowMS int64) error {
	i := slices.Index(q.Custodians, person)
	if i < 0 || i >= len(q.Checks) || ShareCheck(proof) != q.Checks[i] {
		return fail(SharesRefused, "it does not show that the shares open")
	}
	q.Proved[i] = nowMS
	return nil
}

// Ready says whether enough custodians have shown within a year that their share
// opens.
func (q *Quorum) Ready(nowMS int64) bool {
	n := 0
	for _, at := range q.Proved {
		if at > 0 && nowMS-at < ProofDays*86_400_000 {
			n++
		}
	}
	return n >= q.Need
}

// Recovery is one attempt.
type Recovery struct {
	Desk      string   `json:"desk"` // body
	Successor string   `json:"successor"`
	Reason    string   `json:"reason"` // a code
	AskedBy   string   `json:"asked_by"`
	AskedMS   int64    `json:"asked_ms"`
	Approved  []string `json:"approved"` // custodians, as they agreed
	EnoughMS  int64    `json:"enough_ms,omitempty"`
	StoppedBy string   `json:"stopped_by,omitempty"`
	StoppedMS int64    `json:"stopped_ms,omitempty"`
	DoneMS    int64    `json:"done_ms,omitempty"`
}

// Open says whether a recovery is under way.
func (r *Recovery) Open() bool { return r.StoppedMS == 0 && r.DoneMS == 0 }

// Approve takes a custodian's agreement. The successor and whoever asked may be
// custodians, too: the others are still needed.
func (r *Recovery) Approve(q *Quorum, person string, nowMS int64) error {
	switch {
	case !r.Open() || r.EnoughMS != 0:
		return fail(SharesRefused, "the recovery does not wait for agreement")
	case !slices.Contains(q.Custodians, person):
		return fail(SharesRefused, "not a custodian")
	case slices.Contains(r.Approved, person):
		return fail(SharesRefused, "agreed before")
	}
	r.Approved = append(r.Approved, person)
	if len(r.Approved) >= q.Need {
		r.EnoughMS = nowMS
	}
	return nil
}

// MayHand says whether a custodian may seal his share to the successor now.
func (r *Recovery) MayHand(person string, nowMS int64) error {
	switch {
	case !r.Open():
		return fail(SharesRefused, "the recovery is over")
	case !slices.Contains(r.Approved, person):
		return fail(SharesRefused, "who did not agree hands nothing on")
	case r.EnoughMS == 0 || nowMS < r.EnoughMS+RecoveryDelayMS:
		return fail(SharesRefused, "the days of waiting are not over")
	}
	return nil
}

// Stop ends a recovery before it is done.
func (r *Recovery) Stop(person string, nowMS int64) error {
	if !r.Open() {
		return fail(SharesRefused, "the recovery is over")
	}
	r.StoppedBy, r.StoppedMS = person, nowMS
	return nil
}

// End says that the successor has put the shares together.
func (r *Recovery) End(nowMS int64) error {
	if !r.Open() || r.EnoughMS == 0 || nowMS < r.EnoughMS+RecoveryDelayMS {
		return fail(SharesRefused, "the recovery is not so far")
	}
	r.DoneMS = nowMS
	return nil
}

// GroupOf are the numbers of the custodians who agreed first, rising: their shares
// are the ones that belong together.
func (r *Recovery) GroupOf(q *Quorum) []int {
	var out []int
	for _, p := range r.Approved[:min(len(r.Approved), q.Need)] {
		out = append(out, slices.Index(q.Custodians, p))
	}
	slices.Sort(out)
	return out
}
