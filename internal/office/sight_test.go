package office_test

import (
	"net/url"
	"testing"

	"phendau/internal/access"
	"phendau/internal/office"
)

// TestTheReviewShowsOfTipsWhatTheirPageShows: what a clearance or the right to
// verify does not open on the page of an entry waits in no queue, opens in no
// review, is approved in no bulk and found by no search.
func TestTheReviewShowsOfTipsWhatTheirPageShows(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.clear(d.post, access.PostOfficer, access.PostCommander)
		d.clear(d.committeeA, access.CommuneVerifier)
		d.clear(d.provinceBody, access.UpperOfficer)
		tip := written{ledger: d.ledgerA, id: d.writer.IDs.New(), place: d.communeA, owner: d.frontA, recorder: d.people[access.CommuneClerk], day: "2026-02-20", kind: "tip",
			measures: map[string]any{"tips": countedJSON(3)}, dims: map[string]any{"tip_channel": "phone", "assessed": "valuable"}}
		d.write(tip)
		for name, who := range map[string]*client{"verifier of the commune": d.as(access.CommuneVerifier), "post": d.as(access.PostCommander), "province": d.as(access.UpperOfficer)} {
			page, review := who.do("GET", "/entries/"+tip.ledger+"/"+tip.id, nil, nil), who.do("GET", tip.review(), nil, nil)
			if page != 404 || review != 404 {
				t.Errorf("%s: the page answers %d, the review %d", name, page, review)
			}
			if n := who.waiting(""); len(n.Items) != 0 {
				t.Errorf("%s: %d wait", name, len(n.Items))
			}
			var bulk office.BulkResults
			who.must(200, "POST", "/review/bulk", map[string]any{"act": "verify", "items": []any{map[string]any{"ledger_id": tip.ledger, "id": tip.id, "base": d.id()}}}, &bulk)
			if len(bulk.Results) != 1 || bulk.Results[0].Code != "not_found" {
				t.Errorf("%s: the bulk answers %+v", name, bulk.Results)
			}
			var found office.SearchResult
			who.must(200, "GET", "/search?"+url.Values{"q": {tip.id}}.Encode(), nil, &found)
			if len(found.Groups) != 0 {
				t.Errorf("%s finds %+v", name, found.Groups)
			}
		}
		// Its own body sees it in both.
		own := office.EntryContent{Kind: "tip", PlaceID: d.communeA, Day: "2026-03-01", Dims: map[string][]string{"tip_channel": {"phone"}, "assessed": {"valuable"}}}
		v := d.as(access.PostOfficer).record(own, true)
		commander := d.as(access.PostCommander)
		commander.must(200, "GET", d.path(&v), nil, nil)
		commander.must(200, "GET", "/review/"+v.LedgerID+"/"+v.ID, nil, nil)
		if n := commander.waiting(""); len(n.Items) != 1 {
			t.Errorf("the post verifies its own tips: %d wait", len(n.Items))
		}
		verify(t, d)
	})
}
