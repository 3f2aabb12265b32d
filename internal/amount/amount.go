// Package amount is the arithmetic of figures that are not always exact: a
// value carries the qualifier of its source ("trên", "khoảng") and the basis
// on which it is known, and sums keep both instead of pretending precision.
// The rules are those of the field's catalogue, sections 5 and 6.
package amount

import (
	"errors"
	"fmt"
	"math"
)

// Qualifier is how exactly a value is known.
type Qualifier uint8

// The closed list of qualifiers.
const (
	Exact     Qualifier = iota // v = lo = hi
	AtLeast                    // trên, hơn: lo = v, no upper bound
	Nearly                     // gần: hi = v, no known lower bound
	About                      // khoảng: v, bounds unknown unless given
	Range                      // a - b: lo and hi, no v
	Order                      // hàng chục tỷ: lo = 10^k only
	Uncounted                  // done, not counted: lo = 0, no v
)

var qualifierNames = [...]string{"exact", "at_least", "nearly", "about", "range", "order", "uncounted"}

// String is the name used in data and JSON.
func (q Qualifier) String() string {
	if int(q) < len(qualifierNames) {
		return qualifierNames[q]
	}
	return fmt.Sprintf("qualifier(%d)", uint8(q))
}

// ParseQualifier reads a name; the empty string is Exact.
func ParseQualifier(s string) (Qualifier, error) {
	if s == "" {
		return Exact, nil
	}
	for i, n := range qualifierNames {
		if n == s {
			return Qualifier(i), nil
		}
	}
	return 0, fmt.Errorf("unknown qualifier %q", s)
}

// Basis is how a value is known.
type Basis uint8

// The closed list of bases, in the order of every basis vector.
const (
	Listed    Basis = iota // a list was taken and is kept
	Counted                // counted by the recorder
	Norm                   // occurrences times a norm
	Estimated              // an estimate
	Declared               // taken from a document
	Bases     = 5
)

var basisNames = [Bases]string{"listed", "counted", "norm", "estimated", "declared"}

// String is the name used in data and JSON.
func (b Basis) String() string {
	if int(b) < Bases {
		return basisNames[b]
	}
	return fmt.Sprintf("basis(%d)", uint8(b))
}

// ParseBasis reads a name; the empty string is Counted, the everyday case.
func ParseBasis(s string) (Basis, error) {
	if s == "" {
		return Counted, nil
	}
	for i, n := range basisNames {
		if n == s {
			return Basis(i), nil
		}
	}
	return 0, fmt.Errorf("unknown basis %q", s)
}

// Unknown marks a bound that is not known or does not exist.
const Unknown int64 = math.MinInt64

// Value is one number with its bounds, all in base units and never negative.
// Unknown stands for an absent V, Lo or Hi.
type Value struct {
	V, Lo, Hi int64
	Q         Qualifier
	Basis     Basis
	// N and Rate are stored beside a norm-based value: V = N*Rate/Per, rounded
	// half up.
	N, Rate, Per int64
}

// ExactValue is n known exactly on basis b.
func ExactValue(n int64, b Basis) Value { return Value{V: n, Lo: n, Hi: n, Q: Exact, Basis: b} }

// NormValue is n occurrences at rate base units for every per occurrences.
func NormValue(n, rate, per int64) Value {
	total, _ := MulDiv(n, rate, per)
	v := ExactValue(total, Norm)
	v.N, v.Rate, v.Per = n, rate, per
	return v
}

// Errors of Check.
var (
	ErrNegative = errors.New("value is negative")
	ErrShape    = errors.New("value does not fit its qualifier")
	ErrNorm     = errors.New("norm-based value is not n times rate")
	ErrOverflow = errors.New("sum is too large")
)

// maxValue keeps every stored number inside the integers JSON can carry.
const maxValue = 1<<53 - 1

// Normalize fills the bounds that follow from V and the qualifier.
func (v Value) Normalize() Value {
	switch v.Q {
	case Exact:
		v.Lo, v.Hi = v.V, v.V
	case AtLeast:
		v.Lo, v.Hi = v.V, Unknown
	case Nearly:
		v.Lo, v.Hi = Unknown, v.V
	case Order:
		v.V, v.Hi = Unknown, Unknown
	case Uncounted:
		v.V, v.Lo, v.Hi = Unknown, 0, Unknown
	case Range:
		v.V = Unknown
	}
	return v
}

// Check reports whether the parts of v fit its qualifier and basis.
func (v Value) Check() error {
	for _, n := range [...]int64{v.V, v.Lo, v.Hi} {
		if n != Unknown && n < 0 {
			return ErrNegative
		}
		if n > maxValue {
			return ErrOverflow
		}
	}
	if v != v.Normalize() {
		return ErrShape
	}
	if !v.shapeOK() {
		return ErrShape
	}
	return v.checkNorm()
}

func (v Value) shapeOK() bool {
	switch v.Q {
	case Exact, AtLeast, Nearly:
		return v.V != Unknown
	case Range:
		return v.Lo != Unknown && v.Hi != Unknown && v.Lo <= v.Hi
	case About:
		if v.V == Unknown {
			return v.Lo != Unknown && v.Hi != Unknown && v.Lo <= v.Hi
		}
		return v.Lo <= v.V && (v.Hi == Unknown || v.V <= v.Hi)
	case Order:
		return v.Lo != Unknown && v.Lo > 0
	default:
		return true
	}
}

func (v Value) checkNorm() error {
	if v.N == 0 && v.Rate == 0 && v.Per == 0 {
		return nil
	}
	if v.Basis != Norm || v.N < 0 || v.Rate <= 0 || v.Per <= 0 || v.N > maxValue/v.Rate {
		return ErrNorm
	}
	if total, ok := MulDiv(v.N, v.Rate, v.Per); v.Q == Exact && (!ok || v.V != total) {
		return ErrNorm
	}
	return nil
}
