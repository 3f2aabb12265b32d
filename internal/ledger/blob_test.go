package ledger

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestBlobReceiptsOfTheVectorFilesAreBelievedByTheirClass reads the files that
// every implementation reads: ok, unreadable, or bad_signature.
func TestBlobReceiptsOfTheVectorFilesAreBelievedByTheirClass(t *testing.T) {
	if *writeVectors {
		makeBlobVectors(t)
	}
	files, err := filepath.Glob("testdata/blobs/*.txt")
	if err != nil || len(files) < 5 {
		t.Fatalf("%d vectors, %v", len(files), err)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		head, body, _ := bytes.Cut(b, []byte("\n\n"))
		h := map[string]string{}
		for line := range strings.SplitSeq(string(head), "\n") {
			name, value, _ := strings.Cut(line, ": ")
			h[name] = value
		}
		dev, err := DeviceBody{Kind: DeviceNode, Alg: "ed25519", PublicKey: h["key"]}.Compile()
		if err != nil {
			t.Fatal(err)
		}
		if got := blobClass(body, h["sig"], dev); got != h["class"] {
			t.Errorf("%s: %s, want %s", f, got, h["class"])
		}
	}
}

func blobClass(body []byte, sigText string, dev *Device) string {
	if _, err := ReadBlobReceipt(body); err != nil {
		return "unreadable"
	}
	sig, err := base64.RawURLEncoding.DecodeString(sigText)
	if err != nil || !dev.Verify(append([]byte(BlobPreimage), body...), sig) {
		return "bad_signature"
	}
	return "ok"
}

func makeBlobVectors(t *testing.T) {
	a := NewAuthor("01890a5d-ac96-7000-8000-000000000009", vectorKey().Seed(), "", "")
	key := a.Enrolment("").Body.(DeviceBody).PublicKey
	body, err := a.BlobReceipt("01890a5d-ac96-774b-bcce-b302099a8057", "01890a5d-ac96-7000-8000-000000000001", HashOf([]byte("ảnh")), 4, 1709427700000)
	if err != nil {
		t.Fatal(err)
	}
	good := base64.RawURLEncoding.EncodeToString(a.SignText(BlobPreimage + string(body)))
	write := func(name, class, sig, body string) {
		if err := os.MkdirAll("testdata/blobs", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join("testdata/blobs", name+".txt"), fmt.Appendf(nil, "class: %s\nkey: %s\nsig: %s\n\n%s", class, key, sig, body), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("ok", "ok", good, string(body))
	write("bad-other-size", "bad_signature", good, strings.Replace(string(body), `"size":4`, `"size":5`, 1))
	write("bad-other-domain", "bad_signature", base64.RawURLEncoding.EncodeToString(a.SignText("phendau/receipt/1\n"+string(body))), string(body))
	other := strings.Replace(string(body), `"class":"blob"`, `"class":"ordered"`, 1)
	write("bad-class", "unreadable", base64.RawURLEncoding.EncodeToString(a.SignText(BlobPreimage+other)), other)
	spaced := strings.Replace(string(body), ":", ": ", 1)
	write("bad-space", "unreadable", base64.RawURLEncoding.EncodeToString(a.SignText(BlobPreimage+spaced)), spaced)
}
