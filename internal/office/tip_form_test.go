package office_test

import (
	"bytes"
	"fmt"
	"html"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"io/fs"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"phendau/internal/office"
	"phendau/internal/store"
	"phendau/internal/tip"
	"phendau/internal/tipdoor"
)

// pages are the pages without script, with everything they say to the log.
func (w *tipWorld) pages(log io.Writer) *httptest.Server {
	w.t.Helper()
	d := &tipdoor.Door{Book: w.door, Now: func() time.Time { return w.clock.now }, Log: slog.New(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})), Secret: []byte("a secret of the pages"), Classify: func(error) string { return "" }}
	srv := httptest.NewServer(d.Pages())
	w.t.Cleanup(srv.Close)
	return srv
}

// fill sends a form as a browser without script does.
func fill(t *testing.T, srv *httptest.Server, path string, fields [][2]string, photos ...[]byte) (int, string, http.Header) {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for _, f := range fields {
		if err := m.WriteField(f[0], f[1]); err != nil {
			t.Fatal(err)
		}
	}
	for i, p := range photos {
		part, err := m.CreateFormFile("anh", fmt.Sprintf("anh-bi-mat-%d.jpg", i))
		if err == nil {
			_, err = part.Write(p)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	resp, err := http.Post(srv.URL+path, m.FormDataContentType(), &b)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, html.UnescapeString(string(body)), resp.Header
}

// typed is a whole tip.
func (w *tipWorld) typed() [][2]string {
	return [][2]string{{"biet", "saw"}, {"khi", "KHICANARY sáng hôm qua"}, {"noi", w.deskID.String() + " " + w.communeA}, {"o", "OCANARY gần suối"},
		{"noidung", "NOIDUNGCANARY có đống đá lạ bên đường mòn"}, {"loai", "smuggling"}, {"gap", "1"}, {"ma", w.monthCode()}}
}

func photoBytes(t *testing.T) []byte {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, 400, 300))
	for x := range 400 {
		for y := range 300 {
			m.Set(x, y, color.RGBA{uint8(x), uint8(y), 90, 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	exif := "\xff\xe1\x00\x1eExif\x00\x00EXIFCANARY-0123456789"
	return slices.Concat(b.Bytes()[:2], []byte(exif), b.Bytes()[2:])
}

var (
	shownReceipt = regexp.MustCompile(`<span>(\d{4})</span>`)
	hidden       = regexp.MustCompile(`name="(kiem|trang)" value="([^"]+)"`)
)

func receiptIn(t *testing.T, page string) tip.Receipt {
	t.Helper()
	var digits string
	for _, m := range shownReceipt.FindAllStringSubmatch(page, -1) {
		digits += m[1]
	}
	r, err := tip.ParseReceipt(digits)
	if err != nil {
		t.Fatalf("no receipt in %.3000s", page)
	}
	return r
}

func TestATipOfTheFormIsSealedAndReadByItsReceipt(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		var log bytes.Buffer
		srv := w.pages(&log)
		code, page, head := fill(t, srv, "/tin-bao", w.typed(), photoBytes(t), photoBytes(t))
		if code != 200 || head.Get("Clear-Site-Data") != `"cache"` || head.Get("Cache-Control") != "no-store" || head.Get("Set-Cookie") != "" {
			t.Fatalf("%d %v", code, head)
		}
		r := receiptIn(t, page)
		check := hidden.FindStringSubmatch(page)[2]
		for last, want := range map[string]string{"0000": "again", r.Last(): "sent"} {
			code, page, _ := fill(t, srv, "/tin-bao", [][2]string{{"buoc", "kiem"}, {"kiem", check}, {"cuoi", last}})
			if sent := strings.Contains(page, "Đã gửi tin báo"); sent != (want == "sent") || sent != (code == 200) {
				t.Errorf("%s: %d", want, code)
			}
		}
		list, err := w.store.TipSlots(t.Context(), w.post, 10)
		if err != nil || len(list) != 1 || list[0].Lane != store.LaneCode {
			t.Fatalf("%+v %v", list, err)
		}
		of := list[0].Case
		body, files := w.openFormTip(of)
		if body.Via != tip.ViaForm || body.How != tip.Saw || !body.Urgent || body.Topic != "smuggling" || !strings.Contains(body.Text, "NOIDUNGCANARY") ||
			!strings.HasPrefix(body.When, "KHI") || !strings.HasPrefix(body.Where, "O") || body.Place == "" || len(body.Files) != 3 {
			t.Errorf("%+v", body)
		}
		if len(files) != 2 {
			t.Errorf("%d real photos", len(files))
		}
		for _, f := range files {
			if _, err := jpeg.Decode(bytes.NewReader(f)); err != nil || bytes.Contains(f, []byte("CANARY")) {
				t.Errorf("a photo is damaged or still says where it was taken, %v", err)
			}
		}
		// The desk answers; its sender reads it, writes again, takes it back.
		w.replies(of, "Đồn đã nhận tin và đang kiểm tra.")
		code, page, _ = fill(t, srv, "/tin-bao/doc", [][2]string{{"bienlai", r.Groups()}})
		if code != 200 || !strings.Contains(page, "Đồn đã nhận tin và đang kiểm tra.") || !strings.Contains(page, "Đồn không bao giờ hẹn gặp riêng qua tin báo.") {
			t.Fatalf("%d %.3000s", code, page)
		}
		if strings.Contains(page, strings.ReplaceAll(r.Groups(), " ", "")) || strings.Contains(page, r.Groups()) {
			t.Error("the page carries the receipt")
		}
		carried := hidden.FindStringSubmatch(page)[2]
		code, page, _ = fill(t, srv, "/tin-bao/doc", [][2]string{{"trang", carried}, {"buoc", "tra-loi"}, {"noidung", "THEMCANARY còn một xe nữa"}})
		if code != 200 || !strings.Contains(page, "Đã niêm phong và gửi") || !strings.Contains(page, "đã gửi 2 lần") {
			t.Errorf("%d %.3000s", code, page)
		}
		w.secondMessage(of, "THEMCANARY")
		for step, want := range map[string]string{"rut": "Đã rút tin báo", "lay-lai": "Tin báo được giữ lại"} {
			if code, page, _ := fill(t, srv, "/tin-bao/doc", [][2]string{{"trang", carried}, {"buoc", step}}); code != 200 || !strings.Contains(page, want) {
				t.Errorf("%s: %d", step, code)
			}
		}
		w.clock.now = w.clock.now.Add(time.Hour)
		if code, page, _ := fill(t, srv, "/tin-bao/doc", [][2]string{{"trang", carried}, {"buoc", "rut"}}); code != 422 || !strings.Contains(page, "mở quá lâu") {
			t.Errorf("an old page: %d", code)
		}
		if got := log.String(); strings.Count(got, "\n") != 1 || !strings.Contains(got, `"requests":7}`) {
			t.Errorf("of an hour the log tells the number of requests and nothing else: %s", got)
		}
	})
}

// openFormTip opens a tip and its photos as the desk's officers do.
func (w *tipWorld) openFormTip(of tip.ID) (*tip.Body, [][]byte) {
	w.t.Helper()
	w.sort()
	var got office.OpenedTip
	w.officer.must(200, "POST", "/tips/cases/"+of.String()+"/open", map[string]any{"reason": "new"}, &got)
	key, err := tip.OpenKey(got.Key, identityOf(w.t, w.epoch))
	if err != nil {
		w.t.Fatal(err)
	}
	w.keys[of.String()] = key.Seed
	body, err := tip.OpenBody(got.Items[0].Bytes, of, identityOf(w.t, key.Seed))
	if err != nil {
		w.t.Fatal(err)
	}
	var photos [][]byte
	for _, f := range body.Files {
		var sealed struct {
			Bytes []byte `json:"bytes"`
		}
		w.officer.must(200, "POST", "/tips/cases/"+of.String()+"/files/"+f.ID.String()+"/open", map[string]any{}, &sealed)
		b, err := tip.OpenFile(sealed.Bytes, f, identityOf(w.t, key.Seed))
		if err != nil {
			w.t.Fatal(err)
		}
		if f.Real {
			photos = append(photos, b)
		}
	}
	return body, photos
}

// replies answers a sender as the desk does.
func (w *tipWorld) replies(of tip.ID, text string) {
	w.t.Helper()
	var got office.OpenedTip
	w.officer.must(200, "POST", "/tips/cases/"+of.String()+"/open", map[string]any{"reason": "answer"}, &got)
	body, err := tip.OpenBody(got.Items[0].Bytes, of, identityOf(w.t, w.keys[of.String()]))
	if err != nil {
		w.t.Fatal(err)
	}
	sign, err := tip.SignKey(w.epoch)
	if err != nil {
		w.t.Fatal(err)
	}
	m := &tip.Message{Case: of, Dir: tip.Out, Day: "2026-03-10", Text: text, Files: []tip.File{}}
	if err := m.Sign(sign); err != nil {
		w.t.Fatal(err)
	}
	reader, err := age.ParseHybridRecipient(body.Receipt)
	if err != nil {
		w.t.Fatal(err)
	}
	sealed, err := tip.SealMessage(m, identityOf(w.t, w.keys[of.String()]).Recipient(), reader)
	if err != nil {
		w.t.Fatal(err)
	}
	w.act(of, 200, map[string]any{"verb": "check"})
	w.act(of, 200, map[string]any{"verb": "feedback", "items": []map[string]any{{"kind": "out", "bytes": sealed}}})
}

// secondMessage checks that the sender's second message stands in its place.
func (w *tipWorld) secondMessage(of tip.ID, word string) {
	w.t.Helper()
	var got office.OpenedTip
	w.officer.must(200, "POST", "/tips/cases/"+of.String()+"/open", map[string]any{"reason": "work"}, &got)
	var thread *tip.Thread
	for _, x := range got.Items {
		switch x.Kind {
		case "body":
			thread = tip.NewThread(of, x.Bytes, nil)
		case "in":
			m, err := tip.OpenMessage(x.Bytes, identityOf(w.t, w.keys[of.String()]))
			if err == nil {
				err = thread.Next(x.Bytes, tip.In, m)
			}
			if err != nil || !strings.Contains(m.Text, word) {
				w.t.Errorf("%+v %v", m, err)
			}
			return
		}
	}
	w.t.Error("no message came")
}

func TestTheFormKeepsWhatWasTypedWhenSomethingIsWrong(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		srv := w.pages(io.Discard)
		for name, c := range map[string]struct {
			drop, set, to, want string
			photo               []byte
		}{
			"no commune":          {drop: "noi", want: "Chọn xã để biết"},
			"a commune of no one": {set: "noi", to: strings.Repeat("0", 32), want: "Chọn xã để biết"},
			"not how":             {drop: "biet", want: "Chọn vì sao"},
			"no text":             {set: "noidung", to: "  \r\n ", want: "Ghi chuyện gì"},
			"a long text":         {set: "noidung", to: strings.Repeat("NOIDUNGCANARY ", 2000), want: "quá dài"},
			"a long place":        {set: "o", to: strings.Repeat("x", 400), want: "quá dài"},
			"no photo":            {photo: []byte("<svg>"), want: "không đọc được"},
		} {
			fields := slices.DeleteFunc(w.typed(), func(f [2]string) bool { return f[0] == c.drop || f[0] == c.set })
			if c.set != "" {
				fields = append(fields, [2]string{c.set, c.to})
			}
			var photos [][]byte
			if c.photo != nil {
				photos = append(photos, c.photo)
			}
			code, page, _ := fill(t, srv, "/tin-bao", fields, photos...)
			if code != 422 || !strings.Contains(page, c.want) || !strings.Contains(page, "KHICANARY") || c.set != "noidung" && !strings.Contains(page, "NOIDUNGCANARY") {
				t.Errorf("%s: %d %.200s", name, code, page)
			}
		}
		// Four photos, and more bytes than are taken.
		p := photoBytes(t)
		if code, page, _ := fill(t, srv, "/tin-bao", w.typed(), p, p, p, p); code != 422 || !strings.Contains(page, "nhiều nhất 3 ảnh") {
			t.Errorf("four photos: %d", code)
		}
		if code, page, _ := fill(t, srv, "/tin-bao", w.typed(), make([]byte, 13<<20)); code != 422 || !strings.Contains(page, "12 MB") || !strings.Contains(page, "NOIDUNGCANARY") {
			t.Errorf("13 MiB: %d", code)
		}
		resp, err := http.Post(srv.URL+"/tin-bao", "application/x-www-form-urlencoded", strings.NewReader("noidung=x"))
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != 415 {
			t.Errorf("another kind of form: %d", resp.StatusCode)
		}
		for _, receipt := range []string{"1234", "1234 5678 9012 3456 7890", "abc"} {
			if code, page, _ := fill(t, srv, "/tin-bao/doc", [][2]string{{"bienlai", receipt}}); code != 422 || !strings.Contains(page, "Mã chưa đúng") {
				t.Errorf("receipt %s: %d", receipt, code)
			}
		}
		if code, page, _ := fill(t, srv, "/tin-bao/doc", [][2]string{{"bienlai", "0000 0000 0000 0000 0013"}}); code != 200 || !strings.Contains(page, "Không có tin báo nào") {
			t.Errorf("an unknown receipt: %d", code)
		}
		if list, err := w.store.TipSlots(t.Context(), w.post, 10); err != nil || len(list) != 0 {
			t.Errorf("%v %v", list, err)
		}
	})
}

func TestTheFormIsSmallAndClosedWhereThereIsNoDesk(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		srv := w.pages(io.Discard)
		css, err := os.ReadFile("../plain/plain.css")
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{"/tin-bao", "/tin-bao?lang=en", "/tin-bao/doc"} {
			resp, err := http.Get(srv.URL + path)
			if err != nil {
				t.Fatal(err)
			}
			b, err := io.ReadAll(resp.Body)
			resp.Body.Close()
			if err != nil || len(b)+len(css) > 30<<10 || bytes.Contains(b, []byte("<script")) || bytes.Contains(b, []byte("tipform.")) {
				t.Errorf("%s: %d bytes with its stylesheet, %v", path, len(b)+len(css), err)
			}
			if p := resp.Header.Get("Content-Security-Policy"); !strings.Contains(p, "script-src 'none'") || resp.Header.Get("Referrer-Policy") != "same-origin" {
				t.Errorf("%s: %v", path, resp.Header)
			}
		}
		w.desk.office.Vault = nil
		if _, page, _ := get(t, srv, "/tin-bao"); !strings.Contains(page, "chưa mở bàn tiếp nhận") {
			t.Error("a closed installation does not say so")
		}
		if code, page, _ := fill(t, srv, "/tin-bao", w.typed()); code != 200 || !strings.Contains(page, "chưa mở bàn tiếp nhận") {
			t.Errorf("%d", code)
		}
	})
}

func get(t *testing.T, srv *httptest.Server, path string) (int, string, http.Header) {
	t.Helper()
	resp, err := http.Get(srv.URL + path)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, html.UnescapeString(string(b)), resp.Header
}

// TestTheFormLeavesNoPlaintext puts a word into every field and looks for it in
// every file the program could have written.
func TestTheFormLeavesNoPlaintext(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	dir := t.TempDir()
	w := newTipWorld(t, store.Options{Dir: dir})
	var log bytes.Buffer
	srv := w.pages(&log)
	_, page, _ := fill(t, srv, "/tin-bao", w.typed(), photoBytes(t))
	r := receiptIn(t, page)
	_, page, _ = fill(t, srv, "/tin-bao/doc", [][2]string{{"bienlai", r.Groups()}})
	carried := hidden.FindStringSubmatch(page)[2]
	if code, _, _ := fill(t, srv, "/tin-bao/doc", [][2]string{{"trang", carried}, {"buoc", "tra-loi"}, {"noidung", "THEMCANARY"}}); code != 200 {
		t.Fatal(code)
	}
	fill(t, srv, "/tin-bao", append(w.typed(), [2]string{"x", strings.Repeat("THUACANARY", 10_000)}), bytes.Repeat([]byte("ANHCANARY"), 1<<21)) // refused
	secret := w.secrets(r)
	looked := 0
	roots := []string{dir, temp}
	if err := w.store.Close(); err != nil {
		t.Fatal(err)
	}
	for _, root := range roots {
		err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			b, err := os.ReadFile(path)
			looked++
			for _, word := range secret {
				if bytes.Contains(b, word) {
					t.Errorf("%s holds %q", path, word)
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if looked < 2 || bytes.Contains(log.Bytes(), []byte("CANARY")) {
		t.Errorf("%d files looked at; the log says %s", looked, log.String())
	}
}

// secrets are the words that must be nowhere.
func (w *tipWorld) secrets(r tip.Receipt) [][]byte {
	secrets := r.Derive(w.instance)
	out := [][]byte{secrets.Seed[:], secrets.Access[:], []byte(secrets.Seed.Text())}
	for _, word := range []string{"CANARY", r.Groups(), strings.ReplaceAll(r.Groups(), " ", ""), "sáng hôm qua", "anh-bi-mat"} {
		out = append(out, []byte(word))
	}
	return out
}
