package app

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"phendau/internal/store"
	"phendau/internal/store/storetest"
)

// walkFile is a GPX file of our own making: a walk east along the line of
// mapFiles, a point each half minute, moved by so many millionths of a degree.
func walkFile(t *testing.T, name string, start time.Time, points int, timed bool, north float64) string {
	t.Helper()
	var b strings.Builder
	b.WriteString(`<?xml version="1.0"?><gpx version="1.1" creator="test" xmlns="http://www.topografix.com/GPX/1/1"><trk><name>Sáng</name><trkseg>`)
	for i := range points {
		at := ""
		if timed {
			at = "<time>" + start.Add(time.Duration(i)*30*time.Second).Format("2006-01-02T15:04:05Z") + "</time>"
		}
		fmt.Fprintf(&b, `<trkpt lat="%.6f" lon="%.6f"><ele>900</ele>%s</trkpt>`, 22.85+north+0.00001*float64(i%3), 106.7+0.0005*float64(i), at)
	}
	b.WriteString(`</trkseg></trk></gpx>`)
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestTracksComeFromFilesWholeOrNotAtAll: the datum is asked, what has no times is
// no walk, a check writes nothing, a new patrol has the day of its track, and what
// was taken covers the line and is not taken twice.
func TestTracksComeFromFilesWholeOrNotAtAll(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		run, says := onBook(t, o)
		line, _ := mapFiles(t)
		run(exitOK, "import", "line", line, "--datum", "wgs84", "--kind", "segment")
		start := time.Date(2026, 11, 9, 17, 30, 0, 0, time.UTC) // 00:30 on the tenth in Việt Nam
		walk := walkFile(t, "walk.gpx", start, 21, true, 0)
		drawn := walkFile(t, "drawn.gpx", start, 21, false, 0)
		moved := walkFile(t, "moved.gpx", start, 21, true, 0.002)
		ahead := walkFile(t, "ahead.gpx", start.AddDate(0, 1, 0), 21, true, 0)
		files := filepath.Join(t.TempDir(), "blobs")
		patrol := []string{"--datum", "wgs84", "--kind", "patrol", "--place", "xã Đình Phong", "--blobs", files, "--set", "patrol_form=with_residents", "--set", "person_turns=5"}
		with := func(path string, more ...string) []string {
			return append(append([]string{"import", "tracks", path}, patrol...), more...)
		}
		says(run(exitFailed, "import", "tracks", walk, "--kind", "patrol", "--place", "xã Đình Phong"), "WGS 84", "VN-2000")
		says(run(exitUsage, "import", "tracks", walk, "--datum", "wgs84"), "--entry")
		says(run(exitFailed, with(drawn)...), "track_without_time", "kế hoạch")
		says(run(exitFailed, with(ahead)...), "track_clock")
		says(run(exitFailed, "import", "tracks", walk, "--datum", "wgs84", "--kind", "patrol", "--place", "xã Đình Phong", "--blobs", files), "dims.patrol_form", "measures.person_turns")
		says(run(exitFailed, "import", "tracks", walk, "--datum", "wgs84", "--kind", "gift", "--place", "xã Đình Phong", "--blobs", files), "kind_without_track")
		says(run(exitOK, with(moved, "--check")...), "track_far_from_line", "hệ tọa độ")
		says(run(exitOK, with(walk, "--dry-run")...), "21 điểm", "10/11/2026 00:30", "0% số điểm", "Chưa ghi gì")
		period := []string{"coverage", "--status", "submitted+", "--from", "2026-11-01", "--to", "2026-11-30", "--blobs", files}
		says(run(exitOK, append(period, "--place", "xã Đình Phong")...), "0 chuyến")

		run(exitOK, with(walk)...)
		says(run(exitOK, append(period, "--place", "xã Đình Phong")...), "1 chuyến có vết đi", "100%", "km 0,098 – 1,01") // the whole first segment, and of the second its own corridor of 100 m
		says(run(exitFailed, with(walk)...), "already_imported")
		says(run(exitOK, "import", "tracks", moved, "--datum", "wgs84", "--entry", entryOf(t, run), "--blobs", files), "1 bản ghi (2 thao tác)")
		says(run(exitFailed, "import", "tracks", moved, "--datum", "wgs84", "--entry", entryOf(t, run), "--blobs", files), "track_there")
		other := walkFile(t, "other.gpx", start.AddDate(0, 0, -3), 21, true, 0)
		says(run(exitFailed, "import", "tracks", other, "--datum", "wgs84", "--entry", entryOf(t, run), "--blobs", files), "track_other_day", "10/11/2026")
		run(exitOK, "verify", "--blobs", files)
	})
}

var anID = regexp.MustCompile(`"entry_id": "([0-9a-f-]{36})"`)

// entryOf is the one patrol of the book.
func entryOf(t *testing.T, run func(int, ...string) string) string {
	t.Helper()
	text := run(exitOK, "drill", "--indicator", "patrol", "--measure", "times", "--place", "xã Đình Phong", "--period", "2026-11", "--status", "submitted+", "--format", "json")
	id := anID.FindStringSubmatch(text)
	if id == nil {
		t.Fatal(text)
	}
	return id[1]
}
