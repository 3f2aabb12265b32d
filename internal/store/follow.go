package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"phendau/internal/ledger"
)

// Followed is what became of a page of a ledger that another site orders.
type Followed struct {
	Ops, Refused int
	// Frozen says what is wrong with the page: the ledger is not followed any
	// further. It is also the answer to later pages.
	Frozen string
	// Gap says that earlier pages are missing; nothing was stored.
	Gap bool
	// Reordered counts operations that a site had ordered after it lost the
	// ledger, and which were put into the order here.
	Reordered int
}

// Follow takes over a page of a ledger as the site `from` ordered it, in one
// transaction. What is here already is compared. The first difference freezes
// the ledger; it is no error.
func (s *Store) Follow(ctx context.Context, from string, p ledger.Page) (Followed, error) {
	var out Followed
	var lost []ledger.Signed
	err := s.write(ctx, func(t *Tx) (err error) {
		out, lost, err = t.follow(from, p)
		return err
	})
	var broken *ledger.BrokenChain
	if errors.As(err, &broken) {
		return Followed{Frozen: broken.Error()}, s.freeze(ctx, p.LedgerID, broken.Error())
	}
	if err != nil {
		return out, fmt.Errorf("follow ledger %s: %w", p.LedgerID, err)
	}
	if len(lost) > 0 {
		_, err = s.Append(ctx, Batch{Ops: lost})
		out.Reordered = len(lost)
	}
	return out, err
}

// freeze stops a ledger here; others go on.
func (s *Store) freeze(ctx context.Context, ledgerID, why string) error {
	return s.write(ctx, func(t *Tx) error { return t.freeze(ledgerID, why) })
}

// freeze says what is wrong with a ledger; "" lets it go on.
func (t *Tx) freeze(ledgerID, why string) error {
	_, err := t.exec("UPDATE ledger_head SET frozen = $1 WHERE ledger_id = $2", why, ledgerID)
	return err
}

// thaws reports a page by which home takes a ledger back beyond what is here: its
// signed decision from where a stopped ledger goes on. Whether it is, the fold asks.
func thaws(from string, head ledger.Head, p ledger.Page) bool {
	return from == "" && slices.ContainsFunc(p.Ops, func(o ledger.Stamped) bool { return breaks(o) && o.Stamp.Epoch > head.Epoch })
}

func (t *Tx) follow(from string, p ledger.Page) (out Followed, lost []ledger.Signed, err error) {
	head, err := t.head(p.LedgerID)
	if err != nil || head.Kind == "" {
		return Followed{Gap: true}, nil, err
	}
	if err := t.row("SELECT frozen FROM ledger_head WHERE ledger_id = $1", p.LedgerID).Scan(&out.Frozen); err != nil || out.Frozen != "" && !thaws(from, head, p) {
		return out, nil, err
	}
	out.Frozen = ""
	fresh, older, err := t.beyond(head, p.Ops)
	if err != nil {
		return out, nil, err
	}
	if fresh < len(p.Ops) && from != "" && (head.Site != from || older) {
		return t.lostTail(from, head, p, fresh)
	}
	if fresh < len(p.Ops) && p.Ops[fresh].Stamp.Seq <= head.Seq {
		if head, err = t.rewindTo(from, head, &p.Ops[fresh]); err != nil {
			return out, nil, err
		}
	}
	ops := p.Ops[fresh:]
	if len(ops) > 0 && ops[0].Stamp.Seq > head.Seq+1 {
		return Followed{Gap: true}, nil, nil
	}
	return t.takeOver(from, head, p, ops)
}

// beyond is the index of the first operation of a page that is not here as it
// stands there. older says that what stands here instead is of a later epoch:
// the page was ordered by who has lost the ledger since.
func (t *Tx) beyond(head ledger.Head, ops []ledger.Stamped) (fresh int, older bool, err error) {
	if len(ops) == 0 || ops[0].Stamp.Seq > head.Seq {
		return 0, false, nil
	}
	have := map[int64]ledger.Stamp{}
	rows, err := t.query("SELECT seq, epoch, ledger_hash FROM op WHERE ledger_id = $1 AND seq BETWEEN $2 AND $3", head.LedgerID, ops[0].Stamp.Seq, ops[len(ops)-1].Stamp.Seq)
	err = each(rows, err, func(scan func(...any) error) error {
		var st ledger.Stamp
		var b []byte
		err := scan(&st.Seq, &st.Epoch, &b)
		copy(st.Hash[:], b)
		have[st.Seq] = st
		return err
	})
	for i := range ops {
		if was := have[ops[i].Stamp.Seq]; was.Hash != ops[i].Stamp.Hash {
			return i, was.Epoch > ops[i].Stamp.Epoch, err
		}
	}
	return len(ops), false, err
}

// takeOver folds the new operations of a page and stores everything.
func (t *Tx) takeOver(from string, head ledger.Head, p ledger.Page, ops []ledger.Stamped) (out Followed, lost []ledger.Signed, err error) {
	b := Batch{follows: true, Payloads: map[ledger.Hash][]byte{}}
	for _, payload := range p.Payloads {
		b.Payloads[ledger.HashOf(payload)] = payload
	}
	fold, err := t.foldOf(head, b, ops)
	if err != nil {
		return out, nil, err
	}
	for i := range ops {
		if err := fold.Follow(ops[i].Signed, ops[i].Stamp, from); err != nil {
			return out, nil, err
		}
	}
	if err := fold.EndFollow(); err != nil {
		return out, nil, err
	}
	back := make([]ledger.Signed, 0, len(ops)+len(p.Refused))
	for i := range ops {
		back = append(back, ops[i].Signed)
	}
	refused, err := t.newRefused(p.Refused)
	if err != nil {
		return out, nil, err
	}
	for i := range refused {
		if err := fold.FollowRefused(refused[i]); err != nil {
			return out, nil, err
		}
		back = append(back, refused[i].Signed)
	}
	forked, err := t.otherChains(back)
	if err != nil {
		return out, nil, err
	}
	if err := t.dropCustody(p.LedgerID, back); err != nil {
		return out, nil, err
	}
	if err := t.store(b, fold); err != nil {
		return out, nil, err
	}
	out.Ops, out.Refused = len(ops), len(refused)
	return out, nil, t.meetDevices(back, forked)
}

// foldOf starts the fold of operations that were ordered before.
func (t *Tx) foldOf(head ledger.Head, b Batch, ops []ledger.Stamped) (*ledger.Batch, error) {
	env, err := envOf(t.s.registryBy(t))
	if err != nil {
		return nil, err
	}
	signed := make([]ledger.Signed, len(ops))
	for i := range ops {
		signed[i] = ops[i].Signed
	}
	books, err := t.books(map[string][]ledger.Signed{head.LedgerID: signed}, b.Payloads)
	if err != nil {
		return nil, err
	}
	fold := ledger.NewBatch(head, env, books[head.LedgerID], t.nowMS, false)
	fold.At(t.s.site)
	return fold, nil
}

// newRefused leaves out refusals that are here.
func (t *Tx) newRefused(all []ledger.Refused) ([]ledger.Refused, error) {
	var out []ledger.Refused
	for i := range all {
		r := &all[i]
		var n int
		if err := t.row("SELECT count(*) FROM refused_op WHERE device_id = $1 AND device_seq = $2", r.Op.DeviceID, r.Op.DeviceSeq).Scan(&n); err != nil {
			return nil, err
		}
		if n == 0 {
			out = append(out, *r)
		}
	}
	return out, nil
}

// otherChains lists the devices of operations that contradict what is here under
// their numbers: such a device was cloned, and showed each site another chain.
func (t *Tx) otherChains(ops []ledger.Signed) (map[string]bool, error) {
	by := map[string]map[int64]chained{}
	for i := range ops {
		o := &ops[i]
		if by[o.Op.DeviceID] == nil {
			by[o.Op.DeviceID] = map[int64]chained{}
		}
		by[o.Op.DeviceID][o.Op.DeviceSeq] = chainOf(o)
	}
	out := map[string]bool{}
	for id, come := range by {
		lo, hi := int64(1<<62), int64(0)
		for seq := range come {
			lo, hi = min(lo, seq), max(hi, seq)
		}
		held, err := t.heldRange(id, lo-1, hi+1)
		if err != nil {
			return nil, err
		}
		for seq, c := range come {
			was, here := held[seq]
			prev, before := held[seq-1]
			next, behind := held[seq+1]
			if here && was.hash != c.hash || before && c.prev != prev.hash || behind && next.prev != c.hash {
				out[id] = true
			}
		}
	}
	return out, nil
}

// meetDevices moves the heads of the devices whose operations came, and marks
// those that were cloned.
func (t *Tx) meetDevices(ops []ledger.Signed, forked map[string]bool) error {
	heads, err := t.deviceHeads(ops)
	if err != nil {
		return err
	}
	for id := range heads {
		if !forked[id] {
			continue
		}
		was, is := heads[id], heads[id]
		is.Forked = true
		if err := t.storeDevices(map[string]ledger.DeviceHead{id: was}, map[string]ledger.DeviceHead{id: is}); err != nil {
			return err
		}
		delete(heads, id)
	}
	return t.advance(heads)
}
