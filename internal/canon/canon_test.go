package canon

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

func TestCheckRefusesEveryOtherSpelling(t *testing.T) {
	bad := map[string]string{
		"key order":      `{"b":1,"a":2}`,
		"duplicate key":  `{"a":1,"a":2}`,
		"float":          `{"a":1.5}`,
		"exponent":       `{"a":1e3}`,
		"minus zero":     `{"a":-0}`,
		"leading zero":   `{"a":01}`,
		"too large":      `{"a":9007199254740992}`,
		"null":           `{"a":null}`,
		"false":          `{"a":false}`,
		"white space":    `{"a": 1}`,
		"upper-case key": `{"A":1}`,
		"NFD text":       "{\"a\":\"Đa\u0300m\"}",
		"bad UTF-8":      "{\"a\":\"\xff\"}",
		"solidus":        `{"a":"\/"}`,
		"escaped letter": `{"a":"\u0041"}`,
		"upper hex":      `{"a":"\u001F"}`,
		"long tab":       `{"a":"\u0009"}`,
		"trailing":       `{"a":1} `,
		"open":           `{"a":1`,
		"comma":          `{"a":1,}`,
		"empty":          ``,
		"deep":           strings.Repeat("[", 20) + strings.Repeat("]", 20),
	}
	for name, s := range bad {
		if err := Check([]byte(s)); !errors.Is(err, ErrNotCanonical) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	for _, s := range []string{`{}`, `{"a":"Phát quang","b":[1,-2,{"c_1":true}]}`, `"\u001f\n"`} {
		if err := Check([]byte(s)); err != nil {
			t.Errorf("%s: %v", s, err)
		}
	}
}

func TestMarshalSortsAndNormalises(t *testing.T) {
	got, err := Marshal(map[string]any{"b": "Đa\u0300m <&>", "a": 3, "c": map[string]any{}})
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"a":3,"b":"Đàm <&>","c":{}}`; string(got) != want {
		t.Errorf("got %s", got)
	}
	if _, err := Marshal(map[string]any{"a": 1.5}); err == nil {
		t.Error("float accepted")
	}
	for _, s := range []string{`{"a":1}}`, `1]`, `{} {}`, `{"a":1}x`} {
		if out, err := FromJSON([]byte(s)); err == nil {
			t.Errorf("bytes after the value of %s: got %s", s, out)
		}
	}
}

// FuzzCanonical: what Check accepts, re-encodes to the same bytes, and what
// FromJSON makes, Check accepts.
func FuzzCanonical(f *testing.F) {
	for _, s := range []string{`{"a":1}`, `["x",{"b":"\n"}]`, `{"b":1,"a":"\u00e9"}`, `"e\u0301"`, `"a\u000b\u0301"`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		out, err := FromJSON(b)
		if Check(b) == nil {
			if err != nil || !bytes.Equal(out, b) {
				t.Fatalf("accepted %q re-encodes to %q (%v)", b, out, err)
			}
		}
		if err == nil {
			if cerr := Check(out); cerr != nil {
				t.Fatalf("encoded %q refused: %v", out, cerr)
			}
			if !json.Valid(out) {
				t.Fatalf("%q is not JSON", out)
			}
		}
	})
}
