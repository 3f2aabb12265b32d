package track

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"reflect"
	"testing"
)

var update = flag.Bool("update", false, "write the bytes of the vectors anew")

// vectors are shared with the phone's app, which writes the same bytes.
type vectors struct {
	Good []*good `json:"good"`
	Bad  []struct {
		Name string `json:"name"`
		Hex  string `json:"hex"`
	} `json:"bad"`
}

type good struct {
	Name     string     `json:"name"`
	Height   bool       `json:"height,omitempty"`
	Accuracy bool       `json:"accuracy,omitempty"`
	Mock     bool       `json:"mock,omitempty"`
	Imported bool       `json:"imported,omitempty"`
	Points   [][6]int64 `json:"points"` // lat, lon, time, height, class, gap
	Hex      string     `json:"hex"`
	Walked   [3]int     `json:"walked"` // points, metres, gaps
}

func (g *good) track() *Track {
	t := &Track{Points: []Point{}, Height: g.Height, Accuracy: g.Accuracy, Mock: g.Mock, Imported: g.Imported}
	for _, p := range g.Points {
		t.Points = append(t.Points, Point{int32(p[0]), int32(p[1]), p[2], int32(p[3]), Class(p[4]), p[5] == 1})
	}
	return t
}

const vectorFile = "testdata/vectors.json"

func read(t *testing.T) (v vectors) {
	t.Helper()
	b, err := os.ReadFile(vectorFile)
	if err == nil {
		err = json.Unmarshal(b, &v)
	}
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestTheVectorsAreReadAndWrittenByteForByte(t *testing.T) {
	v := read(t)
	for _, g := range v.Good {
		b, err := Encode(g.track())
		if err != nil {
			t.Fatal(g.Name, err)
		}
		w := Sum([]*Track{g.track()})
		if *update {
			g.Hex, g.Walked = hex.EncodeToString(b), [3]int{w.Points, w.Metres, w.Gaps}
			continue
		}
		if hex.EncodeToString(b) != g.Hex {
			t.Errorf("%s: written %x", g.Name, b)
		}
		if back, err := Decode(b); err != nil || !reflect.DeepEqual(back, g.track()) {
			t.Errorf("%s: read %+v, %v", g.Name, back, err)
		}
		if w != (Walked{g.Walked[0], g.Walked[1], g.Walked[2]}) {
			t.Errorf("%s: walked %+v", g.Name, w)
		}
	}
	for _, x := range v.Bad {
		b, err := hex.DecodeString(x.Hex)
		if err != nil {
			t.Fatal(x.Name, err)
		}
		if got, err := Decode(b); !errors.Is(err, ErrForm) {
			t.Errorf("%s was read: %+v", x.Name, got)
		}
	}
	if *update {
		writeVectors(t, v)
	}
}

func writeVectors(t *testing.T, v vectors) {
	t.Helper()
	b, err := json.MarshalIndent(v, "", " ")
	if err == nil {
		err = os.WriteFile(vectorFile, append(b, '\n'), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestAPointOutsideItsRangeIsNotWritten(t *testing.T) {
	for _, p := range []Point{{Lat: maxLat + 1}, {Lon: -maxLon - 1}, {Time: -1}, {Time: maxTime + 1}, {Height: maxHeight + 1}, {Accuracy: classes + 1}} {
		if _, err := Encode(&Track{Points: []Point{p}}); !errors.Is(err, ErrForm) {
			t.Errorf("%+v was written", p)
		}
	}
}

// TestPiecesAreOneWalk: cutting a track anywhere changes nothing of what is shown.
func TestPiecesAreOneWalk(t *testing.T) {
	for _, g := range read(t).Good {
		whole := g.track()
		for cut := range len(whole.Points) + 1 {
			a, b := *whole, *whole
			a.Points, b.Points = whole.Points[:cut], whole.Points[cut:]
			if got, want := Sum([]*Track{&a, &b}), Sum([]*Track{whole}); got != want {
				t.Errorf("%s cut at %d: %+v, whole %+v", g.Name, cut, got, want)
			}
		}
	}
}

// FuzzReadIsWrittenAgain: bytes are refused, or they are the one form of what
// they say.
func FuzzReadIsWrittenAgain(f *testing.F) {
	var v vectors
	if b, err := os.ReadFile(vectorFile); err == nil {
		_ = json.Unmarshal(b, &v)
	}
	for _, g := range v.Good {
		b, _ := hex.DecodeString(g.Hex)
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := Decode(b)
		if err != nil {
			return
		}
		again, err := Encode(got)
		if err != nil || !bytes.Equal(again, b) {
			t.Fatalf("%x was read as %+v and written as %x, %v", b, got, again, err)
		}
		Sum([]*Track{got})
	})
}
