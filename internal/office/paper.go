package office

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"phendau/internal/access"
	"phendau/internal/amount"
	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/calendar"
	"phendau/internal/document"
	"phendau/internal/ledger"
	"phendau/internal/paper"
	"phendau/internal/report"
)

const tagPapers = "papers"

// maxPaperEntries bounds the entries one paper is asked of.
const maxPaperEntries = 60

func (o *Office) paperRoutes(a *api.API) {
	api.Add(a, api.Route{Method: "GET", Path: "/papers", ID: "listPapers", Tag: tagPapers, Summary: "Papers that can be made from entries", Action: access.ReadEntries}, nil, o.paperList)
	api.Add(a, api.Route{Method: "GET", Path: "/papers/{name}/page", ID: "showPaper", Tag: tagPapers, Summary: "A paper as a page, to be shown in a frame",
		Action: access.Export, Class: api.Heavy}, nil, o.paperPage)
	api.Add(a, api.Route{Method: "POST", Path: "/papers/{name}", ID: "makePaper", Tag: tagPapers, Summary: "A paper as a file: a draft without a number",
		Action: access.Export, Class: api.Heavy}, nil, o.paperFile)
}

// EntriesAsk names the entries of a paper in an address.
type EntriesAsk struct {
	Entries []string `query:"entry,explode" required:"true" minItems:"1" maxItems:"60" doc:"LEDGER/ENTRY, one or several"`
}

func (in *EntriesAsk) refs() ([]ledger.Ref, error) {
	var out []ledger.Ref
	for _, s := range in.Entries {
		l, e, ok := strings.Cut(s, "/")
		if !ok || !ledger.ValidID(l) || !ledger.ValidID(e) {
			return nil, api.Missing()
		}
		out = append(out, ledger.Ref{LedgerID: l, EntryID: e})
	}
	return out, nil
}

// PaperView is a paper on offer.
type PaperView struct {
	Name        string   `json:"name"`
	Title       string   `json:"title" doc:"In words, in the reader's language"`
	Letterheads []string `json:"letterheads" doc:"Those it can bear here, the usual one first" enum:"state,front,army"`
	Entries     int      `json:"entries" doc:"How many entries it is made from"`
	Whole       bool     `json:"whole" doc:"The caller may read everything it is made from"`
	May         bool     `json:"may" doc:"The caller may take it out, as he signed in: a page or a file"`
}

func (o *Office) paperList(ctx context.Context, c *api.Caller, in *EntriesAsk) (*Answer[[]PaperView], error) {
	refs, err := in.refs()
	if err != nil {
		return nil, err
	}
	g, err := o.gather(ctx, c, refs)
	if err != nil {
		return nil, err
	}
	all, err := o.Reports.Papers(g.s.reg.Latest())
	if err != nil {
		return nil, err
	}
	out, entries, noPost := []PaperView{}, g.papers(), g.noPost()
	for _, id := range all.IDs() {
		p := all[id]
		heads := slices.DeleteFunc(slices.Clone(p.Letterheads), func(name string) bool { return name == letterheadArmy && noPost })
		if p.Fits(entries) && len(heads) > 0 {
			out = append(out, PaperView{id, inLang(c, p.Name.VI, p.Name.EN), heads, len(p.Uses(entries)), g.whole(p), o.mayTake(ctx, c, p.Uses(entries)) == nil})
		}
	}
	return &Answer[[]PaperView]{out}, nil
}

// PaperName names a paper in an address.
type PaperName struct {
	Name string `path:"name" maxLength:"40" doc:"Id of the paper" example:"gift-receipt"`
}

// PaperFacts are the boxes of a paper that only its issuer knows.
type PaperFacts struct {
	Letterhead string `json:"letterhead,omitempty" query:"letterhead" enum:"state,front,army" doc:"Left out: the paper's usual one"`
	IssuerFacts
}

// PaperPageInput asks for a paper as a page.
type PaperPageInput struct {
	PaperName
	EntriesAsk
	PaperFacts
}

func (o *Office) paperPage(ctx context.Context, c *api.Caller, in *PaperPageInput) (*page, error) {
	refs, err := in.refs()
	if err != nil {
		return nil, err
	}
	m, err := o.makePaper(ctx, c, in.Name, refs, &in.PaperFacts)
	if err != nil {
		return nil, err
	}
	if err := o.note(ctx, c, m.opened...); err != nil {
		return nil, err
	}
	return o.showPage(m.doc)
}

// MakePaperInput asks for a paper as a file.
type MakePaperInput struct {
	PaperName
	Body struct {
		Entries []EntryRef `json:"entries" minItems:"1" maxItems:"60"`
		Format  string     `json:"format" enum:"docx,pdf"`
		PaperFacts
	}
}

// EntryRef names an entry.
type EntryRef struct {
	LedgerID string `json:"ledger_id" format:"uuid"`
	EntryID  string `json:"entry_id" format:"uuid"`
}

func (o *Office) paperFile(ctx context.Context, c *api.Caller, in *MakePaperInput) (*file, error) {
	var refs []ledger.Ref
	for _, r := range in.Body.Entries {
		refs = append(refs, ledger.Ref(r))
	}
	m, err := o.makePaper(ctx, c, in.Name, refs, &in.Body.PaperFacts)
	if err != nil {
		return nil, err
	}
	m.doc.Provenance = text(&api.Caller{Lang: "vi"}, "paper_provenance", "person", m.person, "time", clock(o.nowMS()))
	f, err := o.fileOf(document.Format(in.Body.Format), m.doc, nil)
	if err != nil {
		return nil, err
	}
	return f, o.note(ctx, c, append(m.opened, audit.Record{Action: audit.Export, ObjectID: in.Name, PlaceID: m.place,
		Detail: audit.Facts("paper", in.Name, "format", in.Body.Format, "entries", len(m.doc.Sources))})...)
}

// madePaper is a paper with what is to be noted about it.
type madePaper struct {
	doc    *paper.Document
	place  string
	person string
	opened []audit.Record
}

func (o *Office) makePaper(ctx context.Context, c *api.Caller, name string, refs []ledger.Ref, form *PaperFacts) (*madePaper, error) {
	if len(refs) > maxPaperEntries {
		return nil, wrongField("entries", "paper_many")
	}
	g, err := o.gather(ctx, c, refs)
	if err != nil {
		return nil, err
	}
	reg := g.s.reg
	all, err := o.Reports.Papers(reg.Latest())
	if err != nil {
		return nil, err
	}
	p := all[name]
	switch {
	case p == nil:
		return nil, api.Missing()
	case !p.Fits(g.papers()):
		return nil, wrongField("entries", "paper_does_not_fit")
	case !g.whole(p):
		return nil, api.Fail(api.NotAllowed, "paper_not_whole")
	case form.Letterhead != "" && !slices.Contains(p.Letterheads, form.Letterhead):
		return nil, wrongField("letterhead", "paper_letterhead")
	}
	if err := o.mayTake(ctx, c, p.Uses(g.papers())); err != nil {
		return nil, err
	}
	facts, err := form.facts()
	if err != nil {
		return nil, err
	}
	facts.Date = cmp.Or(facts.Date, o.today())
	in, err := g.input(p, form.Letterhead, facts)
	if err != nil {
		return nil, wrongWords(c, "letterhead", err)
	}
	doc, err := report.MakePaper(in)
	if err != nil {
		return nil, err
	}
	return &madePaper{doc, g.seat(), reg.PersonName(c.PersonID), g.opened(p)}, nil
}

// mayTake refuses a paper to who may not export every entry it is made from: a
// page of it can be printed and kept like the file.
func (o *Office) mayTake(ctx context.Context, c *api.Caller, used []*report.PaperEntry) error {
	for _, e := range used {
		t := access.Target{PlaceID: e.Content.PlaceID, Day: e.Content.Day, Class: access.Class(e.Kind.Release), BodyID: e.Owner}
		if _, err := o.grant(ctx, c, access.Export, t); err != nil {
			return err
		}
	}
	return nil
}

// input is what the paper is made from: the entries with the words of the
// registers, and the boxes of its head.
func (g *gathered) input(p *report.Paper, letterhead string, facts report.Facts) (report.PaperInput, error) {
	reg, at := g.s.reg, g.seat()
	in := report.PaperInput{Paper: p, Letterhead: cmp.Or(letterhead, p.Letterheads[0]), Catalogue: reg.Latest(), Entries: g.papers(),
		Words:    func(lang string, day calendar.Day) report.EntryWords { return paperWords{newTeller(reg, lang).on(day)} },
		BodyType: reg.BodyType, Place: reg.Places.FullName(at, facts.Date), Facts: facts, Demo: reg.Demo()}
	in.PlaceName = in.Place
	if n, ok := reg.Places.NameOn(at, facts.Date); ok {
		in.PlaceName = n.Text
	}
	if in.Letterhead != letterheadArmy {
		return in, nil
	}
	var err error
	in.Facts, err = g.ofPost(facts)
	return in, err
}

// ofPost fills the boxes of the post that is responsible for the seat.
func (g *gathered) ofPost(facts report.Facts) (report.Facts, error) {
	r := ReportRequest{Place: g.seat(), Period: calendar.Period{From: facts.Date, To: facts.Date}, Facts: facts}
	err := armyFacts(g.s.reg, &r)
	return r.Facts, err
}

// noPost reports that no single post answers for the seat.
func (g *gathered) noPost() bool {
	_, err := g.ofPost(report.Facts{Date: g.s.rules.Today})
	return err != nil
}

// wrongWords is a field whose error speaks for itself.
func wrongWords(c *api.Caller, field string, err error) error {
	return api.Wrong(api.Field{Field: field, Message: spoken(c, err)})
}

// paperWords are the teller's words as a paper asks for them.
type paperWords struct{ *teller }

func (w paperWords) Kind(id string) string             { return w.kindName(id) }
func (w paperWords) Place(id string) string            { return w.place(id) }
func (w paperWords) Body(id string) string             { return w.reg.BodyName(id, w.day) }
func (w paperWords) Value(dim, key string) string      { return w.dimValue(dim, key) }
func (w paperWords) Document(d ledger.Document) string { return w.document(d) }

// Number prints a value with its qualifier.
func (w paperWords) Number(v amount.Value, scale int64) string { return w.w.Value(v, scale) }
