package soak

import (
	"bytes"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"phendau/internal/blobs"
	"phendau/internal/ledger"
	"phendau/internal/store"
	"phendau/internal/syncing/phone"
)

// counted is what a soak went through.
type counted struct {
	recorded, received, toMend, photos int
	files                              map[ledger.Hash]bool // of the photos
}

// check opens the book and compares it with what every phone knows: what has a
// receipt stands exactly once where the receipt says, nothing stands there that
// no phone made, every phone's order is kept, and every phone shows its records
// as the book has them. Every photo of a received operation lies in the book's
// directory, byte for byte and once.
func check(t *testing.T, o store.Options, where []string, crew []*virtual) counted {
	t.Helper()
	s, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	c := &checker{t: t, s: s, stamped: map[string][]ledger.Stamped{}, signed: map[string]bool{}, counted: counted{files: map[ledger.Hash]bool{}}}
	dir := filepath.Join(where[1], "blobs")
	if at := slices.Index(where, "--blobs"); at >= 0 {
		dir = where[at+1]
	}
	if c.blobs, err = blobs.Open(dir); err != nil {
		t.Fatal(err)
	}
	for _, v := range crew {
		for k := range v.signed {
			c.signed[k] = true
		}
	}
	c.read(crew)
	for _, v := range crew {
		c.receipts(v)
		c.records(v)
		c.pictures(v)
	}
	c.noOther()
	c.order()
	return c.counted
}

type checker struct {
	t       *testing.T
	s       *store.Store
	blobs   *blobs.Dir
	stamped map[string][]ledger.Stamped // by operation
	signed  map[string]bool
	counted
}

// read reads every operation on entries of the phones' ledgers.
func (c *checker) read(crew []*virtual) {
	c.t.Helper()
	seen := map[string]bool{}
	for _, v := range crew {
		if seen[v.ledgerID] {
			continue
		}
		seen[v.ledgerID] = true
		var ids []string
		if err := c.s.EachRecord(c.t.Context(), []string{v.ledgerID}, 1<<30, func(r *ledger.Record) bool { ids = append(ids, r.ID); return false }); err != nil {
			c.t.Fatal(err)
		}
		for _, id := range ids {
			ops, err := c.s.Operations(c.t.Context(), v.ledgerID, id)
			if err != nil {
				c.t.Fatal(err)
			}
			for _, op := range ops {
				c.stamped[op.Op.ID] = append(c.stamped[op.Op.ID], op)
				if !c.signed[op.Op.ID+op.Hash.String()] {
					c.t.Errorf("the book holds operation %s that no phone made", op.Op.ID)
				}
			}
		}
	}
}

func (c *checker) receipts(v *virtual) {
	c.recorded += v.recorded
	kept := v.State().Ops
	if len(kept) != v.recorded {
		c.t.Errorf("phone %d recorded %d operations and holds %d", v.n, v.recorded, len(kept))
	}
	for _, k := range kept {
		at := c.stamped[k.Op.Op.ID]
		switch k.Where {
		case phone.Received:
			c.received++
			r, err := ledger.ReadReceipt([]byte(k.Receipt.Receipt))
			if err != nil {
				c.t.Error(err)
				continue
			}
			chain, err := c.s.ChainAt(c.t.Context(), v.ledgerID, r.LedgerSeq)
			if err != nil {
				c.t.Fatal(err)
			}
			if len(at) != 1 || at[0].Hash != k.Op.Hash || at[0].Stamp.Seq != r.LedgerSeq || chain != r.LedgerHash {
				c.t.Errorf("phone %d: number %d has a receipt and stands in the book %d times, or elsewhere", v.n, k.Op.Op.DeviceSeq, len(at))
			}
		case phone.ToMend:
			c.toMend++
			if len(at) != 0 || k.Op.Op.Verb != "amend" {
				c.t.Errorf("phone %d: %s was refused (%s) and stands in the book %d times", v.n, k.Op.Op.Verb, k.Code, len(at))
			}
		default:
			c.t.Errorf("phone %d: number %d is still %s", v.n, k.Op.Op.DeviceSeq, k.Where)
		}
	}
}

// records holds that the phone's own records look as in the book.
func (c *checker) records(v *virtual) {
	known := v.State().Records
	for _, id := range v.mine {
		r, err := c.s.Record(c.t.Context(), v.ledgerID, id)
		if err != nil {
			c.t.Errorf("phone %d: record %s: %v", v.n, id, err)
			continue
		}
		k, ok := known[id]
		if !ok {
			c.t.Errorf("phone %d does not know its record %s", v.n, id)
		} else if r.Type == ledger.TypeEntry && k.Base == r.State.LastOp && (k.Status != r.Status || !bytes.Equal(k.Content, r.Content)) {
			c.t.Errorf("phone %d shows record %s as %s, the book as %s", v.n, id, k.Status, r.Status)
		}
	}
}

// pictures holds that each photo has a receipt and lies in the book.
func (c *checker) pictures(v *virtual) {
	for _, p := range v.State().Photos {
		c.photos++
		h := ledger.HashOf(p.Bytes)
		c.files[h] = true
		if p.Where != phone.Received || p.Receipt == nil || h.String() != p.SHA256 {
			c.t.Errorf("phone %d: photo %s is %s (%s)", v.n, p.SHA256, p.Where, p.Code)
			continue
		}
		if b, err := c.blobs.Get(h); err != nil || !bytes.Equal(b, p.Bytes) {
			c.t.Errorf("phone %d: photo %s has a receipt and is not in the book: %v", v.n, p.SHA256, err)
		}
	}
}

// noOther holds that the book's directory has no other files than the photos.
func (c *checker) noOther() {
	there := 0
	err := c.blobs.Each(time.Now().Add(time.Hour), func(h [32]byte, _ int64) error {
		if there++; !c.files[h] {
			c.t.Errorf("the book keeps %x, which no phone sent", h)
		}
		return nil
	})
	if err != nil || there != len(c.files) {
		c.t.Errorf("%d files in the book, %d were sent (%v)", there, len(c.files), err)
	}
}

// order holds that each device's numbers grow with the book's in each ledger.
func (c *checker) order() {
	type place struct{ device, ledger string }
	by := map[place][]ledger.Stamped{}
	for _, ops := range c.stamped {
		for _, op := range ops {
			by[place{op.Op.DeviceID, op.Op.LedgerID}] = append(by[place{op.Op.DeviceID, op.Op.LedgerID}], op)
		}
	}
	for at, ops := range by {
		slices.SortFunc(ops, func(a, b ledger.Stamped) int { return int(a.Stamp.Seq - b.Stamp.Seq) })
		if !slices.IsSortedFunc(ops, func(a, b ledger.Stamped) int { return int(a.Op.DeviceSeq - b.Op.DeviceSeq) }) {
			c.t.Errorf("the order of device %s is not kept", at.device)
		}
	}
}
