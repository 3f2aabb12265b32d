package store

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	"phendau/internal/ledger"
)

func (v *verifier) compareRecords(r *Replay, ledgerID string) error {
	seen := map[string]bool{}
	rows, err := v.query("SELECT turn, "+recordCols+" FROM record WHERE ledger_id = $1 ORDER BY record_id", ledgerID)
	err = each(rows, err, func(scan func(...any) error) error {
		var turn int
		got, err := scanRecord(func(dst ...any) error { return scan(append([]any{&turn}, dst...)...) })
		if err != nil {
			return differ("ledger "+ledgerID+", a record", "readable state", err.Error())
		}
		seen[got.ID] = true
		v.done.Records++
		if want := got.Turn(); turn != want {
			return differ("ledger "+ledgerID+", record "+got.ID+", level whose turn it is", fmt.Sprint(want), fmt.Sprint(turn))
		}
		return sameRecord("ledger "+ledgerID+", record "+got.ID, r.Records[got.ID], got)
	})
	if err != nil {
		return err
	}
	for _, id := range sortedKeys(r.Records) {
		if !seen[id] {
			return differ("ledger "+ledgerID+", record "+id, "a record", "")
		}
	}
	return nil
}

func sameRecord(where string, want, got *ledger.Record) error {
	if want == nil {
		return differ(where, "", "a record")
	}
	text := func(r *ledger.Record) string {
		state, _ := json.Marshal(r.State)
		return fmt.Sprintf("%s %s %s %s %s %d %s %s %d %s %q %s %s", r.Type, r.Kind, r.PlaceID, r.Day, r.Status, r.Level, r.EventID, r.Role, r.TurnMS, r.FollowDay, r.PlanID, r.Content, state)
	}
	if a, b := text(want), text(got); a != b {
		at := 0
		for at < min(len(a), len(b)) && a[at] == b[at] {
			at++
		}
		return differ(where, "..."+a[max(0, at-20):], "..."+b[max(0, at-20):])
	}
	return nil
}

func (v *verifier) compareLines(r *Replay, ledgerID string) error {
	i := 0
	rows, err := v.query(`SELECT f.seq, f.n, f.sign, f.entry_id, f.place_id, f.day, f.kind, f.measure, d.body, f.value, f.lo, f.hi, f.q, f.basis,
		f.norm_n, f.norm_rate, f.norm_per, f.owner_body, p.body, f.dims_id, f.bodies_id
		FROM fact f LEFT JOIN list d ON d.list_id = f.dims_id LEFT JOIN list p ON p.list_id = f.bodies_id
		WHERE f.ledger_id = $1 ORDER BY f.seq, f.n`, ledgerID)
	err = each(rows, err, func(scan func(...any) error) error {
		var got ledger.Line
		var dims, bodies int64
		sign, f, err := scanFact(func(dst ...any) error {
			return scan(append(append([]any{&got.Seq, &got.N}, dst...), &dims, &bodies)...)
		})
		if err != nil {
			return differ("ledger "+ledgerID+", a fact", "a readable fact", err.Error())
		}
		got.Sign, got.Fact = sign, f
		where := fmt.Sprintf("ledger %s, fact %d.%d", ledgerID, got.Seq, got.N)
		if i >= len(r.Lines) {
			return differ(where, "", fmt.Sprintf("%+v", got))
		}
		if want := r.Lines[i]; want != got || dims != listID(want.Dims) || bodies != listID(want.Bodies) {
			return differ(where, fmt.Sprintf("%+v", want), fmt.Sprintf("%+v", got))
		}
		i++
		v.done.Facts++
		return nil
	})
	if err == nil && i < len(r.Lines) {
		err = differ(fmt.Sprintf("ledger %s, fact %d.%d", ledgerID, r.Lines[i].Seq, r.Lines[i].N), fmt.Sprintf("%+v", r.Lines[i]), "")
	}
	return err
}

func (v *verifier) compareStandings(r *Replay, ledgerID string) error {
	want := slices.Clone(r.Standings)
	slices.SortFunc(want, func(a, b ledger.Standing) int {
		return cmp.Or(cmp.Compare(a.Seq, b.Seq), cmp.Compare(a.EntryID, b.EntryID))
	})
	i := 0
	rows, err := v.query(`SELECT seq, entry_id, status, level, done, event_id, role, release_class, evidence
		FROM standing WHERE ledger_id = $1 ORDER BY seq, entry_id`, ledgerID)
	err = each(rows, err, func(scan func(...any) error) error {
		var got ledger.Standing
		var status string
		var done, evidence int
		if err := scan(&got.Seq, &got.EntryID, &status, &got.Level, &done, &got.EventID, &got.Role, &got.Release, &evidence); err != nil {
			return err
		}
		got.Status, got.Done, got.Evidence = ledger.Status(status), done != 0, evidence != 0
		where := fmt.Sprintf("ledger %s, standing %d of entry %s", ledgerID, got.Seq, got.EntryID)
		if i >= len(want) {
			return differ(where, "", fmt.Sprintf("%+v", got))
		}
		if want[i] != got {
			return differ(where, fmt.Sprintf("%+v", want[i]), fmt.Sprintf("%+v", got))
		}
		i++
		v.done.Standings++
		return nil
	})
	if err == nil && i < len(want) {
		err = differ(fmt.Sprintf("ledger %s, standing %d of entry %s", ledgerID, want[i].Seq, want[i].EntryID), fmt.Sprintf("%+v", want[i]), "")
	}
	return err
}

func (v *verifier) compareRestatements(r *Replay, ledgerID string) error {
	i := 0
	stored, err := restatements(v, "WHERE ledger_id = $1 ORDER BY seq, n", ledgerID)
	if err != nil {
		return err
	}
	for ; i < len(stored); i++ {
		where := fmt.Sprintf("ledger %s, restatement %d.%d", ledgerID, stored[i].Seq, stored[i].N)
		if i >= len(r.Restated) {
			return differ(where, "", fmt.Sprintf("%+v", stored[i]))
		}
		if a, b := fmt.Sprintf("%+v", r.Restated[i]), fmt.Sprintf("%+v", stored[i].Restatement); a != b {
			return differ(where, a, b)
		}
	}
	if i < len(r.Restated) {
		return differ("ledger "+ledgerID+", restatements", fmt.Sprintf("%+v", r.Restated[i]), "")
	}
	return nil
}

// compareEntities compares registers; a ledger that is no registry has none.
func (v *verifier) compareEntities(r *Replay, ledgerID string) error {
	if v.reg.Ledgers[ledgerID].Kind != ledger.KindRegistry {
		return nil
	}
	seen := map[string]bool{}
	rows, err := v.query("SELECT entity_type, entity_id, seq, body FROM registry_entity ORDER BY entity_type, entity_id")
	err = each(rows, err, func(scan func(...any) error) error {
		var got ledger.Entity
		if err := scan(&got.Type, &got.ID, &got.Seq, &got.Body); err != nil {
			return err
		}
		where := "registry, " + got.Type + " " + got.ID
		want, ok := r.Entities[got.Type+"/"+got.ID]
		seen[got.Type+"/"+got.ID] = true
		if !ok {
			return differ(where, "", string(got.Body))
		}
		if want.Seq != got.Seq || !bytes.Equal(want.Body, got.Body) {
			return differ(where, string(want.Body), string(got.Body))
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, key := range sortedKeys(r.Entities) {
		if !seen[key] {
			return differ("registry, "+key, "a document", "")
		}
	}
	return nil
}
