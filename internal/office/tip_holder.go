package office

import (
	"context"
	"encoding/base64"
	"errors"
	"slices"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/calendar"
	"phendau/internal/identity"
	"phendau/internal/registry"
	"phendau/internal/store"
	"phendau/internal/tip"
)

// reasonLost stands in the log where the last holder of a desk's keys was removed because
// he, or what he carried, was lost or in the wrong hands.
const reasonLost = "lost"

// holding is what is asked about who holds the keys of desks.
type holding struct {
	o        *Office
	reg      *registry.Registry
	officers map[string]store.TipOfficer
}

func (o *Office) holding(ctx context.Context, reg *registry.Registry) (*holding, error) {
	officers, err := o.Store.TipOfficers(ctx)
	return &holding{o, reg, officers}, err
}

// mayGo refuses to end what makes somebody the last who holds a key of some desks: nobody
// could open their cases any more. Who was lost goes at once, and the log says what
// became unreadable with him.
func (h *holding) mayGo(ctx context.Context, personID string, desks []string, lost bool) ([]audit.Record, error) {
	var records []audit.Record
	for _, id := range desks {
		last, err := h.lastAt(ctx, personID, id)
		if err != nil {
			return nil, err
		}
		if last && !lost {
			return nil, api.Fail(api.LastHolder, "", "desk", h.reg.Bodies[id].NameOn(h.o.today()))
		}
		if last {
			records = append(records, audit.Record{Action: audit.TipKey, ObjectID: id, Reason: reasonLost, Detail: audit.Facts("what", "last_holder", "person", personID)})
		}
	}
	return records, nil
}

// lastAt says whether somebody is the last who holds some key of a desk. Proven shares of
// a quorum stand for a holder.
func (h *holding) lastAt(ctx context.Context, personID, deskID string) (bool, error) {
	id, err := tip.IDOfUUID(deskID)
	if err != nil || h.o.Vault == nil {
		return false, err
	}
	if done, err := h.done(ctx, deskID); done || err != nil {
		return false, err
	}
	q, err := h.o.Store.Quorum(ctx, deskID)
	if err == nil && q.Ready(h.o.nowMS()) {
		return false, nil
	}
	if err != nil && !errors.Is(err, store.ErrGone) {
		return false, err
	}
	until := h.until(personID, deskID)
	for _, e := range h.reg.TipEpochs(deskID) {
		g, err := h.o.givenTo(ctx, h.o.Vault, epochHolder(id.String(), e.Epoch))
		if err != nil {
			return false, err
		}
		if !slices.Contains(g.Now, personID) {
			continue
		}
		if held, err := h.anyOf(ctx, g.Now, personID, deskID, until); err != nil || !held {
			return err == nil, err
		}
	}
	return false, nil
}

// done says whether a desk is closed and has nothing left that somebody would open.
func (h *holding) done(ctx context.Context, deskID string) (bool, error) {
	d, ok := h.reg.TipDesk(deskID)
	if !ok || h.o.today() <= d.Hi {
		return !ok, nil
	}
	err := h.o.deskLeft(ctx, h.reg, deskID)
	if _, left := errors.AsType[*api.Error](err); left {
		return false, nil
	}
	return err == nil, err
}

// anyOf says whether one of some people, besides one, holds a key for as long as he would.
func (h *holding) anyOf(ctx context.Context, people []string, besides, deskID string, until calendar.Day) (bool, error) {
	for _, p := range people {
		if p == besides || h.officers[p].Recipient == "" || h.until(p, deskID) < until {
			continue
		}
		a, err := h.o.Store.Account(ctx, p)
		if err != nil && !errors.Is(err, store.ErrGone) {
			return false, err
		}
		if err == nil && a.Disabled {
			continue
		}
		if able, err := h.o.unlocks(ctx, p, nil); able || err != nil {
			return able, err
		}
	}
	return false, nil
}

// until is the last day of a person's right to answer a desk's tips, of those in force
// today; 0 where there is none.
func (h *holding) until(personID, deskID string) (last calendar.Day) {
	for _, g := range h.reg.Grants(personID) {
		if g.Role == access.TipOfficer && g.BodyID == deskID && g.On(h.o.today()) {
			last = max(last, g.To)
		}
	}
	return last
}

// desksOf are the desks whose tips a person may answer today.
func (h *holding) desksOf(personID string) (out []string) {
	for _, id := range h.reg.TipDesks() {
		if h.until(personID, id) != 0 {
			out = append(out, id)
		}
	}
	return out
}

// endingOf are the desks whose tips a person may answer for a shorter time once a grant
// ends with a day.
func (h *holding) endingOf(g *access.Grant, last calendar.Day) []string {
	if g.Role != access.TipOfficer || last >= g.To {
		return nil
	}
	for _, other := range h.reg.Grants(g.PersonID) {
		if other.ID != g.ID && other.Role == g.Role && other.BodyID == g.BodyID && other.On(h.o.today()) && other.To >= g.To {
			return nil
		}
	}
	return []string{g.BodyID}
}

// unlocks says whether a person has a passkey, besides one, to which his keys are sealed.
func (o *Office) unlocks(ctx context.Context, personID string, besides []byte) (bool, error) {
	keys, err := o.Store.Passkeys(ctx, personID)
	if err != nil {
		return false, err
	}
	names, err := o.Vault.Names(ctx, personID)
	for i := range keys {
		id := base64.RawURLEncoding.EncodeToString(keys[i].ID)
		if !slices.Equal(keys[i].ID, besides) && slices.Contains(names, wrapPrefix+id) {
			return true, err
		}
	}
	return false, err
}

// letGo carries out an act by which desks may lose a holder of their keys. The act asks who
// else holds them and calls leaves in the transaction that writes; when somebody else left
// between the two it is asked again. So of two who would leave a desk to each other one stays.
func (o *Office) letGo(ctx context.Context, act func(leaves func(*store.Tx) error) error) error {
	for try := 0; ; try++ {
		read, err := o.Store.HoldersMark(ctx)
		if err != nil {
			return err
		}
		_, next := identity.NewSecret()
		err = act(func(t *store.Tx) error { return t.MoveHolders(read, next) })
		if !errors.Is(err, store.ErrHoldersMoved) && !errors.Is(err, store.ErrRegistryMoved) {
			return err
		}
		if try == editTries {
			return api.Fail(api.Conflict, "")
		}
	}
}

// passkeyMayGo refuses to remove the last passkey that opens the keys of a desk's last
// holder, unless it is lost.
func (o *Office) passkeyMayGo(ctx context.Context, personID string, passkey []byte, lost bool) ([]audit.Record, error) {
	if o.Vault == nil {
		return nil, nil
	}
	able, err := o.unlocks(ctx, personID, passkey)
	if able || err != nil {
		return nil, err
	}
	return o.personMayGo(ctx, personID, lost)
}

// personMayGo asks for every desk of a person whether it would lose its last holder.
func (o *Office) personMayGo(ctx context.Context, personID string, lost bool) ([]audit.Record, error) {
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	h, err := o.holding(ctx, reg)
	if err != nil {
		return nil, err
	}
	return h.mayGo(ctx, personID, h.desksOf(personID), lost)
}
