// Package picture reads photos that come from outside, within limits, and writes
// them anew, so that neither position nor device nor an older small picture is
// left in them. It opens nothing and knows no door.
package picture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"

	"golang.org/x/image/draw"
	"golang.org/x/image/webp"
)

// Limits, looked at before anything is unpacked.
const (
	maxPixels = 24_000_000
	maxSide   = 16_384
)

// Why a picture is not read.
var (
	ErrUnknown = errors.New("no JPEG, PNG or WebP picture")
	ErrDamaged = errors.New("a damaged picture")
	ErrTooMany = errors.New("a picture of too many pixels")
)

// codec reads one format.
type codec struct {
	config func(b []byte) (image.Config, error)
	decode func(b []byte) (image.Image, error)
}

func codecOf(b []byte) (codec, bool) {
	has := func(at int, s string) bool { return len(b) >= at+len(s) && string(b[at:at+len(s)]) == s }
	switch {
	case has(0, "\xff\xd8\xff"):
		return codec{func(b []byte) (image.Config, error) { return jpeg.DecodeConfig(bytes.NewReader(b)) },
			func(b []byte) (image.Image, error) {
				m, err := jpeg.Decode(bytes.NewReader(b))
				return upright(m, orientation(b)), err
			}}, true
	case has(0, "\x89PNG\r\n\x1a\n"):
		return codec{func(b []byte) (image.Config, error) { return png.DecodeConfig(bytes.NewReader(b)) },
			func(b []byte) (image.Image, error) { return png.Decode(bytes.NewReader(b)) }}, true
	case has(0, "RIFF") && has(8, "WEBP"):
		return codec{func(b []byte) (image.Config, error) { return webp.DecodeConfig(bytes.NewReader(b)) },
			func(b []byte) (image.Image, error) { return webp.Decode(bytes.NewReader(b)) }}, true
	}
	return codec{}, false
}

// Decode reads a picture, within the limits, and turns it upright.
func Decode(b []byte) (image.Image, error) {
	f, ok := codecOf(b)
	if !ok {
		return nil, ErrUnknown
	}
	c, err := f.config(b)
	if err != nil || c.Width < 1 || c.Height < 1 {
		return nil, ErrDamaged
	}
	if c.Width > maxSide || c.Height > maxSide || c.Width*c.Height > maxPixels {
		return nil, ErrTooMany
	}
	m, err := f.decode(b)
	if err != nil {
		return nil, ErrDamaged
	}
	return m, nil
}

// JPEG writes a picture; what can be seen through lies on white.
func JPEG(m image.Image, quality int) ([]byte, error) {
	var out bytes.Buffer
	err := jpeg.Encode(&out, onWhite(m), &jpeg.Options{Quality: quality})
	return out.Bytes(), err
}

// Within writes a picture as a JPEG of at most so many bytes, its longer side at
// most so many pixels: the quality is lowered first, then the size.
func Within(m image.Image, side, most int) ([]byte, error) {
	for ; side >= 200; side = side * 3 / 4 {
		small := Shrink(m, side)
		for quality := 85; quality >= 45; quality -= 20 {
			b, err := JPEG(small, quality)
			if err != nil || len(b) <= most {
				return b, err
			}
			clear(b)
		}
	}
	return nil, ErrTooMany
}

// Shrink makes a picture whose longer side is at most so many pixels.
func Shrink(m image.Image, side int) image.Image {
	w, h := m.Bounds().Dx(), m.Bounds().Dy()
	if w <= side && h <= side {
		return m
	}
	nw, nh := side, max(1, h*side/w)
	if h > w {
		nw, nh = max(1, w*side/h), side
	}
	out := image.NewRGBA(image.Rect(0, 0, nw, nh))
	draw.ApproxBiLinear.Scale(out, out.Bounds(), m, m.Bounds(), draw.Src, nil)
	return out
}

// onWhite lays a picture that can be seen through on white, since JPEG cannot.
func onWhite(m image.Image) image.Image {
	if o, ok := m.(interface{ Opaque() bool }); ok && o.Opaque() {
		return m
	}
	out := image.NewRGBA(m.Bounds())
	draw.Draw(out, out.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(out, out.Bounds(), m, m.Bounds().Min, draw.Over)
	return out
}

// orientation reads how a camera was held, 1 to 8, from the Exif part of a
// JPEG; 1 where nothing says so.
func orientation(b []byte) int {
	for i := 2; i+4 <= len(b) && b[i] == 0xff && b[i+1] != 0xda; {
		size := int(binary.BigEndian.Uint16(b[i+2:]))
		if size < 2 || i+2+size > len(b) {
			break
		}
		if part := b[i+4 : i+2+size]; b[i+1] == 0xe1 && len(part) > 14 && string(part[:6]) == "Exif\x00\x00" {
			return tiffOrientation(part[6:])
		}
		i += 2 + size
	}
	return 1
}

func tiffOrientation(t []byte) int {
	var order binary.ByteOrder = binary.BigEndian
	if string(t[:2]) == "II" {
		order = binary.LittleEndian
	}
	at := int64(order.Uint32(t[4:]))
	if at < 8 || at+2 > int64(len(t)) {
		return 1
	}
	rows := t[at+2:]
	for n := int(order.Uint16(t[at:])); n > 0 && len(rows) >= 12; n-- {
		if order.Uint16(rows) == 0x0112 {
			if v := int(order.Uint16(rows[8:])); v >= 1 && v <= 8 {
				return v
			}
			return 1
		}
		rows = rows[12:]
	}
	return 1
}

// upright turns a picture as its orientation says.
func upright(m image.Image, orientation int) image.Image {
	if m == nil || orientation <= 1 {
		return m
	}
	b := m.Bounds()
	w, h := b.Dx(), b.Dy()
	at := map[int]func(x, y int) (int, int){
		2: func(x, y int) (int, int) { return w - 1 - x, y },
		3: func(x, y int) (int, int) { return w - 1 - x, h - 1 - y },
		4: func(x, y int) (int, int) { return x, h - 1 - y },
		5: func(x, y int) (int, int) { return y, x },
		6: func(x, y int) (int, int) { return h - 1 - y, x },
		7: func(x, y int) (int, int) { return h - 1 - y, w - 1 - x },
		8: func(x, y int) (int, int) { return y, w - 1 - x },
	}[orientation]
	size := image.Rect(0, 0, w, h)
	if orientation >= 5 {
		size = image.Rect(0, 0, h, w)
	}
	out := image.NewRGBA(size)
	for y := range h {
		for x := range w {
			nx, ny := at(x, y)
			out.Set(nx, ny, m.At(b.Min.X+x, b.Min.Y+y))
		}
	}
	return out
}
