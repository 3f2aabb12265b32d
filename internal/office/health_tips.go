package office

import (
	"context"
	"strings"

	"phendau/internal/calendar"
	"phendau/internal/registry"
	"phendau/internal/store"
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

// shreddedIDs are the cases that were shredded for good.
func shreddedIDs(ctx context.Context, st *store.Store) ([]string, error) {
	cases, err := st.TipCases(ctx, "", true)
	var out []string
	for i := range cases {
		if cases[i].State == desk.Shredded {
			out = append(out, cases[i].ID.String())
		}
	}
	return out, err
}
