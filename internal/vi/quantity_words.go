package vi

// qualifierPhrases are the words before a number, longest first so that
// "không dưới" (at least) is not read as "dưới" (at most).
var qualifierPhrases = [...]struct{ words, class string }{
	{"không dưới", ClassAtLeast},
	{"không quá", ClassRange},
	{"tối thiểu", ClassAtLeast},
	{"ước tính", ClassAbout},
	{"ước chừng", ClassAbout},
	{"ít nhất", ClassAtLeast},
	{"tối đa", ClassRange},
	{"xấp xỉ", ClassAbout},
	{"khoảng", ClassAbout},
	{"chừng", ClassAbout},
	{"trên", ClassAtLeast},
	{"ngót", ClassNearly},
	{"dưới", ClassRange},
	{"hơn", ClassAtLeast},
	{"gần", ClassNearly},
	{"ước", ClassAbout},
}

// uncountedPhrases say that something was done and not counted.
var uncountedPhrases = [...]string{"có, chưa thống kê", "có chưa thống kê", "đã thực hiện"}

// numberWords are the words documents use up to ten.
var numberWords = map[string]int64{
	"một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7,
	"bẩy": 7, "tám": 8, "chín": 9, "mười": 10,
}

// multipliers follow a number or "hàng"; they may be stacked ("trăm triệu").
var multipliers = map[string]int64{
	"chục": 10, "trăm": 100, "nghìn": 1e3, "ngàn": 1e3, "vạn": 1e4,
	"triệu": 1e6, "tr": 1e6, "tỷ": 1e9, "tỉ": 1e9,
}

// expansions are written as one word and mean several.
var expansions = map[string][]string{
	"trđ": {"triệu", "đồng"}, "tr.đ": {"triệu", "đồng"}, "trđồng": {"triệu", "đồng"},
}

// spellings give sized units one name each.
var spellings = map[string]string{
	"đ": "đồng", "₫": "đồng", "vnd": "đồng", "vnđ": "đồng", "việt nam đồng": "đồng",
	"ki-lô-mét": "km", "ki lô mét": "km", "kilômét": "km", "cây số": "km", "mét": "m",
	"m2": "m²", "mét vuông": "m²", "km2": "km²", "héc-ta": "ha", "héc ta": "ha", "hecta": "ha",
	"kilôgam": "kg", "ki-lô-gam": "kg", "cân": "kg", "gam": "g",
}

// sizedUnit is a unit with a fixed number of base units of its dimension.
type sizedUnit struct {
	base string
	size int64
}

// sizedUnits are fixed by catalogue.md section 1: lengths are kept in metres,
// money in đồng, weights in grams, areas in square metres, durations in
// minutes.
var sizedUnits = map[string]sizedUnit{
	"m": {"m", 1}, "km": {"m", 1000},
	"đồng": {"đồng", 1},
	"g":    {"g", 1}, "kg": {"g", 1000}, "yến": {"g", 10_000}, "tạ": {"g", 100_000}, "tấn": {"g", 1_000_000},
	"m²": {"m²", 1}, "ha": {"m²", 10_000}, "km²": {"m²", 1_000_000},
	"phút": {"phút", 1}, "giờ": {"phút", 60},
}

// countUnits are the counting words of the glossary: always one base unit.
// Others are allowed, for the catalogue may add units; these are known so that
// "5 lượt" can never be read as five kilometres.
var countUnits = map[string]bool{
	"lần": true, "buổi": true, "đợt": true, "cuộc": true, "đoàn": true, "lượt": true,
	"lượt người": true, "người": true, "hộ": true, "lượt hộ": true, "vụ": true,
	"vụ việc": true, "đối tượng": true, "tập thể": true, "cá nhân": true, "suất": true,
	"suất quà": true, "phần quà": true, "tin": true, "nguồn tin": true, "vị trí": true,
	"cột": true, "tổ": true, "xã": true, "xóm": true, "thư": true, "cuộc gọi": true,
	"đôi": true, "cặp": true, "thành viên": true,
}

// perUnits are the times of a rate.
var perUnits = map[string]bool{"năm": true, "quý": true, "tháng": true, "tuần": true, "ngày": true}

// changesValue lists words that alter a number when they stand after it, so
// they may never pass as part of a unit name.
var changesValue = map[string]bool{
	"rưỡi": true, "nửa": true, "hơn": true, "trên": true, "dưới": true, "trở": true,
	"gần": true, "khoảng": true, "ước": true, "chừng": true, "ngót": true, "từ": true,
	"đến": true, "số": true, "vài": true, "dăm": true, "mấy": true, "ít": true,
	"nhiều": true, "mươi": true, "mốt": true, "lăm": true, "lẻ": true,
	"linh": true, "mỗi": true, "không": true, "chưa": true,
}
