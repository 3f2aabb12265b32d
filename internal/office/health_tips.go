package office

import (
	"context"
	"maps"
	"strings"

	"phendau/internal/calendar"
	"phendau/internal/registry"
	"phendau/internal/tip/desk"
)

// deskKeyDays is how many days before its end the next key of a desk should be
// published.
const deskKeyDays = 14

// deskKeys asks whether somebody could seal a tip to every open desk, today and in
// two weeks.
func (d *Doctor) deskKeys(ctx context.Context) ([]Finding, error) {
	reg, today, err := d.registers(ctx)
	if err != nil || reg == nil {
		return nil, err
	}
	var over, soon []string
	desks := reg.TipDesksOn(today)
	for i := range desks {
		id := desks[i].ID
		name := reg.Bodies[id].NameOn(today)
		if last, ok := lastKeyDay(reg.TipEpochs(id)); !ok || last < today {
			over = append(over, name)
		} else if last < today+deskKeyDays {
			soon = append(soon, name)
		}
	}
	switch {
	case len(over) > 0:
		return saw("desk_keys", "over", "names", strings.Join(over, ", ")), nil
	case len(soon) > 0:
		return saw("desk_keys", "soon", "names", strings.Join(soon, ", "), "days", deskKeyDays), nil
	case len(desks) > 0:
		return saw("desk_keys", "ok", "n", len(desks)), nil
	}
	return nil, nil
}

// lastKeyDay is the last day of the newest key.
func lastKeyDay(epochs []registry.TipEpoch) (last calendar.Day, ok bool) {
	for i := range epochs {
		if day, err := calendar.ParseDay(epochs[i].NotAfter); err == nil && (!ok || day > last) {
			last, ok = day, true
		}
	}
	return last, ok
}

// deskClocks counts the clocks that ran out, over all desks.
func (d *Doctor) deskClocks(ctx context.Context) ([]Finding, error) {
	reg, _, err := d.registers(ctx)
	if err != nil || reg == nil || len(reg.TipDesks()) == 0 {
		return nil, err
	}
	cases, err := d.Store.TipCases(ctx, "", false)
	if err != nil {
		return nil, err
	}
	n := 0
	for i := range cases {
		n += len(cases[i].Missed(d.Now().UnixMilli()))
	}
	if n > 0 {
		return saw("desk_clocks", "missed", "n", n), nil
	}
	return saw("desk_clocks", "ok", "n", len(cases)), nil
}

// vault asks whether keys that were deleted are gone from its file.
func (d *Doctor) vault(ctx context.Context) ([]Finding, error) {
	if d.Vault == nil {
		return nil, nil
	}
	ok, err := d.Vault.Forgets(ctx)
	if err != nil {
		return nil, err
	}
	if !ok {
		return saw("vault", "keeps"), nil
	}
	return saw("vault", "ok"), nil
}

// vaultRest asks whether keys lie in the vault that were deleted for good once: of
// cases and of quarters. An older file of the vault put in its place brings them back.
func (d *Doctor) vaultRest(ctx context.Context) ([]Finding, error) {
	if d.Vault == nil || d.Store == nil {
		return nil, nil
	}
	gone, err := d.gone(ctx)
	if err != nil {
		return nil, err
	}
	place, err := d.reached()
	if err != nil {
		return nil, err
	}
	if place != "" {
		// A list that was altered or cannot be read is told by shredList.
		if there, err := d.listed(place); err == nil {
			maps.Copy(gone, there)
		}
	}
	holding, err := d.Vault.Holding(ctx)
	if err != nil {
		return nil, err
	}
	n := 0
	for _, h := range holding {
		if gone[h] {
			n++
		}
	}
	if n > 0 {
		return saw("vault_rest", "some", "n", n), nil
	}
	return saw("vault_rest", "ok", "n", len(gone)), nil
}

// gone is who was shredded for good, as the book and the vault know: cases, and keys of
// quarters.
func (d *Doctor) gone(ctx context.Context) (map[string]bool, error) {
	out := map[string]bool{}
	cases, err := d.Store.TipCases(ctx, "", true)
	if err != nil {
		return nil, err
	}
	for i := range cases {
		if cases[i].State == desk.Shredded {
			out[cases[i].ID.String()] = true
		}
	}
	if d.Vault == nil {
		return out, nil
	}
	listed, err := d.Vault.Shredded(ctx)
	for _, h := range listed {
		out[h] = true
	}
	return out, err
}
