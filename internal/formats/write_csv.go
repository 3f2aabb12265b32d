package formats

import (
	"bufio"
	"encoding/csv"
	"slices"
	"strconv"
	"strings"
)

// inertBefore are the beginnings that a spreadsheet would run; an apostrophe
// before them, and before one of its own, keeps a text a text.
const inertBefore = "=+-@'\t\r\n"

func inert(s string) string {
	if s != "" && strings.ContainsRune(inertBefore, rune(s[0])) {
		return "'" + s
	}
	return s
}

// csvHeadings are the fixed columns, as the reader knows them.
var csvHeadings = [][2]string{
	{"Loại đường", "kind"}, {"Đường", "path"}, {"Đoạn", "part"}, {"Tên", "name"}, {"Vĩ độ", "latitude"}, {"Kinh độ", "longitude"},
	{"Độ cao (m)", "height (m)"}, {"Thời gian", "time"}, {"Sai số (m)", "accuracy (m)"}, {"Mô tả", "description"},
}

// writeCSV writes one row for each point, with the byte order mark and the
// decimal commas that spreadsheets of the country expect.
func writeCSV(b *bufio.Writer, f *File, h Header) error {
	_, _ = b.WriteString("\ufeff")
	w := csv.NewWriter(b)
	w.UseCRLF = true
	keys := attributeKeys(f.Places)
	headings := headingRow(keys, h.Lang)
	for _, line := range h.text() { // as wide as the table, so that no mark in a title is taken for the delimiter
		row := make([]string, len(headings))
		row[0] = inert(line)
		_ = w.Write(row)
	}
	_ = w.Write(headings)
	for i := range f.Places {
		p := &f.Places[i]
		row := pointRow(&p.At)
		row[3], row[9] = inert(p.Name), inert(p.Description)
		_ = w.Write(append(row, values(keys, p.Attributes)...))
	}
	for i := range f.Paths {
		writePath(w, &f.Paths[i], i+1)
	}
	w.Flush()
	return w.Error()
}

func headingRow(keys []string, lang string) []string {
	var row []string
	for _, c := range csvHeadings {
		if lang == "en" {
			row = append(row, c[1])
		} else {
			row = append(row, c[0])
		}
	}
	for _, k := range keys {
		row = append(row, inert(k))
	}
	return row
}

// attributeKeys are the columns of attributes, in the order in which they are
// first met.
func attributeKeys(places []Place) (keys []string) {
	for i := range places {
		for _, a := range places[i].Attributes {
			if !slices.Contains(keys, a.Key) && len(keys) < maxAttributes {
				keys = append(keys, a.Key)
			}
		}
	}
	return keys
}

func values(keys []string, attributes []Attribute) []string {
	row := make([]string, len(keys))
	for _, a := range attributes {
		if i := slices.Index(keys, a.Key); i >= 0 {
			row[i] = inert(a.Value)
		}
	}
	return row
}

func writePath(w *csv.Writer, p *Path, number int) {
	for i, part := range p.Parts {
		for j := range part {
			row := pointRow(&part[j])
			row[0], row[1], row[2] = string(p.Kind), strconv.Itoa(number), strconv.Itoa(i+1)
			row[3], row[9] = inert(p.Name), inert(p.Description)
			_ = w.Write(row) // the writer keeps its first error
		}
	}
}

func pointRow(p *Point) []string {
	row := make([]string, len(csvHeadings), len(csvHeadings)+maxAttributes)
	row[4], row[5] = comma(degree(p.Lat)), comma(degree(p.Lon))
	if p.HeightMM != NoHeight {
		row[6] = comma(metres(p.HeightMM))
	}
	if p.TimeMS != NoTime {
		row[7] = instant(p.TimeMS)
	}
	if p.AccuracyMM > 0 {
		row[8] = comma(metres(p.AccuracyMM))
	}
	return row
}

func comma(s string) string { return strings.Replace(s, ".", ",", 1) }
