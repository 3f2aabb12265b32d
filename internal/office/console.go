package office

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"

	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/identity"
	"phendau/internal/store"
	"phendau/internal/vi"
)

// What the command line does. Whoever holds the machine needs no session; the
// audit log says that it was the console.

// BeginBook sets up an empty book.
func (o *Office) BeginBook(ctx context.Context, f *SetupForm) (*Invited, error) {
	empty, err := o.nobody(ctx)
	if err != nil {
		return nil, err
	}
	if first, err := o.firstPerson(ctx); err != nil || !empty || first != "" {
		return nil, errors.Join(err, api.Fail(api.Conflict, "setup_done"))
	}
	if err := checkSetup(f); err != nil {
		return nil, err
	}
	a, err := o.SetUp(ctx, f)
	if err != nil {
		return nil, err
	}
	return &a.Body, nil
}

// Everybody lists all people with their accounts.
func (o *Office) Everybody(ctx context.Context) ([]PersonRow, error) {
	people, err := o.roll(ctx)
	if err != nil {
		return nil, err
	}
	var out []PersonRow
	for _, id := range slices.Sorted(maps.Keys(people.reg.People)) {
		out = append(out, o.onRoll(people, id, false))
	}
	slices.SortStableFunc(out, func(a, b PersonRow) int { return cmp.Or(vi.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
	return out, nil
}

// InviteFromConsole issues an invitation without a second person: the way back
// in when everybody is locked out.
func (o *Office) InviteFromConsole(ctx context.Context, personID string) (*Invited, error) {
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	if _, ok := reg.People[personID]; !ok {
		return nil, api.Missing()
	}
	text, hash := identity.NewSecret()
	v := identity.Invitation{PersonID: personID, Purpose: identity.Recover, By: personID}
	err = o.Store.Within(ctx, func(t *store.Tx) error {
		v.ExpiresMS = t.NowMS() + identity.RecoveryLife.Milliseconds()
		if err := t.PutInvitation(hash, &v); err != nil {
			return err
		}
		return t.Audit(audit.Record{Action: audit.AccountInvite, ObjectID: personID, Detail: audit.Facts("where", "console"), Outcome: audit.Done})
	})
	return &Invited{personID, text, v.ExpiresMS}, err
}
