package calendar

import (
	"fmt"
	"strings"
)

// Code names why a period is refused. The set is closed.
type Code string

const (
	CodeSyntax      Code = "bad_period"         // not a form ParsePeriod knows
	CodeBadDay      Code = "bad_day"            // a day that does not exist or is not kept
	CodeReversed    Code = "reversed"           // ends before it begins
	CodeOutside     Code = "outside"            // beyond MinDay to MaxDay
	CodeNotOfficial Code = "not_official_edges" // neither month edges nor 15th to 14th
	CodeNoWeeks     Code = "no_weeks"           // weeks are civil only
)

// PeriodError is every error of ParsePeriod and Between.
type PeriodError struct {
	Code  Code
	Input string
	Day   string // the day at fault, if one is
	// Nearest are the official ranges that may have been meant, the shorter
	// first.
	Nearest []Period
}

// Error is the English sentence.
func (e *PeriodError) Error() string { return e.Text("en") }

// Text says in "vi" or "en" what is wrong and what to write instead.
func (e *PeriodError) Text(lang string) string {
	s, or := sentences[e.Code].vi, " hoặc "
	if lang == "en" {
		s, or = sentences[e.Code].en, " or "
	}
	var near []string
	for _, p := range e.Nearest {
		near = append(near, p.String())
	}
	// Arguments are numbered, so a sentence may leave some out.
	return fmt.Sprintf(s, e.Input, e.Day, strings.Join(near, or), MinDay, MaxDay, CutOffDay+1, CutOffDay)
}

// Sentences take input, day, nearest ranges, first and last day kept, first
// and last day of an official month, by number.
var sentences = map[Code]struct{ vi, en string }{
	CodeSyntax: {
		vi: "Kỳ “%[1]s” chưa đúng: hãy ghi như 2/2024, quý I/2024, 2024, 2024-H1 (6 tháng đầu năm) hoặc 01/01/2024 - 30/06/2024.",
		en: "period %[1]q is not understood: write it like 2024, 2024-02 or 2/2024, 2024-Q1, 2024-H1 or 2024-01-01/2024-06-30"},
	CodeBadDay: {
		vi: "Kỳ “%[1]s” có ngày không hợp lệ “%[2]s”: hãy ghi năm-tháng-ngày, từ %[4]s đến %[5]s.",
		en: "period %[1]q has the impossible day %[2]q: write YYYY-MM-DD from %[4]s to %[5]s"},
	CodeReversed: {
		vi: "Kỳ “%[1]s” kết thúc trước khi bắt đầu: hãy ghi ngày đầu trước, ngày cuối sau.",
		en: "period %[1]q ends before it begins: write the first day first"},
	CodeOutside: {
		vi: "Kỳ “%[1]s” nằm ngoài thời gian được lưu (%[4]s đến %[5]s).",
		en: "period %[1]q is outside %[4]s to %[5]s"},
	CodeNotOfficial: {
		vi: "Kỳ “%[1]s” không khớp ngày chốt số liệu (từ ngày %[6]d đến ngày %[7]d): hãy chọn %[3]s, hoặc dùng lịch dương.",
		en: "period %[1]q does not run from a %[6]dth to a %[7]dth: take %[3]s, or the civil calendar"},
	CodeNoWeeks: {
		vi: "Kỳ “%[1]s”: tuần chỉ có trong lịch dương.",
		en: "period %[1]q: weeks exist in the civil calendar only"},
}
