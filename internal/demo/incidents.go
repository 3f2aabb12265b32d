package demo

import (
	"fmt"

	"phendau/internal/calendar"
	"phendau/internal/ledger"
)

// incidentRow is one case of the demo; all fictional.
type incidentRow struct {
	year, month int
	unit        int // index into Border
	class, kind string
	fault       string
	found, done string
}

// incidentRows: twelve violations of the agreement, and cases that are none:
// natural damage, accidents, crimes, and what spread without anybody's fault.
var incidentRows = []incidentRow{
	{2019, 3, 1, "agreement_violation", "cultivation_across", "theirs", "patrol", "talks"},
	{2019, 8, 9, "agreement_violation", "illegal_crossing_livestock", "ours", "resident", "resolved_on_site"},
	{2019, 11, 11, "agreement_violation", "felling_across", "theirs", "patrol", "letter"},
	{2020, 1, 3, "agreement_violation", "illegal_goods", "unclear", "resident", "handed_over"},
	{2020, 6, 8, "agreement_violation", "line_sign_damage", "unclear", "patrol", "letter"},
	{2020, 10, 0, "agreement_violation", "illegal_crossing_persons", "theirs", "patrol", "handed_over"},
	{2021, 4, 10, "agreement_violation", "marker_damage", "unclear", "resident", "letter"},
	{2021, 9, 5, "agreement_violation", "illegal_crossing_persons", "ours", "patrol", "handed_over"},
	{2022, 5, 7, "agreement_violation", "fishing_hunting_gathering_across", "ours", "patrol", "resolved_on_site"},
	{2022, 12, 6, "agreement_violation", "river_works", "theirs", "patrol", "letter"},
	{2023, 7, 11, "agreement_violation", "aircraft_or_drone", "theirs", "resident", "letter"},
	{2023, 10, 4, "agreement_violation", "illegal_stay", "ours", "resident", "handed_over"},
	{2019, 7, 2, "natural_marker_damage", "", "none", "patrol", "letter"},
	{2020, 8, 9, "natural_marker_damage", "", "none", "patrol", "letter"},
	{2020, 3, 4, "agreement_violation", "disease_people", "none", "neighbour", "letter"},
	{2021, 2, 8, "agreement_violation", "fire_spreading", "none", "patrol", "resolved_on_site"},
	{2022, 6, 10, "disaster", "", "none", "resident", "resolved_on_site"},
	{2021, 11, 6, "crime", "", "", "resident", "handed_over"},
	{2022, 9, 1, "crime", "", "", "patrol", "handed_over"},
	{2023, 5, 3, "accident", "", "", "resident", "resolved_on_site"},
	{2023, 12, 11, "natural_marker_damage", "", "none", "patrol", "in_progress"},
}

func (b *builder) incidents() {
	for i, x := range incidentRows {
		u := b.world.Border[x.unit]
		from := calendar.MakeDay(x.year, x.month, 2)
		d := dayIn(b.r, month{from: from, to: from + 25}, false)
		dm := dims("incident_class", x.class, "found_by", x.found, "handled_as", x.done, "case_state", "closed", "country", "china")
		if x.kind != "" {
			dm["incident_kind"] = ledger.Codes{x.kind}
		}
		if x.fault != "" {
			dm["fault"] = ledger.Codes{x.fault}
		}
		m := measures{}
		if x.fault == "ours" || x.class == "crime" {
			m["subjects"] = counted(int64(1 + b.r.IntN(3)))
		}
		b.entry("incident", atHamlet(pick(b.r, u.Hamlets)), d, b.post(u.Post), dm, m, joined(with("support", u.Police)),
			papers(paper("record_number", fmt.Sprintf("%02d/BBVV-%d", i+1, x.year), d, u.Post.Name)))
	}
}
