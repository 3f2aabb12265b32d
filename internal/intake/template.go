package intake

import (
	"strings"

	"phendau/internal/catalogue"
)

// Template is a sheet for an office to fill in. Required headings end with a
// star; the example row must be deleted, the import stops at it.
type Template struct {
	Sheet   string
	Header  []string
	Example []string
}

// EntryTemplate is the sheet for entries of one kind; ok is false for an
// unknown kind or a register.
func EntryTemplate(cat *catalogue.Catalogue, kind string) (Template, bool) {
	k, ok := cat.Kinds[kind]
	if !ok || k.Register {
		return Template{}, false
	}
	b := &templateBuilder{Template: Template{Sheet: "Số liệu"}, cat: cat}
	for _, f := range entryFields {
		switch f.role {
		case roleBasis: // dimensions and measures stand before the basis
			b.dims(k)
			b.measures(k)
		case roleMarkers:
			if !k.Roles.HasMarkerVisits {
				continue
			}
		case roleFollowUp:
			if k.Follow == nil {
				continue
			}
		}
		b.add(f.names[0], f.role == roleKind || f.role == roleDay || f.role == rolePlace, entryExample(f.role, k))
	}
	return b.Template, true
}

func entryExample(role string, k *catalogue.Kind) string {
	switch role {
	case roleKind:
		return k.Name.VI
	case roleDay:
		return "05/09/2024"
	case rolePlace:
		return "xóm Bản Mẫu"
	case roleWithin:
		return "xã Đình Phong"
	case roleNote:
		return exampleNote
	}
	return ""
}

// StatementTemplate is the sheet for totals declared by documents.
func StatementTemplate() Template {
	b := &templateBuilder{Template: Template{Sheet: "Số liệu kê khai"}}
	example := map[string]string{roleIndicator: "outreach", roleMeasure: "số buổi", rolePlace: "huyện Trùng Khánh", roleFrom: "01/01/2019",
		roleTo: "29/02/2024", roleValue: "3.957 buổi", roleDocType: "báo cáo", roleDocNumber: "12/BC-UBND", rolePage: "3", roleQuote: exampleNote}
	need := map[string]bool{roleIndicator: true, rolePlace: true, roleFrom: true, roleTo: true, roleValue: true}
	for _, f := range statementFields {
		b.add(f.names[0], need[f.role], example[f.role])
	}
	return b.Template
}

// PlaceTemplates are the sheets for units and for successions.
func PlaceTemplates() []Template {
	units := &templateBuilder{Template: Template{Sheet: "Đơn vị"}}
	example := map[string]string{roleKey: "dp", roleWord: "xã", roleName: "Đình Phong", roleFrom: "không rõ", roleTo: "30/06/2025",
		roleCode: "01489", roleParent: "047", roleDocument: exampleNote}
	for _, f := range unitFields {
		units.add(f.names[0], f.role == roleKey || f.role == roleName || f.role == roleFrom || f.role == roleTo, example[f.role])
	}
	acts := &templateBuilder{Template: Template{Sheet: "Kế thừa"}}
	example = map[string]string{roleFromUnit: "dp", roleToUnit: "dp2025", roleDay: "01/07/2025", roleAct: "nhập", roleShare: "toàn bộ", roleNote: exampleNote}
	for _, f := range successionFields {
		acts.add(f.names[0], f.role != roleToUnit && f.role != roleDocument && f.role != roleNote, example[f.role])
	}
	return []Template{units.Template, acts.Template}
}

type templateBuilder struct {
	Template
	cat *catalogue.Catalogue
}

func (b *templateBuilder) add(head string, required bool, example string) {
	if required {
		head += " *"
	}
	b.Header = append(b.Header, head)
	b.Example = append(b.Example, example)
}

func (b *templateBuilder) dims(k *catalogue.Kind) {
	for _, kd := range k.Dims {
		example := ""
		if kd.Required && len(kd.Dim.Values) > 0 {
			example = kd.Dim.Values[0].Name.VI
		}
		b.add(kd.Dim.Name.VI, kd.Required, example)
	}
}

// measures adds the measures, with the unit in the heading where a number
// says nothing without it, and the parts of each.
func (b *templateBuilder) measures(k *catalogue.Kind) {
	u := units{b.cat}
	for _, m := range k.Measures {
		head := m.Name.VI
		if u.sized(m.Unit) {
			head += " (" + u.base(m.Unit).Short.VI + ")"
		}
		if !m.PartsOnly {
			b.add(head, m.Required, map[bool]string{true: "5"}[m.Required])
		}
		for _, d := range m.Breakdowns {
			b.parts(m, d)
		}
	}
}

func (b *templateBuilder) parts(m *catalogue.Measure, dim string) {
	d := b.cat.Dimensions[dim]
	if d == nil {
		return
	}
	u := units{b.cat}
	for _, v := range d.Values {
		if v.ID == catalogue.ValueUnknown || v.Retired {
			continue
		}
		unit := m.Unit
		if v.Unit != "" {
			unit = v.Unit
		}
		head := strings.Join([]string{m.Name.VI, v.Name.VI}, ": ")
		if u.sized(unit) {
			head += " (" + u.base(unit).Short.VI + ")"
		}
		b.add(head, false, "")
	}
}
