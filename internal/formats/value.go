package formats

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// parseAxis reads one coordinate of a point, whatever its axis means. Numbers
// are plain decimals; NaN, endless and absurd ones are none.
func parseAxis(s string, limit float64) (float64, bool) {
	s = strings.TrimSpace(s)
	if len(s) > 40 || strings.Trim(s, "0123456789+-.eE") != "" {
		return 0, false
	}
	v, err := strconv.ParseFloat(s, 64)
	return v, err == nil && math.Abs(v) <= limit
}

// parseHeight reads metres; what is no height of a place on Earth is not said.
func parseHeight(s string) int32 {
	v, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	if err != nil {
		return NoHeight
	}
	return heightOf(v)
}

func heightOf(m float64) int32 {
	if !(m >= minHeightM && m <= maxHeightM) {
		return NoHeight
	}
	return int32(math.Round(m * 1000))
}

// layouts of times. Those without a zone come after all with one; the last are
// how people in Viet Nam write them in tables.
var (
	zoned    = []string{time.RFC3339, "2006-01-02T15:04:05Z0700", "2006-01-02 15:04:05Z07:00"}
	zoneless = []string{"2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02 15:04", "02/01/2006 15:04:05", "02/01/2006 15:04", "2/1/2006 15:04:05", "2/1/2006 15:04"}
)

// Times that are kept. Clocks that were never set write years down to 1901, and
// whoever judges a track must see that; some programs write the year 1 for none.
const (
	minTimeMS = -2_208_988_800_000 // 1900
	maxTimeMS = 1 << 34 * 1000     // 2514
)

// parseTime reads a moment in milliseconds. hasZone is false when the text names
// no zone; then the moment is that of UTC and will be moved.
func parseTime(s string) (ms int64, hasZone, ok bool) {
	s = strings.TrimSpace(s)
	if len(s) > 40 {
		return 0, false, false
	}
	for i, layouts := range [][]string{zoned, zoneless} {
		for _, l := range layouts {
			if t, err := time.Parse(l, s); err == nil {
				ms = t.UnixMilli()
				return ms, i == 0, true
			}
		}
	}
	return 0, false, false
}
