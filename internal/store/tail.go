package store

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"phendau/internal/figure"
	"phendau/internal/ledger"
)

// step is how far a ledger moved beyond a view.
type step struct {
	ledgerID string
	from     int64
}

// next is the view as of now made from an older one: entries with lines above
// its position are read whole, everything else is shared. Without an older
// view, after a ledger was ordered anew, or where a place that was unknown
// came to be, everything is loaded.
func (l *loader) next(v *View) (*View, error) {
	if v == nil {
		return l.view(nil)
	}
	heads, err := l.heads()
	if err != nil {
		return nil, fmt.Errorf("read positions: %w", err)
	}
	steps, ok := stepsTo(heads, v.Position)
	reg, err := l.s.registryBy(l)
	if err != nil {
		return nil, err
	}
	p := v.Projection
	if ok && reg != v.Registry {
		p = p.On(reg.Places)
	}
	if !ok || p == nil {
		return l.view(nil)
	}
	out := &View{Context: v.Context}
	out.Registry, out.Catalogue = reg, reg.Latest()
	l.hide(out.Catalogue)
	if out.Projection, err = l.tail(p, steps, heads); err != nil {
		return nil, fmt.Errorf("read changed facts: %w", err)
	}
	if err := l.redeclare(&out.Context, steps); err != nil {
		return nil, fmt.Errorf("load statements: %w", err)
	}
	return out, nil
}

// stepsTo lists the ledgers that moved; ok is false where one was ordered
// anew or is gone.
func stepsTo(heads, have []ledger.Position) (steps []step, ok bool) {
	old := make(map[string]ledger.Position, len(have))
	for _, p := range have {
		old[p.LedgerID] = p
	}
	known := 0
	for _, h := range heads {
		was, here := old[h.LedgerID]
		if here {
			known++
		}
		if here && (was.Epoch != h.Epoch || was.Seq > h.Seq) {
			return nil, false
		}
		if h.Seq > was.Seq {
			steps = append(steps, step{h.LedgerID, was.Seq})
		}
	}
	return steps, known == len(have)
}

func (l *loader) tail(p *figure.Projection, steps []step, heads []ledger.Position) (*figure.Projection, error) {
	b := p.Change()
	for _, s := range steps {
		ids, err := l.changed(s)
		if err != nil {
			return nil, err
		}
		if err := chunks(ids, func(part []string) error { return l.reread(b, s.ledgerID, part) }); err != nil {
			return nil, err
		}
	}
	if err := l.seen(b); err != nil {
		return nil, err
	}
	return p.With(b, heads), nil
}

// changed lists the entries of a ledger with lines above a position.
func (l *loader) changed(s step) ([]string, error) {
	seen := map[string]bool{}
	for _, q := range []string{
		"SELECT DISTINCT entry_id FROM standing WHERE ledger_id = $1 AND seq > $2",
		"SELECT DISTINCT entry_id FROM fact WHERE ledger_id = $1 AND seq > $2",
	} {
		rows, err := l.query(q, s.ledgerID, s.from)
		err = each(rows, err, func(scan func(...any) error) error {
			var id string
			err := scan(&id)
			seen[id] = true
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return slices.Sorted(maps.Keys(seen)), nil
}

// reread gives the builder all lines and standings of some entries.
func (l *loader) reread(b *figure.Builder, ledgerID string, entries []string) error {
	of := "ledger_id = $1 AND " + in("entry_id", 1, len(entries))
	args := append([]any{ledgerID}, anys(entries)...)
	if err := l.standings(b, " WHERE "+of, args...); err != nil {
		return err
	}
	var rows []factRow
	unknown := map[int64]bool{}
	err := l.facts(func(r *factRow) {
		rows = append(rows, *r)
		for _, id := range []int64{r.dims, r.bodies} {
			if _, ok := l.lists[id]; !ok {
				unknown[id] = true
			}
		}
	}, " AND "+of, args...)
	if err != nil {
		return err
	}
	err = chunks(slices.Collect(maps.Keys(unknown)), func(part []int64) error {
		rows, err := l.query("SELECT list_id, body FROM list WHERE "+in("list_id", 0, len(part)), anys(part)...)
		return each(rows, err, l.keepList)
	})
	add := l.adder(b)
	for i := range rows {
		add(&rows[i])
	}
	return err
}

// redeclare reads the statements, signed zeros and plans of the ledgers that
// moved and keeps the others'. The order is that of a load.
func (l *loader) redeclare(c *figure.Context, steps []step) error {
	moved := map[string]bool{}
	var fresh figure.Context
	for _, s := range steps {
		moved[s.ledgerID] = true
		if err := l.declaredBy(&fresh, " AND ledger_id = $1", s.ledgerID); err != nil {
			return err
		}
	}
	c.Statements = replaced(c.Statements, fresh.Statements, moved, func(s *figure.Statement) string { return s.LedgerID })
	c.Nils = replaced(c.Nils, fresh.Nils, moved, func(n *figure.Nil) string { return n.LedgerID })
	c.Plans = replaced(c.Plans, fresh.Plans, moved, func(p *figure.Plan) string { return p.LedgerID })
	return nil
}

// replaced is old without the moved ledgers' and with the fresh, by ledger;
// old itself is shared with readers and stays.
func replaced[T any](old, fresh []T, moved map[string]bool, ledgerOf func(*T) string) []T {
	var out []T
	for i := range old {
		if !moved[ledgerOf(&old[i])] {
			out = append(out, old[i])
		}
	}
	out = append(out, fresh...)
	slices.SortStableFunc(out, func(a, b T) int { return strings.Compare(ledgerOf(&a), ledgerOf(&b)) })
	return out
}
