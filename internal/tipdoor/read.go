package tipdoor

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"slices"
	"time"

	"phendau/internal/tip"
)

// Parts of the answer to whoever reads by receipt, in bytes.
const (
	readMagic = "PDREAD1\n"
	readStep  = 4 // entries come in fours
	sumCell   = 4 + 32
)

var (
	mineCell = tip.SealedSize(tip.MineSize, 1)
	outCell  = tip.SealedSize(tip.TextSize, 2)
)

// readTick is to what the time of an answer is rounded up: looking for what is
// not there is faster than reading what is.
const readTick = 60 * time.Millisecond

// read answers with fixed cells: what the receipt leads to, or noise of the size
// and time of a case nobody answered.
func (d *Door) read(ctx context.Context, b []byte) ([]byte, error) {
	begun := time.Now()
	v, err := d.Book.Read(ctx, tip.AccessKey(b))
	if err != nil {
		return nil, err
	}
	if v == nil {
		v = &View{}
	}
	out, err := v.cells()
	if err != nil {
		return nil, err
	}
	evenly(ctx, begun)
	return out, nil
}

// evenly waits for the next tick behind a beginning.
func evenly(ctx context.Context, begun time.Time) {
	rest := time.NewTimer(readTick - time.Since(begun)%readTick)
	defer rest.Stop()
	select {
	case <-rest.C:
	case <-ctx.Done():
	}
}

func (v *View) cells() ([]byte, error) {
	n := readStep * max(1, (max(len(v.Out), len(v.In))+readStep-1)/readStep)
	out := make([]byte, 0, len(readMagic)+4+mineCell+n*(outCell+sumCell))
	out = append(out, readMagic...)
	out = binary.BigEndian.AppendUint32(out, uint32(n))
	for i := -1; i < n; i++ {
		part, size := v.Mine, mineCell
		if i >= 0 {
			part, size = nil, outCell
			if i < len(v.Out) {
				part = v.Out[i]
			}
		}
		if len(part) != size { // nothing is there: noise, which no key opens
			part = make([]byte, size)
			if _, err := rand.Read(part); err != nil {
				return nil, err
			}
		}
		out = append(out, part...)
	}
	return slices.Concat(out, v.sums(n)), nil
}

// sums are the hashes of what the sender wrote, by number; zeros behind.
func (v *View) sums(n int) []byte {
	out := make([]byte, n*sumCell)
	for i, text := range v.In {
		b, err := hex.DecodeString(text)
		if err != nil || len(b) != sumCell-4 {
			continue
		}
		cell := out[i*sumCell:]
		binary.BigEndian.PutUint32(cell, uint32(i))
		copy(cell[4:], b)
	}
	return out
}
