package demo

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/store"
)

// mark is something besides entries that happens at an instant of the story:
// a stage of the registry, a locked report.
type mark struct {
	at   int64
	what string
	do   func(ctx context.Context) error
}

// syncDays is how often the demo's offices synchronise.
const syncDays = 7

// maxBatch is the largest number of operations in one transaction.
const maxBatch = 500

// run writes the story: every second week what was done since the last time,
// and in between the marks.
func (b *builder) run(ctx context.Context) error {
	slices.SortStableFunc(b.steps, func(x, y *step) int { return cmp.Compare(x.at, y.at) })
	if b.o.until > 0 {
		end := instant(b.o.until, 0)
		b.steps = slices.DeleteFunc(b.steps, func(s *step) bool { return s.at >= end })
		b.marks = slices.DeleteFunc(b.marks, func(m mark) bool { return m.at >= end })
	}
	b.giveIDs()
	b.syncs()
	slices.SortStableFunc(b.marks, func(x, y mark) int { return cmp.Compare(x.at, y.at) })
	total, next := len(b.steps), 0
	for _, m := range b.marks {
		n := next
		for n < total && b.steps[n].at < m.at {
			n++
		}
		if err := b.write(ctx, b.steps[next:n], m.at); err != nil {
			return err
		}
		next = n
		b.progress(next, total, m.at)
		if m.do == nil {
			continue
		}
		b.clock.moveTo(m.at)
		if err := m.do(ctx); err != nil {
			return fmt.Errorf("%s on %s: %w", m.what, dayOf(m.at), err)
		}
	}
	return nil
}

func (b *builder) progress(done, total int, at int64) {
	if b.o.Progress != nil {
		b.o.Progress(done, total, dayOf(at).String())
	}
}

// syncs adds the moments of synchronisation and the stages of the registry.
func (b *builder) syncs() {
	var end int64
	if n := len(b.steps); n > 0 {
		end = b.steps[n-1].at
	}
	monday := openingDay + 7 - calendar.Day(weekday(openingDay))
	for ; ; monday += syncDays {
		at := min(morning(workday(monday)), end+minuteMS)
		b.marks = append(b.marks, mark{at: at})
		if at > end {
			break
		}
	}
	for _, d := range stageDays() {
		if b.o.until == 0 || d < b.o.until {
			b.marks = append(b.marks, mark{instant(d, 15*60), "registry", func(ctx context.Context) error { return b.stage(ctx, d) }})
		}
	}
}

// giveIDs numbers records and operations in the order of time, so that their
// ids carry it.
func (b *builder) giveIDs() {
	for _, s := range b.steps {
		b.planMS = max(b.planMS, s.at)
		if s.file != nil {
			s.id = cmp.Or(s.ids, b.fileIDs).New()
			continue
		}
		if s.verb == "create" {
			s.act.id = b.ids.New()
		}
		s.id = b.ids.New()
	}
}

// write appends steps in batches. A confirmation needs its proposal stored
// before, because they may lie in two ledgers.
func (b *builder) write(ctx context.Context, steps []*step, at int64) error {
	b.clock.moveTo(at)
	for len(steps) > 0 {
		n := together(steps)
		// Ledger by ledger, each in its own order. The device's chain then ends in
		// the ledger stored last.
		batch := slices.Clone(steps[:n])
		slices.SortStableFunc(batch, func(x, y *step) int { return cmp.Compare(x.act.ledger, y.act.ledger) })
		drafts := make([]ledger.Draft, n)
		for i, s := range batch {
			drafts[i] = s.draft()
		}
		// Since 2025 everybody acts with a right of his own, and the door checks it.
		how := store.Batch{Atomic: true, Rights: dayOf(at) > merged2025}
		if _, err := b.w.Act(ctx, how, drafts); err != nil {
			return fmt.Errorf("operations up to %s: %w", dayOf(at), err)
		}
		if err := b.keep(ctx, batch); err != nil {
			return err
		}
		steps = steps[n:]
		b.clock.moveTo(b.clock.Now() + minuteMS)
	}
	return nil
}

// together is how many of the steps go into one transaction.
func together(steps []*step) int {
	proposed := map[*act]bool{}
	for n, s := range steps {
		if n == maxBatch || s.verb == "confirm" && proposed[s.main] {
			return n
		}
		if s.verb == "propose" {
			proposed[s.main] = true
		}
	}
	return len(steps)
}

// catalogueVersion is the base catalogue, with which everything is checked.
const catalogueVersion = 1

func (s *step) draft() ledger.Draft {
	d := ledger.Draft{LedgerID: s.act.ledger, EntityType: s.act.typ, EntityID: s.act.id, Verb: s.verb, ID: s.id,
		ActorID: s.actor, BodyID: s.body, Catalogue: catalogueVersion}
	if s.entity != "" {
		d.EntityType, d.EntityID = s.entity, s.main.id
	}
	if s.base != nil {
		d.Base = s.base.id
	}
	if s.args != nil {
		d.Body = s.args()
	}
	return d
}
