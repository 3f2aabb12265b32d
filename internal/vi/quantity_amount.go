package vi

import (
	"errors"
	"math/big"
)

// amount is a number with its multipliers, before its unit.
type amount struct {
	value    *big.Rat
	factor   *big.Int // product of the multipliers of a single part
	parts    int      // "2 tỷ 600 triệu" has two
	unit     string
	hasUnit  bool
	doubtful bool
}

func (a amount) plain() bool { return a.parts == 1 && a.factor.IsInt64() && a.factor.Int64() == 1 }

// amount reads a number with multipliers, or a descending sum of such, and the
// unit after it.
func (p *quantityParser) amount() (amount, error) {
	a := amount{value: new(big.Rat), factor: big.NewInt(1)}
	var last *big.Int
	for {
		n, ok, err := p.number()
		if err != nil {
			return a, err
		}
		if !ok {
			break
		}
		a.doubtful = a.doubtful || n.Doubtful()
		factor, multiplied := p.multiplier()
		if a.parts > 0 && (!multiplied || factor.Cmp(last) >= 0) {
			return a, p.fail(CodeSeveral, "")
		}
		part := new(big.Rat).SetFrac(big.NewInt(n.Value), big.NewInt(n.Scale))
		a.value.Add(a.value, part.Mul(part, new(big.Rat).SetInt(factor)))
		a.parts, a.factor, last = a.parts+1, factor, factor
		if !multiplied {
			break
		}
	}
	if a.parts == 0 {
		return a, p.noNumber()
	}
	return a, p.unitOf(&a)
}

func (p *quantityParser) unitOf(a *amount) (err error) {
	a.unit, err = p.unit()
	a.hasUnit = a.unit != ""
	return err
}

func (p *quantityParser) noNumber() error {
	t, ok := p.peek(0)
	switch {
	case !ok:
		return p.fail(CodeNotANumber, "")
	case t.kind == tokenDash:
		return p.fail(CodeNegative, "")
	}
	return p.fail(CodeUnknownWord, t.text)
}

// number reads one numeral or number word.
func (p *quantityParser) number() (Number, bool, error) {
	t, ok := p.peek(0)
	if !ok {
		return Number{}, false, nil
	}
	if n, isWord := numberWords[t.text]; isWord && t.kind == tokenWord {
		p.pos++
		return Number{Value: n, Scale: 1}, true, nil
	}
	if t.kind != tokenNumber {
		return Number{}, false, nil
	}
	p.pos++
	n, err := ParseNumber(t.text)
	if e := (*NumeralError)(nil); errors.As(err, &e) {
		e.Word, e.Input = "", p.input
	}
	return n, true, err
}

// multiplier reads stacked multiplier words; without any the factor is 1.
func (p *quantityParser) multiplier() (*big.Int, bool) {
	factor, found := big.NewInt(1), false
	for {
		t, ok := p.peek(0)
		m, known := multipliers[t.text]
		if !ok || t.kind != tokenWord || !known {
			return factor, found
		}
		factor.Mul(factor, big.NewInt(m))
		found = true
		p.pos++
	}
}
