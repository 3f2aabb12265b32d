// Package charttest holds specs that show every rule of the charts, for the
// golden files of each writer.
package charttest

import (
	"encoding/json"
	"strconv"

	"phendau/internal/chart"
	"phendau/internal/fonts"
)

// Measure measures in Tinos; the embedded font cannot fail to load.
func Measure(text string, size float64, bold bool) float64 {
	f, err := fonts.Get(fonts.Serif(bold, false))
	if err != nil {
		return 0
	}
	return f.Width(text, size)
}

func point(v int) chart.Point {
	s := strconv.Itoa(v)
	p := chart.Point{Value: json.Number(s), Printed: s, Href: "/r/x/" + s}
	if v >= 1000 {
		p.Printed = s[:len(s)-3] + "." + s[len(s)-3:]
	}
	return p
}

func series(name string, values ...int) chart.Series {
	s := chart.Series{Name: name}
	for _, v := range values {
		if v < 0 {
			s.Points = append(s.Points, chart.Point{Missing: true, Href: "/r/x/thieu"})
		} else {
			s.Points = append(s.Points, point(v))
		}
	}
	return s
}

// Specs returns the samples by name of their golden file.
func Specs() map[string]chart.Spec {
	years := []string{"2019", "2020", "2021", "2022", "2023"}
	units := []string{"Thị trấn Trà Lĩnh", "Xã Phong Nặm", "Xã Đàm Thủy và các xóm giáp biên chưa phân chia được theo địa giới mới", "Xã Ngọc Khê"}
	money := chart.Series{Name: "Trị giá", Points: []chart.Point{
		{Value: "2600000000", Low: "2600000000", Printed: "trên 2,6 tỷ"},
		{Low: "150000000", High: "200000000", Printed: "từ 150 - 200 triệu"},
		{Value: "1900000000", Low: "1500000000", High: "2100000000", Printed: "khoảng 1,9 tỷ"},
		{Missing: true},
	}}
	return map[string]chart.Spec{
		"columns": {Kind: chart.Bar, Quantity: chart.Flow, Axis: chart.Time, Unit: "lần", Mark: "dữ liệu minh họa",
			Title: "Số lần tuần tra theo năm", Desc: "Số lần tuần tra của đồn và của nhân dân.", Categories: years,
			Series: []chart.Series{series("Đồn biên phòng", 452, 318, 420, 501, 563), series("Nhân dân phối hợp", 610, 402, -1, 0, 914)}},
		"rows": {Kind: chart.Bar, Quantity: chart.Flow, Axis: chart.Names, Unit: "đồng",
			Title: "Trị giá quà tặng", Desc: "Trị giá quà tặng theo đơn vị.", Categories: units, Series: []chart.Series{money}},
		"stacked": {Kind: chart.StackedBar, Quantity: chart.Flow, Axis: chart.Names, Unit: "lượt",
			Title: "Lượt tham gia", Desc: "Lượt tham gia theo lực lượng.", Categories: units,
			Series: []chart.Series{series("Biên phòng", 120, 200, 90, 30), series("Dân quân", 40, 0, 55, 80), series("Nhân dân", 1200, 640, -1, 310)}},
		"line": {Kind: chart.Line, Quantity: chart.Stock, Axis: chart.Time, Unit: "tổ",
			Title: "Số tổ tự quản", Desc: "Số tổ tự quản cuối mỗi năm.", Categories: years,
			Series: []chart.Series{series("Đường biên, mốc giới", 20, 22, -1, 29, 29), series("An ninh trật tự", 18, 21, 25, 28, 29)}},
		"single": {Kind: chart.Line, Quantity: chart.Flow, Axis: chart.Time, Unit: "lượt",
			Title: "Lượt tuần tra", Desc: "Lượt tuần tra mỗi năm.", Categories: years, Series: []chart.Series{series("Lượt", 2210, 1880, -1, 2310, 2520)}},
		"strip":       stripOf(3),
		"strip-one":   stripOf(1),
		"strip-many":  stripOf(12),
		"strip-trail": byTrail(stripOf(3)),
		"strip-empty": {Kind: chart.StripMap, Title: "Dải tuần tra", Desc: "Chưa ai tuần tra.", Unit: "km", Strip: &chart.Strip{Segments: []chart.StripSegment{{Name: "Đoạn 1", ToDM: 73_000}}}},
		"hostile": {Kind: chart.Bar, Quantity: chart.Flow, Axis: chart.Time, Unit: `"><script>`,
			Title: "<script>alert(1)</script>", Desc: `' onload="x`, Categories: []string{"</text><a href=\"javascript:1\">"},
			Series: []chart.Series{{Name: "\x00\x1b", Points: []chart.Point{{Value: "1", Printed: "&lt;", Href: "javascript:alert(1)"}}}}},
	}
}

// byTrail adds patrols that walked a trail behind the line.
func byTrail(spec chart.Spec) chart.Spec {
	s := spec.Strip
	s.Words.Trail = "theo đường tuần tra phía sau"
	for i, g := range s.Segments {
		s.Bars = append(s.Bars, chart.StripBar{Segment: i, Time: i, FromDM: g.ToDM * 2 / 3, ToDM: g.ToDM, Trail: true, Label: "Tuần tra theo đường tuần tra ngày 9/3"})
	}
	return spec
}

// stripOf is a strip map of n segments: patrols that overlap, every class of
// point and band, and a marker nobody can get to.
func stripOf(n int) chart.Spec {
	s := &chart.Strip{Times: []string{"23/3", "16/3", "9/3", "2/3"}, TimeName: "Tuần từ", Words: chart.StripWords{Bar: "đã tuần tra",
		Classes: []string{"mốc: nêu trong bản ghi", "mốc: đi qua", "mốc: kiểm tra", "mốc: có ảnh"}, Closed: "mốc không tiếp cận được", Place: "xóm, địa bàn gần đường", LastName: "Lần cuối có người đến, tính đến 31/03/2026",
		Bands: []string{"trong 7 ngày", "8 đến 30 ngày", "31 đến 90 ngày", "quá 90 ngày", "chưa lần nào"}}}
	for i := range n {
		length := int64(50_000 + 7_130*(i%4))
		s.Segments = append(s.Segments, chart.StripSegment{Name: "Đoạn " + []string{"Quang Hán", "Thị trấn Trà Lĩnh", "Xuân Nội"}[i%3], ToDM: length})
		for k := range 6 {
			at := length * int64(2*k+1) / 12
			s.Markers = append(s.Markers, chart.StripMarker{Segment: i, AtDM: at, Number: strconv.Itoa(2001 + 6*i + k), Closed: k == 4})
			if k < 4 {
				s.Points = append(s.Points, chart.StripPoint{Segment: i, Time: k % 3, AtDM: at, Class: k})
			}
		}
		for k := range 3 {
			s.Places = append(s.Places, chart.StripPlace{Segment: i, AtDM: length * int64(2*k+1) / 6, Name: []string{"Hoa Gạo", "Cây Nghiến", "Ruộng Bậc (minh họa)"}[(i+k)%3]})
		}
		for k := range 4 {
			from := length * int64(k) / 6
			s.Bars = append(s.Bars, chart.StripBar{Segment: i, Time: k / 2 * 2, FromDM: from, ToDM: from + length/3, Href: "/office/so/x/" + strconv.Itoa(10*i+k), Label: "Tuần tra ngày 9/3"})
			s.Last = append(s.Last, chart.StripLast{Segment: i, FromDM: length * int64(k) / 5, ToDM: length * int64(k+1) / 5, Band: k})
		}
		s.Last = append(s.Last, chart.StripLast{Segment: i, FromDM: length * 4 / 5, ToDM: length, Band: 4})
	}
	return chart.Spec{Kind: chart.StripMap, Title: "Dải tuần tra, tháng 3/2026", Desc: "Đoạn nào đã có người tuần tra và khi nào.", Unit: "km", Mark: "dữ liệu minh họa",
		Note: "Đường phục vụ lập kế hoạch công tác, không phải tài liệu biên giới.", Strip: s}
}
