package app

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"phendau/internal/store"
	"phendau/internal/store/storetest"
)

// trailFile holds patrol paths some 310 m north of the line of mapFiles, each
// from one hundredth of a degree to another.
func trailFile(t *testing.T, name string, features ...string) string {
	t.Helper()
	p := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(p, []byte(`{"type":"FeatureCollection","features":[`+strings.Join(features, ",\n")+"]}"), 0o600); err != nil {
		t.Fatal(err)
	}
	return p
}

func trailPath(name, properties string, from, to int) string {
	step := 1
	if to < from {
		step = -1
	}
	var points []string
	for i := from; i != to+step; i += step {
		points = append(points, fmt.Sprintf("[%.6f,22.852800]", 106.7+0.001*float64(i)))
	}
	return fmt.Sprintf(`{"type":"Feature","properties":{"name":%q%s},"geometry":{"type":"LineString","coordinates":[%s]}}`, name, properties, strings.Join(points, ","))
}

// TestTrailsComeFromAFileWithWhatTheyStandFor: by attributes, or proposed with
// distances and taken only when somebody accepts them; across a limit of segments,
// against the line, and never where nobody can tell; whole or not at all.
func TestTrailsComeFromAFileWithWhatTheyStandFor(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		run, says := onBook(t, o)
		line, _ := mapFiles(t)
		proposed := trailFile(t, "proposed.geojson", trailPath("Đường tuần tra 1", "", 4, 14), trailPath("Đường tuần tra 2", "", 9, 2))
		says(run(exitFailed, "import", "trails", proposed, "--datum", "wgs84"), "trail_without_line")
		run(exitOK, "import", "line", line, "--datum", "wgs84", "--kind", "segment", "--name", "Đường thử")

		says(run(exitFailed, "import", "trails", proposed), "VN-2000")
		check := run(exitOK, "import", "trails", proposed, "--datum", "wgs84", "--dry-run")
		says(check, "Đoạn thử 1, km 0,4 đến km 1", "Đoạn thử 2, km 0 đến km 0,404", "Đoạn thử 1, km 0,2 đến km 0,9", "cách đường biên giới 310 m", "link_proposed", "Không có lỗi")
		says(run(exitFailed, "import", "trails", proposed, "--datum", "wgs84"), "links_not_accepted", "--accept-links")
		run(exitOK, "import", "trails", proposed, "--datum", "wgs84", "--accept-links")
		says(run(exitFailed, "import", "trails", proposed, "--datum", "wgs84", "--accept-links"), "already_imported")

		said := trailFile(t, "said.geojson", trailPath("Đường tuần tra 3", `,"segment":"Đoạn thử 1","from_m":"900","to_m":"100","corridor_m":"60","document":"Quyết định thử"`, 9, 1))
		run(exitOK, "import", "trails", said, "--datum", "wgs84", "--from", "2026-03-01")

		bad := trailFile(t, "bad.geojson", trailPath("A", `,"segment":"Đoạn thử 1","from_m":"0","to_m":"1100"`, 1, 9), trailPath("B", `,"segment":"Đoạn lạ","from_m":"0","to_m":"10"`, 1, 9),
			trailPath("C", `,"segment":"Đoạn thử 1"`, 1, 9), trailPath("D", "", 300, 310), trailPath("E", `,"segment":"Đoạn thử 1","from_m":"0","to_m":"900","corridor_m":"500"`, 1, 9))
		says(run(exitFailed, "import", "trails", bad, "--datum", "wgs84", "--dry-run"), "bad_line", "trail_segment", "trail_chainage", "trail_far", "30 đến 200 m", "5 lỗi")
		says(run(exitOK, "coverage", "--from", "2026-01-01", "--to", "2026-12-31", "--lang", "en"), "By trail only (km)", "Either way (km)")
		run(exitOK, "verify")
	})
}
