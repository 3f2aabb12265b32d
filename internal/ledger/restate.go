package ledger

import (
	"encoding/json"
	"maps"
	"slices"
)

// restateIfLocked records what changed when snapshots hold the entry.
func (s *step) restateIfLocked(what string) error {
	snaps, err := s.locks()
	if err != nil || len(snaps) == 0 {
		return err
	}
	if what == "retract" {
		s.restate(what, "", string(s.oldContent), "", snaps)
		return nil
	}
	for _, d := range diffFields(s.oldContent, s.rec.Content) {
		s.restate(what, d.field, d.old, d.new, snaps)
	}
	return nil
}

func (s *step) restate(what, field, old, next string, snaps []string) {
	s.restated = append(s.restated, Restatement{Seq: s.st.Seq, EntryID: s.rec.ID, What: what, Field: field, Old: old, New: next,
		Why: s.args.Why, ActorID: s.o.ActorID, BodyID: s.o.BodyID, AtMS: s.st.AcceptedMS, Snapshots: slices.Clone(snaps)})
}

func (b *Batch) addRestatement(r Restatement) {
	for i := len(b.changes.Restatements) - 1; i >= 0 && b.changes.Restatements[i].Seq == r.Seq; i-- {
		r.N++
	}
	b.changes.Restatements = append(b.changes.Restatements, r)
}

type fieldDiff struct{ field, old, new string }

// diffFields names the changed fields of two contents, one level into
// measures and dims.
func diffFields(old, next []byte) []fieldDiff {
	a, b := flatten(old), flatten(next)
	keys := maps.Clone(a)
	maps.Copy(keys, b)
	var out []fieldDiff
	for _, k := range slices.Sorted(maps.Keys(keys)) {
		if a[k] != b[k] {
			out = append(out, fieldDiff{k, a[k], b[k]})
		}
	}
	return out
}

func flatten(content []byte) map[string]string {
	var m map[string]json.RawMessage
	out := map[string]string{}
	if json.Unmarshal(content, &m) != nil {
		return out
	}
	for k, v := range m {
		var inner map[string]json.RawMessage
		if (k == "measures" || k == "dims") && json.Unmarshal(v, &inner) == nil {
			for kk, vv := range inner {
				out[k+"."+kk] = string(vv)
			}
			continue
		}
		out[k] = string(v)
	}
	return out
}

// covering lists the snapshots whose selection takes in the entry as it stands
// now, although they may have been locked without it.
func (b *Batch) covering(r *Record) ([]string, error) {
	marks, err := b.lockMarks()
	if err != nil {
		return nil, err
	}
	var out []string
	for _, m := range marks {
		if r.Day >= m.From && r.Day <= m.To && r.meets(m.MinLevel) && b.env.Within(m.PlaceID, m.MapDay)(r.PlaceID) {
			out = append(out, m.SnapshotID)
		}
	}
	return out, nil
}
