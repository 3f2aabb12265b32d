package demo

import (
	"phendau/internal/calendar"
	"phendau/internal/ledger"
)

// forces: what police, military and Border Guard do together, and help in bad
// weather. The review names these without a number; some were not counted.
func (b *builder) forces() {
	for _, u := range b.world.Border {
		for _, q := range quarters() {
			b.coordination(u, q)
			if chance(b.r, 30) {
				b.planPractice(u, q)
			}
		}
		b.communeExercise(u)
	}
	b.districtExercises()
	b.disasters()
	b.strengthening()
}

func (b *builder) coordination(u *Unit, q quarter) {
	d := dayBetween(b.r, q.to-20, q.to)
	b.entry("coordination", atUnit(u), d, b.police(u), dims("level", "commune"),
		measures{"meetings": counted(int64(1 + b.r.IntN(3))), "messages_exchanged": counted(int64(4 + b.r.IntN(20))), "joint_actions": counted(int64(b.r.IntN(6)))},
		joined(with("support", u.Post.ID), with("support", u.Military)), papers(paper("minutes", minutesNumber(1+b.r.IntN(40), d), d, u.Full())))
}

func (b *builder) planPractice(u *Unit, q quarter) {
	m := measures{"person_turns": counted(int64(12 + b.r.IntN(30)))}
	if chance(b.r, 15) {
		m["person_turns"] = uncounted()
	}
	b.entry("plan_practice", atUnit(u), dayBetween(b.r, q.from, q.to), b.post(u.Post), nil, m)
}

func (b *builder) communeExercise(u *Unit) {
	from := calendar.MakeDay(2019+int(u.weight)%5, 9, 5)
	m := measures{"person_turns": listed(int64(90 + b.r.IntN(80)))}
	if chance(b.r, 40) {
		m = measures{"person_turns": uncounted()}
	}
	b.entry("exercise", atUnit(u), dayBetween(b.r, from, from+40), b.military(u), dims("level", "commune", "exercise_result", pick(b.r, []string{"good", "excellent"})), m)
}

func (b *builder) districtExercises() {
	for i, day := range []calendar.Day{calendar.MakeDay(2019, 10, 16), calendar.MakeDay(2021, 11, 17), calendar.MakeDay(2023, 9, 20)} {
		m := measures{"person_turns": listed(int64(420 + 35*i))}
		if i == 1 {
			m["person_turns"] = uncounted()
		}
		b.entry("exercise", b.atDistrict(day), day, b.districtOwner(b.world.MilitaryDist), dims("level", "district", "exercise_result", "excellent"), m,
			papers(paper("conclusion", numbered(12+i, day, "TB"), day, "UBND huyện Trùng Khánh")))
	}
}

// hazards by season: floods and landslides in the rains, frost and forest
// fires in the dry cold.
func (b *builder) disasters() {
	for _, c := range b.cells(90, rainSeason, 10) {
		for range c.n {
			b.disaster(c)
		}
	}
}

func (b *builder) disaster(c cell) {
	hazard := [...]string{"flood", "landslide", "storm"}[weighted(b.r, 45, 30, 25)]
	if c.month.month <= 3 || c.month.month >= 10 {
		hazard = [...]string{"forest_fire", "frost_hail", "accident"}[weighted(b.r, 50, 35, 15)]
	}
	m := measures{"person_turns": counted(int64(8 + b.r.IntN(50)))}
	dm := dims("hazard", hazard)
	switch hazard {
	case "forest_fire":
		m["area_m2"] = counted(int64(500 * (1 + b.r.IntN(40))))
		dm["help"] = ledger.Codes{"fire_fighting"}
	case "accident":
		m["persons_rescued"] = counted(int64(1 + b.r.IntN(3)))
		dm["help"] = ledger.Codes{"search_rescue"}
	default:
		m["households_helped"] = counted(int64(2 + b.r.IntN(30)))
		dm["help"] = ledger.Codes{pick(b.r, []string{"moving_households", "repair", "relief_goods"})}
	}
	u := c.unit
	o := b.military(u)
	if chance(b.r, 40) {
		o = b.post(u.Post)
	}
	b.entry("disaster_response", b.somewhere(u, 40), dayIn(b.r, c.month, false), o, dm, m, joined(with("support", u.Police), with("support", b.world.Residents)))
}

func (b *builder) strengthening() {
	for y := 2019; y <= 2023; y++ {
		for _, u := range b.world.Border {
			from := calendar.MakeDay(y, 4, 1)
			b.entry("grassroots_strengthening", b.somewhere(u, 20), dayBetween(b.r, from, from+200), b.committee(u),
				dims("strengthening_target", pick(b.r, []string{"party_cell", "hamlet_government", "front", "union", "militia"})), measures{})
		}
	}
}
