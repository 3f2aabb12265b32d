package vi

import "strings"

// Code names why a typed numeral is refused. The set is closed.
type Code string

const (
	CodeEmpty         Code = "empty"             // nothing there; not zero
	CodeNotANumber    Code = "not_a_number"      // letters, exponent, hexadecimal, NaN
	CodeForeignDigits Code = "foreign_digits"    // full-width or other scripts' digits
	CodeAmbiguousDot  Code = "ambiguous_dot"     // "2.6": 2,6 or 2.600?
	CodeBadGrouping   Code = "bad_grouping"      // "1.234.56", "12 34", "1,234.5"
	CodeTooLarge      Code = "too_large"         // beyond 64 bits
	CodeTooFine       Code = "too_many_decimals" // does not fit the base unit
	CodeNegative      Code = "negative"          // a quantity is never below zero
	CodeUnknownWord   Code = "unknown_word"      // a word that may change the value
	CodeSeveral       Code = "several_numbers"   // a composite, or "2 tỷ 600"
	CodeBadRange      Code = "bad_range"         // reversed or half a range
	CodeBadQualifier  Code = "bad_qualifier"     // words that contradict each other
	CodeWrongUnit     Code = "wrong_unit"        // units that do not fit together
)

// NumeralError is every error of ParseNumber and ParseQuantity.
type NumeralError struct {
	Code  Code
	Input string // what was typed, as typed
	Word  string // the part that is at fault, if it is one part
	// Choices are numerals the input may have meant, each readable by
	// ParseNumber; shown as a question, never chosen silently.
	Choices []string
}

// Error is the English sentence.
func (e *NumeralError) Error() string { return e.Text("en") }

// Text says in "vi" or "en" what is wrong and what to do, with the question
// if there is one.
func (e *NumeralError) Text(lang string) string {
	fill := strings.NewReplacer("{input}", shorten(e.Input), "{word}", shorten(e.Word))
	s := fill.Replace(pick(lang, numeralSentences[e.Code]))
	if q := e.Question(lang); q != "" {
		s += " " + q
	}
	return s
}

// Question asks which of the choices was meant ("2,6 hay 2.600?"), or is
// empty.
func (e *NumeralError) Question(lang string) string {
	if len(e.Choices) == 0 {
		return ""
	}
	return strings.Join(e.Choices, pick(lang, Sentence{VI: " hay ", EN: " or "})) + "?"
}

// shorten keeps a sentence readable when a whole page landed in one cell.
func shorten(s string) string {
	const limit = 60
	rs := []rune(s)
	if len(rs) <= limit {
		return s
	}
	return string(rs[:limit]) + "…"
}

// Sentences name what was typed as {input} and the word at fault as {word}.
var numeralSentences = map[Code]Sentence{
	CodeEmpty: {
		VI: "Ô trống: hãy ghi số, kể cả số 0.",
		EN: "the cell is empty: write a number, zero included."},
	CodeNotANumber: {
		VI: "“{input}” không phải là số: hãy viết như 3.957 hoặc 93,783.",
		EN: "“{input}” is not a number: write it like 3.957 or 93,783."},
	CodeForeignDigits: {
		VI: "“{input}” có chữ số khác kiểu ({word}): hãy gõ lại bằng các chữ số 0 đến 9.",
		EN: "“{input}” has digits of another script ({word}): type it again with 0 to 9."},
	CodeAmbiguousDot: {
		VI: "“{input}” chưa rõ: dấu chấm tách hàng nghìn, dấu phẩy ghi phần thập phân.",
		EN: "“{input}” is ambiguous: the dot groups thousands, the comma marks decimals."},
	CodeBadGrouping: {
		VI: "“{input}” tách hàng nghìn chưa đúng: mỗi nhóm có ba chữ số, cách nhau bằng dấu chấm; phần thập phân viết sau dấu phẩy.",
		EN: "“{input}” is grouped wrongly: groups have three digits between dots, decimals follow a comma."},
	CodeTooLarge: {
		VI: "“{input}” quá lớn: hãy kiểm tra lại số và đơn vị.",
		EN: "“{input}” is too large: check the number and its unit."},
	CodeTooFine: {
		VI: "“{input}” có phần lẻ nhỏ hơn đơn vị nhỏ nhất được ghi: hãy làm tròn hoặc kiểm tra đơn vị.",
		EN: "“{input}” is finer than the smallest unit kept: round it or check the unit."},
	CodeNegative: {
		VI: "“{input}” là số âm: số liệu không nhỏ hơn 0.",
		EN: "“{input}” is negative: a quantity is never below zero."},
	CodeUnknownWord: {
		VI: "“{input}” có chữ “{word}” chưa hiểu được: hãy ghi số, từ chỉ mức độ và đơn vị.",
		EN: "“{input}” has the word “{word}”, which is not understood: write number, qualifier and unit."},
	CodeSeveral: {
		VI: "“{input}” có nhiều số trong một ô: hãy tách mỗi số một ô, hoặc viết đủ chữ nghìn, triệu, tỷ.",
		EN: "“{input}” holds several numbers: give each its own cell, or write nghìn, triệu, tỷ in full."},
	CodeBadRange: {
		VI: "“{input}” không phải khoảng số đúng: hãy viết “từ 150 - 200”, số nhỏ trước, số lớn sau.",
		EN: "“{input}” is not a proper range: write “từ 150 - 200”, the smaller number first."},
	CodeBadQualifier: {
		VI: "“{input}” có từ chỉ mức độ không khớp nhau ({word}): hãy chỉ dùng một từ như trên, gần, khoảng.",
		EN: "“{input}” has qualifiers that do not fit together ({word}): use one, such as trên, gần, khoảng."},
	CodeWrongUnit: {
		VI: "“{input}” có đơn vị không khớp ({word}): hãy kiểm tra đơn vị tính.",
		EN: "“{input}” has a unit that does not fit ({word}): check the unit of measure."},
}
