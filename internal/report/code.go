package report

import (
	"crypto/sha256"
	"fmt"
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

// entryPrefix begins the codes of entries, "BG" for bản ghi.
const entryPrefix = "BG-"

// EntryCode is what a person types to open an entry named on paper:
// "BG-06DF-8K2M-Q4XT-7K". It holds the time and the counter of the entry's id,
// which tell the entries of a book apart, and two check letters. Only an id of
// version 7 holds those; any other one is printed whole, and opens as it is.
func EntryCode(entryID string) string {
	hexes := strings.ReplaceAll(entryID, "-", "")
	if len(hexes) != 32 || hexes[12] != '7' {
		return entryID
	}
	// The thirteenth digit is the version and the same everywhere.
	n, err := strconv.ParseUint(hexes[:12]+hexes[13:16], 16, 64)
	if err != nil {
		return entryID
	}
	var b strings.Builder
	for i := 11; i >= 0; i-- {
		b.WriteByte(crockford[n>>(5*i)&31])
		if i == 8 || i == 4 {
			b.WriteByte('-')
		}
	}
	return entryPrefix + b.String() + "-" + checkOf(b.String())
}

func checkOf(part string) string {
	sum := sha256.Sum256([]byte(entryPrefix + part))
	return string(crockford[sum[0]&31]) + string(crockford[sum[1]&31])
}

// ParseEntryCode reads a code of an entry: the first and the last id that it
// can mean. Case does not matter; ok is false for a mistyped code.
func ParseEntryCode(code string) (first, last string, ok bool) {
	code = strings.ToUpper(strings.TrimSpace(code))
	body, found := strings.CutPrefix(code, entryPrefix)
	if !found || len(body) != 17 || body[4] != '-' || body[9] != '-' || body[14] != '-' || checkOf(body[:14]) != body[15:] {
		return "", "", false
	}
	var n uint64
	for _, r := range strings.ReplaceAll(body[:14], "-", "") {
		i := strings.IndexRune(crockford, r)
		if i < 0 {
			return "", "", false
		}
		n = n<<5 | uint64(i)
	}
	h := fmt.Sprintf("%015x", n)
	id := h[:8] + "-" + h[8:12] + "-7" + h[12:15]
	return id + "-0000-000000000000", id + "-ffff-ffffffffffff", true
}
