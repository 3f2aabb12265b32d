package document

import (
	"phendau/internal/paper"
)

// Style ids. Each part of the form has a style of its own, named in
// Vietnamese, so that a clerk who edits a draft keeps the form.
const (
	styleNational   = "QuocHieu"
	styleMotto      = "TieuNgu"
	styleSuperior   = "CoQuanCapTren"
	styleBody       = "CoQuanBanHanh"
	styleNumber     = "SoVanBan"
	styleDate       = "DiaDanhNgayThang"
	styleRule       = "KeNgang"
	styleStamp      = "DauKhung"
	styleTitle      = "TenLoai"
	styleSubject    = "TrichYeu"
	styleAbout      = "VeViec" // box 5b
	styleAddressee  = "KinhGui"
	styleBasis      = "CanCu"
	styleText       = "NoiDung"
	stylePart       = "DeMucPhan"
	styleRoman      = "DeMucI"
	styleHeading    = "DeMuc1"
	styleItem       = "DeMuc1Thuong"
	styleLetter     = "DeMucA"
	styleNote       = "GhiChu"
	styleTableName  = "TenBang"
	styleTableUnit  = "DonViBang"
	styleTableHead  = "DauBang"
	styleTableCell  = "OBang"
	styleGap        = "SauBang" // keeps a table apart from what follows
	stylePicture    = "Hinh"
	styleAuthority  = "QuyenHan"
	styleSigner     = "HoTen"
	styleForTitle   = "NoiNhan"
	styleForLine    = "NoiNhanDong"
	styleAnnex      = "PhuLuc"
	styleAnnexName  = "PhuLucTen"
	styleAnnexRef   = "PhuLucKemTheo"
	stylePageNumber = "SoTrang"
	styleFooter     = "ChanTrang"
	styleEnd        = "KetThuc"
)

type styleSpec struct {
	id, name      string
	pt            int
	bold, italic  bool
	align         string
	first         int
	before, after int
	line          int // 240ths
	exact         int // line height in twips, overrides line
	keepNext      bool
	outline       int // 1 to 4 for headings, 0 none
	widow         bool
}

func styles(l paper.Layout) []styleSpec {
	body := func(id, name string, s styleSpec) styleSpec {
		s.id, s.name, s.pt, s.align = id, name, l.BodyPt, "both"
		s.first, s.after, s.line = l.FirstLine, l.ParagraphSpace, l.LineSpacing
		return s
	}
	part := body(stylePart, "Đề mục Phần", styleSpec{bold: true, keepNext: true, outline: 1})
	part.align, part.first = "center", 0
	return []styleSpec{
		{id: styleNational, name: "Quốc hiệu", pt: l.NationalNamePt, bold: true, align: "center"},
		{id: styleMotto, name: "Tiêu ngữ", pt: l.MottoPt, bold: true, align: "center"},
		{id: styleSuperior, name: "Cơ quan cấp trên", pt: l.BodyNamePt, align: "center"},
		{id: styleBody, name: "Cơ quan ban hành", pt: l.BodyNamePt, bold: true, align: "center"},
		{id: styleNumber, name: "Số văn bản", pt: l.NumberPt, align: "center", before: 60},
		{id: styleDate, name: "Địa danh, ngày tháng", pt: l.DatePt, italic: true, align: "center", before: 60},
		{id: styleRule, name: "Kẻ ngang", pt: 1, align: "center", before: 40, exact: 60},
		{id: styleStamp, name: "Dấu khung", pt: l.NumberPt, bold: true, align: "center", before: 160, after: 60},
		{id: styleTitle, name: "Tên loại", pt: l.TitlePt, bold: true, align: "center", before: 240, keepNext: true},
		{id: styleSubject, name: "Trích yếu", pt: l.TitlePt, bold: true, align: "center", keepNext: true},
		{id: styleAbout, name: "Về việc", pt: l.NumberPt, align: "center", before: 120},
		{id: styleAddressee, name: "Kính gửi", pt: l.BodyPt, align: "left", line: l.LineSpacing},
		body(styleBasis, "Căn cứ", styleSpec{italic: true}),
		body(styleText, "Nội dung", styleSpec{widow: true}),
		part,
		body(styleRoman, "Đề mục I", styleSpec{bold: true, keepNext: true, outline: 2}),
		body(styleHeading, "Đề mục 1", styleSpec{bold: true, keepNext: true, outline: 3}),
		body(styleItem, "Mục 1 thường", styleSpec{widow: true}),
		body(styleLetter, "Mục a", styleSpec{widow: true}),
		{id: styleNote, name: "Ghi chú", pt: l.TablePt, italic: true, align: "both", before: 60, after: 120},
		{id: styleTableName, name: "Tên bảng", pt: l.BodyPt, bold: true, align: "center", before: 120, after: 60, keepNext: true},
		{id: styleTableUnit, name: "Đơn vị bảng", pt: l.TablePt, italic: true, align: "right", after: 40, keepNext: true},
		{id: styleTableHead, name: "Đầu bảng", pt: l.TablePt, bold: true, align: "center", before: 30, after: 30, keepNext: true},
		{id: styleTableCell, name: "Ô bảng", pt: l.TablePt, align: "left", before: 30, after: 30},
		{id: styleGap, name: "Sau bảng", pt: 1, align: "left", exact: 120},
		{id: stylePicture, name: "Hình", pt: l.TablePt, align: "center", before: 120, keepNext: true},
		{id: styleAuthority, name: "Quyền hạn", pt: l.AuthorityPt, bold: true, align: "center"},
		{id: styleSigner, name: "Họ tên người ký", pt: l.AuthorityPt, bold: true, align: "center"},
		{id: styleForTitle, name: "Nơi nhận", pt: l.RecipientsTitlePt, bold: true, italic: true, align: "left"},
		{id: styleForLine, name: "Nơi nhận (dòng)", pt: l.RecipientsPt, align: "left"},
		{id: styleAnnex, name: "Phụ lục", pt: l.TitlePt, bold: true, align: "center", keepNext: true, outline: 1},
		{id: styleAnnexName, name: "Tên phụ lục", pt: l.TitlePt, bold: true, align: "center", keepNext: true},
		{id: styleAnnexRef, name: "Phụ lục kèm theo", pt: l.BodyPt, italic: true, align: "center", after: 120},
		{id: stylePageNumber, name: "Số trang", pt: l.PageNumberPt, align: "center"},
		{id: styleFooter, name: "Chân trang", pt: l.SmallPt - 2, align: "center"},
		{id: styleEnd, name: "Kết thúc phần", pt: 1, align: "left", exact: 20},
	}
}

// runDefaults: Times New Roman in all font slots, black, Vietnamese.
const runDefaults = `<w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="Times New Roman" w:cs="Times New Roman"/>` +
	`<w:color w:val="000000"/><w:sz w:val="28"/><w:szCs w:val="28"/><w:lang w:val="vi-VN" w:eastAsia="vi-VN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>`

func stylesXML(l paper.Layout) []byte {
	var b xmlBuilder
	b.WriteString(xmlHeader + `<w:styles xmlns:w="` + nsW + `"><w:docDefaults>` + runDefaults +
		`<w:pPrDefault><w:pPr><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>` +
		`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>` +
		`<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>` +
		`<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/></w:style>`)
	for _, s := range styles(l) {
		s.write(&b)
	}
	b.WriteString(`</w:styles>`)
	return []byte(b.String())
}

func (s styleSpec) write(b *xmlBuilder) {
	b.raw(`<w:style w:type="paragraph" w:customStyle="1" w:styleId="%s"><w:name w:val="%s"/><w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>`, s.id, escapeXML(s.name))
	if s.keepNext {
		b.WriteString(`<w:keepNext/>`)
	}
	if s.widow {
		b.WriteString(`<w:widowControl/>`)
	}
	line, rule := s.line, "auto"
	if line == 0 {
		line = 240
	}
	if s.exact > 0 {
		line, rule = s.exact, "exact"
	}
	b.raw(`<w:spacing w:before="%d" w:after="%d" w:line="%d" w:lineRule="%s"/>`, s.before, s.after, line, rule)
	if s.first > 0 {
		b.raw(`<w:ind w:firstLine="%d"/>`, s.first)
	}
	b.raw(`<w:jc w:val="%s"/>`, s.align)
	if s.outline > 0 {
		b.raw(`<w:outlineLvl w:val="%d"/>`, s.outline-1)
	}
	b.WriteString(`</w:pPr><w:rPr>`)
	if s.bold {
		b.WriteString(`<w:b/><w:bCs/>`)
	}
	if s.italic {
		b.WriteString(`<w:i/><w:iCs/>`)
	}
	b.raw(`<w:sz w:val="%d"/><w:szCs w:val="%d"/></w:rPr></w:style>`, s.pt*2, s.pt*2)
}

// headingStyle is the paragraph style of a heading.
func headingStyle(h *paper.Heading) string {
	switch {
	case h.Level == paper.LevelPart:
		return stylePart
	case h.Level == paper.LevelRoman:
		return styleRoman
	case h.Level == paper.LevelNumber && h.Plain:
		return styleItem
	case h.Level == paper.LevelNumber:
		return styleHeading
	}
	return styleLetter
}
