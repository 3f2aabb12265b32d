package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"phendau/internal/audit"
	"phendau/internal/ledger"
)

// siteName is under what the book remembers the site it is kept at.
const siteName = "site"

// Site is the site this book is kept at: the id of its device, "" at home,
// where the book was begun.
func (s *Store) Site() string { return s.site }

func (s *Store) readSite(ctx context.Context) error {
	b, err := s.Instance(ctx, siteName)
	if errors.Is(err, ErrGone) {
		return nil
	}
	s.site = string(b)
	return err
}

// Join makes an empty book the one of a site: it follows home from nothing.
func (s *Store) Join(ctx context.Context, registryID, site string) error {
	err := s.write(ctx, func(t *Tx) error {
		if err := t.start(registryID); err != nil {
			return err
		}
		if err := t.PutInstance(siteName, []byte(site)); err != nil {
			return err
		}
		return t.meet("")
	})
	if err != nil {
		return fmt.Errorf("join the book: %w", err)
	}
	s.site = site
	return nil
}

// Meet notes a site this one exchanges with.
func (s *Store) Meet(ctx context.Context, site string) error {
	return s.write(ctx, func(t *Tx) error { return t.meet(site) })
}

func (t *Tx) meet(site string) error {
	return t.insert("peer", "site, told, waiting, told_ms", [][]any{{site, []byte("[]"), []byte("[]"), 0}}, "ON CONFLICT (site) DO NOTHING")
}

// LedgerState is where a ledger is kept and how far it is known here.
type LedgerState struct {
	ledger.Head
	Frozen string // what was found wrong with its order; "" for nothing
}

// LedgerStates lists all ledgers by id.
func (s *Store) LedgerStates(ctx context.Context) ([]LedgerState, error) {
	return ledgerStates(reading{s, ctx})
}

// Keeps reports whether this book orders a ledger; one it does not know it does
// not.
func (s *Store) Keeps(ctx context.Context, ledgerID string) (bool, error) {
	var site string
	var released int
	err := s.queryRow(ctx, "SELECT site, released FROM ledger_head WHERE ledger_id = $1", ledgerID).Scan(&site, &released)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read who orders a ledger: %w", err)
	}
	return site == s.site && released == 0, nil
}

func ledgerStates(q querier) ([]LedgerState, error) {
	var out []LedgerState
	rows, err := q.query("SELECT ledger_id, kind, epoch, seq, hash, site, released, frozen FROM ledger_head ORDER BY ledger_id")
	err = each(rows, err, func(scan func(...any) error) error {
		var l LedgerState
		var hash []byte
		var released int
		err := scan(&l.LedgerID, &l.Kind, &l.Epoch, &l.Seq, &hash, &l.Site, &released, &l.Frozen)
		copy(l.Hash[:], hash)
		l.Released = released != 0
		out = append(out, l)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the states of ledgers: %w", err)
	}
	return out, nil
}

// Shared lists the ledgers that were ever handed over between home and a site.
func (s *Store) Shared(ctx context.Context, site string) ([]LedgerState, error) {
	all, err := s.LedgerStates(ctx)
	if err != nil {
		return nil, err
	}
	hands, err := s.handovers(ctx)
	return sharedBy(all, hands, site), err
}

func sharedBy(all []LedgerState, hands map[string][]ledger.Handover, site string) []LedgerState {
	var out []LedgerState
	for _, l := range all {
		if slices.ContainsFunc(hands[l.LedgerID], func(h ledger.Handover) bool { return h.To == site || h.From == site }) {
			out = append(out, l)
		}
	}
	return out
}

// handovers reads the authority operations of all ledgers.
func (s *Store) handovers(ctx context.Context) (map[string][]ledger.Handover, error) {
	out := map[string][]ledger.Handover{}
	rows, err := s.query(ctx, "SELECT o.bytes, o.sig FROM ledger_head h JOIN op o ON o.ledger_id = h.ledger_id AND o.entity_id = h.ledger_id ORDER BY o.ledger_id, o.seq")
	err = each(rows, err, func(scan func(...any) error) error {
		var b, sig []byte
		if err := scan(&b, &sig); err != nil {
			return err
		}
		op, err := ledger.Decode(b, sig)
		if err != nil || op.Op.EntityType != ledger.TypeAuthority {
			return err
		}
		var h ledger.Handover
		err = json.Unmarshal(op.Op.Body, &h)
		out[op.Op.LedgerID] = append(out[op.Op.LedgerID], h)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read hand-overs: %w", err)
	}
	return out, nil
}

// TookBundle reports whether a bundle was taken in before.
func (s *Store) TookBundle(ctx context.Context, sum []byte) (bool, error) {
	var n int
	err := s.queryRow(ctx, "SELECT count(*) FROM bundle WHERE sha256 = $1", sum).Scan(&n)
	return n > 0, err
}

// TakenBundle is a bundle that was taken in: its hash, how far its sender has
// got, and the files it lacks.
type TakenBundle struct {
	Site  string
	Sum   []byte
	Told  []ledger.Position
	Wants []ledger.Hash
}

// EndBundle notes that a bundle was taken in.
func (s *Store) EndBundle(ctx context.Context, b TakenBundle, line audit.Record) error {
	told, err := json.Marshal(b.Told)
	if err != nil {
		return err
	}
	wants := make([]string, len(b.Wants))
	for i := range b.Wants {
		wants[i] = b.Wants[i].String()
	}
	lacks, err := json.Marshal(wants)
	if err != nil {
		return err
	}
	return s.write(ctx, func(t *Tx) error {
		if err := t.audit([]audit.Record{line}); err != nil {
			return err
		}
		if _, err := t.exec("UPDATE peer SET told = $1, told_ms = $2, wants = $3 WHERE site = $4", told, t.nowMS, string(lacks), b.Site); err != nil {
			return err
		}
		return t.insert("bundle", "sha256, site, at_ms", [][]any{{b.Sum, b.Site, t.nowMS}}, "ON CONFLICT (sha256) DO NOTHING")
	})
}
