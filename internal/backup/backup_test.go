package backup

import (
	"bytes"
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"testing"

	"phendau/internal/audit"
	"phendau/internal/ledger"
)

func code(err error) Code {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return ""
}

func signer(t *testing.T) *audit.Signer {
	t.Helper()
	s, err := audit.GenerateSigner("phendau/x", rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestAHeaderIsBelievedAsItWasSigned(t *testing.T) {
	s := signer(t)
	h := Header{V: Version, Schema: 15, Instance: "phendau/x", Made: "20261130T224600Z", Positions: []ledger.Position{}, Book: File{"b", "00", 1}, Shreds: Shreds{2, "ab"}}
	b, err := h.Sign(s)
	if err != nil {
		t.Fatal(err)
	}
	got, key, err := OpenHeader(b)
	if err != nil || key != s.Key() || got.Schema != 15 || got.Shreds != h.Shreds {
		t.Fatal(got, key, err)
	}
	for i := range b {
		bad := bytes.Clone(b)
		bad[i] ^= 1
		if got, _, err := OpenHeader(bad); err == nil && (got.Schema != 15 || got.Book != h.Book) {
			t.Fatalf("believed with byte %d altered", i)
		}
	}
	h.V = Version + 1
	if b, err = h.Sign(s); err != nil {
		t.Fatal(err)
	}
	if _, _, err := OpenHeader(b); code(err) != NewerSchema {
		t.Error(err)
	}
	r := Report{V: Version, OK: true}
	if b, err = r.Sign(s); err != nil {
		t.Fatal(err)
	}
	if _, _, err := OpenHeader(b); code(err) != HeaderAltered {
		t.Errorf("a report is taken for a header: %v", err)
	}
	if got, _, err := OpenReport(b); err != nil || !got.OK {
		t.Error(got, err)
	}
}

func TestTheListOfShreddedCasesCannotBeAltered(t *testing.T) {
	l := NewShredList("a")
	first := l.Append(20000, "c1", "c2")
	at := l.At()
	b := append(first, l.Append(20001, "c2", "c3", "epoch:d:1")...)
	got, whole, err := ReadShredList("a", b)
	if err != nil || whole != len(b) || !slices.Equal(got.Holders(), []string{"c1", "c2", "c3", "epoch:d:1"}) || !got.Reaches(at) || !got.Reaches(l.At()) || got.At() != l.At() {
		t.Fatal(got, whole, err)
	}
	// Torn: the last line does not count, and is not missed by what knew less.
	for cut := len(b) - 1; cut > len(first); cut-- {
		torn, whole, err := ReadShredList("a", b[:cut])
		if err != nil || !torn.Reaches(at) || torn.Reaches(l.At()) || whole > cut {
			t.Fatalf("cut at %d: %v", cut, err)
		}
	}
	lines := strings.SplitAfter(string(b), "\n")
	for name, bad := range map[string]string{
		"another case": strings.Replace(string(b), "c2", "c9", 1),
		"another day":  strings.Replace(string(b), "2024-10-04", "2024-10-05", 1),
		"a line less":  lines[0] + lines[2] + lines[3],
		"moved":        lines[1] + lines[0] + lines[2],
		"first away":   lines[1] + lines[2],
		"not a line":   string(b) + "x\n",
	} {
		if _, _, err := ReadShredList("a", []byte(bad)); code(err) != ListAltered {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, _, err := ReadShredList("b", b); code(err) != ListAltered {
		t.Errorf("the list of another book: %v", err)
	}
	if NewShredList("a").Reaches(at) || got.Reaches(Shreds{-1, ""}) {
		t.Error("a list reaches what it does not know")
	}
}

func TestAnyTwoSafesOpenAndNoneAlone(t *testing.T) {
	id, shares, err := NewKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	read := func(i int) *Share {
		b, err := shares[i].Text()
		if err != nil {
			t.Fatal(err)
		}
		s, err := ParseShare(b)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	_, others, err := NewKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for i := range shares {
		for j := range shares {
			got, err := Join(read(i), read(j))
			if i == j && code(err) != WrongShares || i != j && (err != nil || got.String() != id.String()) {
				t.Errorf("%d and %d: %v", i, j, err)
			}
		}
		if _, err := Join(read(i), &others[(i+1)%3]); code(err) != WrongShares {
			t.Errorf("shares of two keys: %v", err)
		}
		b, _ := shares[i].Text()
		if bytes.Contains(b, []byte(id.String())) {
			t.Error("one share holds the key")
		}
	}
	if _, err := ParseShare([]byte("{}")); code(err) != WrongText {
		t.Error(err)
	}
}

func TestWhatWasSealedOpensWholeOrNotAtAll(t *testing.T) {
	id, _, err := NewKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	s, err := Seal(&b, id.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	rows := NewRowWriter(s)
	rows.Table("t", []Column{{"a", Int}, {"b", Text}, {"c", Bytes}})
	if err := errors.Join(rows.Row([]any{int64(-3), "Đình Phong", []byte{}}), rows.Row([]any{nil, nil, nil}), rows.File("f", bytes.Repeat([]byte("x"), 90_000)), rows.Close(), s.Close()); err != nil {
		t.Fatal(err)
	}
	read := func(b []byte) error {
		r, err := Open(bytes.NewReader(b), id)
		if err != nil {
			return err
		}
		return ReadRows(r, Rows{})
	}
	if err := read(b.Bytes()); err != nil {
		t.Fatal(err)
	}
	for i := 0; i < b.Len(); i += 7 {
		bad := bytes.Clone(b.Bytes())
		bad[i] ^= 1
		if read(bad) == nil {
			t.Fatalf("opens with byte %d altered", i)
		}
		if read(b.Bytes()[:i]) == nil {
			t.Fatalf("opens when cut at %d", i)
		}
	}
	other, _, err := NewKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(bytes.NewReader(b.Bytes()), other); code(err) != WrongKey {
		t.Error(err)
	}
	if _, err := ParseRecipient("age1x"); code(err) != WrongText {
		t.Error(err)
	}
	if _, err := ParseIdentity(id.Recipient().String()); code(err) != WrongText {
		t.Error(err)
	}
}

// FuzzRowsReadAsWritten: what is read writes the same bytes again, and nothing
// else is read.
func FuzzRowsReadAsWritten(f *testing.F) {
	var b bytes.Buffer
	w := NewRowWriter(&b)
	w.Table("t", []Column{{"a", Int}, {"b", Text}, {"c", Bytes}})
	_ = errors.Join(w.Row([]any{int64(7), "b", []byte("c")}), w.File("k", []byte("v")), w.Close())
	f.Add(b.Bytes())
	f.Add(b.Bytes()[:b.Len()-1])
	f.Fuzz(func(t *testing.T, in []byte) {
		var out bytes.Buffer
		w := NewRowWriter(&out)
		err := ReadRows(bytes.NewReader(in), Rows{File: w.File, Row: w.Row,
			Table: func(name string, cols []Column) error { w.Table(name, slices.Clone(cols)); return nil }})
		if err != nil {
			if code(err) == "" {
				t.Errorf("refused without a code: %v", err)
			}
			return
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		again := bytes.Clone(out.Bytes())
		if err := ReadRows(bytes.NewReader(again), Rows{}); err != nil {
			t.Errorf("what was read cannot be read again: %v", err)
		}
	})
}
