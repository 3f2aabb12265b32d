package office

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"

	"phendau/internal/audit"
	"phendau/internal/calendar"
	"phendau/internal/canon"
	"phendau/internal/registry"
	"phendau/internal/store"
	"phendau/internal/tip"
	"phendau/internal/tip/desk"
	"phendau/internal/tipdoor"
	"phendau/internal/vault"
)

// TipDoor is what senders may do: leave a slot, read answers, write again, take
// back. It knows nobody and keeps no time but the day.
type TipDoor struct {
	O *Office

	flood flood
}

// promiseDomain begins what is signed for a sender.
const promiseDomain = "phendau-tip-promise-v1\x00"

// TakeSlot keeps a slot: its keys in the vault, the rest beside it, never the
// whole. lane is one of the lanes of the store. A slot for a desk that is not
// open, or of an epoch that is past, is refused.
func (d *TipDoor) TakeSlot(ctx context.Context, b []byte, lane int) (*tipdoor.Promise, error) {
	if d.O.Vault == nil {
		return nil, tipdoor.ErrClosed
	}
	s, err := tip.ParseSlot(b)
	if err != nil {
		return nil, err
	}
	reg, err := d.O.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	today := d.O.today()
	here := acceptsEpoch(reg, s, today)
	if of, known := reg.TipDesk(s.Desk.UUID()); known && here {
		// The registers tell a site of desks elsewhere, too: there nobody would ever
		// look at what is left here.
		if here, err = d.O.Store.Keeps(ctx, of.LedgerID); err != nil {
			return nil, err
		}
	}
	if !here {
		return nil, &tip.Error{Code: tip.WrongEpoch, What: "no desk takes it"}
	}
	files := []vault.File{{Holder: s.Case.String(), Name: keyName(s.Desk), Bytes: s.KeyA}, {Holder: s.Case.String(), Name: secondKey, Bytes: s.KeyB}}
	whole := sha256.Sum256(b)
	leaf := tip.Leaf(s.Lookup, whole)
	err = d.O.Store.Within(ctx, func(t *store.Tx) error {
		mine := store.TipItem{ID: newTipID(), Case: s.Case, Kind: store.TipMine, Day: today, Bytes: s.Mine}
		body := store.TipItem{ID: newTipID(), Case: s.Case, Kind: store.TipBody, Day: today, Bytes: s.Body}
		sum := store.TipItem{ID: newTipID(), Case: s.Case, Kind: store.TipSum, Day: today, Bytes: whole[:]}
		return t.PutSlot(store.TipSlot{Case: s.Case, Desk: s.Desk.UUID(), Epoch: s.Epoch, Lane: lane, Day: today}, s.Lookup.String(), leaf, mine, body, sum)
	})
	if errors.Is(err, store.ErrTaken) {
		err = d.cameBefore(ctx, leaf)
	}
	if err == nil {
		// Without its keys nothing is promised: the sender comes again with the same slot.
		err = d.keepKeys(ctx, s, files)
	}
	if err != nil {
		return nil, err
	}
	return d.promise(leaf, today)
}

// cameBefore accepts the very slot whose leaf a past night wrote into the log: its
// sender missed the answer. Another slot with its ids is refused.
func (d *TipDoor) cameBefore(ctx context.Context, leaf string) error {
	filed, err := d.O.Store.AuditRecords(ctx, audit.Filter{Actions: []string{audit.TipFiled}, ObjectID: leaf, Limit: 1})
	if err == nil && len(filed) == 0 {
		err = &tip.Error{Code: tip.WrongID, What: "the ids are another slot's"}
	}
	return err
}

// keepKeys writes the keys of a slot, unless it is sorted already: a slot that
// comes twice must not bring back a key that was handed over or shredded.
func (d *TipDoor) keepKeys(ctx context.Context, s *tip.Slot, files []vault.File) error {
	unsorted := true
	err := d.O.Store.Within(ctx, func(t *store.Tx) error {
		_, err := t.TipSlot(s.Case)
		if errors.Is(err, store.ErrGone) {
			unsorted, err = false, nil
		}
		return err
	})
	if err != nil || !unsorted {
		return err
	}
	err = d.O.Vault.Write(ctx, files...)
	if errors.Is(err, vault.ErrShredded) {
		// Somebody kept a copy of a slot and sent it again: it stays shredded.
		err = d.O.Store.Within(ctx, func(t *store.Tx) error { return t.DropTip(s.Case) })
	}
	return err
}

// acceptsEpoch takes a slot sealed to a key that is in force or not longer over
// than phones without a network may use it, and thirty days for the way.
func acceptsEpoch(reg *registry.Registry, s *tip.Slot, today calendar.Day) bool {
	id := s.Desk.UUID()
	d, ok := reg.TipDesk(id)
	if !ok || today < d.Lo {
		return false
	}
	for _, e := range reg.TipEpochs(id) {
		if e.Epoch != s.Epoch {
			continue
		}
		from, err := calendar.ParseDay(e.NotBefore)
		to, err2 := calendar.ParseDay(e.NotAfter)
		return err == nil && err2 == nil && today >= from && today <= lateUntil(to)
	}
	return false
}

func (d *TipDoor) promise(leaf string, day calendar.Day) (*tipdoor.Promise, error) {
	key := ed25519.NewKeyFromSeed(d.O.Root.Derive("tip promise"))
	p := &tipdoor.Promise{Day: day.String(), Leaf: leaf, Key: base64.RawURLEncoding.EncodeToString(key.Public().(ed25519.PublicKey))}
	b, err := canon.Marshal(p)
	if err != nil {
		return nil, err
	}
	p.Sig = base64.RawURLEncoding.EncodeToString(ed25519.Sign(key, append([]byte(promiseDomain), b...)))
	return p, nil
}

// Read finds what there is for whoever holds an access key; nil where there is
// nothing.
func (d *TipDoor) Read(ctx context.Context, access tip.AccessKey) (*tipdoor.View, error) {
	id, ok, err := d.O.Store.TipLookup(ctx, access.Lookup().String())
	if err != nil || !ok {
		return nil, err
	}
	items, err := d.O.Store.TipItems(ctx, id, store.TipMine, store.TipBody, store.TipIn, store.TipOut)
	if err != nil {
		return nil, err
	}
	v := &tipdoor.View{}
	var in []string
	for _, x := range items {
		switch x.Kind {
		case store.TipMine:
			v.Mine = x.Bytes
		case store.TipOut:
			v.Out = append(v.Out, x.Bytes)
		case store.TipBody:
			v.In = append(v.In, sum(x.Bytes))
		case store.TipIn:
			in = append(in, sum(x.Bytes))
		}
	}
	v.In = append(v.In, in...)
	if v.Mine == nil {
		return nil, nil
	}
	return v, nil
}

// maxMessages bounds what one case takes of its sender.
const maxMessages = 200

// Write takes a further message of a sender. One for no case is dropped without a
// word; one behind a withdrawal undoes it, and one that comes again does nothing.
func (d *TipDoor) Write(ctx context.Context, access tip.AccessKey, sealed []byte) error {
	if len(sealed) != tip.SealedSize(tip.TextSize, 1) {
		return &tip.Error{Code: tip.WrongSize, What: fmt.Sprintf("%d bytes", len(sealed))}
	}
	if err := tip.CheckSealed(sealed, tip.TextSize); err != nil {
		return err
	}
	today := d.O.today()
	return d.O.Store.Within(ctx, func(t *store.Tx) error {
		id, ok, err := t.TipLookup(access.Lookup().String())
		if err != nil || !ok {
			return err
		}
		have, err := t.TipItems(id, store.TipIn)
		if err != nil || len(have) >= maxMessages {
			return err
		}
		for _, x := range have {
			if sum(x.Bytes) == sum(sealed) {
				return nil // it came again
			}
		}
		if err := t.PutTipItems(store.TipItem{ID: newTipID(), Case: id, Kind: store.TipIn, Seq: len(have) + 1, Day: today, Bytes: sealed}); err != nil {
			return err
		}
		if err := bringBack(t, id, today); err != nil {
			return err
		}
		return t.SayTip(store.TipSaid{Case: id, Verb: desk.Content, Day: today})
	})
}

// bringBack takes back whatever withdrawal stands: whoever writes wants to be heard,
// and what he wrote would be shredded unread.
func bringBack(t *store.Tx, id tip.ID, today calendar.Day) error {
	if err := unsayWithdrawals(t, id); err != nil {
		return err
	}
	gone, err := takenBack(t, id)
	if err != nil || !gone {
		return err
	}
	return t.SayTip(store.TipSaid{Case: id, Verb: desk.Undo, Day: today})
}

// unsayWithdrawals forgets those the desk has not seen: of a day it is not known what
// came first, so what was said before something newer must not stand beside it.
func unsayWithdrawals(t *store.Tx, id tip.ID) error {
	said, err := t.TipsSaid(id)
	if err != nil {
		return err
	}
	for _, s := range said {
		if s.Verb != desk.Withdraw {
			continue
		}
		if err := t.UnsayTip(s); err != nil && !errors.Is(err, store.ErrGone) {
			return err
		}
	}
	return nil
}

// Withdraw takes a case back, or takes that back. What was pressed last counts: a
// withdrawal the desk has not seen is simply undone, one that is pressed again after
// it was undone has its own day.
func (d *TipDoor) Withdraw(ctx context.Context, access tip.AccessKey, undo bool) error {
	today := d.O.today()
	return d.O.Store.Within(ctx, func(t *store.Tx) error {
		id, ok, err := t.TipLookup(access.Lookup().String())
		if err != nil || !ok {
			return err
		}
		verb := desk.Withdraw
		if undo {
			verb, err = desk.Undo, unsayWithdrawals(t, id)
		}
		if err != nil {
			return err
		}
		if gone, err := takenBack(t, id); err != nil || gone != undo {
			return err
		}
		return t.SayTip(store.TipSaid{Case: id, Verb: verb, Day: today})
	})
}

// takenBack says whether a case is taken back, by what its desk knows and what was
// said since.
func takenBack(t *store.Tx, id tip.ID) (bool, error) {
	said, err := t.TipsSaid(id)
	if err != nil {
		return false, err
	}
	p, err := t.TipCase(id)
	if errors.Is(err, store.ErrGone) { // nobody sorted it yet
		return slices.ContainsFunc(said, func(s store.TipSaid) bool { return s.Verb == desk.Withdraw }), nil
	}
	work := shown(&p.Case.Case, said)
	return work.Gone, err
}

// maxCaseFiles bounds what one case id takes.
const maxCaseFiles = 60

// File keeps an attachment, whether anybody knows its case or not.
func (d *TipDoor) File(ctx context.Context, of, id tip.ID, sealed []byte) error {
	size := 0
	for _, n := range tip.FileSizes {
		if len(sealed) == tip.SealedSize(n, 1) {
			size = n
		}
	}
	if size == 0 {
		return &tip.Error{Code: tip.WrongSize, What: fmt.Sprintf("%d bytes", len(sealed))}
	}
	if err := tip.CheckSealed(sealed, size); err != nil {
		return err
	}
	return d.O.Store.Within(ctx, func(t *store.Tx) error {
		all, err := t.TipItems(of)
		if err != nil || len(all) >= maxCaseFiles {
			return err
		}
		return t.PutTipItems(store.TipItem{ID: id, Case: of, Kind: store.TipFile, Day: d.O.today(), Bytes: sealed})
	})
}
