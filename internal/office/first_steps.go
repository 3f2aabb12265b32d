package office

import (
	"context"
	"slices"

	"phendau/internal/access"
	"phendau/internal/calendar"
	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/words"
)

// FirstSteps lead a new book to its first locked report. Nothing of them is
// stored: each is done when the book holds what it asks for.
type FirstSteps struct {
	Steps []FirstStep `json:"steps"`
	// Closed is the month whose report may be locked already: what is recorded
	// of its days comes into the first report.
	Closed BoardPeriod `json:"closed"`
}

// FirstStep is one of them.
type FirstStep struct {
	What string `json:"what" enum:"post,people,entry,verify,report"`
	Done bool   `json:"done"`
	Mine bool   `json:"mine" doc:"The caller may do it"`
	// Who may, where the caller may not.
	Who []string `json:"who,omitempty" doc:"The roles that may, in words"`
}

// firstSteps fills the steps of a book that has not gone through all of them,
// for those who begin one or make its reports.
func (b *board) firstSteps(ctx context.Context) error {
	today := b.o.today()
	rules := b.v.Registry.Rules(today)
	has := func(a access.Action) bool { return rules.Has(&b.c.Actor, a) }
	if !has(access.GrantRights) && !has(access.MakeReports) {
		return nil
	}
	locked, err := b.lockedOnce(ctx)
	if err != nil {
		return err
	}
	step := func(what string, done bool, a access.Action) FirstStep {
		if has(a) {
			return FirstStep{what, done, true, nil}
		}
		return FirstStep{what, done, false, rolesFor(b.words.Words, a)}
	}
	steps := []FirstStep{
		step("post", b.hasPost(), access.WriteRegistry),
		step("people", b.twoAtWork(), access.GrantRights),
		step("entry", b.v.LastDay() != 0, access.WriteEntries),
		// What was locked had been verified, or need not have been.
		step("verify", locked || b.stands(ledger.Verified) && !b.stands(ledger.Submitted), access.VerifyEntries),
		step("report", locked, access.SignReports),
	}
	for _, s := range steps {
		if !s.Done {
			closed, _ := calendar.LastOver(calendar.Official, calendar.MonthUnit, today)
			b.out.FirstSteps = &FirstSteps{steps, BoardPeriod{closed.From, closed.To, calendar.FullLabel(closed, b.words.Lang())}}
			break
		}
	}
	return nil
}

// rolesFor names the roles that may do an action.
func rolesFor(w words.Words, a access.Action) (out []string) {
	for _, r := range access.Roles() {
		if r.Can(a) {
			out = append(out, w.Text("role."+string(r)))
		}
	}
	return out
}

// hasPost tells whether a body stands that verifies at the level of posts, with
// the area it is in charge of: without one no report finds it.
func (b *board) hasPost() bool {
	reg, today := b.v.Registry, b.o.today()
	for id, body := range reg.Bodies {
		if reg.BodyLevel(id) == ledger.LevelPost && body.PlaceID != "" && !bodyEnded(body, today) {
			return true
		}
	}
	return false
}

// twoAtWork tells whether somebody may verify what somebody else records.
func (b *board) twoAtWork() bool {
	today := b.o.today()
	var recorders, verifiers []string
	for _, g := range b.v.Registry.Grants("") {
		if !g.On(today) {
			continue
		}
		if g.Role.Can(access.WriteEntries) {
			recorders = append(recorders, g.PersonID)
		}
		if g.Role.Can(access.VerifyEntries) {
			verifiers = append(verifiers, g.PersonID)
		}
	}
	return slices.ContainsFunc(recorders, func(r string) bool {
		return slices.ContainsFunc(verifiers, func(v string) bool { return v != r })
	})
}

// stands tells whether an entry stands in a state.
func (b *board) stands(in ledger.Status) (found bool) {
	b.v.Standing(in, func(string, calendar.Day, string, figure.Stand) { found = true })
	return found
}

func (b *board) lockedOnce(ctx context.Context) (bool, error) {
	all, err := b.o.Store.Snapshots(ctx)
	for _, s := range all {
		if !s.Withdrawn {
			return true, err
		}
	}
	return false, err
}
