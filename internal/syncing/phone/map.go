package phone

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/url"

	"phendau/internal/syncing"
)

// PullMap asks for the map of the phone's places, unless it has the one there is.
func (p *Phone) PullMap(ctx context.Context) error {
	var out syncing.MapReply
	if err := p.call(ctx, "GET", "/map?have="+url.QueryEscape(p.state.MapVersion), nil, &out); err != nil {
		return err
	}
	if out.Unchanged {
		return nil
	}
	if sum := sha256.Sum256([]byte(out.Map)); hex.EncodeToString(sum[:]) != out.SHA256 {
		return errors.New("a map with another hash than it was given")
	}
	next := p.state
	next.Map, next.MapVersion = out.Map, out.Version
	return p.save(next)
}
