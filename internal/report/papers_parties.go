package report

import (
	"slices"

	"phendau/internal/ledger"
)

// roleLead and roleHost are the roles of a participation that say who acts:
// the body in charge, and the one that takes others in.
const (
	roleLead = "lead"
	roleHost = "host"
)

// giving reports whether a body is of a type that gives (catalogue: gives).
func (j *paperJob) giving(bodyID string) bool {
	if j.BodyType == nil {
		return false
	}
	t := j.Catalogue.BodyTypes[j.BodyType(bodyID)]
	return t != nil && t.Gives
}

// givers are the bodies that gave what an entry tells of: those of a type that
// gives, its owner among them, and of several the ones that led; where none
// does, the bodies that led beside the owner. Who helped is never a giver.
func (j *paperJob) givers(c *ledger.Content, owner string) []string {
	all := slices.Concat([]ledger.Participation{{BodyID: owner, Role: roleLead}}, c.Bodies)
	all = slices.DeleteFunc(all, func(p ledger.Participation) bool { return !j.giving(p.BodyID) })
	if led := inRole(all, roleLead); len(led) > 0 {
		return led
	}
	if len(all) > 0 {
		return inRole(all, "")
	}
	return inRole(c.Bodies, roleLead)
}

// receivers are the bodies that took in what an entry tells of: the one that
// led or was the host without giving, otherwise the owner unless it gave.
// Who only wrote it down for another is none of them.
func (j *paperJob) receivers(c *ledger.Content, owner string) []string {
	gave := j.givers(c, owner)
	others := slices.DeleteFunc(slices.Clone(c.Bodies), func(p ledger.Participation) bool { return slices.Contains(gave, p.BodyID) || j.giving(p.BodyID) })
	if took := inRole(others, roleLead, roleHost); len(took) > 0 {
		return took
	}
	if slices.Contains(gave, owner) {
		return nil
	}
	return []string{owner}
}

// inRole are the bodies with one of some roles, with any for "".
func inRole(list []ledger.Participation, roles ...string) []string {
	var out []string
	for _, p := range list {
		if roles[0] == "" || slices.Contains(roles, p.Role) {
			out = append(out, p.BodyID)
		}
	}
	return out
}
