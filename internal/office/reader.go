package office

import (
	"context"
	"net/http"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/calendar"
)

// PageReader is what somebody may see on the pages that need no script.
type PageReader struct {
	*sight
	figures map[string]bool
}

// Reader finds who asks for a page; nil when nobody is signed in.
func (o *Office) Reader(r *http.Request) (*PageReader, error) {
	c, err := o.authenticate(r)
	if err != nil || c == nil {
		return nil, err
	}
	return o.readerFor(r.Context(), c)
}

func (o *Office) readerFor(ctx context.Context, c *api.Caller) (*PageReader, error) {
	s, err := o.sight(ctx, c)
	return &PageReader{s, map[string]bool{}}, err
}

// SeesPlace reports whether figures over a place may be opened; "" is
// everything there is.
func (p *PageReader) SeesPlace(placeID string) bool {
	if placeID == "" {
		return p.seesAll()
	}
	in, ok := p.figures[placeID]
	if !ok {
		in = p.rules.May(p.actor, access.ReadFigures, access.Target{PlaceID: placeID}) == access.Allowed
		p.figures[placeID] = in
	}
	return in
}

// seesAll is true for who may open every top of the tree.
func (p *PageReader) seesAll() bool {
	for id := range p.reg.Ledgers {
		for _, m := range p.reg.Ledgers[id].Places {
			if !p.SeesPlace(m.PlaceID) {
				return false
			}
		}
	}
	return true
}

// SeesEntry reports whether an entry may be opened.
func (p *PageReader) SeesEntry(placeID string, day calendar.Day, release string) bool {
	return p.sees(placeID, day, release, "")
}
