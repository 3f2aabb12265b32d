package tipdoor

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"

	"filippo.io/age"

	"phendau/internal/plain"
	"phendau/internal/tip"
)

// sealing is what a tip of the form is sealed with.
type sealing struct {
	to      tip.Desk
	receipt tip.Receipt
	secrets tip.Secrets
	of      tip.ID
	seed    tip.Seed
	own     *age.HybridRecipient
	day     string
}

func (d *Door) newSealing(ctx context.Context, instance, desk tip.ID) (*sealing, error) {
	x := &sealing{day: plain.Today(d.Now()).String()}
	var err error
	if x.to, err = d.Book.Sealing(ctx, desk); err != nil {
		return nil, err
	}
	if x.receipt, err = tip.NewReceipt(rand.Reader); err != nil {
		return nil, err
	}
	x.secrets = x.receipt.Derive(instance)
	if x.of, err = tip.NewID(rand.Reader); err != nil {
		return nil, err
	}
	if x.seed, err = tip.NewSeed(rand.Reader); err != nil {
		return nil, err
	}
	id, err := x.seed.Identity()
	if err == nil {
		x.own = id.Recipient()
	}
	return x, err
}

func (x *sealing) forget() {
	clear(x.seed[:])
	clear(x.secrets.Seed[:])
	clear(x.secrets.Access[:])
}

// send seals the photos, then the tip, and leaves them: files come first, so that
// whoever opens the tip finds them.
func (x *sealing) send(ctx context.Context, d *Door, s *said, commune, topic string) error {
	files, err := x.files(ctx, d, s.photos)
	if err != nil {
		return err
	}
	body := tip.Body{Case: x.of, How: s.get(fieldHow), When: s.get(fieldWhen), Where: s.get(fieldWhere), Place: commune, Text: s.get(fieldText),
		Topic: topic, Urgent: s.get(fieldRush) != "", Via: tip.ViaForm, Files: files, Day: x.day}
	sealed, err := tip.SealTip(rand.Reader, body, x.seed, &x.secrets, x.to, nil)
	if err != nil {
		return err
	}
	slot, err := sealed.Slot.Bytes(rand.Reader)
	if err != nil {
		return err
	}
	defer clear(slot) // it holds the key beside the body
	_, err = d.Book.Leave(ctx, s.get(fieldCode), slot)
	return err
}

// files are the photos and as many stand-ins that there are none, one or three.
func (x *sealing) files(ctx context.Context, d *Door, photos [][]byte) ([]tip.File, error) {
	out := []tip.File{}
	n := len(photos)
	if n == 2 {
		n = tip.MaxFiles
	}
	for i := range n {
		var b []byte
		if i < len(photos) {
			b = photos[i]
		}
		sealed, err := tip.SealFile(b, x.own)
		if err != nil {
			return nil, err
		}
		id, err := tip.NewID(rand.Reader)
		if err != nil {
			return nil, err
		}
		if err := d.Book.File(ctx, x.of, id, sealed); err != nil {
			return nil, err
		}
		sum := sha256.Sum256(sealed)
		out = append(out, tip.File{ID: id, SHA256: hex.EncodeToString(sum[:]), Kind: "photo", Real: i < len(photos)})
	}
	return out, nil
}
