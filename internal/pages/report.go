package pages

import (
	"bytes"
	"slices"
	"strings"

	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/vi"
)

// report shows an official report as it would be printed.
func (s *site) report(r *request) (*screen, error) {
	q, err := r.reportRequest()
	if err != nil {
		return nil, err
	}
	return r.reportScreen(q, func(file string) string {
		return r.link("/bao-cao/"+q.Name+"/"+file, "place", q.Place, "period", q.Period.String(), "calendar", string(q.Period.Calendar), "map", q.Map.String())
	})
}

// reportFile gives a report as a file.
func (s *site) reportFile(r *request) (*screen, error) {
	q, err := r.reportRequest()
	if err != nil {
		return nil, err
	}
	return r.file(q)
}

func (r *request) reportRequest() (ReportRequest, error) {
	name := r.PathValue("name")
	if r.site.Reports == nil || !slices.ContainsFunc(r.site.Reports.List(), func(n ReportName) bool { return n.ID == name }) {
		return ReportRequest{}, notFound("page.error.no_report")
	}
	v, err := r.view()
	if err != nil {
		return ReportRequest{}, err
	}
	sc, err := r.scope(v)
	if err != nil {
		return ReportRequest{}, err
	}
	return ReportRequest{Name: name, Place: sc.place, Period: sc.period, Map: sc.mapped, Lang: r.w.Lang()}, nil
}

func (r *request) file(q ReportRequest) (*screen, error) {
	format, ok := strings.CutPrefix(r.PathValue("file"), "tep.")
	if !ok || !slices.Contains(ReportFormats[:], format) {
		return nil, notFound("page.error.no_file")
	}
	var b bytes.Buffer
	contentType, name, err := r.site.Reports.File(r.Context(), &b, q, format)
	if err != nil {
		return nil, err
	}
	return &screen{raw: b.Bytes(), contentType: contentType, name: name}, nil
}

// reportScreen puts the way back and the files above the official page. The
// page itself stays as it was made; on paper the bar is gone.
func (r *request) reportScreen(q ReportRequest, file func(string) string) (*screen, error) {
	var b bytes.Buffer
	if err := r.site.Reports.HTML(r.Context(), &b, q); err != nil {
		return nil, err
	}
	strip := reportStrip{frame: &frame{request: r}, Home: r.link("/")}
	for _, f := range ReportFormats {
		strip.Files = append(strip.Files, fact{Name: strings.ToUpper(f), Link: file("tep." + f)})
	}
	return r.withStrip(b.Bytes(), strip)
}

type reportStrip struct {
	*frame
	Home  string
	Files []fact
}

// withStrip sets the strip behind the opening tag of the body, and its
// stylesheet at the end of the head.
func (r *request) withStrip(page []byte, strip reportStrip) (*screen, error) {
	out := &screen{raw: page, contentType: "text/html; charset=utf-8"}
	head := bytes.Index(page, []byte("</head>"))
	if head < 0 {
		return out, nil
	}
	body := bytes.Index(page[head:], []byte("<body"))
	if body < 0 {
		return out, nil
	}
	end := bytes.IndexByte(page[head+body:], '>')
	if end < 0 {
		return out, nil
	}
	at := head + body + end + 1
	var b bytes.Buffer
	b.Write(page[:head])
	b.WriteString(`<link rel="stylesheet" href="/assets/plain.css">`)
	b.Write(page[head:at])
	if err := r.site.templates.ExecuteTemplate(&b, "strip", strip); err != nil {
		return nil, err
	}
	b.Write(page[at:])
	out.raw = b.Bytes()
	return out, nil
}

// locksPage lists the locked reports.
type locksPage struct{ Rows []lockRow }

type lockRow struct {
	Title, Link, Place, Period, Signer, When, Map, Entries string
	Withdrawn                                              bool
}

func (s *site) locks(r *request) (*screen, error) {
	v, err := r.view()
	if err != nil {
		return nil, err
	}
	snaps, err := s.Book.Snapshots(r.Context())
	if err != nil {
		return nil, err
	}
	p := &locksPage{}
	for _, x := range slices.Backward(snaps) {
		b := &x.Body
		if !r.reader.SeesPlace(b.PlaceID) {
			continue
		}
		row := lockRow{Title: b.Title, Place: v.Registry.Places.FullName(b.PlaceID, b.MapDay), Period: lockPeriod(b, r.w.Lang()),
			Signer: v.Registry.PersonName(x.Signer), When: clock(x.AtMS), Entries: vi.Int(b.Entries), Withdrawn: x.Withdrawn}
		if row.Place == "" {
			row.Place = r.t("everything")
		}
		if s.Reports != nil {
			row.Link = r.link("/khoa/" + x.ID)
		}
		p.Rows = append(p.Rows, row)
	}
	return &screen{template: "locks", title: r.t("locks.title"), nav: "locks", data: p}, nil
}

func lockPeriod(b *ledger.SnapshotBody, lang string) string {
	return calendar.Label(calendar.Period{From: b.From, To: b.To, Calendar: calendar.Calendar(b.Calendar)}, lang)
}

// locked prints a locked report again, as it was published.
func (s *site) locked(r *request) (*screen, error) {
	q, err := r.lockRequest()
	if err != nil {
		return nil, err
	}
	return r.reportScreen(q, func(file string) string { return r.link("/khoa/" + q.Snapshot + "/" + file) })
}

func (s *site) lockedFile(r *request) (*screen, error) {
	q, err := r.lockRequest()
	if err != nil {
		return nil, err
	}
	return r.file(q)
}

func (r *request) lockRequest() (ReportRequest, error) {
	id := r.PathValue("snapshot")
	snaps, err := r.site.Book.Snapshots(r.Context())
	if err != nil {
		return ReportRequest{}, err
	}
	i := slices.IndexFunc(snaps, func(x *ledger.Snapshot) bool { return x.ID == id })
	if r.site.Reports == nil || i < 0 {
		return ReportRequest{}, notFound("page.error.no_lock")
	}
	return ReportRequest{Snapshot: id, Lang: r.w.Lang()}, r.mustSee(snaps[i].Body.PlaceID)
}
