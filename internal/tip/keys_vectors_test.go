package tip

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"phendau/internal/calendar"
	"phendau/internal/canon"
)

// keysVectors are answers of a server about the keys of a desk, in a log of a
// few records: what phones have to take and what not.
type keysVectors struct {
	Desk    ID          `json:"desk"`
	Day     string      `json:"day"`
	First   keysAnswer  `json:"first"`
	Second  keysAnswer  `json:"second"` // the log has grown, a next key stands in it
	Foreign keysAnswer  `json:"foreign"`
	Logs    []logVector `json:"logs"` // proofs of every record of small logs
}

type keysAnswer struct {
	Authority   string      `json:"authority"`
	Name        string      `json:"authority_name"`
	Fingerprint string      `json:"fingerprint"`
	Epochs      []epochLine `json:"epochs"`
	Checkpoint  string      `json:"checkpoint"`
	LogKey      string      `json:"log_key"`
	// Signing are the days on which each of the keys signs.
	Signing []signingDays `json:"signing"`
}

type signingDays struct {
	From string `json:"from"`
	To   string `json:"to"`
}

type epochLine struct {
	Record string   `json:"record"`
	Index  int64    `json:"index"`
	Leaf   string   `json:"leaf"`
	Proof  []string `json:"proof"`
}

type logVector struct {
	Size  int64    `json:"size"`
	Root  string   `json:"root"`
	Index int64    `json:"index"`
	Leaf  string   `json:"leaf"`
	Proof []string `json:"proof"`
}

// grown is a log in memory.
type grown struct {
	leaves []tlog.Hash
	hashes []tlog.Hash
}

func (g *grown) ReadHashes(at []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(at))
	for i, x := range at {
		if x >= int64(len(g.hashes)) {
			return nil, errors.New("no such hash")
		}
		out[i] = g.hashes[x]
	}
	return out, nil
}

func (g *grown) add(t *testing.T, record string) int64 {
	t.Helper()
	n := int64(len(g.leaves))
	leaf := tlog.RecordHash([]byte(record))
	more, err := tlog.StoredHashesForRecordHash(n, leaf, g)
	if err != nil {
		t.Fatal(err)
	}
	g.leaves, g.hashes = append(g.leaves, leaf), append(g.hashes, more...)
	return n
}

func (g *grown) prove(t *testing.T, size, index int64) logVector {
	t.Helper()
	root, err := tlog.TreeHash(size, g)
	if err != nil {
		t.Fatal(err)
	}
	p, err := tlog.ProveRecord(size, index, g)
	if err != nil {
		t.Fatal(err)
	}
	v := logVector{Size: size, Root: hex.EncodeToString(root[:]), Index: index, Leaf: hex.EncodeToString(g.leaves[index][:]), Proof: []string{}}
	for _, h := range p {
		v.Proof = append(v.Proof, hex.EncodeToString(h[:]))
	}
	return v
}

// checkpoint is the signed note of the log as it is now.
func (g *grown) checkpoint(t *testing.T, seed byte) (text, key string) {
	t.Helper()
	const name = "phendau.example"
	private := ed25519.NewKeyFromSeed(seedOfByte(seed))
	raw := append([]byte{1}, private.Public().(ed25519.PublicKey)...)
	sum := sha256.Sum256(append([]byte(name+"\n"), raw...))
	id := hex.EncodeToString(sum[:4])
	s, err := note.NewSigner("PRIVATE+KEY+" + name + "+" + id + "+" + base64.StdEncoding.EncodeToString(append([]byte{1}, private.Seed()...)))
	if err != nil {
		t.Fatal(err)
	}
	root, err := tlog.TreeHash(int64(len(g.leaves)), g)
	if err != nil {
		t.Fatal(err)
	}
	lines := name + "\n" + canonInt(len(g.leaves)) + "\n" + root.String() + "\n"
	b, err := note.Sign(&note.Note{Text: lines}, s)
	if err != nil {
		t.Fatal(err)
	}
	return string(b), name + "+" + id + "+" + base64.StdEncoding.EncodeToString(raw)
}

func canonInt(n int) string {
	b, err := canon.Marshal(n)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func seedOfByte(b byte) []byte { return []byte(strings.Repeat(string(rune(b)), 32)) }

func makeKeys(t *testing.T) *keysVectors {
	t.Helper()
	authority := ed25519.NewKeyFromSeed(seedOfByte('a'))
	v := &keysVectors{Desk: ID([]byte("desk-of-the-post")), Day: "2026-03-10"}
	from := must(calendar.ParseDay("2026-01-01"))
	r1 := must(NewEpoch(Seed(seedOfByte('1')), v.Desk, 1, from, from+89, nil))
	if err := r1.Sign(authority); err != nil {
		t.Fatal(err)
	}
	r2 := must(NewEpoch(Seed(seedOfByte('2')), v.Desk, 2, from+60, from+180, r1))
	if err := r2.Sign(authority); err != nil {
		t.Fatal(err)
	}
	forged := *r2
	if err := forged.Sign(ed25519.NewKeyFromSeed(seedOfByte('x'))); err != nil {
		t.Fatal(err)
	}
	g := &grown{}
	for _, x := range []string{"a", "b", "c"} {
		g.add(t, x)
	}
	at1 := g.add(t, "epoch 1")
	v.First = v.answer(t, g, authority, map[int64]*EpochRecord{at1: r1})
	g.add(t, "d")
	at2 := g.add(t, "epoch 2")
	v.Foreign = v.answer(t, g, authority, map[int64]*EpochRecord{at1: r1, at2: &forged})
	v.Second = v.answer(t, g, authority, map[int64]*EpochRecord{at1: r1, at2: r2})
	for size := int64(1); size <= 6; size++ {
		for i := range size {
			v.Logs = append(v.Logs, g.prove(t, size, i))
		}
	}
	return v
}

func (v *keysVectors) answer(t *testing.T, g *grown, authority ed25519.PrivateKey, records map[int64]*EpochRecord) keysAnswer {
	t.Helper()
	pub := authority.Public().(ed25519.PublicKey)
	var all []EpochRecord
	a := keysAnswer{Authority: base64.RawURLEncoding.EncodeToString(pub), Name: "Bộ Chỉ huy mẫu", Fingerprint: Fingerprint(pub), Epochs: []epochLine{}}
	for i := range int64(len(g.leaves)) {
		if r, ok := records[i]; ok {
			p := g.prove(t, int64(len(g.leaves)), i)
			all = append(all, *r)
			a.Epochs = append(a.Epochs, epochLine{string(must(canon.Marshal(r))), i, p.Leaf, p.Proof})
		}
	}
	for i := range all {
		from, to, err := all[i].SigningDays(all)
		if err != nil {
			t.Fatal(err)
		}
		a.Signing = append(a.Signing, signingDays{from.String(), to.String()})
	}
	a.Checkpoint, a.LogKey = g.checkpoint(t, 'l')
	return a
}

// TestKeysVectors: what phones read is what this program writes.
func TestKeysVectors(t *testing.T) {
	made := makeKeys(t)
	if *update {
		write(t, "keys.json", made)
	}
	kept := read[keysVectors](t, "keys.json")
	if string(must(canon.Marshal(kept))) != string(must(canon.Marshal(made))) {
		t.Error("the vectors of keys are others: run with -update and look at what changed")
	}
}
