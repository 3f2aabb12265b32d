package office

import (
	"context"
	"encoding/json"

	"phendau/internal/audit"
	"phendau/internal/ledger"
	"phendau/internal/store"
)

// Forms is the catalogue as the field app needs it.
func (o *Office) Forms(ctx context.Context) ([]byte, error) {
	v, err := o.catalogueGet(ctx, nil, nil)
	if err != nil {
		return nil, err
	}
	return json.Marshal(v.Body)
}

// PhoneRefused leaves a line for every operation a phone had no right to.
func (o *Office) PhoneRefused(ctx context.Context, deviceID string, ops []ledger.Signed) {
	var lines []audit.Record
	for i := range ops {
		op := &ops[i].Op
		lines = append(lines, audit.Record{ActorID: op.ActorID, KeyID: deviceID, Action: audit.AccessRefused, ObjectID: op.EntityID, Detail: audit.Facts("act", op.EntityType+"."+op.Verb), Outcome: audit.Refused})
	}
	if err := o.Store.Within(ctx, func(t *store.Tx) error { return t.Audit(lines...) }); err != nil {
		o.Log.Error("audit of a phone's refusal failed", "err", err)
	}
}
