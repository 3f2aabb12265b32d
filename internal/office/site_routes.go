package office

import (
	"context"
	"time"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/relay"
)

// exchangePatience is how long somebody who asked for an exchange waits for it;
// what went over until then stays.
const exchangePatience = 45 * time.Second

func (o *Office) siteRoutes(a *api.API) {
	api.Add(a, api.Route{Method: "POST", Path: "/sites/exchange", ID: "exchangeNow", Tag: "system", Action: access.RunSystem, Class: api.Heavy,
		Summary: "Exchange with home over the network now"}, nil, o.exchangeNow)
}

// ExchangeInput asks for an exchange; asked again, there is nothing left to say.
type ExchangeInput struct{ Once }

// exchangeNow exchanges and says how that went: a home that cannot be reached is
// an answer, not an error.
func (o *Office) exchangeNow(ctx context.Context, c *api.Caller, _ *ExchangeInput) (*Answer[BoardExchange], error) {
	if o.Sites == nil || o.Store.Site() == "" {
		return nil, api.Fail(api.Conflict, "no_home")
	}
	ctx, cancel := context.WithTimeout(ctx, exchangePatience)
	defer cancel()
	err := o.Sites.Exchange.Now(ctx)
	switch code := relay.CodeOf(err); {
	case code == "no_home":
		return nil, api.Fail(api.Conflict, "no_home")
	case err != nil && code == "" || ctx.Err() != nil:
		return nil, err
	}
	v, err := o.view(ctx)
	if err != nil {
		return nil, err
	}
	b := &board{question: question{v: v, words: newWording(c.Lang, v)}, o: o, c: c}
	if err := b.exchanges(ctx); err != nil {
		return nil, err
	}
	return &Answer[BoardExchange]{b.out.Exchanges[0]}, nil
}
