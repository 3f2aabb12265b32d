package office

import (
	"context"

	"phendau/internal/api"
	"phendau/internal/calendar"
	"phendau/internal/registry"
	"phendau/internal/tip"
)

// succession says of a desk whether its body is no more and who holds its communes since.
func (x *tipKeyView) succession(v *TipDeskView) {
	today := x.o.today()
	last, over := x.reg.TipDeskOver(v.ID, today)
	if over {
		v.Ended, v.Successors = last.String(), x.reg.TipSuccessors(v.ID, today)
	}
	if d, _ := x.reg.TipDesk(v.ID); d.Hi < calendar.MaxDay {
		v.Closed = d.Hi.String()
	}
	for _, d := range x.reg.TipDesksOn(today) {
		v.Takes = v.Takes || d.ID == v.ID
	}
}

// deskMayClose refuses to close the desk of an ended body while it has something that
// only its officers can open: the server can move no sealed case to its successors.
func (o *Office) deskMayClose(ctx context.Context, reg *registry.Registry, deskID string) error {
	if _, over := reg.TipDeskOver(deskID, o.today()); !over {
		return nil // it goes on answering for what it has
	}
	return o.deskLeft(ctx, reg, deskID)
}

// deskLeft says what is left at a desk that only its officers can open; nil is nothing.
func (o *Office) deskLeft(ctx context.Context, reg *registry.Registry, deskID string) error {
	cases, err := o.Store.TipCases(ctx, deskID, false)
	if err != nil {
		return err
	}
	owned := 0
	for i := range cases {
		if cases[i].Owner.UUID() == deskID {
			owned++
		}
	}
	slots, err := o.Store.TipSlots(ctx, deskID, 1<<20)
	if err != nil {
		return err
	}
	last, _ := lastKeyDay(reg.TipEpochs(deskID))
	until := lateUntil(last)
	switch {
	case owned > 0:
		return api.Fail(api.Conflict, "desk_has_cases", "n", owned)
	case len(slots) > 0:
		return api.Fail(api.Conflict, "desk_has_slots", "n", len(slots))
	case last != 0 && o.today() <= until:
		return api.Fail(api.Conflict, "desk_awaits_phones", "day", until)
	}
	return nil
}

// lateUntil is the last day on which a slot sealed to a key is taken, given the last day
// of the key.
func lateUntil(last calendar.Day) calendar.Day { return last + tip.GraceDays + slotWayDays }

// slotWayDays is how long a slot may be on its way.
const slotWayDays = 30
