package tip

import (
	"bytes"
	"encoding/binary"
	"io"
)

// SlotSize is the size of every upload that carries a tip, or nothing.
const SlotSize = 32_768

var slotMagic = []byte("PDSLOT1\n")

// Slot is an upload. The server takes it apart on arrival and never keeps it
// whole: a copy would hold the key beside the body and survive shredding.
type Slot struct {
	Case, Lookup, Desk ID
	Epoch              uint32
	KeyA, KeyB         []byte // sealed keys for the desk and for a second one
	Mine               []byte // for whoever has the receipt
	Body               []byte // for whoever has the key of the case
}

// parts are the sealed files of a slot with the size of what they hold.
func (s *Slot) parts() [4]struct {
	at    *[]byte
	plain int
} {
	return [4]struct {
		at    *[]byte
		plain int
	}{{&s.KeyA, KeySize}, {&s.KeyB, KeySize}, {&s.Mine, MineSize}, {&s.Body, TextSize}}
}

// Bytes writes a slot; rand fills what no part needs.
func (s *Slot) Bytes(rand io.Reader) ([]byte, error) {
	out := bytes.NewBuffer(make([]byte, 0, SlotSize))
	out.Write(slotMagic)
	out.Write(s.Case[:])
	out.Write(s.Lookup[:])
	out.Write(s.Desk[:])
	_ = binary.Write(out, binary.BigEndian, [2]uint32{s.Epoch, 0}) // a buffer takes everything
	for _, p := range s.parts() {
		if len(*p.at) != SealedSize(p.plain, 1) {
			return nil, fail(WrongSize, "a part of %d bytes", len(*p.at))
		}
		out.Write(*p.at)
	}
	rest := make([]byte, SlotSize-out.Len())
	if _, err := io.ReadFull(rand, rest); err != nil {
		return nil, err
	}
	out.Write(rest)
	return out.Bytes(), nil
}

// ParseSlot takes a slot apart and checks what can be checked without a key:
// its size, its beginning, and that each part is a file for one hybrid
// recipient. Whether there is a tip in it, nobody can see.
func ParseSlot(b []byte) (*Slot, error) {
	if len(b) != SlotSize {
		return nil, fail(WrongSize, "%d bytes", len(b))
	}
	rest, ok := bytes.CutPrefix(b, slotMagic)
	if !ok || binary.BigEndian.Uint32(rest[52:]) != 0 {
		return nil, fail(WrongMagic, "no slot")
	}
	s := &Slot{Case: ID(rest[:16]), Lookup: ID(rest[16:32]), Desk: ID(rest[32:48]), Epoch: binary.BigEndian.Uint32(rest[48:])}
	rest = rest[56:]
	for _, p := range s.parts() {
		n := SealedSize(p.plain, 1)
		*p.at, rest = bytes.Clone(rest[:n]), rest[n:]
		if err := CheckSealed(*p.at, p.plain); err != nil {
			return nil, err
		}
	}
	return s, nil
}
