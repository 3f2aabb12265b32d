package vi

import "math/big"

// amounts reads one amount or a range of two.
func (p *quantityParser) amounts(q Quantity) (Quantity, error) {
	from := p.word("từ")
	first, err := p.amount()
	if err != nil {
		return q, err
	}
	if !p.rangeMark() {
		if from {
			return q, p.fail(CodeBadRange, "từ")
		}
		return p.single(q, first)
	}
	return p.double(q, first)
}

// rangeMark consumes "-" or "đến".
func (p *quantityParser) rangeMark() bool {
	if t, ok := p.peek(0); ok && t.kind == tokenDash {
		p.pos++
		return true
	}
	return p.word("đến")
}

func (p *quantityParser) single(q Quantity, a amount) (Quantity, error) {
	q.Unit = a.unit
	if err := p.tail(&q); err != nil {
		return q, err
	}
	v, err := p.base(a.value, q.Unit)
	if err != nil {
		return q, err
	}
	q.Doubtful = a.doubtful
	if q.Class == ClassRange { // không quá, dưới, tối đa
		q.setLo(0)
		q.setHi(v)
		return q, nil
	}
	q.setValue(v)
	return q, nil
}

func (p *quantityParser) double(q Quantity, first amount) (Quantity, error) {
	second, err := p.amount()
	if err != nil {
		return q, err
	}
	if q.Class != ClassExact && q.Class != ClassAbout || upperBoundWord(q.Word) {
		return q, p.fail(CodeBadQualifier, q.Word)
	}
	q.Unit = second.unit
	if err := p.tail(&q); err != nil {
		return q, err
	}
	if err := p.shareWords(&first, second, q.Unit); err != nil {
		return q, err
	}
	lo, err := p.base(first.value, first.unit)
	if err != nil {
		return q, err
	}
	hi, err := p.base(second.value, q.Unit)
	if err != nil {
		return q, err
	}
	if hi < lo {
		return q, p.fail(CodeBadRange, "")
	}
	if q.Class == ClassExact {
		q.Class = ClassRange
	}
	q.Doubtful = first.doubtful || second.doubtful
	q.setLo(lo)
	q.setHi(hi)
	return q, nil
}

// shareWords gives the first number of a range the multiplier and unit that
// are written once, after the second: "150 - 200 triệu đồng".
func (p *quantityParser) shareWords(first *amount, second amount, unit string) error {
	if !first.hasUnit {
		first.unit = unit
		if first.plain() && second.parts > 1 {
			return p.fail(CodeBadRange, "")
		}
		if first.plain() {
			first.value.Mul(first.value, new(big.Rat).SetInt(second.factor))
		}
		return nil
	}
	if first.unit == unit {
		return nil
	}
	a, b := sizedUnits[first.unit], sizedUnits[unit]
	if a.base == "" || a.base != b.base {
		return p.fail(CodeWrongUnit, first.unit+", "+unit)
	}
	return nil
}
