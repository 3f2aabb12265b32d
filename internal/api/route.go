package api

import (
	"context"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"phendau/internal/access"
)

// Where finds what a request wants to act on. nil asks only that the caller
// may do the action somewhere; the use case then checks what it reads.
type Where[I any] func(ctx context.Context, in *I) (access.Target, error)

// Add registers a route. One without a known action or id panics: a route
// nobody thought about must not start.
func Add[I, O any](a *API, r Route, where Where[I], h func(ctx context.Context, c *Caller, in *I) (*O, error)) {
	a.note(&r, where != nil)
	huma.Register(a.huma, a.operation(r), func(ctx context.Context, in *I) (*O, error) {
		c := CallerOf(ctx)
		out, err := a.run(ctx, c, &r, where != nil, func() (access.Target, error) { return where(ctx, in) }, func() (any, error) { return h(ctx, c, in) })
		if err != nil {
			return nil, a.answer(c, &r, err)
		}
		return out.(*O), nil
	})
}

// run asks about the target, when the route has one, and carries it out.
func (a *API) run(ctx context.Context, c *Caller, r *Route, placed bool, target func() (access.Target, error), h func() (any, error)) (any, error) {
	if placed && r.Action != access.Open {
		t, err := target()
		if err != nil {
			return nil, err
		}
		rules, err := a.Rules(ctx)
		if err != nil {
			return nil, err
		}
		if why := rules.May(&c.Actor, r.Action, t); why != access.Allowed {
			return nil, a.refuse(ctx, c, r, why)
		}
	}
	return h()
}

func (a *API) note(r *Route, placed bool) {
	if !r.Action.Known() || r.ID == "" || r.Summary == "" || r.Tag == "" {
		panic(fmt.Sprintf("route %s %s lacks an action, an id, a tag or a summary", r.Method, r.Path))
	}
	r.Placed = placed
	if r.Class == "" {
		r.Class = Normal
	}
	a.routes = append(a.routes, *r)
}

func (a *API) operation(r Route) huma.Operation {
	o := huma.Operation{OperationID: r.ID, Method: r.Method, Path: r.Path, Summary: r.Summary, Tags: []string{r.Tag}, MaxBodyBytes: r.MaxBody,
		BodyReadTimeout: a.BodyRead, Metadata: map[string]any{"action": r.Action}, Description: "Needs the right `" + string(r.Action) + "`."}
	if r.Action == access.Open {
		o.Description = "Open to everybody."
	} else {
		o.Security = []map[string][]string{{"session": {}}, {"token": {}}}
	}
	if r.Fresh {
		o.Description += " Needs a passkey used within the last five minutes."
	}
	o.Middlewares = huma.Middlewares{func(hc huma.Context, next func(huma.Context)) { a.limit(hc, &r, next) }}
	return o
}

// limit lets a request through to its handler: first the limits, then the
// right, and only then, for expensive work, one of its few places. Nobody
// without the right holds up those who have it.
func (a *API) limit(hc huma.Context, r *Route, next func(huma.Context)) {
	c := CallerOf(hc.Context())
	err := a.limits.take(c, r.Class)
	if err == nil {
		err = a.admit(hc.Context(), c, r)
	}
	if err == nil && r.Class == Heavy {
		if err = a.limits.queue(hc.Context()); err == nil {
			defer func() { <-a.limits.heavy }()
		}
	}
	if err != nil {
		a.stop(hc, r, err)
		return
	}
	next(hc)
	if r.Class == Login && hc.Status() < http.StatusBadRequest {
		a.limits.logins.back("group/" + c.Group)
	}
}

// stop answers a request that does not reach its handler.
func (a *API) stop(hc huma.Context, r *Route, err error) {
	e := a.answer(CallerOf(hc.Context()), r, err)
	for k, v := range e.GetHeaders() {
		hc.SetHeader(k, v[0])
	}
	hc.SetHeader("Content-Type", "application/json") // before the status, which sends the head
	hc.SetStatus(e.GetStatus())
	_ = a.huma.Marshal(hc.BodyWriter(), "application/json", e)
}

// admit asks, before anything of the request is read, whether the caller may
// do the action anywhere: who may not learns nothing, not even what is wrong
// with his request.
func (a *API) admit(ctx context.Context, c *Caller, r *Route) error {
	if r.Action == access.Open {
		return nil
	}
	if !c.SignedIn() {
		return Refused(access.NotSignedIn)
	}
	rules, err := a.Rules(ctx)
	if err != nil {
		return err
	}
	if why := rules.May(&c.Actor, r.Action, access.Target{Class: access.Public}); why != access.Allowed {
		return a.refuse(ctx, c, r, why)
	}
	if r.Fresh && !c.Fresh {
		return Fail(NeedProof, "")
	}
	return nil
}

func (a *API) refuse(ctx context.Context, c *Caller, r *Route, why access.Reason) error {
	if a.Options.Refused != nil {
		a.Options.Refused(ctx, c, r.ID, why)
	}
	return Refused(why)
}

// answer brings an error into the one shape and logs what a reader must not
// see.
func (a *API) answer(c *Caller, r *Route, err error) *Error {
	if a.Classify != nil {
		if e := a.Classify(err); e != nil {
			e.cause = err
			err = e
		}
	}
	e := understand(err, c.Lang)
	e.RequestID = c.RequestID
	if e.Status == http.StatusInternalServerError {
		a.Log.Error("request failed", "route", r.ID, "request_id", c.RequestID, "err", err)
	}
	return e
}
