package chart

import (
	"math"
	"strconv"
	"strings"
)

// scale is a value axis from 0 to top in equal steps.
type scale struct {
	top, step float64
}

// newScale covers every value of the spec; it always begins at 0.
func newScale(s Spec) scale {
	top := 0.0
	for i := range s.Categories {
		sum := 0.0
		for _, se := range s.Series {
			v, _, high, ranged := se.Points[i].drawn()
			sum += v
			top = max(top, v)
			if ranged {
				top = max(top, high)
			}
		}
		if s.Kind == StackedBar {
			top = max(top, sum)
		}
	}
	if top == 0 {
		return scale{top: 1, step: 1}
	}
	step := niceStep(top / 5)
	return scale{top: math.Ceil(top/step-1e-9) * step, step: step}
}

// niceStep is the smallest of 1, 2, 5 times a power of ten that is at least
// raw.
func niceStep(raw float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(raw)))
	for _, m := range []float64{1, 2, 5} {
		if m*power >= raw*(1-1e-9) {
			return m * power
		}
	}
	return 10 * power
}

// ticks are the values of the grid lines, 0 included.
func (s scale) ticks() []float64 {
	n := int(math.Round(s.top / s.step))
	out := make([]float64, n+1)
	for i := range out {
		out[i] = float64(i) * s.step
	}
	return out
}

// label prints a tick as Vietnamese numbers do: "1.000", "0,5", "2 tỷ".
func (s scale) label(v float64) string {
	if v == 0 {
		return "0"
	}
	for _, big := range []struct {
		value float64
		word  string
	}{{1e9, " tỷ"}, {1e6, " triệu"}} {
		if s.top >= big.value {
			return decimal(v/big.value, s.step/big.value) + big.word
		}
	}
	return decimal(v, s.step)
}

// decimal prints v with as many decimals as the step has.
func decimal(v, step float64) string {
	digits := 0
	for x := step; x < 1-1e-9 && digits < 9; x *= 10 {
		digits++
	}
	if step >= 1 && math.Abs(step-math.Round(step)) > 1e-9 {
		digits = 1
	}
	whole, frac, _ := strings.Cut(strconv.FormatFloat(v, 'f', digits, 64), ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "." + whole[i:]
	}
	if frac == "" {
		return whole
	}
	return whole + "," + frac
}
