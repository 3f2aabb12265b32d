package bench

import (
	"context"
	"fmt"
	"math/rand/v2"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/registry"
	"phendau/internal/store"
)

// world is a fictional nation: provinces with communes, one ledger each.
type world struct {
	w        *store.Writer
	nation   string
	province []string
	communes []string
	ledgers  []string
	owner    string
	people   []string
}

// newWorld starts a book with the given numbers of places.
func newWorld(ctx context.Context, s *store.Store, provinces, communesEach int) (*world, error) {
	ids := &ledger.IDs{Rand: rand.NewChaCha8([32]byte{1}), Now: func() int64 { return 1_700_000_000_000 }}
	x := &world{nation: ids.New(), owner: ids.New(), people: []string{ids.New(), ids.New()}}
	x.w = &store.Writer{Store: s, IDs: ids, Author: ledger.NewAuthor(ids.New(), make([]byte, 32), x.people[0], x.owner)}
	registryID := ids.New()
	if err := s.Start(ctx, registryID, x.w); err != nil {
		return nil, err
	}
	reg := func(typ, id string, body any) ledger.Draft {
		return ledger.Draft{LedgerID: registryID, EntityType: typ, EntityID: id, Verb: "create", Body: body}
	}
	place := func(id, word, name, level, parent string) ledger.Draft {
		d := registry.PlaceDoc{Names: []registry.NameDoc{{Text: name, UnitWord: word, Level: level, From: registry.Unknown, To: registry.Open}}}
		if parent != "" {
			d.Parents = []registry.ParentDoc{{ParentID: parent, From: registry.Unknown, To: registry.Open}}
		}
		return reg("place", id, d)
	}
	drafts := []ledger.Draft{place(x.nation, "", "Việt Nam (minh họa)", "nation", ""),
		reg("body", x.owner, registry.BodyDoc{Type: "peoples_committee", Names: []registry.BodyNameDoc{{Text: "UBND", From: registry.Unknown, To: registry.Open}}})}
	for p := range provinces {
		province := ids.New()
		x.province = append(x.province, province)
		drafts = append(drafts, place(province, "tỉnh", fmt.Sprint("Tỉnh ", p+1), "province", x.nation))
		for c := range communesEach {
			commune, led := ids.New(), ids.New()
			x.communes, x.ledgers = append(x.communes, commune), append(x.ledgers, led)
			drafts = append(drafts, place(commune, "xã", fmt.Sprint("Xã ", p+1, ".", c+1), "commune", province),
				reg("ledger", led, registry.LedgerDoc{Kind: "commune", Name: "Sổ", Places: []registry.MemberDoc{{PlaceID: commune, From: registry.Unknown, To: registry.Open}}}))
		}
	}
	return x, x.w.MustWrite(ctx, drafts)
}

var forms = []string{"own_regular", "own_closed_loop", "with_residents"}

// entry drafts one submitted and verified entry of a mixed kind.
func (x *world) entry(r *rand.Rand, i int) []ledger.Draft {
	n := r.IntN(len(x.communes))
	id, submit := x.w.IDs.New(), x.w.IDs.New()
	c := ledger.Content{PlaceID: x.communes[n], Day: calendar.MakeDay(2019, 1, 1) + calendar.Day(r.IntN(1826)), OwnerBodyID: x.owner}
	switch i % 4 {
	case 0:
		c.Kind = "outreach"
		c.Measures = map[string]amount.Value{"participant_turns": amount.ExactValue(int64(10+r.IntN(60)), amount.Counted)}
	case 1:
		c.Kind = "trail_clearing"
		c.Measures = map[string]amount.Value{"length_m": amount.ExactValue(int64(20+r.IntN(900)), amount.Counted), "person_turns": amount.ExactValue(int64(3+r.IntN(30)), amount.Counted)}
	default:
		c.Kind = "patrol"
		c.Dims = map[string]ledger.Codes{"patrol_form": {forms[r.IntN(len(forms))]}, "way": {"foot"}}
		c.Measures = map[string]amount.Value{"person_turns": amount.NormValue(1, 5, 1)}
	}
	op := func(verb, opID, base, actor string, body any) ledger.Draft {
		return ledger.Draft{LedgerID: x.ledgers[n], EntityType: "entry", EntityID: id, Verb: verb, ID: opID, Base: base, ActorID: actor, Catalogue: 1, Body: body}
	}
	return []ledger.Draft{op("create", "", "", "", c), op("submit", submit, "", "", nil), op("verify", "", submit, x.people[1], map[string]int{"level": 2})}
}
