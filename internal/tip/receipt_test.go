package tip

import (
	"crypto/rand"
	"strings"
	"testing"
)

func TestTheCheckDigitFindsSlipsOfTheHand(t *testing.T) {
	for text, want := range map[string]byte{"572": 4, "1234567890123456789": 1, "0000000000000000001": 3} {
		if got := damm([]byte(text)); got != want {
			t.Errorf("%s: %d, want %d", text, got, want)
		}
	}
	for range 50 {
		r := must(NewReceipt(rand.Reader))
		if got := must(ParseReceipt(r.Groups())); got != r {
			t.Fatal("a receipt does not come back")
		}
		for i := range len(r) {
			for d := byte('0'); d <= '9'; d++ {
				b := []byte(r)
				if b[i] == d {
					continue
				}
				b[i] = d
				if _, err := ParseReceipt(string(b)); code(err) != WrongReceipt {
					t.Fatalf("digit %d changed and taken", i)
				}
			}
			b := []byte(r)
			if i+1 < len(b) && b[i] != b[i+1] {
				b[i], b[i+1] = b[i+1], b[i]
				if _, err := ParseReceipt(string(b)); code(err) != WrongReceipt {
					t.Fatalf("digits %d and %d swapped and taken", i, i+1)
				}
			}
		}
	}
}

func TestAReceiptIsReadAsPeopleWriteIt(t *testing.T) {
	const r = "12345678901234567891"
	for _, text := range []string{r, "1234 5678 9012 3456 7891", "1234-5678-9012-3456-7891", "1234.5678.9012.3456.7891", "１２３４ ５６７８ ９０１２ ３４５６ ７８９１", " 1234\u00a05678 9012\t3456\n7891 "} {
		if got, err := ParseReceipt(text); err != nil || got != r {
			t.Errorf("%q: %v", text, err)
		}
	}
	for _, text := range []string{"", "1234", r + "1", strings.Repeat("1", 400), "1234567890123456789a", "12345678901234567890"} {
		if _, err := ParseReceipt(text); code(err) != WrongReceipt {
			t.Errorf("%q: %v", text, err)
		}
	}
	if got := Receipt(r).Groups(); got != "1234 5678 9012 3456 7891" || Receipt(r).Last() != "7891" {
		t.Error(got)
	}
}

// TestTheDigitsOfReceiptsAreEven: 250 of 256 bytes are used, each digit 25 times.
func TestTheDigitsOfReceiptsAreEven(t *testing.T) {
	var n [10]int
	r := stream(3)
	for range 2000 {
		for _, d := range must(NewReceipt(r))[:receiptDigits-1] {
			n[d-'0']++
		}
	}
	for d, k := range n {
		if k < 3500 || k > 4100 { // 3,800 each, five deviations wide
			t.Errorf("%d came %d times", d, k)
		}
	}
}

func TestOneReceiptOpensOneCaseOfOneInstallation(t *testing.T) {
	r := Receipt("12345678901234567891")
	a, again, other := r.Derive(ID{1}), r.Derive(ID{1}), r.Derive(ID{2})
	if a != again || a == other || a.Access.Lookup() == other.Access.Lookup() || a.Access.Lookup() != again.Access.Lookup() {
		t.Error("not a function of receipt and installation")
	}
}

func FuzzReceipt(f *testing.F) {
	for _, s := range []string{"12345678901234567891", "1234 5678", "１２", "--"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, err := ParseReceipt(text)
		if (err == nil) != (len(r) == receiptDigits) {
			t.Fatalf("%q: %d digits, %v", text, len(r), err)
		}
		if err == nil {
			if again, err := ParseReceipt(r.Groups()); err != nil || again != r {
				t.Fatalf("%q does not come back", text)
			}
		}
	})
}
