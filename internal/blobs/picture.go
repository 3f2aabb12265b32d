package blobs

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image/png"

	"phendau/internal/picture"
)

// How small pictures are made, and how well all are written.
const (
	thumbSide = 320
	quality   = 85
)

// remake unpacks a picture and writes it anew, so that neither position nor
// device nor an older small picture is left in it, and makes a small one.
// WebP, which this program does not write, becomes JPEG; so does any picture
// whose turned form only its metadata told.
func remake(b []byte, k kind) (out []byte, is kind, thumb []byte, err error) {
	m, err := picture.Decode(b)
	if err != nil {
		return nil, k, nil, refusalOf(err)
	}
	is = jpegKind
	if k == pngKind {
		var full bytes.Buffer
		is, err = pngKind, png.Encode(&full, m)
		out = full.Bytes()
	} else {
		out, err = picture.JPEG(m, quality)
	}
	if err == nil {
		thumb, err = picture.JPEG(picture.Shrink(m, thumbSide), quality)
	}
	if len(out) > MaxPicture {
		return nil, k, nil, refuse(TooLarge)
	}
	return out, is, thumb, err
}

// refusalOf names why a picture could not be unpacked.
func refusalOf(err error) error {
	if errors.Is(err, picture.ErrTooMany) {
		return refuse(TooMany)
	}
	return refuse(BadFormat)
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
