package geodesy

// Code names why coordinates or the name of a system are refused. The set is
// closed.
type Code string

// The codes.
const (
	CodeNotFinite    Code = "not_finite"    // NaN or without end
	CodeOutOfRange   Code = "out_of_range"  // no such latitude, longitude or grid coordinate
	CodeNearPole     Code = "near_pole"     // beyond 84° of latitude
	CodeAntimeridian Code = "antimeridian"  // a line across the meridian of 180°
	CodeUnanswered   Code = "datum_missing" // nobody said in which system
	CodeUnknown      Code = "datum_unknown" // no such system
)

// Error says why in both languages.
type Error struct{ Code Code }

// Error is the English sentence.
func (e *Error) Error() string { return e.Text("en") }

// Text says it in "vi" or "en".
func (e *Error) Text(lang string) string { return pick(lang, sentences[e.Code]) }

func refuse(code Code) error { return &Error{code} }

// pick takes the text of a language, Vietnamese when it is not known.
func pick(lang string, texts [2]string) string {
	if lang == "en" {
		return texts[1]
	}
	return texts[0]
}

var sentences = map[Code][2]string{
	CodeNotFinite: {"Tọa độ không phải là một số hữu hạn.",
		"The coordinate is no finite number."},
	CodeOutOfRange: {"Tọa độ nằm ngoài phạm vi của hệ đã chọn: hãy xem lại hệ tọa độ và thứ tự hai trục.",
		"The coordinate lies outside the chosen system: check the system and the order of its axes."},
	CodeNearPole: {"Điểm nằm quá vĩ độ 84°, gần cực: chương trình không nhận.",
		"The point lies beyond 84° of latitude, near a pole: it is not taken."},
	CodeAntimeridian: {"Đường cắt kinh tuyến 180°: chương trình không nhận.",
		"The line crosses the meridian of 180°: it is not taken."},
	CodeUnanswered: {Question[0], Question[1]},
	CodeUnknown: {"Không có hệ tọa độ này: hãy chọn wgs84, vn2000, vn2000/tm3/105:45 (kinh tuyến trục của múi 3°), vn2000/utm48 hoặc vn2000/utm49.",
		"There is no such system: choose wgs84, vn2000, vn2000/tm3/105:45 (the central meridian of the 3° zone), vn2000/utm48 or vn2000/utm49."},
}

// Question is what every import of coordinates asks, Vietnamese and English.
var Question = [2]string{
	"Tọa độ trong tệp theo hệ nào: WGS 84 (máy định vị, điện thoại), VN-2000 kinh vĩ độ, VN-2000 múi 3° của tỉnh, hay VN-2000 UTM múi 48, 49? Chọn nhầm hệ thì điểm lệch khoảng 220 m.",
	"In which system are the coordinates of the file: WGS 84 (receivers, phones), VN-2000 latitude and longitude, VN-2000 in the province's 3° zone, or VN-2000 UTM 48 or 49? The wrong system moves a point by about 220 m.",
}
