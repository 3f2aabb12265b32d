package document

import (
	"strconv"
	"time"
)

const (
	xmlHeader = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	nsW       = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
	nsR       = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	relBase   = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	typeBase  = "application/vnd.openxmlformats-officedocument.wordprocessingml."
)

const contentTypes = xmlHeader + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
	`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
	`<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>` +
	`<Override PartName="/word/document.xml" ContentType="` + typeBase + `document.main+xml"/>` +
	`<Override PartName="/word/styles.xml" ContentType="` + typeBase + `styles+xml"/>` +
	`<Override PartName="/word/settings.xml" ContentType="` + typeBase + `settings+xml"/>` +
	`<Override PartName="/word/fontTable.xml" ContentType="` + typeBase + `fontTable+xml"/>` +
	`<Override PartName="/word/header1.xml" ContentType="` + typeBase + `header+xml"/>` +
	`<Override PartName="/word/header2.xml" ContentType="` + typeBase + `header+xml"/>` +
	`<Override PartName="/word/footer1.xml" ContentType="` + typeBase + `footer+xml"/>` +
	`<Override PartName="/word/footer2.xml" ContentType="` + typeBase + `footer+xml"/>` +
	`<Override PartName="/word/theme/theme1.xml" ContentType="application/vnd.openxmlformats-officedocument.theme+xml"/>` +
	`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>` +
	`<Override PartName="/docProps/app.xml" ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/>` +
	`</Types>`

const packageRelations = xmlHeader + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
	`<Relationship Id="rId1" Type="` + relBase + `officeDocument" Target="word/document.xml"/>` +
	`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>` +
	`<Relationship Id="rId3" Type="` + relBase + `extended-properties" Target="docProps/app.xml"/></Relationships>`

const appProperties = xmlHeader + `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>Phên Dậu</Application></Properties>`

// settingsXML: compatibility mode 15 keeps a table's edge on the text margin.
const settingsXML = xmlHeader + `<w:settings xmlns:w="` + nsW + `"><w:defaultTabStop w:val="720"/><w:characterSpacingControl w:val="doNotCompress"/>` +
	`<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>` +
	`<w:themeFontLang w:val="vi-VN"/><w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/></w:settings>`

const fontTableXML = xmlHeader + `<w:fonts xmlns:w="` + nsW + `"><w:font w:name="Times New Roman"><w:panose1 w:val="02020603050405020304"/><w:charset w:val="A3"/><w:family w:val="roman"/><w:pitch w:val="variable"/></w:font></w:fonts>`

const themeXML = xmlHeader + `<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="Phên Dậu"><a:themeElements>` +
	`<a:clrScheme name="Đen trắng"><a:dk1><a:srgbClr val="000000"/></a:dk1><a:lt1><a:srgbClr val="FFFFFF"/></a:lt1><a:dk2><a:srgbClr val="000000"/></a:dk2><a:lt2><a:srgbClr val="FFFFFF"/></a:lt2>` +
	`<a:accent1><a:srgbClr val="000000"/></a:accent1><a:accent2><a:srgbClr val="000000"/></a:accent2><a:accent3><a:srgbClr val="000000"/></a:accent3><a:accent4><a:srgbClr val="000000"/></a:accent4><a:accent5><a:srgbClr val="000000"/></a:accent5><a:accent6><a:srgbClr val="000000"/></a:accent6>` +
	`<a:hlink><a:srgbClr val="000000"/></a:hlink><a:folHlink><a:srgbClr val="000000"/></a:folHlink></a:clrScheme>` +
	`<a:fontScheme name="Times New Roman"><a:majorFont><a:latin typeface="Times New Roman"/><a:ea typeface="Times New Roman"/><a:cs typeface="Times New Roman"/></a:majorFont>` +
	`<a:minorFont><a:latin typeface="Times New Roman"/><a:ea typeface="Times New Roman"/><a:cs typeface="Times New Roman"/></a:minorFont></a:fontScheme>` +
	`<a:fmtScheme name="Trơn"><a:fillStyleLst><a:solidFill><a:schemeClr val="phClr"/></a:solidFill><a:solidFill><a:schemeClr val="phClr"/></a:solidFill><a:solidFill><a:schemeClr val="phClr"/></a:solidFill></a:fillStyleLst>` +
	`<a:lnStyleLst><a:ln w="6350"><a:solidFill><a:schemeClr val="phClr"/></a:solidFill></a:ln><a:ln w="6350"><a:solidFill><a:schemeClr val="phClr"/></a:solidFill></a:ln><a:ln w="6350"><a:solidFill><a:schemeClr val="phClr"/></a:solidFill></a:ln></a:lnStyleLst>` +
	`<a:effectStyleLst><a:effectStyle><a:effectLst/></a:effectStyle><a:effectStyle><a:effectLst/></a:effectStyle><a:effectStyle><a:effectLst/></a:effectStyle></a:effectStyleLst>` +
	`<a:bgFillStyleLst><a:solidFill><a:schemeClr val="phClr"/></a:solidFill><a:solidFill><a:schemeClr val="phClr"/></a:solidFill><a:solidFill><a:schemeClr val="phClr"/></a:solidFill></a:bgFillStyleLst></a:fmtScheme>` +
	`</a:themeElements></a:theme>`

func (d *docx) coreProperties() []byte {
	created := d.doc.CreatedTime().UTC().Format(time.RFC3339)
	var b xmlBuilder
	b.WriteString(xmlHeader + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">`)
	b.raw(`<dc:title>%s</dc:title><dc:creator>%s</dc:creator><dc:language>vi-VN</dc:language>`, escapeXML(d.doc.Subject), escapeXML(d.doc.Letterhead.BodyInText))
	b.raw(`<dcterms:created xsi:type="dcterms:W3CDTF">%s</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">%s</dcterms:modified></cp:coreProperties>`, created, created)
	return []byte(b.String())
}

func (d *docx) documentXML() []byte {
	return []byte(xmlHeader + `<w:document xmlns:w="` + nsW + `" xmlns:r="` + nsR + `" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><w:body>` +
		d.body.String() + `</w:body></w:document>`)
}

// firstImage is the relation number of the first picture.
const firstImage = 10

func (d *docx) relationsXML() []byte {
	var b xmlBuilder
	b.WriteString(xmlHeader + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`)
	for i, p := range []string{"styles", "settings", "fontTable", "theme", "header", "header", "footer", "footer"} {
		target := []string{"styles.xml", "settings.xml", "fontTable.xml", "theme/theme1.xml", "header1.xml", "header2.xml", "footer1.xml", "footer2.xml"}[i]
		b.raw(`<Relationship Id="rId%d" Type="%s%s" Target="%s"/>`, i+1, relBase, p, target)
	}
	for i := range d.images {
		b.raw(`<Relationship Id="rId%d" Type="%simage" Target="media/image%d.png"/>`, firstImage+i, relBase, i+1)
	}
	b.WriteString(`</Relationships>`)
	return []byte(b.String())
}

// headerXML is the page number in the middle of the top margin.
func (d *docx) headerXML() []byte {
	var b xmlBuilder
	b.WriteString(xmlHeader + `<w:hdr xmlns:w="` + nsW + `">`)
	b.openParagraph(stylePageNumber, paraOptions{})
	b.WriteString(`<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>` +
		`<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>2</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>`)
	b.closeParagraph()
	b.WriteString(`</w:hdr>`)
	return []byte(b.String())
}

// firstHeaderXML stays empty: page 1 shows no number.
func (d *docx) firstHeaderXML() []byte {
	var b xmlBuilder
	b.WriteString(xmlHeader + `<w:hdr xmlns:w="` + nsW + `">`)
	b.openParagraph(stylePageNumber, paraOptions{})
	b.closeParagraph()
	b.WriteString(`</w:hdr>`)
	return []byte(b.String())
}

// footerXML prints the marker and where the file comes from on every page,
// and on page 1 the contact line (box 13) below a full rule.
func (d *docx) footerXML(first bool) []byte {
	var b xmlBuilder
	b.WriteString(xmlHeader + `<w:ftr xmlns:w="` + nsW + `">`)
	written := false
	if contact := d.doc.Letterhead.Contact; first && contact != "" {
		b.openParagraph(styleFooter, paraOptions{rule: true})
		b.raw(`<w:r><w:rPr><w:sz w:val="%d"/></w:rPr><w:t xml:space="preserve">%s</w:t></w:r>`, 2*d.l.SmallPt, escapeXML(contact))
		b.closeParagraph()
		written = true
	}
	for i, line := range []string{d.doc.Marker, d.doc.Provenance} {
		if line == "" {
			continue
		}
		b.openParagraph(styleFooter, paraOptions{})
		b.run(line, runStyle{bold: i == 0})
		b.closeParagraph()
		written = true
	}
	if !written {
		b.paragraph(styleFooter, paraOptions{}, "")
	}
	b.WriteString(`</w:ftr>`)
	return []byte(b.String())
}

// sectionBreak ends a section. The last one belongs to the body itself, the
// others to a paragraph of no height.
func (d *docx) sectionBreak(last, landscape bool) {
	if !last {
		d.body.raw(`<w:p><w:pPr><w:pStyle w:val="%s"/>`, styleEnd)
	} else {
		// A table may not be the last block of a section.
		d.body.paragraph(styleEnd, paraOptions{}, "")
	}
	l := d.l
	d.body.WriteString(`<w:sectPr><w:headerReference w:type="default" r:id="rId5"/><w:headerReference w:type="first" r:id="rId6"/>` +
		`<w:footerReference w:type="default" r:id="rId7"/><w:footerReference w:type="first" r:id="rId8"/><w:type w:val="nextPage"/>`)
	m := margins(l, landscape)
	if landscape {
		d.body.WriteString(`<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>`)
	} else {
		d.body.WriteString(`<w:pgSz w:w="11906" w:h="16838"/>`)
	}
	d.body.raw(`<w:pgMar w:top="%d" w:right="%d" w:bottom="%d" w:left="%d" w:header="%d" w:footer="%d" w:gutter="0"/>`,
		m.top, m.right, m.bottom, m.left, headerDistance, footerDistance)
	d.body.WriteString(`<w:pgNumType w:start="1"/><w:titlePg/></w:sectPr>`)
	if !last {
		d.body.WriteString(`</w:pPr></w:p>`)
	}
}

// Distances of header and footer from the paper's edge, in twips.
const (
	headerDistance = 567
	footerDistance = 400
)

func itoa(n int) string { return strconv.Itoa(n) }
