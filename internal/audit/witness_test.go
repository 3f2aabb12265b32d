package audit

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
)

func signer(t testing.TB, name string, seed byte) *Signer {
	t.Helper()
	s, err := NewSigner(name, bytes.Repeat([]byte{seed}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// request is what the log of b, signed by s at n records, hands to a witness
// that signed for old.
func (b *book) request(t testing.TB, s *Signer, old, n int64) Request {
	t.Helper()
	c := b.checkpoint(t, n)
	c.Origin = s.Name()
	msg, err := c.Sign(s)
	if err != nil {
		t.Fatal(err)
	}
	r := Request{Old: old, Note: msg}
	if old > 0 {
		if r.Proof, err = tlog.ProveTree(n, old, b); err != nil {
			t.Fatal(err)
		}
	}
	back, err := ParseRequest(r.Text())
	if err != nil || fmt.Sprint(back) != fmt.Sprint(r) {
		t.Fatalf("the request reads back as %v (%v)", back, err)
	}
	return back
}

func TestAWitnessSignsOnlyWhatExtendsTheLastItSigned(t *testing.T) {
	log, w := signer(t, "don.vidu/so", 1), signer(t, "tinh.vidu", 2)
	b := newLog(t, 30)
	msg, first, err := Witness(w, log.Key(), nil, b.request(t, log, 0, 7))
	if err != nil {
		t.Fatal(err)
	}
	if c, err := OpenCheckpoint(msg, log.Key(), w.Key()); err != nil || len(c.Witnesses) != 1 || c.Witnesses[0] != w.Name() || c.Size != 7 {
		t.Errorf("%+v %v", c, err)
	}
	for n := int64(7); n <= 30; n++ {
		if _, _, err := Witness(w, log.Key(), &first, b.request(t, log, 7, n)); err != nil {
			t.Errorf("grown to %d: %v", n, err)
		}
	}
	rewritten := b.clone()
	rewritten.entries[3].Reason = "khác"
	rewritten = write(t, rewritten.entries)
	proof := b.request(t, log, 7, 20)
	proof.Proof[0][0]++
	for name, tt := range map[string]struct {
		r    Request
		code string
	}{
		"rewritten":                {rewritten.request(t, log, 7, 20), Rewritten},
		"rewritten, not grown":     {rewritten.request(t, log, 7, 7), Rewritten},
		"shorter":                  {b.request(t, log, 0, 6), Shorter},
		"rewritten from the start": {rewritten.request(t, log, 0, 20), WrongStart},
		"proof from elsewhere":     {b.request(t, log, 9, 20), WrongStart},
		"broken proof":             {proof, Rewritten},
	} {
		_, _, err := Witness(w, log.Key(), &first, tt.r)
		var no *WitnessRefusal
		if !errors.As(err, &no) || no.Code != tt.code {
			t.Errorf("%s: %v", name, err)
		}
	}
	other := signer(t, "don.vidu/so", 3)
	if _, _, err := Witness(w, log.Key(), &first, b.request(t, other, 7, 20)); !errors.Is(err, ErrCheckpoint) {
		t.Errorf("another key: %v", err)
	}
}

func TestSignaturesOfSeveralWitnessesAreCollected(t *testing.T) {
	log, w1, w2, stranger := signer(t, "so", 1), signer(t, "tinh", 2), signer(t, "mattran", 3), signer(t, "la", 4)
	b := newLog(t, 5)
	kept := b.request(t, log, 0, 5).Note
	for i, w := range []*Signer{w1, w2, stranger, w1} {
		brought, _, err := Witness(w, log.Key(), nil, Request{Note: kept})
		if err != nil {
			t.Fatal(err)
		}
		if i > 0 { // each has signed the note as the log made it
			if brought, _, err = Witness(w, log.Key(), nil, b.request(t, log, 0, 5)); err != nil {
				t.Fatal(err)
			}
		}
		if kept, _, err = Collect(kept, brought, log.Key(), w1.Key(), w2.Key()); err != nil {
			t.Fatal(err)
		}
	}
	c, err := OpenCheckpoint(kept, log.Key(), w1.Key(), w2.Key(), stranger.Key())
	if err != nil || fmt.Sprint(c.Witnesses) != "[tinh mattran]" {
		t.Errorf("%+v %v", c, err)
	}
	if _, _, err := Collect(kept, newLog(t, 6).request(t, log, 0, 6).Note, log.Key()); err == nil {
		t.Error("signatures of another checkpoint were taken")
	}
}

func TestAKeyIsReadBackAndPrintsAsRedacted(t *testing.T) {
	s := signer(t, "so.vidu", 9)
	back, err := ParseSecret(s.Secret() + "\n")
	if err != nil || back.Key() != s.Key() {
		t.Fatal(err)
	}
	for _, bad := range []string{"", "PRIVATE+KEY+", s.Key(), s.Secret()[:60], strings.Replace(s.Secret(), "so.vidu", "so.khac", 1)} {
		if _, err := ParseSecret(bad); !errors.Is(err, ErrKey) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	for _, bad := range []string{"", "hai chữ", "a+b"} {
		if _, err := NewSigner(bad, make([]byte, 32)); !errors.Is(err, ErrKey) {
			t.Errorf("the name %q: %v", bad, err)
		}
	}
	js, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "key", s)
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "key", s)
	text := fmt.Sprintf("%v %+v %#v %s %d %x %s %s", s, s, s, s, s, s, js, log.String())
	seed := bytes.Repeat([]byte{9}, 32)
	for _, form := range []string{fmt.Sprint(seed)[1:20], fmt.Sprintf("%x", seed), s.Secret()[30:]} {
		if strings.Contains(text, form) {
			t.Errorf("the key shows: %s", text)
		}
	}
}

// FuzzCheckpoint: whatever is read as a checkpoint has one text and is only
// opened with a signature of its log.
func FuzzCheckpoint(f *testing.F) {
	log := signer(f, "so", 1)
	msg := newLog(f, 3).request(f, log, 0, 3).Note
	f.Add(msg)
	f.Add([]byte("so\n3\n" + Hash{}.String() + "\n\n— so AAAAAAA=\n"))
	f.Add([]byte("so\n-3\n\n\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := ReadCheckpoint(b)
		if err == nil && !bytes.HasPrefix(b, []byte(c.Text()+"\n")) {
			t.Errorf("%q read as %q", b, c.Text())
		}
		if o, err := OpenCheckpoint(b, log.Key()); err == nil && !bytes.HasPrefix(msg, []byte(o.Text())) {
			t.Errorf("%q is signed by nobody", b)
		}
	})
}

// FuzzRequest: a request reads back as it was written.
func FuzzRequest(f *testing.F) {
	f.Add(newLog(f, 9).request(f, signer(f, "so", 1), 4, 9).Text())
	f.Add([]byte("old 5\n\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := ParseRequest(b)
		if err != nil {
			return
		}
		again, err := ParseRequest(r.Text())
		if err != nil || fmt.Sprint(again) != fmt.Sprint(r) {
			t.Errorf("%q reads back as %v (%v)", b, again, err)
		}
	})
}
