package pages_test

import (
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"phendau/internal/calendar"
	"phendau/internal/figure"
	"phendau/internal/pages"
	"phendau/internal/place"
)

// maxPages bounds the crawl.
const maxPages = 900

var (
	hrefs   = regexp.MustCompile(`(?:href|formaction)="([^"]*)"`)
	ids     = regexp.MustCompile(` id="([^"]*)"`)
	numbers = regexp.MustCompile(`<td class="num">([^<]*)</td>`)
	big     = regexp.MustCompile(`<span class="big">([^<]*)`)
)

func get(t testing.TB, s *httptest.Server, path string) (int, string, http.Header) {
	t.Helper()
	resp, err := s.Client().Get(s.URL + path)
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

// Every address on every page answers, in both languages, with one valid,
// inert page.
func TestEveryLinkOfEveryPageAnswers(t *testing.T) {
	s := newBook(t).handler(t)
	seen := map[string]bool{"/xem/": true, "/xem/?lang=en": true, "/xem/so-lieu?by=place:hamlet&by=month&indicator=patrol.post": true,
		"/xem/so-lieu?by=quarter&by=place:commune&indicator=tips.received": true, "/xem/so-lieu?by=month&indicator=group:incidents": true}
	var queue []string
	for p := range seen {
		queue = append(queue, p)
	}
	for n := 0; len(queue) > 0 && n < maxPages; n++ {
		path := queue[0]
		queue = queue[1:]
		code, body, head := get(t, s, path)
		if code != 200 {
			t.Errorf("%s answers %d", path, code)
			continue
		}
		if !strings.HasPrefix(head.Get("Content-Type"), "text/html") {
			continue
		}
		checkPage(t, path, body)
		for _, m := range hrefs.FindAllStringSubmatch(body, -1) {
			next, _, _ := strings.Cut(html.UnescapeString(m[1]), "#")
			if next == "" {
				continue
			}
			if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") {
				t.Errorf("%s leads out to %s", path, next)
			} else if !seen[next] {
				seen[next] = true
				queue = append(queue, next)
			}
		}
	}
	t.Logf("%d addresses seen, %d not visited", len(seen), len(queue))
}

func checkPage(t *testing.T, path, body string) {
	t.Helper()
	if n := strings.Count(body, "<h1"); n != 1 {
		t.Errorf("%s has %d h1", path, n)
	}
	known := map[string]bool{}
	for _, m := range ids.FindAllStringSubmatch(body, -1) {
		if known[m[1]] {
			t.Errorf("%s has the id %s twice", path, m[1])
		}
		known[m[1]] = true
	}
	for _, bad := range []string{"<script", "<img", " style=", "onerror=alert(1)>", "page.", "sql:", ".go:", "%!", "ZgotmplZ", "<no value>"} {
		if i := strings.Index(strings.ReplaceAll(body, "/assets/plain.css", ""), bad); i >= 0 {
			t.Errorf("%s holds %q", path, bad)
		}
	}
}

func TestTheEntriesOfACellSumToIt(t *testing.T) {
	b := newBook(t)
	s := b.handler(t)
	for _, by := range [][]string{nil, {"place:commune"}, {"place:hamlet", "month"}, {"place:commune", "dim:patrol_form"}} {
		for _, c := range b.cell(t, "patrol.post", "person_turns", by...) {
			if c.Entries == 0 {
				continue
			}
			sum, last := 0, ""
			for page := 1; ; page++ {
				code, body, _ := get(t, s, pages.CellPath+c.Drill+"&p="+strconv.Itoa(page))
				if code != 200 {
					t.Fatalf("%s: %d", c.PlaceName, code)
				}
				if got := big.FindStringSubmatch(body); len(got) == 0 || strings.TrimSpace(got[1]) != c.Printed {
					t.Fatalf("shows %v, want %s", got, c.Printed)
				}
				if !strings.Contains(body, "đúng bằng con số của ô") {
					t.Errorf("%v does not say that its parts are equal", by)
				}
				for _, m := range numbers.FindAllStringSubmatch(body, -1) {
					n, err := strconv.Atoi(strings.ReplaceAll(m[1], ".", ""))
					if err != nil {
						t.Fatal(err)
					}
					sum += n
				}
				if last = body; !strings.Contains(body, `rel="next"`) {
					break
				}
			}
			if strconv.Itoa(sum) != c.Value.String() || last == "" {
				t.Errorf("%v %s: entries sum to %d, the cell is %s", by, c.PlaceName, sum, c.Value)
			}
		}
	}
}

func TestHostileTextStaysText(t *testing.T) {
	b := newBook(t)
	s := b.handler(t)
	for _, path := range []string{"/xem/ban-ghi/" + b.ledgers[0] + "/" + b.shared, "/xem/so-lieu?by=body&indicator=patrol.post",
		"/xem/so-lieu?place=" + "%3Cscript%3Ealert(1)%3C/script%3E", "/xem/so-lieu?period=%22%3E%3Cscript%3E", "/xem/o?c=%3Cscript%3E", "/xem/%3Cscript%3E"} {
		_, body, _ := get(t, s, path)
		checkPage(t, path, body)
	}
	_, body, _ := get(t, s, "/xem/ban-ghi/"+b.ledgers[0]+"/"+b.shared)
	if !strings.Contains(body, html.EscapeString(hostile)[:40]) {
		t.Error("the note is not shown as text")
	}
}

func TestEveryAnswerCarriesTheHeaders(t *testing.T) {
	s := newBook(t).handler(t)
	for _, path := range []string{"/xem/", "/xem/khong-co", "/xem/o?c=x", "/assets/plain.css", "/assets/fonts/be-vietnam-pro-latin-400-normal.woff2", "/assets/paper.css", "/xem/bao-cao/yearly/tep.pdf"} {
		_, _, h := get(t, s, path)
		if p := h.Get("Content-Security-Policy"); !strings.Contains(p, "default-src 'none'") || !strings.Contains(p, "script-src 'none'") || strings.Contains(p, "unsafe") {
			t.Errorf("%s: policy %q", path, p)
		}
		for k, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin"} {
			if h.Get(k) != want {
				t.Errorf("%s: %s is %q", path, k, h.Get(k))
			}
		}
		if h.Get("Set-Cookie") != "" || !strings.HasPrefix(path, "/assets") && h.Get("Cache-Control") != "no-store" {
			t.Errorf("%s sets a cookie or may be kept", path)
		}
	}
}

func TestErrorsSayWhatToDoAndNothingFromInside(t *testing.T) {
	s := newBook(t).handler(t)
	for path, want := range map[string]int{"/xem/khong-co": 404, "/xem/o": 400, "/xem/o?c=!!!": 400, "/xem/so-lieu?place=Hoa+1": 400, "/xem/so-lieu?period=2023-13": 400, "/xem/so-lieu?map=xyz": 400,
		"/xem/so-lieu?indicator=khong.co": 400, "/xem/so-lieu?by=dim:x&by=body": 400, "/xem/ban-ghi/a/b": 404, "/xem/bao-cao/khong-co": 404, "/xem/bao-cao/yearly/tep.exe": 404, "/xem/khoa/khong-co": 404,
		"/xem/bao-cao/yearly?period=2001-01-01/2001-02-28": 500} {
		code, body, _ := get(t, s, path)
		if code != want {
			t.Errorf("%s answers %d, want %d", path, code, want)
		}
		if strings.Contains(body, "/var/lib") || strings.Contains(body, "goroutine") {
			t.Errorf("%s leaks", path)
		}
		checkPage(t, path, body)
	}
	resp, err := s.Client().Post(s.URL+"/xem/o", "text/plain", strings.NewReader("x"))
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("POST answers %d", resp.StatusCode)
	}
}

// A name borne by several places lists them, each a link to the same page.
func TestAnAmbiguousPlaceListsItsCandidates(t *testing.T) {
	b := newBook(t)
	s := b.handler(t)
	code, body, _ := get(t, s, "/xem/so-lieu?place=Hoa+1&period=2023&by=year")
	if code != 400 {
		t.Errorf("answers %d", code)
	}
	for _, h := range []string{b.hamlets[1], b.hamlets[3]} {
		if !strings.Contains(body, "by=year&amp;period=2023&amp;place="+h) {
			t.Errorf("%s is not offered", h)
		}
		if code, _, _ := get(t, s, "/xem/so-lieu?by=year&period=2023&place="+h); code != 200 {
			t.Errorf("the choice answers %d", code)
		}
	}
}

func TestTipsAreShownOnTheirGridOnly(t *testing.T) {
	b := newBook(t)
	s := b.handler(t)
	year := b.cell(t, "tips.received", "tips")[0]
	code, body, _ := get(t, s, pages.CellPath+year.Drill)
	if code != 200 || strings.TrimSpace(big.FindStringSubmatch(body)[1]) != "33" {
		t.Fatalf("the year answers %d", code)
	}
	if strings.Contains(body, "/xem/ban-ghi/") || strings.Contains(body, "3 tin<") && !strings.Contains(body, "33 tin") {
		t.Error("tips are listed")
	}
	want := map[string]int{}
	quarter := func(n int) calendar.Period { return calendar.Quarter(calendar.Civil, 2023, n) }
	token := func(change func(*figure.Selection)) string {
		sel := year.Sel
		change(&sel)
		sel.Slice = sel.Period
		return sel.Token()
	}
	for n, code := range map[int]int{1: 200, 2: 403, 3: 403, 4: 200} { // 15, 7, 3, 8: the third is small, the second would give it away
		want[token(func(x *figure.Selection) { x.Period = quarter(n) })] = code
	}
	want[token(func(x *figure.Selection) { x.Period = calendar.Month(calendar.Civil, 2023, 2) })] = 403
	want[token(func(x *figure.Selection) { x.Period = calendar.Half(calendar.Civil, 2023, 1) })] = 403 // holds the second quarter
	want[token(func(x *figure.Selection) { x.Place, x.RowPlace = b.hamlets[0], b.hamlets[0] })] = 403
	for _, by := range []string{"body", "month", "status", "kind", "basis", "participant"} {
		for _, c := range b.cell(t, "tips.received", "tips", by) {
			if c.Entries > 0 {
				want[c.Drill] = 403
			}
		}
	}
	for tok, code := range want {
		if got, body, _ := get(t, s, pages.CellPath+tok); got != code || strings.Contains(body, "/xem/ban-ghi/") {
			sel, _ := figure.ParseToken(tok)
			t.Errorf("%v %v %v: %d, want %d", sel.By, sel.Slice, sel.RowPlace, got, code)
		}
	}
	for _, id := range []string{b.tip, b.incident} {
		for _, l := range b.ledgers {
			if code, body, _ := get(t, s, "/xem/ban-ghi/"+l+"/"+id); code != 403 && code != 404 || strings.Contains(body, "timeline") {
				t.Errorf("a restricted entry answers %d", code)
			}
		}
	}
	_, body, _ = get(t, s, "/xem/so-lieu?period=2023&indicator=tips.received&by=quarter")
	if strings.Contains(body, ">3 tin<") || strings.Contains(body, ">7 tin<") || !strings.Contains(body, "không nêu") {
		t.Error("the table shows small cells")
	}
}

// Whatever day a period ends on, the difference of two figures is never a
// part of a quarter.
func TestTipsCannotBeFoundByShiftingThePeriod(t *testing.T) {
	b := newBook(t)
	s := b.handler(t)
	sel := b.cell(t, "tips.received", "tips")[0].Sel
	shown := map[string]bool{}
	for d := range calendar.Day(120) {
		for _, m := range []place.MapSpec{{}, {Kind: place.MapOwnDay}, {Kind: place.MapOfDay, Day: b.start + d}} {
			sel.Period = calendar.Period{From: b.start, To: b.start + 364 - d, Calendar: calendar.Civil}
			sel.Slice, sel.Map = sel.Period, m
			code, body, _ := get(t, s, pages.CellPath+sel.Token())
			if code == 200 {
				shown[strings.TrimSpace(big.FindStringSubmatch(body)[1])] = true
			}
		}
	}
	if len(shown) != 1 || !shown["33"] {
		t.Errorf("shows %v", shown)
	}
}

func TestAnEntryShowsItsEventAndItsCorrection(t *testing.T) {
	b := newBook(t)
	s := b.handler(t)
	_, main, _ := get(t, s, "/xem/ban-ghi/"+b.ledgers[0]+"/"+b.shared)
	if !strings.Contains(main, "/xem/ban-ghi/"+b.ledgers[1]+"/"+b.member) || !strings.Contains(main, "bản ghi chính") {
		t.Error("the main entry does not lead to its member")
	}
	_, member, _ := get(t, s, "/xem/ban-ghi/"+b.ledgers[1]+"/"+b.member)
	if !strings.Contains(member, "/xem/ban-ghi/"+b.ledgers[0]+"/"+b.shared) {
		t.Error("the member does not lead to the main entry")
	}
	_, fixed, _ := get(t, s, "/xem/ban-ghi/"+b.ledgers[0]+"/"+b.corrected)
	if !strings.Contains(fixed, "<del>3 lượt (đếm tại chỗ)</del>") || !strings.Contains(fixed, "<ins>30 lượt (đếm tại chỗ)</ins>") {
		t.Error("the correction does not show old and new")
	}
}

func TestReportsGetAWayBackAndFiles(t *testing.T) {
	s := newBook(t).handler(t)
	_, body, _ := get(t, s, "/xem/bao-cao/yearly?place=047&period=2023&calendar=official")
	if !strings.Contains(body, "2022-12-15/2023-12-14") || !strings.Contains(body, `class="strip"`) {
		t.Error(body)
	}
	for _, f := range pages.ReportFormats {
		code, file, h := get(t, s, fmt.Sprintf("/xem/bao-cao/yearly/tep.%s?place=047&period=2023", f))
		if code != 200 || !strings.HasPrefix(file, f) || h.Get("Content-Disposition") != "attachment; filename=bao-cao."+f {
			t.Errorf("%s: %d %q", f, code, h.Get("Content-Disposition"))
		}
	}
}
