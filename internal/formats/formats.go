// Package formats reads and writes files of tracks and maps: GPX, KML and KMZ,
// GeoJSON, tables (CSV, XLSX) and Shapefile.
//
// Read finds out by content what a file is and gives a Raw: what the file says
// in its own axes. In which system those are, the file cannot tell; a person
// answers, helped by Raw.Guess and Raw.Compare. Raw.Settle then gives the File
// in WGS 84, and without that answer refuses with the question. Write is the
// way out.
//
// Files come from anywhere: everything is bounded while it is read (Limits),
// nothing in a file is believed about its own size, no entity is expanded and
// no link followed. A file is read whole or refused with its place and what to
// do; what is left out is told in notes. The package opens no file itself.
package formats

import (
	"iter"
	"math"

	"phendau/internal/geodesy"
)

// Format is a form of files. The set is closed.
type Format string

// The formats.
const (
	GPX       Format = "gpx"
	KML       Format = "kml" // KMZ too, when read
	GeoJSON   Format = "geojson"
	CSV       Format = "csv" // every table, when read
	Shapefile Format = "shapefile"
)

// File is what a file says, in WGS 84.
type File struct {
	Format Format
	Paths  []Path
	Places []Place
	// Reading is how the coordinates were understood: the given answer.
	Reading geodesy.Reading
	// ZoneAssumed says that the times named no zone and nobody did either:
	// they were taken as those of Viet Nam.
	ZoneAssumed bool
}

// Kind says what a path is. The set is closed.
type Kind string

// The kinds.
const (
	Track Kind = "track" // where somebody was, mostly with times
	Route Kind = "route" // planned; never where somebody was
	Line  Kind = "line"  // something drawn: a border, a trail
)

// Path is a line in parts; between two parts nothing is known. No part is empty.
type Path struct {
	Kind              Kind
	Name, Description string
	Attributes        []Attribute
	Parts             [][]Point
}

// Place is a named point.
type Place struct {
	Name, Description string
	Attributes        []Attribute
	At                Point
}

// Attribute is a further thing a file says of a path or place, in its order.
type Attribute struct{ Key, Value string }

// Point is one point of a path. Before a file is settled Lon and Lat hold its
// first and second axis, whatever they are.
type Point struct {
	Lat, Lon   float64 // degrees
	TimeMS     int64   // Unix milliseconds, or NoTime
	HeightMM   int32   // millimetres as the file has them, or NoHeight
	AccuracyMM int32   // radius in millimetres; 0 when not said
}

// LatLon is where a settled point lies.
func (p *Point) LatLon() geodesy.LatLon { return geodesy.LatLon{Lat: p.Lat, Lon: p.Lon} }

// What a point does not say.
const (
	NoTime   = math.MinInt64
	NoHeight = math.MinInt32
)

// Points goes through all points of all parts.
func (p *Path) Points() iter.Seq[*Point] {
	return func(yield func(*Point) bool) {
		for _, part := range p.Parts {
			for i := range part {
				if !yield(&part[i]) {
					return
				}
			}
		}
	}
}

// Timed counts the points with a time, and all.
func (p *Path) Timed() (timed, all int) {
	for at := range p.Points() {
		all++
		if at.TimeMS != NoTime {
			timed++
		}
	}
	return timed, all
}

// Of lists the paths of a kind.
func (f *File) Of(kind Kind) iter.Seq[*Path] {
	return func(yield func(*Path) bool) {
		for i := range f.Paths {
			if f.Paths[i].Kind == kind && !yield(&f.Paths[i]) {
				return
			}
		}
	}
}

// Disclaimer stands on every file that leaves, in Vietnamese and English.
var Disclaimer = [2]string{
	"Đường phục vụ lập kế hoạch công tác, không phải tài liệu biên giới.",
	"Lines serve the planning of work; they are no border document.",
}
