package ledger

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var writeVectors = flag.Bool("vectors", false, "write testdata/ops")

// TestOperationsOfTheVectorFilesAreTakenOrRefusedByTheirClass reads the files
// that every implementation reads: a header of lines "name: value", an empty
// line, and the bytes as they were received. class says what has to come of
// them: ok, or the code of the refusal.
func TestOperationsOfTheVectorFilesAreTakenOrRefusedByTheirClass(t *testing.T) {
	if *writeVectors {
		makeVectors(t)
	}
	files, err := filepath.Glob("testdata/ops/*.txt")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d vectors, %v", len(files), err)
	}
	dev := deviceOf(t, vectorKey().Public().(ed25519.PublicKey))
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		head, body, ok := bytes.Cut(b, []byte("\n\n"))
		if !ok {
			t.Fatalf("%s has no empty line", f)
		}
		h := map[string]string{}
		for line := range strings.SplitSeq(string(head), "\n") {
			name, value, _ := strings.Cut(line, ": ")
			h[name] = value
		}
		sig, err := base64.RawURLEncoding.DecodeString(h["sig"])
		if err != nil {
			t.Fatalf("%s: %v", f, err)
		}
		if got := classOf(body, sig, dev, h["prev"]); got != h["class"] {
			t.Errorf("%s: %s, want %s", f, got, h["class"])
		}
		if op, err := Decode(body, sig); h["hash"] != "" && (err != nil || op.Hash.String() != h["hash"]) {
			t.Errorf("%s: hash %v, %v", f, op.Hash, err)
		}
	}
}

// classOf is what comes of received bytes: canonical form, signature, chain.
func classOf(b, sig []byte, dev *Device, prev string) string {
	op, err := Decode(b, sig)
	var r *Refusal
	switch {
	case errors.As(err, &r):
		return string(r.Code)
	case err != nil:
		return err.Error()
	case !op.VerifySig(dev):
		return string(CodeBadSignature)
	case prev != "" && op.Op.DevicePrev != prev:
		return string(CodeForked)
	}
	return "ok"
}

func makeVectors(t *testing.T) {
	s, _ := Decode([]byte(vectorOp1), nil)
	one, err := Sign(s.Op, vectorKey())
	if err != nil {
		t.Fatal(err)
	}
	o2 := s.Op
	o2.Base, o2.Body, o2.DevicePrev, o2.DeviceSeq, o2.ID, o2.Verb = s.Op.ID, []byte("{}"), one.Hash.String(), 2, "01890a5d-ac96-7000-8000-000000000012", "submit"
	two, err := Sign(o2, vectorKey())
	if err != nil {
		t.Fatal(err)
	}
	write := func(name, class, sig, extra, body string) {
		text := fmt.Sprintf("class: %s\nsig: %s\n%s\n%s", class, sig, extra, body)
		if err := os.WriteFile(filepath.Join("testdata/ops", name+".txt"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("ok-create", "ok", one.SigText(), "hash: "+one.Hash.String()+"\n", string(one.Bytes))
	write("ok-submit", "ok", two.SigText(), "hash: "+two.Hash.String()+"\nprev: "+one.Hash.String()+"\n", string(two.Bytes))
	v := string(one.Bytes)
	signed := func(b string) string {
		_, pre := hashOp([]byte(b))
		return base64.RawURLEncoding.EncodeToString(ed25519.Sign(vectorKey(), pre))
	}
	for name, b := range map[string]string{
		"key-order":        strings.Replace(v, `"v":1,"verb":"create"`, `"verb":"create","v":1`, 1),
		"space":            strings.Replace(v, `,"body"`, `, "body"`, 1),
		"line-end":         v + "\n",
		"float":            strings.Replace(v, `"v":3000`, `"v":3000.0`, 1),
		"exponent":         strings.Replace(v, `"v":3000`, `"v":3e3`, 1),
		"minus-zero":       strings.Replace(v, `"v":3000`, `"v":-0`, 1),
		"beyond-2-53":      strings.Replace(v, `"v":3000`, `"v":9007199254740993`, 1),
		"null":             strings.Replace(v, `"kind":"trail_clearing"`, `"kind":null`, 1),
		"false":            strings.Replace(v, `"kind":"trail_clearing"`, `"kind":false`, 1),
		"nfd":              strings.Replace(v, "đường", "đu\u031bo\u031b\u0300ng", 1),
		"duplicate-key":    strings.Replace(v, `"v":1,"verb"`, `"v":1,"v":1,"verb"`, 1),
		"upper-case-uuid":  strings.Replace(v, "01890a5d-ac96-7000-8000-000000000011", "01890A5D-ac96-7000-8000-000000000011", 1),
		"key-with-capital": strings.Replace(v, `"kind":`, `"Kind":`, 1),
		"escaped-letter":   strings.Replace(v, "Phát", `Ph\u00e1t`, 1),
		"unknown-field":    strings.Replace(v, `"v":1,"verb"`, `"v":1,"va":1,"verb"`, 1),
		"version-2":        strings.Replace(v, `"v":1,"verb"`, `"v":2,"verb"`, 1),
		"half-a-character": strings.Replace(v, "Phát", "Ph\xc3t", 1),
		"no-body":          strings.Replace(v, `"body":{`, `"body":[],"x":{`, 1),
	} {
		write("bad-"+name, string(CodeNotCanonical), signed(b), "", b)
	}
	write("bad-signature", string(CodeBadSignature), two.SigText(), "", v)
	write("bad-signature-other-domain", string(CodeBadSignature), base64.RawURLEncoding.EncodeToString(ed25519.Sign(vectorKey(), one.Bytes)), "", v)
	write("bad-prev", string(CodeForked), two.SigText(), "prev: "+two.Hash.String()+"\n", string(two.Bytes))
	large := strings.Replace(v, "Phát quang", strings.Repeat("Phát quang ", 3000), 1)
	write("bad-too-large", string(CodeTooLarge), signed(large), "", large)
}
