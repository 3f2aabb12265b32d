package office

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/blobs"
	"phendau/internal/border/walk"
	"phendau/internal/ledger"
	"phendau/internal/track"
	"phendau/internal/words"
)

// hiddenM is how much of both ends of a track is shown to nobody but those who
// verify it, in metres: it begins and ends at somebody's door (coverage.md
// section 11).
const hiddenM = 300

// OpenTrackInput asks to see where a patrol went.
type OpenTrackInput struct {
	EntryPath
	Body struct {
		Why   string `json:"why" minLength:"5" maxLength:"500" doc:"Reason; it stays in the log, and the recorder reads it"`
		Width int    `json:"width,omitempty" minimum:"280" maximum:"1600" doc:"Of the picture, in its units; 680 by default"`
	}
}

// RawTrack is where a patrol went. It stands in no list, export or public page.
type RawTrack struct {
	Picture string      `json:"picture" doc:"SVG; empty where nothing is left to show"`
	Alt     string      `json:"alt" doc:"What the picture shows, in words"`
	Cut     bool        `json:"cut" doc:"The first and last 300 m are left out; they are shown to who verifies the patrol"`
	Parts   []RawPart   `json:"parts"`
	Markers []RawMarker `json:"markers" doc:"Marker positions within 500 m of what is shown"`
	Missing int         `json:"missing,omitempty" doc:"Pieces that are not here"`
	Gone    bool        `json:"gone,omitempty" doc:"They were deleted by age"`
	Files   int         `json:"files,omitempty" doc:"Files the track was taken from"`
}

// RawPart is a run of fixes with nothing missing between them.
type RawPart struct {
	Recorder int   `json:"recorder" doc:"Which device, from 1"`
	FromMS   int64 `json:"from_ms"`
	ToMS     int64 `json:"to_ms"`
	Fixes    int   `json:"fixes"`
	Metres   int   `json:"metres"`
	GapS     int64 `json:"gap_s,omitempty" doc:"Seconds since the part before of the same device"`
}

// RawMarker is a marker position near the track.
type RawMarker struct {
	Number string `json:"number"`
	Metres int    `json:"metres" doc:"How near the track came"`
}

// trackOpen shows where a patrol went to who may know it and says why. The line
// of the log is written before anything is read.
func (o *Office) trackOpen(ctx context.Context, c *api.Caller, in *OpenTrackInput) (*Answer[RawTrack], error) {
	reason := strings.TrimSpace(in.Body.Why)
	if reason == "" {
		return nil, api.Wrong(api.Field{Field: "why", Message: words.For(c.Lang).Text("track.why")})
	}
	x, err := o.openEntry(ctx, c, in.EntryPath)
	if err != nil {
		return nil, err
	}
	if why := x.mayOpenTrack(c); why != access.Allowed {
		o.refused(ctx, c, "openTrack", why)
		return nil, api.Refused(why)
	}
	pieces, files, err := o.piecesOf(ctx, c, x)
	if err != nil {
		return nil, err
	}
	if len(pieces) == 0 {
		return nil, api.Missing()
	}
	cut := 0
	if !x.verifiesTrack(c) {
		cut = hiddenM
	}
	if err := o.note(ctx, c, audit.Record{Action: audit.TrackOpen, ObjectID: x.rec.ID, PlaceID: x.rec.PlaceID, Reason: reason, Detail: audit.Facts("cut_m", cut)}); err != nil {
		return nil, err
	}
	out, err := o.rawTrack(c, x, pieces, in.Body.Width)
	if err != nil {
		return nil, err
	}
	out.Files = files
	return &Answer[RawTrack]{*out}, nil
}

func (x *subject) trackTarget(level int) access.Target {
	return access.Target{PlaceID: x.rec.PlaceID, Day: x.rec.Day, Class: access.Class(x.release()), BodyID: x.rec.State.Owner, Level: level}
}

func (x *subject) mayOpenTrack(c *api.Caller) access.Reason {
	return x.reg.Rules(x.today).May(&c.Actor, access.ReadTracks, x.trackTarget(0))
}

// verifiesTrack reports whether the caller verifies the patrol at some level of
// its route: evidence is shown to him whole.
func (x *subject) verifiesTrack(c *api.Caller) bool {
	rules := x.reg.Rules(x.today)
	return slices.ContainsFunc(x.rec.State.Route, func(level int) bool {
		return rules.May(&c.Actor, access.VerifyEntries, x.trackTarget(level)) == access.Allowed
	})
}

// piecesOf are the pieces an entry shows, and how many files they came from.
func (o *Office) piecesOf(ctx context.Context, c *api.Caller, x *subject) (pieces []EvidenceView, files int, err error) {
	ops, err := o.Store.Operations(ctx, x.ledger, x.rec.ID)
	if err != nil {
		return nil, 0, err
	}
	all, err := o.awaited(ctx, newTeller(x.reg, c.Lang).of(x.rec).evidence(ops))
	for _, e := range all {
		switch {
		case e.Hidden:
		case e.Type == blobs.Track:
			pieces = append(pieces, e)
		case e.Type == blobs.TrackFile:
			files++
		}
	}
	return pieces, files, err
}

// cleaned are the tracks of an entry as they are counted, by recorder.
type cleaned struct {
	of    recorder
	track []*track.Track
	parts []walk.Part
}

func (o *Office) cleaned(x *subject, pieces []EvidenceView) ([]cleaned, int, error) {
	content, err := x.rec.Entry()
	if err != nil {
		return nil, 0, err
	}
	tracks, missing := o.recorded(pieces)
	var out []cleaned
	for _, of := range slices.SortedFunc(maps.Keys(tracks), byRecorder) {
		own := cleaned{of: of, track: tracks[of]}
		own.of.speed = speedOf(x.reg.Latest(), content)
		own.parts = own.of.cleaning().Clean(walk.Fixes(own.track...)).Parts
		out = append(out, own)
	}
	return out, missing, nil
}

func byRecorder(a, b recorder) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) }

func (o *Office) rawTrack(c *api.Caller, x *subject, pieces []EvidenceView, width int) (*RawTrack, error) {
	all, missing, err := o.cleaned(x, pieces)
	if err != nil {
		return nil, err
	}
	out := &RawTrack{Cut: !x.verifiesTrack(c), Parts: []RawPart{}, Markers: []RawMarker{}, Missing: missing, Gone: missing > 0 && tracksGone(x.reg, x.rec)}
	var shown []walk.Part
	for i := range all {
		parts := all[i].parts
		if out.Cut {
			parts = walk.Trim(parts, hiddenM)
		}
		out.Parts = append(out.Parts, rawParts(i+1, parts)...)
		shown = append(shown, parts...)
	}
	return out, o.draw(c, x, shown, width, out)
}

func rawParts(recorder int, parts []walk.Part) (out []RawPart) {
	for i, p := range parts {
		r := RawPart{Recorder: recorder, FromMS: p[0].At, ToMS: p[len(p)-1].At, Fixes: len(p), Metres: int(walk.WalkedM(parts[i:i+1]) + 0.5)}
		if i > 0 {
			before := parts[i-1]
			r.GapS = (p[0].At - before[len(before)-1].At) / 1000
		}
		out = append(out, r)
	}
	return out
}

// opensTrack is the act of an entry that shows a track, for who may open it.
func (x *subject) opensTrack(c *api.Caller, v *EntryView) bool {
	return x.rec.Type == ledger.TypeEntry && v.Track != nil && x.mayOpenTrack(c) == access.Allowed
}
