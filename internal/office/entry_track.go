package office

import (
	"context"
	"encoding/json"

	"phendau/internal/blobs"
	"phendau/internal/border/walk"
	"phendau/internal/ledger"
	"phendau/internal/registry"
	"phendau/internal/track"
)

// TrackView is what the office shows of the pieces of a track. Where and at
// what hour somebody walked is in none of these numbers.
type TrackView struct {
	Role    string          `json:"role" doc:"Kind of evidence of the catalogue"`
	Name    string          `json:"name" doc:"Kind of evidence in words"`
	Points  int             `json:"points" doc:"Fixes exact to 50 m or of unknown exactness"`
	Metres  int             `json:"metres" doc:"Walked, without what lies in gaps"`
	Gaps    int             `json:"gaps" doc:"Times without a fix for over a minute, or paused"`
	Pieces  int             `json:"pieces"`
	Loop    bool            `json:"loop,omitempty" doc:"It went round and came home another way: one of the two readings of khép kín"`
	Files   []TrackOriginal `json:"files,omitempty" doc:"Files of other programs the track was taken from, kept as they came"`
	Expired int             `json:"expired,omitempty" doc:"Pieces that were deleted by age: they are in no number"`
	Waiting int             `json:"waiting,omitempty" doc:"Pieces that are not here yet: they are in no number"`
}

// TrackOriginal is a file a track was taken from. Hiding it hides what was taken.
type TrackOriginal struct {
	SHA256 string `json:"sha256"`
	Size   int64  `json:"size"`
	By     string `json:"by"`
	AtMS   int64  `json:"at_ms"`
}

// isPiece reports whether an operation attaches a piece of a track.
func isPiece(o *ledger.Op) bool {
	var a attachment
	return o.Verb == "attach" && json.Unmarshal(o.Body, &a) == nil && blobs.IsTrack(a.Type)
}

// shown parts the evidence of an entry into what is listed one by one and its
// track, nil for none. A hidden piece is in no number.
func (o *Office) shown(ctx context.Context, all []EvidenceView, reg *registry.Registry, rec *ledger.Record) ([]EvidenceView, *TrackView, error) {
	all, err := o.awaited(ctx, all)
	if err != nil {
		return nil, nil, err
	}
	list, pieces, files := []EvidenceView{}, []EvidenceView(nil), []TrackOriginal(nil)
	for _, e := range all {
		switch {
		case !blobs.IsTrack(e.Type):
			list = append(list, e)
		case e.Hidden:
		case e.Type == blobs.TrackFile:
			files = append(files, TrackOriginal{e.SHA256, e.Size, e.By, e.AtMS})
		default:
			pieces = append(pieces, e)
		}
	}
	out := o.trackView(pieces, believed(reg, rec))
	if out != nil {
		out.Files = files
	}
	if out != nil && tracksGone(reg, rec) {
		out.Expired, out.Waiting = out.Waiting, 0
	}
	return list, out, nil
}

// believed is up to how fast the patrol of an entry is believed to have gone, in
// metres a second; 0 is on foot.
func believed(reg *registry.Registry, rec *ledger.Record) int64 {
	c, err := rec.Entry()
	if err != nil {
		return 0
	}
	return speedOf(reg.Latest(), c)
}

// trackView adds up the pieces: what one phone recorded is one track, in the
// order in which it attached them, and so is what it took from files; each track of
// a file brought to the office is its own.
func (o *Office) trackView(pieces []EvidenceView, speed int64) *TrackView {
	if len(pieces) == 0 {
		return nil
	}
	out := &TrackView{Role: pieces[0].Role, Name: pieces[0].Name, Pieces: len(pieces)}
	tracks, waiting := o.recorded(pieces)
	out.Waiting = waiting
	for of, own := range tracks {
		of.speed = speed
		out.Loop = out.Loop || walk.IsLoop(of.cleaning().Clean(walk.Fixes(own...)).Parts)
		w := track.Sum(own)
		out.Points, out.Metres, out.Gaps = out.Points+w.Points, out.Metres+w.Metres, out.Gaps+w.Gaps
	}
	return out
}

// recorded reads the pieces of an entry by who recorded them, in their order, and
// counts those that are not here.
func (o *Office) recorded(pieces []EvidenceView) (tracks map[recorder][]*track.Track, waiting int) {
	tracks = map[recorder][]*track.Track{}
	for i := range pieces {
		t := o.piece(&pieces[i])
		if t == nil {
			waiting++
			continue
		}
		of := recorderOf(pieces[i].device, &attachment{SHA256: pieces[i].SHA256, From: pieces[i].from}, t)
		tracks[of] = append(tracks[of], t)
	}
	return tracks, waiting
}

// piece reads one piece; nil when it is not here, or is no track whatever its
// operation says. An entry opens without it.
func (o *Office) piece(e *EvidenceView) *track.Track {
	if e.Waiting || o.Blobs == nil {
		return nil
	}
	h, err := ledger.ParseHash(e.SHA256)
	if err != nil {
		return nil
	}
	b, err := o.Blobs.Get(h)
	if err != nil {
		o.Log.Error("a piece of a track could not be read", "err", err)
		return nil
	}
	t, err := track.Decode(b)
	if err != nil {
		return nil
	}
	return t
}
