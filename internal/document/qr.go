package document

import (
	"bytes"
	"cmp"
	"fmt"
	"image"
	"image/color"
	"image/png"

	"github.com/skip2/go-qrcode"

	"phendau/internal/paper"
)

// codeURL is what the picture of a code holds: the whole address where the
// document knows the one people open, so that a telephone finds it.
func codeURL(doc *paper.Document, c *paper.Code) string {
	return cmp.Or(absolute(doc.BaseURL, c.URL), c.URL)
}

// qrModules returns the squares of a QR picture, true for black, with the
// quiet border that scanners need.
func qrModules(content string) ([][]bool, error) {
	q, err := qrcode.New(content, qrcode.Medium)
	if err != nil {
		return nil, fmt.Errorf("make QR of %d bytes: %w", len(content), err)
	}
	return q.Bitmap(), nil
}

// qrPNG draws a QR picture with 4 pixels to the square.
func qrPNG(content string) ([]byte, error) {
	modules, err := qrModules(content)
	if err != nil {
		return nil, err
	}
	const k = 4
	px := len(modules) * k
	img := image.NewPaletted(image.Rect(0, 0, px, px), color.Palette{color.White, color.Black})
	for y := range px {
		for x := range px {
			if modules[y/k][x/k] {
				img.SetColorIndex(x, y, 1)
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return nil, fmt.Errorf("encode QR: %w", err)
	}
	return b.Bytes(), nil
}
