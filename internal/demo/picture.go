package demo

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
)

// Size of the drawn photos, in pixels.
const pictureW, pictureH = 240, 180

// stonePicture draws a stone in the grass, each a little different: two equal
// photos would speak of one act.
func stonePicture(r *rand.Rand) []byte {
	m := image.NewRGBA(image.Rect(0, 0, pictureW, pictureH))
	horizon, light := 70+r.IntN(30), uint8(r.IntN(40))
	stone := image.Rect(95+r.IntN(20), 45+r.IntN(15), 135+r.IntN(15), 150)
	for y := range pictureH {
		for x := range pictureW {
			grain := uint8(r.IntN(14))
			c := color.RGBA{150 + light + grain, 180 + light/2 + grain, 200 + light/2 + grain, 255}
			switch {
			case image.Pt(x, y).In(stone):
				c = color.RGBA{160 + light + grain, 158 + light + grain, 150 + light + grain, 255}
			case y > horizon:
				c = color.RGBA{60 + light + grain, 105 + light + grain, 55 + grain, 255}
			}
			m.SetRGBA(x, y, c)
		}
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, m, &jpeg.Options{Quality: 60}); err != nil {
		panic(err) // memory takes everything
	}
	return out.Bytes()
}
