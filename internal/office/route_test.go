package office_test

import (
	"context"
	"testing"

	"phendau/internal/access"
	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/office"
	"phendau/internal/registry"
)

// TestABodyWithoutAVerifierIsNamed: a post that stands there and has nobody who
// verifies is another thing than no post at all.
func TestABodyWithoutAVerifierIsNamed(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		content := d.patrol()
		content.Dims["patrol_form"] = []string{"with_residents"}
		v := d.as(access.CommuneClerk).record(content, true)
		d.as(access.CommuneVerifier).must(200, "POST", "/records/"+v.LedgerID+"/"+v.ID+"/verify", map[string]any{"base": v.Base, "level": 2}, nil)
		turn := func() office.RouteStep {
			var e office.EntryView
			d.as(access.CommuneClerk).must(200, "GET", d.path(&v), nil, &e)
			return e.Route[1]
		}
		if s := turn(); s.State != "turn" || s.Who != "Đồn Biên phòng Mẫu" || s.Empty != "" {
			t.Errorf("the post's turn is %+v", s)
		}
		reg, err := d.store.Registry(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range reg.Grants(d.people[access.PostCommander]) {
			end := ledger.Draft{LedgerID: d.registry, EntityType: "grant", EntityID: g.ID, Verb: "end", Body: map[string]any{"to": registry.On(calendar.MakeDay(2026, 1, 1))}}
			if err := d.writer.MustWrite(context.Background(), []ledger.Draft{end}); err != nil {
				t.Fatal(err)
			}
		}
		if s := turn(); s.State != "turn" || s.Who != "" || s.Empty != "Đồn Biên phòng Mẫu" {
			t.Errorf("without a commander the post's turn is %+v", s)
		}
	})
}
