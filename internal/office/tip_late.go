package office

import (
	"context"
	"slices"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/registry"
	"phendau/internal/tip/desk"
)

// LateView is the digest of missed clocks: made twice a day, whether or not
// something waits, so that neither its coming nor its time says anything.
type LateView struct {
	DigestMS int64      `json:"digest_ms" doc:"When the digest was made, 07:00 or 16:00 in Vietnam"`
	Desks    []LateDesk `json:"desks"`
	// Signed are, one a desk, the newest keys that a colleague signed within 30 days: either
	// may sign, the other is told.
	Signed []SignedKey `json:"signed,omitempty"`
}

// SignedKey is a key of a desk that one of those who may sign it signed.
type SignedKey struct {
	Desk   string `json:"desk" doc:"Name"`
	Epoch  string `json:"epoch" doc:"Number of the key"`
	Person string `json:"person"`
	AtMS   int64  `json:"at_ms"`
}

// LateDesk counts missed clocks. Officers of the desk learn beside it how much they
// have to sort.
type LateDesk struct {
	ID       string     `json:"id"`
	Name     string     `json:"name"`
	Missed   int        `json:"missed" doc:"Clocks that had run out at the digest, for whoever stands above at the one before, and still wait"`
	Cases    []LateCase `json:"cases" doc:"Case and clock, nothing else"`
	Ended    string     `json:"ended,omitempty" format:"date" doc:"Last day of its body, which others succeeded"`
	Left     int        `json:"left,omitempty" doc:"Of a desk whose body is no more: cases it has still to bring to an end or to hand on"`
	Unsorted *int       `json:"unsorted,omitempty" doc:"Slots nobody sorted, most of which hold nothing; for officers of the desk only"`
}

// LateCase is a case with a clock that ran out.
type LateCase struct {
	Case string `json:"case"`
	What string `json:"what"`
	AtMS int64  `json:"at_ms"`
}

// digestHours are when digests are made, in Vietnam.
var digestHours = []int64{7, 16}

// digestAt is the last digest at a moment, and the one before it, in milliseconds
// since 1970 UTC.
func digestAt(nowMS int64) (last, before int64) {
	const hour = 3_600_000
	midnight := (nowMS+7*hour)/dayMillis*dayMillis - 7*hour
	for day := midnight - 2*dayMillis; day <= midnight; day += dayMillis {
		for _, h := range digestHours {
			if at := day + h*hour; at <= nowMS {
				last, before = at, last
			}
		}
	}
	return last, before
}

const dayMillis = 24 * 3_600_000

// tipLate is the digest of every desk the caller answers for. The desk's own body
// hears of a clock in the first digest after it ran out, who stands above it only
// when it still waits at the next.
func (o *Office) tipLate(ctx context.Context, c *api.Caller, _ *struct{}) (*Answer[LateView], error) {
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	last, before := digestAt(o.nowMS())
	out := LateView{DigestMS: last, Desks: []LateDesk{}}
	for _, id := range reg.TipDesks() {
		g, err := o.overBody(reg, c, access.LateTips, id)
		if err != nil {
			continue
		}
		d := LateDesk{ID: id, Name: reg.Bodies[id].NameOn(o.today()), Cases: []LateCase{}}
		if last, over := reg.TipDeskOver(id, o.today()); over {
			d.Ended = last.String()
		}
		by := before
		if g.BodyID == id {
			by = last
		}
		if err := o.lateCases(ctx, &d, by); err != nil {
			return nil, err
		}
		if _, err := o.overBody(reg, c, access.AnswerTips, id); err == nil {
			slots, err := o.Store.TipSlots(ctx, id, 1<<20)
			if err != nil {
				return nil, err
			}
			d.Unsorted = new(len(slots))
		}
		out.Desks = append(out.Desks, d)
	}
	out.Signed, err = o.signedByOthers(ctx, reg, c)
	return &Answer[LateView]{out}, err
}

// signedToldDays is how long who may sign is told what a colleague signed.
const signedToldDays = 30

// signedByOthers are, of each desk whose keys the caller could sign, the newest key that a
// colleague signed, newest first, from the log.
func (o *Office) signedByOthers(ctx context.Context, reg *registry.Registry, c *api.Caller) ([]SignedKey, error) {
	from := (o.nowMS() - signedToldDays*dayMillis + 999) / 1000
	lines, err := o.Store.AuditNewest(ctx, audit.TipEpoch, o.desksToSign(reg, c.PersonID), from, c.PersonID)
	var out []SignedKey
	for _, l := range lines {
		k := SignedKey{Desk: reg.Bodies[l.ObjectID].NameOn(o.today()), Person: reg.People[l.ActorID].Name, AtMS: l.At * 1000}
		for _, f := range audit.ReadFacts(l.Detail) {
			if f.Key == "epoch" {
				k.Epoch = f.Value
			}
		}
		out = append(out, k)
	}
	return out, err
}

// desksToSign are the desks whose keys a person may sign today.
func (o *Office) desksToSign(reg *registry.Registry, personID string) (out []string) {
	keeps := map[string]bool{} // by authority: there are few, and each is above many desks
	for _, id := range reg.TipDesks() {
		d, _ := reg.TipDesk(id)
		may, asked := keeps[d.AuthorityID]
		if !asked {
			may = slices.Contains(o.keepersOf(reg, d.AuthorityID), personID)
			keeps[d.AuthorityID] = may
		}
		if may {
			out = append(out, id)
		}
	}
	return out
}

// lateCases fills in the clocks that had run out at a moment and still wait.
func (o *Office) lateCases(ctx context.Context, d *LateDesk, byMS int64) error {
	views, err := o.caseViews(ctx, d.ID)
	if err != nil {
		return err
	}
	for _, v := range views {
		if d.Ended != "" && v.Owner == d.ID && v.State != string(desk.Closed) {
			d.Left++
		}
		for _, k := range v.Clocks {
			if k.AtMS < byMS && v.Owner == d.ID {
				d.Missed++
				d.Cases = append(d.Cases, LateCase{v.Case, k.What, k.AtMS})
			}
		}
	}
	return nil
}
