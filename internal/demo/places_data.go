package demo

import (
	"phendau/internal/calendar"
	"phendau/internal/demo/line"
)

// Days of the story. Those of 2020 are marked "(c)" in the sources: they are
// stand-ins and written as "about".
var (
	openingDay    = calendar.MakeDay(2018, 12, 17) // the book is opened
	firstDay      = calendar.MakeDay(2019, 1, 1)
	lastDay       = calendar.MakeDay(2024, 2, 29)
	merged2020    = calendar.MakeDay(2020, 2, 1)
	dissolved2020 = calendar.MakeDay(2020, 3, 1)
	merged2025    = calendar.MakeDay(2025, 7, 1)
)

// Present is the last day of the demo's story: the day on which its people
// sit in their offices, with work waiting. It is fixed, because the demo must
// be the same everywhere and on any day; screens of a demo book start here and
// not at the machine's date, which may lie years later.
var Present = calendar.MakeDay(2026, 11, 22)

// Documents of the reorganisations. The number of the one of 2025 is left to
// the authority.
const (
	resolution864 = "Nghị quyết số 864/NQ-UBTVQH14 ngày 10/01/2020"
	resolution897 = "Nghị quyết số 897/NQ-UBTVQH14 ngày 11/02/2020"
	reform2025    = "Nghị quyết về sắp xếp đơn vị hành chính cấp xã năm 2025 (số cần đối chiếu)"
	decree34      = "Nghị định 34/2014/NĐ-CP (lựa chọn minh họa, cần đối chiếu phụ lục)"
	decree299     = "Nghị định 299/2025/NĐ-CP (lựa chọn minh họa, cần đối chiếu phụ lục)"
	demoMark      = line.Mark
)

// unitRow is one of the 21 units: district until 2020-02-29, code of the
// commune since 2025-07-01.
type unitRow struct{ word, name, code, district, now string }

var unitRows = []unitRow{
	{"thị trấn", "Trà Lĩnh", "01447", "046", "01447"},
	{"xã", "Cao Chương", "01471", "046", "01447"},
	{"xã", "Tri Phương", "01453", "046", "01465"},
	{"xã", "Xuân Nội", "01462", "046", "01465"},
	{"xã", "Quang Trung", "01465", "046", "01465"},
	{"xã", "Quang Hán", "01456", "046", "01456"},
	{"xã", "Quang Vinh", "01468", "046", "01456"},
	{"thị trấn", "Trùng Khánh", "01477", "047", "01477"},
	{"xã", "Khâm Thành", "01498", "047", "01477"},
	{"xã", "Lăng Hiếu", "01504", "047", "01477"},
	{"xã", "Đức Hồng", "01522", "047", "01477"},
	{"xã", "Ngọc Khê", "01480", "047", "01489"},
	{"xã", "Ngọc Côn", "01481", "047", "01489"},
	{"xã", "Phong Nặm", "01483", "047", "01489"},
	{"xã", "Đình Phong", "01489", "047", "01489"},
	{"xã", "Đàm Thủy", "01495", "047", "01501"},
	{"xã", "Chí Viễn", "01501", "047", "01501"},
	{"xã", "Phong Châu", "01507", "047", "01501"},
	{"xã", "Trung Phúc", "01516", "047", "01525"},
	{"xã", "Cao Thăng", "01519", "047", "01525"},
	{"xã", "Đoài Dương", "01525", "047", "01525"},
}

// communeRow is one of the seven of today; people as in the listing of 2025.
type communeRow struct {
	name, code string
	people     int64
	border     bool
}

var communeRows = []communeRow{
	{"Trà Lĩnh", "01447", 10805, true}, {"Quang Hán", "01456", 6918, true}, {"Quang Trung", "01465", 5975, true},
	{"Trùng Khánh", "01477", 17849, true}, {"Đình Phong", "01489", 10778, true}, {"Đàm Thủy", "01501", 12281, true},
	{"Đoài Dương", "01525", 12536, false},
}

// vanishedRows are codes gone in 2020 without a listed successor.
var vanishedRows = []struct{ code, name, district string }{
	{"01450", "Cô Mười", "046"}, {"01459", "Quang Vinh", "046"}, {"01486", "Ngọc Chung", "047"}, {"01492", "Lăng Yên", "047"},
	{"01510", "Đình Minh", "047"}, {"01513", "Cảnh Tiên", "047"}, {"01528", "Thân Giáp", "047"}, {"01531", "Đoài Côn", "047"},
}

// renamed are units that kept territory and code but not the name.
var renamed = map[string]string{"01447": "Hùng Quốc", "01468": "Lưu Ngọc"}

// aliasRows are other spellings and names, by code.
var aliasRows = map[string][2]string{
	"01483": {"Phong Nậm", "danh mục hành chính 2020"},
	"01495": {"Đàm Thuỷ", "danh mục hành chính 2020"},
}

// segmentPosts says at which post of postRows each segment of the line lies.
var segmentPosts = [...]int{0, 0, 1, 1, 1, 2, 2, 3, 3, 3, 4, 4}

// postRows are fictional posts; was is the name until 2021.
var postRows = []struct{ name, was, typ string }{
	{"Đồn Biên phòng Cửa khẩu Lũng Hồi (minh họa)", "", "gate_post"},
	{"Đồn Biên phòng Đèo Trúc (minh họa)", "", "post"},
	{"Đồn Biên phòng Khau Sim (minh họa)", "Đồn Biên phòng số 3 (minh họa)", "post"},
	{"Đồn Biên phòng Nà Lau (minh họa)", "", "post"},
	{"Đồn Biên phòng Bản Quýt (minh họa)", "Đồn Biên phòng số 5 (minh họa)", "post"},
}
