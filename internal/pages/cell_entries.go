package pages

import (
	"maps"
	"slices"
	"strconv"

	"phendau/internal/catalogue"
	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/place"
	"phendau/internal/vi"
)

// entriesPerPage is how many lines a page of entries lists.
const entriesPerPage = 50

// entriesPage lists the entries behind a figure.
type entriesPage struct {
	Lines       []entryLine
	First, Last string
	Count       string
	Total       string // "" where lines do not add up
	TotalNote   string
	Prev, Next  string
	Equal       bool
	Page, Pages int
	Hidden      string // why nothing is listed
	Unseen      string // how many the reader may not open
}

type entryLine struct {
	Day, Place, Body, Kind, Value, Unit, Basis, Status, Link string
	Evidence, Shared, Again                                  bool
}

func (o *opened) entries() (*entriesPage, error) {
	if o.Tips {
		return &entriesPage{Hidden: o.t("tips.no_list")}, nil
	}
	lines, unseen := o.onlySeen(o.View, o.Lines)
	if len(o.Lines) == 0 && o.Unlisted == 0 {
		return nil, nil
	}
	p := &entriesPage{Count: vi.Int(int64(len(lines))), Page: o.number("p"), Pages: max(1, (len(lines)+entriesPerPage-1)/entriesPerPage)}
	p.Page = min(p.Page, p.Pages)
	lo := (p.Page - 1) * entriesPerPage
	hi := min(len(lines), lo+entriesPerPage)
	p.First, p.Last = vi.Int(int64(lo+1)), vi.Int(int64(hi))
	if unseen > 0 {
		p.Unseen = o.t("entries.unseen", "n", vi.Int(int64(unseen)))
	}
	switch {
	case o.Unlisted > 0:
		p.TotalNote = o.t("entries.unlisted")
	case unseen == 0:
		o.total(p)
	}
	if p.Page > 1 {
		p.Prev = o.entriesLink(p.Page - 1)
	}
	if p.Page < p.Pages {
		p.Next = o.entriesLink(p.Page + 1)
	}
	var err error
	p.Lines, err = o.entryLines(lines[lo:hi])
	return p, err
}

func (o *opened) entriesLink(page int) string {
	return o.link("/o", "c", o.query.Get("c"), "by", o.query.Get("by"), "p", strconv.Itoa(page)) + "#ban-ghi"
}

func (o *opened) entryLines(lines []figure.Line) ([]entryLine, error) {
	owners, err := o.owners(lines)
	if err != nil {
		return nil, err
	}
	out := make([]entryLine, len(lines))
	for i, l := range lines {
		k := o.View.Catalogue.Kinds[l.Kind]
		x := entryLine{Day: vi.ShortDate(l.Day), Place: placeName(o.View, l.PlaceID, l.Day), Body: owners[l.EntryID], Value: o.signed(l),
			Basis: o.w.Text("basis." + l.Value.Basis.String()), Status: o.w.Text("status." + standKey(l.Stand)),
			Evidence: l.Stand.Evidence, Shared: l.Event != l.EntryID || l.Stand.Role == ledger.RoleMain, Again: o.Measure.Type == catalogue.Distinct && !l.First}
		if k != nil {
			x.Kind = o.text(k.Name)
		}
		if o.opens(k) {
			x.Link = o.link("/ban-ghi/" + l.LedgerID + "/" + l.EntryID)
		} else {
			x.Place = o.communeName(l)
		}
		out[i] = x
	}
	return out, nil
}

// communeName names the unit an entry lies in, not its hamlet.
func (o *opened) communeName(l figure.Line) string {
	places := o.View.Registry.Places
	if places.Level(l.PlaceID) != place.LevelHamlet {
		return places.FullName(l.PlaceID, l.Day)
	}
	for _, up := range places.Ancestors(l.PlaceID, l.Day) {
		return places.FullName(up, l.Day)
	}
	return ""
}

func (o *opened) signed(l figure.Line) string {
	text := o.valueText(l.Value, o.scale)
	if l.Sign < 0 {
		return "-" + text
	}
	return text
}

func standKey(s figure.Stand) string {
	if s.Status == ledger.Verified {
		return figure.Status(s.Level).String()
	}
	return string(s.Status)
}

// owners finds the bodies that own the entries of one page.
func (o *opened) owners(lines []figure.Line) (map[string]string, error) {
	byLedger := map[string][]string{}
	for _, l := range lines {
		byLedger[l.LedgerID] = append(byLedger[l.LedgerID], l.EntryID)
	}
	out := map[string]string{}
	for _, id := range slices.Sorted(maps.Keys(byLedger)) {
		records, err := o.site.Book.Records(o.Context(), id, slices.Compact(byLedger[id]))
		if err != nil {
			return nil, err
		}
		for _, rec := range records {
			out[rec.ID] = o.View.Registry.BodyName(rec.State.Owner, rec.Day)
		}
	}
	return out, nil
}

// total adds all lines, not only those of the page, and says how they make
// the figure.
func (o *opened) total(p *entriesPage) {
	switch o.Measure.Type {
	case catalogue.Count, catalogue.Sum:
		sum, equal := o.LineSum()
		p.Total, p.Equal, p.TotalNote = o.resultText(sum, o.scale), equal, o.t("entries.equal")
		if !p.Equal {
			p.TotalNote = o.t("entries.differs")
		} else if len(o.Statements) > 0 {
			p.TotalNote = o.t("entries.with_statements")
		}
	case catalogue.Distinct:
		n := int64(0)
		for _, l := range o.Lines {
			if l.First {
				n++
			}
		}
		p.Total, p.TotalNote, p.Equal = vi.Int(n), o.t("entries.distinct"), n == o.Cell.Result.V
	case catalogue.Ratio, catalogue.PerCapita, catalogue.PerKM:
		sum, _ := o.LineSum()
		p.Total, p.TotalNote = o.resultText(sum, o.scale), o.t("entries.ratio")
	case catalogue.Rate:
		p.TotalNote = o.t("entries.rate")
	}
}

// rowsPage lists the register rows or units behind a stock figure.
type rowsPage struct {
	Equal     bool
	Rows      []stockLine
	Total     string
	TotalNote string
}

type stockLine struct{ Name, Place, Document, From, To, Value string }

func (o *opened) rows() *rowsPage {
	if len(o.Rows) == 0 {
		return nil
	}
	p := &rowsPage{}
	var total int64
	day := o.Sel.Slice.To
	for _, x := range o.Rows {
		l := stockLine{Name: x.Name, Place: o.View.Registry.Places.FullName(x.PlaceID, day), Document: x.Document, Value: vi.Decimal(x.Value, o.scale)}
		if l.Name == "" {
			l.Name = l.Place
		}
		l.From, l.To = o.bounds(x)
		p.Rows = append(p.Rows, l)
		total += x.Value
	}
	p.Total, p.TotalNote = vi.Decimal(total, o.scale), o.t("rows.differs")
	switch {
	case o.Measure.Type != catalogue.Stock:
		p.Total, p.TotalNote = "", o.t("rows.set")
	case total == o.Cell.Result.V:
		p.Equal, p.TotalNote = true, o.t("rows.equal")
	}
	return p
}

// bounds are the days a row is in force, words where nobody wrote them down.
func (o *opened) bounds(x figure.StockRow) (from, to string) {
	from, to = o.t("rows.since_unknown"), o.t("rows.in_force")
	if x.From > 0 && x.From > firstDay {
		from = vi.ShortDate(x.From)
	}
	if x.To > 0 && x.To < lastDay {
		to = vi.ShortDate(x.To)
	}
	return from, to
}

// statementsPage lists the declared totals behind a figure.
type statementsPage struct{ Rows []statementLine }

type statementLine struct{ Value, Period, Document, Page, Quote, Link string }

func (o *opened) statements() *statementsPage {
	if len(o.Statements) == 0 {
		return nil
	}
	p := &statementsPage{}
	for _, s := range o.Statements {
		line := statementLine{Value: o.valueText(s.Value, o.scale) + " " + o.unit, Period: vi.Range(vi.ShortDate(s.From), vi.ShortDate(s.To)),
			Document: o.documentText(o.View.Catalogue, s.Document), Page: s.Page, Quote: s.Quote}
		if o.reader.SeesEntry(s.PlaceID, s.From, internal) {
			line.Link = o.link("/ban-ghi/" + s.LedgerID + "/" + s.ID)
		}
		p.Rows = append(p.Rows, line)
	}
	return p
}
