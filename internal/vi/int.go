package vi

import "strconv"

// Int groups thousands with dots: 3957 is "3.957", -1234567 is "-1.234.567".
func Int(n int64) string {
	neg, u := magnitude(n)
	return sign(neg, groupDigits(strconv.FormatUint(u, 10)))
}

// IntProse is Int with a leading zero below ten ("05 buổi"), the custom of
// running text. Never for tables.
func IntProse(n int64) string {
	if n >= 0 && n < 10 {
		return "0" + strconv.FormatInt(n, 10)
	}
	return Int(n)
}

// groupDigits puts a dot before every third digit from the right.
func groupDigits(digits string) string {
	head := len(digits) % 3
	if head == 0 {
		head = 3
	}
	if len(digits) <= 3 {
		return digits
	}
	out := make([]byte, 0, len(digits)+len(digits)/3)
	out = append(out, digits[:head]...)
	for i := head; i < len(digits); i += 3 {
		out = append(out, '.')
		out = append(out, digits[i:i+3]...)
	}
	return string(out)
}

// magnitude avoids the overflow of -math.MinInt64.
func magnitude(n int64) (neg bool, u uint64) {
	if n < 0 {
		return true, -uint64(n)
	}
	return false, uint64(n)
}

func sign(neg bool, s string) string {
	if neg {
		return "-" + s
	}
	return s
}
