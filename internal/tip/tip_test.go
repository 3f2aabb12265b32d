package tip

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	mrand "math/rand/v2"
	"strings"
	"testing"

	"filippo.io/age"

	"phendau/internal/calendar"
)

// code is the refusal of an error, "" for none.
func code(err error) Code {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	if err != nil {
		return Code(err.Error())
	}
	return ""
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func stream(n byte) *mrand.ChaCha8 { return mrand.NewChaCha8([32]byte{n}) }

// world is one desk with a second one, and a sender.
type world struct {
	desk, second   Desk
	deskID, other  *age.HybridIdentity
	epoch          Seed
	secrets        Secrets
	reader         *age.HybridIdentity
	caseSeed       Seed
	caseID         *age.HybridIdentity
	body           Body
	sign           ed25519.PrivateKey
	keys           func(string) []ed25519.PublicKey
	authority      ed25519.PrivateKey
	record         *EpochRecord
	quarterFrom    calendar.Day
	quarterThrough calendar.Day
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{quarterFrom: calendar.MakeDay(2026, 10, 1), quarterThrough: calendar.MakeDay(2026, 12, 31)}
	w.epoch, w.caseSeed = must(NewSeed(rand.Reader)), must(NewSeed(rand.Reader))
	w.deskID, w.other, w.caseID = must(w.epoch.Identity()), must(must(NewSeed(rand.Reader)).Identity()), must(w.caseSeed.Identity())
	w.authority = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, 32))
	w.record = must(NewEpoch(w.epoch, must(NewID(rand.Reader)), 3, w.quarterFrom, w.quarterThrough, nil))
	if err := w.record.Sign(w.authority); err != nil {
		t.Fatal(err)
	}
	w.desk = Desk{w.record.Desk, 3, w.deskID.Recipient(), must(w.record.Hash())}
	w.second = Desk{must(NewID(rand.Reader)), 1, w.other.Recipient(), strings.Repeat("0", 64)}
	w.secrets = must(NewReceipt(rand.Reader)).Derive(ID{1})
	w.reader = must(w.secrets.Identity())
	w.sign = must(SignKey(w.epoch))
	w.keys = func(string) []ed25519.PublicKey { return []ed25519.PublicKey{w.sign.Public().(ed25519.PublicKey)} }
	w.body = Body{Case: must(NewID(rand.Reader)), How: Saw, When: "tối qua, khoảng 21 giờ", Where: "khe suối sau xóm", Text: "Có 3 người lạ vác bao tải đi về phía mốc.", Lang: "vi", Via: ViaPhone, Files: []File{}, Day: "2026-11-30"}
	return w
}

func (w *world) seal(t testing.TB, second *Desk) *Sealing {
	t.Helper()
	s, err := SealTip(rand.Reader, w.body, w.caseSeed, &w.secrets, w.desk, second)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestATipIsReadByTheDeskAndByWhoeverHasTheReceipt(t *testing.T) {
	w := newWorld(t)
	sealed := must(w.seal(t, nil).Slot.Bytes(rand.Reader))
	if len(sealed) != SlotSize || bytes.Contains(sealed, []byte("bao tải")) {
		t.Fatalf("%d bytes, or the text in clear", len(sealed))
	}
	slot := must(ParseSlot(sealed))
	if slot.Case != w.body.Case || slot.Lookup != w.secrets.Access.Lookup() || slot.Desk != w.desk.ID || slot.Epoch != 3 {
		t.Fatalf("%+v", slot)
	}
	key := must(OpenKey(slot.KeyA, w.deskID))
	if key.Kind != WholeKey || key.Seed != w.caseSeed {
		t.Fatal("the key of the case is another one")
	}
	body := must(OpenBody(slot.Body, slot.Case, must(key.Seed.Identity())))
	if body.Text != w.body.Text || body.Receipt != w.reader.Recipient().String() {
		t.Fatalf("%+v", body)
	}
	mine := must(OpenMine(slot.Mine, w.reader))
	if mine.Case != w.body.Case || mine.CaseRecipient != w.caseID.Recipient().String() || mine.EpochRecord != w.desk.Record {
		t.Fatalf("%+v", mine)
	}
	for name, err := range map[string]error{
		"the second desk":         second(OpenKey(slot.KeyA, w.other)),
		"the desk, second file":   second(OpenKey(slot.KeyB, w.deskID)),
		"the receipt":             second(OpenBody(slot.Body, slot.Case, w.reader)),
		"the desk without a case": second(OpenBody(slot.Body, slot.Case, w.deskID)),
		"the desk, mine":          second(OpenMine(slot.Mine, w.deskID)),
	} {
		if code(err) != NoKey {
			t.Errorf("%s opens what is not for it: %v", name, err)
		}
	}
	if _, err := OpenBody(slot.Body, ID{9}, w.caseID); code(err) != OtherCase {
		t.Errorf("a body under another case: %v", err)
	}
}

func second[T any](_ T, err error) error { return err }

func TestTwoPeopleOpenOneCaseTogetherAndNeitherAlone(t *testing.T) {
	w := newWorld(t)
	slot := w.seal(t, &w.second).Slot
	a, b := must(OpenKey(slot.KeyA, w.deskID)), must(OpenKey(slot.KeyB, w.other))
	if a.Kind != ShareKey || b.Kind != ShareKey {
		t.Fatalf("%v %v", a.Kind, b.Kind)
	}
	if seed := must(Join(a, b)); seed != w.caseSeed {
		t.Fatal("the halves are not the key")
	}
	for _, half := range []Key{a, b} {
		if _, err := OpenBody(slot.Body, slot.Case, must(half.Seed.Identity())); code(err) != NoKey {
			t.Errorf("one half opens: %v", err)
		}
		if _, err := Join(half, Key{Kind: NoneKey}); code(err) != OpensSeparated {
			t.Errorf("one half joined with nothing: %v", err)
		}
	}
}

// TestNothingOutsideTellsATipFromADummy compares everything the server can see.
func TestNothingOutsideTellsATipFromADummy(t *testing.T) {
	w := newWorld(t)
	one, two := w.seal(t, nil).Slot, w.seal(t, &w.second).Slot
	dummy := must(SealDummy(rand.Reader, w.desk, nil))
	shape := func(s *Slot) string {
		b := must(s.Bytes(rand.Reader))
		parsed := must(ParseSlot(b))
		var out []string
		for _, p := range parsed.parts() {
			head, _, _ := bytes.Cut(*p.at, []byte("\n--- "))
			out = append(out, fmt.Sprint(len(*p.at), len(head), bytes.Count(head, []byte("\n"))))
		}
		return fmt.Sprint(len(b), parsed.Desk == w.desk.ID, parsed.Epoch, out)
	}
	if a, b, c := shape(&one), shape(&two), shape(dummy); a != b || a != c {
		t.Errorf("they differ:\n%s\n%s\n%s", a, b, c)
	}
	if k := must(OpenKey(dummy.KeyA, w.deskID)); k.Kind != DummyKey {
		t.Errorf("the desk does not know a dummy: %v", k.Kind)
	}
}

func TestSizesAreThoseOfTheTable(t *testing.T) {
	w := newWorld(t)
	for _, x := range []struct{ plain, recipients, want int }{
		{KeySize, 1, 1736}, {MineSize, 1, 5755}, {TextSize, 1, 18043}, {TextSize, 2, 19600}, {131072, 1, 132747}, {1048576, 1, 1050475}, {4194304, 1, 4196971}, {KeySize, 12, 18863},
	} {
		if got := SealedSize(x.plain, x.recipients); got != x.want {
			t.Errorf("%d to %d: %d, want %d", x.plain, x.recipients, got, x.want)
		}
	}
	for r := 1; r <= 3; r++ {
		to := []*age.HybridRecipient{w.deskID.Recipient(), w.reader.Recipient(), w.caseID.Recipient()}[:r]
		for _, n := range []int{1, KeySize, 65535, 65536, 65537, 131072} {
			if b := must(Seal(make([]byte, n), to...)); len(b) != SealedSize(n, r) || CheckSealed(b, n) != nil {
				t.Errorf("%d bytes to %d take %d", n, r, len(b))
			}
		}
	}
}

func TestOnlyHybridFilesAreTakenAndOpened(t *testing.T) {
	w := newWorld(t)
	plain := must(age.GenerateX25519Identity())
	var b bytes.Buffer
	wr := must(age.Encrypt(&b, plain.Recipient()))
	wr.Write(make([]byte, KeySize+1457)) // as long as a key file is
	wr.Close()
	if err := CheckSealed(b.Bytes(), KeySize); code(err) == "" {
		t.Error("a file for another kind of recipient is taken")
	}
	good := must(Seal(make([]byte, KeySize), w.deskID.Recipient()))
	swapped := bytes.Replace(bytes.Clone(good), []byte("-> mlkem768x25519 "), []byte("-> mlkem768xx5519 "), 1)
	if err := CheckSealed(swapped, KeySize); code(err) != NotHybrid {
		t.Errorf("%v", err)
	}
	if _, err := Seal(nil, w.deskID.Recipient()); code(err) != WrongSize {
		t.Errorf("nothing sealed: %v", err)
	}
}

func TestEveryChangedBitIsFound(t *testing.T) {
	w := newWorld(t)
	slot := w.seal(t, nil).Slot
	r := mrand.New(stream(4))
	for range 60 {
		b := bytes.Clone(slot.Body)
		at := r.IntN(len(b))
		b[at] ^= 1 << r.IntN(8)
		if _, err := OpenBody(b, slot.Case, w.caseID); err == nil {
			t.Fatalf("byte %d changed and the body opens", at)
		} else if code(err) == Code(err.Error()) {
			t.Fatalf("byte %d: an error that is no refusal: %v", at, err)
		}
	}
	if _, err := OpenBody(slot.Body[:len(slot.Body)-1], slot.Case, w.caseID); code(err) != WrongSize {
		t.Errorf("truncated: %v", err)
	}
}

func TestASeedIsTheIdentityAgeMakesOfIt(t *testing.T) {
	r := stream(9)
	for range 20 {
		seed := must(NewSeed(r))
		id := must(age.ParseHybridIdentity(seed.Text()))
		if id.String() != seed.Text() || len(seed.Text()) != KeySize {
			t.Fatalf("%d letters", len(seed.Text()))
		}
		if back := must(seedOf(seed.Text())); back != seed {
			t.Fatal("the seed does not come back")
		}
		if back := must(seedOf(must(age.GenerateHybridIdentity()).String())); must(back.Identity()) == nil {
			t.Fatal("an identity of age has no seed")
		}
	}
	if s := fmt.Sprintf("%v %+v %s %#v", Seed{1}, Secrets{Seed: Seed{1}}, Receipt("12345678901234567890"), Receipt("12345678901234567890")); strings.ContainsAny(s, "123456789") {
		t.Errorf("a secret is printed: %s", s)
	}
}

func TestKeysAreReadInTheirOneForm(t *testing.T) {
	seed := must(NewSeed(stream(2)))
	for _, k := range []Key{{WholeKey, seed}, {ShareKey, seed}, {Kind: NoneKey}, {Kind: DummyKey}} {
		b := k.Bytes()
		if len(b) != KeySize || must(ParseKey(b)) != k {
			t.Errorf("%v does not come back", k.Kind)
		}
	}
	for _, text := range []string{"", "PHENDAU-NONE-2", strings.ToLower(seed.Text()), "PHENDAU-SHARE-1 " + base64.RawURLEncoding.EncodeToString(seed[:31])} {
		if _, err := ParseKey([]byte(text + strings.Repeat(" ", KeySize-len(text)))); code(err) != WrongText {
			t.Errorf("%q: %v", text[:min(8, len(text))], err)
		}
	}
}

func TestFramesHoldOneThingOnly(t *testing.T) {
	for _, n := range []int{0, 1, TextSize - 4} {
		b := bytes.Repeat([]byte{5}, n)
		if got := must(Unframe(must(Frame(b, TextSize)))); !bytes.Equal(got, b) {
			t.Errorf("%d bytes do not come back", n)
		}
	}
	if _, err := Frame(make([]byte, TextSize-3), TextSize); code(err) != TooLong {
		t.Errorf("%v", err)
	}
	f := must(Frame([]byte("x"), 64))
	f[63] = 1
	if _, err := Unframe(f); code(err) != WrongFrame {
		t.Errorf("padding: %v", err)
	}
	f[0] = 1
	if _, err := Unframe(f); code(err) != WrongFrame {
		t.Errorf("length: %v", err)
	}
	for i, n := range []int{131_064, 131_065, 1_048_569} {
		if got := len(must(FrameFile(make([]byte, n)))); got != FileSizes[i] {
			t.Errorf("a file of %d bytes lies in %d", n, got)
		}
	}
	if _, err := FrameFile(make([]byte, FileSizes[2]-7)); code(err) != TooLong {
		t.Errorf("%v", err)
	}
}

func TestABodySaysHowItIsKnownAndNothingTooLong(t *testing.T) {
	w := newWorld(t)
	for name, change := range map[string]func(*Body){
		"how":   func(b *Body) { b.How = "sure" },
		"via":   func(b *Body) { b.Via = "" },
		"text":  func(b *Body) { b.Text = strings.Repeat("ạ", MaxText/3+1) },
		"where": func(b *Body) { b.Where = strings.Repeat("\"", MaxPlace/2+1) },
		"files": func(b *Body) { b.Files = make([]File, 2) },
		"day":   func(b *Body) { b.Day = "30/11" },
	} {
		body := w.body
		change(&body)
		if _, err := SealTip(rand.Reader, body, w.caseSeed, &w.secrets, w.desk, nil); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
	w.body.Text, w.body.When, w.body.Where = strings.Repeat("ạ", MaxText/3), strings.Repeat("\\", MaxPlace/2), strings.Repeat("b", MaxPlace)
	w.body.Files = []File{{Kind: "photo", SHA256: strings.Repeat("a", 64)}, {Kind: "voice", SHA256: strings.Repeat("b", 64)}, {Kind: "document", SHA256: strings.Repeat("c", 64)}}
	w.seal(t, nil) // the longest that is allowed fits
}

func TestAFileIsTheOneThatWasNamed(t *testing.T) {
	w := newWorld(t)
	photo := bytes.Repeat([]byte("jpeg"), 20_000)
	sealed := must(SealFile(photo, w.caseID.Recipient()))
	f := File{SHA256: hashOf(sealed)}
	if got := must(OpenFile(sealed, f, w.caseID)); !bytes.Equal(got, photo) {
		t.Error("another file")
	}
	again := must(SealFile(photo, w.caseID.Recipient()))
	if _, err := OpenFile(again, f, w.caseID); code(err) != Damaged {
		t.Errorf("a file sealed by somebody else: %v", err)
	}
}
