package vi

import (
	"math/bits"
	"strconv"
)

// RepeatingDigits is where Decimal stops when a value has no finite decimal
// form (100 minutes in hours): three digits, as for kilometres.
const RepeatingDigits = 3

// Decimal prints value base units in a unit of scale base units, exactly,
// without trailing zeros: Decimal(93783, 1000) is "93,783", Decimal(126000,
// 1000) is "126". A scale below 1 counts as 1. Scales other than powers of
// ten work too; a repeating fraction is rounded to RepeatingDigits.
func Decimal(value, scale int64) string {
	_, u := magnitude(value)
	s := atLeastOne(scale)
	digits, finite := fractionDigits(u%s, s)
	if !finite {
		digits = RepeatingDigits
	}
	return decimal(value, s, digits)
}

// DecimalDigits is Decimal with at most digits decimals, rounded half away
// from zero on integers (x/text rounds half to even and through binary
// fractions). Trailing zeros are stripped; a value rounded to nothing is "0",
// never "-0".
func DecimalDigits(value, scale int64, digits int) string {
	return decimal(value, atLeastOne(scale), max(digits, 0))
}

func decimal(value int64, scale uint64, digits int) string {
	neg, u := magnitude(value)
	whole, rem := u/scale, u%scale
	frac, rem := longDivision(rem, scale, digits)
	// Not 2*rem >= scale: that can overflow.
	if rem >= scale-rem && rem > 0 {
		whole += increment(frac)
	}
	for len(frac) > 0 && frac[len(frac)-1] == '0' {
		frac = frac[:len(frac)-1]
	}
	out := groupDigits(strconv.FormatUint(whole, 10))
	if len(frac) > 0 {
		out += "," + string(frac)
	}
	return sign(neg && out != "0", out)
}

// longDivision returns the next digits of rem/scale and what remains. It
// needs rem < scale.
func longDivision(rem, scale uint64, digits int) ([]byte, uint64) {
	var frac []byte
	for len(frac) < digits && rem != 0 {
		hi, lo := bits.Mul64(rem, 10)
		var q uint64
		q, rem = bits.Div64(hi, lo, scale)
		frac = append(frac, '0'+byte(q))
	}
	return frac, rem
}

// increment adds one unit in the last place and returns the carry.
func increment(digits []byte) uint64 {
	for i := len(digits) - 1; i >= 0; i-- {
		if digits[i] != '9' {
			digits[i]++
			return 0
		}
		digits[i] = '0'
	}
	return 1
}

// fractionDigits says how many decimals rem/scale has, if finitely many: the
// reduced denominator must consist of twos and fives.
func fractionDigits(rem, scale uint64) (digits int, finite bool) {
	d := scale / gcd(rem, scale)
	twos, fives := 0, 0
	for ; d%2 == 0; d /= 2 {
		twos++
	}
	for ; d%5 == 0; d /= 5 {
		fives++
	}
	return max(twos, fives), d == 1
}

func gcd(a, b uint64) uint64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

func atLeastOne(scale int64) uint64 { return uint64(max(scale, 1)) }
