package office

import (
	"context"
	"slices"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/border"
	"phendau/internal/border/plan"
	"phendau/internal/border/span"
	"phendau/internal/calendar"
	"phendau/internal/formats"
	"phendau/internal/ledger"
	"phendau/internal/vi"
)

// SuggestQuery asks where a patrol should go next.
type SuggestQuery struct {
	Place  string `query:"place" maxLength:"200" doc:"Id, code or name of a place or group; empty is everything, or the area of the body"`
	Of     string `query:"body" maxLength:"40" doc:"Id of a body: what the registers give it, or what lies in its area"`
	Status string `query:"status" maxLength:"20" doc:"Which patrols count: submitted+ or verified:1 to verified:4; verified:2 by default"`
	WalkM  int    `query:"walk_m" minimum:"0" maximum:"100000" doc:"What a patrol walks in a day, in metres; 10,000 by default. Longer stretches are cut"`
	Days   int    `query:"days" minimum:"0" maximum:"30" doc:"Days of one patrol; 1 by default"`
	LeastM int    `query:"least_m" minimum:"0" maximum:"100000" doc:"Shorter stretches are left out; 200 by default"`
}

// Defaults of a question about the next patrols, in metres and days.
const (
	defaultWalkM  = 10_000
	defaultDays   = 1
	defaultLeastM = 200
	// maxSuggestions is how many stretches one answer lists.
	maxSuggestions = 200
)

// SuggestionList is stretches to visit: those nobody visited first, then the
// oldest visit first.
type SuggestionList struct {
	Day    string       `json:"day" format:"date"`
	Note   string       `json:"note" doc:"What the line is for, and what it is not"`
	WalkM  int          `json:"walk_m"`
	Days   int          `json:"days"`
	LeastM int          `json:"least_m"`
	Items  []Suggestion `json:"items"`
	More   bool         `json:"more,omitempty" doc:"There are later ones"`
}

// Suggestion is a stretch that one patrol can walk, and why it.
type Suggestion struct {
	NamedStretch
	LengthDM  int64           `json:"length_dm"`
	Length    string          `json:"length"`
	Never     bool            `json:"never"`
	Last      string          `json:"last,omitempty" format:"date"`
	Age       int             `json:"age,omitempty" doc:"Days since the last visit"`
	Reason    string          `json:"reason" doc:"Why it is suggested, in words"`
	PlaceID   string          `json:"place_id,omitempty" doc:"Place whose sector most of it belongs to"`
	Place     string          `json:"place,omitempty"`
	Sector    string          `json:"sector" doc:"Who answers for it"`
	Bodies    []NamedBody     `json:"bodies" doc:"Bodies and teams that answer for some of it"`
	Positions []NamedPosition `json:"positions" doc:"Marker positions on it that can be reached"`
}

// NamedBody is a body by its name, and where it records.
type NamedBody struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	PlaceID string `json:"place_id,omitempty" doc:"Absent where it answers for a group of places"`
	Place   string `json:"place,omitempty"`
}

func (o *Office) suggestions(ctx context.Context, c *api.Caller, in *SuggestQuery) (*Answer[SuggestionList], error) {
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	ask, err := readCoverage(reg, &CoverageQuery{Place: in.Place, Of: in.Of, Status: in.Status, Period: o.today().String() + "/" + o.today().String()})
	if err != nil {
		return nil, err
	}
	at := ask.PlaceID
	if at == "" && ask.BodyID != "" {
		at = reg.Bodies[ask.BodyID].PlaceID
	}
	if why := o.mayOver(c, reg, access.ReadLine, at, o.today()); why != access.Allowed {
		o.refused(ctx, c, "listSuggestions", why)
		return nil, api.Refused(why)
	}
	l := &LineReader{Store: o.Store, Blobs: o.Blobs, Today: o.today()}
	x, err := l.compute(ctx, ask)
	if err != nil {
		return nil, noLine(err)
	}
	out := SuggestionList{Day: o.today().String(), Note: formats.Disclaimer[0], WalkM: orDefault(in.WalkM, defaultWalkM), Days: orDefault(in.Days, defaultDays), LeastM: orDefault(in.LeastM, defaultLeastM), Items: []Suggestion{}}
	if c.Lang == "en" {
		out.Note = formats.Disclaimer[1]
	}
	x.suggest(newTeller(reg, c.Lang).on(o.today()), &out)
	return &Answer[SuggestionList]{out}, nil
}

func orDefault(n, otherwise int) int {
	if n == 0 {
		return otherwise
	}
	return n
}

// suggest lists the stretches of the asked sectors, the longest unvisited first,
// each cut to what one patrol walks.
func (x *coverer) suggest(t *teller, out *SuggestionList) {
	today := x.until
	for _, s := range plan.Suggest(x.course, x.holdings, today, x.patrols, span.Decimetre(10*out.LeastM)) {
		for _, piece := range x.course.Stretches(span.Of(s.Span)) {
			for _, c := range cut(piece, span.Decimetre(10*out.WalkM*out.Days)) {
				if out.More = len(out.Items) == maxSuggestions; out.More {
					return
				}
				out.Items = append(out.Items, x.suggestion(t, c, &s, today))
			}
		}
	}
}

// cut parts a stretch into equal pieces no longer than most, at whole ten metres.
func cut(s border.Stretch, most span.Decimetre) (out []ledger.LineStretch) {
	n := (s.C.Length() + most - 1) / most
	at := s.C.From
	for i := range n {
		to := s.C.To
		if i < n-1 {
			to = (s.C.From + s.C.Length()*(i+1)/n) / 100 * 100
		}
		out = append(out, ledger.LineStretch{SegmentID: s.Segment, FromDM: int64(at), ToDM: int64(to)})
		at = to
	}
	return out
}

func (x *coverer) suggestion(t *teller, s ledger.LineStretch, of *plan.Suggestion, today calendar.Day) Suggestion {
	out := Suggestion{NamedStretch: t.stretch(s), LengthDM: s.ToDM - s.FromDM, Never: of.Never, Bodies: []NamedBody{}, Positions: []NamedPosition{}}
	out.Length, out.Reason = t.kilometres(out.LengthDM), t.t("line.never")
	if !of.Never {
		out.Last, out.Age = of.Day.String(), int(today-of.Day)
		out.Reason = t.t("line.last", "day", vi.ShortDate(of.Day), "n", out.Age)
	}
	for _, r := range answering(x.reg, s, today) {
		if out.PlaceID == "" {
			out.PlaceID, out.Place = r.PlaceID, t.place(r.PlaceID)
		}
		if r.BodyID != "" && !slices.ContainsFunc(out.Bodies, func(b NamedBody) bool { return b.ID == r.BodyID }) {
			at := unitOf(t.reg, t.reg.Bodies[r.BodyID].PlaceID)
			out.Bodies = append(out.Bodies, NamedBody{r.BodyID, t.reg.BodyName(r.BodyID, today), at, t.place(at)})
		}
	}
	out.Sector = out.Place
	if len(out.Bodies) == 1 {
		out.Sector = out.Bodies[0].Name
	}
	for _, p := range x.on(s, today) {
		out.Positions = append(out.Positions, NamedPosition{p.ID, p.Number.String()})
	}
	return out
}
