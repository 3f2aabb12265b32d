package office

import (
	"context"
	"strings"

	"phendau/internal/api"
	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/store"
	"phendau/internal/vi"
)

// EntryListInput filters the list of entries.
type EntryListInput struct {
	Kind     string `query:"kind" doc:"Comma-separated kinds"`
	Place    string `query:"place" doc:"Place that holds them"`
	From     string `query:"from" doc:"First day"`
	To       string `query:"to" doc:"Last day"`
	Status   string `query:"status" doc:"Comma-separated: recorded, submitted, verified, returned, retracted"`
	Owner    string `query:"owner" doc:"Body that owns them"`
	Mine     bool   `query:"mine" doc:"Only what the caller recorded"`
	Due      bool   `query:"due" doc:"Only what has to be looked at again today or had to be before"`
	Evidence string `query:"evidence" enum:"yes,no" doc:"With or without evidence"`
	Q        string `query:"q" maxLength:"100" doc:"Words of the note or the number of a document, without tone marks too"`
	Cursor   string `query:"cursor"`
	Limit    int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

// EntryRow is an entry in a list.
type EntryRow struct {
	LedgerID   string        `json:"ledger_id"`
	ID         string        `json:"id"`
	Kind       string        `json:"kind"`
	Name       string        `json:"name"`
	Day        string        `json:"day"`
	ToDay      string        `json:"to_day,omitempty"`
	PlaceID    string        `json:"place_id"`
	Place      string        `json:"place"`
	OwnerID    string        `json:"owner_id"`
	Owner      string        `json:"owner"`
	Measures   []MeasureText `json:"measures"`
	Status     string        `json:"status"`
	StatusText string        `json:"status_text"`
	Level      int           `json:"level"`
	Marks      []string      `json:"marks"`
	Evidence   int           `json:"evidence"`
	Release    string        `json:"release,omitempty"`
	Mine       bool          `json:"mine,omitempty"`
	Follow     *FollowText   `json:"follow,omitempty"`
}

func (o *Office) entryList(ctx context.Context, c *api.Caller, in *EntryListInput) (*Answer[List[EntryRow]], error) {
	s, err := o.sight(ctx, c)
	if err != nil {
		return nil, err
	}
	f, err := in.filter()
	if err != nil {
		return nil, err
	}
	f.Ledgers, f.Keep = s.ledgers(), in.keep(s, c)
	if in.Due {
		f.Remind = o.today()
	}
	found, next, err := o.Store.Entries(ctx, f)
	if err != nil {
		return nil, err
	}
	out := List[EntryRow]{Items: []EntryRow{}, Next: cursorOf(next)}
	for _, r := range found {
		row, err := entryRow(s, c, &r)
		if err != nil {
			return nil, err
		}
		out.Items = append(out.Items, row)
	}
	return &Answer[List[EntryRow]]{out}, nil
}

func (in *EntryListInput) filter() (store.EntryFilter, error) {
	f := store.EntryFilter{Limit: in.Limit}
	var err error
	if f.From, err = dayOf("from", in.From, 0); err != nil {
		return f, err
	}
	if f.To, err = dayOf("to", in.To, 0); err != nil {
		return f, err
	}
	f.Kinds = split(in.Kind)
	for _, st := range split(in.Status) {
		f.Statuses = append(f.Statuses, ledger.Status(st))
	}
	f.After, err = parseCursor(in.Cursor)
	return f, err
}

func split(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ",")
}

// keep decides row by row: rights first, then what the database does not know.
func (in *EntryListInput) keep(s *sight, c *api.Caller) func(string, *ledger.Record) bool {
	q := vi.SearchKey(in.Q)
	return func(_ string, r *ledger.Record) bool {
		switch {
		case !s.seesRecord(r),
			in.Place != "" && r.PlaceID != in.Place && !s.reg.Places.Holds(in.Place, r.PlaceID, r.Day),
			in.Owner != "" && r.State.Owner != in.Owner,
			in.Mine && r.State.Recorder != c.PersonID:
			return false
		}
		if q == "" && in.Evidence == "" {
			return true
		}
		content, err := r.Entry()
		if err != nil {
			return false
		}
		if in.Evidence != "" && (in.Evidence == "yes") != (r.State.Evidence > 0 || len(content.Documents) > 0) {
			return false
		}
		return q == "" || strings.Contains(vi.SearchKey(searchText(content)), q)
	}
}

// searchText is what a list is searched in.
func searchText(c *ledger.Content) string {
	out := c.Note + " " + c.PlaceNote
	for _, d := range c.Documents {
		out += " " + d.Number + " " + d.Issuer
	}
	return out
}

func entryRow(s *sight, c *api.Caller, r *store.Listed) (EntryRow, error) {
	content, err := r.Entry()
	if err != nil {
		return EntryRow{}, err
	}
	t := newTeller(s.reg, c.Lang).of(r.Record)
	row := EntryRow{LedgerID: r.LedgerID, ID: r.ID, Kind: r.Kind, Name: t.kindName(r.Kind), Day: r.Day.String(), PlaceID: r.PlaceID, Place: t.place(r.PlaceID),
		OwnerID: r.State.Owner, Owner: s.reg.BodyName(r.State.Owner, r.Day), Measures: t.main(content), Status: string(r.Status), StatusText: t.status(r.Record),
		Level: r.Level, Marks: t.marks(r.Record), Evidence: r.State.Evidence, Mine: r.State.Recorder == c.PersonID, Follow: t.follow(r.Record, s.rules.Today)}
	if content.ToDay != nil {
		row.ToDay = content.ToDay.String()
	}
	if k := t.cat.Kinds[r.Kind]; k != nil {
		row.Release = k.Release
	}
	return row, nil
}

// cursorOf writes where a page ended; readers need not understand it.
func cursorOf(k store.EntryKey) string {
	if k.ID == "" {
		return ""
	}
	return encodeCursor(k.Day.String() + " " + k.ID)
}

func parseCursor(s string) (store.EntryKey, error) {
	if s == "" {
		return store.EntryKey{}, nil
	}
	text, ok := decodeCursor(s)
	day, id, two := strings.Cut(text, " ")
	d, err := calendar.ParseDay(day)
	if !ok || !two || err != nil || !ledger.ValidID(id) {
		return store.EntryKey{}, api.Wrong(api.Field{Field: "cursor", Message: "cursor"})
	}
	return store.EntryKey{Day: d, ID: id}, nil
}
