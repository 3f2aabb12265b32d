package app

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"phendau/internal/access"
	"phendau/internal/amount"
	"phendau/internal/blobs"
	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/office"
	"phendau/internal/registry"
	"phendau/internal/relay"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
	"phendau/internal/words"
)

// spot is a place of a book: where its book, keys and files lie.
type spot struct{ exchanging }

func newSpot(t *testing.T, database string) *spot {
	t.Helper()
	dir := t.TempDir()
	x := exchanging{where: where{dir: dir}}
	if database != "" {
		x = exchanging{where: where{database: database}, keyDir: filepath.Join(dir, "keys"), blobDir: filepath.Join(dir, "blobs")}
	}
	return &spot{x}
}

func (p *spot) args() []string {
	if p.dir != "" {
		return []string{"--dir", p.dir}
	}
	return []string{"--database", p.database, "--keys", p.keyDir, "--blobs", p.blobDir}
}

// open runs do with the place: nobody else has it open meanwhile.
func (p *spot) open(t *testing.T, begin bool, do func(*office.Sites)) {
	t.Helper()
	m := &Main{Stdout: io.Discard, Stderr: io.Discard, Getenv: func(string) string { return "" }, Now: time.Now}
	x := p.exchanging
	if err := x.with(t.Context(), m, words.For("vi"), begin, func(s *office.Sites) error { do(s); return nil }); err != nil {
		t.Fatal(err)
	}
}

// twoPlaces are a province and the site of its commune, which has joined and
// keeps the commune's ledger; a phone of the commune meets both.
type twoPlaces struct {
	home, site                *spot
	registry, ledger, commune string
	phone                     *ledger.Author
	ids                       *ledger.IDs
}

func newTwoPlaces(t *testing.T, home, site *spot) *twoPlaces {
	t.Helper()
	w := &twoPlaces{home: home, site: site}
	smallBookIn(t, store.Options{Dir: home.dir, Database: home.database})
	key := siteKeyOf(t, site)
	goi := filepath.Join(t.TempDir(), "goi")
	home.open(t, false, func(s *office.Sites) {
		w.find(t, s)
		w.enrolPhone(t, s)
		if _, err := s.Add(t.Context(), key, "Trạm", []string{w.commune}); err != nil {
			t.Fatal(err)
		}
		if _, err := writeWhole(goi, func(out io.Writer) error { _, err := s.Export(t.Context(), key.ID, out, office.Exported{}); return err }); err != nil {
			t.Fatal(err)
		}
	})
	site.open(t, true, func(s *office.Sites) {
		if taken, err := s.Join(t.Context(), opener(goi), nil); err != nil || taken.Took != 1 {
			t.Fatalf("%+v %v", taken, err)
		}
		if err := s.SetHome(t.Context(), "http://localhost:1"); err != nil { // the line knows better
			t.Fatal(err)
		}
	})
	return w
}

func siteKeyOf(t *testing.T, p *spot) office.SiteKey {
	t.Helper()
	x, w := p.exchanging, words.For("vi")
	if err := x.check(w); err != nil {
		t.Fatal(err)
	}
	k, err := openKeys(w, x.keyDir)
	if err != nil {
		t.Fatal(err)
	}
	id, err := bundleIdentity(w, x.keyDir)
	if err := errors.Join(err, k.close()); err != nil {
		t.Fatal(err)
	}
	author := ledger.NewAuthor(k.deviceID, k.seed(), commandLineActor, commandLineBody)
	return (&office.Sites{Writer: &store.Writer{Author: author}, Identity: id}).Key()
}

func (w *twoPlaces) find(t *testing.T, s *office.Sites) {
	t.Helper()
	reg, err := s.Store.Registry(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for id, l := range reg.Ledgers {
		if l.Kind == ledger.KindCommune {
			w.ledger, w.commune = id, l.Places[0].PlaceID
		}
	}
	if w.registry, err = s.Store.RegistryID(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func (w *twoPlaces) enrolPhone(t *testing.T, s *office.Sites) {
	t.Helper()
	w.ids = s.Writer.IDs
	member, team := w.ids.New(), w.ids.New()
	w.phone = ledger.NewAuthor(w.ids.New(), bytes.Repeat([]byte{5}, 32), member, team)
	w.phone.Clock = func(ms int64) ledger.Time { return ledger.Time{DeviceMS: ms, UncertaintyMS: 1} }
	doc := w.phone.Enrolment(w.registry).Body.(ledger.DeviceBody)
	since := calendar.MakeDay(2024, 1, 1)
	doc.Kind, doc.BodyID, doc.PlaceID, doc.People, doc.Since = ledger.DevicePhone, team, w.commune, []string{member}, &since
	doc.EnrolledBy, doc.ApprovedBy = w.ids.New(), w.ids.New()
	reg := func(typ, id string, body any) ledger.Draft {
		return ledger.Draft{LedgerID: w.registry, EntityType: typ, EntityID: id, Verb: "create", Body: body}
	}
	err := s.Writer.MustWrite(t.Context(), []ledger.Draft{
		reg("body", team, registry.BodyDoc{Type: "team", Names: []registry.BodyNameDoc{{Text: "Tổ tự quản", From: registry.Unknown, To: registry.Open}}}),
		reg("person", member, registry.PersonDoc{Name: "Tổ viên"}),
		reg("grant", w.ids.New(), registry.GrantDoc{PersonID: member, Role: access.TeamMember, BodyID: team, PlaceID: w.commune, From: registry.Unknown, To: registry.Open}),
		reg("device", w.phone.DeviceID, doc)})
	if err != nil {
		t.Fatal(err)
	}
}

// patrol is an entry of somebody in the commune.
func (w *twoPlaces) patrol(entry, body string, n int64) []ledger.Draft {
	op := func(verb string, body any) ledger.Draft {
		return ledger.Draft{LedgerID: w.ledger, EntityType: "entry", EntityID: entry, Verb: verb, Catalogue: 1, Body: body}
	}
	return []ledger.Draft{op("create", ledger.Content{Kind: "patrol", PlaceID: w.commune, Day: calendar.MakeDay(2024, 3, 3), OwnerBodyID: body,
		Dims:     map[string]ledger.Codes{"patrol_form": {"with_residents"}},
		Measures: map[string]amount.Value{"person_turns": amount.ExactValue(n, amount.Counted)}}), op("submit", nil)}
}

// record signs an entry on the phone.
func (w *twoPlaces) record(t *testing.T, n int64) []ledger.Signed {
	t.Helper()
	d := w.patrol(w.ids.New(), w.phone.BodyID, n)
	ops, err := w.phone.Sign(d, w.ids, time.Now().UnixMilli())
	if err != nil {
		t.Fatal(err)
	}
	w.phone.Accept(ops)
	return ops
}

// namePaper attaches a paper to a new entry; its bytes come later.
func (w *twoPlaces) namePaper(t *testing.T, s *office.Sites, n int) blobs.Kept {
	t.Helper()
	kept, err := s.Files.(heldFiles).Put(fmt.Appendf(nil, "%%PDF-1.4\n%% %d\n1 0 obj<<>>endobj\ntrailer<<>>\n%%%%EOF\n", n))
	if err != nil {
		t.Fatal(err)
	}
	entry := s.Writer.IDs.New()
	d := append(w.patrol(entry, commandLineBody, int64(n)), ledger.Draft{LedgerID: w.ledger, EntityType: "entry", EntityID: entry, Verb: "attach", Catalogue: 1,
		Body: map[string]any{"sha256": ledger.Hash(kept.Hash).String(), "size": kept.Size, "type": kept.Type, "role": "document"}})
	if err := s.Writer.MustWrite(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	return kept
}

func (w *twoPlaces) keepPaper(t *testing.T, s *office.Sites, k blobs.Kept) {
	t.Helper()
	here := func() (bool, error) { return true, nil }
	if err := s.Store.KeepBlob(t.Context(), w.ledger, s.Writer.Author.DeviceID, store.Blob{Hash: k.Hash, Size: k.Size, MediaType: k.Type}, here); err != nil {
		t.Fatal(err)
	}
}

// child is the real program serving the home.
type child struct {
	cmd *exec.Cmd
	at  string // address and port
}

var servesAt = regexp.MustCompile(`http://localhost:(\d+)`)

func startHome(t *testing.T, p *spot) *child {
	t.Helper()
	c := &child{cmd: exec.Command(os.Args[0], append([]string{"serve", "--listen", "127.0.0.1:0"}, p.args()...)...)}
	c.cmd.Env = append(os.Environ(), asProgram+"=1")
	c.cmd.Stderr = os.Stderr
	out, err := c.cmd.StdoutPipe()
	if err == nil {
		err = c.cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.kill)
	first, err := bufio.NewReader(out).ReadString('\n')
	m := servesAt.FindStringSubmatch(first)
	if err != nil || m == nil {
		t.Fatalf("%q %v", first, err)
	}
	go io.Copy(io.Discard, out)
	c.at = "127.0.0.1:" + m[1]
	return c
}

// kill ends the server without a word, once.
func (c *child) kill() {
	_ = c.cmd.Process.Kill()
	_ = c.cmd.Wait()
}

var errLine = errors.New("the line is bad")

// badLine loses, doubles and cuts requests and answers, as chance has it.
type badLine struct {
	to    string // where home listens now
	r     *rand.Rand
	good  bool
	did   map[string]int
	after func() // once, behind the next request that is sent
}

// RoundTrip carries one request.
func (l *badLine) RoundTrip(r *http.Request) (*http.Response, error) {
	body := []byte(nil)
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
		r.Body.Close()
	}
	fate := "whole"
	if !l.good && strings.HasSuffix(r.URL.Path, "/bundles") {
		fate = []string{"whole", "whole", "lost", "answer lost", "twice", "cut", "answer cut"}[l.r.IntN(7)]
	}
	l.did[fate]++
	switch fate {
	case "lost":
		return nil, errLine
	case "twice":
		if res, err := l.send(r, bytes.NewReader(body), len(body)); err == nil {
			res.Body.Close()
		}
	case "cut":
		if len(body) > 0 {
			return l.send(r, io.MultiReader(bytes.NewReader(body[:len(body)/2]), broken{}), len(body))
		}
	}
	if l.after != nil && strings.HasSuffix(r.URL.Path, "/bundles") {
		defer time.AfterFunc(rand.N(8*time.Millisecond), l.after).Stop()
		l.after = nil
	}
	res, err := l.send(r, bytes.NewReader(body), len(body))
	switch {
	case err != nil:
		return nil, err
	case fate == "answer lost":
		res.Body.Close()
		return nil, errLine
	case fate == "answer cut":
		res.Body = io.NopCloser(io.MultiReader(io.LimitReader(res.Body, 200), broken{}))
	}
	return res, nil
}

func (l *badLine) send(r *http.Request, body io.Reader, size int) (*http.Response, error) {
	out := r.Clone(r.Context())
	out.URL.Host, out.Host = l.to, "localhost"
	out.Body, out.ContentLength = io.NopCloser(body), int64(size)
	if size == 0 {
		out.Body = http.NoBody
	}
	return http.DefaultTransport.RoundTrip(out)
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errLine }

// TestSitesConvergeOverABadLine: requests and answers are lost, doubled and cut,
// the home is killed while it takes bundles in, the site starts anew every time,
// files come later than their operations. In the end both hold equal chains and
// files, and every operation of the phone has an ordered receipt at either side.
func TestSitesConvergeOverABadLine(t *testing.T) {
	did := map[string]int{}
	t.Run("sqlite-sqlite", func(t *testing.T) { converge(t, newSpot(t, ""), newSpot(t, ""), 4, did) })
	for _, fate := range []string{"lost", "answer lost", "twice", "cut", "answer cut"} {
		if did[fate] == 0 {
			t.Errorf("nothing was %s: %v", fate, did)
		}
	}
	t.Run("postgres-sqlite", func(t *testing.T) { converge(t, newSpot(t, storetest.Database(t)), newSpot(t, ""), 2, did) })
}

func converge(t *testing.T, home, site *spot, rounds int, did map[string]int) {
	w := newTwoPlaces(t, home, site)
	line := &badLine{r: rand.New(rand.NewPCG(5, uint64(rounds))), did: did}
	var out []ledger.Signed
	var late []blobs.Kept
	all := func(at *office.Sites) map[ledger.Outcome]int {
		res, err := at.Store.Push(t.Context(), out)
		if err != nil {
			t.Fatal(err)
		}
		got := map[ledger.Outcome]int{}
		for _, r := range res {
			got[r.Outcome]++
		}
		return got
	}
	for n := range rounds {
		out = append(out, w.record(t, int64(n+1))...)
		home.open(t, false, func(s *office.Sites) {
			if got := all(s); got[ledger.Rejected]+got[ledger.Waiting] > 0 {
				t.Fatalf("the phone at home: %v", got)
			}
			if err := s.Writer.MustWrite(t.Context(), []ledger.Draft{{LedgerID: w.registry, EntityType: "body", EntityID: s.Writer.IDs.New(), Verb: "create",
				Body: registry.BodyDoc{Type: "team", Names: []registry.BodyNameDoc{{Text: "Tổ mới", From: registry.Unknown, To: registry.Open}}}}}); err != nil {
				t.Fatal(err)
			}
		})
		c := startHome(t, home)
		line.to = c.at
		site.open(t, false, func(s *office.Sites) {
			for _, k := range late {
				w.keepPaper(t, s, k)
			}
			late = []blobs.Kept{w.namePaper(t, s, 100*n+1)}
			e := &office.Exchange{Sites: s, Via: line}
			for try := range 10 {
				if try == 8 {
					line.after = c.kill
				}
				if err := e.Now(t.Context()); err != nil && relay.CodeOf(err) == "" {
					t.Fatalf("round %d, try %d: %v", n, try, err)
				}
				late = append(late, w.namePaper(t, s, 100*n+2+try))
			}
		})
		c.kill()
	}
	c := startHome(t, home)
	line.to, line.good = c.at, true
	site.open(t, false, func(s *office.Sites) {
		for _, k := range late {
			w.keepPaper(t, s, k)
		}
		if err := (&office.Exchange{Sites: s, Via: line}).Now(t.Context()); err != nil {
			t.Fatal(err)
		}
		if p, err := s.Store.Peer(t.Context(), ""); err != nil || p.Failed != "" || p.Fails != 0 || p.MetMS == 0 {
			t.Errorf("%+v %v", p, err)
		}
	})
	c.kill()
	w.equal(t, func(s *office.Sites) {
		if got := all(s); got[ledger.Duplicate] != len(out) {
			t.Errorf("%q: the phone is answered %v, %d operations", s.Store.Site(), got, len(out))
		}
	})
}

// equal compares both places and asks each.
func (w *twoPlaces) equal(t *testing.T, ask func(*office.Sites)) {
	t.Helper()
	var heads [2]map[string]string
	var lacks [2][]ledger.Hash
	for i, p := range []*spot{w.home, w.site} {
		heads[i] = map[string]string{}
		p.open(t, false, func(s *office.Sites) {
			states, err := s.Store.LedgerStates(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range states {
				if l.LedgerID == w.ledger || l.LedgerID == w.registry {
					heads[i][l.LedgerID] = fmt.Sprintf("%d.%d %s %q %s", l.Epoch, l.Seq, l.Hash, l.Site, l.Frozen)
				}
			}
			if lacks[i], err = s.Store.LackedFiles(t.Context(), []string{w.ledger}, 100); err != nil {
				t.Fatal(err)
			}
			peers, err := s.Store.Peers(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if n, err := s.Store.Unheard(t.Context(), peers); err != nil || len(n) != 1 || n[0] != 0 {
				t.Errorf("%q waits to tell %d operations, %v", s.Store.Site(), n, err)
			}
			ask(s)
			if _, err := s.Store.Verify(t.Context(), nil); err != nil {
				t.Errorf("%q: %v", s.Store.Site(), err)
			}
		})
	}
	if fmt.Sprint(heads[0]) != fmt.Sprint(heads[1]) {
		t.Errorf("home %v\nsite %v", heads[0], heads[1])
	}
	if len(lacks[0])+len(lacks[1]) > 0 {
		t.Errorf("files that never came: home %v, site %v", lacks[0], lacks[1])
	}
}

// TestBundlesGoThroughARunningServer: the commands of a place write and take in
// bundles while its server holds book and keys.
func TestBundlesGoThroughARunningServer(t *testing.T) {
	w := newTwoPlaces(t, newSpot(t, ""), newSpot(t, ""))
	startHome(t, w.home)
	dir := t.TempDir()
	from, to := filepath.Join(dir, "tu-tinh"), filepath.Join(dir, "ve-tinh")
	must(t, append([]string{"bundle", "export", from, "--to", "Trạm"}, w.home.args()...)...)
	if out := must(t, append([]string{"bundle", "import", from}, w.site.args()...)...); !strings.Contains(out, "Đã nhập gói") {
		t.Error(out)
	}
	must(t, append([]string{"bundle", "export", to}, w.site.args()...)...)
	for _, want := range []string{"Đã nhập gói: 1 thao tác", "Gói này đã nhập"} {
		if out := must(t, append([]string{"bundle", "import", to}, w.home.args()...)...); !strings.Contains(out, want) {
			t.Errorf("%s: %s", want, out)
		}
	}
	if code, _, said := run(t, append([]string{"bundle", "import", from}, w.home.args()...)...); code != exitFailed || !strings.Contains(said, "không gửi cho nơi này") {
		t.Errorf("%d %s", code, said)
	}
	if code, _, said := run(t, append([]string{"site", "sync"}, w.home.args()...)...); code != exitFailed || !strings.Contains(said, "địa chỉ máy chủ của tỉnh") {
		t.Errorf("%d %s", code, said)
	}
}
