package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"strings"

	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/registry"
)

// document is one entity of the registry with its whole history. What the
// registry held at a day of the story is derived from it, so that an act of
// 2025 is not in a book of 2019.
type document struct {
	typ, id string
	full    any
	since   registry.Bound // people: nobody is entered before this
	written map[string]any // as last written, nil before
	ids     *ledger.IDs    // of its operations; nil are the writer's
}

// doc notes a registry document and gives it its id.
func (b *builder) doc(typ string, full any) string { return b.docAs(typ, b.ids.New(), full) }

func (b *builder) docAs(typ, id string, full any) string {
	b.docs = append(b.docs, &document{typ: typ, id: id, full: full})
	return id
}

// foresight is how far ahead of its first day an office enters a change.
const foresight = 10

// stageDays are the days on which the registry is brought up to date: each
// half year, the reorganisation of 2020 and that of 2025.
func stageDays() []calendar.Day {
	var out []calendar.Day
	for y := 2019; y <= 2023; y++ {
		out = append(out, workday(calendar.MakeDay(y, 6, 24)), workday(calendar.MakeDay(y, 12, 24)))
		if y == 2019 {
			out = append(out, workday(calendar.MakeDay(2020, 2, 20)))
		}
	}
	return append(out, workday(calendar.MakeDay(2025, 6, 24)))
}

// stage writes what has become known since the last stage.
func (b *builder) stage(ctx context.Context, today calendar.Day) error {
	var drafts []ledger.Draft
	for _, d := range b.docs {
		now, err := asOf(d.full, today+foresight)
		if err != nil {
			return fmt.Errorf("%s %s: %w", d.typ, d.id, err)
		}
		if !begun(now) || later(string(d.since), today+foresight) {
			continue
		}
		draft := ledger.Draft{LedgerID: b.world.Registry, EntityType: d.typ, EntityID: d.id, Verb: "create", Body: now}
		if d.ids != nil {
			draft.ID = d.ids.New()
		}
		if d.written != nil {
			draft.Verb, draft.Body = "amend", changed(d.written, now)
		}
		d.written = now
		if body := draft.Body.(map[string]any); len(body) > 0 {
			drafts = append(drafts, draft)
		}
	}
	if len(drafts) == 0 {
		return nil
	}
	return b.w.MustWrite(ctx, drafts)
}

// changed lists the top-level fields that differ, as an amendment does.
func changed(old, next map[string]any) map[string]any {
	out := map[string]any{}
	for k, v := range next {
		if !reflect.DeepEqual(old[k], v) {
			out[k] = v
		}
	}
	return out
}

// asOf is a document as an office knew it on a day: rows that begin later are
// left out, ends that lie ahead are open.
func asOf(full any, day calendar.Day) (map[string]any, error) {
	raw, err := json.Marshal(full)
	if err != nil {
		return nil, err
	}
	d := json.NewDecoder(strings.NewReader(string(raw)))
	d.UseNumber()
	var m map[string]any
	if err := d.Decode(&m); err != nil {
		return nil, err
	}
	if !known(m, day) {
		return nil, nil
	}
	prune(m, day)
	return m, nil
}

// begun reports whether a document has anything to say yet: a place without a
// name or a ledger without a place does not exist.
func begun(m map[string]any) bool {
	if m == nil {
		return false
	}
	if g, ok := m["group"].(map[string]any); ok {
		return len(g["members"].([]any)) > 0
	}
	for _, key := range []string{"names", "places"} {
		if rows, ok := m[key].([]any); ok && len(rows) == 0 {
			return false
		}
	}
	return true
}

// known reports whether a row had begun (or its act was done) by the day.
func known(m map[string]any, day calendar.Day) bool {
	for _, key := range []string{"from", "day"} {
		if text, ok := m[key].(string); ok && later(text, day) {
			return false
		}
	}
	return true
}

// later reports whether a written bound lies after a day.
func later(bound string, day calendar.Day) bool {
	d, err := calendar.ParseDay(strings.TrimPrefix(bound, "about "))
	return err == nil && d > day
}

func prune(m map[string]any, day calendar.Day) {
	if to, ok := m["to"].(string); ok && later(to, day) && m["from"] != nil {
		m["to"] = string(open)
	}
	for key := range maps.Keys(m) { // each key on its own: order cannot matter
		switch v := m[key].(type) {
		case map[string]any:
			prune(v, day)
		case []any:
			m[key] = pruneRows(v, day)
		}
	}
}

func pruneRows(rows []any, day calendar.Day) []any {
	out := []any{}
	for _, row := range rows {
		if m, ok := row.(map[string]any); ok {
			if !known(m, day) {
				continue
			}
			prune(m, day)
		}
		out = append(out, row)
	}
	return out
}
