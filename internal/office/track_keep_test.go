package office_test

import (
	"testing"
	"time"

	"phendau/internal/access"
	"phendau/internal/audit"
	"phendau/internal/calendar"
	"phendau/internal/office"
)

// TestRawTracksAreDeletedByAgeAndSaidSo: those of patrols older than the office
// keeps them, and their files; the deletion is an operation with its report and a
// line of the log, and what is gone is told apart from what never came.
func TestRawTracksAreDeletedByAgeAndSaidSo(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.drawLine()
		old := d.withTrack(31) // of 3 March 2026
		d.clock.now = time.Date(2026, 5, 4, 2, 0, 0, 0, time.UTC)
		officer := d.as(access.PostOfficer)
		content := d.patrol()
		content.Day = "2026-05-03"
		young := officer.record(content, true)
		if s := officer.sendTo(d.tracksPath(&young, ""), walkedGPX(walkStart.AddDate(0, 2, 0), 21, 0, true), &young); s != 200 {
			t.Fatal(s)
		}
		k := &office.TrackKeeper{Store: d.store, Blobs: d.office.Blobs, Writer: d.writer, Today: calendar.MakeDay(2028, 4, 5)}
		expire := func(dry bool, files int) *office.TrackExpiry {
			t.Helper()
			out, err := k.Expire(t.Context(), dry)
			if err != nil || out.Files != files {
				t.Fatalf("%v, %+v", err, out)
			}
			return out
		}
		k.Today = calendar.MakeDay(2028, 3, 31)
		expire(false, 0) // March is kept to the end of the month 24 months later
		k.Today = calendar.MakeDay(2028, 4, 5)
		if out := expire(true, 2); out.Before != "2026-04-01" || out.Entries != 1 || !out.Ordered || out.Bytes < 1000 {
			t.Errorf("%+v", out)
		}
		if got := officer.view(&old); got.Track.Expired != 0 || got.Track.Points != 31 {
			t.Errorf("a look deleted something: %+v", got.Track)
		}
		before := officer.covered("status=submitted%2B&place=" + d.communeA)
		expire(false, 2)
		expire(false, 0)
		if got := officer.view(&old); got.Track.Expired != 1 || got.Track.Waiting != 0 || got.Track.Points != 0 || len(got.Track.Files) != 1 {
			t.Errorf("%+v", got.Track)
		}
		if got := officer.view(&young); got.Track.Expired != 0 || got.Track.Points != 21 {
			t.Errorf("a younger one: %+v", got.Track)
		}
		after := officer.covered("status=submitted%2B&place=" + d.communeA)
		if after.Total.CoveredDM != before.Total.CoveredDM || after.Total.CoveredDM == 0 || after.Patrols != before.Patrols {
			t.Errorf("what was computed is not there any more: %+v", after.Patrols)
		}
		var raw office.RawTrack
		officer.must(200, "POST", d.path(&old)+"/track/open", map[string]any{"why": "đối chiếu biên bản"}, &raw)
		if !raw.Gone || raw.Missing != 1 || raw.Picture != "" {
			t.Errorf("%+v", raw)
		}
		lines := d.auditLines(audit.Shred)
		if len(lines) != 1 || lines[0].ActorID == "" {
			t.Errorf("%+v", lines)
		}
		reg, err := d.store.Registry(t.Context())
		if err != nil || reg.TracksGone() != calendar.MakeDay(2026, 4, 1) {
			t.Errorf("%v %v", reg.TracksGone(), err)
		}
		if _, err := d.store.Verify(t.Context(), nil); err != nil {
			t.Error(err)
		}
		if owed, err := d.store.OwedByDevice(t.Context()); err != nil || len(owed) != 0 {
			t.Errorf("what was deleted is awaited: %v %v", owed, err)
		}
		d.settle(map[string]any{"keep_months": 22})
		k.Today = calendar.MakeDay(2028, 4, 6)
		if out := expire(false, 2); out.Before != "2026-06-01" || out.Months != 22 {
			t.Errorf("%+v", out)
		}
		var never office.Coverage // what nobody asked about was not computed
		officer.must(200, "GET", "/coverage?period=2026-05&status=submitted%2B&place="+d.communeA, nil, &never)
		if p := never.Patrols; p.Expired != 1 || p.Missing != 0 || p.Trackless != 0 || p.Patrols != 1 {
			t.Errorf("%+v", p)
		}
		d.settle(map[string]any{"keep_months": 48}) // what is gone stays gone
		expire(false, 0)
		if err := k.SettleTracks(t.Context(), map[string]any{"keep_months": 2}, "thử"); err == nil {
			t.Error("two months were taken")
		}
	})
}

func (c *client) view(v *office.EntryView) office.EntryView {
	c.d.t.Helper()
	var now office.EntryView
	c.must(200, "GET", c.d.path(v), nil, &now)
	return now
}
