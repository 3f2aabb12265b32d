package pages_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"phendau/internal/calendar"
	"phendau/internal/pages"
)

// clerk sees some places, and their entries of some classes.
type clerk struct{ places, classes []string }

func (c clerk) SeesPlace(id string) bool { return slices.Contains(c.places, id) }

func (c clerk) SeesEntry(id string, _ calendar.Day, release string) bool {
	return slices.Contains(c.places, id) && slices.Contains(c.classes, release)
}

// ask gets a page as a reader.
func (b *book) ask(t *testing.T, r pages.Reader, path string) (int, string) {
	t.Helper()
	h, err := pages.Handler(pages.Options{Book: b, Reports: reports{}, DefaultPlace: "047", DefaultPeriod: "2023",
		Reader: func(*http.Request) (pages.Reader, error) { return r, nil },
		Now:    func() time.Time { return time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC) }})
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(h)
	defer s.Close()
	code, body, _ := get(t, s, path)
	return code, body
}

func (b *book) commune(i int, classes ...string) clerk {
	return clerk{append([]string{b.communes[i]}, b.hamlets[2*i:2*i+2]...), classes}
}

func TestAReaderOpensHisOwnPlacesOnly(t *testing.T) {
	b := newBook(t)
	r := b.commune(0, "public", "internal")
	own, other := "place="+b.communes[0], "place="+b.communes[1]
	for path, want := range map[string]int{
		"/xem/": 200, "/xem/?" + own: 200, "/xem/?" + other: 403, "/xem/?place=": 403,
		"/xem/so-lieu?" + own: 200, "/xem/so-lieu?place=047": 403,
		"/xem/bao-cao/yearly?" + own: 200, "/xem/bao-cao/yearly?" + other: 403, "/xem/bao-cao/yearly/tep.pdf?" + other: 403,
	} {
		if code, body := b.ask(t, r, path); code != want || want == 403 && !strings.Contains(body, "Anh/chị không có quyền xem") {
			t.Errorf("%s answers %d, want %d", path, code, want)
		}
	}
	for _, c := range b.cell(t, "patrol.post", "person_turns", "place:commune") {
		want := http.StatusForbidden
		if c.Place == b.communes[0] {
			want = http.StatusOK
		}
		if code, _ := b.ask(t, r, pages.CellPath+c.Drill); code != want {
			t.Errorf("the figure of %s answers %d", c.PlaceName, code)
		}
	}
}

func TestEntriesTheReaderMayNotSeeAreCountedAndNotListed(t *testing.T) {
	b := newBook(t)
	for _, c := range b.cell(t, "patrol.post", "person_turns", "place:commune") {
		if c.Place != b.communes[0] {
			continue
		}
		_, all := b.ask(t, b.commune(0, "internal"), pages.CellPath+c.Drill)
		if !strings.Contains(all, "/xem/ban-ghi/") || strings.Contains(all, "không có quyền mở") {
			t.Error("his own entries are not listed")
		}
		_, none := b.ask(t, b.commune(0, "public"), pages.CellPath+c.Drill)
		if strings.Contains(none, "/xem/ban-ghi/") || !strings.Contains(none, fmt.Sprint(c.Entries)+" bản ghi hạn chế, anh/chị không có quyền mở") {
			t.Error("internal entries are listed to a reader of public ones, or not counted")
		}
		if !strings.Contains(none, c.Printed) {
			t.Error("the figure itself is gone")
		}
	}
}

func TestAnEntryOutOfSightAnswersLikeAMissingOne(t *testing.T) {
	b := newBook(t)
	r := b.commune(0, "public", "internal")
	missing := b.w.IDs.New()
	_, want := b.ask(t, r, "/xem/ban-ghi/"+b.ledgers[1]+"/"+missing)
	for l, id := range map[string]string{b.ledgers[1]: b.member, b.ledgers[0]: b.incident} {
		code, body := b.ask(t, r, "/xem/ban-ghi/"+l+"/"+id)
		if code != 404 || strings.NewReplacer(id, missing, l, b.ledgers[1]).Replace(body) != want {
			t.Errorf("an entry out of sight answers %d, or otherwise than a missing one", code)
		}
	}
	if code, body := b.ask(t, r, "/xem/ban-ghi/"+b.ledgers[0]+"/"+b.shared); code != 200 || strings.Contains(body, b.member) {
		t.Errorf("his own entry answers %d, or names the other commune's", code)
	}
	if code, _ := b.ask(t, b.commune(0, "restricted"), "/xem/ban-ghi/"+b.ledgers[0]+"/"+b.incident); code != 200 {
		t.Errorf("a restricted entry answers %d to a reader cleared for it", code)
	}
}

func TestAnUnknownReaderGetsNothing(t *testing.T) {
	b := newBook(t)
	h, err := pages.Handler(pages.Options{Book: b, Reader: func(*http.Request) (pages.Reader, error) { return nil, errors.New("no session") }})
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(h)
	defer s.Close()
	if code, body, _ := get(t, s, "/xem/"); code != 500 || strings.Contains(body, "no session") {
		t.Errorf("answers %d", code)
	}
}
