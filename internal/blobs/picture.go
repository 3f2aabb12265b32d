package blobs

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"

	"golang.org/x/image/draw"
	"golang.org/x/image/webp"
)

// Limits of pictures, looked at before anything is unpacked.
const (
	maxPixels = 24_000_000
	maxSide   = 16_384
	thumbSide = 320
	quality   = 85
)

// remake unpacks a picture and writes it anew, so that neither position nor
// device nor an older small picture is left in it, and makes a small one.
// WebP, which this program does not write, becomes JPEG; so does any picture
// whose turned form only its metadata told.
func remake(b []byte, k kind) (out []byte, is kind, thumb []byte, err error) {
	m, err := unpack(b, k)
	if err != nil {
		return nil, k, nil, err
	}
	var full, small bytes.Buffer
	is = jpegKind
	if k == pngKind {
		is, err = pngKind, png.Encode(&full, m)
	} else {
		err = jpeg.Encode(&full, onWhite(m), &jpeg.Options{Quality: quality})
	}
	if err == nil {
		err = jpeg.Encode(&small, onWhite(shrink(m)), &jpeg.Options{Quality: quality})
	}
	if full.Len() > MaxPicture {
		return nil, k, nil, refuse(TooLarge)
	}
	return full.Bytes(), is, small.Bytes(), err
}

// unpack reads a picture, within the limits, and turns it upright.
func unpack(b []byte, k kind) (image.Image, error) {
	var c image.Config
	var err error
	switch k {
	case jpegKind:
		c, err = jpeg.DecodeConfig(bytes.NewReader(b))
	case pngKind:
		c, err = png.DecodeConfig(bytes.NewReader(b))
	default:
		c, err = webp.DecodeConfig(bytes.NewReader(b))
	}
	if err != nil || c.Width < 1 || c.Height < 1 {
		return nil, refuse(BadFormat)
	}
	if c.Width > maxSide || c.Height > maxSide || c.Width*c.Height > maxPixels {
		return nil, refuse(TooMany)
	}
	var m image.Image
	switch k {
	case jpegKind:
		m, err = jpeg.Decode(bytes.NewReader(b))
		m = upright(m, orientation(b))
	case pngKind:
		m, err = png.Decode(bytes.NewReader(b))
	default:
		m, err = webp.Decode(bytes.NewReader(b))
	}
	if err != nil {
		return nil, refuse(BadFormat)
	}
	return m, nil
}

// bareJPEG reports whether a JPEG holds nothing but what draws its picture: no
// Exif, no comment, no older small picture, nothing behind its end. A colour
// profile of ordinary size passes, which browsers write.
func bareJPEG(b []byte) bool {
	at := 2
	for at+4 <= len(b) && b[at] == 0xff {
		marker, size := b[at+1], int(binary.BigEndian.Uint16(b[at+2:]))
		if marker == 0xd9 || size < 2 || at+2+size > len(b) || !draws(marker, b[at+4:at+2+size]) {
			return false
		}
		at += 2 + size
		if marker == 0xda {
			at = endOfScan(b, at)
		}
		if at+2 == len(b) {
			return b[at] == 0xff && b[at+1] == 0xd9
		}
	}
	return false
}

// maxProfile is the largest colour profile that passes, in bytes.
const maxProfile = 4096

// draws reports whether a part of a JPEG belongs to the picture.
func draws(marker byte, part []byte) bool {
	switch marker {
	case 0xe0: // JFIF, whose own small picture is none
		return len(part) == 14 && string(part[:5]) == "JFIF\x00" && part[12] == 0 && part[13] == 0
	case 0xe2:
		return len(part) <= maxProfile && bytes.HasPrefix(part, []byte("ICC_PROFILE\x00"))
	case 0xee: // how colours were turned
		return len(part) == 12 && string(part[:5]) == "Adobe"
	case 0xc0, 0xc1, 0xc2, 0xc4, 0xda, 0xdb, 0xdd:
		return true
	}
	return false
}

// endOfScan is where the next part begins behind the coded lines of a scan.
func endOfScan(b []byte, at int) int {
	for ; at+1 < len(b); at++ {
		if b[at] == 0xff && b[at+1] != 0 && (b[at+1] < 0xd0 || b[at+1] > 0xd7) {
			return at
		}
	}
	return len(b)
}

// shrink makes a picture whose longer side is at most thumbSide.
func shrink(m image.Image) image.Image {
	w, h := m.Bounds().Dx(), m.Bounds().Dy()
	if w <= thumbSide && h <= thumbSide {
		return m
	}
	nw, nh := thumbSide, max(1, h*thumbSide/w)
	if h > w {
		nw, nh = max(1, w*thumbSide/h), thumbSide
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
