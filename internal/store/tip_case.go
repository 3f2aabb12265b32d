package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/tip"
)

const caseCols = "seq, body"

func scanCase(scan func(...any) error) (*ledger.Case, error) {
	var c ledger.Case
	var body []byte
	if err := scan(&c.Seq, &body); err != nil {
		return nil, err
	}
	return &c, json.Unmarshal(body, &c.Case)
}

// Case finds a case of this ledger.
func (b *txBook) Case(id string) (*ledger.Case, error) {
	rows, err := b.t.query("SELECT "+caseCols+" FROM tip_case WHERE ledger_id = $1 AND case_id = $2", b.ledgerID, id)
	var found *ledger.Case
	err = each(rows, err, func(scan func(...any) error) (err error) { found, err = scanCase(scan); return err })
	return found, err
}

// storeCases writes how the cases of a batch stand at its end.
func (w *sheaf) storeCases(ledgerID string, cases []*ledger.Case) error {
	last := map[tip.ID]*ledger.Case{}
	for _, c := range cases {
		last[c.ID] = c
	}
	var rows [][]any
	for _, c := range cases {
		if last[c.ID] != c {
			continue
		}
		body, err := json.Marshal(&c.Case)
		if err != nil {
			return err
		}
		target := ""
		if c.Target != (tip.ID{}) {
			target = c.Target.UUID()
		}
		rows = append(rows, []any{ledgerID, c.ID.UUID(), c.Seq, string(c.State), c.Owner.UUID(), target, int64(c.ShredOn), body})
	}
	w.put("tip_case", "ledger_id, case_id, seq, state, owner, target, shred_on, body", rows,
		`ON CONFLICT (ledger_id, case_id) DO UPDATE SET seq = excluded.seq, state = excluded.state, owner = excluded.owner, target = excluded.target,
		 shred_on = excluded.shred_on, body = excluded.body`)
	return nil
}

// compareCases compares the cases of a desk's ledger.
func (v *verifier) compareCases(r *Replay, ledgerID string) error {
	var got, want []string
	text := func(c *ledger.Case) string { return fmt.Sprintf("%s %d %+v", c.ID, c.Seq, c.Case) }
	rows, err := v.query("SELECT "+caseCols+" FROM tip_case WHERE ledger_id = $1", ledgerID)
	err = each(rows, err, func(scan func(...any) error) error {
		c, err := scanCase(scan)
		if err == nil {
			got = append(got, text(c))
		}
		return err
	})
	if err != nil {
		return differ("ledger "+ledgerID+", a case", "a readable case", err.Error())
	}
	for _, c := range r.cases {
		want = append(want, text(c))
	}
	return sameSet("ledger "+ledgerID+", case", want, got)
}

// PlacedCase is a case with the ledger it stands in.
type PlacedCase struct {
	LedgerID string
	ledger.Case
}

func scanPlaced(scan func(...any) error) (PlacedCase, error) {
	var p PlacedCase
	var body []byte
	if err := scan(&p.LedgerID, &p.Seq, &body); err != nil {
		return p, err
	}
	return p, json.Unmarshal(body, &p.Case.Case)
}

// TipCase finds a case wherever it stands; ErrGone where there is none.
func (s *Store) TipCase(ctx context.Context, id tip.ID) (PlacedCase, error) {
	p, err := tipCase(reading{s, ctx}, id)
	return p, err
}

// TipCase is Store.TipCase within the transaction.
func (t *Tx) TipCase(id tip.ID) (PlacedCase, error) { return tipCase(t, id) }

func tipCase(q querier, id tip.ID) (PlacedCase, error) {
	rows, err := q.query("SELECT ledger_id, "+caseCols+" FROM tip_case WHERE case_id = $1", id.UUID())
	out, found := PlacedCase{}, false
	err = each(rows, err, func(scan func(...any) error) (err error) { out, err = scanPlaced(scan); found = true; return err })
	if err == nil && !found {
		err = ErrGone
	}
	return out, err
}

// TipCases lists the cases that a desk answers for or was asked to take over, by
// id; "" lists those of all desks. Shredded ones are left out unless asked for.
func (s *Store) TipCases(ctx context.Context, deskID string, shredded bool) ([]PlacedCase, error) {
	var where []string
	var args []any
	if deskID != "" {
		where, args = append(where, "(owner = $1 OR target = $1)"), append(args, deskID)
	}
	if !shredded {
		where = append(where, "state <> 'shredded'")
	}
	query := "SELECT ledger_id, " + caseCols + " FROM tip_case"
	if len(where) > 0 {
		query += " WHERE " + strings.Join(where, " AND ")
	}
	var out []PlacedCase
	rows, err := s.query(ctx, query+" ORDER BY case_id", args...)
	err = each(rows, err, func(scan func(...any) error) error {
		p, err := scanPlaced(scan)
		out = append(out, p)
		return err
	})
	return out, err
}

// TipsToShred lists the cases whose days of grace end by a day.
func (s *Store) TipsToShred(ctx context.Context, by calendar.Day) ([]PlacedCase, error) {
	var out []PlacedCase
	rows, err := s.query(ctx, "SELECT ledger_id, "+caseCols+" FROM tip_case WHERE state = 'closed' AND shred_on <= $1 ORDER BY case_id", int64(by))
	err = each(rows, err, func(scan func(...any) error) error {
		p, err := scanPlaced(scan)
		out = append(out, p)
		return err
	})
	return out, err
}
