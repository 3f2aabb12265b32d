package demo

import (
	"fmt"

	"phendau/internal/calendar"
	"phendau/internal/ledger"
)

// conferenceDay is the review conference, before the anniversary.
var conferenceDay = calendar.MakeDay(2024, 2, 28)

// awardRow is one decision above commune: with those of the communes 20
// collectives and 194 individuals, at the conference 7 and 8 of them.
type awardRow struct {
	year, month, day        int
	level, grade, occasion  string
	collective, individuals int64
}

var awardRows = []awardRow{
	{2019, 3, 1, "district", "giay_khen", "regular", 1, 10},
	{2020, 2, 26, "district", "giay_khen", "regular", 1, 9},
	{2021, 3, 2, "district", "giay_khen", "regular", 1, 11},
	{2022, 3, 1, "district", "giay_khen", "thematic", 1, 10},
	{2023, 3, 2, "district", "giay_khen", "regular", 1, 10},
	{2019, 12, 18, "border_guard_command", "giay_khen", "regular", 1, 5},
	{2020, 12, 17, "border_guard_command", "giay_khen", "thematic", 1, 6},
	{2021, 12, 20, "border_guard_command", "giay_khen", "thematic", 1, 5},
	{2022, 12, 19, "border_guard_command", "giay_khen", "regular", 1, 4},
	{2023, 12, 18, "border_guard_command", "giay_khen", "regular", 1, 5},
	{2020, 6, 10, "province", "bang_khen", "thematic", 0, 4},
	{2021, 10, 8, "province", "bang_khen", "thematic", 1, 5},
	{2023, 9, 14, "province", "bang_khen", "regular", 1, 3},
	{2022, 11, 22, "ministry", "bang_khen", "regular", 1, 3},
	{2024, 2, 28, "district", "giay_khen", "review_conference", 4, 5},
	{2024, 2, 28, "border_guard_command", "giay_khen", "review_conference", 3, 3},
}

// communeAwards are the individuals awarded by the communes.
const communeAwards = 96

func (b *builder) awards() {
	for i, x := range awardRows {
		d := calendar.MakeDay(x.year, x.month, x.day)
		b.award(b.atDistrict(d), d, b.awarder(x.level), x.level, x.grade, x.occasion, "collective", x.collective, 100+i)
		b.award(b.atDistrict(d), d, b.awarder(x.level), x.level, x.grade, x.occasion, "individual", x.individuals, 100+i)
	}
	var weights []int64
	for range 5 * len(b.world.Border) {
		weights = append(weights, int64(1+b.r.IntN(3)))
	}
	for i, n := range spread(communeAwards, weights) {
		u := b.world.Border[i%len(b.world.Border)]
		from := calendar.MakeDay(2019+i/len(b.world.Border), 2, 24)
		d := dayBetween(b.r, from, from+10)
		b.award(atUnit(u), d, b.committee(u), "commune", "giay_khen", "regular", "individual", n, 20+i)
	}
	b.conferences()
}

func (b *builder) award(at spot, d calendar.Day, o owner, level, grade, occasion, subject string, n int64, number int) {
	if n == 0 {
		return
	}
	y, _, _ := d.Date()
	b.entry("award", at, d, o, dims("award_subject", subject, "award_grade", grade, "award_level", level, "award_occasion", occasion),
		measures{"awards": listed(n)}, papers(paper("decision", fmt.Sprintf("%d/QĐ-MH-%d", number, y), d, b.bodyName(o.id))))
}

// awarder is the body that gives awards of a level.
func (b *builder) awarder(level string) owner {
	w := b.world
	switch level {
	case "border_guard_command":
		return owner{w.Command, ledger.LevelProvince, w.ProvinceClerk, w.Command}
	case "province":
		return owner{w.ProvinceBody, ledger.LevelProvince, w.ProvinceClerk, w.Command}
	case "ministry":
		return owner{w.Ministry, ledger.LevelProvince, w.ProvinceClerk, w.Command}
	}
	return b.districtOwner(w.Committee)
}

func (b *builder) districtOwner(body string) owner {
	return owner{body, ledger.LevelPost, b.world.DistrictClerk, b.world.Committee}
}

// conferences: yearly reviews of the communes before 3 March, and the interim
// review of the district.
func (b *builder) conferences() {
	for y := 2019; y <= 2023; y++ {
		for _, u := range b.world.Border {
			from := calendar.MakeDay(y, 2, 24)
			b.entry("review_conference", atUnit(u), dayBetween(b.r, from, from+8), b.steering(u), dims("review_type", "interim", "level", "commune"),
				measures{"participant_turns": listed(int64(30 + b.r.IntN(40)))})
		}
	}
	b.entry("review_conference", b.atDistrict(conferenceDay), conferenceDay, b.districtOwner(b.world.SteeringDist),
		dims("review_type", "interim", "level", "district"), measures{"participant_turns": listed(165)},
		noted("Sơ kết phong trào giai đoạn 2019 - 2024."), papers(paper("report", "35/BC-MH-2024", conferenceDay, "UBND huyện Trùng Khánh")))
}
