package vi

import (
	"errors"
	"math/big"
	"strings"
	"testing"
)

type numeralVector struct {
	In, Value, Scale, Code, Question string
}

func TestTypedNumeralsReadAsTheSharedVectors(t *testing.T) {
	for _, v := range loadVectors[numeralVector](t, "numerals.json") {
		n, err := ParseNumber(v.In)
		if v.Code != "" {
			checkRefusal(t, v.In, err, v.Code, v.Question)
			continue
		}
		if err != nil {
			t.Errorf("ParseNumber(%q): %v", v.In, err)
		} else if n.Value != atoi64(t, v.Value) || n.Scale != atoi64(t, v.Scale) {
			t.Errorf("ParseNumber(%q) = %d/%d, want %s/%s", v.In, n.Value, n.Scale, v.Value, v.Scale)
		}
	}
}

func checkRefusal(t *testing.T, in string, err error, code, question string) {
	t.Helper()
	var e *NumeralError
	if !errors.As(err, &e) {
		t.Errorf("%q: error %v, want code %s", in, err, code)
		return
	}
	if string(e.Code) != code {
		t.Errorf("%q: code %s (%v), want %s", in, e.Code, e, code)
	}
	if question != "" && e.Question("vi") != question {
		t.Errorf("%q asks %q, want %q", in, e.Question("vi"), question)
	}
	if e.Input != in {
		t.Errorf("%q: error names the input %q", in, e.Input)
	}
}

func TestEveryRefusalSpeaksBothLanguages(t *testing.T) {
	for code, s := range numeralSentences {
		e := &NumeralError{Code: code, Input: "2.6", Word: "x", Choices: []string{"2,6", "2.600"}}
		for lang, text := range map[string]string{"vi": s.VI, "en": s.EN} {
			if text == "" || strings.ContainsAny(e.Text(lang), "{}%") {
				t.Errorf("%s in %s reads %q", code, lang, e.Text(lang))
			}
		}
		if !strings.HasSuffix(e.Text("vi"), "2,6 hay 2.600?") || !strings.HasSuffix(e.Error(), "2,6 or 2.600?") {
			t.Errorf("%s does not end with the question: %q", code, e.Text("vi"))
		}
	}
}

func TestThreeDecimalsAreDoubtful(t *testing.T) {
	for in, want := range map[string]bool{"93,783": true, "3.957": false, "2,6": false, "0,5000": false} {
		if n, err := ParseNumber(in); err != nil || n.Doubtful() != want {
			t.Errorf("%q doubtful = %v, %v", in, n.Doubtful(), err)
		}
	}
	if n, _ := ParseNumber("3.957"); !n.Grouped {
		t.Error("3.957 is not marked as grouped")
	}
}

// What is read prints as a numeral of the same value, and every proposal of a
// refusal can be read.
func FuzzParseNumberRoundTrip(f *testing.F) {
	for _, v := range loadVectors[numeralVector](f, "numerals.json") {
		f.Add(v.In)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := ParseNumber(s)
		var e *NumeralError
		if errors.As(err, &e) {
			for _, c := range e.Choices {
				if _, err := ParseNumber(c); err != nil {
					t.Fatalf("%q proposes %q, which is refused: %v", s, c, err)
				}
			}
			return
		}
		back, err := ParseNumber(Decimal(n.Value, n.Scale))
		if err != nil || big.NewRat(back.Value, back.Scale).Cmp(big.NewRat(n.Value, n.Scale)) != 0 {
			t.Fatalf("%q reads %v and prints %q", s, n, Decimal(n.Value, n.Scale))
		}
	})
}
