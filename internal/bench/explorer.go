package bench

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"time"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/calendar"
	"phendau/internal/figure"
	"phendau/internal/office"
	"phendau/internal/store"
)

// explorerBudget are milliseconds an answer of the explorer may take on the
// demo book, and with a million entries.
const (
	explorerSmall = 100
	explorerLarge = 300
	manyFacts     = 500_000
)

// Question is a table asked of the API.
type Question struct {
	What   string
	Path   string // "/figures", "/dashboard"
	Values url.Values
	// Query is the same table asked of the engine, the baseline; nil for none.
	Query *figure.Query
}

// Explorer measures answers of the API over real HTTP on loopback, JSON and
// the reading of it included, against the engine's own time for the table.
func Explorer(ctx context.Context, out io.Writer, s *store.Store, placeID string, questions []Question) error {
	address, stop, err := serveAs(ctx, s, placeID)
	if err != nil {
		return err
	}
	defer stop()
	v, err := s.Current(ctx)
	if err != nil {
		return err
	}
	p := newPrinter(out)
	for i, q := range questions {
		size := 0
		ms, err := median(9, func() (err error) {
			size, err = fetch(ctx, address+q.Path+"?"+q.Values.Encode(), fmt.Sprint(i))
			return err
		})
		if err != nil {
			return fmt.Errorf("%s: %w", q.What, err)
		}
		budget := float64(explorerSmall)
		if v.Facts() > manyFacts {
			budget = explorerLarge
		}
		l := Line{Bench: "explorer", What: fmt.Sprintf("%s, %d KB of JSON over HTTP", q.What, size/1000), Engine: s.Engine(), Rows: v.Facts(), Value: ms, Unit: "ms",
			Budget: fmt.Sprint("<= ", budget), Met: atMost(ms, budget)}
		if q.Query != nil {
			l.Baseline = "the engine's table alone"
			if l.BaseVal, err = median(9, func() error { _, err := v.Evaluate(*q.Query, &v.Context); return err }); err != nil {
				return err
			}
		}
		p.line(l)
	}
	return p.err
}

// serveAs serves the API on loopback to an officer over a place.
func serveAs(ctx context.Context, s *store.Store, placeID string) (address string, stop func(), err error) {
	o := &office.Office{Store: s, Reports: &office.Publisher{Store: s}, Now: time.Now, Log: slog.New(slog.DiscardHandler)}
	options := o.Options()
	options.Authenticate = func(r *http.Request) (*api.Caller, error) {
		return &api.Caller{Actor: access.Actor{PersonID: r.Header.Get("Authorization"), Grants: []access.Grant{
			{Role: access.UpperOfficer, PlaceID: placeID, From: calendar.MinDay, To: calendar.MaxDay}}}}, nil
	}
	a := api.New(options)
	o.Routes(a)
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	srv := &http.Server{Handler: a.Handler(), ReadHeaderTimeout: time.Minute}
	go func() { _ = srv.Serve(l) }()
	return "http://" + l.Addr().String() + api.Prefix, func() { _ = srv.Close() }, nil
}

// fetch reads one answer; every question is a person of its own, so that the
// limits of one do not slow the bench.
func fetch(ctx context.Context, address, person string) (int, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return 0, err
	}
	req.Header.Set("Authorization", "bench-"+person)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("answer %d %.200s: %w", resp.StatusCode, b, err)
	}
	return len(b), nil
}

// Tables are the questions of a book: its indicators over a place, cut by
// communes and by months.
func Tables(placeID string, period calendar.Period, indicators []string) []Question {
	ask := func(what string, ids []string, by ...string) Question {
		v := url.Values{"place": {placeID}, "period": {period.String()}, "indicator": ids, "by": by, "status": {"submitted+"}}
		return Question{what, "/figures", v, &figure.Query{Indicators: ids, Place: placeID, Period: period, By: by}}
	}
	few := indicators[:min(8, len(indicators))]
	return []Question{
		ask(fmt.Sprintf("%d indicators, one row", len(indicators)), indicators),
		ask(fmt.Sprintf("%d indicators by commune", len(few)), few, "place:commune"),
		ask(fmt.Sprintf("%d indicators by month", len(few)), few, figure.ByMonth),
		ask("one indicator by commune and quarter", few[:1], "place:commune", figure.ByQuarter),
		{"dashboard", "/dashboard", url.Values{"place": {placeID}, "month": {monthName(period.To)}}, nil},
	}
}

func monthName(d calendar.Day) string { return d.String()[:7] }
