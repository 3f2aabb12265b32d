package office

import (
	"context"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/words"
)

func (o *Office) healthRoutes(a *api.API) {
	api.Add(a, api.Route{Method: "GET", Path: "/system/health", ID: "getHealth", Tag: "system", Action: access.RunSystem,
		Summary: "Whether book, machine and copies are safe, as phendau doctor says without its slow questions"}, nil, o.health)
}

// HealthView is what the doctor found.
type HealthView struct {
	Findings []HealthFinding `json:"findings"`
}

// HealthFinding is one finding in the reader's language.
type HealthFinding struct {
	Code  string `json:"code"`
	State string `json:"state" enum:"good,warn,bad,unknown"`
	Name  string `json:"name"`
	Found string `json:"found"`
	Do    string `json:"do,omitempty" doc:"What to do, where something is"`
	Main  bool   `json:"main,omitempty" doc:"One of the few that are always shown"`
}

// mainChecks are always shown, good or not.
var mainChecks = map[string]bool{"proven": true, "backup": true, "free_space": true, "witness": true}

func (o *Office) health(ctx context.Context, c *api.Caller, _ *Nothing) (*Answer[HealthView], error) {
	d := Doctor{}
	if o.Doctor != nil {
		d = *o.Doctor
	}
	d.Store, d.Vault, d.Now = o.Store, o.Vault, o.Now
	w := words.For(c.Lang)
	out := HealthView{Findings: []HealthFinding{}}
	if d.Machine == nil {
		return &Answer[HealthView]{out}, nil // no server of its own
	}
	for _, f := range d.Examine(ctx, true) {
		out.Findings = append(out.Findings, HealthFinding{f.Code, string(f.State()), f.Name(w), f.Found(w), f.Do(w), mainChecks[f.Code]})
	}
	return &Answer[HealthView]{out}, nil
}
