package tip

import (
	"encoding/binary"
	"encoding/json"

	"phendau/internal/canon"
)

// Sizes of what is sealed, in bytes of plaintext.
const (
	KeySize  = 77     // a key of a case or a share of one
	MineSize = 4_096  // what the sender alone can open
	TextSize = 16_384 // body, message, note
)

// FileSizes are the buckets of files, smallest first. A bucket holds eight
// bytes less than its size.
var FileSizes = [...]int{131_072, 1_048_576, 4_194_304}

// Frame lays bytes into a fixed size: length, bytes, zeros.
func Frame(b []byte, size int) ([]byte, error) {
	if len(b) > size-4 {
		return nil, fail(TooLong, "%d bytes in a frame of %d", len(b), size)
	}
	out := make([]byte, size)
	binary.BigEndian.PutUint32(out, uint32(len(b)))
	copy(out[4:], b)
	return out, nil
}

// Unframe takes them out again. Padding that is not zero is refused: it would
// carry something that no reader sees.
func Unframe(frame []byte) ([]byte, error) {
	if len(frame) < 4 {
		return nil, fail(WrongFrame, "%d bytes", len(frame))
	}
	return unpad(frame[4:], uint64(binary.BigEndian.Uint32(frame)))
}

// FrameFile lays a file into the smallest bucket that holds it.
func FrameFile(b []byte) ([]byte, error) {
	for _, size := range FileSizes {
		if len(b) <= size-8 {
			out := make([]byte, size)
			binary.BigEndian.PutUint64(out, uint64(len(b)))
			copy(out[8:], b)
			return out, nil
		}
	}
	return nil, fail(TooLong, "a file of %d bytes", len(b))
}

// UnframeFile takes a file out of its bucket.
func UnframeFile(frame []byte) ([]byte, error) {
	if len(frame) < 8 {
		return nil, fail(WrongFrame, "%d bytes", len(frame))
	}
	return unpad(frame[8:], binary.BigEndian.Uint64(frame))
}

func unpad(rest []byte, n uint64) ([]byte, error) {
	if n > uint64(len(rest)) {
		return nil, fail(WrongFrame, "a length beyond the frame")
	}
	for _, b := range rest[n:] {
		if b != 0 {
			return nil, fail(WrongFrame, "padding that is not zero")
		}
	}
	return rest[:n], nil
}

// frameJSON writes a value in its one form and frames it.
func frameJSON(v any, size int) ([]byte, error) {
	b, err := canon.Marshal(v)
	if err != nil {
		return nil, fail(WrongText, "not writable")
	}
	return Frame(b, size)
}

// unframeJSON reads a value that has exactly its one form.
func unframeJSON(frame []byte, v any) error {
	b, err := Unframe(frame)
	if err != nil {
		return err
	}
	if canon.Check(b) != nil || json.Unmarshal(b, v) != nil {
		return fail(WrongText, "not the agreed form")
	}
	return nil
}
