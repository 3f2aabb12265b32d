package office

import (
	"context"
	"errors"
	"slices"

	"phendau/internal/audit"
	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/store"
	"phendau/internal/tip"
	"phendau/internal/tip/desk"
)

// KeepTips does what falls due at desks by itself: what senders did on earlier days
// becomes operations, referrals nobody answered go back, cases whose grace is over
// are shredded, the leaves of past days enter the log, what a flood left in
// quarantine is deleted, and so are attachments of nobody and keys of quarters that open
// nothing any more.
// It may be cut off and called again, by any process.
func (o *Office) KeepTips(ctx context.Context) error {
	if o.Vault == nil {
		return nil
	}
	return errors.Join(o.tipsTaken(ctx), o.tipsLapsed(ctx), o.tipsShredded(ctx), o.tipLeaves(ctx), o.tipsUnsorted(ctx), o.keysKept(ctx), o.oldEpochs(ctx),
		o.tipFiles(ctx))
}

// caseAct does an act of nobody: a clock ran out.
func (o *Office) caseAct(ctx context.Context, p *store.PlacedCase, verb desk.Verb, body *ledger.CaseBody, records []audit.Record, also func(*store.Tx) error) error {
	body.Desk = p.Owner
	d, err := ledger.CaseDraft(p.LedgerID, p.ID, verb, body)
	if err != nil {
		return err
	}
	_, err = o.Writer.Act(ctx, store.Batch{Atomic: true, Audit: records, Also: also}, []ledger.Draft{d})
	return refusal(err)
}

// tipsTaken writes what senders did before today into the ledgers of their desks,
// by case and day: the order in which they came is in none of it.
func (o *Office) tipsTaken(ctx context.Context) error {
	all, err := o.Store.TipsSaid(ctx)
	if err != nil {
		return err
	}
	for _, s := range all {
		if s.Day >= o.today() {
			continue
		}
		p, err := o.Store.TipCase(ctx, s.Case)
		if errors.Is(err, store.ErrGone) {
			continue // nobody sorted it yet
		}
		if err != nil {
			return err
		}
		work, forget := p.Case.Case, func(t *store.Tx) error { return t.UnsayTip(s) }
		if work.Apply(desk.Act{Verb: s.Verb, Day: s.Day}) != nil {
			err = o.Store.Within(ctx, forget)
		} else {
			err = o.caseAct(ctx, &p, s.Verb, &ledger.CaseBody{Day: s.Day.String()}, nil, forget)
		}
		if err != nil && !errors.Is(err, store.ErrGone) { // another process, or an officer, was faster
			return err
		}
	}
	return nil
}

// tipsLapsed returns what was offered in vain: nobody answered in time, or the desk that
// was asked has been succeeded and answers for nothing new.
func (o *Office) tipsLapsed(ctx context.Context) error {
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return err
	}
	cases, err := o.Store.TipCases(ctx, "", false)
	if err != nil {
		return err
	}
	for i := range cases {
		p := &cases[i]
		work, reason := p.Case.Case, ""
		if _, over := reg.TipDeskOver(p.Target.UUID(), o.today()); over {
			reason = desk.Succeeded
		}
		if p.State != desk.Referred || work.Apply(desk.Act{Verb: desk.Lapse, At: o.nowMS(), Reason: reason}) != nil {
			continue
		}
		rec := audit.Record{Action: audit.TipAct, ObjectID: p.ID.String(), Reason: reason, Detail: audit.Facts("what", desk.Lapse), Outcome: audit.Done}
		if err := o.caseAct(ctx, p, desk.Lapse, &ledger.CaseBody{Reason: reason}, []audit.Record{rec}, nil); err != nil {
			return err
		}
	}
	return nil
}

// tipsShredded shreds what is due. The operation comes first: from then on no door
// hands anything out, and a night that was cut off is made up for in the next.
func (o *Office) tipsShredded(ctx context.Context) error {
	due, err := o.Store.TipsToShred(ctx, o.today())
	if err != nil {
		return err
	}
	for i := range due {
		p := &due[i]
		said, err := o.Store.TipsSaid(ctx, p.ID)
		if err != nil {
			return err
		}
		work := shown(&p.Case.Case, said)
		if work.Apply(desk.Act{Verb: desk.Shred, Day: o.today()}) != nil {
			continue // held, frozen, unread, or its outcome is not counted yet
		}
		rec := audit.Record{Action: audit.Shred, ObjectID: p.ID.String(), Detail: audit.Facts("what", "tip"), Outcome: audit.Done}
		err = o.caseAct(ctx, p, desk.Shred, &ledger.CaseBody{}, []audit.Record{rec}, func(t *store.Tx) error { return dropUnless(t, p.ID, said) })
		if errors.Is(err, store.ErrGone) {
			continue
		}
		if err == nil {
			err = o.Vault.Shred(ctx, p.ID.String())
		}
		if err != nil {
			return err
		}
	}
	return o.shredRest(ctx)
}

// dropUnless deletes what there is of a case, unless its sender said something since:
// nothing unread is shredded. ErrGone says that he did.
func dropUnless(t *store.Tx, id tip.ID, said []store.TipSaid) error {
	now, err := t.TipsSaid(id)
	if err == nil && !slices.Equal(now, said) {
		err = store.ErrGone
	}
	if err != nil {
		return err
	}
	return t.DropTip(id)
}

// shredRest deletes keys of cases whose shredding was cut off behind its operation.
func (o *Office) shredRest(ctx context.Context) error {
	all, err := o.Store.TipCases(ctx, "", true)
	if err != nil {
		return err
	}
	gone, err := o.Vault.Shredded(ctx)
	if err != nil {
		return err
	}
	listed := map[string]bool{}
	for _, id := range gone {
		listed[id] = true
	}
	var rest []string
	for i := range all {
		if id := all[i].ID.String(); all[i].State == desk.Shredded && !listed[id] {
			rest = append(rest, id)
		}
	}
	if len(rest) == 0 {
		return nil
	}
	return o.Vault.Shred(ctx, rest...)
}

// tipLeaves writes the leaves of past days into the log, sorted by value.
func (o *Office) tipLeaves(ctx context.Context) error {
	return o.Store.Within(ctx, func(t *store.Tx) error {
		leaves, err := t.TakeTipLeaves(o.today())
		if err != nil || len(leaves) == 0 {
			return err
		}
		records := make([]audit.Record, len(leaves))
		for i, l := range leaves {
			records[i] = audit.Record{Action: audit.TipFiled, ObjectID: l, Outcome: audit.Done}
		}
		return t.Audit(records...)
	})
}

// filesMost is how many bytes of attachments are kept of cases that nobody sorted:
// what comes for no case, or for one nobody looked at, must not fill the disk.
const filesMost = 2 << 30

// tipFiles deletes attachments of cases nobody knows that are old, and those of cases
// nobody sorted that are too many.
func (o *Office) tipFiles(ctx context.Context) error {
	return o.Store.Within(ctx, func(t *store.Tx) error {
		if err := t.SweepTipFiles(o.today()); err != nil {
			return err
		}
		return t.BoundTipFiles(filesMost)
	})
}

// quarantineDays is how long what came in a flood without a code waits.
const quarantineDays = 30

// quarantineMost is how many slots a desk keeps in quarantine: 2 GiB of them.
const quarantineMost = 2 << 30 / tip.SlotSize

// tipsUnsorted deletes what waited in quarantine for too long or is too much, unless
// somebody sorts it at this moment. A key whose slot is gone opens nothing.
func (o *Office) tipsUnsorted(ctx context.Context) error {
	old, err := o.Store.OldTipSlots(ctx, store.LaneQuarantine, o.today()-quarantineDays, sweepPage)
	if err != nil {
		return err
	}
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return err
	}
	for _, id := range reg.TipDesks() {
		more, err := o.Store.ExcessTipSlots(ctx, id, store.LaneQuarantine, quarantineMost, sweepPage)
		if err != nil {
			return err
		}
		old = append(old, more...)
	}
	for _, id := range old {
		err := o.Store.Within(ctx, func(t *store.Tx) error {
			if _, err := t.TakeSlot(id); err != nil {
				return err
			}
			return t.DropTip(id)
		})
		if errors.Is(err, store.ErrGone) {
			continue
		}
		if err == nil {
			err = o.Vault.Drop(ctx, id.String())
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// sweepPage is how many slots one hour deletes at most.
const sweepPage = 5_000

// epochKeptDays is how long behind its end the key of a quarter is kept at least:
// phones without a network seal to it for 120 days, and what they sealed is thirty
// days on the way.
const epochKeptDays = tip.GraceDays + slotWayDays

// oldEpochs deletes keys of quarters that open nothing any more: no case is left
// that came while something sealed to them was taken.
func (o *Office) oldEpochs(ctx context.Context) error {
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return err
	}
	gone, err := o.Vault.Shredded(ctx)
	if err != nil {
		return err
	}
	var over []string
	for _, id := range reg.TipDesks() {
		oldest, err := o.oldestCase(ctx, id)
		if err != nil {
			return err
		}
		for _, e := range reg.TipEpochs(id) {
			to, err := calendar.ParseDay(e.NotAfter)
			if err != nil {
				return err
			}
			holder := epochHolder(e.Desk.String(), e.Epoch)
			if end := to + epochKeptDays; end < o.today() && end < oldest && !slices.Contains(gone, holder) {
				over = append(over, holder)
			}
		}
	}
	if len(over) == 0 {
		return nil
	}
	records := make([]audit.Record, len(over))
	for i, h := range over {
		records[i] = audit.Record{Action: audit.Shred, Detail: audit.Facts("what", "tip_key", "key", h), Outcome: audit.Done}
	}
	if err := o.Store.Audit(ctx, records...); err != nil {
		return err
	}
	return o.Vault.Shred(ctx, over...)
}

// oldestCase is the day on which the oldest case came that a desk still has, sorted
// or not; a far day where it has none.
func (o *Office) oldestCase(ctx context.Context, deskID string) (calendar.Day, error) {
	oldest := calendar.Day(1 << 20)
	cases, err := o.Store.TipCases(ctx, deskID, false)
	if err != nil {
		return 0, err
	}
	for i := range cases {
		oldest = min(oldest, cases[i].Arrived)
	}
	slots, err := o.Store.TipSlots(ctx, deskID, 1<<20)
	for i := range slots {
		oldest = min(oldest, slots[i].Day)
	}
	return oldest, err
}
