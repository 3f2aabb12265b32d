package report

import (
	"crypto/sha256"
	"strconv"
	"strings"

	"phendau/internal/paper"
)

// crockford has no letters that look like digits (I, L, O, U).
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// ShortCode is what a person types to open a cell of a paper report: report
// id, cell number and two check letters, "REPORT.12.7K".
func ShortCode(reportID string, cell int) string { return codeOf(reportID, strconv.Itoa(cell)) }

// TableCode opens all cells of a table: "REPORT.T3.7K".
func TableCode(reportID string, table int) string {
	return codeOf(reportID, "T"+strconv.Itoa(table))
}

func codeOf(reportID, part string) string {
	sum := sha256.Sum256([]byte(reportID + "." + part))
	return reportID + "." + part + "." + string(crockford[sum[0]&31]) + string(crockford[sum[1]&31])
}

// ParseCode reads a code: the report and either a cell or a table number.
// Upper and lower case of the check letters are equal; ok is false for a
// mistyped code.
func ParseCode(code string) (reportID string, cell, table int, ok bool) {
	p := strings.Split(strings.TrimSpace(code), ".")
	if len(p) != 3 || len(p[1]) > 8 || len(p[2]) != 2 {
		return "", 0, 0, false
	}
	digits, isTable := strings.CutPrefix(p[1], "T")
	n, err := strconv.Atoi(digits)
	if err != nil || n < 1 || !strings.EqualFold(codeOf(p[0], p[1]), p[0]+"."+p[1]+"."+p[2]) {
		return "", 0, 0, false
	}
	if isTable {
		return p[0], 0, n, true
	}
	return p[0], n, 0, true
}

// tableCode is the code and picture under an annex table.
func (j *job) tableCode(n int) *paper.Code {
	text := TableCode(j.ReportID, n)
	return &paper.Code{Text: text, URL: strings.TrimSuffix(j.Facts.BaseURL, "/") + CodePath + text}
}

// CodePath is where the server opens codes of paper reports.
const CodePath = "/m/"
