package intake

import (
	"errors"
	"slices"
	"strings"

	"phendau/internal/amount"
	"phendau/internal/catalogue"
	"phendau/internal/sheet/grid"
	"phendau/internal/vi"
)

// reading is a cell read as a value.
type reading struct {
	vi.Quantity
	value    amount.Value
	basis    amount.Basis
	hasBasis bool
	normOnly bool // "theo định mức" without a number
}

// wants is what a cell is read against.
type wants struct {
	name string // of the measure, for sentences
	unit string // catalogue id
	head *headUnit
	per  bool // a yearly rate
	// sized is set when a number of the measure says nothing without a unit.
	sized bool
	// qualifier is a word from a column of its own, "" for none.
	qualifier string
}

// basisWords close a cell: "60 (theo định mức)".
var basisWords = []struct {
	words string
	basis amount.Basis
}{
	{"theo danh sách", amount.Listed}, {"đếm tại chỗ", amount.Counted}, {"theo định mức", amount.Norm},
	{"ước tính", amount.Estimated}, {"theo văn bản", amount.Declared},
}

// readBasis reads a cell that holds nothing but a basis.
func readBasis(text string) (amount.Basis, bool) {
	key := vi.EqualKey(text)
	for _, w := range basisWords {
		if key == w.words || key == w.basis.String() {
			return w.basis, true
		}
	}
	return 0, false
}

// splitBasis takes the closing words of a basis off a cell.
func splitBasis(text string) (rest string, basis amount.Basis, ok bool) {
	lower := strings.ToLower(vi.NFC(text))
	trimmed := strings.TrimRight(lower, " )")
	for _, w := range basisWords {
		if rest, ok := strings.CutSuffix(trimmed, w.words); ok {
			return strings.TrimRight(rest, " (,;-"), w.basis, true
		}
	}
	return text, 0, false
}

// value reads a cell as a value of a measure, or reports why not.
func (t *table) value(c grid.Cell, w wants) (reading, bool) {
	at := t.at(c.Col)
	text := c.Text
	w.sized = units{t.env.catalogue()}.sized(w.unit)
	var r reading
	switch c.Kind {
	case grid.Date:
		t.fail(at, codeDateInNumber, "text", text)
		return r, false
	case grid.Bool:
		t.fail(at, codeNumberNotHere, "text", text)
		return r, false
	case grid.Number:
		text = strings.Replace(text, ".", ",", 1) // a plain decimal has one dot
	}
	rest, basis, hasBasis := splitBasis(text)
	if hasBasis && rest == "" {
		r.basis, r.hasBasis, r.normOnly = basis, true, basis == amount.Norm
		if !r.normOnly {
			t.fail(at, codeNumberNotHere, "text", text)
		}
		return r, r.normOnly
	}
	q, ok := t.quantity(at, strings.TrimSpace(w.qualifier+" "+rest), w)
	if !ok || !t.checkUnit(at, q, w) {
		return r, false
	}
	if c.Kind == grid.Number {
		q.Doubtful = false // its decimals are no matter of writing
	}
	r.Quantity, r.basis, r.hasBasis = q, basis, hasBasis
	r.value = valueOf(q)
	if err := r.value.Check(); err != nil {
		t.fail(at, codeNumberNotHere, "text", text)
		return r, false
	}
	return r, true
}

func (t *table) quantity(at spot, text string, w wants) (vi.Quantity, bool) {
	scale := int64(1)
	if w.head != nil {
		scale = w.head.scale
	}
	if scale > 1 && hasMultiplier(text) {
		// "2,6 tỷ" below "(triệu đồng)" is 2,6 tỷ of what? With its unit in the
		// cell there is no doubt.
		if q, err := vi.ParseQuantity(text, 1); err == nil && q.Unit == "" {
			t.fail(at, codeUnitTwice, "text", text, "unit", w.head.text)
			return q, false
		}
	}
	q, err := parseScaled(text, scale)
	var e *vi.NumeralError
	if errors.As(err, &e) {
		if fine, ok := unitless(text, e, w); ok {
			return fine, true // the unit is what is missing, not a digit
		}
		t.failText(at, string(e.Code), e.Text("vi"), e.Text("en"))
		return q, false
	}
	return q, err == nil
}

// unitless reads a number that is too fine for base units only because it
// names no unit: "93,783" of a length.
func unitless(text string, e *vi.NumeralError, w wants) (vi.Quantity, bool) {
	const fine = 1_000_000
	if e.Code != vi.CodeTooFine || w.head != nil {
		return vi.Quantity{}, false
	}
	q, err := vi.ParseQuantity(text, fine)
	return q, err == nil && q.Unit == "" && w.sized
}

// parseScaled reads a quantity; a counting word in a cell under "(nghìn
// lượt)" sets the scale aside as a sized unit does.
func parseScaled(text string, scale int64) (vi.Quantity, error) {
	q, err := vi.ParseQuantity(text, scale)
	var e *vi.NumeralError
	if scale > 1 && errors.As(err, &e) && e.Code == vi.CodeWrongUnit {
		return vi.ParseQuantity(text, 1)
	}
	return q, err
}

// multiplierWords make a number larger than its digits.
var multiplierWords = []string{"chục", "trăm", "nghìn", "ngàn", "vạn", "triệu", "tr", "tỷ", "tỉ"}

func hasMultiplier(text string) bool {
	words := strings.FieldsFunc(strings.ToLower(vi.NFC(text)), func(r rune) bool { return r == ' ' || r >= '0' && r <= '9' || r == ',' || r == '.' })
	return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(multiplierWords, w) })
}

// checkUnit stops at a unit the measure does not know, and at a number that
// needs one and has none.
func (t *table) checkUnit(at spot, q vi.Quantity, w wants) bool {
	u := units{t.env.catalogue()}
	unit := q.Unit
	if unit == "" && w.head != nil {
		unit = w.head.unit
	}
	switch {
	case q.Class == vi.ClassUncounted:
		return true
	case unit == "" && w.sized:
		b := u.base(w.unit)
		t.fail(at, codeUnitMissing, "text", q.Source, "choices", u.choices(w.unit), "example", w.name+" ("+b.Short.VI+")")
		return false
	case unit != "" && !u.accepts(w.unit, unit):
		t.fail(at, codeUnitUnknown, "text", q.Source, "unit", unit, "measure", w.name, "choices", u.choices(w.unit))
		return false
	case q.Per != "" && (!w.per || q.Per != perYear):
		t.fail(at, codePerUnexpected, "measure", w.name, "unit", q.Per)
		return false
	case w.per && q.Per == "":
		t.fail(at, codePerMissing, "measure", w.name)
		return false
	}
	return true
}

// perYear is the one time of a rate the book knows.
const perYear = "năm"

// valueOf carries a quantity over; the classes are the same by name.
func valueOf(q vi.Quantity) amount.Value {
	class, err := amount.ParseQualifier(q.Class)
	if err != nil {
		return amount.Value{V: -1} // refused by Check
	}
	v := amount.Value{V: amount.Unknown, Lo: amount.Unknown, Hi: amount.Unknown, Q: class}
	if q.HasV {
		v.V = q.V
	}
	if q.HasLo {
		v.Lo = q.Lo
	}
	if q.HasHi {
		v.Hi = q.Hi
	}
	return v.Normalize()
}

// norm makes the value a norm gives, or reports why it gives none. A number
// beside the words must be the norm's.
func (t *table) norm(at spot, e *entry, m *catalogue.Measure, r reading) (amount.Value, bool) {
	n, ok := t.env.catalogue().NormFor(e.kind.ID, m.ID, e.dimStrings(), e.content.Day.String())
	if !ok {
		t.fail(at, codeNoNorm, "measure", m.Name.VI)
		return amount.Value{}, false
	}
	count := e.count()
	v, exact := n.Value(count)
	switch {
	case !exact:
		t.fail(at, codeNormNotWhole, "count", vi.Int(count))
		return amount.Value{}, false
	case !r.normOnly && (r.value.Q != amount.Exact || r.value.V != v):
		t.fail(at, codeNormMismatch, "text", r.Source, "value", vi.Int(v))
		return amount.Value{}, false
	}
	return amount.NormValue(count, n.Rate, n.Per), true
}
