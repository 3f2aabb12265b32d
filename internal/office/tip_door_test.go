package office_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
	"golang.org/x/mod/sumdb/tlog"

	"phendau/internal/audit"
	"phendau/internal/calendar"
	"phendau/internal/registry"
	"phendau/internal/store"
	"phendau/internal/tip"
	"phendau/internal/tipdoor"
)

// noCode is what a slot without a code begins with.
const noCode = "        "

// httpDoor is the door of senders over real HTTP.
func (w *tipWorld) httpDoor() *httptest.Server {
	w.t.Helper()
	d := &tipdoor.Door{Book: w.door, Now: func() time.Time { return w.clock.now }, Log: slog.New(slog.DiscardHandler)}
	srv := httptest.NewServer(d.Handler())
	w.t.Cleanup(srv.Close)
	return srv
}

func post(t *testing.T, srv *httptest.Server, path string, body []byte) (int, []byte, http.Header) {
	t.Helper()
	resp, err := http.Post(srv.URL+path, "application/octet-stream", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, b, resp.Header
}

// slotOf seals a tip without leaving it anywhere.
func (w *tipWorld) slotOf(text string) *sender {
	w.t.Helper()
	receipt, err := tip.NewReceipt(rand.Reader)
	if err != nil {
		w.t.Fatal(err)
	}
	secrets := receipt.Derive(w.instance)
	s := &sender{secrets: &secrets, seed: seed(w.t)}
	if s.id, err = tip.NewID(rand.Reader); err != nil {
		w.t.Fatal(err)
	}
	sealed, err := tip.SealTip(rand.Reader, tip.Body{Case: s.id, How: tip.Saw, Text: text, Via: tip.ViaPhone, Files: []tip.File{}, Day: "2026-03-10"}, s.seed, s.secrets, w.to(), nil)
	if err != nil {
		w.t.Fatal(err)
	}
	if s.slot, err = sealed.Slot.Bytes(rand.Reader); err != nil {
		w.t.Fatal(err)
	}
	return s
}

// to is the desk as a sender sees it.
func (w *tipWorld) to() tip.Desk {
	w.t.Helper()
	hash, err := w.record.Hash()
	if err != nil {
		w.t.Fatal(err)
	}
	return tip.Desk{ID: w.deskID, Epoch: w.record.Epoch, Recipient: identityOf(w.t, w.epoch).Recipient(), Record: hash}
}

func withCode(code string, slot []byte) []byte { return append([]byte(code), slot...) }

func promiseOf(t *testing.T, b []byte) tipdoor.Promise {
	t.Helper()
	text, err := tip.Unframe(b)
	var p tipdoor.Promise
	if err == nil {
		err = json.Unmarshal(text, &p)
	}
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestTheDoorTakesASlotAndAnswersThatItDid(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		srv := w.httpDoor()
		s := w.slotOf("Có người lạ ở lán.")
		code, b, head := post(t, srv, "/t/1/slot", withCode(noCode, s.slot))
		if code != 200 || len(b) != 4096 {
			t.Fatalf("%d, %d bytes: %.100s", code, len(b), b)
		}
		for k, want := range map[string]string{"Cache-Control": "no-store", "Set-Cookie": "", "Content-Encoding": "", "Content-Type": "application/octet-stream"} {
			if head.Get(k) != want {
				t.Errorf("%s is %q", k, head.Get(k))
			}
		}
		p := promiseOf(t, b)
		if p.Leaf != tip.Leaf(s.secrets.Access.Lookup(), sha256.Sum256(s.slot)) || p.Day != "2026-03-10" {
			t.Errorf("%+v", p)
		}
		// The same slot is the same promise, as often as it comes; of the same ids no
		// other slot is taken.
		for range 2 {
			if code, again, _ := post(t, srv, "/t/1/slot", withCode(noCode, s.slot)); code != 200 || promiseOf(t, again) != p {
				t.Errorf("again: %d", code)
			}
		}
		other := bytes.Clone(s.slot)
		other[len(other)-1] ^= 1
		if code, b, _ := post(t, srv, "/t/1/slot", withCode(noCode, other)); code != 400 || !strings.Contains(string(b), `"wrong_id"`) {
			t.Errorf("another slot with its ids: %d %s", code, b)
		}
		fresh := w.slotOf("Khác.")
		copy(fresh.slot[8:24], s.slot[8:24]) // the id of the case
		if code, _, _ := post(t, srv, "/t/1/slot", withCode(noCode, fresh.slot)); code != 400 {
			t.Errorf("another tip with the id of a case: %d", code)
		}
		// Who missed the answer gets it after the night as well.
		w.clock.now = w.clock.now.AddDate(0, 0, 1)
		if err := w.desk.office.KeepTips(t.Context()); err != nil {
			t.Fatal(err)
		}
		if code, again, _ := post(t, srv, "/t/1/slot", withCode(noCode, s.slot)); code != 200 || promiseOf(t, again).Leaf != p.Leaf {
			t.Errorf("on the next day: %d", code)
		}
	})
}

func TestTheDoorRefusesWhatIsNoSlot(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		srv := w.httpDoor()
		s := w.slotOf("Có người lạ ở lán.")
		changed := func(change func(b []byte)) []byte {
			b := withCode(noCode, s.slot)
			change(b)
			return b
		}
		x, err := age.GenerateX25519Identity()
		if err != nil {
			t.Fatal(err)
		}
		var foreign bytes.Buffer
		enc, err := age.Encrypt(&foreign, x.Recipient())
		if err == nil {
			_, err = enc.Write(make([]byte, 77))
		}
		if err = errors.Join(err, enc.Close()); err != nil {
			t.Fatal(err)
		}
		keyA := 8 + 64 // behind code and head
		for name, c := range map[string]struct {
			path string
			body []byte
			want int
			code string
		}{
			"nothing":                {"slot", nil, 400, "wrong_size"},
			"a byte short":           {"slot", changed(func([]byte) {})[1:], 400, "wrong_size"},
			"a byte more":            {"slot", append(changed(func([]byte) {}), 0), 413, "too_large"},
			"another beginning":      {"slot", changed(func(b []byte) { b[8] = 'X' }), 400, "wrong_magic"},
			"an X25519 recipient":    {"slot", changed(func(b []byte) { copy(b[keyA:], foreign.Bytes()) }), 400, "not_hybrid"},
			"another desk":           {"slot", changed(func(b []byte) { b[8+40] ^= 1 }), 400, "wrong_epoch"},
			"an epoch to come":       {"slot", changed(func(b []byte) { binary.BigEndian.PutUint32(b[8+56:], 2) }), 400, "wrong_epoch"},
			"a short key":            {"read", make([]byte, 15), 400, "wrong_size"},
			"a long key":             {"read", make([]byte, 17), 413, "too_large"},
			"a short message":        {"message", make([]byte, 16+18_042), 400, "wrong_size"},
			"a message of zeros":     {"message", make([]byte, 16+18_043), 400, "not_hybrid"},
			"a third way to take":    {"withdraw", append(make([]byte, 16), 2), 400, "wrong_text"},
			"a file of another size": {"file", make([]byte, 32+132_748), 400, "wrong_size"},
			"a file of zeros":        {"file", make([]byte, 32+132_747), 400, "not_hybrid"},
			"an address of no kind":  {"xyz", nil, 404, "not_found"},
		} {
			code, b, head := post(t, srv, "/t/1/"+c.path, c.body)
			if code != c.want || !strings.Contains(string(b), `"code":"`+c.code+`"`) || head.Get("Cache-Control") != "no-store" {
				t.Errorf("%s: %d %s", name, code, b)
			}
		}
		// A gigabyte is refused by its length, and without one when it passes the size.
		for _, length := range []int64{1 << 30, -1} {
			req, err := http.NewRequest("POST", srv.URL+"/t/1/file", io.LimitReader(zeros{}, 1<<30))
			if err != nil {
				t.Fatal(err)
			}
			req.ContentLength = length
			resp, err := http.DefaultClient.Do(req)
			if err == nil {
				resp.Body.Close()
				if resp.StatusCode != 413 {
					t.Errorf("a gigabyte: %d", resp.StatusCode)
				}
			} // else the door hung up while it was still coming
		}
		if list, err := w.store.TipSlots(t.Context(), w.post, 10); err != nil || len(list) != 0 {
			t.Errorf("%v %v", list, err)
		}
	})
}

func TestTheDoorWaitsForNobodyForLong(t *testing.T) {
	w := newTipWorld(t, store.Options{Dir: t.TempDir()})
	d := &tipdoor.Door{Book: w.door, Now: time.Now, Log: slog.New(slog.DiscardHandler), Patience: 20 * time.Millisecond}
	srv := httptest.NewServer(d.Handler())
	defer srv.Close()
	body, begun := io.Pipe()
	defer begun.Close()
	go func() { _, _ = begun.Write([]byte("PDS")) }()
	resp, err := http.Post(srv.URL+"/t/1/slot", "application/octet-stream", body)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if b, _ := io.ReadAll(resp.Body); resp.StatusCode != 408 || !strings.Contains(string(b), `"too_slow"`) {
		t.Errorf("%d %s", resp.StatusCode, b)
	}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

func TestWhatNobodyKnowsAnswersLikeWhatIsThere(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		srv := w.httpDoor()
		s := w.send("Có người lạ ở lán.")
		m := &tip.Message{Case: s.id, Dir: tip.In, Seq: 1, Day: "2026-03-10", Text: "Thêm.", Files: []tip.File{}}
		sealed, err := tip.SealMessage(m, identityOf(t, s.seed).Recipient())
		if err != nil {
			t.Fatal(err)
		}
		known, unknown := s.secrets.Access[:], bytes.Repeat([]byte{9}, 16)
		type answer struct {
			code int
			n    int
			head string
		}
		got := map[string][2]answer{}
		for i, key := range [][]byte{known, unknown} {
			for path, body := range map[string][]byte{"message": append(bytes.Clone(key), sealed...), "read": key, "withdraw": append(bytes.Clone(key), 1)} {
				code, b, head := post(t, srv, "/t/1/"+path, body)
				pair := got[path]
				head.Del("Date")
				text, err := json.Marshal(head)
				if err != nil {
					t.Fatal(err)
				}
				pair[i] = answer{code, len(b), string(text)}
				got[path] = pair
				if path != "read" && code == 200 && len(b) != 32 {
					t.Errorf("%s answers %d bytes", path, len(b))
				}
			}
		}
		for path, pair := range got {
			if pair[0] != pair[1] || pair[0].code != 200 {
				t.Errorf("%s: %+v", path, pair)
			}
		}
		_, b, _ := post(t, srv, "/t/1/read", known)
		if string(b[:8]) != "PDREAD1\n" || binary.BigEndian.Uint32(b[8:]) != 4 || len(b) != 12+5755+4*(19600+36) {
			t.Fatalf("%d bytes", len(b))
		}
		mine, err := tip.OpenMine(b[12:12+5755], identityOf(t, s.secrets.Seed))
		if err != nil || mine.Case != s.id {
			t.Errorf("%+v %v", mine, err)
		}
		sums := b[12+5755+4*19600:]
		want := sha256.Sum256(sealed)
		if binary.BigEndian.Uint32(sums[36:]) != 1 || !bytes.Equal(sums[40:72], want[:]) || !bytes.Equal(sums[72:], make([]byte, 72)) {
			t.Error("the hashes of what was written are not as they should be")
		}
	})
}

func TestAnAttachmentIsTakenBeforeAndBesideItsTip(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		srv := w.httpDoor()
		s := w.slotOf("Ảnh.")
		sealed, err := tip.SealFile([]byte("ảnh"), identityOf(t, s.seed).Recipient())
		if err != nil {
			t.Fatal(err)
		}
		body := slices.Concat(s.id[:], bytes.Repeat([]byte{5}, 16), sealed)
		want := sha256.Sum256(sealed)
		for range 2 {
			if code, b, _ := post(t, srv, "/t/1/file", body); code != 200 || !bytes.Equal(b, want[:]) {
				t.Errorf("%d %x", code, b)
			}
		}
	})
}

func TestKeysComeWithTheProofThatTheyWerePublished(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		srv := w.httpDoor()
		var list tipdoor.Offer
		getJSON(t, srv, "/t/1/desks", &list)
		if list.Instance != w.instance || len(list.Topics) < 6 || list.Topics[0].VI == "" || len(list.Desks) != 1 || list.Desks[0].ID != w.deskID || !list.Desks[0].Form || list.Desks[0].Phone == "" ||
			len(list.Desks[0].Communes) == 0 || len(list.Desks[0].CommuneNames) != len(list.Desks[0].Communes) {
			t.Fatalf("%+v", list)
		}
		w.witnesses()
		var k tipdoor.Keys
		getJSON(t, srv, "/t/1/keys/"+w.deskID.String(), &k)
		authority, err := base64.RawURLEncoding.DecodeString(k.Authority)
		if err != nil || k.Fingerprint != tip.Fingerprint(authority) || k.AuthorityName == "" || len(k.Epochs) != 1 {
			t.Fatalf("%+v %v", k, err)
		}
		var r tip.EpochRecord
		if err := json.Unmarshal([]byte(k.Epochs[0].Record), &r); err != nil {
			t.Fatal(err)
		}
		if err := r.Verify(ed25519.PublicKey(authority), calendar.MakeDay(2026, 3, 10)); err != nil {
			t.Error(err)
		}
		c, err := audit.OpenCheckpoint([]byte(k.Checkpoint), k.LogKey, k.Witnesses...)
		if err != nil || len(c.Witnesses) != 1 {
			t.Fatalf("%+v %v", c, err)
		}
		if err := tlog.CheckRecord(proofOf(t, k.Epochs[0].Proof), c.Size, c.Root, k.Epochs[0].Index, hashOf(t, k.Epochs[0].Leaf)); err != nil {
			t.Error(err)
		}
		resp, err := http.Get(srv.URL + "/t/1/keys/" + strings.Repeat("0", 32))
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != 404 {
			t.Errorf("no desk: %d", resp.StatusCode)
		}
	})
}

func hashOf(t *testing.T, text string) (h tlog.Hash) {
	t.Helper()
	b, err := hex.DecodeString(text)
	if err != nil || copy(h[:], b) != len(h) {
		t.Fatalf("%q is no hash", text)
	}
	return h
}

func proofOf(t *testing.T, texts []string) (out tlog.RecordProof) {
	t.Helper()
	for _, x := range texts {
		out = append(out, hashOf(t, x))
	}
	return out
}

func getJSON(t *testing.T, srv *httptest.Server, path string, out any) {
	t.Helper()
	resp, err := http.Get(srv.URL + path)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(out); err != nil || resp.StatusCode != 200 {
		t.Fatalf("%s: %d %v", path, resp.StatusCode, err)
	}
}

// book is the registry as of now.
func (w *tipWorld) book() *registry.Registry {
	w.t.Helper()
	reg, err := w.store.Registry(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	return reg
}
