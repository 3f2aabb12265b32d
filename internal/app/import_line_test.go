package app

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"phendau/internal/store"
	"phendau/internal/store/storetest"
)

// mapFiles are a line of two segments of 1,026 m each and three stones on it,
// all fictional, in WGS 84.
func mapFiles(t *testing.T) (line, markers string) {
	t.Helper()
	dir := t.TempDir()
	path := func(name, properties string, from int) string {
		var points []string
		for i := range 11 {
			points = append(points, fmt.Sprintf("[%.6f,22.850000]", 106.7+0.001*float64(from+i)))
		}
		return fmt.Sprintf(`{"type":"Feature","properties":{"name":%q%s},"geometry":{"type":"LineString","coordinates":[%s]}}`, name, properties, strings.Join(points, ","))
	}
	stone := func(number, properties string, lon float64) string {
		return fmt.Sprintf(`{"type":"Feature","properties":{"name":%q%s},"geometry":{"type":"Point","coordinates":[%.7f,22.85]}}`, number, properties, lon)
	}
	write := func(name string, features ...string) string {
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, []byte(`{"type":"FeatureCollection","features":[`+strings.Join(features, ",\n")+"]}"), 0o600); err != nil {
			t.Fatal(err)
		}
		return p
	}
	line = write("line.geojson", path("Đoạn thử 1", `,"declared_m":"1000","place":"xã Đình Phong"`, 0), path("Đoạn thử 2", `,"declared_m":"1010","corridor_m":"100","place":"xã Đình Phong"`, 10))
	return line, write("markers.geojson", stone("2001", "", 106.705), stone("2002(1)", `,"side":"ta"`, 106.711), stone("2002(2)", `,"side":"bạn","reachable":"không","reason":"phía bên kia"`, 106.7111))
}

// onBook makes a small book and gives what runs commands on it, and what looks
// for words in their answers.
func onBook(t *testing.T, o store.Options) (run func(want int, args ...string) string, says func(text string, parts ...string)) {
	smallBookIn(t, o)
	book := []string{"--dir", o.Dir}
	if o.Database != "" {
		book = []string{"--database", o.Database}
	}
	run = func(want int, args ...string) string {
		t.Helper()
		var out bytes.Buffer
		m := &Main{Stdout: &out, Stderr: &out, Getenv: func(string) string { return "" }, Now: func() time.Time { return time.Date(2026, 11, 30, 3, 0, 0, 0, time.UTC) }}
		if got := m.Run(context.Background(), append(args, book...)); got != want {
			t.Fatalf("%v: exit %d, want %d: %s", args, got, want, out.String())
		}
		return out.String()
	}
	says = func(text string, parts ...string) {
		t.Helper()
		for _, p := range parts {
			if !strings.Contains(text, p) {
				t.Errorf("%q is not in %s", p, text)
			}
		}
	}
	return run, says
}

// TestALineComesFromAFileWholeOrNotAtAll: its datum is asked for, a dry run and
// a file with an error write nothing, and what was taken is told by coverage and
// folds again the same.
func TestALineComesFromAFileWholeOrNotAtAll(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		run, says := onBook(t, o)
		line, markers := mapFiles(t)
		period := []string{"coverage", "--from", "2026-01-01", "--to", "2026-12-31"}
		says(run(exitFailed, "import", "line", line, "--kind", "segment"), "WGS 84", "VN-2000")
		says(run(exitFailed, "import", "line", line, "--datum", "wgs84", "--kind", "patrol"), "patrol")
		says(run(exitOK, "import", "line", line, "--datum", "wgs84", "--kind", "segment", "--dry-run"), "Chưa ghi gì", "không phải tài liệu biên giới")
		says(run(exitFailed, period...), "Chưa có đường nào")

		bad := strings.TrimSuffix(line, ".geojson") + "-bad.geojson"
		b, err := os.ReadFile(line)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(bad, bytes.Replace(b, []byte(`"declared_m":"1010",`), nil, 1), 0o600); err != nil {
			t.Fatal(err)
		}
		says(run(exitFailed, "import", "line", bad, "--datum", "wgs84", "--kind", "segment"), "Đoạn thử 2", "length_not_declared")
		says(run(exitUsage, "import", "line", line, "--datum", "wgs84", "--from", "tomorrow"), "--from")
		if err := os.WriteFile(bad, bytes.Replace(b, []byte(`"1010"`), []byte(`"2010"`), 1), 0o600); err != nil {
			t.Fatal(err)
		}
		says(run(exitFailed, "import", "line", bad, "--datum", "wgs84", "--kind", "segment"), "bad_line", "chiều dài công bố lệch quá xa")
		says(run(exitFailed, period...), "Chưa có đường nào")

		run(exitOK, "import", "line", line, "--datum", "wgs84", "--kind", "segment", "--name", "Đường thử")
		says(run(exitFailed, "import", "line", line, "--datum", "wgs84", "--kind", "segment", "--name", "Đường thử"), "already_imported")
		if b, err = os.ReadFile(markers); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(bad, bytes.ReplaceAll(b, []byte("22.85]"), []byte("22.853]")), 0o600); err != nil {
			t.Fatal(err)
		}
		says(run(exitFailed, "import", "markers", bad, "--datum", "wgs84", "--kind", "marker_position", "--place", "xã Đình Phong"), "far_from_line")
		says(run(exitFailed, "import", "markers", markers, "--datum", "wgs84"), "marker_without_row")
		run(exitOK, "import", "markers", markers, "--datum", "wgs84", "--kind", "marker_position", "--place", "xã Đình Phong")
		says(run(exitOK, append(period, "--place", "xã Đình Phong")...), "Đường thử", "Đoạn thử 2", "1,01", "0/2", "km 0 – 1,01")
		says(run(exitOK, append(period, "--lang", "en", "--format", "json")...), `"declared_dm": 20100`, `"reachable": 2`, `"corridor_m": 100`)
		run(exitOK, "verify")

		// What leaves can come in again: every word in it is one the import knows.
		for _, lang := range []string{"vi", "en"} {
			out := filepath.Join(t.TempDir(), "out-")
			for _, ext := range []string{".geojson", ".kml"} {
				run(exitOK, "export", "line", "--out", out+"line"+ext, "--lang", lang)
				says(run(exitOK, "import", "line", out+"line"+ext, "--datum", "wgs84", "--kind", "segment", "--name", "Đường khác", "--dry-run"), "Không có lỗi")
				run(exitOK, "export", "markers", "--out", out+"markers"+ext, "--lang", lang)
				says(run(exitOK, "import", "markers", out+"markers"+ext, "--datum", "wgs84", "--dry-run"), "Không có lỗi: 3 dòng")
			}
		}
	})
}
