package office

import (
	"cmp"
	"slices"

	"phendau/internal/access"
	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/vi"
)

// DrillEntries are the entries behind a figure that the reader may read, page
// by page; those he may not read are counted.
type DrillEntries struct {
	Items      []DrillEntry `json:"items"`
	Next       string       `json:"next,omitempty" doc:"Cursor of the next page"`
	Listed     int          `json:"listed" doc:"Lines that can be listed in all"`
	Unreadable int          `json:"unreadable" doc:"Lines that are counted and not listed, because the reader may not read them"`
	Before     int          `json:"before" doc:"Lines on the pages before"`
	Sum        string       `json:"sum,omitempty" doc:"Sum of all lines, listed or not; absent where lines do not add up"`
	Equal      bool         `json:"equal" doc:"The sum is the figure"`
	Note       string       `json:"note,omitempty"`
	Hidden     string       `json:"hidden,omitempty" doc:"Why nothing is listed"`
}

// DrillEntry is an entry with what it adds.
type DrillEntry struct {
	LedgerID   string       `json:"ledger_id"`
	EntryID    string       `json:"entry_id"`
	Day        calendar.Day `json:"day"`
	PlaceID    string       `json:"place_id"`
	Place      string       `json:"place"`
	Kind       string       `json:"kind"`
	KindName   string       `json:"kind_name"`
	Body       string       `json:"body"`
	Value      string       `json:"value" doc:"What the entry adds, printed"`
	Amount     amount.Value `json:"amount"`
	Sign       int          `json:"sign"`
	Basis      string       `json:"basis"`
	BasisName  string       `json:"basis_name"`
	Status     string       `json:"status"`
	StatusName string       `json:"status_name"`
	Evidence   bool         `json:"evidence"`
	Shared     bool         `json:"shared" doc:"Part of an act that several recorded"`
	Again      bool         `json:"again,omitempty" doc:"Counts nothing new in a number of different things"`
	Restricted bool         `json:"restricted,omitempty"`
	Walked     string       `json:"walked,omitempty" doc:"What the entry covered of the line, and what nobody else did; where that lies for whoever may know"`
}

// lineKey is where a page of lines ended: lines stand by day, entry and their
// order inside the entry.
type lineKey struct {
	Day   calendar.Day `json:"d"`
	Entry string       `json:"e"`
	N     int          `json:"n"`
}

func readLineKey(cursor string) (lineKey, error) {
	if cursor == "" {
		return lineKey{Day: calendar.MinDay - 1}, nil
	}
	return readKey[lineKey](cursor)
}

func (k lineKey) compare(o lineKey) int {
	return cmp.Or(cmp.Compare(k.Day, o.Day), cmp.Compare(k.Entry, o.Entry), cmp.Compare(k.N, o.N))
}

type keyedLine struct {
	key lineKey
	*figure.Line
}

// entries lists one page, and says how many restricted entries are on it.
func (x *drilled) entries(in *DrillQuery, s *sight) (*DrillEntries, int, error) {
	if x.Tips {
		return &DrillEntries{Items: []DrillEntry{}, Hidden: x.w.Text("page.tips.no_list")}, 0, nil
	}
	if len(x.Lines) == 0 {
		x.Lines = x.Behind // they leave the figure without a number, and that is shown too
	}
	if len(x.Lines) == 0 && x.Unlisted == 0 {
		return nil, 0, nil
	}
	after, err := readLineKey(in.Cursor)
	if err != nil {
		return nil, 0, err
	}
	lines := x.readable(s)
	out := &DrillEntries{Items: []DrillEntry{}, Listed: len(lines), Unreadable: len(x.Lines) - len(lines)}
	x.foot(out)
	at, found := slices.BinarySearchFunc(lines, after, func(l keyedLine, k lineKey) int { return l.key.compare(k) })
	if found {
		at++
	}
	end, restricted := min(len(lines), at+in.Limit), 0
	for _, l := range lines[at:end] {
		e := x.entry(l.Line)
		if e.Restricted {
			restricted++
		}
		out.Items = append(out.Items, e)
	}
	out.Before = at
	if end < len(lines) {
		out.Next = writeKey(lines[end-1].key)
	}
	return out, restricted, nil
}

// readable are the lines the reader may read, each with its key.
func (x *drilled) readable(s *sight) []keyedLine {
	out := make([]keyedLine, 0, len(x.Lines))
	n := 0
	for i := range x.Lines {
		l := &x.Lines[i]
		if i > 0 && x.Lines[i-1].EntryID == l.EntryID && x.Lines[i-1].Day == l.Day {
			n++
		} else {
			n = 0
		}
		if s.sees(l.PlaceID, l.Day, l.Stand.Release, l.Owner) {
			out = append(out, keyedLine{lineKey{l.Day, l.EntryID, n}, l})
		}
	}
	slices.SortFunc(out, func(a, b keyedLine) int { return a.key.compare(b.key) }) // a rate lists its lines year by year already
	return out
}

func (x *drilled) entry(l *figure.Line) DrillEntry {
	e := DrillEntry{LedgerID: l.LedgerID, EntryID: l.EntryID, Day: l.Day, PlaceID: l.PlaceID, Place: x.w.placeOf(l.PlaceID, l.Day), Kind: l.Kind, KindName: l.Kind,
		Body: x.View.Registry.BodyName(l.Owner, l.Day), Value: x.w.Value(l.Value, x.lineScale()), Amount: l.Value, Sign: l.Sign, Basis: l.Value.Basis.String(),
		Status: standKey(l.Stand), Evidence: l.Stand.Evidence, Shared: l.Event != l.EntryID || l.Stand.Role == ledger.RoleMain,
		Again: x.Measure.Type == catalogue.Distinct && !l.First, Restricted: l.Stand.Release == string(access.Restricted)}
	if l.Sign < 0 {
		e.Value = "-" + e.Value
	}
	e.BasisName, e.StatusName = x.w.Text("basis."+e.Basis), x.w.Text("status."+e.Status)
	if x.Measure.OnLine() {
		e.BasisName = x.w.Text("page.entries.tracks")
	}
	e.Walked = x.walked(l)
	if k := x.View.Catalogue.Kinds[l.Kind]; k != nil {
		e.KindName = x.w.in(k.Name)
	}
	return e
}

func standKey(s figure.Stand) string {
	if s.Status == ledger.Verified {
		return figure.Status(s.Level).String()
	}
	return string(s.Status)
}

// foot adds all lines, listed or not, and says how they make the figure.
func (x *drilled) foot(e *DrillEntries) {
	if x.Unlisted > 0 {
		e.Note = x.w.Text("page.entries.unlisted")
		return
	}
	if len(x.Behind) > 0 {
		e.Note = x.w.Text("page.entries." + string(x.Cell.State))
		return
	}
	if x.Measure.OnLine() {
		x.footAlong(e)
		return
	}
	switch x.Measure.Type {
	case catalogue.Count, catalogue.Sum, catalogue.Balance:
		sum, equal := x.LineSum()
		e.Sum, e.Equal, e.Note = x.w.Result(sum, x.scale), equal, x.w.Text("page.entries.equal")
		if !equal {
			e.Note = x.w.Text("page.entries.differs")
		} else if len(x.Statements) > 0 {
			e.Note = x.w.Text("page.entries.with_statements")
		}
	case catalogue.Distinct:
		n := int64(0)
		for i := range x.Lines {
			if x.Lines[i].First {
				n++
			}
		}
		e.Sum, e.Equal, e.Note = vi.Int(n), n == x.Cell.Result.V, x.w.Text("page.entries.distinct")
	case catalogue.Ratio, catalogue.PerCapita, catalogue.PerKM:
		sum, _ := x.LineSum()
		e.Sum, e.Note = x.w.Result(sum, x.scale), x.w.Text("page.entries.ratio")
	case catalogue.Rate:
		e.Note = x.w.Text("page.entries.rate")
	}
}

// document names a document as it is quoted.
func (w *wording) document(d ledger.Document) string {
	name := d.Type
	if kind := w.v.Catalogue.Evidence[d.Type]; kind != nil {
		name = w.in(kind.Name)
	}
	if d.Number != "" {
		name += " " + w.Text("page.doc.number", "number", d.Number)
	}
	if d.Day != nil {
		name += " " + w.Text("page.doc.day", "day", vi.ShortDate(*d.Day))
	}
	if d.Issuer != "" {
		name += ", " + d.Issuer
	}
	return name
}
