package vi

// The classes of a quantity, as catalogue.md section 6 and the fact table name
// them.
const (
	ClassExact     = "exact"
	ClassAtLeast   = "at_least"
	ClassNearly    = "nearly"
	ClassAbout     = "about"
	ClassRange     = "range"
	ClassOrder     = "order"
	ClassUncounted = "uncounted"
)

// Quantity is what a cell of a document says, in base units. An absent bound
// is unknown or unlimited; no tolerance is ever assumed.
//
//	class      V  Lo   Hi     words
//	exact      v  v    v      (none)
//	at_least   v  v    -      trên, hơn, ít nhất, tối thiểu, không dưới
//	nearly     v  -    v      gần, ngót
//	about      v  -    -      khoảng, chừng, ước, xấp xỉ (of a range: Lo and Hi, no V)
//	range      -  a    b      từ a - b, a - b, a đến b; không quá b, dưới b, tối đa b (Lo 0)
//	order      -  10^k -      hàng chục, hàng trăm tỷ ...
//	uncounted  -  0    -      có, chưa thống kê; đã thực hiện
type Quantity struct {
	Class              string
	V, Lo, Hi          int64
	HasV, HasLo, HasHi bool
	// Unit is the unit as found, lower case, "" for none; the sized units have
	// one spelling each ("đồng", "km", "m²"). Callers compare it with the
	// measure: an import stops at a unit the measure does not know.
	Unit string
	// Per is the time of a yearly or other rate ("năm" in "triệu đồng/năm").
	Per string
	// Word is the qualifier in the source's own words, "" for none.
	Word string
	// Source is the whole text, NFC and trimmed.
	Source string
	// Doubtful tells that a numeral has exactly three decimals (numeral_doubt).
	Doubtful bool
}

// setValue sets v and the bounds its class gives it.
func (q *Quantity) setValue(v int64) {
	q.V, q.HasV = v, true
	switch q.Class {
	case ClassExact:
		q.setLo(v)
		q.setHi(v)
	case ClassAtLeast:
		q.setLo(v)
	case ClassNearly:
		q.setHi(v)
	}
}

func (q *Quantity) setLo(v int64) { q.Lo, q.HasLo = v, true }
func (q *Quantity) setHi(v int64) { q.Hi, q.HasHi = v, true }

// Print writes the quantity's number with its qualifier, in a unit of scale
// base units: "trên 2.329", "từ 150 - 200", "có, chưa thống kê". The source's
// own word is used where there is one. The unit is left to the caller.
func (q Quantity) Print(scale int64) string {
	v, lo, hi := Decimal(q.V, scale), Decimal(q.Lo, scale), Decimal(q.Hi, scale)
	switch q.Class {
	case ClassAtLeast:
		return q.word("trên") + " " + v
	case ClassNearly:
		return q.word("gần") + " " + v
	case ClassAbout:
		if !q.HasV {
			v = Range(lo, hi)
		}
		return q.word("khoảng") + " " + v
	case ClassRange:
		if upperBoundWord(q.Word) {
			return q.Word + " " + hi
		}
		return "từ " + Range(lo, hi)
	case ClassOrder:
		return printOrder(q.Lo, scale)
	case ClassUncounted:
		return "có, chưa thống kê"
	}
	return v
}

func (q Quantity) word(otherwise string) string {
	if q.Word == "" {
		return otherwise
	}
	return q.Word
}

func upperBoundWord(w string) bool {
	for _, p := range qualifierPhrases {
		if p.words == w {
			return p.class == ClassRange
		}
	}
	return false
}

// printOrder falls back to "trên" for a lower bound that is no power of ten of
// the unit.
func printOrder(lo, scale int64) string {
	if n := lo / int64(atLeastOne(scale)); isPowerOfTen(n) && n*int64(atLeastOne(scale)) == lo {
		if words, ok := OrderWords(n); ok {
			return words
		}
	}
	return "trên " + Decimal(lo, scale)
}

func isPowerOfTen(n int64) bool {
	for n > 1 && n%10 == 0 {
		n /= 10
	}
	return n == 1
}
