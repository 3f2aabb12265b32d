package vi

import (
	"math/big"
	"strings"
)

// unit reads words up to a mark or the end and gives a sized unit its one
// spelling. Words that alter a number are refused here.
func (p *quantityParser) unit() (string, error) {
	var b strings.Builder
	glued := false
	for {
		t, ok := p.peek(0)
		if !ok || t.kind != tokenWord && t.kind != tokenComma || t.text == "đến" {
			break
		}
		if err := p.checkUnitWord(t); err != nil {
			return "", err
		}
		if t.kind == tokenWord && b.Len() > 0 {
			b.WriteByte(' ')
		}
		glued = glued || t.glued
		b.WriteString(t.text)
		p.pos++
	}
	unit := b.String()
	if s, ok := spellings[unit]; ok {
		unit = s
	}
	return unit, p.checkUnit(unit, glued)
}

func (p *quantityParser) checkUnitWord(t token) error {
	_, number := numberWords[t.text]
	_, factor := multipliers[t.text]
	if number || factor || changesValue[t.text] {
		return p.fail(CodeUnknownWord, t.text)
	}
	return nil
}

// checkUnit refuses unknown words written onto the digits: "1e5", "0x1f".
func (p *quantityParser) checkUnit(unit string, glued bool) error {
	_, sized := sizedUnits[unit]
	if glued && !sized && !countUnits[unit] {
		return p.fail(CodeUnknownWord, unit)
	}
	if strings.HasPrefix(unit, ",") || strings.HasSuffix(unit, ",") {
		return p.fail(CodeUnknownWord, ",")
	}
	return nil
}

// base turns a value in a unit into base units, exactly.
func (p *quantityParser) base(value *big.Rat, unit string) (int64, error) {
	scale := p.unitScale
	if u, sized := sizedUnits[unit]; sized {
		scale = u.size
	}
	if countUnits[unit] && scale != 1 {
		return 0, p.fail(CodeWrongUnit, unit)
	}
	v := new(big.Rat).Mul(value, new(big.Rat).SetInt64(scale))
	switch {
	case !v.IsInt():
		return 0, p.fail(CodeTooFine, "")
	case !v.Num().IsInt64():
		return 0, p.fail(CodeTooLarge, "")
	}
	return v.Num().Int64(), nil
}
