package public

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"phendau/internal/amount"
	"phendau/internal/figure"
	"phendau/internal/plain"
	"phendau/internal/publication"
)

// columns of the file, in this order for good; new ones come last.
var columns = []string{"indicator", "indicator_name", "measure", "measure_name", "unit", "place", "place_code", "from", "to", "calendar", "state", "value", "low", "high", "qualifier", "printed", "basis", "report", "locked_at"}

// bom tells spreadsheets that the file is UTF-8.
const bom = "\ufeff"

// table gives all published figures of an indicator as a file.
func (s *site) table(r *request) (*screen, error) {
	ind, err := r.askedIndicator()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	b.WriteString(bom)
	w := csv.NewWriter(&b)
	lines := [][]string{slices.Clone(columns)}
	for _, p := range r.e.Periods {
		for _, id := range r.e.Places {
			for _, m := range ind.Measures {
				if f := r.e.At(m, ind, id, p); f != nil {
					lines = append(lines, r.line(f))
				}
			}
		}
	}
	for _, l := range lines {
		for i := range l {
			l[i] = inert(l[i])
		}
		if err := w.Write(l); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return &screen{raw: b.Bytes(), contentType: "text/csv; charset=utf-8", name: "so-lieu-" + ind.ID + ".csv"}, w.Error()
}

// line is one figure; value, low and high are plain decimals in the unit, and
// empty where none is shown.
func (r *request) line(f *publication.Figure) []string {
	unit, scale := plain.Unit(r.e.Catalogue, f.Measure.Unit, r.w.Lang())
	n := r.number(f, &sources{r: r})
	code, _ := r.e.Registry.Places.CodeOn(f.Place, "gso", f.Period.To)
	var titles, locked []string
	for _, x := range f.Sources {
		titles = append(titles, r.reportName(x.Body.Report))
		locked = append(locked, plain.Clock(x.AtMS))
	}
	value, low, high, qualifier := "", "", "", ""
	if f.Band == 0 && (f.State == figure.HasValue || f.State == figure.Zero) {
		value, low, high = string(decimal(f.Result.V, scale)), string(decimal(f.Result.Lo, scale)), string(decimal(f.Result.Hi, scale))
		qualifier = f.Result.Q.String()
	}
	return []string{f.Indicator.ID, r.text(f.Indicator.Name), f.Measure.ID, r.text(f.Measure.Name), unit, r.placeName(f.Place, f.Period.To), code,
		f.Period.From.String(), f.Period.To.String(), string(f.Period.Calendar), string(f.State), value, low, high, qualifier, n.Text, n.Basis,
		strings.Join(titles, "; "), strings.Join(locked, "; ")}
}

// inert keeps a spreadsheet from taking a text for a formula.
func inert(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

// decimal is a number of base units in its unit, "" where there is none.
func decimal(v, scale int64) json.Number {
	switch {
	case v == amount.Unknown:
		return ""
	case scale <= 1:
		return json.Number(strconv.FormatInt(v, 10))
	}
	text := strconv.FormatInt(v/scale, 10)
	if rest := v % scale; rest > 0 {
		digits := strconv.FormatInt(scale+rest, 10)[1:] // scales are powers of ten
		text += "." + strings.TrimRight(digits, "0")
	}
	return json.Number(text)
}
