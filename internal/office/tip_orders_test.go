package office_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"phendau/internal/access"
	"phendau/internal/office"
)

// TestOrdersOfACourtAreAPlainCount: by closed quarter, once a case, for everybody;
// other openings do not count.
func TestOrdersOfACourtAreAPlainCount(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		ordered, other := w.send("một"), w.send("hai")
		w.sort()
		for _, open := range []struct{ id, reason string }{
			{ordered.id.String(), "new"}, {ordered.id.String(), "court"}, {ordered.id.String(), "court"}, {other.id.String(), "law"},
		} {
			w.officer.must(200, "POST", "/tips/cases/"+open.id+"/open", map[string]any{"reason": open.reason}, nil)
		}
		var v office.WatchView
		w.as(access.Ombudsperson).must(200, "GET", "/tips/watch", nil, &v)
		if len(v.Orders) != 0 {
			t.Fatalf("told before the quarter is over: %+v", v.Orders)
		}
		was := w.clock.now
		w.later(100 * 24 * time.Hour)
		w.as(access.Ombudsperson).must(200, "GET", "/tips/watch", nil, &v)
		want := office.CourtOrders{Year: was.Year(), Quarter: (int(was.Month()) + 2) / 3, Cases: 1}
		if len(v.Orders) == 0 || v.Orders[len(v.Orders)-1] != want {
			t.Fatalf("%+v, want %+v", v.Orders, want)
		}
		if page := w.formPage(); !strings.Contains(page, "theo lệnh của tòa án") || !strings.Contains(page, ": 1") {
			t.Error("the page for senders does not tell")
		}
	})
}

// formPage is the page on which tips are written.
func (w *tipWorld) formPage() string {
	w.t.Helper()
	res, err := http.Get(w.pages(io.Discard).URL + "/tin-bao")
	if err != nil {
		w.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return string(b)
}
