package store

import (
	"encoding/json"
	"fmt"
	"slices"

	"phendau/internal/ledger"
)

// compareEvents compares the shared events a ledger leads.
func (v *verifier) compareEvents(r *Replay, ledgerID string) error {
	var got, want []string
	for ref, e := range v.events {
		if ref.LedgerID == ledgerID {
			got = append(got, fmt.Sprintf("%s %s %v", e.ID, e.Relation, e.Members))
		}
	}
	for _, e := range r.events {
		want = append(want, fmt.Sprintf("%s %s %v", e.ID, e.Relation, e.Members))
	}
	return sameSet("ledger "+ledgerID+", event", want, got)
}

// compareSnapshots compares the locked reports of a ledger.
func (v *verifier) compareSnapshots(r *Replay, ledgerID string) error {
	stored, err := snapshots(v, "WHERE ledger_id = $1", ledgerID)
	if err != nil {
		return err
	}
	var got, want []string
	text := func(s *ledger.Snapshot) string {
		return fmt.Sprintf("%s %d %d %s %t %+v", s.ID, s.Seq, s.AtMS, s.Signer, s.Withdrawn, s.Body)
	}
	for _, s := range stored {
		got = append(got, text(s))
	}
	for _, s := range r.snapshots {
		want = append(want, text(s))
	}
	return sameSet("ledger "+ledgerID+", snapshot", want, got)
}

// compareLocks compares the marks on a ledger and the entries they hold.
func (v *verifier) compareLocks(r *Replay, ledgerID string) error {
	var got, want []string
	rows, err := v.query("SELECT body FROM lock_mark WHERE ledger_id = $1", ledgerID)
	err = each(rows, err, func(scan func(...any) error) error {
		var body []byte
		var m ledger.LockMark
		if err := scan(&body); err != nil {
			return err
		}
		err := json.Unmarshal(body, &m)
		got = append(got, fmt.Sprintf("%+v", m))
		return err
	})
	if err != nil {
		return differ("ledger "+ledgerID+", a lock mark", "a readable mark", err.Error())
	}
	for _, m := range r.marks {
		want = append(want, fmt.Sprintf("%+v", m))
	}
	if err := sameSet("ledger "+ledgerID+", lock mark", want, got); err != nil {
		return err
	}
	got, want = nil, nil
	rows, err = v.query("SELECT entry_id, snapshot_id FROM entry_lock WHERE ledger_id = $1", ledgerID)
	err = each(rows, err, func(scan func(...any) error) error {
		var entry, snapshot string
		err := scan(&entry, &snapshot)
		got = append(got, entry+" by "+snapshot)
		return err
	})
	if err != nil {
		return err
	}
	for entry, held := range r.locks {
		for _, snapshot := range held {
			want = append(want, entry+" by "+snapshot)
		}
	}
	return sameSet("ledger "+ledgerID+", locked entry", want, got)
}

// sameSet names the first text that stands on one side only.
func sameSet(where string, want, got []string) error {
	slices.Sort(want)
	slices.Sort(got)
	for i := range max(len(want), len(got)) {
		switch {
		case i >= len(got):
			return differ(where, want[i], "")
		case i >= len(want):
			return differ(where, "", got[i])
		case want[i] != got[i]:
			return differ(where, want[i], got[i])
		}
	}
	return nil
}
