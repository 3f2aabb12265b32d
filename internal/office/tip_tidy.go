package office

import (
	"context"
	"errors"
	"strings"

	"phendau/internal/ledger"
	"phendau/internal/store"
	"phendau/internal/tip"
	"phendau/internal/tip/desk"
	"phendau/internal/vault"
)

// keeps says whether a key file of a case has to be there: that of its owner and of the
// desk it is offered to, and while it is open what the second desk handed over.
func keeps(c *ledger.Case, name string) bool {
	switch {
	case name == keyName(c.Owner):
		return true
	case strings.HasPrefix(name, "key:"):
		return c.State == desk.Referred && name == keyName(c.Target)
	case strings.HasPrefix(name, sharePrefix):
		return c.State != desk.Closed
	}
	return true
}

// tidyKeys deletes the key files of a case that nobody is to have any more. It goes by
// how the case stands, not by what was done to it, so that it may be cut off and
// called again.
func (o *Office) tidyKeys(ctx context.Context, v *vault.Vault, id tip.ID) error {
	names, err := v.Names(ctx, id.String())
	if err != nil {
		return err
	}
	// The names first: a key that comes meanwhile is not among them.
	p, err := o.Store.TipCase(ctx, id)
	if err != nil {
		return err
	}
	var gone []vault.File
	for _, n := range names {
		if !keeps(&p.Case, n) {
			gone = append(gone, vault.File{Holder: id.String(), Name: n})
		}
	}
	if len(gone) == 0 {
		return nil
	}
	return v.Write(ctx, gone...)
}

// keysKept makes up for what was cut off between an act and its keys, and for acts of
// nobody: of a case that was handed over, offered in vain or closed.
func (o *Office) keysKept(ctx context.Context) error {
	cases, err := o.Store.TipCases(ctx, "", false)
	if err != nil {
		return err
	}
	for i := range cases {
		if err := o.tidyKeys(ctx, o.Vault, cases[i].ID); err != nil && !errors.Is(err, store.ErrGone) {
			return err
		}
	}
	return nil
}
