package office_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/office"
)

// walkedGPX is a file of a walk east along the line of drawLine: a point each
// half minute and 51 m, so many metres north of it.
func walkedGPX(start time.Time, points int, northM float64, timed bool) []byte {
	var b strings.Builder
	b.WriteString(`<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><trk><name>Sáng</name><trkseg>`)
	for i := range points {
		at := ""
		if timed {
			at = "<time>" + start.Add(time.Duration(i)*30*time.Second).UTC().Format(time.RFC3339) + "</time>"
		}
		fmt.Fprintf(&b, `<trkpt lat="%.6f" lon="%.6f">%s</trkpt>`, lineLat/1e6+northM/110_750, lineLon/1e6+0.0005*float64(i), at)
	}
	b.WriteString(`</trkseg></trk></gpx>`)
	return []byte(b.String())
}

var walkStart = time.Date(2026, 3, 3, 1, 0, 0, 0, time.UTC)

func (d *desk) tracksPath(v *office.EntryView, more string) string {
	return d.path(v) + "/tracks" + more + "?" + url.Values{"name": {"di.gpx"}, "datum": {"wgs84"}}.Encode()
}

// withTrack is a submitted patrol of the post with the track of a file.
func (d *desk) withTrack(points int) office.EntryView {
	d.t.Helper()
	officer := d.as(access.PostOfficer)
	v := officer.record(d.patrol(), true)
	if s := officer.sendTo(d.tracksPath(&v, ""), walkedGPX(walkStart, points, 0, true), &v); s != 200 {
		d.t.Fatalf("attach: %d", s)
	}
	return v
}

// TestTheTracksOfAFileAreAttachedAfterALook: the check says what is in the file
// and writes nothing, what has no times is refused as a walk, a wrong system is
// asked about, and the file is kept beside its track, once.
func TestTheTracksOfAFileAreAttachedAfterALook(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.drawLine()
		officer := d.as(access.PostOfficer)
		v := officer.record(d.patrol(), true)
		var look office.TracksView
		check := func(b []byte) office.TracksView {
			look = office.TracksView{}
			if s := officer.sendTo(d.tracksPath(&v, "/check"), b, &look); s != 200 {
				t.Fatalf("check: %d", s)
			}
			return look
		}
		if got := check(walkedGPX(walkStart, 21, 0, true)); !got.May || len(got.Tracks) != 1 || got.Tracks[0].Points != 21 || got.Tracks[0].Metres < 1000 || got.Tracks[0].NearM > 1 || got.Tracks[0].Shifted {
			t.Errorf("%+v", got)
		}
		if got := check(walkedGPX(walkStart, 21, 224, true)); !got.May || !got.Tracks[0].Shifted || got.Tracks[0].Off != 100 || got.Problems[0].Code != "track_far_from_line" {
			t.Errorf("a file read in the wrong system: %+v", got)
		}
		if got := check(walkedGPX(walkStart, 21, 0, false)); got.May || !strings.Contains(fmt.Sprint(got.Problems), "kế hoạch") {
			t.Errorf("a route is no walk: %+v", got)
		}
		if got := check(walkedGPX(walkStart.AddDate(0, 0, -7), 21, 0, true)); got.May || got.Problems[0].Code != "track_other_day" {
			t.Errorf("another day: %+v", got)
		}
		officer.must(200, "GET", d.path(&v), nil, &v)
		if v.Track != nil {
			t.Error("a check wrote something")
		}
		file := walkedGPX(walkStart, 21, 0, true)
		var e api.Error
		if s := officer.sendTo(strings.Replace(d.tracksPath(&v, ""), "wgs84", "", 1), file, &e); s != 422 {
			t.Errorf("without a system: %d %+v", s, e)
		}
		if s := d.as(access.Inspector).sendTo(d.tracksPath(&v, ""), file, &loose{&e}); s != 403 {
			t.Errorf("who may not attach: %d", s)
		}
		if s := officer.sendTo(d.tracksPath(&v, ""), file, &v); s != 200 || v.Track == nil || v.Track.Points != 21 || len(v.Track.Files) != 1 || v.Track.Pieces != 1 || len(v.Evidence) != 0 {
			t.Fatalf("%d %+v %+v", s, v.Track, v.Evidence)
		}
		if s := officer.sendTo(d.tracksPath(&v, ""), file, &e); s != 409 {
			t.Errorf("the same file again: %d", s)
		}
		if resp, _ := officer.fetch("/blob/" + v.LedgerID + "/" + v.Track.Files[0].SHA256 + "?entry=" + v.ID); resp.StatusCode != 404 {
			t.Errorf("the original is served: %d", resp.StatusCode)
		}
		if n := len(d.auditLines(audit.Import)); n != 1 {
			t.Errorf("%d lines of an import", n)
		}
		cover := d.as(access.PostOfficer).covered("status=submitted%2B&place=" + d.communeA)
		if cover.Patrols.Tracked != 1 || cover.Total.CoveredDM < 10_000 {
			t.Errorf("%+v", cover.Patrols)
		}
		hidden := officer.act(&v, "hide_attachment", map[string]any{"sha256": v.Track.Files[0].SHA256, "why": "nhầm tệp"})
		if hidden.Track != nil {
			t.Errorf("the track of a hidden file: %+v", hidden.Track)
		}
	})
}

// TestARawTrackIsOpenedForAReasonAndLeavesALine: who may, says why; the ends are
// cut for all but those who verify the patrol; who recorded it sees who looked;
// nobody else learns where it went.
func TestARawTrackIsOpenedForAReasonAndLeavesALine(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.drawLine()
		v := d.withTrack(31) // 1,540 m
		open := d.path(&v) + "/track/open"
		why := map[string]any{"why": "đối chiếu với biên bản tuần tra"}
		for role, want := range map[access.Role]int{access.CommuneVerifier: 200, access.PostOfficer: 200, access.PostCommander: 200, access.UpperOfficer: 200, access.Inspector: 200,
			access.CommuneClerk: 403, access.TeamLeader: 403, access.RegistryEditor: 403, access.Administrator: 403} {
			if got := d.as(role).do("POST", open, why, &loose{&api.Error{}}); got != want {
				t.Errorf("%s: %d, want %d", role, got, want)
			}
		}
		if got := d.asB(access.CommuneVerifier).do("POST", open, why, &loose{&api.Error{}}); got != 404 && got != 403 {
			t.Errorf("the verifier of another commune: %d", got)
		}
		before := len(d.auditLines(audit.TrackOpen))
		commander := d.as(access.PostCommander)
		if got := commander.do("POST", open, map[string]any{"why": "      "}, &loose{&api.Error{}}); got != 422 || len(d.auditLines(audit.TrackOpen)) != before {
			t.Errorf("without a reason: %d", got)
		}
		var whole, cut office.RawTrack
		commander.must(200, "POST", open, why, &whole)
		d.as(access.PostOfficer).must(200, "POST", open, why, &cut)
		if whole.Cut || len(whole.Parts) != 1 || whole.Parts[0].Fixes != 31 || whole.Parts[0].Metres < 1530 || whole.Files != 1 {
			t.Errorf("the verifier: %+v", whole)
		}
		// 51.3 m a fix: the sixth lies 308 m from the first.
		if !cut.Cut || len(cut.Parts) != 1 || cut.Parts[0].Fixes != 31-2*6 || cut.Parts[0].FromMS != walkStart.Add(3*time.Minute).UnixMilli() {
			t.Errorf("another reader: %+v", cut)
		}
		if len(whole.Markers) != 3 || whole.Markers[0].Metres > 1 || !strings.Contains(whole.Picture, "<svg") || !strings.Contains(whole.Picture, "2001") || strings.Contains(whole.Picture, "22.85") {
			t.Errorf("%+v", whole.Markers)
		}
		lines := d.auditLines(audit.TrackOpen)
		if n := len(lines); n != before+2 || lines[n-1].Reason == "" || lines[n-1].ObjectID != v.ID {
			t.Errorf("%d lines, last %+v", n-before, lines[n-1])
		}
		var seen office.EntryView
		d.as(access.PostOfficer).must(200, "GET", d.path(&v), nil, &seen)
		if n := len(seen.Opened); n == 0 || !seen.Opened[n-1].Track || seen.Opened[n-1].Why == "" {
			t.Errorf("the recorder is told %+v", seen.Opened)
		}
		short := d.withTrack(8)
		d.as(access.PostOfficer).must(200, "POST", d.path(&short)+"/track/open", why, &cut)
		if len(cut.Parts) != 0 || cut.Picture != "" || cut.Alt == "" {
			t.Errorf("a walk of 360 m: %+v", cut)
		}
	})
}
