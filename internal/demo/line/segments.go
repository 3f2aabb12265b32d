package line

// Segment is a declared stretch, one per former border unit. Which units are
// border units is the demo's choice.
type Segment struct {
	Name, Code string // the unit until 2025-06-30
	Commune    string // the commune since
	CodeNow    string
	LengthM    int64
	Positions  int // of markers
	Hamlets    int
}

// Segments from west to east. The code 01501 was Chí Viễn and is Đàm Thủy.
var Segments = []Segment{
	{"Quang Hán", "01456", "Quang Hán", "01456", 7300, 14, 2},
	{"Trà Lĩnh", "01447", "Trà Lĩnh", "01447", 9250, 18, 2},
	{"Tri Phương", "01453", "Quang Trung", "01465", 5900, 11, 2},
	{"Xuân Nội", "01462", "Quang Trung", "01465", 5050, 10, 2},
	{"Lăng Hiếu", "01504", "Trùng Khánh", "01477", 6880, 13, 2},
	{"Khâm Thành", "01498", "Trùng Khánh", "01477", 8120, 16, 2},
	{"Phong Nặm", "01483", "Đình Phong", "01489", 7410, 14, 3},
	{"Ngọc Khê", "01480", "Đình Phong", "01489", 6930, 14, 2},
	{"Ngọc Côn", "01481", "Đình Phong", "01489", 9260, 18, 3},
	{"Đình Phong", "01489", "Đình Phong", "01489", 8900, 17, 3},
	{"Chí Viễn", "01501", "Đàm Thủy", "01501", 6783, 13, 2},
	{"Đàm Thủy", "01495", "Đàm Thủy", "01501", 12_000, 24, 4},
}

// hamletNames in the order of the line, all fictional.
var hamletNames = []string{"Hoa Gạo", "Hoa Lê", "Hoa Mận", "Hoa Đào", "Hoa Ban", "Hạt Dẻ", "Cây Sau", "Cây Nghiến", "Cây Trám",
	"Rừng Hồi", "Rừng Trúc", "Rừng Vầu", "Rừng Thông", "Ruộng Bậc", "Suối Trong", "Suối Đá", "Suối Mây", "Khe Ngọc", "Khe Lau",
	"Đồi Chè", "Đồi Cọ", "Đồi Sim", "Đồi Hồng", "Bến Đá", "Bến Tre", "Vườn Quýt", "Vườn Dẻ", "Núi Mây", "Núi Sương"}
