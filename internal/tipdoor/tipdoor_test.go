package tipdoor

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"html"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"phendau/internal/tip"
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
