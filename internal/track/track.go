// Package track is where a patrol went, as a device noted it: points with
// their time, and honest gaps. It writes and reads the one byte form of a piece
// of a track, PDTK1 (docs/sync.md section 9), and says what may be shown of a
// track without showing where it ran. It knows no SQL, HTTP or files.
package track

// Point is one fix as the device had it, to about 0.1 m and 1 s.
type Point struct {
	Lat, Lon int32 // 1e-6 degree, WGS84
	Time     int64 // Unix seconds of the device
	Height   int32 // metres; only in a track with heights
	Accuracy Class
	Gap      bool // nothing is known between the point before and this one
}

// Track is one piece: what a device noted in some minutes, or a part of a file.
type Track struct {
	Points []Point
	Height bool // every point has a height
	// Accuracy says that points have a class; without it all are Unknown.
	Accuracy bool
	Mock     bool // the device said that its position was made up
	Imported bool // from a file of another program
}

// Class is how exact a fix is. The number of metres is not kept: it is itself a
// guess of the device.
type Class uint8

// Unknown is a fix whose device did not say how exact it is.
const Unknown Class = 0

// bounds are the metres up to which a class goes; the last one has no end.
var bounds = [...]int{0, 5, 10, 20, 50, 100}

const classes = Class(len(bounds))

// Metres is the upper bound of a class; 0 when it is unknown or has none.
func (c Class) Metres() int {
	if c >= classes {
		return 0
	}
	return bounds[c]
}

// ClassOf is the class of a radius in metres; 0 and less is unknown.
func ClassOf(metres float64) Class {
	if !(metres > 0) {
		return Unknown
	}
	for c := Unknown + 1; c < classes; c++ {
		if metres <= float64(bounds[c]) {
			return c
		}
	}
	return classes
}

// Limits of a piece, for whoever takes one from outside.
const (
	MaxPoints = 1_000_000
	MaxBytes  = 32 << 20
)

// Ranges of what a point says.
const (
	maxLat    = 90_000_000
	maxLon    = 180_000_000
	maxTime   = 1 << 34 // the year 2514
	minHeight = -1_000
	maxHeight = 20_000
)

func (p *Point) valid() bool {
	return -maxLat <= p.Lat && p.Lat <= maxLat && -maxLon <= p.Lon && p.Lon <= maxLon && 0 <= p.Time && p.Time <= maxTime &&
		minHeight <= p.Height && p.Height <= maxHeight && p.Accuracy <= classes
}
