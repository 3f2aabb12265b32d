package office_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"phendau/internal/access"
	"phendau/internal/office"
	"phendau/internal/track"
)

// round is a walk along the line from one vertex to another and home on a path
// 400 m south of it; with back it comes home the way it went.
func round(t *testing.T, from, to int, back bool, start time.Time) []byte {
	t.Helper()
	p := &track.Track{Accuracy: true}
	at := start.Unix()
	step := func(lat, lon int32) {
		p.Points = append(p.Points, track.Point{Lat: lat, Lon: lon, Time: at, Accuracy: 2})
		at += 100
	}
	for i := from; i <= to; i++ {
		step(lineLat, lineLon+int32(i)*legLon)
	}
	south := int32(3600)
	if back {
		south = 0
	} else {
		step(lineLat-south/2, lineLon+int32(to)*legLon)
	}
	for i := to; i >= from; i-- {
		step(lineLat-south, lineLon+int32(i)*legLon)
	}
	if !back {
		step(lineLat-south/2, lineLon+int32(from)*legLon)
		step(lineLat, lineLon+int32(from)*legLon)
	}
	b, err := track.Encode(p)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestAPatrolThatWentRoundIsToldSo: in the list of patrols and in its entry; there
// and back on one path is none, and what was kept says it after the track is gone.
func TestAPatrolThatWentRoundIsToldSo(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.drawLine()
		p, _ := d.teamsPhone(d.phones(), 'x')
		if err := p.Sync(t.Context()); err != nil {
			t.Fatal(err)
		}
		start := time.Date(2026, 3, 9, 1, 0, 0, 0, time.UTC)
		loop := d.walks(p, nil, round(t, 0, 10, false, start))
		back := d.walks(p, nil, round(t, 0, 10, true, start.Add(3*time.Hour)))
		if err := p.Sync(t.Context()); err != nil || p.Unsent() != 0 {
			t.Fatalf("%v, %d unsent", err, p.Unsent())
		}
		post := d.as(access.PostOfficer)
		for range 2 { // computed, then kept
			v := post.line("status=submitted%2B&place=" + d.communeA)
			if v.Coverage.Patrols.Loops != 1 || len(v.Walked) != 2 {
				t.Fatalf("%+v %+v", v.Coverage.Patrols, v.Walked)
			}
			for _, w := range v.Walked {
				if w.Loop != (w.EntryID == loop.id) {
					t.Errorf("%+v", w)
				}
			}
		}
		for _, w := range []written{loop, back} {
			var e office.EntryView
			post.must(200, "GET", "/entries/"+w.ledger+"/"+w.id, nil, &e)
			if e.Track == nil || e.Track.Loop != (w.id == loop.id) {
				t.Errorf("%s: %+v", w.id, e.Track)
			}
		}
	})
}

// TestADayIsClosedIfAllPatrolsTogetherLeftNoGap: two halves of one day by two
// patrols close the segment, not the whole line; the commune is told lengths only.
func TestADayIsClosedIfAllPatrolsTogetherLeftNoGap(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.drawLine()
		p, _ := d.teamsPhone(d.phones(), 'x')
		if err := p.Sync(t.Context()); err != nil {
			t.Fatal(err)
		}
		start := time.Date(2026, 3, 9, 1, 0, 0, 0, time.UTC)
		d.walks(p, nil, alongLine(t, 0, 11, start))
		told := func() (v office.Coverage) {
			t.Helper()
			if err := p.Sync(t.Context()); err != nil || p.Unsent() != 0 {
				t.Fatalf("%v, %d unsent", err, p.Unsent())
			}
			return d.as(access.PostOfficer).covered("status=submitted%2B&body=" + d.post)
		}
		if v := told(); v.RelayClosed == nil || v.RelayClosed.Days != 0 || v.Segments[0].RelayClosed.Days != 0 {
			t.Fatalf("half of it is closed: %+v %+v", v.RelayClosed, v.Segments[0].RelayClosed)
		}
		d.walks(p, nil, alongLine(t, 9, 20, start.Add(time.Hour)))
		v := told()
		if s := v.Segments[0].RelayClosed; s.Days != 1 || !slices.Equal(s.List, []string{"2026-03-09"}) || v.RelayClosed.Days != 0 || v.Segments[1].RelayClosed.Days != 0 {
			t.Errorf("two halves: %+v, whole %+v, the other %+v", s, v.RelayClosed, v.Segments[1].RelayClosed)
		}
		if v := d.as(access.PostOfficer).covered("status=submitted%2B&place=" + d.communeA); v.RelayClosed.Days != 1 {
			t.Errorf("the commune's own stretch: %+v", v.RelayClosed)
		}
		var tab office.FigureTable
		d.as(access.PostOfficer).must(200, "GET", "/figures?period=2026-03&indicator=line.closed&status=submitted%2B&place="+d.communeA, nil, &tab)
		var o office.OpenedFigure
		d.as(access.PostOfficer).must(200, "GET", "/figures/drill?c="+tab.Cells[0].Drill, nil, &o)
		if tab.Cells[0].Printed != "1" || o.Entries == nil || len(o.Entries.Items) != 2 || !o.Entries.Equal || o.Entries.Sum != "1" {
			t.Errorf("the figure: %+v opens to %+v", tab.Cells[0], o.Entries)
		}
		resp, b := d.as(access.CommuneClerk).raw("/coverage?period=2026-03&status=submitted%2B&place=" + d.communeA)
		if resp.StatusCode != 200 || strings.Contains(string(b), "relay_closed") {
			t.Errorf("the commune is told when nobody left a gap: %s", b)
		}
	})
}
