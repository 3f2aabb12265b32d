package office_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"phendau/internal/access"
	"phendau/internal/office"
	"phendau/internal/syncing/phone"
	"phendau/internal/track"
)

// settle says that the office checked the thresholds of the flags.
func (d *desk) settle(set map[string]any) {
	d.t.Helper()
	k := &office.TrackKeeper{Store: d.store, Blobs: d.office.Blobs, Writer: d.writer}
	if err := k.SettleTracks(d.t.Context(), set, "đối chiếu vết đi tháng 2"); err != nil {
		d.t.Fatal(err)
	}
}

// ambling is a piece of a walk as people walk: neither pace nor course is even.
// change may make it something else, point by point.
func ambling(t *testing.T, start time.Time, n int, change func(p *track.Track, i int, q *track.Point)) []byte {
	t.Helper()
	p := &track.Track{Accuracy: true}
	at := start.Unix()
	for i := range n {
		at += 20 + int64(i*i%17)
		q := track.Point{Lat: lineLat + int32(i*7919%61)*5, Lon: lineLon + int32(i)*220 + int32(i*104729%97), Time: at, Accuracy: 2}
		if change != nil {
			change(p, i, &q)
		}
		p.Points = append(p.Points, q)
	}
	b, err := track.Encode(p)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// reviewed is a patrol that waits for its verifier, with a piece from a phone.
func (d *desk) reviewed(p *phone.Phone, piece []byte) written {
	d.t.Helper()
	w := d.walks(p, nil, piece)
	if err := p.Sync(d.t.Context()); err != nil || p.Unsent() != 0 {
		d.t.Fatalf("%v, %d unsent", err, p.Unsent())
	}
	return w
}

func trackFlagsOf(v office.ReviewDetail) string {
	var out []string
	for _, f := range v.TrackFlags {
		out = append(out, f.Code)
	}
	return strings.Join(out, " ")
}

// TestEveryFlagIsRaisedByItsOwnTrack: from operations and pieces as phones send
// them, to the reviewer of that patrol.
func TestEveryFlagIsRaisedByItsOwnTrack(t *testing.T) {
	day := time.Date(2026, 3, 9, 1, 0, 0, 0, time.UTC) // of the entries
	for name, c := range map[string]struct {
		want  string
		start time.Time
		n     int
		make  func(p *track.Track, i int, q *track.Point)
	}{
		"a walk": {"", day, 150, nil},
		"two leaps of a kilometre": {"jump", day, 150, func(_ *track.Track, i int, q *track.Point) {
			if i == 50 || i == 100 {
				q.Lat += 10_000
			}
		}},
		"as drawn": {"too_regular", day, 150, func(_ *track.Track, i int, q *track.Point) {
			q.Lat, q.Lon, q.Time = lineLat, lineLon+int32(i)*300, day.Unix()+int64(i)*20
		}},
		"in the future":                  {"clock", time.Date(2026, 3, 11, 1, 0, 0, 0, time.UTC), 30, nil},
		"before the device was in touch": {"clock", time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC), 30, nil},
		"a position made up":             {"origin", day, 150, func(p *track.Track, _ int, _ *track.Point) { p.Mock = true }},
		"no accuracy at all":             {"origin", day, 150, func(p *track.Track, _ int, q *track.Point) { p.Accuracy, q.Accuracy = false, 0 }},
		"long silences": {"sparse", day, 60, func(_ *track.Track, i int, q *track.Point) {
			q.Time += int64(i/10) * 400
		}},
	} {
		t.Run(name, func(t *testing.T) {
			eachDesk(t, func(t *testing.T, d *desk) {
				d.settle(map[string]any{"flags": "shown"})
				d.clock.now = time.Date(2026, 3, 8, 2, 0, 0, 0, time.UTC)
				p, _ := d.teamsPhone(d.phones(), 'f')
				d.reviewed(p, ambling(t, time.Date(2026, 3, 8, 0, 0, 0, 0, time.UTC), 20, func(_ *track.Track, _ int, q *track.Point) { q.Lat += 50_000 })) // in touch the day before
				d.clock.now = startOf
				w := d.reviewed(p, ambling(t, c.start, c.n, c.make))
				v := d.as(access.CommuneVerifier).detail(w)
				if got := trackFlagsOf(v); got != c.want {
					t.Errorf("%q, want %q", got, c.want)
				}
				for _, f := range v.TrackFlags {
					if !strings.HasPrefix(f.Text, "Cần xem lại: ") {
						t.Errorf("%q", f.Text)
					}
				}
			})
		})
	}
}

// TestATrackSentTwiceIsHeldAgainstTheTeamsOwn, with another hour.
func TestATrackSentTwiceIsHeldAgainstTheTeamsOwn(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.settle(map[string]any{"flags": "shown"})
		p, _ := d.teamsPhone(d.phones(), 's')
		day := time.Date(2026, 3, 9, 1, 0, 0, 0, time.UTC)
		first := d.reviewed(p, ambling(t, day, 150, nil))
		again := d.reviewed(p, ambling(t, day.Add(3*time.Hour), 150, nil))
		for _, w := range []written{first, again} {
			if got := trackFlagsOf(d.as(access.CommuneVerifier).detail(w)); got != "same_as_earlier" {
				t.Errorf("%q", got)
			}
		}
	})
}

// TestFlagsAreForTheReviewerOfThatPatrolOnceTheOfficeCheckedThem: nobody else sees
// one, nobody is counted by one, and a file of another program is told as one.
func TestFlagsAreForTheReviewerOfThatPatrolOnceTheOfficeCheckedThem(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		v := d.withTrack(31)
		w := written{ledger: v.LedgerID, id: v.ID}
		if got := trackFlagsOf(d.as(access.PostCommander).detail(w)); got != "" {
			t.Errorf("before the thresholds were checked: %q", got)
		}
		d.settle(map[string]any{"flags": "shown"})
		if got := trackFlagsOf(d.as(access.PostCommander).detail(w)); got != "origin" {
			t.Errorf("the verifier sees %q", got)
		}
		for _, role := range []access.Role{access.PostOfficer, access.Inspector, access.CommuneClerk} {
			if got := trackFlagsOf(d.as(role).detail(w)); got != "" {
				t.Errorf("%s sees %q", role, got)
			}
		}
		for _, path := range []string{"/review", "/entries", d.path(&v), "/dashboard", "/board?period=2026-03"} {
			var all any
			if s := d.as(access.PostCommander).do("GET", path, nil, &all); s == 200 && slices.ContainsFunc([]string{"too_regular", "track_flags", "same_as_earlier"}, func(word string) bool { return strings.Contains(fmt.Sprint(all), word) }) {
				t.Errorf("%s tells of flags", path)
			}
		}
		d.settle(map[string]any{"flags": "hidden"})
		if got := trackFlagsOf(d.as(access.PostCommander).detail(w)); got != "" {
			t.Errorf("taken back: %q", got)
		}
	})
}
