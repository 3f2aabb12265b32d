package office_test

import (
	"testing"
	"time"

	"phendau/internal/access"
	"phendau/internal/office"
)

// households is a response to the storm in a place, by kind of help.
func (d *desk) households(place, help string, n int64) office.EntryContent {
	return office.EntryContent{Kind: "disaster_response", PlaceID: place, Day: "2026-02-10", Dims: map[string][]string{"hazard": {"storm"}},
		Bodies:   []office.BodyForm{{BodyID: d.committeeA}, {BodyID: d.post}},
		Measures: map[string]office.ValueForm{"households_helped": counted(n), "person_turns": counted(40)},
		Parts:    []office.PartForm{{Measure: "households_helped", Dims: map[string]string{"help": help}, Value: counted(n)}}}
}

// TestS20StormReportedTwiceCountsOnce plays S20 after the laptop is back: 310
// households of three hamlets, reported by the commune and by the post, are
// found to be the same acts, confirmed, and counted once; who has not reported
// yet is named beside the figure and on the board.
//
// Missing: the new laptop from the last bundle and the phones that send again
// come with closed networks and the field app.
func TestS20StormReportedTwiceCountsOnce(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.borderUnits()
		third := d.id()
		d.as(access.RegistryEditor).must(200, "POST", "/places", map[string]any{"place": map[string]any{"id": third, "word": "xóm", "name": "Hoa Đào 3", "level": "hamlet", "parent_id": d.communeA}}, nil)
		clerk, post, upper := d.as(access.CommuneClerk), d.as(access.PostOfficer), d.as(access.UpperOfficer)
		pairs := [][2]office.EntryView{}
		for i, n := range []int64{140, 100, 70} {
			place := append(d.hamletsA[:2:2], third)[i]
			pairs = append(pairs, [2]office.EntryView{clerk.record(d.households(place, "moving_households", n), true), post.record(d.households(place, "moving_households", n), true)})
		}
		clerk.record(d.households(d.communeA, "relief_goods", 85), true)
		upper.printed(d.province, "2026-02", map[string]string{"disaster_response times": "7", "disaster_response households_helped": "705"})

		found := d.as(access.CommuneVerifier).duplicates()
		for _, p := range pairs {
			if !holdsPair(found, p[0].ID, p[1].ID) {
				t.Errorf("the finder does not bring up the two reports over %s", p[0].Place)
			}
			d.clock.now = d.clock.now.Add(time.Minute)
			d.join("same", &p[0], &p[1])
		}
		upper = d.as(access.UpperOfficer)
		upper.printed(d.province, "2026-02", map[string]string{"disaster_response times": "4", "disaster_response households_helped": "395"})
		help := upper.byDim(d.province, "2026-02", "disaster_response", "households_helped", "help")
		if help["moving_households"] != "310" || help["relief_goods"] != "85" {
			t.Errorf("households by kind of help: %v", help)
		}
		if got := upper.byDim(d.province, "2026-02", "disaster_response", "households_helped", "hazard")["storm"]; got != "395" {
			t.Errorf("of the storm: %s", got)
		}
		var b office.Board
		upper.must(200, "GET", "/board?place="+d.province+"&period=2026-01-15/2026-02-14", nil, &b)
		if got := states(b); got != "xã Đình Phong: reported; xã Ngọc Khê: silent" || b.Sum.Silent != 1 {
			t.Errorf("the board says %s, %+v", got, b.Sum)
		}
		tab := upper.figures(d.province, "2026-02", "indicator", "incident")
		if c := tab.Completeness; c == nil || c.Missing == 0 || len(c.Silent) == 0 {
			t.Errorf("the figures do not name who is silent: %+v", c)
		}
		verify(t, d)
	})
}

func holdsPair(list office.Duplicates, a, b string) bool {
	for _, p := range list.Items {
		if p.Main.ID == a && p.Member.ID == b || p.Main.ID == b && p.Member.ID == a {
			return true
		}
	}
	return false
}
