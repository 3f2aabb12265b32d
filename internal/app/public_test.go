package app

import (
	"context"
	"encoding/json"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/place"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
)

// server serves a book as the program does, on a day.
func server(t *testing.T, s *store.Store, now time.Time) *httptest.Server {
	t.Helper()
	m := New()
	m.Now = func() time.Time { return now }
	h, err := m.handler(context.Background(), s, nil)
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	return srv
}

// page gets a path of a server.
func page(t *testing.T, srv *httptest.Server, path string) (int, string, http.Header) {
	t.Helper()
	resp, err := srv.Client().Get(srv.URL + path)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(b), resp.Header
}

var (
	publicLinks = regexp.MustCompile(`(?:href|value)="([^"]*)"`)
	anyID       = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)
)

// publicSite walks every public page from the start, forms included.
func publicSite(t *testing.T, srv *httptest.Server) map[string]string {
	t.Helper()
	out := map[string]string{}
	queue := []string{"/", "/?lang=en"}
	for len(queue) > 0 {
		path := queue[0]
		queue = queue[1:]
		if _, seen := out[path]; seen {
			continue
		}
		code, body, _ := page(t, srv, path)
		if code != http.StatusOK {
			t.Errorf("%s answers %d", path, code)
		}
		out[path] = body
		for _, m := range publicLinks.FindAllStringSubmatch(body, -1) {
			next, _, _ := strings.Cut(html.UnescapeString(m[1]), "#")
			switch {
			case strings.HasPrefix(next, "/assets/"), strings.HasPrefix(next, "/office/"), next == "":
			case strings.HasPrefix(next, "/"):
				queue = append(queue, next)
			case anyID.MatchString(next): // a unit of a form
				queue = append(queue, "/so-lieu?noi="+next)
			}
		}
	}
	return out
}

var late = time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC)

func TestPublicPagesNameNothingBelowTheCommune(t *testing.T) {
	s, v := demoView(t)
	site := publicSite(t, server(t, s, late))
	if len(site) < 60 {
		t.Fatalf("only %d pages", len(site))
	}
	var secret []string
	places := v.Registry.Places
	allowed := map[string]bool{}
	for o := range places.Len() {
		id := places.ID(o)
		if places.Level(id) != place.LevelHamlet {
			allowed[id] = true
			continue
		}
		if n, ok := places.NameOn(id, calendar.MakeDay(2023, 6, 1)); ok {
			secret = append(secret, n.UnitWord+" "+n.Text)
		}
	}
	for _, x := range v.Registry.Registers {
		if x.Name != "" {
			secret = append(secret, x.Name)
		}
	}
	for id := range v.Registry.People {
		secret = append(secret, v.Registry.PersonName(id))
	}
	if len(secret) < 100 {
		t.Fatalf("only %d names to look for", len(secret))
	}
	for path, body := range site {
		text := html.UnescapeString(body)
		for _, id := range anyID.FindAllString(text, -1) {
			if !allowed[id] {
				t.Errorf("%s holds the id %s, which is no unit", path, id)
			}
		}
		for _, name := range secret {
			if strings.Contains(text, name) {
				t.Errorf("%s names %s", path, name)
			}
		}
		for _, word := range []string{"mốc số", "km+", "<script", "style=", "http://", "https://", "nguồn tin"} {
			if strings.Contains(strings.ReplaceAll(text, `xmlns="http://www.w3.org/2000/svg"`, ""), word) {
				t.Errorf("%s holds %q", path, word)
			}
		}
	}
}

func TestPublicPagesSayTheSameInBothLanguages(t *testing.T) {
	s, _ := demoView(t)
	site := publicSite(t, server(t, s, late))
	shape := func(body string) string {
		tags := regexp.MustCompile(`<[a-z/][a-z0-9]*`).FindAllString(regexp.MustCompile(`(?s)<svg.*?</svg>`).ReplaceAllString(body, ""), -1)
		return strings.Join(slices.DeleteFunc(tags, func(x string) bool { return x == "<input" }), "")
	}
	pairs := 0
	for path, vi := range site {
		if strings.Contains(path, "lang=") || strings.HasSuffix(path, ".csv") {
			continue
		}
		join := "?"
		if strings.Contains(path, "?") {
			join = "&"
		}
		_, en, _ := page(t, server(t, s, late), path+join+"lang=en")
		if shape(vi) != shape(en) {
			t.Errorf("%s differs in English", path)
		}
		if strings.Contains(en, "public.") || strings.Contains(vi, "public.") && !strings.Contains(vi, `class="site public"`) {
			t.Errorf("%s shows a key", path)
		}
		pairs++
	}
	if pairs < 20 {
		t.Errorf("only %d pairs", pairs)
	}
}

func TestEveryPublicAnswerCarriesTheHeaders(t *testing.T) {
	s, _ := demoView(t)
	srv := server(t, s, late)
	for _, path := range []string{"/", "/so-lieu", "/so-lieu/outreach", "/so-lieu/outreach/so-lieu.csv", "/ho-tro", "/khong-co", "/so-lieu/tips.received"} {
		_, _, h := page(t, srv, path)
		if p := h.Get("Content-Security-Policy"); !strings.Contains(p, "script-src 'none'") || strings.Contains(p, "unsafe") {
			t.Errorf("%s: policy %q", path, p)
		}
		for k, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin",
			"Cross-Origin-Resource-Policy": "same-origin", "Cache-Control": "no-store", "Set-Cookie": ""} {
			if h.Get(k) != want {
				t.Errorf("%s: %s is %q", path, k, h.Get(k))
			}
		}
	}
	resp, err := srv.Client().Post(srv.URL+"/so-lieu", "text/plain", strings.NewReader("x"))
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("a post answers %d", resp.StatusCode)
	}
}

func TestThePublicSiteStandsBeforeTheBookIsStarted(t *testing.T) {
	srv := server(t, storetest.Open(t, store.Options{Dir: t.TempDir()}), late)
	for _, path := range []string{"/", "/so-lieu", "/ho-tro"} {
		if code, body, _ := page(t, srv, path); code != http.StatusOK {
			t.Errorf("%s answers %d: %.200s", path, code, body)
		}
	}
}

func TestAQuarterIsPublishedThirtyDaysAfterItsEnd(t *testing.T) {
	s, _ := demoView(t)
	for day, want := range map[string]bool{"2024-01-29": false, "2024-01-30": true} {
		now, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		_, body, _ := page(t, server(t, s, now), "/so-lieu/outreach/so-lieu.csv")
		if got := strings.Contains(body, "2023-10-01,2023-12-31"); got != want {
			t.Errorf("on %s the fourth quarter is published: %t", day, got)
		}
		if !strings.Contains(body, "2023-07-01,2023-09-30") {
			t.Errorf("on %s the third quarter is not", day)
		}
	}
}

// TestWhatIsPublishedStaysAsItWasLocked corrects an entry after the lock: the
// live figure moves, the public one does not, until the report is withdrawn.
func TestWhatIsPublishedStaysAsItWasLocked(t *testing.T) {
	dir := demoCopy(t)
	s := storetest.Open(t, store.Options{Dir: dir})
	srv := server(t, s, late)
	const path = "/so-lieu/outreach/so-lieu.csv"
	_, before, _ := page(t, srv, path)
	c := outreachOf2023(t, s)
	if !strings.Contains(before, ","+string(c.Value)+",") {
		t.Fatalf("the quarter's %s is not published", c.Value)
	}
	correctOne(t, s, c)
	if again := outreachOf2023(t, s); again.Value == c.Value {
		t.Fatalf("the correction did not move the live figure from %s", c.Value)
	} else if _, after, _ := page(t, srv, path); after != before || strings.Contains(after, ","+string(again.Value)+",") {
		t.Error("the public figure moved with a correction")
	}
	snaps, err := s.Snapshots(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(snaps, func(x *ledger.Snapshot) bool { return x.Body.To == calendar.MakeDay(2023, 12, 31) })
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	must(t, "report", "--withdraw", snaps[i].ID, "--why", "sai mẫu", "--dir", dir)
	srv = server(t, storetest.Open(t, store.Options{Dir: dir, ReadOnly: true}), late)
	if _, gone, _ := page(t, srv, path); strings.Contains(gone, "2023-10-01,2023-12-31") {
		t.Error("a withdrawn report is still published")
	}
}

// outreachOf2023 is the live number of participants in the fourth quarter.
func outreachOf2023(t *testing.T, s *store.Store) figure.Cell {
	t.Helper()
	v, err := s.View(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	found, err := v.Registry.Places.Find("047@2023-12-31", place.Latest)
	if err != nil {
		t.Fatal(err)
	}
	tab, err := v.Evaluate(figure.Query{Indicators: []string{"outreach"}, Place: found.ID, Period: calendar.Quarter(calendar.Civil, 2023, 4), Status: 2}, &v.Context)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(tab.Cells, func(c figure.Cell) bool { return c.Measure == "participant_turns" })
	return tab.Cells[i]
}

// correctOne adds a thousand turns to one entry behind a cell.
func correctOne(t *testing.T, s *store.Store, c figure.Cell) {
	t.Helper()
	ctx := context.Background()
	v, err := s.View(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	d, err := v.Drill(c.Sel, &v.Context)
	if err != nil {
		t.Fatal(err)
	}
	l := d.Lines[0]
	ops, err := s.Operations(ctx, l.LedgerID, l.EntryID)
	if err != nil {
		t.Fatal(err)
	}
	last := ops[len(ops)-1]
	for _, o := range ops {
		if o.Op.EntityType == "entry" {
			last = o
		}
	}
	var verified struct{ Level int }
	if err := json.Unmarshal(last.Op.Body, &verified); err != nil || verified.Level == 0 {
		t.Fatalf("the last operation is %s %s, %v", last.Op.Verb, last.Op.Body, err)
	}
	w, err := store.NewWriter(s, last.Op.ActorID, last.Op.BodyID)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Enrol(ctx); err != nil {
		t.Fatal(err)
	}
	err = w.MustWrite(ctx, []ledger.Draft{{LedgerID: l.LedgerID, EntityType: "entry", EntityID: l.EntryID, Verb: "correct", Base: last.Op.ID,
		ActorID: last.Op.ActorID, BodyID: last.Op.BodyID, Catalogue: 1,
		Body: map[string]any{"why": "Đếm lại theo danh sách", "level": verified.Level,
			"set": map[string]any{"measures": map[string]any{"participant_turns": amount.ExactValue(l.Value.V+1000, amount.Counted)}}}}})
	if err != nil {
		t.Fatal(err)
	}
}
