package tipdoor

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"html"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"phendau/internal/calendar"
	"phendau/internal/tip"
	"phendau/internal/words"
)

// fullBook has one desk and no room.
type fullBook struct {
	Book
	err error
}

var desk = tip.ID{1, 2, 3}

func (b *fullBook) Offer(context.Context) (*Offer, error) {
	return &Offer{Desks: []Desk{{ID: desk, Name: "Đồn mẫu", Form: true}}}, nil
}

func (b *fullBook) Sealing(context.Context, tip.ID) (tip.Desk, error) { return tip.Desk{}, b.err }

func doorOf(t *testing.T, err error) (*Door, http.Handler, *bytes.Buffer) {
	t.Helper()
	var log bytes.Buffer
	d := &Door{Book: &fullBook{err: err}, Now: time.Now, Log: slog.New(slog.NewTextHandler(&log, nil)), Secret: []byte("secret"),
		Classify: func(err error) string { return map[bool]string{true: codeDiskFull}[err.Error() == "full"] }}
	return d, d.Pages(), &log
}

// sends fills the form and sends it.
func sends(t *testing.T, h http.Handler) (int, string) {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for name, value := range map[string]string{fieldDesk: desk.String(), fieldHow: tip.Saw, fieldText: "Có đống đá lạ"} {
		if err := m.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, Page, &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Body.Len()%pageStep != 0 {
		t.Errorf("the size of the page says something: %d bytes", w.Body.Len())
	}
	return w.Code, html.UnescapeString(w.Body.String())
}

func TestWhoFindsNoRoomKeepsWhatWasTyped(t *testing.T) {
	d, h, _ := doorOf(t, nil)
	for range sealsAtOnce {
		d.sealing <- struct{}{}
	}
	code, page := sends(t, h)
	if code != http.StatusServiceUnavailable || !strings.Contains(page, "quá nhiều người gửi") || !strings.Contains(page, "Có đống đá lạ") {
		t.Errorf("%d %.2000s", code, page)
	}
}

func TestAFailureInsideTellsNothing(t *testing.T) {
	for text, want := range map[string]int{"full": http.StatusInsufficientStorage, "insert 'Có đống đá lạ'": http.StatusInternalServerError} {
		_, h, log := doorOf(t, errors.New(text))
		code, page := sends(t, h)
		if code != want || strings.Contains(page, text) || !strings.Contains(page, "Có đống đá lạ") {
			t.Errorf("%s: %d", text, code)
		}
		if strings.Contains(log.String(), "đá") {
			t.Errorf("the log says %s", log)
		}
	}
}

func TestAReceiptGoesAlongForHalfAnHourAndWithThisServerOnly(t *testing.T) {
	d, _, _ := doorOf(t, nil)
	now := time.Now()
	d.Now = func() time.Time { return now }
	r, err := tip.NewReceipt(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	text := d.carry(r)
	if got, ok := d.carried(text); !ok || got.Groups() != r.Groups() {
		t.Error("it does not come back")
	}
	other, _, _ := doorOf(t, nil)
	other.Secret = []byte("another")
	if _, ok := other.carried(text); ok {
		t.Error("another server opens it")
	}
	if _, ok := d.carried(text[:len(text)-2]); ok {
		t.Error("a part opens")
	}
	now = now.Add(pageLife + time.Second)
	if _, ok := d.carried(text); ok {
		t.Error("an old page opens")
	}
	check := d.checkOf(r.Last())
	if !d.checks(check, r.Last()) || d.checks(check, "") || d.checks("", "") || other.checks(check, r.Last()) {
		t.Error("the last digits are not told from others")
	}
}

func TestAnswersComeInFours(t *testing.T) {
	for n, want := range map[int]int{0: 4, 4: 4, 5: 8, 9: 12} {
		v := &View{Out: make([][]byte, n)}
		b, err := v.cells()
		if err != nil || binary.BigEndian.Uint32(b[len(readMagic):]) != uint32(want) || len(b) != len(readMagic)+4+mineCell+want*(outCell+sumCell) {
			t.Errorf("%d answers: %d bytes, %v", n, len(b), err)
		}
	}
}

// TestAnAnswerIsPlainText: what hides in it is seen, what looks like a link leads
// nowhere, and the line that nobody is asked to come stands beside it.
func TestAnAnswerIsPlainText(t *testing.T) {
	d, _, _ := doorOf(t, nil)
	w := httptest.NewRecorder()
	v := &visit{w, httptest.NewRequestWithContext(t.Context(), http.MethodPost, DialoguePage, nil), words.For("vi")}
	text := "đến \u202eđồn\u200b lúc 22 giờ\n<a href=\"https://example.org\">https://example.org</a> 0206 3999 999"
	d.show(v, http.StatusOK, "dialogue", &dialogueSheet{Said: []answer{{Day: "01/12/2026", Desk: "Đồn mẫu", Text: seen(text), Genuine: true}, {Text: "giả"}}})
	page := w.Body.String()
	for _, bad := range []string{"\u202e", "\u200b", `href="https://example.org"`, "href=\"tel:", "giả"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page holds %q", bad)
		}
	}
	for _, good := range []string{"[U&#43;202E]đồn[U&#43;200B] lúc 22 giờ\n&lt;a href", "0206 3999 999", "Đồn không bao giờ hẹn gặp riêng qua tin báo", "telephone=no"} {
		if !strings.Contains(page, good) {
			t.Errorf("the page lacks %q", good)
		}
	}
}

// TestAnAnswerIsJudgedByTheKeysOfItsDay: a key of another quarter, and one that
// nobody published, sign nothing.
func TestAnAnswerIsJudgedByTheKeysOfItsDay(t *testing.T) {
	key := func(b byte) ed25519.PrivateKey { return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{b}, 32)) }
	day := func(text string) calendar.Day {
		d, err := calendar.ParseDay(text)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	public := func(k ed25519.PrivateKey) ed25519.PublicKey { return k.Public().(ed25519.PublicKey) }
	signers := []Signer{{"Đồn mẫu", public(key(1)), day("2026-01-01"), day("2026-03-31")}, {"Đồn mẫu", public(key(2)), day("2026-04-01"), day("2026-06-30")}}
	for _, x := range []struct {
		by   byte
		day  string
		want bool
	}{{1, "2026-03-31", true}, {1, "2026-04-01", false}, {2, "2026-03-31", false}, {2, "2026-04-01", true}, {3, "2026-04-01", false}, {2, "", false}, {2, "2026-13-01", false}} {
		m := &tip.Message{Dir: tip.Out, Day: x.day, Text: "hãy đến đồn", Files: []tip.File{}}
		if err := m.Sign(key(x.by)); err != nil {
			t.Fatal(err)
		}
		if got := m.SignedBy(keysOn(signers, m.Day)...); got != x.want {
			t.Errorf("key %d on %q: %t", x.by, x.day, got)
		}
	}
}

// TestAFormOfManyPartsFillsNeitherMemoryNorDisk: as many parts as fit under the cap,
// one part without end, and parts with heads without end.
func TestAFormOfManyPartsFillsNeitherMemoryNorDisk(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	_, h, log := doorOf(t, nil)
	part := func(head, body string) string {
		return "--x\r\nContent-Disposition: form-data; " + head + "\r\n\r\n" + body + "\r\n"
	}
	form := part(`name="noi"`, desk.String()) + part(`name="noidung"`, "CANARY có đống đá lạ")
	for name, body := range map[string]string{
		"a hundred thousand parts": form + strings.Repeat(part(`name="a"`, ""), 100_000),
		"a part without end":       form + part(`name="anh"; filename="CANARY.png"`, strings.Repeat("\x89PNG", 4<<20)),
		"heads without end":        form + "--x\r\n" + strings.Repeat("A: "+strings.Repeat("b", 1000)+"\r\n", 10_000),
		"a part in a part":         form + part("name=\"anh\"\r\nContent-Type: multipart/mixed; boundary=y", "--y\r\n\r\nCANARY\r\n--y--"),
		"a picture of 400 million": form + part(`name="anh"; filename="a.png"`, hugePNG()),
		"a voice":                  form + part(`name="anh"; filename="a.webm"`, "\x1aE\xdf\xa3"+strings.Repeat("CANARY", 10_000)),
		"a drawing with a script":  form + part(`name="anh"; filename="a.svg"`, `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`),
		"packed":                   form + part("name=\"noidung\"\r\nContent-Encoding: gzip\r\nContent-Transfer-Encoding: quoted-printable", "=48=49"),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, Page, strings.NewReader(body+"--x--\r\n"))
		r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		runtime.ReadMemStats(&after)
		if w.Code < 400 || w.Code >= 500 {
			t.Errorf("%s: %d", name, w.Code)
		}
		if grown := after.TotalAlloc - before.TotalAlloc; grown > 256<<20 {
			t.Errorf("%s took %d MiB", name, grown>>20)
		}
	}
	if left, err := os.ReadDir(temp); err != nil || len(left) > 0 || strings.Contains(log.String(), "CANARY") {
		t.Errorf("%d files are left, %v; the log says %s", len(left), err, log)
	}
}

// hugePNG says that it is a picture of 20,000 by 20,000 points, in a few bytes.
func hugePNG() string {
	head := binary.BigEndian.AppendUint32([]byte("IHDR"), 20_000)
	head = append(binary.BigEndian.AppendUint32(head, 20_000), 8, 0, 0, 0, 0)
	b := binary.BigEndian.AppendUint32([]byte("\x89PNG\r\n\x1a\n"), 13)
	b = append(b, head...)
	return string(binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(head)))
}
