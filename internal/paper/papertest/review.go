package papertest

import (
	"encoding/json"
	"fmt"
	"strconv"

	"phendau/internal/chart"
	"phendau/internal/paper"
)

// reviewFigures registers the figures of the review and returns their cells
// by short name.
func reviewFigures(d *paper.Document) map[string]int {
	f := map[string]int{}
	for _, r := range [][4]string{
		{"units", "units.total", "đơn vị", "21"}, {"communes", "units.border_communes", "xã", "11"},
		{"hamlets", "units.border_hamlets", "xóm", "29"}, {"markers", "border.marker_positions", "vị trí", "182"},
		{"sessions", "outreach/sessions", "buổi", "3957"}, {"audience", "outreach/participant_turns", "lượt", "99273"},
		{"times", "patrol.post/times", "lần", "2329"}, {"turns", "patrol.post/person_turns", "lượt", "11645"},
		{"joint", "patrol.bilateral/times", "lần", "12"}, {"jointturns", "patrol.bilateral/person_turns", "lượt", "480"},
		{"cases", "incident.agreement_violation", "vụ", "12"}, {"tips", "tips.valuable", "tin", "2926"},
		{"people", "patrol.with_residents/times", "lần", "3216"}, {"peopleturns", "patrol.with_residents/person_turns", "lượt", "19296"},
		{"clear", "trail_clearing/times", "lần", "3360"}, {"clearkm", "trail_clearing/length_km", "km", "126"},
		{"clearturns", "trail_clearing/person_turns", "lượt", "82500"}, {"visits", "twinning.visits", "đoàn", "96"},
		{"collectives", "awards.collectives", "tập thể", "20"}, {"individuals", "awards.individuals", "cá nhân", "194"},
	} {
		f[r[0]] = figure(d, r[1], r[2], r[3])
	}
	f["km"] = figure(d, "border.length_km", "km", "93.783")
	d.Figures[f["km"]-1].Printed = "93,783"
	f["gifts"] = figure(d, "twinning.gifts", "đồng", "2600000000")
	g := &d.Figures[f["gifts"]-1]
	g.Qualifier, g.High, g.Printed, g.PrintedInText = "at_least", "", "trên 2.600.000.000", "trên 2,6 tỷ đồng"
	f["donations"] = figure(d, "donations.per_year", "đồng/năm", "0")
	q := &d.Figures[f["donations"]-1]
	q.Value, q.Low, q.High, q.Qualifier, q.Printed = "", "150000000", "200000000", "range", "từ 150 - 200 triệu đồng/năm"
	t := &d.Figures[f["turns"]-1]
	t.Basis, t.CountedShare, t.Flags = map[string]json.Number{"norm": "11645"}, "0/1", []string{"norm"}
	return f
}

func reviewBody(f map[string]int) []paper.Block {
	T, F, P := paper.T, paper.F, paper.P
	return []paper.Block{
		paper.H(paper.LevelRoman, T("Đặc điểm tình hình")),
		P(T("Huyện Trùng Khánh có "), F(f["units"]), T(" đơn vị hành chính, trong đó có "), F(f["communes"]), T(" xã và 01 thị trấn biên giới với "), F(f["hamlets"]), T(" xóm giáp biên; có đường biên giới dài "), F(f["km"]), T(" km với "), F(f["markers"]), T(" vị trí mốc quốc giới. Toàn huyện đã thành lập 12 ban chỉ đạo tại các xã, thị trấn biên giới; 29 tổ tự quản đường biên, mốc quốc giới và 29 tổ tự quản an ninh trật tự.")),
		paper.H(paper.LevelRoman, T("Kết quả thực hiện")),
		paper.H(paper.LevelNumber, T("Công tác tuyên truyền")),
		P(T("Các lực lượng đã phối hợp tổ chức tuyên truyền được "), F(f["sessions"]), T(" buổi/"), F(f["audience"]), T(" lượt cán bộ, nhân dân, giáo viên và học sinh tham gia; nội dung tập trung vào Luật Biên giới quốc gia, Luật Biên phòng Việt Nam, ba văn kiện pháp lý về biên giới trên đất liền Việt Nam - Trung Quốc, quy chế khu vực biên giới.")),
		paper.H(paper.LevelNumber, T("Quản lý, bảo vệ đường biên, mốc quốc giới")),
		paper.Item(paper.LevelLetter, T("Đồn biên phòng tổ chức tuần tra thường xuyên và tuần tra khép kín được "), F(f["times"]), T(" lần/"), F(f["turns"]), T(" lượt cán bộ, chiến sĩ; tuần tra chung với lực lượng quản lý biên giới Trung Quốc "), F(f["joint"]), T(" lần/"), F(f["jointturns"]), T(" lượt.")),
		paper.Item(paper.LevelLetter, T("Nhân dân phối hợp tuần tra biên giới "), F(f["people"]), T(" lần/"), F(f["peopleturns"]), T(" lượt người tham gia; phát quang, sửa chữa đường tuần tra được "), F(f["clear"]), T(" lần với "), F(f["clearkm"]), T(" km/"), F(f["clearturns"]), T(" lượt người.")),
		paper.Item(paper.LevelLetter, T("Phát hiện, xử lý "), F(f["cases"]), T(" vụ vi phạm hiệp định về quy chế quản lý biên giới; quần chúng cung cấp "), F(f["tips"]), T(" nguồn tin có giá trị.")),
		paper.H(paper.LevelNumber, T("Kết nghĩa, giúp đỡ nhân dân biên giới")),
		P(T("Đã có "), F(f["visits"]), T(" đoàn của các cơ quan kết nghĩa đến thăm, tặng quà với trị giá "), F(f["gifts"]), T("; quyên góp ủng hộ đồn biên phòng, xã biên giới "), F(f["donations"]), T(".")),
		{Chart: yearChart()},
		paper.H(paper.LevelRoman, T("Khen thưởng")),
		P(T("Có "), F(f["collectives"]), T(" tập thể và "), F(f["individuals"]), T(" cá nhân được Bộ Quốc phòng, Ủy ban nhân dân tỉnh và các cấp khen thưởng.")),
		paper.H(paper.LevelRoman, T("Phương hướng, nhiệm vụ trong thời gian tới")),
		paper.Item(paper.LevelNumber, T("Tiếp tục quán triệt Chỉ thị số 01/CT-TTg; nâng cao chất lượng hoạt động của các tổ tự quản đường biên, mốc quốc giới và tổ tự quản an ninh trật tự ở các xóm giáp biên.")),
		paper.Item(paper.LevelNumber, T("Duy trì nghiêm chế độ tuần tra, kiểm tra; kịp thời phát hiện, xử lý các vụ việc ngay tại cơ sở, không để bị động, bất ngờ trong mọi tình huống.")),
		P(T("Trên đây là báo cáo sơ kết, Ban Chỉ đạo trân trọng báo cáo Ủy ban nhân dân tỉnh xem xét, chỉ đạo.")),
	}
}

func yearChart() *paper.Chart {
	years := []string{"2019", "2020", "2021", "2022", "2023", "2024"}
	point := func(v int) chart.Point {
		return chart.Point{Value: json.Number(strconv.Itoa(v)), Printed: dots(strconv.Itoa(v)), Href: fmt.Sprintf("/r/TK-2024-05/nam/%d", v)}
	}
	var post, people []chart.Point
	for _, v := range []int{452, 318, 420, 501, 563, 75} {
		post = append(post, point(v))
	}
	for _, v := range []int{610, 402, 588, 702, 914} {
		people = append(people, point(v))
	}
	people = append(people, chart.Point{Missing: true})
	return &paper.Chart{Name: "Hình 1. Số lần tuần tra theo năm", Spec: chart.Spec{
		Kind: chart.Bar, Quantity: chart.Flow, Axis: chart.Time, Unit: "lần", Mark: "dữ liệu minh họa",
		Title: "Số lần tuần tra theo năm", Desc: "Số lần tuần tra của đồn và của nhân dân mỗi năm từ 2019 đến 2024; năm 2024 mới có hai tháng.",
		Categories: years, Series: []chart.Series{{Name: "Đồn biên phòng", Points: post}, {Name: "Nhân dân phối hợp", Points: people}},
	}}
}

func monthChart(d *paper.Document) *paper.Chart {
	c := &paper.Chart{Name: "Hình 1. Lượt tuần tra theo tháng", Spec: chart.Spec{
		Kind: chart.Line, Quantity: chart.Flow, Axis: chart.Time, Unit: "lượt", Mark: "dữ liệu minh họa",
		Title: "Lượt cán bộ, chiến sĩ tuần tra theo tháng", Desc: "Chín tháng theo lịch chốt ngày 14.",
	}}
	s := chart.Series{Name: "Lượt tuần tra"}
	for i, v := range []int{210, 188, 240, 231, 252, 225, 236, 240, 238} {
		n := figure(d, "patrol.post/person_turns", "lượt", strconv.Itoa(v))
		c.Spec.Categories = append(c.Spec.Categories, fmt.Sprintf("T%d", i+1))
		s.Points = append(s.Points, chart.Point{Value: json.Number(strconv.Itoa(v)), Printed: strconv.Itoa(v), Figure: n, Href: d.Figures[n-1].Href})
	}
	c.Spec.Series = []chart.Series{s}
	return c
}
