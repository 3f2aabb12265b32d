package border_test

import (
	"errors"
	"slices"
	"testing"

	"phendau/internal/border"
	"phendau/internal/demo/line"
)

// TestAPackedLineIsTheSameLine in pieces that an operation can hold each.
func TestAPackedLineIsTheSameLine(t *testing.T) {
	for _, all := range [][]border.Vertex{line.Vertices(), line.National(3), {{Lat: -90e6, Lon: 180e6}, {Lat: 90e6, Lon: -180e6}}} {
		pieces := border.Pack(all)
		for _, p := range pieces {
			if len(p) > border.PackBytes {
				t.Errorf("a piece of %d bytes", len(p))
			}
		}
		got, err := border.Unpack(pieces...)
		if err != nil || !slices.Equal(got, all) {
			t.Errorf("%d vertices came back as %d: %v", len(all), len(got), err)
		}
	}
	if n := len(border.Pack(line.Vertices())); n > 2 {
		t.Errorf("95 km at ten metres take %d pieces", n)
	}
}

// FuzzUnpack never panics, and what it reads lies on the earth.
func FuzzUnpack(f *testing.F) {
	f.Add(border.Pack(line.Vertices()[:20])[0])
	f.Add("not base64 !")
	f.Add("gICAgICAgICAgIA")
	f.Fuzz(func(t *testing.T, text string) {
		got, err := border.Unpack(text)
		var refusal *border.Error
		if err != nil && (!errors.As(err, &refusal) || refusal.Code != border.LinePacked) {
			t.Fatal(err)
		}
		for _, v := range got {
			if v.Lat < -90e6 || v.Lat > 90e6 || v.Lon < -180e6 || v.Lon > 180e6 {
				t.Fatalf("%+v", v)
			}
		}
	})
}
