package tip

import (
	"crypto/rand"
	"slices"
	"testing"
)

func TestARecoveryNeedsAgreementAndDaysAndCanBeStopped(t *testing.T) {
	q := &Quorum{Need: 2, Custodians: []string{"a", "b", "c"}, Proved: []int64{1, 0, 5}}
	r := &Recovery{Desk: "d", Successor: "s", AskedMS: 10}
	refuses := func(what string, err error) {
		t.Helper()
		if err == nil {
			t.Errorf("%s is allowed", what)
		}
	}
	refuses("a stranger's agreement", r.Approve(q, "s", 20))
	refuses("handing on before agreement", r.MayHand("a", 20))
	if err := r.Approve(q, "c", 20); err != nil {
		t.Fatal(err)
	}
	refuses("agreeing twice", r.Approve(q, "c", 30))
	refuses("one of two", r.MayHand("c", 1<<40))
	if err := r.Approve(q, "a", 40); err != nil || r.EnoughMS != 40 {
		t.Fatal(err, r)
	}
	refuses("handing on in the days of waiting", r.MayHand("a", 40+RecoveryDelayMS-1))
	refuses("a custodian who did not agree", r.MayHand("b", 40+RecoveryDelayMS))
	if err := r.MayHand("a", 40+RecoveryDelayMS); err != nil {
		t.Error(err)
	}
	if g := r.GroupOf(q); !slices.Equal(g, []int{0, 2}) {
		t.Error(g)
	}
	if err := r.Stop("o", 50); err != nil {
		t.Error(err)
	}
	refuses("handing on what was stopped", r.MayHand("a", 40+RecoveryDelayMS))
	refuses("stopping twice", r.Stop("o", 60))
	if !q.Ready(10) || q.Ready(ProofDays*86_400_000+4) {
		t.Error("readiness")
	}
	secret, err := NewSeed(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	shares, err := Split(rand.Reader, secret, 3, 2)
	if err != nil {
		t.Fatal(err)
	}
	var mine []Share
	for _, s := range shares {
		if slices.Equal(s.Group, r.GroupOf(q)) {
			mine = append(mine, s)
		}
	}
	if got, err := Combine(mine); err != nil || got != secret {
		t.Error(err)
	}
}
