package formats

import (
	"cmp"
	"time"

	"phendau/internal/foreign"
)

// Limits bound the reading of one file (security.md section 10). A zero is the
// default.
type Limits struct {
	MaxBytes  int64 // of the file
	MaxPoints int   // of all paths and places
	// MaxItems bounds paths, their parts and places together: each costs
	// memory of its own, however few its points are.
	MaxItems int
	// MaxTextBytes bounds names, descriptions and attributes together.
	MaxTextBytes int
	Time         time.Duration
}

// The defaults.
const (
	MaxBytes     = foreign.MaxFileBytes
	MaxPoints    = 1_000_000
	MaxItems     = 200_000
	MaxTextBytes = 16 << 20
	MaxTime      = 60 * time.Second
)

func (l Limits) orDefaults() Limits {
	return Limits{
		MaxBytes:     cmp.Or(l.MaxBytes, MaxBytes),
		MaxPoints:    cmp.Or(l.MaxPoints, MaxPoints),
		MaxItems:     cmp.Or(l.MaxItems, MaxItems),
		MaxTextBytes: cmp.Or(l.MaxTextBytes, MaxTextBytes),
		Time:         cmp.Or(l.Time, MaxTime),
	}
}

// Bounds of single things.
const (
	maxNameRunes  = 200
	maxValueRunes = 2000
	// maxTextBytes is how much of one text is looked at; what is beyond is
	// longer than maxValueRunes anyway.
	maxTextBytes  = 16 << 10
	maxAttributes = 64 // of one path or place

	// attributeBytes is the memory of an attribute besides its letters.
	attributeBytes = 32

	minHeightM = -1_000
	maxHeightM = 20_000
	// maxAxis is beyond every coordinate of every system, in its own unit.
	maxAxis = 1e7
)
