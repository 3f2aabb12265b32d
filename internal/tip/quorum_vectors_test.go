package tip

import (
	"encoding/base64"
	"slices"
	"testing"
)

// quorumVector is a secret in shares, and what its custodians show. Browsers split
// and put together; the server compares proofs.
type quorumVector struct {
	N      int           `json:"n"`
	K      int           `json:"k"`
	Secret string        `json:"secret"`
	Shares []shareVector `json:"shares"`
	Proofs []string      `json:"proofs"`
	Checks []string      `json:"checks"`
}

type shareVector struct {
	Group     []int  `json:"group"`
	Custodian int    `json:"custodian"`
	Seed      string `json:"seed"`
}

func TestQuorumVectors(t *testing.T) {
	if *update {
		write(t, "quorum-go.json", []quorumVector{makeQuorum(2, 2), makeQuorum(3, 2), makeQuorum(4, 3)})
	}
	for _, name := range []string{"quorum-go.json", "quorum-js.json"} {
		for _, v := range *read[[]quorumVector](t, name) {
			v.check(t, name)
		}
	}
}

func (v quorumVector) check(t *testing.T, name string) {
	t.Helper()
	own := make([][]Seed, v.N)
	byGroup := map[string][]Share{}
	for _, s := range v.Shares {
		seed := Seed(raw64(t, s.Seed))
		own[s.Custodian] = append(own[s.Custodian], seed)
		byGroup[groupText(s.Group)] = append(byGroup[groupText(s.Group)], Share{s.Group, s.Custodian, seed})
	}
	for _, g := range must(Groups(v.N, v.K)) {
		if got, err := Combine(byGroup[groupText(g)]); err != nil || text64(got) != v.Secret {
			t.Errorf("%s: %v does not put it together: %v", name, g, err)
		}
	}
	for i, mine := range own {
		proof := ShareProof(mine)
		if base64.RawURLEncoding.EncodeToString(proof[:]) != v.Proofs[i] || ShareCheck(proof) != v.Checks[i] {
			t.Errorf("%s: another proof of %d", name, i)
		}
	}
}

func groupText(g []int) string {
	var out []byte
	for _, i := range g {
		out = append(out, byte('0'+i))
	}
	return string(out)
}

func makeQuorum(n, k int) quorumVector {
	r := stream(byte(50 + 10*n + k))
	secret := must(NewSeed(r))
	v := quorumVector{N: n, K: k, Secret: text64(secret)}
	own := make([][]Seed, n)
	for _, s := range must(Split(r, secret, n, k)) {
		own[s.Custodian] = append(own[s.Custodian], s.Seed)
		v.Shares = append(v.Shares, shareVector{slices.Clone(s.Group), s.Custodian, text64(s.Seed)})
	}
	for _, mine := range own {
		proof := ShareProof(mine)
		v.Proofs, v.Checks = append(v.Proofs, base64.RawURLEncoding.EncodeToString(proof[:])), append(v.Checks, ShareCheck(proof))
	}
	return v
}
