package app

import (
	"context"
	"flag"
	"fmt"
	"slices"
	"strings"

	"phendau/internal/calendar"
	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/place"
	"phendau/internal/registry"
	"phendau/internal/store"
	"phendau/internal/words"
)

// list collects a flag that may be given several times or with commas.
type list []string

func (l *list) String() string { return strings.Join(*l, ",") }

func (l *list) Set(s string) error {
	for _, p := range strings.Split(s, ",") {
		if p != "" {
			*l = append(*l, p)
		}
	}
	return nil
}

// selection is the part of the command line that figures, drill and report
// share.
type selection struct {
	where
	place, period, mapped, calendar string
	viewpoint, status, position     string
	statements                      string
	by, indicators                  list
	format                          string
}

func (s *selection) flags(fs *flag.FlagSet) {
	s.where.flags(fs)
	fs.StringVar(&s.place, "place", "", "")
	fs.StringVar(&s.period, "period", "", "")
	fs.StringVar(&s.mapped, "map", "then", "")
	fs.StringVar(&s.calendar, "calendar", "civil", "")
	fs.StringVar(&s.viewpoint, "viewpoint", "joint", "")
	fs.StringVar(&s.status, "status", "submitted+", "")
	fs.StringVar(&s.position, "position", "", "")
	fs.StringVar(&s.statements, "statements", figure.EntriesOnly, "")
	fs.Var(&s.by, "by", "")
	fs.Var(&s.indicators, "indicator", "")
}

// open reads the book at the asked position and resolves the selection.
func (s *selection) open(ctx context.Context, m *Main, w words.Words) (*store.Store, *store.View, figure.Query, error) {
	var q figure.Query
	if s.period == "" {
		return nil, nil, q, &usageError{w.Text("need_period")}
	}
	st, err := s.read(ctx, w)
	if err != nil {
		return nil, nil, q, err
	}
	view, q, err := s.resolve(ctx, m, w, st)
	if err != nil {
		st.Close()
		return nil, nil, q, err
	}
	return st, view, q, nil
}

func (s *selection) resolve(ctx context.Context, m *Main, w words.Words, st *store.Store) (*store.View, figure.Query, error) {
	var q figure.Query
	at, err := s.positionVector(ctx, st)
	if err != nil {
		return nil, q, err
	}
	view, err := st.View(ctx, at)
	if err != nil {
		return nil, q, err
	}
	cal, err := calendar.ParseCalendar(s.calendar)
	if err != nil {
		return nil, q, &usageError{sentence(w, err)}
	}
	if q.Period, err = calendar.ParsePeriod(cal, s.period); err != nil {
		return nil, q, &usageError{sentence(w, err)}
	}
	if q.Place, err = m.findPlace(w, view.Registry.Places, s.place, q.Period); err != nil {
		return nil, q, err
	}
	return view, q, s.readRest(m, w, view.Registry, &q)
}

func (s *selection) readRest(m *Main, w words.Words, reg *registry.Registry, q *figure.Query) (err error) {
	if q.Map, err = place.ParseMapSpec(s.mapped, m.today()); err != nil {
		return &usageError{err.Error()}
	}
	if q.Viewpoint, err = figure.ParseViewpoint(strings.TrimPrefix(s.viewpoint, "by_body")); err != nil {
		return &usageError{err.Error()}
	}
	if b := q.Viewpoint.Body; b != "" && reg.Bodies[b] == nil {
		return &usageError{w.Text("no_body", "id", b)}
	}
	if s.viewpoint == "by_body" {
		s.by = append(s.by, figure.ByParticipant)
	}
	if q.Status, err = figure.ParseStatus(s.status); err != nil {
		return &usageError{err.Error()}
	}
	for _, b := range s.by {
		if b == "place" {
			b = "place:" + string(place.LevelCommune)
		}
		q.By = append(q.By, b)
	}
	if !slices.Contains([]string{figure.EntriesOnly, figure.StatementsThenEntries}, s.statements) {
		return &usageError{w.Text("bad_statements", "value", s.statements)}
	}
	q.Statements, q.Indicators = s.statements, s.indicators
	return nil
}

// findPlace reads a place id, a code with an optional day, or a name; notes
// about which holder of a code is meant go to stderr.
func (m *Main) findPlace(w words.Words, places *place.Registry, text string, p calendar.Period) (string, error) {
	if text == "" {
		return "", nil
	}
	if ledger.ValidID(text) {
		if places.IsGroup(text) || places.Ordinal(text) >= 0 {
			return text, nil
		}
	}
	found, err := places.Find(text, place.Latest)
	if err != nil {
		return "", &usageError{sentence(w, err)}
	}
	if note := in(w, found.Note); note != "" {
		fmt.Fprintln(m.Stderr, note)
	}
	return found.ID, nil
}

// in picks the wording of a text.
func in(w words.Words, t place.Text) string {
	if w.Lang() == "en" {
		return t.EN
	}
	return t.VI
}

// positionVector reads "LEDGER:EPOCH.SEQ" lists.
func (s *selection) positionVector(ctx context.Context, st *store.Store) ([]ledger.Position, error) {
	if s.position == "" {
		return nil, nil
	}
	heads, err := st.Positions(ctx)
	if err != nil {
		return nil, err
	}
	at, err := ledger.ParsePositions(s.position, heads)
	if err != nil {
		return nil, &usageError{err.Error()}
	}
	return at, nil
}
