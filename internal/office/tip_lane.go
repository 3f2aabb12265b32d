package office

import (
	"context"
	"strings"
	"sync"

	"phendau/internal/calendar"
	"phendau/internal/registry"
	"phendau/internal/store"
	"phendau/internal/tip"
	"phendau/internal/tipdoor"
)

// normalAnHour is how many slots without a code a desk takes in an hour beyond one
// for each phone of its area, before further ones wait in quarantine.
const normalAnHour = 60

// flood counts the slots without a code by desk, of the running hour and in this
// process: it orders work, it defends nothing.
type flood struct {
	mu   sync.Mutex
	hour int64
	seen map[tip.ID]int
}

// more counts one more of a desk.
func (f *flood) more(desk tip.ID, hour int64) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.hour != hour || f.seen == nil {
		f.hour, f.seen = hour, map[tip.ID]int{}
	}
	f.seen[desk]++
	return f.seen[desk]
}

// Leave keeps a slot in its lane. A wrong code is no error: no answer tells the
// lanes apart.
func (d *TipDoor) Leave(ctx context.Context, code string, b []byte) (*tipdoor.Promise, error) {
	if d.O.Vault == nil {
		return nil, tipdoor.ErrClosed
	}
	s, err := tip.ParseSlot(b)
	if err != nil {
		return nil, err
	}
	reg, err := d.O.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	return d.TakeSlot(ctx, b, d.lane(reg, s, code))
}

func (d *TipDoor) lane(reg *registry.Registry, s *tip.Slot, code string) int {
	today := d.O.today()
	if _, ok := reg.TipDesk(s.Desk.UUID()); !ok {
		return store.LaneNormal // it will be refused, and must not grow the count
	}
	if tip.ValidCode(d.O.tipCodeKey(), s.Desk, today, strings.TrimSpace(code)) {
		return store.LaneCode
	}
	if d.flood.more(s.Desk, d.O.nowMS()/3_600_000) > normalAnHour+phonesOf(reg, s.Desk.UUID(), today) {
		return store.LaneQuarantine
	}
	return store.LaneNormal
}

// tipCodeKey is what the codes of all areas are computed from.
func (o *Office) tipCodeKey() []byte { return o.Root.Derive("tip code") }

// phonesOf counts the enrolled phones of a desk's area.
func phonesOf(reg *registry.Registry, deskID string, today calendar.Day) int {
	n := 0
	for _, id := range reg.Phones() {
		if d := reg.Device(id); d.Revoked == nil && reg.InArea(deskID, d.PlaceID, today) {
			n++
		}
	}
	return n
}

// TipCode is the desk of a place and the month's code of its area; "" where no desk
// answers for the place. Of several the one with the smallest area answers.
func (o *Office) TipCode(reg *registry.Registry, placeID string) (desk, code string) {
	if o.Vault == nil || placeID == "" {
		return "", ""
	}
	today := o.today()
	desk = reg.TipDeskOf(placeID, today)
	id, err := tip.IDOfUUID(desk)
	if err != nil {
		return "", ""
	}
	month, _ := tip.AreaCodes(o.tipCodeKey(), id, today)
	return id.String(), month.Code
}
