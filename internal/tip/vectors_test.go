package tip

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"flag"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "write the vectors anew")

// receiptVectors are read by every program that derives receipts.
type receiptVectors struct {
	Rows []struct {
		Instance  ID     `json:"instance"`
		Receipt   string `json:"receipt"`
		Access    string `json:"access"` // hexadecimal
		Lookup    ID     `json:"lookup"`
		Identity  string `json:"identity"`
		Recipient string `json:"recipient"`
	} `json:"rows"`
	Rejected []struct {
		Text string `json:"text"`
		Why  string `json:"why"`
	} `json:"rejected"`
}

// sealedVectors are slots of each class, a dialogue and a file, with the keys
// that open them. Sealing is random: they are written once and read for good,
// by the other language, too.
type sealedVectors struct {
	By      string            `json:"by"`
	Desk    string            `json:"desk"`   // identity of the epoch
	Second  string            `json:"second"` // of the second desk
	Case    string            `json:"case"`   // of the case
	Reader  string            `json:"reader"` // of the receipt
	Body    json.RawMessage   `json:"body"`
	Slots   map[string]string `json:"slots"` // ordinary, two_person, dummy
	Reply   string            `json:"reply"`
	SignKey string            `json:"sign_key"`
	File    string            `json:"file"`
	Content string            `json:"content"` // of the file
}

func read[T any](t *testing.T, name string) *T {
	t.Helper()
	v := new(T)
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, v); err != nil {
		t.Fatal(name, err)
	}
	return v
}

func write(t *testing.T, name string, v any) {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll("testdata", 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("testdata/"+name, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestReceiptVectors(t *testing.T) {
	if *update {
		write(t, "receipt.json", makeReceipts(t))
	}
	v := read[receiptVectors](t, "receipt.json")
	if len(v.Rows) < 20 || len(v.Rejected) < 10 {
		t.Fatalf("%d rows, %d rejected", len(v.Rows), len(v.Rejected))
	}
	for _, x := range v.Rows {
		r, err := ParseReceipt(x.Receipt)
		if err != nil {
			t.Fatal(err)
		}
		s := r.Derive(x.Instance)
		if s.Access.Lookup() != x.Lookup || ID(s.Access).String() != x.Access || s.Seed.Text() != x.Identity || must(s.Identity()).Recipient().String() != x.Recipient {
			t.Errorf("%s of %s derives otherwise", x.Receipt, x.Instance)
		}
	}
	for _, x := range v.Rejected {
		if _, err := ParseReceipt(x.Text); code(err) != WrongReceipt {
			t.Errorf("%q (%s) is taken", x.Text, x.Why)
		}
	}
}

func makeReceipts(t *testing.T) *receiptVectors {
	v := &receiptVectors{}
	r := stream(20)
	for range 20 {
		receipt, instance := must(NewReceipt(r)), must(NewID(r))
		s := receipt.Derive(instance)
		v.Rows = append(v.Rows, struct {
			Instance  ID     `json:"instance"`
			Receipt   string `json:"receipt"`
			Access    string `json:"access"`
			Lookup    ID     `json:"lookup"`
			Identity  string `json:"identity"`
			Recipient string `json:"recipient"`
		}{instance, string(receipt), ID(s.Access).String(), s.Access.Lookup(), s.Seed.Text(), must(s.Identity()).Recipient().String()})
	}
	for _, x := range [][2]string{{"", "empty"}, {"1234", "too short"}, {"123456789012345678911", "too long"}, {"12345678901234567890", "check digit"}, {"21345678901234567891", "neighbours swapped"},
		{"1234567890123456789l", "a letter for a digit"}, {"1234 5678 9012 3456 789", "a digit is missing"}, {"1234/5678/9012/3456/7891", "another separator"}, {"+12345678901234567891", "a sign"}, {"12345678901234567891 1", "one more"}, {"１２３４ ５６７８ ９０１２ ３４５６ ７８９０", "full width, check digit"}} {
		v.Rejected = append(v.Rejected, struct {
			Text string `json:"text"`
			Why  string `json:"why"`
		}{x[0], x[1]})
	}
	return v
}

func TestSealedVectors(t *testing.T) {
	if *update {
		write(t, "sealed-go.json", makeSealed(t))
	}
	for _, name := range []string{"sealed-go.json", "sealed-js.json"} {
		v := read[sealedVectors](t, name)
		v.check(t)
	}
}

func makeSealed(t *testing.T) *sealedVectors {
	w := newWorld(t)
	content := []byte("một tấm ảnh\n")
	file := must(SealFile(content, w.caseID.Recipient()))
	w.body.Files = []File{{ID: must(NewID(rand.Reader)), SHA256: hashOf(file), Kind: "photo", Real: true}}
	enc := base64.StdEncoding.EncodeToString
	slot := func(s *Slot) string { return enc(must(s.Bytes(rand.Reader))) }
	one, two := w.seal(t, nil).Slot, w.seal(t, &w.second).Slot
	reply, _ := w.reply(t, NewThread(w.body.Case, one.Body, w.keys), "Đồn đã nhận tin. Xin cho biết thêm: có mấy người?", nil)
	return &sealedVectors{By: "go", Desk: w.deskID.String(), Second: w.other.String(), Case: w.caseID.String(), Reader: w.reader.String(),
		Body:  must(Unframe(must(Open(one.Body, TextSize, w.caseID)))),
		Slots: map[string]string{"ordinary": slot(&one), "two_person": slot(&two), "dummy": slot(must(SealDummy(rand.Reader, w.desk, nil)))},
		Reply: enc(reply), SignKey: enc(w.keys("")[0]), File: enc(file), Content: enc(content)}
}

// check opens everything, then breaks every file in the ways files break.
func (v *sealedVectors) check(t *testing.T) {
	desk, other, own, reader := must(seedOf(v.Desk)), must(seedOf(v.Second)), must(seedOf(v.Case)), must(seedOf(v.Reader))
	raw := func(text string) []byte { return must(base64.StdEncoding.DecodeString(text)) }
	ordinary, two, dummy := must(ParseSlot(raw(v.Slots["ordinary"]))), must(ParseSlot(raw(v.Slots["two_person"]))), must(ParseSlot(raw(v.Slots["dummy"])))
	deskID, secondID, ownID, readerID := must(desk.Identity()), must(other.Identity()), must(own.Identity()), must(reader.Identity())
	if k := must(OpenKey(ordinary.KeyA, deskID)); k.Seed != own || k.Kind != WholeKey {
		t.Error("another key of the case")
	}
	if k := must(Join(must(OpenKey(two.KeyA, deskID)), must(OpenKey(two.KeyB, secondID)))); k != own {
		t.Error("the halves are not the key")
	}
	if k := must(OpenKey(dummy.KeyA, deskID)); k.Kind != DummyKey {
		t.Error("no dummy")
	}
	body := must(OpenBody(ordinary.Body, ordinary.Case, ownID))
	if m := must(OpenMine(ordinary.Mine, readerID)); m.Case != ordinary.Case || m.CaseRecipient != ownID.Recipient().String() {
		t.Error("mine leads elsewhere")
	}
	if got := must(OpenFile(raw(v.File), body.Files[0], ownID)); !bytes.Equal(got, raw(v.Content)) {
		t.Error("another file")
	}
	if m := must(OpenMessage(raw(v.Reply), readerID)); !m.SignedBy(raw(v.SignKey)) {
		t.Error("the reply is not the desk's")
	}
	if !bytes.Equal(must(Unframe(must(Open(ordinary.Body, TextSize, ownID)))), compact(t, v.Body)) {
		t.Error("the body has other bytes than it was written with")
	}
	open := func(b []byte, plain int) error { return second(Open(b, plain, deskID, ownID, readerID)) }
	for name, x := range map[string]struct {
		b     []byte
		plain int
	}{"keyA": {ordinary.KeyA, KeySize}, "mine": {ordinary.Mine, MineSize}, "body": {ordinary.Body, TextSize}, "reply": {raw(v.Reply), TextSize}, "file": {raw(v.File), FileSizes[0]}} {
		for kind, want := range map[string][]Code{"truncated": {WrongSize}, "head": {NoKey, Damaged}, "payload": {Damaged}} {
			if got := code(open(broken(x.b, kind), x.plain)); !contains(want, got) {
				t.Errorf("%s %s: %q, want one of %q", name, kind, got, want)
			}
		}
	}
}

// broken is a file with its last byte gone, or one bit turned in the wrapped
// key of its head or in its last byte.
func broken(b []byte, kind string) []byte {
	b = bytes.Clone(b)
	switch kind {
	case "truncated":
		return b[:len(b)-1]
	case "head":
		b[len(ageVersion)+len(hybridLine)+100] ^= 1
	case "payload":
		b[len(b)-1] ^= 1
	}
	return b
}

func compact(t *testing.T, b json.RawMessage) []byte {
	var out bytes.Buffer
	if err := json.Compact(&out, b); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func contains(all []Code, c Code) bool {
	for _, x := range all {
		if x == c {
			return true
		}
	}
	return false
}
