// Package canon is the one byte form of signed objects: JSON with sorted
// keys, integers only, NFC strings, no white space and no null, so that equal
// content has equal bytes and equal hashes on every machine.
package canon

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MaxInt is the largest magnitude of an integer: what every JSON reader keeps
// exactly (2^53 - 1).
const MaxInt = 1<<53 - 1

// maxDepth bounds nesting; operations need five levels.
const maxDepth = 16

// ErrNotCanonical is wrapped by every refusal of Check.
var ErrNotCanonical = errors.New("not canonical")

// Marshal encodes a Go value (struct with json tags, map, slice ...) in
// canonical form. Zero-valued fields that must be absent need omitempty.
func Marshal(v any) ([]byte, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return FromJSON(b)
}

// FromJSON brings ordinary JSON into canonical form: keys sorted, strings in
// NFC. Floats, null and duplicate keys are refused.
func FromJSON(b []byte) ([]byte, error) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	out, err := appendNext(make([]byte, 0, len(b)), d, 0)
	if err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fmt.Errorf("%w: bytes after the value", ErrNotCanonical)
	}
	return out, nil
}

func appendNext(dst []byte, d *json.Decoder, depth int) ([]byte, error) {
	t, err := d.Token()
	if err != nil {
		return nil, err
	}
	if depth > maxDepth {
		return nil, fmt.Errorf("%w: nested too deep", ErrNotCanonical)
	}
	switch t := t.(type) {
	case json.Delim:
		if t == '{' {
			return appendObject(dst, d, depth)
		}
		return appendArray(dst, d, depth)
	case string:
		return AppendString(dst, norm.NFC.String(t)), nil
	case json.Number:
		return appendNumber(dst, string(t))
	case bool:
		if !t {
			return nil, fmt.Errorf("%w: false is written by absence", ErrNotCanonical)
		}
		return append(dst, "true"...), nil
	default:
		return nil, fmt.Errorf("%w: null", ErrNotCanonical)
	}
}

func appendNumber(dst []byte, s string) ([]byte, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n > MaxInt || n < -MaxInt || strconv.FormatInt(n, 10) != s {
		return nil, fmt.Errorf("%w: number %s is not a plain integer", ErrNotCanonical, s)
	}
	return append(dst, s...), nil
}

func appendArray(dst []byte, d *json.Decoder, depth int) ([]byte, error) {
	dst = append(dst, '[')
	for first := true; d.More(); first = false {
		if !first {
			dst = append(dst, ',')
		}
		var err error
		if dst, err = appendNext(dst, d, depth+1); err != nil {
			return nil, err
		}
	}
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	return append(dst, ']'), nil
}

func appendObject(dst []byte, d *json.Decoder, depth int) ([]byte, error) {
	type field struct {
		key   string
		value []byte
	}
	var fields []field
	for d.More() {
		k, err := d.Token()
		if err != nil {
			return nil, err
		}
		key := k.(string)
		if !validKey(key) {
			return nil, fmt.Errorf("%w: key %q", ErrNotCanonical, key)
		}
		v, err := appendNext(nil, d, depth+1)
		if err != nil {
			return nil, err
		}
		fields = append(fields, field{key, v})
	}
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	slices.SortFunc(fields, func(a, b field) int { return bytes.Compare([]byte(a.key), []byte(b.key)) })
	dst = append(dst, '{')
	for i, f := range fields {
		if i > 0 {
			if fields[i-1].key == f.key {
				return nil, fmt.Errorf("%w: key %q twice", ErrNotCanonical, f.key)
			}
			dst = append(dst, ',')
		}
		dst = append(dst, '"')
		dst = append(dst, f.key...)
		dst = append(dst, `":`...)
		dst = append(dst, f.value...)
	}
	return append(dst, '}'), nil
}

func validKey(k string) bool {
	for i := 0; i < len(k); i++ {
		c := k[i]
		if c >= 'a' && c <= 'z' || i > 0 && (c == '_' || c >= '0' && c <= '9') {
			continue
		}
		return false
	}
	return k != ""
}

const hexDigits = "0123456789abcdef"

// AppendString appends s as a JSON string with the minimal escapes. s must be
// valid UTF-8 in NFC.
func AppendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '"' || c == '\\':
			dst = append(dst, '\\', c)
		case c >= 0x20:
			dst = append(dst, c)
		default:
			dst = appendControl(dst, c)
		}
	}
	return append(dst, '"')
}

func appendControl(dst []byte, c byte) []byte {
	if i := bytes.IndexByte([]byte("\b\t\n\f\r"), c); i >= 0 {
		return append(dst, '\\', "btnfr"[i])
	}
	return append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
}

// validText reports whether s may stand in a canonical string.
func validText(s []byte) bool { return utf8.Valid(s) && norm.NFC.IsNormal(s) }
