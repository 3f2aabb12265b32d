package tip

import (
	"io"
	"slices"
)

// MaxCustodians bounds a quorum: the number of shares grows with the number of
// groups that can open it.
const MaxCustodians = 7

// Share is one piece of a secret for one custodian in one group of k. All k
// pieces of a group laid over each other are the secret, fewer are noise: no
// field arithmetic, and nothing to get wrong.
type Share struct {
	Group     []int `json:"group"` // custodians, counted from 0, rising
	Custodian int   `json:"custodian"`
	Seed      Seed  `json:"-"`
}

// Split makes the shares of a secret: any k of n custodians can put it together.
func Split(rand io.Reader, secret Seed, n, k int) ([]Share, error) {
	groups, err := Groups(n, k)
	if err != nil {
		return nil, err
	}
	var out []Share
	for _, group := range groups {
		rest := secret
		for i, c := range group {
			piece := rest
			if i < k-1 {
				var err error
				if piece, err = NewSeed(rand); err != nil {
					return nil, err
				}
				rest = rest.Xor(piece)
			}
			out = append(out, Share{group, c, piece})
		}
	}
	return out, nil
}

// Combine puts a secret together from the shares of one group.
func Combine(shares []Share) (Seed, error) {
	var secret Seed
	if len(shares) == 0 {
		return secret, fail(SharesMissing, "none")
	}
	var have []int
	for _, s := range shares {
		if !slices.Equal(s.Group, shares[0].Group) {
			return Seed{}, fail(SharesMissing, "of different groups")
		}
		have = append(have, s.Custodian)
		secret = secret.Xor(s.Seed)
	}
	slices.Sort(have)
	if !slices.Equal(have, shares[0].Group) {
		return Seed{}, fail(SharesMissing, "%d of %d", len(slices.Compact(have)), len(shares[0].Group))
	}
	return secret, nil
}

// Groups are the groups of custodians, counted from 0, that open a secret together.
func Groups(n, k int) ([][]int, error) {
	if k < 2 || k > n || n > MaxCustodians {
		return nil, fail(SharesRefused, "%d of %d", k, n)
	}
	return groups(n, k), nil
}

// groups are the subsets of k out of n, each rising.
func groups(n, k int) (out [][]int) {
	var pick func(from int, chosen []int)
	pick = func(from int, chosen []int) {
		if len(chosen) == k {
			out = append(out, slices.Clone(chosen))
			return
		}
		for c := from; c < n; c++ {
			pick(c+1, append(chosen, c))
		}
	}
	pick(0, nil)
	return out
}
