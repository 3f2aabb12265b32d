package office_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/demo"
	"phendau/internal/figure"
	"phendau/internal/identity"
	"phendau/internal/office"
	"phendau/internal/store"
)

// demoDesk is the demo book behind the API, signed in as one of its people by
// the try-out: the scenarios are played on what a tester sees.
type demoDesk struct {
	t      *testing.T
	store  *store.Store
	world  *demo.World
	office *office.Office
	server *httptest.Server
}

// newDemoDesk fills one book for all scenarios of a test.
func newDemoDesk(t *testing.T) *demoDesk {
	t.Helper()
	ctx := context.Background()
	clock := demo.NewClock()
	s, err := store.Open(ctx, store.Options{Dir: t.TempDir(), Now: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	d := &demoDesk{t: t, store: s}
	if d.world, err = demo.Fill(ctx, s, clock, demo.Options{}); err != nil {
		t.Fatal(err)
	}
	w, err := store.NewWriter(s, "01900000-0000-7000-8000-00000000c11e", "01900000-0000-7000-8000-00000000b0d1")
	if err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return time.UnixMilli(clock.Now()) }
	d.office = &office.Office{Store: s, Writer: w, Root: identity.NewRootKey(), Hasher: identity.NewHasher(), Now: now, Log: slog.New(slog.DiscardHandler), TryOut: true}
	if err := w.Enrol(ctx); err != nil {
		t.Fatal(err)
	}
	a := api.New(d.office.Options())
	d.office.Routes(a)
	d.server = httptest.NewServer(a.Handler())
	t.Cleanup(d.server.Close)
	return d
}

// as signs in as the first person of a role.
func (d *demoDesk) as(role string) *visitor {
	d.t.Helper()
	v := &visitor{d: d}
	var people []struct {
		ID     string `json:"id"`
		Grants []struct {
			Role string `json:"role"`
		} `json:"grants"`
	}
	v.get(200, "/session/try", nil, &people)
	for _, p := range people {
		if len(p.Grants) > 0 && p.Grants[0].Role == role {
			v.signIn(p.ID)
			return v
		}
	}
	d.t.Fatalf("the demo has no %s", role)
	return nil
}

type visitor struct {
	d      *demoDesk
	cookie string
	person string
}

func (v *visitor) signIn(person string) {
	v.d.t.Helper()
	body, err := json.Marshal(map[string]string{"person_id": person})
	if err != nil {
		v.d.t.Fatal(err)
	}
	resp, err := http.Post(v.d.server.URL+api.Prefix+"/session/try", "application/json", bytes.NewReader(body))
	if err != nil {
		v.d.t.Fatal(err)
	}
	defer resp.Body.Close()
	for _, c := range resp.Cookies() {
		v.cookie = c.Value
	}
	if v.person = person; v.cookie == "" {
		v.d.t.Fatalf("the try-out answers %d", resp.StatusCode)
	}
}

// get reads an answer of the API into out; []byte takes it as it is.
func (v *visitor) get(status int, path string, query url.Values, out any) http.Header {
	t := v.d.t
	t.Helper()
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	req, err := http.NewRequest("GET", v.d.server.URL+api.Prefix+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if v.cookie != "" {
		req.AddCookie(&http.Cookie{Name: api.CookieName, Value: v.cookie})
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if resp.StatusCode != status {
		t.Fatalf("%s: %d, want %d: %.400s", path, resp.StatusCode, status, b)
	}
	if raw, ok := out.(*[]byte); ok {
		*raw = b
	} else if out != nil {
		if err := json.Unmarshal(b, out); err != nil {
			t.Fatalf("%s: %v in %.400s", path, err, b)
		}
	}
	return resp.Header
}

const reviewPlace, reviewPeriod = "047@2024-02-29", "2019-01-01/2024-02-29"

func asked(pairs ...string) url.Values {
	q := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		q.Add(pairs[i], pairs[i+1])
	}
	return q
}

// cell is the one cell of a question.
func (v *visitor) cell(pairs ...string) figure.Cell {
	v.d.t.Helper()
	var tab office.FigureTable
	v.get(200, "/figures", asked(pairs...), &tab)
	if len(tab.Cells) == 0 {
		v.d.t.Fatalf("no cell for %v", pairs)
	}
	return tab.Cells[0]
}

func (v *visitor) open(token, by, cursor string) office.OpenedFigure {
	v.d.t.Helper()
	var o office.OpenedFigure
	v.get(200, "/figures/drill", asked("c", token, "by", by, "cursor", cursor, "limit", "200"), &o)
	return o
}

// lines reads all pages of entries behind a figure.
func (v *visitor) lines(token string) (all []office.DrillEntry) {
	v.d.t.Helper()
	for cursor := ""; ; {
		o := v.open(token, "", cursor)
		if o.Entries == nil {
			return all
		}
		all = append(all, o.Entries.Items...)
		if cursor = o.Entries.Next; cursor == "" {
			if len(all) != o.Entries.Listed {
				v.d.t.Errorf("%d lines listed on the pages, %d announced", len(all), o.Entries.Listed)
			}
			return all
		}
	}
}

// audited counts the audit lines of an action by a person.
func (d *demoDesk) audited(person, action string) int {
	d.t.Helper()
	all, err := d.store.AuditRecords(context.Background(), audit.Filter{ActorID: person, Actions: []string{action}, Limit: 200})
	if err != nil {
		d.t.Fatal(err)
	}
	return len(all)
}

// TestScenariosOfFigures plays S4, S6 and S7 on the demo book.
func TestScenariosOfFigures(t *testing.T) {
	d := newDemoDesk(t)
	t.Run("S4 two calendars give two numbers and the difference opens to the entries between the cuts", func(t *testing.T) { d.t = t; s4(d) })
	t.Run("S6 2.926 opens by commune, quarter, channel and assessment without hamlet or text, and leaves a line", func(t *testing.T) { d.t = t; s6(d) })
	t.Run("S7 the shares of 11.645 are named and sum to it", func(t *testing.T) { d.t = t; s7(d) })
}

func s4(d *demoDesk) {
	leader := d.as("upper_officer")
	ask := func(calendar string) figure.Cell {
		return leader.cell("place", reviewPlace, "period", "2023", "calendar", calendar, "indicator", "patrol.with_residents", "status", "submitted+")
	}
	civil, official := ask("civil"), ask("official")
	if civil.Printed == official.Printed || civil.From.String() != "2023-01-01" || official.From.String() != "2022-12-15" || official.To.String() != "2023-12-14" {
		d.t.Fatalf("civil %s from %s, official %s from %s to %s", civil.Printed, civil.From, official.Printed, official.From, official.To)
	}
	in := map[string]bool{}
	for _, l := range leader.lines(official.Drill) {
		in[l.EntryID] = true
	}
	onlyCivil := 0
	for _, l := range leader.lines(civil.Drill) {
		if in[l.EntryID] {
			delete(in, l.EntryID)
			continue
		}
		if onlyCivil++; l.Day.String() < "2023-12-15" || l.Day.String() > "2023-12-31" {
			d.t.Errorf("an entry of %s is counted by civil year alone", l.Day)
		}
	}
	if onlyCivil == 0 || len(in) == 0 {
		d.t.Error("nothing stands between the cuts")
	}
	for _, l := range leader.lines(official.Drill) {
		if in[l.EntryID] && (l.Day.String() < "2022-12-15" || l.Day.String() > "2022-12-31") {
			d.t.Errorf("an entry of %s is counted by cut-off alone", l.Day)
		}
	}
}

func s6(d *demoDesk) {
	leader := d.as("upper_officer")
	before := d.audited(leader.person, "figure.open")
	c := leader.cell("place", reviewPlace, "period", reviewPeriod, "indicator", "tips.valuable")
	if c.Printed != "2.926" {
		d.t.Fatalf("the figure is %s", c.Printed)
	}
	o := leader.open(c.Drill, "", "")
	if o.Entries == nil || len(o.Entries.Items) > 0 || o.Entries.Hidden == "" {
		d.t.Error("tips are listed one by one")
	}
	cuts := map[string]bool{}
	for _, s := range o.Splits {
		cuts[s.By] = true
	}
	for _, by := range []string{"place:commune", "quarter", "dim:tip_channel", "dim:assessed"} {
		if !cuts[by] {
			d.t.Errorf("%s is not offered in %v", by, cuts)
			continue
		}
		p := leader.open(c.Drill, by, "").Parts
		var sum int64
		for _, r := range p.Rows {
			n, err := r.Cell.Value.Int64()
			if err == nil {
				sum += n
			}
			if err == nil && n > 0 && n < figure.MinTips {
				d.t.Errorf("%s: %s shows %d", by, r.Name, n)
			}
		}
		if p.Together == "" && sum != 2926 || !p.Equal {
			d.t.Errorf("%s: the parts are %d", by, sum)
		}
	}
	s6Whole(d, leader, o.Whole)
	if cuts["place:hamlet"] || cuts["month"] || cuts["body"] {
		d.t.Errorf("tips are cut by %v", cuts)
	}
	if n := d.audited(leader.person, "figure.open"); n <= before {
		d.t.Error("the opening left no audit line")
	}
}

// s6Whole: the figure itself is of one assessment alone, so beside it stands
// everything that came in, by assessment: the parts sum to what they say, and
// 2.926 is one of them.
func s6Whole(d *demoDesk, leader *visitor, w *office.DrillWhole) {
	d.t.Helper()
	if w == nil {
		d.t.Fatal("nothing says of what the figure is a part")
	}
	var sum int64
	said := map[string]string{}
	for _, r := range w.Parts.Rows {
		said[*r.Cell.Split] = r.Cell.Printed
		if n, err := r.Cell.Value.Int64(); err == nil {
			sum += n
		}
	}
	if w.Cell.Printed != "3.566" || sum != 3566 || !w.Parts.Equal || said["valuable"] != "2.926" || said["not_usable"] != "480" || said["duplicate"] != "160" {
		d.t.Errorf("%s received, by assessment %v", w.Cell.Printed, said)
	}
	if got := leader.open(w.Cell.Drill, "dim:assessed", "").Cell.Printed; got != w.Cell.Printed {
		d.t.Errorf("what was received opens as %s", got)
	}
}

func s7(d *demoDesk) {
	inspector := d.as("inspector")
	var tab office.FigureTable
	inspector.get(200, "/figures", asked("place", reviewPlace, "period", reviewPeriod, "indicator", "patrol.post"), &tab)
	for _, c := range tab.Cells {
		if c.Printed != "11.645" {
			continue
		}
		b := inspector.open(c.Drill, "", "").Basis
		var sum int64
		names := []string{}
		for _, s := range b.Shares {
			names = append(names, s.Basis)
			sum += s.PerMille
		}
		if strings.Join(names, " ") != "listed counted norm estimated declared" || sum < 997 || sum > 1000 {
			d.t.Errorf("shares %v add up to %d", b.Shares, sum)
		}
		var total int64
		for _, v := range c.Basis {
			n, err := v.Int64()
			if err != nil {
				d.t.Fatal(err)
			}
			total += n
		}
		if total != 11645 {
			d.t.Errorf("the bases add up to %d", total)
		}
		return
	}
	d.t.Error("11.645 is not in the table")
}
