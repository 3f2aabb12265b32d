package office_test

import (
	"context"
	"net/url"
	"slices"
	"testing"

	"phendau/internal/access"
	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/office"
)

// find searches and lists what comes back as "type title".
func (c *client) find(q string) []string {
	c.d.t.Helper()
	var v office.SearchResult
	c.must(200, "GET", "/search?q="+url.QueryEscape(q), nil, &v)
	var out []string
	for _, g := range v.Groups {
		for _, h := range g.Items {
			out = append(out, g.Type+" "+h.Title)
		}
	}
	return out
}

// noted records an entry of a body with a note and the number of a document.
func (d *desk) noted(ledgerID, placeID, bodyID, recorder, kind, note, number string) string {
	d.t.Helper()
	id := d.id()
	content := ledger.Content{Kind: kind, PlaceID: placeID, Day: calendar.MakeDay(2026, 2, 2), OwnerBodyID: bodyID, Note: note,
		Documents: []ledger.Document{{Type: "minutes", Number: number}}}
	if kind == "patrol" {
		content.Dims = map[string]ledger.Codes{"patrol_form": {"own_regular"}}
		content.Measures = map[string]amount.Value{"person_turns": amount.ExactValue(5, amount.Counted)}
	}
	err := d.writer.MustWrite(context.Background(), []ledger.Draft{{LedgerID: ledgerID, EntityType: "entry", EntityID: id, Verb: "create", ActorID: recorder, BodyID: bodyID,
		Catalogue: 1, Body: content}})
	if err != nil {
		d.t.Fatal(err)
	}
	return id
}

// TestNamesAreFoundAsPeopleTypeThem through the API.
func TestNamesAreFoundAsPeopleTypeThem(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		clerk := d.as(access.CommuneClerk)
		for _, q := range []string{"Dinh Phong", "Đính Phong", "đinhf phong", "Phong Đình", "dinhphong", "01489"} {
			if got := clerk.find(q); !slices.Contains(got, "place xã Đình Phong") {
				t.Errorf("%q finds %v", q, got)
			}
		}
		for q, want := range map[string]string{"bien phong": "body Đồn Biên phòng Mẫu", "tuan tra": "kind tuần tra", "dia ban don": "place Địa bàn Đồn Biên phòng Mẫu"} {
			if got := clerk.find(q); !slices.ContainsFunc(got, func(s string) bool { return len(s) >= len(want) && s[:len(want)] == want }) {
				t.Errorf("%q finds %v, not %s", q, got, want)
			}
		}
		for _, q := range []string{"", "%", "' OR 1=1", "\x00", "\u202e"} {
			if got := clerk.find(q); len(got) != 0 {
				t.Errorf("%q finds %v", q, got)
			}
		}
	})
}

// TestPeopleOfTheOfficeAreFoundByThoseWhoMayKnowThem: names of accounts are
// not for every clerk.
func TestPeopleOfTheOfficeAreFoundByThoseWhoMayKnowThem(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		const name, hit = "Bế Thị Mẫu", "person Bế Thị Mẫu (commune_clerk)"
		for role, sees := range map[access.Role]bool{access.CommuneClerk: false, access.TeamMember: false, access.CommuneVerifier: false, access.RegistryEditor: false,
			access.PostCommander: true, access.Inspector: true, access.UpperOfficer: true} {
			if got := slices.Contains(d.as(role).find(name), hit); got != sees {
				t.Errorf("%s: %t", role, got)
			}
		}
	})
}

// TestNoSearchByResidentExists is scenario S10: whoever looks for a resident
// finds nothing, neither in the names of the registers nor in what others
// wrote. A note is found again only by the people of the body that wrote it,
// among its own entries.
func TestNoSearchByResidentExists(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		const resident = "Hoàng Thị Cúc"
		d.noted(d.ledgerA, d.hamletsA[0], d.frontA, d.people[access.CommuneClerk], "patrol", "Bà "+resident+" báo có người lạ", "15/BB")
		d.noted(d.ledgerB, d.hamletsB[0], d.committeeB, d.peopleB[access.CommuneClerk], "patrol", "gặp "+resident+" ở chợ", "16/BB")
		for _, q := range []string{resident, "hoang thi cuc", "Cúc", "cuc"} {
			for _, role := range access.Roles() {
				if got := d.as(role).find(q); len(got) != 0 {
					t.Errorf("%s looks for %q and finds %v", role, q, got)
				}
			}
			if got := d.asB(access.CommuneVerifier).find(q); len(got) != 0 {
				t.Errorf("the verifier finds %v", got)
			}
		}
		if got := d.asB(access.CommuneClerk).find(resident); len(got) != 1 || got[0] != "note tuần tra biên giới" {
			t.Errorf("who wrote it finds %v", got)
		}
	})
}

// TestADocumentNumberIsFoundWhereItMayBeRead, and an entry by its id.
func TestADocumentNumberIsFoundWhereItMayBeRead(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		id := d.noted(d.ledgerA, d.hamletsA[0], d.committeeA, d.people[access.CommuneClerk], "patrol", "", "154/BB-UBND")
		for _, tt := range []struct {
			c    *client
			sees bool
		}{{d.as(access.CommuneClerk), true}, {d.as(access.PostOfficer), true}, {d.as(access.UpperOfficer), true}, {d.asB(access.CommuneClerk), false},
			{d.as(access.Administrator), false}, {d.as(access.Ombudsperson), false}, {d.as(access.TipOfficer), false}} {
			byNumber, byID := tt.c.find("154/bb"), tt.c.find(id)
			if (len(byNumber) == 1) != tt.sees || (len(byID) == 1) != tt.sees || tt.sees && (byNumber[0] != "document tuần tra biên giới" || byID[0] != "entry tuần tra biên giới") {
				t.Errorf("want %t: %v, %v", tt.sees, byNumber, byID)
			}
		}
	})
}
