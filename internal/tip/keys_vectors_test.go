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
	// Grown are proofs that small logs grew out of each other.
	Grown []grownVector `json:"grown"`
	// Attacks are answers to somebody who took First.
	Attacks []attackVector `json:"attacks"`
	// Rotated is an answer that a kept witness and a new one signed.
	Rotated keysAnswer `json:"rotated"`
}

type keysAnswer struct {
	Authority   string      `json:"authority"`
	Name        string      `json:"authority_name"`
	Fingerprint string      `json:"fingerprint"`
	Epochs      []epochLine `json:"epochs"`
	Checkpoint  string      `json:"checkpoint"`
	LogKey      string      `json:"log_key"`
	Witnesses   []string    `json:"witnesses"`
	Consistency []string    `json:"consistency"`
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

type attackVector struct {
	Why   string     `json:"why"`
	Reply keysAnswer `json:"reply"`
}

type grownVector struct {
	Old     int64    `json:"old"`
	OldRoot string   `json:"old_root"`
	Size    int64    `json:"size"`
	Root    string   `json:"root"`
	Proof   []string `json:"proof"`
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

func (g *grown) root(t *testing.T, size int64) tlog.Hash {
	t.Helper()
	root, err := tlog.TreeHash(size, g)
	if err != nil {
		t.Fatal(err)
	}
	return root
}

func (g *grown) growth(t *testing.T, size, old int64) grownVector {
	t.Helper()
	p, err := tlog.ProveTree(size, old, g)
	if err != nil {
		t.Fatal(err)
	}
	before, root := g.root(t, old), g.root(t, size)
	v := grownVector{Old: old, OldRoot: hex.EncodeToString(before[:]), Size: size, Root: hex.EncodeToString(root[:]), Proof: []string{}}
	for _, h := range p {
		v.Proof = append(v.Proof, hex.EncodeToString(h[:]))
	}
	return v
}

const logName = "phendau.example"

// checkpoint is the note of the log as it is now, signed by its key and witnesses.
func (g *grown) checkpoint(t *testing.T, signers ...note.Signer) string {
	t.Helper()
	root := g.root(t, int64(len(g.leaves)))
	b, err := note.Sign(&note.Note{Text: logName + "\n" + canonInt(len(g.leaves)) + "\n" + root.String() + "\n"}, signers...)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// noteKey is a signer of notes and its public key.
func noteKey(t *testing.T, name string, seed byte) (note.Signer, string) {
	t.Helper()
	private := ed25519.NewKeyFromSeed(seedOfByte(seed))
	raw := append([]byte{1}, private.Public().(ed25519.PublicKey)...)
	sum := sha256.Sum256(append([]byte(name+"\n"), raw...))
	id := hex.EncodeToString(sum[:4])
	s, err := note.NewSigner("PRIVATE+KEY+" + name + "+" + id + "+" + base64.StdEncoding.EncodeToString(append([]byte{1}, private.Seed()...)))
	if err != nil {
		t.Fatal(err)
	}
	return s, name + "+" + id + "+" + base64.StdEncoding.EncodeToString(raw)
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
	v.Foreign.Consistency = g.growth(t, 6, 4).Proof
	v.Second.Consistency = v.Foreign.Consistency
	v.attack(t, g, authority, at1, r1, at2, r2)
	g.add(t, "e")
	g.add(t, "f")
	g.add(t, "g")
	for size := int64(1); size <= 9; size++ {
		for i := range size {
			if size <= 6 {
				v.Logs = append(v.Logs, g.prove(t, size, i))
			}
			v.Grown = append(v.Grown, g.growth(t, size, i+1))
		}
	}
	return v
}

// attack makes what a server may try that hands one phone another log than the rest.
func (v *keysVectors) attack(t *testing.T, g *grown, authority ed25519.PrivateKey, at1 int64, r1 *EpochRecord, at2 int64, r2 *EpochRecord) {
	t.Helper()
	log, _ := noteKey(t, logName, 'l')
	witness, _ := noteKey(t, "province.example", 'w')
	stranger, strangerKey := noteKey(t, "stranger.example", 's')
	imposter, _ := noteKey(t, "province.example", 's')
	change := func(f func(*keysAnswer)) keysAnswer { a := v.Second; f(&a); return a }
	forked, rewritten := &grown{}, &grown{}
	for _, x := range []string{"a", "b", "another c"} {
		forked.add(t, x)
		rewritten.add(t, x)
	}
	forked.add(t, "epoch 2")
	rewritten.add(t, "epoch 1")
	rewritten.add(t, "d")
	rewritten.add(t, "epoch 2")
	other := v.answer(t, rewritten, authority, map[int64]*EpochRecord{at1: r1, at2: r2})
	other.Consistency = rewritten.growth(t, 6, 4).Proof
	borrowed := other
	borrowed.Consistency = v.Second.Consistency
	v.Attacks = []attackVector{
		{"a checkpoint no witness signed", change(func(a *keysAnswer) { a.Checkpoint = g.checkpoint(t, log) })},
		{"a checkpoint a stranger signed as a witness", change(func(a *keysAnswer) { a.Checkpoint, a.Witnesses = g.checkpoint(t, log, stranger), []string{strangerKey} })},
		{"a stranger under the name of the witness", change(func(a *keysAnswer) { a.Checkpoint = g.checkpoint(t, log, imposter) })},
		{"the log itself as its witness", change(func(a *keysAnswer) { a.Checkpoint, a.Witnesses = g.checkpoint(t, log), []string{a.LogKey} })},
		{"a witness without the log", change(func(a *keysAnswer) { a.Checkpoint = g.checkpoint(t, witness) })},
		{"a larger log without a proof", change(func(a *keysAnswer) { a.Consistency = []string{} })},
		{"a proof with a step too many", change(func(a *keysAnswer) { a.Consistency = append(append([]string{}, a.Consistency...), a.Consistency[0]) })},
		{"a log of the same size with another root", v.answer(t, forked, authority, map[int64]*EpochRecord{3: r2})},
		{"a rewritten log with its own proof", other},
		{"a rewritten log with the proof of the true one", borrowed},
	}
	next, nextKey := noteKey(t, "front.example", 'f')
	v.Rotated = change(func(a *keysAnswer) {
		a.Checkpoint, a.Witnesses = g.checkpoint(t, log, witness, next), []string{nextKey}
	})
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
	log, logKey := noteKey(t, logName, 'l')
	witness, witnessKey := noteKey(t, "province.example", 'w')
	a.LogKey, a.Witnesses, a.Consistency = logKey, []string{witnessKey}, []string{}
	a.Checkpoint = g.checkpoint(t, log, witness)
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
