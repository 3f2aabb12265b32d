package ledger

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"phendau/internal/canon"
)

// together is a vector: receipts of one answer, their root and their steps.
type together struct {
	Texts []string   `json:"texts"`
	Root  string     `json:"root"`
	Steps [][]string `json:"steps"`
}

const togetherFile = "testdata/receipts/together.json"

func TestTogetherOfTheVectorFile(t *testing.T) {
	if *writeVectors {
		makeTogether(t)
	}
	b, err := os.ReadFile(togetherFile)
	if err != nil {
		t.Fatal(err)
	}
	var all []together
	if err := json.Unmarshal(b, &all); err != nil || len(all) < 5 {
		t.Fatalf("%d vectors, %v", len(all), err)
	}
	for _, v := range all {
		root, steps := Together(bytesOf(v.Texts))
		if root != v.Root {
			t.Errorf("%d texts: root %s, want %s", len(v.Texts), root, v.Root)
		}
		for i := range v.Texts {
			if !slices.Equal(steps[i], v.Steps[i]) {
				t.Errorf("text %d of %d: steps %v, want %v", i, len(v.Texts), steps[i], v.Steps[i])
			}
		}
	}
}

func makeTogether(t *testing.T) {
	var all []together
	for _, n := range []int{1, 2, 3, 5, 8, 13} {
		v := together{}
		for i := range n {
			v.Texts = append(v.Texts, fmt.Sprintf(`{"biên nhận":%d}`, i))
		}
		v.Root, v.Steps = Together(bytesOf(v.Texts))
		for i := range v.Steps {
			v.Steps[i] = append([]string{}, v.Steps[i]...) // none is a list too
		}
		all = append(all, v)
	}
	b, err := json.MarshalIndent(all, "", " ")
	if err == nil {
		err = os.MkdirAll(filepath.Dir(togetherFile), 0o755)
	}
	if err == nil {
		err = os.WriteFile(togetherFile, append(b, '\n'), 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func bytesOf(texts []string) [][]byte {
	var out [][]byte
	for _, t := range texts {
		out = append(out, []byte(t))
	}
	return out
}

// TestEveryReceiptProvesItselfAndNoOther: each text reaches the root by its own
// steps, and nothing else does.
func TestEveryReceiptProvesItselfAndNoOther(t *testing.T) {
	for n := range 40 {
		var texts [][]byte
		for i := range n {
			texts = append(texts, fmt.Appendf(nil, "%d of %d", i, n))
		}
		root, steps := Together(texts)
		for i := range texts {
			if got, ok := RootOf(texts[i], steps[i]); !ok || got != root {
				t.Fatalf("text %d of %d does not reach the root", i, n)
			}
			if got, _ := RootOf([]byte("another"), steps[i]); got == root {
				t.Fatalf("another text reaches the root of %d", n)
			}
			if other := (i + 1) % n; other != i {
				if got, _ := RootOf(texts[i], steps[other]); got == root {
					t.Fatalf("text %d of %d reaches the root by the steps of %d", i, n, other)
				}
			}
		}
	}
}

func TestStepsThatCannotBeReadProveNothing(t *testing.T) {
	root, steps := Together([][]byte{[]byte("a"), []byte("b")})
	good := steps[0][0]
	for _, bad := range [][]string{{""}, {"r"}, {good[:len(good)-1]}, {good + "A"}, {"x" + good[1:]}, {"r" + good[2:] + "="}, {"r" + good[1:len(good)-1] + "B"}, slices.Repeat([]string{good}, 21)} {
		if got, ok := RootOf([]byte("a"), bad); ok && got == root {
			t.Errorf("%q proves the root", bad)
		} else if ok {
			t.Errorf("%q can be read", bad)
		}
	}
	// A pair is no text: what a step joins cannot be shown as a receipt itself.
	pair := append(append([]byte{1}, mustHash(t, "a")...), mustHash(t, "b")...)
	if got, _ := RootOf(pair, nil); got == root {
		t.Error("a pair was taken for a receipt")
	}
}

func mustHash(t *testing.T, text string) []byte {
	t.Helper()
	h := leafHash([]byte(text))
	return h[:]
}

// TestAReceiptIsCanonical: it is written by hand and read as any other.
func TestAReceiptIsCanonical(t *testing.T) {
	op := Signed{Op: Op{ID: "01890a5d-ac96-7000-8000-000000000011", LedgerID: "01890a5d-ac96-774b-bcce-b302099a8057"}, Hash: HashOf([]byte("op"))}
	ordered := Stamp{Epoch: 2, Seq: 41, AcceptedMS: 1709427700000, Hash: HashOf([]byte("chain"))}
	for _, st := range []Stamp{{}, ordered} {
		want := Receipt{V: 1, OpID: op.Op.ID, OpHash: op.Hash.String(), LedgerID: op.Op.LedgerID, Class: Custody, NodeID: "01890a5d-ac96-7000-8000-000000000009"}
		if st != (Stamp{}) {
			want.Class, want.Epoch, want.LedgerSeq, want.AcceptedMS, want.LedgerHash = Ordered, st.Epoch, st.Seq, st.AcceptedMS, st.Hash.String()
		}
		got := ReceiptOf(&op, st, want.NodeID)
		if canonical, err := canon.Marshal(want); err != nil || string(canonical) != string(got) {
			t.Errorf("%s, canonical is %s (%v)", got, canonical, err)
		}
		if r, err := ReadReceipt(got); err != nil || r != want {
			t.Errorf("%+v, %v", r, err)
		}
	}
}
