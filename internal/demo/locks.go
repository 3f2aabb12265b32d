package demo

import (
	"context"

	"phendau/internal/calendar"
)

// lockedUnit is xã Đình Phong, whose year 2021 is locked.
const lockedUnit = "01489"

// publishedYear is the year whose quarters the district locks one by one, so
// that the public pages have what to show; each quarterLockDays after its end.
const (
	publishedYear   = 2023
	quarterLockDays = 22
)

// Days of the locks and of what followed.
var (
	communeLock  = calendar.MakeDay(2022, 1, 12)
	correctionOn = calendar.MakeDay(2022, 2, 15)
	lateEntryOn  = calendar.MakeDay(2022, 3, 10)
	districtLock = calendar.MakeDay(2023, 1, 16)
)

// lockStory: a yearly report is locked, then 30,000 m turn out to be 3,000
// and an entry arrives late. The totals of the review hold what is true after
// that.
func (b *builder) lockStory() {
	u := b.unitOf(lockedUnit)
	b.late(b.lateOne, lateEntryOn)
	if b.o.Lock == nil {
		b.verified(b.longOne)
		return
	}
	b.lock(communeLock, Lock{Report: ReportYear, PlaceID: u.ID, Period: calendar.Year(calendar.Civil, 2021), Status: 2, SignerID: u.Leader, BodyID: u.Committee})
	b.lock(districtLock, Lock{Report: ReportYear, PlaceID: b.world.District, Period: calendar.Year(calendar.Civil, 2022), Status: 2,
		SignerID: b.world.DistrictLeader, BodyID: b.world.Committee})
	for q := range 4 {
		p := calendar.Quarter(calendar.Civil, publishedYear, q+1)
		b.lock(p.To+quarterLockDays, Lock{Report: ReportQuarter, PlaceID: b.world.District, Period: p, Status: 2,
			SignerID: b.world.DistrictLeader, BodyID: b.world.Committee})
	}
	wrong := measures{"length_m": counted(10 * correctedMetres)}
	b.mistyped(b.longOne, wrong, correctionOn, "Nhập nhầm đơn vị: 3,0 km ghi thành 30 km; đã đối chiếu sổ tay của tổ.")
}

func (b *builder) lock(d calendar.Day, l Lock) {
	b.marks = append(b.marks, mark{instant(d, 15*60), "lock of " + l.Period.String(),
		func(ctx context.Context) error { return b.o.Lock(ctx, b.w, l) }})
}

// late is recorded from a paper book long afterwards, on a working day.
func (b *builder) late(a *act, on calendar.Day) {
	a.content.Paper = true
	s := b.step(a, "create", instant(on, 10*60), a.owner.recorder, a.owner.acts, nil, a.final)
	b.step(a, "submit", s.at+30*minuteMS, a.owner.recorder, a.owner.acts, s, nil)
	for i, level := range a.route {
		b.verify(a, level, workday(on+calendar.Day(2+2*i)))
	}
}

// mistyped was verified with a wrong value, which a report locked; the commune
// corrects it afterwards and the post, whose word fell away with it, verifies
// again.
func (b *builder) mistyped(a *act, wrong measures, on calendar.Day, why string) {
	b.created(a, a.first(wrong))
	for i, level := range a.route {
		b.verify(a, level, workday(dayOf(a.last.at)+calendar.Day(2+i)))
	}
	u := a.spot.unit
	set := a.set(wrong, why)
	b.step(a, "correct", instant(on, 9*60+20), u.Verifier, u.Committee, a.last, func() any {
		args := set().(map[string]any)
		args["level"] = a.route[0]
		return args
	})
	b.verify(a, a.route[1], workday(on+3))
}
