package vi

import "math/big"

// NoValue is printed where a number does not exist, such as a share of nothing.
const NoValue = "-"

// maxPercentDigits bounds the work; nobody reads more decimals of a percent.
const maxPercentDigits = 9

// Percent prints num/den as a percentage with at most digits decimals, half
// away from zero, without trailing zeros and without a space: "95,5%". A zero
// denominator gives NoValue.
func Percent(num, den int64, digits int) string {
	if den == 0 {
		return NoValue
	}
	digits = min(max(digits, 0), maxPercentDigits)
	n, d := big.NewInt(num), big.NewInt(den)
	neg := n.Sign()*d.Sign() < 0
	n.Abs(n).Mul(n, pow10(digits+2))
	q, r := n.QuoRem(n, d.Abs(d), new(big.Int))
	if r.Lsh(r, 1).Cmp(d) >= 0 {
		q.Add(q, big.NewInt(1))
	}
	whole, frac := q.QuoRem(q, pow10(digits), new(big.Int))
	out := groupDigits(whole.String()) + trimmedFraction(frac.String(), digits)
	return sign(neg && out != "0", out) + "%"
}

// trimmedFraction restores the leading zeros of a fraction and drops the
// trailing ones.
func trimmedFraction(digits string, width int) string {
	for len(digits) < width {
		digits = "0" + digits
	}
	for len(digits) > 0 && digits[len(digits)-1] == '0' {
		digits = digits[:len(digits)-1]
	}
	if digits == "" {
		return ""
	}
	return "," + digits
}

func pow10(n int) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil)
}
