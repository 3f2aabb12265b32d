package place

import "fmt"

// everything names the total over all trees.
const everything = "Toàn bộ"

// viDay writes a day as officials do: 01/07/2025.
func viDay(d Day) string {
	if d == dawn || d == dusk {
		return "(không rõ)"
	}
	y, m, day := d.Date()
	return fmt.Sprintf("%02d/%02d/%04d", day, m, y)
}

// dayOrDawn writes a day in the canonical form of data.
func dayOrDawn(d Day) string {
	if d == dawn || d == dusk {
		return "(not known)"
	}
	return d.String()
}

// levelVI is the Vietnamese word for a level.
func levelVI(l Level) string {
	switch l {
	case LevelNation:
		return "toàn quốc"
	case LevelProvince:
		return "cấp tỉnh"
	case LevelDistrict:
		return "cấp huyện"
	case LevelCommune:
		return "cấp xã"
	case LevelHamlet:
		return "cấp xóm"
	}
	return string(l)
}
