package office

import (
	"bytes"
	"context"
	"strconv"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/formats"
	"phendau/internal/geodesy"
	"phendau/internal/intake"
	"phendau/internal/ledger"
	"phendau/internal/sheet"
	"phendau/internal/store"
	"phendau/internal/track"
)

func (o *Office) trackRoutes(a *api.API) {
	api.Add(a, api.Route{Method: "POST", Path: "/entries/{ledger}/{id}/tracks/check", ID: "checkTracks", Tag: tagEntry, Summary: "Look at a file of tracks before it is attached; nothing is written",
		Action: access.ReadEntries, Class: api.Heavy, MaxBody: track.MaxFileBytes + 1}, nil, o.tracksCheck)
	api.Add(a, api.Route{Method: "POST", Path: "/entries/{ledger}/{id}/tracks", ID: "attachTracks", Tag: tagEntry, Summary: "Attach the timed tracks of a file, and the file itself",
		Action: access.ReadEntries, Class: api.Heavy, MaxBody: track.MaxFileBytes + 1}, nil, o.tracksAttach)
	api.Add(a, api.Route{Method: "POST", Path: "/entries/{ledger}/{id}/track/open", ID: "openTrack", Tag: tagEntry, Summary: "Where a patrol went, for a reason; opening it is logged",
		Action: access.ReadTracks, Class: api.Heavy, Fresh: true}, nil, o.trackOpen)
}

// TracksQuery is what a file of tracks cannot say of itself.
type TracksQuery struct {
	EntryPath
	Name    string `query:"name" required:"true" maxLength:"200" doc:"File name, for messages"`
	Datum   string `query:"datum" required:"true" maxLength:"40" doc:"System of the coordinates: wgs84, vn2000, vn2000/tm3/105:45, vn2000/utm48" example:"wgs84"`
	Axes    string `query:"axes" default:"en" enum:"en,ne" doc:"en: the first number is east"`
	Zone    string `query:"zone" maxLength:"6" doc:"Zone of times that name none; +07:00 by default" example:"+07:00"`
	RawBody []byte `contentType:"application/octet-stream"`
}

// TracksInput attaches the file.
type TracksInput struct {
	Once
	TracksQuery
}

// TracksView is what a file holds, before anybody confirms it.
type TracksView struct {
	Format   string          `json:"format"`
	Tracks   []TrackFound    `json:"tracks"`
	Problems []ImportProblem `json:"problems"`
	May      bool            `json:"may_confirm"`
	// ZoneAssumed asks for the zone of the times.
	ZoneAssumed bool `json:"zone_assumed,omitempty" doc:"The times name no zone: +07:00 stands in"`
}

// TrackFound is one track of a file.
type TrackFound struct {
	Name   string `json:"name"`
	Points int    `json:"points"`
	Metres int    `json:"metres"`
	Gaps   int    `json:"gaps"`
	FromMS int64  `json:"from_ms"`
	ToMS   int64  `json:"to_ms"`
	NearM  int    `json:"near_m" doc:"How near it comes to the line; -1 without a line or farther than 5 km"`
	Off    int    `json:"off_share" doc:"How many of a hundred points lie more than 150 m from the line"`
	// Shifted is a question, never a verdict.
	Shifted bool `json:"shifted,omitempty" doc:"It looks read under a wrong system, or runs behind the line"`
}

func (o *Office) tracksCheck(ctx context.Context, c *api.Caller, in *TracksQuery) (*Answer[TracksView], error) {
	x, err := o.openEntry(ctx, c, in.EntryPath)
	if err != nil {
		return nil, err
	}
	plan, problems, f, err := o.planTracks(ctx, c, x, in)
	if err != nil {
		return nil, err
	}
	v := TracksView{Format: string(f.Format), Tracks: []TrackFound{}, Problems: []ImportProblem{}, May: plan.OK(), ZoneAssumed: f.ZoneAssumed}
	for _, t := range plan.Tracks {
		v.Tracks = append(v.Tracks, TrackFound{t.Name, t.Points, t.Metres, t.Gaps, t.FromMS, t.ToMS, t.NearM, t.OffShare, t.Shifted})
	}
	for _, q := range problems {
		v.Problems = append(v.Problems, ImportProblem{Sheet: q.Sheet, Row: q.Row, Head: q.Head, Code: q.Code, Text: inLang(c, q.VI, q.EN), Severity: string(q.Severity)})
	}
	return &Answer[TracksView]{v}, nil
}

// planTracks reads the file and plans what attaching it would write.
func (o *Office) planTracks(ctx context.Context, c *api.Caller, x *subject, in *TracksQuery) (plan intake.TrackPlan, problems []intake.Problem, f *formats.File, err error) {
	if _, err := o.files(); err != nil {
		return plan, nil, nil, err
	}
	if _, may := x.bodyFor(c, "attach", 0); !may || x.rec.Type != ledger.TypeEntry {
		return plan, nil, nil, &ledger.Refusal{Code: ledger.CodeNotAllowed}
	}
	ctx, cancel := context.WithTimeout(ctx, importTime)
	defer cancel()
	if f, err = readTracks(ctx, in); err != nil {
		return plan, nil, nil, err
	}
	env, err := ImportEnv(ctx, o.Store, o.today())
	if err != nil {
		return plan, nil, nil, err
	}
	shown, err := shownFiles(ctx, o.Store, x.ledger, x.rec.ID)
	if err != nil {
		return plan, nil, nil, err
	}
	env.Actor = c.PersonID
	file := intake.TrackFile{File: f, Name: fileName(in.Name), Bytes: in.RawBody, Entry: x.rec, LedgerID: x.ledger, Shown: shown,
		Elsewhere: func(hash string) (bool, error) { return FileKnown(ctx, o.Store, hash) }}
	plan, problems = intake.Tracks([]intake.TrackFile{file}, env)
	return plan, problems, f, nil
}

func readTracks(ctx context.Context, in *TracksQuery) (*formats.File, error) {
	datum, err := geodesy.ParseDatum(in.Datum)
	if err != nil {
		return nil, err
	}
	zone, err := ParseZone(in.Zone)
	if err != nil {
		return nil, wrongQuery("zone", err)
	}
	raw, err := formats.Read(ctx, fileName(in.Name), bytes.NewReader(in.RawBody), int64(len(in.RawBody)), formats.Options{Tables: sheet.Read})
	if err != nil {
		return nil, err
	}
	return raw.Settle(formats.Answers{Reading: geodesy.Reading{Datum: datum, Swapped: in.Axes == "ne"}, Zone: zone})
}

func (o *Office) tracksAttach(ctx context.Context, c *api.Caller, in *TracksInput) (*Answer[EntryView], error) {
	// The bytes and what was said of them are what must be done once.
	asked := struct{ Hash, Datum, Axes, Zone string }{ledger.HashOf(in.RawBody).String(), in.Datum, in.Axes, in.Zone}
	var files [][]byte
	return o.actOn(ctx, c, "attachTracks", in.Once, in.EntryPath, asked, func(x *subject) ([]ledger.Draft, error) {
		plan, _, _, err := o.planTracks(ctx, c, x, &in.TracksQuery)
		if err != nil {
			return nil, err
		}
		if !plan.OK() {
			return nil, api.Fail(api.Conflict, "import_errors", "n", strconv.Itoa(plan.Errors))
		}
		files = plan.Files
		x.records = []audit.Record{{Action: audit.Import, ObjectID: x.rec.ID, PlaceID: x.rec.PlaceID, Detail: audit.Facts("what", "tracks", "rows", plan.Rows)}}
		return plan.Drafts, KeepTrackFiles(ctx, o.Store, o.Blobs, c.PersonID, plan.Files)
	}, func(t *store.Tx) error {
		for _, b := range files {
			if err := t.Attach(c.PersonID, ledger.HashOf(b)); err != nil {
				return err
			}
		}
		return nil
	})
}
