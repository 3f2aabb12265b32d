package intake

import (
	"encoding/hex"

	"phendau/internal/catalogue"
	"phendau/internal/ledger"
	"phendau/internal/track"
	"phendau/internal/vi"
)

// attach drafts what attaches the pieces and the file they came from, to the
// entry that is there or to a new one.
func (x *tracksOf) attach() {
	file := track.WrapFile(x.Bytes)
	h := ledger.HashOf(file)
	ids := newIdentity(h.String() + x.targetKey())
	var drafts []ledger.Draft
	if x.Entry != nil {
		x.suits(h.String())
	} else {
		drafts = x.begin(ids)
	}
	if x.Elsewhere != nil && !x.Shown[h.String()] {
		if there, err := x.Elsewhere(h.String()); err != nil {
			x.say(Error, x.whole, codeInterrupted, "why", err.Error())
		} else if there {
			x.say(Warning, x.whole, codeTrackElsewhere)
		}
	}
	if x.count[Error] > 0 {
		return
	}
	d := x.op(x.entryID(ids), "attach")
	add := func(b []byte, media, from string) {
		sum := ledger.HashOf(b)
		next := d
		if x.Entry == nil { // an entry that is there may show again what it hid
			next.ID = ids.named("attach", sum.String())
		}
		next.Body = TrackAttachment{SHA256: hex.EncodeToString(sum[:]), Size: int64(len(b)), Type: media, Role: trackRole, From: from}
		drafts, x.kept = append(drafts, next), append(x.kept, b)
	}
	add(file, track.FileMediaType, "")
	for _, b := range x.pieces {
		add(b, track.MediaType, h.String())
	}
	if x.Entry == nil {
		submit := x.op(x.entryID(ids), "submit")
		submit.ID = ids.named("submit", "")
		drafts = append(drafts, submit)
	}
	x.drafts = append(x.drafts, drafts...)
}

// TrackAttachment is the body of an operation that attaches a piece of a track,
// or the file it was taken from. It says neither where nor when: it stays for
// ever, the track does not.
type TrackAttachment struct {
	SHA256 string `json:"sha256"`
	Size   int64  `json:"size"`
	Type   string `json:"type"`
	Role   string `json:"role,omitempty"`
	// From is the file a piece was taken from: each such piece is a track of its
	// own, whatever device wrote it.
	From string `json:"from,omitempty"`
}

func (x *tracksOf) op(id, verb string) ledger.Draft {
	return ledger.Draft{LedgerID: x.LedgerID, EntityType: ledger.TypeEntry, EntityID: id, Verb: verb, ActorID: x.env.Actor, BodyID: x.env.Body, Catalogue: x.env.version()}
}

func (x *tracksOf) targetKey() string {
	if x.Entry != nil {
		return x.Entry.ID
	}
	return x.Content.Kind + x.Content.PlaceID
}

func (x *tracksOf) entryID(ids identity) string {
	if x.Entry != nil {
		return x.Entry.ID
	}
	return ids.named("entry", "")
}

// trackRole is the role under which phones attach tracks (docs/sync.md).
const trackRole = "track"

// suits asks whether the tracks belong to the entry.
func (x *tracksOf) suits(hash string) {
	r := x.Entry
	x.kindHasTrack(r.Kind)
	if r.Status == ledger.Retracted {
		x.say(Error, x.whole, codeEntryClosed)
	}
	if x.Shown[hash] {
		x.say(Error, x.whole, codeTrackThere)
	}
	to := r.Day
	if c, err := r.Entry(); err == nil && c.ToDay != nil {
		to = *c.ToDay
	}
	if x.last < r.Day || x.first > to {
		x.say(Error, x.whole, codeTrackOtherDay, "from", vi.ShortDate(x.first), "to", vi.ShortDate(x.last), "day", vi.ShortDate(r.Day))
	}
}

func (x *tracksOf) kindHasTrack(id string) bool {
	k, ok := x.cat.Kind(id)
	if ok && k.Roles.HasTrack {
		return true
	}
	name := [2]string{id, id}
	if ok {
		name = [2]string{k.Name.VI, k.Name.EN}
	}
	x.say(Error, x.whole, codeTrackKind, "kind", name)
	return false
}

// begin drafts a new entry on the days of its track and judges it as the ledger
// will.
func (x *tracksOf) begin(ids identity) []ledger.Draft {
	c := &x.Content
	c.Day = x.first
	if x.last > x.first {
		last := x.last
		c.ToDay = &last
	}
	if !x.kindHasTrack(c.Kind) {
		return nil
	}
	reg := x.env.Registry
	if !reg.PlaceAlive(c.PlaceID, c.Day) {
		x.say(Error, x.whole, codePlaceNotThen, "place", reg.Places.FullName(c.PlaceID, c.Day), "day", vi.ShortDate(c.Day))
		return nil
	}
	if x.LedgerID = reg.LedgerOf(c.PlaceID, c.Day); x.LedgerID == "" {
		x.say(Error, x.whole, codeNoLedger, "place", reg.Places.FullName(c.PlaceID, c.Day), "day", vi.ShortDate(c.Day))
		return nil
	}
	shape := ledger.Shape(c, reg.PlaceLevel(c.PlaceID, c.Day), reg.BodyType)
	x.told(Error, x.cat.CheckEntry(shape))
	x.told(Warning, x.cat.EntryWarnings(shape))
	x.news = append(x.news, drafted{x.entryID(ids), x.whole})
	d := x.op(x.entryID(ids), "create")
	d.ID, d.Body = ids.named("create", ""), c
	return []ledger.Draft{d}
}

func (x *tracksOf) told(s Severity, list []catalogue.FieldProblem) {
	for _, p := range list {
		x.add(s, spot{name: x.Name, head: p.Field}, p.Code, p.VI, p.EN)
	}
}
