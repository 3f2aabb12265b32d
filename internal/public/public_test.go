package public_test

import (
	"context"
	"io"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"phendau/internal/ledger"
	"phendau/internal/public"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

var _ public.Book = (*store.Store)(nil)

// serve serves a book in which nothing was locked.
func serve(t *testing.T, o public.Options) *httptest.Server {
	t.Helper()
	s := storetest.Open(t, store.Options{Dir: t.TempDir()})
	actor := ledger.DerivedID("actor", "a")
	w, err := store.NewWriter(s, actor, actor)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Start(context.Background(), w.IDs.New(), w); err != nil {
		t.Fatal(err)
	}
	o.Book, o.Now = s, func() time.Time { return time.Date(2024, 6, 1, 3, 0, 0, 0, time.UTC) }
	h, err := public.Handler(o)
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	return srv
}

func get(t *testing.T, srv *httptest.Server, path string) (int, string) {
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
	return resp.StatusCode, string(b)
}

func TestABookWithoutLocksSaysThatNothingIsPublished(t *testing.T) {
	srv := serve(t, public.Options{})
	for _, path := range []string{"/", "/so-lieu"} {
		if code, body := get(t, srv, path); code != 200 || !strings.Contains(body, "Chưa có số liệu nào được công bố") {
			t.Errorf("%s answers %d without saying so", path, code)
		}
	}
	if code, body := get(t, srv, "/ho-tro"); code != 200 || strings.Contains(body, "xác nhận gần nhất") {
		t.Errorf("help answers %d, or speaks of a checkpoint nobody told it of", code)
	}
	for _, path := range []string{"/so-lieu/outreach", "/so-lieu/outreach/so-lieu.csv", "/so-lieu/khong-co"} {
		if code, _ := get(t, srv, path); code != 404 {
			t.Errorf("%s answers %d", path, code)
		}
	}
}

func TestTheAgeOfTheWitnessedCheckpointIsShown(t *testing.T) {
	at := time.Date(2024, 5, 29, 3, 0, 0, 0, time.UTC)
	srv := serve(t, public.Options{Checkpoint: func(context.Context) (time.Time, bool) { return at, true }, Contact: []string{"Điện thoại: <0206>"}})
	for _, path := range []string{"/", "/ho-tro"} {
		_, body := get(t, srv, path)
		if !strings.Contains(body, "10:00, 29/05/2024, cách đây 3 ngày") || !strings.Contains(body, "Điện thoại: &lt;0206&gt;") {
			t.Errorf("%s shows no checkpoint or contact", path)
		}
	}
	none := serve(t, public.Options{Checkpoint: func(context.Context) (time.Time, bool) { return at, false }})
	if _, body := get(t, none, "/"); !strings.Contains(body, "chưa được bên ngoài xác nhận") {
		t.Error("a missing witness is not told")
	}
}
