package demo

import (
	"fmt"

	"phendau/internal/calendar"
	"phendau/internal/demo/line"
	"phendau/internal/registry"
)

// decision is the number of a commune's decision.
func (b *builder) decision(u *Unit, year, n int) string {
	return fmt.Sprintf("Quyết định số %d/QĐ-UBND năm %d của UBND %s", n, year, u.Full())
}

// registers writes the dated rows that are counted while in force.
func (b *builder) registers() {
	b.r = b.stream("registers")
	b.borderLine()
	b.pathBehind()
	b.segments()
	b.markers()
	b.committees()
	b.teams()
	b.twinnings()
	b.hotlines()
	b.registrations()
}

// segments: the declared stretches of the 12 units until 2025-06-30, then the
// same stretches under the communes of today.
func (b *builder) segments() {
	for i, s := range line.Segments {
		u := b.unitOf(s.Code)
		row := func(placeID string, from, to registry.Bound) {
			b.doc("register", &registry.RegisterDoc{Kind: "segment", Name: line.Course().Segments[i].Name, PlaceID: placeID,
				Measures: map[string]int64{"length_m": s.LengthM}, Document: demoMark, From: from, To: to, Stretch: &registry.StretchDoc{SegmentID: b.segmentIDs[i]}})
		}
		row(u.ID, unknown, on(merged2025-1))
		row(u.Successor, on(merged2025), open)
		for j, h := range u.Hamlets {
			n := int64(len(u.Hamlets))
			west, east := s.LengthM*int64(j)/n, s.LengthM*int64(j+1)/n
			length := east - west
			b.doc("register", &registry.RegisterDoc{Kind: "line_keeping", Name: "Đoạn giao xóm " + h.Name, PlaceID: h.ID, BodyID: h.Team,
				Dims: map[string]string{"kept_by": "team"}, Measures: map[string]int64{"length_m": length - length%50},
				Document: b.decision(u, 2018, 41+j), From: unknown, To: open, Stretch: &registry.StretchDoc{SegmentID: b.segmentIDs[i], FromDM: 10 * west, ToDM: 10 * east}})
		}
	}
}

func (b *builder) committees() {
	row := func(u *Unit, n int, from, to registry.Bound) {
		year := 2018
		if to == open {
			year = 2025
		}
		b.doc("register", &registry.RegisterDoc{Kind: "committee", Name: "Ban Chỉ đạo " + u.Full(), PlaceID: u.ID, BodyID: u.Steering,
			Dims: map[string]string{"level": "commune"}, Measures: map[string]int64{"committees": 1, "members": int64(11 + n%6)},
			Document: b.decision(u, year, 12+n), From: from, To: to})
	}
	for i, u := range b.world.Border {
		row(u, i, unknown, on(merged2025-1))
	}
	for i, u := range b.world.Communes {
		if u.Border {
			row(u, i, on(merged2025), open)
		}
	}
}

// teams: in every hamlet one for line and markers and one for security and
// order, in some hamlets one body in both roles. Some are younger than 2019.
func (b *builder) teams() {
	for i, h := range b.world.Hamlets {
		from := unknown
		if i%7 == 2 {
			from = on(calendar.MakeDay(2019+i%5, 3, 3))
		}
		if bothRoles(i) {
			b.teamRow(h, h.Team, "border_line_and_markers,security_and_order", from)
			continue
		}
		b.teamRow(h, h.Team, "border_line_and_markers", from)
		from = unknown
		if i%9 == 4 {
			from = on(calendar.MakeDay(2020+i%3, 8, 19))
		}
		b.teamRow(h, h.Security, "security_and_order", from)
	}
}

func (b *builder) teamRow(h *Hamlet, body, roles string, from registry.Bound) {
	b.doc("register", &registry.RegisterDoc{Kind: "team", Name: "Tổ tự quản xóm " + h.Name, PlaceID: h.ID, BodyID: body,
		Dims: map[string]string{"team_role": roles}, Measures: map[string]int64{"teams": 1, "members": int64(5 + b.r.IntN(11)), "households": int64(18 + b.r.IntN(50))},
		Document: b.decision(h.Unit, 2018, 60), From: from, To: open})
}

// twinnings join twins with posts and communes; two have ended.
func (b *builder) twinnings() {
	w := b.world
	for i, u := range w.Border {
		to := open
		if i == 5 {
			to = on(calendar.MakeDay(2022, 12, 31))
		}
		b.twinning(u.ID, u.Committee, w.Twins[i%len(w.Twins)], "twinning", to)
	}
	for i, p := range w.Posts {
		to := open
		if i == 1 {
			to = on(calendar.MakeDay(2021, 6, 30))
		}
		b.twinning(p.Units[0].ID, p.ID, w.Twins[(i+3)%len(w.Twins)], "twinning", to)
	}
	b.twinning(w.Border[11].ID, w.Border[11].Committee, w.Twins[7], "sponsorship", open)
}

func (b *builder) twinning(placeID, body, twin, form string, to registry.Bound) {
	b.doc("register", &registry.RegisterDoc{Kind: "twinning", Name: "Kết nghĩa với " + b.bodyName(twin), PlaceID: placeID, BodyID: body,
		Dims: map[string]string{"twinning_form": form}, Measures: map[string]int64{"pairs": 1}, Document: "Biên bản kết nghĩa (minh họa)",
		From: unknown, To: to})
}

// bodyName is the last name a body was given.
func (b *builder) bodyName(id string) string {
	for _, d := range b.docs {
		if body, ok := d.full.(*registry.BodyDoc); ok && d.id == id {
			return body.Names[len(body.Names)-1].Text
		}
	}
	return id
}

func (b *builder) hotlines() {
	for _, p := range b.world.Posts {
		b.doc("register", &registry.RegisterDoc{Kind: "hotline", Name: "Đường dây nóng " + p.Name, PlaceID: p.Units[0].ID, BodyID: p.ID,
			Dims: map[string]string{"talks_level": "post", "country": "china"}, Measures: map[string]int64{"lines": 1},
			Document: "Thỏa thuận thiết lập đường dây nóng (minh họa)", From: unknown, To: open})
	}
	b.doc("register", &registry.RegisterDoc{Kind: "hotline", Name: "Đường dây nóng cấp huyện", PlaceID: b.world.Border[11].ID,
		Dims: map[string]string{"talks_level": "district", "country": "china"}, Measures: map[string]int64{"lines": 1},
		Document: "Thỏa thuận thiết lập đường dây nóng (minh họa)", From: on(calendar.MakeDay(2019, 9, 1)), To: on(merged2025 - 1)})
}

// registrations are numbers only; the signed forms stay with the commune.
func (b *builder) registrations() {
	for _, u := range b.world.Border {
		for _, object := range []string{"line", "marker", "security"} {
			for i, subject := range []string{"collective", "household", "individual"} {
				n := int64([...]int{3, 60, 90}[i] + b.r.IntN([...]int{6, 120, 200}[i]))
				b.doc("register", &registry.RegisterDoc{Kind: "registration", Name: "Đăng ký tự quản " + u.Full(), PlaceID: u.ID, BodyID: u.Committee,
					Dims:     map[string]string{"registration_subject": subject, "registration_object": object},
					Measures: map[string]int64{"registered": n}, Document: "Sổ đăng ký tự quản (minh họa)", From: unknown, To: open})
			}
		}
	}
}
