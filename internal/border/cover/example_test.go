package cover_test

import (
	"fmt"

	"phendau/internal/border"
	"phendau/internal/border/cover"
	"phendau/internal/border/visit"
	"phendau/internal/border/walk"
	"phendau/internal/calendar"
	"phendau/internal/demo/line"
)

// From the points of a device to the kilometres and markers of a month.
func Example() {
	course := line.Course()
	day := calendar.MakeDay(2024, 3, 3)
	march := border.Of(calendar.Month(calendar.Civil, 2024, 3))

	track := line.Patrol(course.Line, 7, 1_709_424_000, line.PatrolPoints)
	parts := walk.V1.Clean(walk.Fixes(track)).Parts
	patrol := cover.Patrol{ID: "one", Day: day, K: cover.NewRuler(course).Covered(parts...)}

	f := cover.Sum(course.Everything(), march, []cover.Patrol{patrol})
	fmt.Printf("%.1f of %.1f km, %d gaps\n", f.Covered.Metres()/1000, f.Length.Metres()/1000, len(f.Gaps))
	for _, s := range course.Stretches(f.Union) {
		fmt.Printf("%s %s: km %.2f - %.2f\n", s.Segment, course.Segment(s.Segment).Name, s.C.From.Metres()/1000, s.C.To.Metres()/1000)
	}

	positions := line.Positions()
	whole := border.CountPositions(positions, march)
	visits := visit.V1.Of(positions, visit.Evidence{Day: day, Parts: parts})
	fmt.Printf("%d of %d positions, %d out of reach\n", visit.Count(visit.Best(visits), visit.Passed), len(whole.Reachable), len(whole.Unreachable))
	// Output:
	// 7.4 of 93.8 km, 3 gaps
	// segment-01 Đoạn 1 (minh họa): km 0.00 - 3.36
	// segment-01 Đoạn 1 (minh họa): km 3.44 - 4.82
	// segment-01 Đoạn 1 (minh họa): km 5.09 - 7.30
	// segment-02 Đoạn 2 (minh họa): km 0.00 - 0.43
	// 8 of 179 positions, 3 out of reach
}
