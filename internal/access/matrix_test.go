package access_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"phendau/internal/access"
	"phendau/internal/calendar"
)

var update = flag.Bool("update", false, "write testdata/matrix.txt")

// tree is a province with two communes; "old" lay where "home" lies since 2025
// and "merged" is what another commune became.
type tree struct{}

func (tree) Holds(outer, id string, day calendar.Day) bool {
	reform := calendar.MakeDay(2025, 7, 1)
	inside := map[string]string{"hamlet": "home", "home": "province", "other": "province", "old": "district"}
	if day >= reform {
		inside["old"] = "home"
	}
	for up := id; up != ""; up = inside[up] {
		if up == outer {
			return true
		}
	}
	return false
}

var (
	before = calendar.MakeDay(2024, 3, 3)
	today  = calendar.MakeDay(2026, 3, 3)
	rules  = access.Rules{Places: tree{}, Today: today}
)

func grant(role access.Role, place string) access.Grant {
	g := access.Grant{ID: "g", PersonID: "p", Role: role, BodyID: "own", PlaceID: place, From: calendar.MinDay, To: calendar.MaxDay, Level: role.Level()}
	if role == access.UpperOfficer {
		g.Level = 4
	}
	return g
}

func actor(g access.Grant) *access.Actor {
	return &access.Actor{PersonID: "p", Grants: []access.Grant{g}, Passkey: true}
}

// TestTheMatrixIsTheReviewedOne writes out every role against every action and
// relation; a difference is a change of rights that somebody has to look at.
func TestTheMatrixIsTheReviewedOne(t *testing.T) {
	relations := []struct {
		name string
		t    access.Target
	}{
		{"own body", access.Target{PlaceID: "hamlet", Day: today, BodyID: "own"}},
		{"own body, restricted", access.Target{PlaceID: "hamlet", Day: today, BodyID: "own", Class: access.Restricted}},
		{"own place, other body", access.Target{PlaceID: "home", Day: today, BodyID: "foreign"}},
		{"own place, restricted", access.Target{PlaceID: "home", Day: today, BodyID: "foreign", Class: access.Restricted}},
		{"former place, its day", access.Target{PlaceID: "old", Day: before, BodyID: "own"}},
		{"other place", access.Target{PlaceID: "other", Day: today, BodyID: "own"}},
		{"place above", access.Target{PlaceID: "province", Day: today, BodyID: "own"}},
	}
	var b strings.Builder
	for _, r := range relations {
		fmt.Fprintf(&b, "%s\n", r.name)
		for _, action := range access.Actions() {
			var may []string
			for _, role := range access.Roles() {
				if rules.May(actor(grant(role, "home")), action, r.t) == access.Allowed {
					may = append(may, string(role))
				}
			}
			fmt.Fprintf(&b, "  %-16s %s\n", action, strings.Join(may, " "))
		}
	}
	if *update {
		if err := os.WriteFile("testdata/matrix.txt", []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/matrix.txt")
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("rights changed; run with -update and read the difference:\n%s", b.String())
	}
}

// TestRightsFollowDates holds security.md section 4: a grant that has ended
// gives nothing, and a former place's officer keeps its history.
func TestRightsFollowDates(t *testing.T) {
	g := grant(access.CommuneVerifier, "home")
	g.To = calendar.MakeDay(2026, 3, 2)
	if why := rules.May(actor(g), access.ReadEntries, access.Target{PlaceID: "home"}); why != access.NoRole {
		t.Errorf("a grant that ended yesterday gave %q", why)
	}
	old := grant(access.CommuneVerifier, "old")
	if why := rules.May(actor(old), access.ReadEntries, access.Target{PlaceID: "old", Day: before}); why != access.Allowed {
		t.Errorf("the history of the former place is shut: %s", why)
	}
	if why := rules.May(actor(old), access.ReadEntries, access.Target{PlaceID: "home", Day: today}); why != access.OtherPlace {
		t.Errorf("a former place reaches its successor: %q", why)
	}
}

// TestNobodyGivesHimselfARight holds that a grant right never includes oneself,
// and never reaches beyond its place.
func TestNobodyGivesHimselfARight(t *testing.T) {
	a := actor(grant(access.Administrator, "home"))
	for _, role := range access.Roles() {
		g := grant(role, "home")
		if rules.MayGive(a, &g) == access.Allowed {
			t.Errorf("an administrator gave himself %s", role)
		}
		g.PersonID = "somebody"
		if why := rules.MayGive(a, &g); why != access.Allowed {
			t.Errorf("an administrator cannot give %s: %s", role, why)
		}
		g.PlaceID = "other"
		if rules.MayGive(a, &g) == access.Allowed {
			t.Errorf("an administrator gave %s over another place", role)
		}
	}
}

// TestAnAdministratorReadsNothingHeGrants holds that the right to grant is no
// right to read.
func TestAnAdministratorReadsNothingHeGrants(t *testing.T) {
	a := actor(grant(access.Administrator, "home"))
	for _, action := range []access.Action{access.ReadEntries, access.WriteEntries, access.VerifyEntries, access.MakeReports, access.SignReports, access.ReadReports, access.Export, access.ReadAudit} {
		if rules.May(a, action, access.Target{PlaceID: "home", Class: access.Public}) == access.Allowed {
			t.Errorf("an administrator may %s", action)
		}
	}
	for role, want := range map[access.Role]bool{access.Administrator: false, access.RegistryEditor: false, access.CommuneClerk: true, access.Inspector: true} {
		if g := grant(role, "home"); rules.Opens(&g, access.ReadFigures) != want {
			t.Errorf("figures open for %s: %v", role, !want)
		}
	}
}

// TestAPasswordIsTooWeakForRightsAndSystem holds security.md section 1.
func TestAPasswordIsTooWeakForRightsAndSystem(t *testing.T) {
	a := actor(grant(access.Administrator, "home"))
	a.Passkey = false
	for _, action := range []access.Action{access.GrantRights, access.RunSystem} {
		if why := rules.May(a, action, access.Target{PlaceID: "home"}); why != access.NeedPasskey {
			t.Errorf("%s by password: %q", action, why)
		}
	}
}

// TestAPasswordExportsNothingRestricted, not even what belongs to the own body.
func TestAPasswordExportsNothingRestricted(t *testing.T) {
	for class, want := range map[access.Class]access.Reason{"": access.Allowed, access.Internal: access.Allowed, access.Restricted: access.NeedPasskey} {
		a := actor(grant(access.PostOfficer, "home"))
		own := access.Target{PlaceID: "hamlet", BodyID: "own", Class: class}
		if why := rules.May(a, access.Export, own); why != access.Allowed {
			t.Errorf("export of %q by passkey: %q", class, why)
		}
		a.Passkey = false
		if why := rules.May(a, access.Export, own); why != want {
			t.Errorf("export of %q by password: %q", class, why)
		}
	}
}

// TestATokenReachesNoFurtherThanItsScopes holds that scopes only narrow.
func TestATokenReachesNoFurtherThanItsScopes(t *testing.T) {
	for _, role := range access.Roles() {
		for _, scope := range access.Actions() {
			a := actor(grant(role, "home"))
			a.Scopes = []access.Action{scope}
			for _, action := range access.Actions() {
				may := rules.May(a, action, access.Target{PlaceID: "home"}) == access.Allowed
				wide := rules.May(actor(grant(role, "home")), action, access.Target{PlaceID: "home"}) == access.Allowed
				if may && (action != scope && action != access.Open || !wide) {
					t.Errorf("%s with the scope %s may %s", role, scope, action)
				}
			}
		}
	}
}
