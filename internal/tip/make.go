package tip

import (
	"io"

	"filippo.io/age"
)

// Desk is to whom a tip goes: one desk (bàn tiếp nhận) in one quarter.
type Desk struct {
	ID        ID
	Epoch     uint32
	Recipient *age.HybridRecipient
	Record    string // sha-256 of the signed epoch record
}

// Sealing is what sealing leaves with the sender's device until the files are
// sent: the key of the case is not in it.
type Sealing struct {
	Slot Slot
	// Recipient seals further files and messages to the case.
	Recipient *age.HybridRecipient
}

// SealTip seals a body to a desk; a second desk makes it a tip that two people
// open together. Case, Receipt and the fixed fields of the body are filled in
// here; its files are sealed before, to the recipient of the given seed.
func SealTip(rand io.Reader, body Body, caseSeed Seed, receipt *Secrets, to Desk, second *Desk) (*Sealing, error) {
	own, err := caseSeed.Identity()
	if err != nil {
		return nil, err
	}
	reader, err := receipt.Identity()
	if err != nil {
		return nil, err
	}
	s := &Sealing{Recipient: own.Recipient(), Slot: Slot{Case: body.Case, Lookup: receipt.Access.Lookup(), Desk: to.ID, Epoch: to.Epoch}}
	body.V, body.Dir, body.Seq, body.Receipt = 1, In, 0, reader.Recipient().String()
	if err := body.check(); err != nil {
		return nil, err
	}
	if s.Slot.Body, err = sealJSON(&body, TextSize, s.Recipient); err != nil {
		return nil, err
	}
	mine := Mine{body.Case, to.ID, to.Epoch, s.Recipient.String(), to.Record, body.Files, body.Day}
	if s.Slot.Mine, err = sealJSON(&mine, MineSize, reader.Recipient()); err != nil {
		return nil, err
	}
	return s, s.Slot.sealKeys(rand, Key{WholeKey, caseSeed}, to, second)
}

// sealKeys seals the key of a case: whole to one desk, in halves to two.
func (s *Slot) sealKeys(rand io.Reader, k Key, to Desk, second *Desk) (err error) {
	a, b, other := k, Key{Kind: NoneKey}, (*age.HybridRecipient)(nil)
	if second != nil {
		other = second.Recipient
		half, err := NewSeed(rand)
		if err != nil {
			return err
		}
		a, b = Key{ShareKey, half}, Key{ShareKey, k.Seed.Xor(half)}
	} else if other, err = thrownAway(rand); err != nil {
		return err
	}
	return s.seal(a, b, to.Recipient, other)
}

func (s *Slot) seal(a, b Key, first, second *age.HybridRecipient) (err error) {
	if s.KeyA, err = SealKey(a, first); err == nil {
		s.KeyB, err = SealKey(b, second)
	}
	return err
}

// SealDummy seals a slot without a tip. Only a desk that opens its key file can
// tell. second is the second desk, where the post has published one.
func SealDummy(rand io.Reader, to Desk, second *Desk) (*Slot, error) {
	s := &Slot{Desk: to.ID, Epoch: to.Epoch}
	for _, id := range []*ID{&s.Case, &s.Lookup} {
		var err error
		if *id, err = NewID(rand); err != nil {
			return nil, err
		}
	}
	other, err := thrownAway(rand)
	if err != nil {
		return nil, err
	}
	if s.Mine, err = Seal(make([]byte, MineSize), other); err != nil {
		return nil, err
	}
	if s.Body, err = Seal(make([]byte, TextSize), other); err != nil {
		return nil, err
	}
	if second != nil {
		other = second.Recipient
	}
	return s, s.seal(Key{Kind: DummyKey}, Key{Kind: DummyKey}, to.Recipient, other)
}

// thrownAway is a recipient whose key nobody has.
func thrownAway(rand io.Reader) (*age.HybridRecipient, error) {
	seed, err := NewSeed(rand)
	if err != nil {
		return nil, err
	}
	id, err := seed.Identity()
	if err != nil {
		return nil, err
	}
	return id.Recipient(), nil
}

func sealJSON(v any, size int, to ...*age.HybridRecipient) ([]byte, error) {
	frame, err := frameJSON(v, size)
	if err != nil {
		return nil, err
	}
	return Seal(frame, to...)
}

func openJSON(sealed []byte, size int, v any, with ...*age.HybridIdentity) error {
	frame, err := Open(sealed, size, with...)
	if err != nil {
		return err
	}
	return unframeJSON(frame, v)
}

// OpenBody opens what a sender said. A body that names another case than the
// slot it came in was put there by somebody else.
func OpenBody(sealed []byte, of ID, with *age.HybridIdentity) (*Body, error) {
	var b Body
	if err := openJSON(sealed, TextSize, &b, with); err != nil {
		return nil, err
	}
	if b.Case != of {
		return nil, fail(OtherCase, "the body was sealed for another case")
	}
	return &b, b.check()
}

// OpenMine opens what leads back to a case.
func OpenMine(sealed []byte, with *age.HybridIdentity) (*Mine, error) {
	var m Mine
	if err := openJSON(sealed, MineSize, &m, with); err != nil {
		return nil, err
	}
	return &m, nil
}

// SealFile seals an attachment to the case.
func SealFile(b []byte, to *age.HybridRecipient) ([]byte, error) {
	frame, err := FrameFile(b)
	if err != nil {
		return nil, err
	}
	return Seal(frame, to)
}

// OpenFile opens one; the name of the file in body or message is its hash.
func OpenFile(sealed []byte, f File, with *age.HybridIdentity) ([]byte, error) {
	if hashOf(sealed) != f.SHA256 {
		return nil, fail(Damaged, "not the file that was named")
	}
	for _, size := range FileSizes {
		if len(sealed) == SealedSize(size, 1) {
			frame, err := Open(sealed, size, with)
			if err != nil {
				return nil, err
			}
			return UnframeFile(frame)
		}
	}
	return nil, fail(WrongSize, "%d bytes", len(sealed))
}
