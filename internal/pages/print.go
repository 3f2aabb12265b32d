package pages

import (
	"strings"
	"time"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/figure"
	"phendau/internal/plain"
	"phendau/internal/vi"
)

// cellText prints a cell without its unit. In Vietnamese it is the text of
// every document; other languages translate the words and keep the numbers.
func (r *request) cellText(c *figure.Cell, scale int64) string {
	if r.w.Lang() == "vi" {
		return c.Printed
	}
	switch c.State {
	case figure.Missing, figure.Ambiguous:
		return r.t("state." + string(c.State))
	case figure.NotApplicable, figure.NoDenominator:
		return c.Printed
	}
	if c.Result.Q == amount.Exact {
		return c.Printed
	}
	return r.resultText(c.Result, scale)
}

// resultText prints a sum with the words of its qualifier.
func (r *request) resultText(x amount.Result, scale int64) string {
	return r.valueText(amount.Value{V: x.V, Lo: x.Lo, Hi: x.Hi, Q: x.Q}, scale)
}

// valueText prints one value with the words of its qualifier.
func (r *request) valueText(v amount.Value, scale int64) string { return plain.Value(r.w, v, scale) }

// hasNumber reports whether a cell shows a number that takes a unit.
func hasNumber(c *figure.Cell) bool {
	return (c.State == figure.HasValue || c.State == figure.Zero) && c.Qualifier != amount.Uncounted.String() && !strings.ContainsAny(c.Printed, "%/")
}

// unit is the word behind a number and how many base units make one.
func (r *request) unit(cat *catalogue.Catalogue, id string) (word string, scale int64) {
	return plain.Unit(cat, id, r.w.Lang())
}

// clock prints an instant as the office reads it: 14:05, 05/02/2024.
func clock(ms int64) string { return plain.Clock(ms) }

// minutes prints a time of day: 14:05.
func minutes(m int) string {
	return time.Unix(int64(m)*60, 0).UTC().Format("15:04")
}

// mapText names the map of a question.
func (r *request) mapText(v *figure.View, q figure.Query) string {
	m := q.Map.String()
	if m == "own-day" {
		return r.t("map.own-day")
	}
	_, day, err := v.Registry.Places.Resolve(q.Map, q.Place, days(q.Period))
	if err != nil {
		return m
	}
	if m == "then" {
		return r.t("map.then", "day", vi.ShortDate(day))
	}
	return r.t("map.day", "day", vi.ShortDate(day))
}

// viewpointText names whose view of shared events a figure takes.
func (r *request) viewpointText(v *figure.View, p figure.Viewpoint, d calendar.Day) string {
	switch {
	case p.Body == "":
		return r.t("view.joint")
	case p.Participated:
		return r.t("view.participated", "body", v.Registry.BodyName(p.Body, d))
	}
	return r.t("view.body", "body", v.Registry.BodyName(p.Body, d))
}
