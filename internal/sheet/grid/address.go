package grid

import "strconv"

// Largest address a spreadsheet has: XFD1048576.
const (
	maxRow = 1 << 20
	maxCol = 1 << 14
)

// ColName is the letters of a column from 1: A, Z, AA.
func ColName(col int) string {
	var b [8]byte
	i := len(b)
	for ; col > 0 && i > 0; col = (col - 1) / 26 {
		i--
		b[i] = byte('A' + (col-1)%26)
	}
	return string(b[i:])
}

// A1 is the name of a cell: "F12".
func A1(row, col int) string { return ColName(col) + strconv.Itoa(row) }

// ParseA1 reads the name of a cell; ok is false for what no spreadsheet has.
func ParseA1(s string) (row, col int, ok bool) {
	i := 0
	for ; i < len(s) && s[i] >= 'A' && s[i] <= 'Z' && i < 4; i++ {
		col = col*26 + int(s[i]-'A') + 1
	}
	row, ok = ParseRow(s[i:])
	return row, col, ok && i > 0 && col <= maxCol
}

// ParseRow reads the number of a row.
func ParseRow(s string) (int, bool) {
	if s == "" || len(s) > 7 || s[0] < '1' || s[0] > '9' {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil && n <= maxRow
}
