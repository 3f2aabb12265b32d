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
		err := a.admit(ctx, c, &r, func() (access.Target, error) {
			if where == nil {
				return access.Target{Class: access.Public}, nil
			}
			return where(ctx, in)
		})
		var out *O
		if err == nil {
			out, err = h(ctx, c, in)
		}
		if err != nil {
			return nil, a.answer(c, &r, err)
		}
		return out, nil
	})
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
		BodyReadTimeout: bodyReadTimeout, Metadata: map[string]any{"action": r.Action}, Description: "Needs the right `" + string(r.Action) + "`."}
	if r.Action == access.Open {
		o.Description = "Open to everybody."
	} else {
		o.Security = []map[string][]string{{"session": {}}, {"token": {}}}
	}
	if r.Fresh {
		o.Description += " Needs a passkey used within the last five minutes."
	}
	o.Middlewares = huma.Middlewares{func(hc huma.Context, next func(huma.Context)) {
		if err := a.limits.take(CallerOf(hc.Context()), r.Class); err != nil {
			hc.SetHeader("Retry-After", fmt.Sprint(int(err.after.Seconds())+1))
			e := a.answer(CallerOf(hc.Context()), &r, Fail(TooMany, ""))
			hc.SetStatus(e.GetStatus())
			hc.SetHeader("Content-Type", "application/json")
			_ = a.huma.Marshal(hc.BodyWriter(), "application/json", e)
			return
		}
		defer a.limits.done(r.Class)
		next(hc)
	}}
	return o
}

// admit asks whether the caller may use the route for what it is about.
func (a *API) admit(ctx context.Context, c *Caller, r *Route, target func() (access.Target, error)) error {
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
	// Who may not do it anywhere learns nothing about the target.
	if why := rules.May(&c.Actor, r.Action, access.Target{Class: access.Public}); why != access.Allowed {
		return a.refuse(ctx, c, r, why)
	}
	t, err := target()
	if err != nil {
		return err
	}
	if why := rules.May(&c.Actor, r.Action, t); why != access.Allowed {
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
