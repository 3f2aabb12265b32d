package office

import (
	"context"
	"errors"
	"io"
	"log/slog"

	"phendau/internal/audit"
	"phendau/internal/ledger"
	"phendau/internal/relay"
	"phendau/internal/store"
)

// partSize bounds a bundle that goes over a network, in bytes: what a bad line
// loses is one part.
const partSize = 4 << 20

// SiteDoor is this place as sites reach it over a network.
type SiteDoor struct {
	*Sites
	// Exchange is the way to home.
	Exchange *Exchange
	Log      *slog.Logger
}

// Speaker finds a site of this book, or a process of this place.
func (d *SiteDoor) Speaker(ctx context.Context, deviceID string) (*relay.Speaker, error) {
	if own := d.Writer.Author; deviceID == own.DeviceID {
		body, ok := own.Enrolment("").Body.(ledger.DeviceBody)
		if !ok {
			return nil, nil
		}
		device, err := body.Compile()
		return &relay.Speaker{Device: device, Own: true}, err
	}
	reg, err := d.Store.Registry(ctx)
	if errors.Is(err, store.ErrNotStarted) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	device := reg.Device(deviceID)
	if d.Store.Site() != "" || !device.IsSite() || device.Revoked != nil {
		return nil, nil
	}
	return &relay.Speaker{Device: device, Site: deviceID}, nil
}

// UseChallenge takes a challenge once.
func (d *SiteDoor) UseChallenge(ctx context.Context, deviceID string, issuedMS int64) (bool, error) {
	return d.Store.UseChallenge(ctx, deviceID, issuedMS)
}

// Export writes a part for the site that asks, everything for a stick.
func (d *SiteDoor) Export(ctx context.Context, by *relay.Speaker, to, known string, w io.Writer) (string, error) {
	if by.Own {
		return d.Sites.Export(ctx, to, w, Exported{Known: known})
	}
	tag, err := d.Sites.Export(ctx, by.Site, w, Exported{Part: partSize, Known: known})
	if errors.Is(err, ErrNothingNew) { // it has heard everything: the exchange went well
		return tag, errors.Join(relay.ErrNothingNew, d.Store.MetPeer(ctx, by.Site, 0))
	}
	return tag, err
}

// Import takes a bundle in, of the site that brings it or from a stick.
func (d *SiteDoor) Import(ctx context.Context, by *relay.Speaker, open func() (io.ReadCloser, error)) (*relay.Taken, error) {
	if by.Own {
		t, err := d.Sites.Import(ctx, open, nil)
		return wireTaken(t), err
	}
	t, err := d.ImportOf(ctx, by.Site, open)
	if err != nil {
		if code := relay.CodeOf(err); code != "" {
			err = errors.Join(err, d.Store.FailedPeer(ctx, by.Site, code, 0))
		}
		return nil, err
	}
	return wireTaken(t), d.Store.MetPeer(ctx, by.Site, 0)
}

func wireTaken(t *Taken) *relay.Taken {
	if t == nil {
		return nil
	}
	return &relay.Taken{Already: t.Already, Ops: t.Ops, Refused: t.Refused, Reordered: t.Reordered, Files: t.Files, Took: t.Took, Frozen: t.Frozen, Gaps: t.Gaps}
}

// ReadTaken is what a running server says that a bundle brought.
func ReadTaken(t *relay.Taken) *Taken {
	return &Taken{Already: t.Already, Ops: t.Ops, Refused: t.Refused, Reordered: t.Reordered, Files: t.Files, Took: t.Took, Frozen: t.Frozen, Gaps: t.Gaps}
}

// Sync exchanges with home now.
func (d *SiteDoor) Sync(ctx context.Context) error {
	return d.Exchange.Now(ctx)
}

// Refused leaves a line in the log.
func (d *SiteDoor) Refused(ctx context.Context, deviceID, code string) {
	line := audit.Record{KeyID: deviceID, Action: audit.AccessRefused, Detail: audit.Facts("act", "site.bundle", "why", code), Outcome: audit.Refused}
	if err := d.Store.Audit(ctx, line); err != nil {
		d.Log.Error("audit of a refused exchange failed", "err", err)
	}
}
