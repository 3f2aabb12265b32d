package store

import (
	"context"
	"fmt"
	"slices"

	"phendau/internal/catalogue"
	"phendau/internal/ledger"
	"phendau/internal/match"
	"phendau/internal/place"
	"phendau/internal/registry"
)

// ActsBetween describes the entries of some ledgers that count and whose first
// day lies in [from, to], for the finder of joint acts. Entries of kinds
// hidden below commune are left out.
func (s *Store) ActsBetween(ctx context.Context, ledgerIDs []string, from, to registry.Day) ([]match.Act, error) {
	reg, err := s.Registry(ctx)
	if err != nil {
		return nil, err
	}
	l := &actReader{s: s, ctx: ctx, reg: reg, cat: reg.Latest()}
	for _, id := range validIDs(ledgerIDs) {
		if err := l.ledger(id, from, to); err != nil {
			return nil, fmt.Errorf("read acts of ledger %s: %w", id, err)
		}
	}
	return l.acts, nil
}

type actReader struct {
	s    *Store
	ctx  context.Context
	reg  *registry.Registry
	cat  *catalogue.Catalogue
	acts []match.Act
}

func (l *actReader) ledger(id string, from, to registry.Day) error {
	at, err := l.accepted(id, from, to)
	if err != nil {
		return err
	}
	first := len(l.acts)
	var pictured []string
	rows, err := l.s.query(l.ctx, "SELECT "+recordCols+" FROM record WHERE ledger_id = $1 AND record_type = 'entry' AND day BETWEEN $2 AND $3 ORDER BY day, record_id",
		id, int64(from), int64(to))
	err = each(rows, err, func(scan func(...any) error) error {
		r, err := scanRecord(scan)
		if err != nil {
			return err
		}
		k := l.cat.Kinds[r.Kind]
		if !r.Counts() || k == nil || k.Roles.HiddenBelowCommune {
			return nil
		}
		a, err := match.Describe(id, r, k, communeOf(l.reg.Places, r.PlaceID, r.Day))
		a.AtMS = at[r.ID]
		if l.acts = append(l.acts, a); r.State.Evidence > 0 {
			pictured = append(pictured, r.ID)
		}
		return err
	})
	if err != nil {
		return err
	}
	return l.photos(id, pictured, l.acts[first:])
}

// accepted is when the first operation of each entry was taken in.
func (l *actReader) accepted(id string, from, to registry.Day) (map[string]int64, error) {
	out := map[string]int64{}
	rows, err := l.s.query(l.ctx, `SELECT r.record_id, MIN(o.accepted_ms) FROM record r JOIN op o ON o.ledger_id = r.ledger_id AND o.entity_id = r.record_id
		WHERE r.ledger_id = $1 AND r.record_type = 'entry' AND r.day BETWEEN $2 AND $3 GROUP BY r.record_id`, id, int64(from), int64(to))
	err = each(rows, err, func(scan func(...any) error) error {
		var entry string
		var ms int64
		err := scan(&entry, &ms)
		out[entry] = ms
		return err
	})
	return out, err
}

// photos folds the attachments of the entries that have some: their hashes
// stand in operations only.
func (l *actReader) photos(id string, entries []string, acts []match.Act) error {
	have := map[string][]string{}
	err := chunks(entries, func(part []string) error {
		return l.s.operationsOn(l.ctx, id, part, func(o *ledger.Op, _ ledger.Stamp) {
			switch hash, sign := ledger.AttachedHash(o); {
			case sign > 0:
				have[o.EntityID] = append(have[o.EntityID], hash)
			case sign < 0:
				have[o.EntityID] = slices.DeleteFunc(have[o.EntityID], func(h string) bool { return h == hash })
			}
		})
	})
	for i := range acts {
		acts[i].Photos = have[acts[i].Ref.EntryID]
	}
	return err
}

// OperationsOn shows the operations on some entities of a ledger, in its order.
func (s *Store) OperationsOn(ctx context.Context, ledgerID string, entities []string, see func(*ledger.Op, ledger.Stamp)) error {
	return chunks(validIDs(entities), func(part []string) error { return s.operationsOn(ctx, ledgerID, part, see) })
}

// operationsOn shows the operations on some entities in ledger order.
func (s *Store) operationsOn(ctx context.Context, ledgerID string, entities []string, see func(*ledger.Op, ledger.Stamp)) error {
	rows, err := s.query(ctx, "SELECT ledger_id, seq, epoch, accepted_ms, bytes, sig FROM op WHERE ledger_id = $1 AND "+in("entity_id", 1, len(entities))+" ORDER BY seq",
		append([]any{ledgerID}, anys(entities)...)...)
	return each(rows, err, func(scan func(...any) error) error {
		op, stamp, err := scanOp(scan)
		if err == nil {
			see(&op.Op, stamp)
		}
		return err
	})
}

// communeOf is the commune of a place on a day, "" above commune.
func communeOf(places *place.Registry, id string, day registry.Day) string {
	if places.Level(id) == place.LevelCommune {
		return id
	}
	for _, up := range places.Ancestors(id, day) {
		if places.Level(up) == place.LevelCommune {
			return up
		}
	}
	return ""
}

// DecidedPairs tells which pairs of entries somebody has answered already: one
// was proposed to join the other, confirmed, declined, or left again. A
// declined proposal changes no table, so the operations are asked.
func (s *Store) DecidedPairs(ctx context.Context, pairs []match.Pair) (map[match.Pair]bool, error) {
	mains := map[string][]string{} // ledger that may hold the answer -> main entries
	wanted := map[match.Pair]bool{}
	byID := map[[2]string]match.Pair{} // "leave" names the main entry without its ledger
	for _, p := range pairs {
		wanted[p] = true
		for _, r := range [2]ledger.Ref{p.A, p.B} {
			mains[r.LedgerID] = append(mains[r.LedgerID], p.A.EntryID, p.B.EntryID)
		}
		byID[[2]string{p.A.EntryID, p.B.EntryID}], byID[[2]string{p.B.EntryID, p.A.EntryID}] = p, p
	}
	out := map[match.Pair]bool{}
	for _, id := range sortedKeys(mains) {
		if !ledger.ValidID(id) {
			continue
		}
		ids := validIDs(mains[id])
		slices.Sort(ids)
		err := chunks(slices.Compact(ids), func(part []string) error {
			return s.operationsOn(ctx, id, part, func(o *ledger.Op, _ ledger.Stamp) {
				for _, p := range ledger.EventPairs(o) {
					pair := match.MakePair(p[0], p[1])
					if p[0].LedgerID == "" {
						pair = byID[[2]string{p[0].EntryID, p[1].EntryID}]
					}
					if wanted[pair] {
						out[pair] = true
					}
				}
			})
		})
		if err != nil {
			return nil, fmt.Errorf("read answers in ledger %s: %w", id, err)
		}
	}
	return out, nil
}
