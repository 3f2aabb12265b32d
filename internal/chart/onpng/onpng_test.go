package onpng_test

import (
	"bytes"
	"flag"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"phendau/internal/chart"
	"phendau/internal/chart/charttest"
	"phendau/internal/chart/onpng"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func list(t *testing.T, name string) chart.List {
	t.Helper()
	l, err := chart.Draw(charttest.Specs()[name], chart.Options{Width: 605, Measure: charttest.Measure})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// TestGoldenPictures compares pixels with a small tolerance, because the
// rasterizer rounds differently on other processors.
func TestGoldenPictures(t *testing.T) {
	for name := range charttest.Specs() {
		got, err := onpng.Draw(list(t, name), 1)
		if err != nil {
			t.Fatal(err)
		}
		again, err := onpng.Draw(list(t, name), 1)
		if err != nil || !bytes.Equal(got, again) {
			t.Errorf("%s: two drawings differ, %v", name, err)
		}
		path := filepath.Join("testdata", name+".png")
		if *update {
			if err := os.WriteFile(path, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if n := different(t, got, want); n > 0 {
			t.Errorf("%s: %d pixels differ; look at it and run with -update", name, n)
		}
	}
}

// different counts pixels that differ visibly, -1 for another size.
func different(t *testing.T, a, b []byte) (n int) {
	t.Helper()
	var img [2]image.Image
	for i, data := range [][]byte{a, b} {
		m, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		img[i] = m
	}
	r := img[0].Bounds()
	if r != img[1].Bounds() {
		return r.Dx() * r.Dy()
	}
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			r1, g1, b1, _ := img[0].At(x, y).RGBA()
			r2, g2, b2, _ := img[1].At(x, y).RGBA()
			if apart(r1, r2) || apart(g1, g2) || apart(b1, b2) {
				n++
			}
		}
	}
	return n
}

func apart(a, b uint32) bool { return max(a, b)-min(a, b) > 16<<8 }

func TestPictureOfUnreasonableSizeIsRefused(t *testing.T) {
	l := list(t, "columns")
	for _, k := range []float64{0, -1, 1000} {
		if _, err := onpng.Draw(l, k); err == nil {
			t.Errorf("scale %v was drawn", k)
		}
	}
}
