package office

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/catalogue"
	"phendau/internal/ledger"
	"phendau/internal/vi"
)

// FactText is a line of an entry: name and value.
type FactText struct {
	ID    string `json:"id,omitempty"`
	Name  string `json:"name"`
	Value string `json:"value"`
}

// BodyText is a body that took part.
type BodyText struct {
	ID       string        `json:"id"`
	Name     string        `json:"name"`
	Role     string        `json:"role,omitempty"`
	Measures []MeasureText `json:"measures"`
}

// LinkText is the visit, festival or case an entry belongs to.
type LinkText struct {
	LinkForm
	Name string `json:"name" doc:"Kind, place and day; the kind alone where it may not be read"`
	Day  string `json:"day,omitempty" format:"date" doc:"Absent where it may not be read"`
	Open bool   `json:"open" doc:"The reader may open it"`
}

// RouteStep is one level of the way of an entry.
type RouteStep struct {
	Level int    `json:"level"`
	Name  string `json:"name"`
	State string `json:"state" enum:"done,turn,ahead"`
	By    string `json:"by,omitempty" doc:"Who verified"`
	Who   string `json:"who,omitempty" doc:"Bodies whose turn it is"`
	Empty string `json:"empty,omitempty" doc:"Bodies of the level over the place, where nobody verifies there"`
}

// HoldingLock is a locked report that holds the entry.
type HoldingLock struct {
	LedgerID   string `json:"ledger_id"`
	SnapshotID string `json:"snapshot_id"`
	Title      string `json:"title"`
	From       string `json:"from"`
	To         string `json:"to"`
}

// ChangeText is one field before and after.
type ChangeText struct {
	Field string `json:"field"`
	Old   string `json:"old"`
	New   string `json:"new"`
}

// RestatementView is a change of what a locked report counted.
type RestatementView struct {
	ChangeText
	What    string `json:"what" enum:"correct,retract,late,link,unlink"`
	Why     string `json:"why,omitempty"`
	By      string `json:"by"`
	AtMS    int64  `json:"at_ms"`
	Reports int    `json:"reports" doc:"How many locked reports it concerns"`
}

// OpenedView says who opened the entry.
type OpenedView struct {
	By   string `json:"by"`
	AtMS int64  `json:"at_ms"`
	What string `json:"what,omitempty"`
	// Track says that the way itself was opened, and Why for what.
	Track bool   `json:"track,omitempty"`
	Why   string `json:"why,omitempty"`
}

// EventText is the shared act an entry belongs to.
type EventText struct {
	Role     string       `json:"role" enum:"main,member,part"`
	Relation string       `json:"relation,omitempty" enum:"same,parts"`
	Entries  []EventEntry `json:"entries"`
}

// EventEntry is one entry of a shared act.
type EventEntry struct {
	LedgerID string `json:"ledger_id"`
	EntryID  string `json:"entry_id"`
	Name     string `json:"name"`
	Role     string `json:"role" enum:"main,member,part,proposed"`
	Open     bool   `json:"open"`
	This     bool   `json:"this,omitempty"`
}

// EntryView is an entry, a signed zero, a declared total or a plan, with
// everything around it.
type EntryView struct {
	Type         string            `json:"type" enum:"entry,nil,statement,plan"`
	LedgerID     string            `json:"ledger_id"`
	Ledger       string            `json:"ledger"`
	ID           string            `json:"id"`
	Kind         string            `json:"kind,omitempty"`
	Name         string            `json:"name" doc:"Kind in words"`
	PlaceID      string            `json:"place_id"`
	Place        string            `json:"place"`
	Day          string            `json:"day"`
	ToDay        string            `json:"to_day,omitempty"`
	Status       string            `json:"status" enum:"recorded,submitted,verified,returned,retracted"`
	StatusText   string            `json:"status_text"`
	Level        int               `json:"level"`
	Release      string            `json:"release,omitempty"`
	Marks        []string          `json:"marks"`
	Base         string            `json:"base" doc:"Last operation; changes name it"`
	OwnerID      string            `json:"owner_id"`
	Owner        string            `json:"owner"`
	RecorderID   string            `json:"recorder_id"`
	Recorder     string            `json:"recorder"`
	Facts        []FactText        `json:"facts"`
	Measures     []MeasureText     `json:"measures"`
	Parts        []MeasureText     `json:"parts"`
	Bodies       []BodyText        `json:"bodies"`
	Documents    []string          `json:"documents"`
	Links        []LinkText        `json:"links"`
	Follow       *FollowText       `json:"follow,omitempty"`
	Linked       []LinkText        `json:"linked" doc:"Entries of the same ledger that belong to this one, latest first: one page"`
	LinkedNext   string            `json:"linked_next,omitempty" doc:"Cursor of the next page of them; absent when they are all here"`
	Plan         *PlanRef          `json:"plan,omitempty" doc:"The planned activity it carries out"`
	Note         string            `json:"note,omitempty"`
	Content      *EntryContent     `json:"content,omitempty" doc:"The same as the form has it"`
	Doubts       []DoubtForm       `json:"doubts" doc:"Warnings answered"`
	Evidence     []EvidenceView    `json:"evidence"`
	Track        *TrackView        `json:"track,omitempty" doc:"What may be shown of the track; its points are not"`
	Missing      []string          `json:"missing_evidence" doc:"Names of evidence the kind asks for"`
	Route        []RouteStep       `json:"route"`
	Event        *EventText        `json:"event,omitempty"`
	Locks        []HoldingLock     `json:"locks"`
	LockedOver   string            `json:"locked_over,omitempty" doc:"Reports of its day that were locked without it, and what becomes of it"`
	Restatements []RestatementView `json:"restatements"`
	Timeline     []TimelineStep    `json:"timeline"`
	Opened       []OpenedView      `json:"opened,omitempty" doc:"Who opened it; for its author and those who read the log"`
	Acts         []string          `json:"acts" doc:"What the caller may do now" enum:"amend,submit,retract,verify,return,correct,ask_correction,attach,hide_attachment,propose,open_track"`
}

// GetEntryInput names an entry.
type GetEntryInput struct{ EntryPath }

// entryGet opens an entry. Who opens a restricted one leaves a line.
func (o *Office) entryGet(ctx context.Context, c *api.Caller, in *GetEntryInput) (*Answer[EntryView], error) {
	x, err := o.openRecord(ctx, c, in.EntryPath, (*sight).opensRecord)
	if err != nil {
		return nil, err
	}
	if err := o.noteOpened(ctx, c, x, ""); err != nil {
		return nil, err
	}
	return o.entryAnswer(ctx, c, in.EntryPath)
}

// noteOpened leaves a line about a record whose opening is watched.
func (o *Office) noteOpened(ctx context.Context, c *api.Caller, x *subject, detail string) error {
	if !watched(x.reg.Latest().Kinds[x.rec.Kind]) {
		return nil
	}
	return o.note(ctx, c, audit.Record{Action: audit.EntryOpen, ObjectID: x.rec.ID, PlaceID: x.rec.PlaceID, Detail: detail})
}

// watched reports whether opening an entry of a kind leaves a line: because it
// is restricted, or because it had to be seen and now was.
func watched(k *catalogue.Kind) bool {
	return k != nil && (k.Release == string(access.Restricted) || k.Alert)
}

func (o *Office) entryAnswer(ctx context.Context, c *api.Caller, p EntryPath) (*Answer[EntryView], error) {
	x, err := o.openRecord(ctx, c, p, (*sight).opensRecord)
	if err != nil {
		return nil, err
	}
	ops, err := o.Store.Operations(ctx, p.Ledger, p.ID)
	if err != nil {
		return nil, err
	}
	t := newTeller(x.reg, c.Lang).of(x.rec)
	v := x.head(t)
	switch x.rec.Type {
	case ledger.TypeEntry:
		err = o.content(ctx, x, t, &v)
	case ledger.TypeNil:
		err = x.nilContent(t, &v)
	default:
		x.told(t, &v)
	}
	if err != nil {
		return nil, err
	}
	v.Timeline = t.timeline(ops)
	if v.Evidence, v.Track, err = o.shown(ctx, t.evidence(ops), x.reg, x.rec); err != nil {
		return nil, err
	}
	v.Route = x.route(t)
	for _, fill := range []func(context.Context, *api.Caller, *subject, *teller, []ledger.Stamped, *EntryView) error{o.fillLinked, o.fillPlan, o.fillLocks, o.fillEvent, o.fillOpened} {
		if err := fill(ctx, c, x, t, ops, &v); err != nil {
			return nil, err
		}
	}
	v.Missing = x.missing(t, &v)
	v.Acts = x.acts(c, &v)
	return &Answer[EntryView]{v}, nil
}

// head is what every record has.
func (x *subject) head(t *teller) EntryView {
	r := x.rec
	return EntryView{Type: r.Type, LedgerID: x.ledger, Ledger: x.reg.Ledgers[x.ledger].Name, ID: r.ID, Kind: r.Kind, Name: t.kindName(r.Kind), PlaceID: r.PlaceID,
		Place: t.place(r.PlaceID), Day: r.Day.String(), Status: string(r.Status), StatusText: t.status(r), Level: r.Level, Release: x.release(), Marks: t.marks(r),
		Base: r.State.LastOp, OwnerID: r.State.Owner, Owner: x.reg.BodyName(r.State.Owner, r.Day), RecorderID: r.State.Recorder,
		Recorder: x.reg.PersonName(r.State.Recorder), Facts: []FactText{}, Measures: []MeasureText{}, Parts: []MeasureText{}, Bodies: []BodyText{},
		Documents: []string{}, Links: []LinkText{}, Linked: []LinkText{}, Doubts: []DoubtForm{}, Locks: []HoldingLock{}, Restatements: []RestatementView{}}
}

// content puts an entry into words and gives its form.
func (o *Office) content(ctx context.Context, x *subject, t *teller, v *EntryView) error {
	c, err := x.rec.Entry()
	if err != nil {
		return err
	}
	if v.Content, err = formOf(c); err != nil {
		return err
	}
	v.Note, v.Follow = c.Note, t.follow(x.rec, x.today)
	if c.ToDay != nil {
		v.ToDay = c.ToDay.String()
	}
	v.Facts, v.Measures = t.facts(c), t.measures(c.Measures)
	for _, p := range c.Parts {
		v.Parts = append(v.Parts, t.part(p))
	}
	for _, b := range c.Bodies {
		v.Bodies = append(v.Bodies, BodyText{b.BodyID, x.reg.BodyName(b.BodyID, c.Day), t.role(b.Role), t.measures(b.Measures)})
	}
	for _, d := range c.Documents {
		v.Documents = append(v.Documents, t.document(d))
	}
	for _, d := range c.Doubts {
		v.Doubts = append(v.Doubts, DoubtForm(d))
	}
	for _, l := range c.Links {
		found, err := o.Store.Records(ctx, l.LedgerID, []string{l.EntryID})
		if err != nil {
			return err
		}
		link := LinkText{LinkForm: LinkForm(l), Name: t.kindName(l.Kind)}
		if r := found[l.EntryID]; x.sight.seesRecord(r) {
			link = t.link(l.LedgerID, r)
		}
		v.Links = append(v.Links, link)
	}
	return nil
}

// refName names another entry as far as the reader may know it.
func (o *Office) refName(ctx context.Context, x *subject, t *teller, ledgerID, id, otherwise string) (string, bool, error) {
	found, err := o.Store.Records(ctx, ledgerID, []string{id})
	if r := found[id]; err == nil && x.sight.seesRecord(r) {
		return t.link(ledgerID, r).Name, true, nil
	}
	return otherwise, false, err
}

// link names an entry that the reader may open.
func (t *teller) link(ledgerID string, r *ledger.Record) LinkText {
	return LinkText{LinkForm{r.Kind, ledgerID, r.ID}, t.kindName(r.Kind) + ", " + t.place(r.PlaceID) + ", " + vi.ShortDate(r.Day), r.Day.String(), true}
}

// facts are the lines of an entry that are no numbers, in the catalogue's
// order.
func (t *teller) facts(c *ledger.Content) []FactText {
	out := []FactText{}
	shown := map[string]bool{}
	add := func(dim string) {
		if len(c.Dims[dim]) == 0 || shown[dim] {
			return
		}
		shown[dim] = true
		out = append(out, FactText{"dims." + dim, t.dimName(dim), t.codes(dim, c.Dims[dim])})
	}
	if t.kind != nil {
		for _, d := range t.kind.Dims {
			add(d.Dim.ID)
		}
	}
	for _, d := range slices.Sorted(maps.Keys(c.Dims)) {
		add(d)
	}
	if c.FromMin > 0 || c.ToMin > 0 {
		out = append(out, FactText{"from_min", t.t("record.time"), vi.Range(clockOf(c.FromMin), clockOf(c.ToMin))})
	}
	if len(c.Markers) > 0 {
		out = append(out, FactText{"markers", t.t("record.markers"), t.codes("", c.Markers)})
	}
	if c.FollowUp != nil {
		out = append(out, FactText{"follow_up", t.t("record.follow_up"), vi.ShortDate(*c.FollowUp)})
	}
	if c.PlaceNote != "" {
		out = append(out, FactText{"place_note", t.t("record.place_note"), c.PlaceNote})
	}
	if c.Paper {
		out = append(out, FactText{"paper", t.t("record.paper"), t.t("record.paper.value")})
	}
	return out
}

func clockOf(minutes int) string {
	return time.Unix(int64(minutes)*60, 0).UTC().Format("15:04")
}

// told fills in a statement or a plan, which have no form of their own here.
func (x *subject) told(t *teller, v *EntryView) {
	r := t.content(x.rec)
	v.Name, v.ToDay, v.Note, v.Documents = r.name, r.to.String(), r.note, append(v.Documents, r.documents...)
	for _, m := range r.measures {
		v.Measures = append(v.Measures, MeasureText{ID: m.ID, Name: m.Name, Value: m.Value, Basis: m.How})
	}
	for _, f := range r.facts {
		v.Facts = append(v.Facts, FactText{f.ID, f.Name, f.Value})
	}
}

func (x *subject) nilContent(t *teller, v *EntryView) error {
	var b ledger.NilBody
	if err := json.Unmarshal(x.rec.Content, &b); err != nil {
		return err
	}
	v.Name, v.ToDay, v.Note = t.w.Text("reason."+b.Reason), b.To.String(), b.Why
	v.Facts = append(v.Facts, FactText{"kinds", t.t("record.kinds"), t.kindNames(b.Kinds)})
	return nil
}
