package vi

import (
	"math/big"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// maxCellBytes bounds the work on a cell that holds a page instead of a number.
const maxCellBytes = 1000

// ParseQuantity reads a cell as documents write it: qualifier, number in
// digits or words, multiplier words, unit, "/năm". Examples: "3.957 buổi",
// "trên 2,6 tỷ đồng", "từ 150 - 200 triệu đồng/năm", "gần mười vụ", "hàng chục
// tỷ đồng", "2 tỷ 600 triệu".
//
// unitScale is how many base units one printed unit of the measure has (1000
// for km kept in metres); it holds where the text names no unit or a unit
// without a size. A sized unit sets its own: "500 m" is 500 metres also where
// kilometres are expected. The caller compares Unit with what the measure
// accepts. Results are exact; what does not fit base units is refused. Errors
// are *NumeralError.
func ParseQuantity(s string, unitScale int64) (Quantity, error) {
	if len(s) > maxCellBytes {
		return Quantity{}, &NumeralError{Code: CodeNotANumber, Input: s}
	}
	source := norm.NFC.String(strings.TrimSpace(s))
	tokens, err := scanQuantity(s)
	if err != nil {
		return Quantity{}, err
	}
	if len(tokens) == 0 {
		return Quantity{}, &NumeralError{Code: CodeEmpty, Input: s}
	}
	p := &quantityParser{input: s, tokens: tokens, unitScale: int64(atLeastOne(unitScale))}
	q, err := p.quantity()
	if err != nil {
		return Quantity{}, err
	}
	q.Source = source
	return q, nil
}

type quantityParser struct {
	input     string
	tokens    []token
	pos       int
	unitScale int64
}

func (p *quantityParser) quantity() (Quantity, error) {
	if p.isUncounted() {
		return Quantity{Class: ClassUncounted, HasLo: true}, nil
	}
	q := Quantity{Class: ClassExact}
	if err := p.qualifier(&q); err != nil {
		return q, err
	}
	if p.word("hàng") {
		return p.order(q)
	}
	return p.amounts(q)
}

func (p *quantityParser) isUncounted() bool {
	var words []string
	for _, t := range p.tokens {
		words = append(words, t.text)
	}
	text := strings.ReplaceAll(strings.Join(words, " "), " ,", ",")
	for _, phrase := range uncountedPhrases {
		if text == phrase {
			return true
		}
	}
	return false
}

// qualifier reads words before the number. Several of one class are allowed
// ("ước khoảng"), of different classes not ("khoảng trên").
func (p *quantityParser) qualifier(q *Quantity) error {
	var words []string
	for {
		phrase, class, ok := p.qualifierPhrase()
		if !ok {
			break
		}
		words = append(words, phrase)
		if len(words) > 1 && class != q.Class {
			return p.fail(CodeBadQualifier, strings.Join(words, " "))
		}
		q.Class = class
	}
	if q.Class == ClassRange && len(words) > 1 {
		return p.fail(CodeBadQualifier, strings.Join(words, " "))
	}
	q.Word = strings.Join(words, " ")
	return nil
}

func (p *quantityParser) qualifierPhrase() (words, class string, ok bool) {
	for _, phrase := range qualifierPhrases {
		parts := strings.Fields(phrase.words)
		if p.startsWith(parts) {
			p.pos += len(parts)
			return phrase.words, phrase.class, true
		}
	}
	return "", "", false
}

func (p *quantityParser) startsWith(words []string) bool {
	for i, w := range words {
		if t, ok := p.peek(i); !ok || t.kind != tokenWord || t.text != w {
			return false
		}
	}
	return true
}

// order reads "hàng" and its powers of ten: only a lower bound is known.
func (p *quantityParser) order(q Quantity) (Quantity, error) {
	if q.Class != ClassExact {
		return q, p.fail(CodeBadQualifier, q.Word+" hàng")
	}
	q.Class, q.Word = ClassOrder, "hàng"
	factor, found := p.multiplier()
	if !found {
		return q, p.fail(CodeUnknownWord, "hàng")
	}
	var err error
	if q.Unit, err = p.unit(); err != nil {
		return q, err
	}
	if err = p.tail(&q); err != nil {
		return q, err
	}
	lo, err := p.base(new(big.Rat).SetInt(factor), q.Unit)
	q.setLo(lo)
	return q, err
}

// tail reads what may follow the unit: "/năm" and the end.
func (p *quantityParser) tail(q *Quantity) (err error) {
	if t, ok := p.peek(0); ok && t.kind == tokenSlash {
		p.pos++
		if q.Per, err = p.per(); err != nil {
			return err
		}
	}
	if t, ok := p.peek(0); ok {
		return p.unexpected(t)
	}
	return nil
}

func (p *quantityParser) per() (string, error) {
	t, ok := p.peek(0)
	switch {
	case !ok:
		return "", p.fail(CodeUnknownWord, "/")
	case t.kind == tokenWord && perUnits[t.text]:
		p.pos++
		return t.text, nil
	}
	return "", p.unexpected(t)
}

func (p *quantityParser) unexpected(t token) error {
	if t.kind == tokenNumber {
		return p.fail(CodeSeveral, t.text)
	}
	return p.fail(CodeUnknownWord, t.text)
}

func (p *quantityParser) peek(ahead int) (token, bool) {
	if p.pos+ahead >= len(p.tokens) {
		return token{}, false
	}
	return p.tokens[p.pos+ahead], true
}

// word consumes one given word.
func (p *quantityParser) word(w string) bool {
	if !p.startsWith([]string{w}) {
		return false
	}
	p.pos++
	return true
}

func (p *quantityParser) fail(code Code, word string) error {
	return &NumeralError{Code: code, Input: p.input, Word: word}
}
