// Package papertest holds sample reports with the figures of the published
// five-year review of Trùng Khánh district, one for each letterhead, for the
// tests of every writer. All entries behind them are imaginary ("dữ liệu
// minh họa").
package papertest

import (
	"encoding/json"
	"fmt"
	"strconv"

	"phendau/internal/paper"
)

// Marker is the text on every page of the samples.
const Marker = "DỮ LIỆU MINH HỌA"

func reviewScope() paper.Scope {
	return paper.Scope{
		From: "2019-01-01", To: "2024-02-29", PeriodText: "từ ngày 01/01/2019 đến ngày 29/02/2024",
		Calendar: "civil", CalendarText: "lịch dân sự",
		Map: "then", MapText: "theo địa giới ngày 29/02/2024", Position: "1:1.48213",
	}
}

func base(p paper.Profile) *paper.Document {
	return &paper.Document{
		Format: paper.Format, ReportID: "TK-2024-05", Profile: p, Title: "BÁO CÁO",
		Scope: reviewScope(), Marker: Marker,
		Provenance: "Lập từ Phên Dậu, trạng thái đã thẩm định, vị trí sổ 1:1.48213",
		BaseURL:    "https://phendau.example", Created: "2024-03-04T08:30:00+07:00",
	}
}

// State is the review by the district's steering committee, issued, to one
// superior, with two annexes, one of them landscape.
func State() *paper.Document {
	d := base(paper.StateProfile())
	d.Letterhead = paper.Letterhead{
		SuperiorBody: []string{"ỦY BAN NHÂN DÂN", "HUYỆN TRÙNG KHÁNH"},
		IssuingBody:  []string{"BAN CHỈ ĐẠO PHONG TRÀO TOÀN DÂN THAM GIA BẢO VỆ CHỦ QUYỀN LÃNH THỔ, AN NINH BIÊN GIỚI QUỐC GIA"},
		BodyInText:   "Ban Chỉ đạo phong trào toàn dân tham gia bảo vệ chủ quyền lãnh thổ, an ninh biên giới quốc gia huyện Trùng Khánh",
		NumberSign:   "BC-BCĐ", Number: 5, Place: "Trùng Khánh", Date: "2024-03-04",
	}
	d.Subject = "Sơ kết phong trào toàn dân tham gia bảo vệ chủ quyền lãnh thổ, an ninh biên giới quốc gia trong tình hình mới, giai đoạn 2019\u00a0-\u00a02024 trên địa bàn huyện Trùng Khánh"
	d.Basis = []string{
		"Căn cứ Chỉ thị số 01/CT-TTg ngày 09 tháng 01 năm 2015 của Thủ tướng Chính phủ về việc tổ chức phong trào toàn dân tham gia bảo vệ chủ quyền lãnh thổ, an ninh biên giới quốc gia trong tình hình mới",
		"Căn cứ Nghị định số 03/2019/NĐ-CP ngày 05 tháng 9 năm 2019 của Chính phủ",
	}
	d.Recipients = paper.Recipients{
		To:     []string{"Ủy ban nhân dân tỉnh Cao Bằng"},
		Copies: []string{"Bộ Chỉ huy BĐBP tỉnh", "Thường trực Huyện ủy, HĐND huyện", "Ủy ban MTTQ Việt Nam huyện", "UBND các xã, thị trấn biên giới"},
		FileAt: "VT, BCĐ", Drafter: "NVT.12",
	}
	d.Signature = paper.Signature{
		Authority: []string{"TM. BAN CHỈ ĐẠO", "KT. TRƯỞNG BAN", "PHÓ TRƯỞNG BAN"}, Name: "Nông Thị Thúy Hường",
	}
	f := reviewFigures(d)
	d.Body = reviewBody(f)
	d.Annexes = []paper.Annex{basisAnnex(d, f), communesAnnex(d)}
	must(d.Number())
	return d
}

// Front is a draft of a commune's Front committee to several receivers.
func Front() *paper.Document {
	d := base(paper.FrontProfile())
	d.Letterhead = paper.Letterhead{
		IssuingBody: []string{"ỦY BAN MTTQ VIỆT NAM", "XÃ ĐÌNH PHONG"},
		BodyInText:  "Ủy ban MTTQ Việt Nam xã Đình Phong",
		NumberSign:  "BC-MTTQ-BTT", Place: "Đình Phong", Date: "2026-03-03",
		Circulation: "LƯU HÀNH NỘI BỘ", Contact: "Xóm Đồng Tâm (minh họa), xã Đình Phong, tỉnh Cao Bằng - Điện thoại: 0206 000 000",
	}
	d.Subject = "Kết quả tổ chức Ngày hội Biên phòng toàn dân năm 2026"
	d.Scope = paper.Scope{
		From: "2025-03-03", To: "2026-03-02", PeriodText: "từ ngày 03/03/2025 đến ngày 02/03/2026",
		Calendar: "campaign", CalendarText: "kỳ sơ kết Ngày Biên phòng toàn dân", Map: "today", MapText: "địa giới hiện nay (từ ngày 01/07/2025)",
	}
	d.Recipients = paper.Recipients{
		To:     []string{"Ban Thường trực Ủy ban MTTQ Việt Nam tỉnh Cao Bằng", "Đảng ủy xã Đình Phong", "Ủy ban nhân dân xã Đình Phong"},
		Copies: []string{"Đồn Biên phòng Ngọc Côn", "Các tổ chức thành viên"}, FileAt: "VT",
	}
	d.Signature = paper.Signature{Authority: []string{"TM. BAN THƯỜNG TRỰC", "CHỦ TỊCH"}, Name: "Lục Văn Đoàn"}
	gifts := figure(d, "gifts.packages", "suất", "84")
	d.Body = []paper.Block{
		paper.H(paper.LevelNumber, paper.T("Công tác chuẩn bị")),
		paper.P(paper.T("Ban Thường trực Ủy ban MTTQ Việt Nam xã đã phối hợp với Đồn Biên phòng và Ủy ban nhân dân xã tổ chức Ngày hội tại các xóm giáp biên, bảo đảm trang trọng, tiết kiệm và an toàn.")),
		paper.H(paper.LevelNumber, paper.T("Kết quả")),
		paper.Item(paper.LevelLetter, paper.T("Tặng "), paper.F(gifts), paper.T(" suất quà cho các hộ gia đình chính sách, hộ nghèo, người có uy tín và học sinh.")),
		paper.Item(paper.LevelLetter, paper.T("Thi đẩy gậy, tung còn và giao lưu văn nghệ quần chúng.")),
		{Table: giftTable(d)},
	}
	must(d.Number())
	return d
}

// Army is a report of the Border Guard command with the signer's rank.
func Army() *paper.Document {
	d := base(paper.ArmyProfile())
	d.Letterhead = paper.Letterhead{
		SuperiorBody: []string{"BỘ CHỈ HUY QUÂN SỰ TỈNH CAO BẰNG"}, IssuingBody: []string{"BAN CHỈ HUY BỘ ĐỘI BIÊN PHÒNG"},
		BodyInText: "Ban Chỉ huy Bộ đội Biên phòng", NumberSign: "BC-BCH", Number: 112,
		Place: "Cao Bằng", Date: "2026-10-12", Urgency: "KHẨN",
	}
	d.Subject = "Kết quả công tác tuần tra, kiểm soát biên giới 9 tháng năm 2026"
	d.Scope = paper.Scope{
		From: "2025-12-15", To: "2026-09-14", PeriodText: "từ ngày 15/12/2025 đến ngày 14/09/2026",
		Calendar: "official", CalendarText: "lịch báo cáo chính thức (chốt ngày 14)", Map: "then", MapText: "theo địa giới ngày 14/09/2026", Position: "3:90211 5f0c2a9be1d44c70",
	}
	d.Recipients = paper.Recipients{To: []string{"Bộ Chỉ huy Quân sự tỉnh Cao Bằng"}, Copies: []string{"Các đồn biên phòng"}, FileAt: "VT, TM"}
	d.Signature = paper.Signature{Authority: []string{"KT. CHỈ HUY TRƯỞNG", "PHÓ CHỈ HUY TRƯỞNG"}, Rank: "Thượng tá", Name: "Hoàng Văn Khuê"}
	times, turns := figure(d, "patrol.post/times", "lần", "412"), figure(d, "patrol.post/person_turns", "lượt", "2060")
	d.Body = []paper.Block{
		paper.H(paper.LevelPart, paper.T("Tình hình")),
		paper.H(paper.LevelRoman, paper.T("Tình hình khu vực biên giới")),
		paper.P(paper.T("An ninh chính trị, trật tự an toàn xã hội trên địa bàn ổn định; hệ thống đường biên, mốc quốc giới được giữ vững.")),
		paper.H(paper.LevelPart, paper.T("Kết quả thực hiện nhiệm vụ")),
		paper.H(paper.LevelRoman, paper.T("Tuần tra, kiểm soát")),
		paper.H(paper.LevelNumber, paper.T("Tuần tra của đồn")),
		paper.P(paper.T("Các đồn đã tổ chức "), paper.F(times), paper.T(" lần tuần tra với "), paper.F(turns), paper.T(" lượt cán bộ, chiến sĩ.")),
		{Chart: monthChart(d)},
	}
	must(d.Number())
	return d
}

// Letter is a draft without a title, made of entries and without figures.
func Letter() *paper.Document {
	d := base(paper.ArmyProfile())
	d.Title, d.Scope, d.Sources = "", paper.Scope{}, []string{"BG-0123-4567-89AB-CD"}
	d.Letterhead = paper.Letterhead{
		SuperiorBody: []string{"BAN CHỈ HUY BỘ ĐỘI BIÊN PHÒNG"}, IssuingBody: []string{"ĐỒN BIÊN PHÒNG NGỌC CÔN"},
		BodyInText: "Đồn Biên phòng Ngọc Côn", NumberSign: "ĐBP", Place: "Đình Phong", Date: "2026-03-10",
	}
	d.Subject = "trao đổi về vụ việc tại vị trí mốc 835(2) trên đường biên giới"
	d.Recipients = paper.Recipients{To: []string{"Đại diện biên giới phía bạn"}, Copies: []string{"Ban Chỉ huy Bộ đội Biên phòng tỉnh"}, FileAt: "VT"}
	d.Signature = paper.Signature{Authority: []string{"ĐỒN TRƯỞNG"}, Rank: "Thiếu tá", Name: "Nông Văn Mẫu"}
	d.Body = []paper.Block{paper.P(paper.T("Đồn Biên phòng Ngọc Côn trân trọng thông báo và đề nghị phía bạn phối hợp kiểm tra."))}
	must(d.Number())
	return d
}

func must(err error) {
	if err != nil {
		panic("papertest: " + err.Error())
	}
}

// figure registers an exact value printed with dots.
func figure(d *paper.Document, indicator, unit, value string) int {
	n := d.AddFigure(paper.Figure{
		Indicator: indicator, Unit: unit, From: d.Scope.From, To: d.Scope.To, Calendar: d.Scope.Calendar, Map: d.Scope.Map,
		Value: json.Number(value), Low: json.Number(value), High: json.Number(value), Qualifier: "exact",
		Basis: map[string]json.Number{"counted": json.Number(value)}, CountedShare: "1/1", Entries: 12,
		Position: d.Scope.Position, Printed: dots(value),
	})
	d.Figures[len(d.Figures)-1].Href = fmt.Sprintf("/r/%s/%d", d.ReportID, n)
	d.Figures[len(d.Figures)-1].Code = fmt.Sprintf("%s-%03d", d.ReportID, n)
	return n
}

// dots groups an integer for the samples only; the product prints figures in
// internal/vi.
func dots(s string) string {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1000 {
		return s
	}
	return dots(strconv.Itoa(n/1000)) + fmt.Sprintf(".%03d", n%1000)
}
