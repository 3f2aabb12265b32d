package demo

import (
	"fmt"

	"phendau/internal/access"
	"phendau/internal/calendar"
	"phendau/internal/registry"
)

// bodyDoc is a body with one name for the time of its unit.
func (b *builder) body(typ, name, placeID string, from, to registry.Bound) string {
	return b.doc("body", &registry.BodyDoc{Type: typ, PlaceID: placeID, Names: []registry.BodyNameDoc{{Text: name, From: from, To: to}}})
}

func (b *builder) bodies() {
	for _, u := range b.world.Units {
		b.unitBodies(u, unknown, on(merged2025-1))
	}
	for _, u := range b.world.Communes {
		b.unitBodies(u, on(merged2025), open)
	}
	b.teamBodies()
	b.postBodies()
	b.upperBodies()
	b.outsideBodies()
}

func (b *builder) unitBodies(u *Unit, from, to registry.Bound) {
	u.Committee = b.body("peoples_committee", "UBND "+u.Full(), u.ID, from, to)
	if !u.Border {
		return
	}
	u.Front = b.body("front", "Ủy ban MTTQ "+u.Full(), u.ID, from, to)
	u.Police = b.body("commune_police", "Công an "+u.Full(), u.ID, from, to)
	u.Military = b.body("military", "Ban Chỉ huy Quân sự "+u.Full(), u.ID, from, to)
	u.Steering = b.body("steering_committee", "Ban Chỉ đạo phong trào "+u.Full(), u.ID, from, to)
}

// bothRoles are the hamlets (by number) whose one team keeps the line and
// order: one body with two roles.
func bothRoles(i int) bool { return i%4 == 3 }

func (b *builder) teamBodies() {
	for i, h := range b.world.Hamlets {
		if bothRoles(i) {
			h.Team = b.body("team", "Tổ tự quản đường biên, mốc quốc giới và an ninh trật tự xóm "+h.Name, h.ID, unknown, open)
			h.Security = h.Team
			continue
		}
		h.Team = b.body("team", "Tổ tự quản đường biên, mốc quốc giới xóm "+h.Name, h.ID, unknown, open)
		h.Security = b.body("team", "Tổ tự quản an ninh trật tự xóm "+h.Name, h.ID, unknown, open)
	}
}

func (b *builder) postBodies() {
	renamedOn := calendar.MakeDay(2021, 7, 1)
	for i, p := range b.world.Posts {
		d := &registry.BodyDoc{Type: p.Type, PlaceID: p.Area, Names: []registry.BodyNameDoc{{Text: p.Name, From: unknown, To: open}}}
		if was := postRows[i].was; was != "" {
			d.Names = []registry.BodyNameDoc{{Text: was, From: unknown, To: on(renamedOn - 1)}, {Text: p.Name, From: on(renamedOn), To: open}}
		}
		p.ID = b.doc("body", d)
	}
}

func (b *builder) upperBodies() {
	w := b.world
	to := on(merged2025 - 1)
	w.Committee = b.body("peoples_committee_district", "UBND huyện Trùng Khánh", w.District, unknown, to)
	w.FrontDistrict = b.body("front_district", "Ủy ban MTTQ huyện Trùng Khánh", w.District, unknown, to)
	w.MilitaryDist = b.body("military_district", "Ban Chỉ huy Quân sự huyện Trùng Khánh", w.District, unknown, to)
	w.PoliceDist = b.body("police_district", "Công an huyện Trùng Khánh", w.District, unknown, on(calendar.MakeDay(2025, 2, 28)))
	w.SteeringDist = b.body("steering_committee_district", "Ban Chỉ đạo phong trào huyện Trùng Khánh", w.District, unknown, to)
	w.ProvinceBody = b.body("peoples_committee_province", "UBND tỉnh Cao Bằng", w.Province, unknown, open)
	w.Command = b.doc("body", &registry.BodyDoc{Type: "border_guard_command", PlaceID: w.Province, Names: []registry.BodyNameDoc{
		{Text: "Bộ Chỉ huy Bộ đội Biên phòng tỉnh Cao Bằng", From: unknown, To: about(merged2025 - 1)},
		{Text: "Ban Chỉ huy Bộ đội Biên phòng tỉnh Cao Bằng", From: about(merged2025), To: open}},
		Note: "Từ năm 2025 thuộc Bộ Chỉ huy Quân sự tỉnh; ngày cần đối chiếu"})
	w.Ministry = b.body("ministry", "Bộ Quốc phòng", "", unknown, open)
}

// twinNames and donorNames are fictional.
var (
	twinNames = []string{"Sở Mẫu Hoa Đào (minh họa)", "Ngân hàng Mẫu Lúa Vàng (minh họa)", "Bệnh viện Mẫu An Lành (minh họa)",
		"Trường Cao đẳng Mẫu Tre Xanh (minh họa)", "Công ty Điện lực Mẫu (minh họa)", "Hội Phụ nữ Mẫu Sông Bằng (minh họa)",
		"Viện Nghiên cứu Mẫu Cây Hồi (minh họa)", "Tổng công ty Mẫu Đường Dài (minh họa)"}
	donorNames = []string{"Quỹ Mẫu Ấm Áp (minh họa)", "Câu lạc bộ Mẫu Áo Ấm Vùng Cao (minh họa)", "Doanh nghiệp Mẫu Hạt Dẻ (minh họa)"}
)

func (b *builder) outsideBodies() {
	w := b.world
	for _, n := range twinNames {
		w.Twins = append(w.Twins, b.body("twin", n, "", unknown, open))
	}
	for _, n := range donorNames {
		w.Donors = append(w.Donors, b.body("donor", n, "", unknown, open))
	}
	w.Neighbour = b.body("neighbour_force", "Lực lượng quản lý biên giới Trung Quốc phía đối diện (minh họa)", "", unknown, open)
	w.Residents = b.body("residents", "Quần chúng nhân dân", "", unknown, open)
}

// grantSpan is how long a right lasts.
type grantSpan struct{ from, to registry.Bound }

func (b *builder) person(name, title string) string {
	id := b.doc("person", &registry.PersonDoc{Name: name + " (minh họa)", Title: title})
	b.docs[len(b.docs)-1].since = b.since
	b.lastPerson = Person{ID: id, Name: name + " (minh họa)", Title: title}
	return id
}

// clearances let those who answer for an area see its restricted entries.
var clearances = map[access.Role]access.Class{access.CommuneVerifier: access.Restricted, access.PostOfficer: access.Restricted, access.PostCommander: access.Restricted,
	access.UpperOfficer: access.Restricted, access.Inspector: access.Restricted}

// grant gives the person made last a role.
func (b *builder) grant(person string, role access.Role, body, placeID string, level int, s grantSpan) {
	b.doc("grant", &registry.GrantDoc{PersonID: person, Role: role, BodyID: body, PlaceID: placeID, Level: level, Clearance: clearances[role], From: s.from, To: s.to})
	if b.lastPerson.ID == person {
		p := b.lastPerson
		p.Role, p.Body, p.Place, p.Level = role, body, placeID, level
		b.world.People = append(b.world.People, p)
	}
}

func (b *builder) people() {
	until := grantSpan{unknown, on(merged2025 - 1)}
	for _, u := range b.world.Units {
		b.unitPeople(u, until)
	}
	b.since = on(merged2025)
	for _, u := range b.world.Communes {
		b.unitPeople(u, grantSpan{on(merged2025), open})
	}
	b.since = unknown
	for _, h := range b.world.Hamlets {
		h.Head = b.person("Tổ trưởng tổ tự quản xóm "+trimMark(h.Name), "Tổ trưởng")
		b.grant(h.Head, access.TeamLeader, h.Team, h.ID, 0, grantSpan{unknown, open})
	}
	b.postPeople()
	b.upperPeople(until)
}

// unitPeople are two who record and verify; in one commune the clerk is alone
// at the level until mid-2019, so own entries carry the mark.
func (b *builder) unitPeople(u *Unit, s grantSpan) {
	name := u.Full()
	u.Clerk = b.person("Cán bộ văn phòng "+name, "Công chức văn phòng - thống kê")
	b.grant(u.Clerk, access.CommuneClerk, u.Committee, u.ID, 0, s)
	second := s
	if u.alone {
		half := calendar.MakeDay(2019, 7, 1)
		b.grant(u.Clerk, access.CommuneVerifier, u.Committee, u.ID, 2, grantSpan{s.from, on(half - 1)})
		second.from = on(half)
	}
	u.Verifier = b.person("Cán bộ thẩm định "+name, "Phó Chủ tịch UBND")
	b.grant(u.Verifier, access.CommuneVerifier, u.Committee, u.ID, 2, second)
	u.Leader = b.person("Lãnh đạo UBND "+name, "Chủ tịch UBND")
	b.grant(u.Leader, access.CommuneVerifier, u.Committee, u.ID, 2, second)
	if !u.Border {
		return
	}
	u.FrontOfficer = b.person("Cán bộ Mặt trận "+name, "Chủ tịch Ủy ban MTTQ")
	b.grant(u.FrontOfficer, access.CommuneClerk, u.Front, u.ID, 0, s)
	u.PoliceOfficer = b.person("Cán bộ công an "+name, "Công an xã")
	b.grant(u.PoliceOfficer, access.CommuneClerk, u.Police, u.ID, 0, s)
}

func (b *builder) postPeople() {
	s := grantSpan{unknown, open}
	for i, p := range b.world.Posts {
		for j := range p.Officers {
			p.Officers[j] = b.person(fmt.Sprintf("Cán bộ trực ban số %d, đồn %d", j+1, i+1), "Trợ lý tác chiến")
			b.grant(p.Officers[j], access.PostOfficer, p.ID, p.Area, 0, s)
		}
		p.Deputy = b.person(fmt.Sprintf("Phó đồn trưởng, đồn %d", i+1), "Phó đồn trưởng")
		b.grant(p.Deputy, access.PostCommander, p.ID, p.Area, 3, s)
		p.Commander = b.person(fmt.Sprintf("Đồn trưởng, đồn %d", i+1), "Đồn trưởng")
		b.grant(p.Commander, access.PostCommander, p.ID, p.Area, 3, s)
	}
}

func (b *builder) upperPeople(until grantSpan) {
	w := b.world
	w.DistrictClerk = b.person("Chuyên viên văn phòng huyện Trùng Khánh", "Chuyên viên")
	b.grant(w.DistrictClerk, access.UpperOfficer, w.Committee, w.GroupDistrict, 0, until)
	for _, d := range []string{w.OldTrungKhanh, w.District} {
		b.grant(w.DistrictClerk, access.UpperOfficer, w.Committee, d, 0, until)
	}
	w.DistrictLeader = b.person("Lãnh đạo UBND huyện Trùng Khánh", "Phó Chủ tịch UBND huyện")
	for _, d := range []string{w.OldTrungKhanh, w.District} {
		b.grant(w.DistrictLeader, access.UpperOfficer, w.Committee, d, 3, until)
	}
	w.ProvinceClerk = b.person("Trợ lý Bộ Chỉ huy Bộ đội Biên phòng tỉnh", "Trợ lý vận động quần chúng")
	b.grant(w.ProvinceClerk, access.UpperOfficer, w.Command, w.Province, 0, grantSpan{unknown, open})
	w.ProvinceAnalyst = b.person("Cán bộ tổng hợp tỉnh Cao Bằng", "Trưởng ban tổng hợp")
	b.grant(w.ProvinceAnalyst, access.UpperOfficer, w.Command, w.Province, 4, grantSpan{unknown, open})
	b.officePeople()
}

// officePeople keep the registers, the system and an eye on both.
func (b *builder) officePeople() {
	w := b.world
	for _, p := range []struct {
		name, title string
		role        access.Role
	}{
		{"Cán bộ công nghệ thông tin tỉnh Cao Bằng", "Quản trị hệ thống", access.Administrator},
		{"Cán bộ địa giới tỉnh Cao Bằng", "Biên tập danh mục", access.RegistryEditor},
		{"Thanh tra viên tỉnh Cao Bằng", "Thanh tra viên", access.Inspector},
		{"Giám sát viên Mặt trận tỉnh Cao Bằng", "Giám sát viên", access.Ombudsperson},
	} {
		b.grant(b.person(p.name, p.title), p.role, w.ProvinceBody, w.Province, 0, grantSpan{unknown, open})
	}
}

func trimMark(name string) string {
	const mark = " (minh họa)"
	if n := len(name) - len(mark); n > 0 && name[n:] == mark {
		return name[:n]
	}
	return name
}
