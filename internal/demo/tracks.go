package demo

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"

	"phendau/internal/amount"
	"phendau/internal/border/geo"
	"phendau/internal/border/span"
	"phendau/internal/calendar"
	"phendau/internal/demo/line"
	"phendau/internal/ledger"
	"phendau/internal/track"
)

// The patrols of the last twelve months carried a phone, most of them. Where they
// said which markers they visited they walked there, else from their hamlet. What
// they noted lies beside the book as a phone would have sent it.

const (
	trackedDays   = 364
	metresAFix    = 10 // roughly, of the simulated walk
	beatM         = 1800
	mostFixes     = 1200
	leastWalkM    = 400 // a shorter way is none
	keepAwayM     = 200 // from where nobody goes: the corridor, and some noise
	trackMedia    = "application/vnd.phendau.track"
	pictureMedia  = "image/jpeg"
	setsOutAt     = 6*60 + 15 // minutes after midnight
	setsOutWithin = 60
)

// shut are stretches of the line, in metres from its beginning, that nobody goes
// to since a day: washed away, overgrown, or without a path at all.
var shut = []struct {
	from, to float64
	since    calendar.Day
}{
	{0, 1300, 0},
	{14_900, 16_500, calendar.MakeDay(2026, 3, 20)},
	{24_100, 26_400, stormDay},
	{31_200, 32_700, 0},
	{45_300, 47_200, calendar.MakeDay(2026, 1, 25)},
	{58_100, 59_200, calendar.MakeDay(2026, 5, 30)},
	{70_400, 71_900, 0},
	{84_600, 86_900, calendar.MakeDay(2026, 8, 24)},
}

// tracks adds what the phones noted to the lives that are planned already. The
// ids of these operations come from a stream of their own.
func (b *builder) tracks() {
	if b.o.Keep == nil {
		return
	}
	b.fileIDs = &ledger.IDs{Rand: rand.NewChaCha8(b.key("tracks")), Now: func() int64 { return b.planMS }}
	made, trails := map[*act]*step{}, b.stream("trail")
	for _, s := range b.steps {
		if s.verb == "create" {
			made[s.act] = s
		}
	}
	for i, a := range b.acts {
		if a.typ != ledger.TypeEntry || a.content.Kind != "patrol" || a.day < Present-trackedDays {
			continue
		}
		share := 55 // of hundred
		if a.owner.level == ledger.LevelPost {
			share = 80
		}
		w, ok := b.walkOf(a)
		switch {
		case chance(b.r, share) && ok:
			b.tracked(made[a], w, uint64(i))
		case !ok && b.onTrail(a):
			b.walksTrail(made[a], trails, i)
		}
	}
}

// walkOf is the way of a patrol, if one leads anywhere on its day.
func (b *builder) walkOf(a *act) (w line.Walk, ok bool) {
	west, east := b.aroundOf(a)
	if west > east {
		return w, false
	}
	lo, hi := max(0, west-beatM), min(line.Course().Line.Length().Metres(), east+beatM)
	for _, x := range shut {
		switch {
		case a.day < x.since:
		case x.to+keepAwayM < west:
			lo = max(lo, x.to+keepAwayM)
		case x.from-keepAwayM > east:
			hi = min(hi, x.from-keepAwayM)
		default:
			return w, false
		}
	}
	w.Within = span.Span{From: span.OfMetres(lo), To: span.OfMetres(hi)}
	for _, id := range a.content.Markers {
		fixes := 0
		if chance(b.r, 65) {
			fixes = 5 + b.r.IntN(8)
		}
		w.Halts = append(w.Halts, line.HaltAt(b.stones[id], fixes))
	}
	return w, hi-lo >= leastWalkM
}

// aroundOf is what of the line a patrol means to see: the markers it speaks of,
// or what lies before its hamlet. Nothing is from 1 to 0.
func (b *builder) aroundOf(a *act) (west, east float64) {
	if len(a.content.Markers) > 0 {
		west = line.Course().Line.Length().Metres()
		for _, id := range a.content.Markers {
			s := line.HaltAt(b.stones[id], 0).S.Metres()
			west, east = min(west, s), max(east, s)
		}
		return west, east
	}
	for i, h := range line.Hamlets() {
		if a.spot.hamlet == b.world.Hamlets[i] {
			s := line.Course().Segment(h.Segment).Calibration.Place(h.C).Metres()
			return s, s
		}
	}
	return 1, 0
}

// tracked attaches the track of a patrol, and now and then a photo of a stone it
// stayed at, between recording and handing in.
func (b *builder) tracked(made *step, w line.Walk, ordinal uint64) {
	a := made.act
	fixes := 150 + b.r.IntN(250)
	if m := a.content.Measures["walked_m"]; m.V > 0 && m.Q == amount.Exact {
		fixes = min(int(m.V/metresAFix), mostFixes)
	}
	out := instant(a.day, setsOutAt+b.r.IntN(setsOutWithin)) / 1000
	t := w.Patrol(line.Course().Line, ordinal, out, fixes)
	raw, err := track.Encode(t)
	if err != nil {
		panic(err) // the simulator writes what the form can say
	}
	b.attach(made, trackMedia, "track", 0, raw)
	if i := chosenHalt(w.Halts); i >= 0 && chance(b.r, 60) {
		b.attach(made, pictureMedia, "marker_photo", takenAt(t, w.Halts[i]), stonePicture(b.r))
	}
}

// chosenHalt is the first stone at which a patrol stays.
func chosenHalt(halts []line.Halt) int {
	for i, h := range halts {
		if h.Fixes > 0 {
			return i
		}
	}
	return -1
}

// takenAt is when a patrol was nearest to a stone, in milliseconds.
func takenAt(t *track.Track, h line.Halt) (ms int64) {
	stone, best := line.Course().Line.Beside(h.S, h.RightM), -1.0
	for _, p := range t.Points {
		if d := geo.Distance(stone, geo.Point{Lat: float64(p.Lat) / 1e6, Lon: float64(p.Lon) / 1e6}); best < 0 || d < best {
			best, ms = d, p.Time*1000
		}
	}
	return ms
}

// attach plans the operation that names a file, a minute after its entry.
func (b *builder) attach(made *step, media, role string, takenMS int64, raw []byte) {
	sum := sha256.Sum256(raw)
	body := map[string]any{"sha256": hex.EncodeToString(sum[:]), "size": len(raw), "type": media, "role": role}
	if takenMS > 0 {
		body["taken_ms"] = takenMS
	}
	b.steps = append(b.steps, &step{act: made.act, verb: "attach", at: made.at + minuteMS, actor: made.actor, body: made.body, base: made,
		args: func() any { return body }, file: &File{LedgerID: made.act.ledger, Media: media, Bytes: raw}})
}

// keep puts the files of stored operations where the app keeps files.
func (b *builder) keep(ctx context.Context, done []*step) error {
	for _, s := range done {
		if s.file == nil {
			continue
		}
		s.file.DeviceID = b.w.Author.DeviceID
		if err := b.o.Keep(ctx, *s.file); err != nil {
			return fmt.Errorf("keep a file of %s: %w", s.act.day, err)
		}
	}
	return nil
}
