package identity

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

// TestTheRootKeyIsNeverPrinted tries every way in which a value slips into
// text: verbs, logs, encodings, alone and inside other values.
func TestTheRootKeyIsNeverPrinted(t *testing.T) {
	k := NewRootKey()
	type holder struct {
		K *RootKey
		V RootKey
		k *RootKey
		v RootKey
	}
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%o", "%b"} {
		fmt.Fprintf(&out, verb+"\n", k)
		fmt.Fprintf(&out, verb+"\n", *k)
		fmt.Fprintf(&out, verb+"\n", holder{k, *k, k, *k})
		fmt.Fprintf(&out, verb+"\n", &holder{k, *k, k, *k})
		fmt.Fprintf(&out, verb+"\n", struct{ h *holder }{&holder{k, *k, k, *k}})
		fmt.Fprintf(&out, verb+"\n", []any{k, *k})
	}
	for _, h := range []slog.Handler{slog.NewJSONHandler(&out, nil), slog.NewTextHandler(&out, nil)} {
		slog.New(h).Info("x", "key", k, "value", *k, "in", holder{k, *k, k, *k})
	}
	b, err := json.Marshal(map[string]any{"key": k, "value": *k, "in": holder{k, *k, k, *k}})
	if err != nil {
		t.Fatal(err)
	}
	out.Write(b)
	for name, secret := range map[string]string{"hex": hex.EncodeToString(k.Bytes()), "base64": base64.StdEncoding.EncodeToString(k.Bytes()),
		"decimal": strings.Trim(fmt.Sprint(k.Bytes()), "[]"), "Go": strings.Trim(fmt.Sprintf("%#v", k.Bytes()[:4]), "[]byte{}"), "raw": string(k.Bytes()),
		"octal": strings.Trim(fmt.Sprintf("%o", k.Bytes()), "[]"), "binary": strings.Trim(fmt.Sprintf("%b", k.Bytes()), "[]")} {
		if strings.Contains(strings.ToLower(out.String()), strings.ToLower(secret)) {
			t.Errorf("the key was printed as %s", name)
		}
	}
	if !strings.Contains(out.String(), "[redacted]") {
		t.Error("nothing says that something was left out")
	}
}

// TestASealOpensOnlyWithItsKeyOwnerAndPurpose holds what binds a sealed secret.
func TestASealOpensOnlyWithItsKeyOwnerAndPurpose(t *testing.T) {
	k := NewRootKey()
	sealed := k.Seal("totp", "an", []byte("bí mật"))
	if b, err := k.Unseal("totp", "an", sealed); err != nil || string(b) != "bí mật" {
		t.Fatalf("the own seal does not open: %q, %v", b, err)
	}
	again, err := ReadRootKey(k.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if b, err := again.Unseal("totp", "an", sealed); err != nil || string(b) != "bí mật" {
		t.Errorf("the key read back from its file does not open: %v", err)
	}
	for i := range sealed {
		bad := bytes.Clone(sealed)
		bad[i] ^= 1
		if _, err := k.Unseal("totp", "an", bad); !errors.Is(err, ErrSealed) {
			t.Fatalf("a seal with byte %d changed opened: %v", i, err)
		}
	}
	for name, open := range map[string]func() ([]byte, error){
		"another owner":   func() ([]byte, error) { return k.Unseal("totp", "bình", sealed) },
		"another purpose": func() ([]byte, error) { return k.Unseal("check", "an", sealed) },
		"another key":     func() ([]byte, error) { return NewRootKey().Unseal("totp", "an", sealed) },
		"nothing":         func() ([]byte, error) { return k.Unseal("totp", "an", nil) },
	} {
		if b, err := open(); !errors.Is(err, ErrSealed) || b != nil {
			t.Errorf("%s: %q, %v", name, b, err)
		}
	}
	if bytes.Equal(sealed, k.Seal("totp", "an", []byte("bí mật"))) {
		t.Error("two seals of the same are equal: no fresh nonce")
	}
	for _, n := range []int{0, 16, 31, 33} {
		if _, err := ReadRootKey(make([]byte, n)); err == nil {
			t.Errorf("a key of %d bytes was taken", n)
		}
	}
}
