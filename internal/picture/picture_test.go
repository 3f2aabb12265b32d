package picture

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
	"testing"
)

func TestEveryOrientationStandsUpright(t *testing.T) {
	// The top left of a picture in each form, told by one red pixel.
	for o, at := range map[int][2]int{1: {0, 0}, 2: {2, 0}, 3: {2, 1}, 4: {0, 1}, 5: {0, 0}, 6: {1, 0}, 7: {1, 2}, 8: {0, 2}} {
		m := image.NewRGBA(image.Rect(0, 0, 3, 2))
		m.Set(0, 0, color.RGBA{255, 0, 0, 255})
		if r, _, _, _ := upright(m, o).At(at[0], at[1]).RGBA(); r != 0xffff {
			t.Errorf("orientation %d: the corner is not at %v", o, at)
		}
	}
}

func TestAPictureIsMadeSmallEnough(t *testing.T) {
	m, r := image.NewRGBA(image.Rect(0, 0, 2400, 1800)), rand.New(rand.NewPCG(1, 2))
	for i := range m.Pix { // noise, which nothing packs well
		m.Pix[i] = uint8(r.UintN(256))
	}
	for i := 3; i < len(m.Pix); i += 4 {
		m.Pix[i] = 255
	}
	b, err := Within(m, 1600, 131_064)
	if err != nil || len(b) > 131_064 {
		t.Fatalf("%d bytes, %v", len(b), err)
	}
	if small, err := jpeg.Decode(bytes.NewReader(b)); err != nil || small.Bounds().Dx() < 200 {
		t.Errorf("%v", err)
	}
}

func TestWhatIsNoPictureIsRefused(t *testing.T) {
	for text, want := range map[string]error{"": ErrUnknown, "<svg>": ErrUnknown, "\xff\xd8\xff": ErrDamaged, "RIFFxxxxWEBP": ErrDamaged} {
		if _, err := Decode([]byte(text)); !errors.Is(err, want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
