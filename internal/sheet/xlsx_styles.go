package sheet

import (
	"encoding/xml"
	"strconv"
	"strings"

	"phendau/internal/foreign"
	"phendau/internal/sheet/grid"
)

// readStyles finds out which cell formats print a number as a date: a date
// in XLSX is a number with such a format and nothing else.
func (w *workbook) readStyles() error {
	name := w.part("styles")
	if name == "" {
		return nil
	}
	custom := map[int]bool{}
	inCells := false
	return w.scan(name, func(e xml.StartElement) error {
		switch e.Name.Local {
		case "numFmt":
			if id, err := strconv.Atoi(foreign.Attr(e, "numFmtId")); err == nil && len(custom) < maxFormats {
				custom[id] = isDateFormat(foreign.Attr(e, "formatCode"))
			}
		case "cellXfs":
			inCells = true
		case "cellStyles", "dxfs":
			inCells = false
		case "xf":
			if !inCells {
				return nil
			}
			if len(w.formats) == maxFormats {
				return refuse(grid.CodeTorn, nil)
			}
			id, err := strconv.Atoi(foreign.Attr(e, "numFmtId"))
			date, known := custom[id]
			w.formats = append(w.formats, err == nil && (date || !known && isBuiltinDate(id)))
		}
		return nil
	})
}

// isBuiltinDate lists the formats every spreadsheet knows by number, those of
// East Asian languages included. Bare times and durations are none: they say
// no day.
func isBuiltinDate(id int) bool {
	return id >= 14 && id <= 17 || id == 22 || id >= 27 && id <= 31 || id == 36 || id >= 50 && id <= 58
}

// isDateFormat looks for a day or a year outside quoted text, brackets and
// escapes, in the first section of a format.
func isDateFormat(code string) bool {
	var quote, bracket, escaped bool
	for _, r := range strings.ToLower(code) {
		switch {
		case escaped:
			escaped = false
		case quote:
			quote = r != '"'
		case bracket:
			bracket = r != ']'
		case r == '"':
			quote = true
		case r == '[':
			bracket = true
		case r == '\\' || r == '_' || r == '*':
			escaped = true
		case r == ';':
			return false
		case r == 'd' || r == 'y':
			return true
		}
	}
	return false
}
