package office_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/office"
	"phendau/internal/store"
)

// listen opens the stream of events and gives back one event after the other.
func (c *client) listen() (events func() office.LivePosition, status int, stop func()) {
	c.d.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	req, err := http.NewRequestWithContext(ctx, "GET", c.d.server.URL+api.Prefix+"/live", nil)
	if err != nil {
		c.d.t.Fatal(err)
	}
	req.AddCookie(&http.Cookie{Name: api.CookieName, Value: c.cookie})
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		c.d.t.Fatal(err)
	}
	lines := bufio.NewScanner(resp.Body)
	return func() office.LivePosition {
		c.d.t.Helper()
		for lines.Scan() {
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				var p office.LivePosition
				if err := json.Unmarshal([]byte(data), &p); err != nil {
					c.d.t.Fatal(err)
				}
				return p
			}
		}
		return office.LivePosition{}
	}, resp.StatusCode, func() { cancel(); resp.Body.Close() }
}

// TestAnEventTellsWhichLedgersMovedToWhoMaySeeThem: a clerk hears of the
// commune's ledger, and nothing but its position is told.
func TestAnEventTellsWhichLedgersMovedToWhoMaySeeThem(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		clerk := d.as(access.CommuneClerk)
		events, status, stop := clerk.listen()
		defer stop()
		if status != 200 {
			t.Fatalf("status %d", status)
		}
		first := events()
		if first.Position == "" {
			t.Fatal("the first event does not say where the book stands")
		}
		d.plan(d.ledgerB, d.committeeB, d.communeB, 5)
		d.plan(d.ledgerA, d.committeeA, d.communeA, 5)
		moved := map[string]bool{}
		for !moved[d.ledgerA] {
			e := events()
			if e.Position == "" {
				t.Fatal("the stream ended")
			}
			for _, l := range e.Ledgers {
				moved[l.Ledger] = true
			}
		}
		if moved[d.ledgerB] {
			t.Error("a clerk hears of another commune's ledger")
		}
	})
}

// TestAPersonHasAFewStreamsAndTheyEndWithTheServer holds the limit of
// connections and that a server that stops does not wait for its listeners.
func TestAPersonHasAFewStreamsAndTheyEndWithTheServer(t *testing.T) {
	d := newDesk(t, store.Options{Dir: t.TempDir()})
	clerk := d.as(access.CommuneClerk)
	var last func() office.LivePosition
	for range 6 {
		events, status, stop := clerk.listen()
		defer stop()
		if status != 200 || events().Position == "" {
			t.Fatalf("status %d", status)
		}
		last = events
	}
	_, status, stop := clerk.listen()
	stop()
	if status != 429 {
		t.Errorf("a seventh stream answers %d", status)
	}
	d.office.EndStreams()
	if p := last(); p.Position != "" {
		t.Errorf("the stream goes on with %v", p)
	}
}

// plan writes a plan for March 2026 past the API.
func (d *desk) plan(ledgerID, body, place string, value int64) string {
	d.t.Helper()
	id := d.writer.IDs.New()
	from, to := calendar.MakeDay(2026, 3, 1), calendar.MakeDay(2026, 3, 31)
	err := d.writer.MustWrite(context.Background(), []ledger.Draft{
		{LedgerID: ledgerID, EntityType: ledger.TypePlan, EntityID: id, Verb: "create", BodyID: body, Catalogue: 1,
			Body: ledger.PlanBody{Indicator: "outreach", Measure: "sessions", PlaceID: place, From: from, To: to, Value: value}},
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return id
}
