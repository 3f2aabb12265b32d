package doubt_test

import (
	"testing"

	"phendau/internal/amount"
	"phendau/internal/doubt"
	"phendau/internal/ledger"
)

func TestHandingOutMoreThanCameInIsAskedAboutAndNeverBlocked(t *testing.T) {
	w := newWorld(t)
	flags := func(placeID, on, how string, n int64) {
		w.entry("gift", placeID, on, "gift_item=flag;gift_recipient=post;gift_type="+how, map[string]amount.Value{"quantity/gift_item": counted(n)})
	}
	flags(dinhPhong, "2024-01-10", "handed_over", 100)
	flags(dinhPhong, "2024-02-10", "handed_on", 35)
	out := func(n int64) *ledger.Content {
		return &ledger.Content{Kind: "gift", PlaceID: dinhPhong, Day: day("2024-03-01"), OwnerBodyID: post, Dims: map[string]ledger.Codes{"gift_type": {"handed_on"}, "gift_recipient": {"hamlet"}},
			Parts: []ledger.Part{{Measure: "quantity", Dims: map[string]string{"gift_item": "flag"}, Value: counted(n)}}}
	}
	v := w.build()
	if got := codes(doubt.OnEntry(v, "", "", out(65))); got != "" {
		t.Errorf("handing out what is left: %s", got)
	}
	found := doubt.OnEntry(v, "", "", out(66))
	if got := codes(found); got != "more_out_than_in [66 65]" {
		t.Errorf("one more than is left: %s", got)
	}
	for _, f := range found {
		w.whole(f)
	}
	if got := codes(w.figures(province, "2024-01-01", "2024-12-31", "gifts.stock")); got != "" {
		t.Errorf("65 are left: %s", got)
	}
	flags(dinhPhong, "2024-03-01", "handed_on", 66)
	if got := codes(w.figures(province, "2024-01-01", "2024-12-31", "gifts.stock")); got != "more_out_than_in [-1]" {
		t.Errorf("one too many went out: %s", got)
	}
}
