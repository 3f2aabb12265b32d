package papertest

import (
	"encoding/json"
	"fmt"
	"strconv"

	"phendau/internal/paper"
)

func code(d *paper.Document, n int) *paper.Code {
	return &paper.Code{Text: fmt.Sprintf("%s-PL%d-7K", d.ReportID, n), URL: fmt.Sprintf("https://phendau.example/m/%s-PL%d-7K", d.ReportID, n)}
}

// basisAnnex is the table "cơ sở số liệu": how each figure is known.
func basisAnnex(d *paper.Document, f map[string]int) paper.Annex {
	t := &paper.Table{
		Name: "Cơ sở số liệu của báo cáo", Code: code(d, 1),
		Columns: []paper.Column{
			{Title: "TT", Share: 6, Align: paper.Center, Kind: paper.IndexColumn},
			{Title: "Chỉ tiêu", Share: 34},
			{Title: "Đơn vị", Share: 12, Align: paper.Center},
			{Title: "Số liệu", Share: 24, Align: paper.Right, Kind: paper.NumberColumn},
			{Title: "Đếm trực tiếp", Share: 12, Align: paper.Right},
			{Title: "Bản ghi", Share: 12, Align: paper.Right, Kind: paper.NumberColumn},
		},
		Notes: []string{"\"Đếm trực tiếp\" là phần của số liệu có điểm danh hoặc đếm; phần còn lại tính theo định mức (2.329 lần × 5 người)."},
	}
	rows := []struct{ key, name, share string }{
		{"sessions", "Buổi tuyên truyền", "100%"}, {"audience", "Lượt người được tuyên truyền", "100%"},
		{"times", "Lần tuần tra của đồn biên phòng", "100%"}, {"turns", "Lượt cán bộ, chiến sĩ tuần tra", "0%"},
		{"joint", "Lần tuần tra chung với lực lượng quản lý biên giới nước láng giềng", "100%"},
		{"people", "Lần nhân dân phối hợp tuần tra", "100%"}, {"peopleturns", "Lượt nhân dân phối hợp tuần tra", "100%"},
		{"clear", "Lần phát quang, sửa chữa đường tuần tra", "100%"}, {"clearkm", "Chiều dài phát quang, sửa chữa", "100%"},
		{"tips", "Nguồn tin có giá trị do quần chúng cung cấp", "100%"}, {"gifts", "Trị giá quà tặng của các đoàn kết nghĩa", "-"},
	}
	for i, r := range rows {
		fig := d.Figures[f[r.key]-1]
		t.Rows = append(t.Rows, paper.Row{Cells: []paper.Cell{
			paper.IndexCell(json.Number(strconv.Itoa(i + 1))), paper.TextCell(r.name), paper.TextCell(fig.Unit),
			paper.FigureCell(fig.Cell), paper.TextCell(r.share), {Runs: []paper.Run{paper.T("12")}, Value: "12"},
		}})
	}
	return paper.Annex{Name: "Cơ sở số liệu", Blocks: []paper.Block{{Table: t}}}
}

var borderUnits = []string{
	"Thị trấn Trà Lĩnh", "Xã Quang Hán", "Xã Tri Phương", "Xã Xuân Nội", "Xã Lăng Hiếu", "Xã Khâm Thành",
	"Xã Phong Nặm", "Xã Ngọc Khê", "Xã Ngọc Côn", "Xã Đình Phong", "Xã Chí Viễn", "Xã Đàm Thủy",
}

// communesAnnex is a wide table with joined header cells, groups and a total.
func communesAnnex(d *paper.Document) paper.Annex {
	t := &paper.Table{
		Name: "Kết quả phong trào theo đơn vị", Unit: "Đơn vị tính: lần, lượt, km", Code: code(d, 2),
		Columns: []paper.Column{
			{Title: "TT", Share: 5, Align: paper.Center, Kind: paper.IndexColumn}, {Title: "Đơn vị", Share: 23},
			{Title: "Lần", Share: 11, Align: paper.Right, Kind: paper.NumberColumn}, {Title: "Lượt", Share: 11, Align: paper.Right, Kind: paper.NumberColumn},
			{Title: "Lần", Share: 11, Align: paper.Right, Kind: paper.NumberColumn}, {Title: "Km", Share: 11, Align: paper.Right, Kind: paper.NumberColumn},
			{Title: "Ngày báo cáo", Share: 14, Align: paper.Center, Kind: paper.DateColumn}, {Title: "Mã", Share: 14, Align: paper.Center, Kind: paper.CodeColumn},
		},
		Header: [][]paper.HeaderCell{
			{{Text: "TT", RowSpan: 2}, {Text: "Đơn vị", RowSpan: 2}, {Text: "Tuần tra của đồn", ColSpan: 2}, {Text: "Phát quang đường tuần tra", ColSpan: 2}, {Text: "Ngày báo cáo", RowSpan: 2}, {Text: "Mã đơn vị", RowSpan: 2}},
			{{Text: "Lần"}, {Text: "Lượt"}, {Text: "Lần"}, {Text: "Km"}},
		},
	}
	t.Rows = append(t.Rows, paper.Row{Kind: paper.GroupRow, Cells: []paper.Cell{{Runs: []paper.Run{paper.T("Đơn vị biên giới")}, ColSpan: 8}}})
	for i, name := range borderUnits {
		times := 190 + i
		if i == 11 {
			times = 2329 - 11*190 - 55
		}
		km := paper.TextCell("chưa báo cáo")
		if i != 6 {
			n := figure(d, "trail_clearing/length_km", "km", "10.5")
			d.Figures[n-1].Printed = "10,5"
			km = paper.FigureCell(n)
		}
		t.Rows = append(t.Rows, paper.Row{Cells: []paper.Cell{
			paper.IndexCell(json.Number(strconv.Itoa(i + 1))), paper.TextCell(name),
			paper.FigureCell(figure(d, "patrol.post/times", "lần", strconv.Itoa(times))),
			paper.FigureCell(figure(d, "patrol.post/person_turns", "lượt", strconv.Itoa(times*5))),
			paper.FigureCell(figure(d, "trail_clearing/times", "lần", "280")), km,
			paper.DateCell("2024-03-01"), paper.TextCell(fmt.Sprintf("%05d", 1447+3*i)),
		}})
	}
	t.Rows = append(t.Rows, paper.Row{Kind: paper.TotalRow, Cells: []paper.Cell{
		{Runs: []paper.Run{paper.T("Tổng cộng")}, ColSpan: 2},
		paper.FigureCell(cellOf(d, "patrol.post/times")), paper.FigureCell(cellOf(d, "patrol.post/person_turns")),
		paper.FigureCell(cellOf(d, "trail_clearing/times")), paper.FigureCell(cellOf(d, "trail_clearing/length_km")),
		paper.TextCell(""), paper.TextCell(""),
	}})
	return paper.Annex{Name: "Kết quả theo xã, thị trấn biên giới", Landscape: true, Blocks: []paper.Block{{Table: t}}}
}

// cellOf returns the first cell of an indicator.
func cellOf(d *paper.Document, indicator string) int {
	for _, f := range d.Figures {
		if f.Indicator == indicator {
			return f.Cell
		}
	}
	return 0
}

func giftTable(d *paper.Document) *paper.Table {
	t := &paper.Table{Name: "Quà tặng theo đối tượng", Columns: []paper.Column{
		{Title: "TT", Share: 10, Align: paper.Center, Kind: paper.IndexColumn}, {Title: "Đối tượng", Share: 60},
		{Title: "Suất quà", Share: 30, Align: paper.Right, Kind: paper.NumberColumn},
	}}
	for i, r := range [][2]string{{"Gia đình chính sách", "25"}, {"Hộ nghèo", "20"}, {"Người có uy tín", "24"}, {"Học sinh", "15"}} {
		t.Rows = append(t.Rows, paper.Row{Cells: []paper.Cell{
			paper.IndexCell(json.Number(strconv.Itoa(i + 1))), paper.TextCell(r[0]), paper.FigureCell(figure(d, "gifts.packages", "suất", r[1])),
		}})
	}
	return t
}

// Long repeats the review's body until the report has about the asked number
// of pages; for measuring speed.
func Long(pages int) *paper.Document {
	d := State()
	f := map[string]int{}
	for _, fig := range d.Figures {
		if _, ok := f[fig.Indicator]; !ok {
			f[fig.Indicator] = fig.Cell
		}
	}
	one := d.Body
	for range max(0, pages-4) {
		d.Body = append(d.Body, paper.P(paper.T("Tình hình các xóm giáp biên tiếp tục ổn định; nhân dân yên tâm lao động sản xuất, chấp hành tốt chủ trương của Đảng, chính sách, pháp luật của Nhà nước. Các tổ tự quản duy trì nền nếp sinh hoạt hằng tháng, kịp thời trao đổi tình hình với đồn biên phòng và chính quyền xã. ")))
		for _, b := range one {
			if b.Paragraph != nil {
				d.Body = append(d.Body, b, b)
			}
		}
	}
	must(d.Number())
	return d
}
