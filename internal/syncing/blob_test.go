package syncing_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"phendau/internal/amount"
	"phendau/internal/ledger"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
	"phendau/internal/syncing"
	"phendau/internal/syncing/phone"
)

var uploads = flag.Int("uploads", 2000, "photos that are uploaded in parallel")

// photo is a small picture, another one for each number.
func photo(n int) []byte {
	r := rand.New(rand.NewPCG(uint64(n), 1))
	m := image.NewRGBA(image.Rect(0, 0, 8, 8))
	for i := range 64 {
		m.Set(i%8, i/8, color.RGBA{uint8(r.IntN(256)), uint8(r.IntN(256)), uint8(r.IntN(256)), 255})
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// pictured records a patrol with photos on a phone.
func (w *world) pictured(p *phone.Phone, files ...[]byte) {
	w.t.Helper()
	e := p.IDs.New()
	op := func(verb string, body any) ledger.Draft {
		return ledger.Draft{LedgerID: w.ledgerA, EntityType: "entry", EntityID: e, Verb: verb, Catalogue: 1, Body: body}
	}
	drafts := []ledger.Draft{op("create", ledger.Content{Kind: "patrol", PlaceID: w.hamlets[0], Day: today, Dims: map[string]ledger.Codes{"patrol_form": {"with_residents"}},
		Measures: map[string]amount.Value{"person_turns": amount.ExactValue(5, amount.Counted)}})}
	for _, b := range files {
		drafts = append(drafts, op("attach", phone.Attachment(b, "image/jpeg", "")))
	}
	if _, err := p.RecordPhotos(files, append(drafts, op("submit", nil))...); err != nil {
		w.t.Fatal(err)
	}
}

// sayPhotos is where the photos of a phone lie, in words.
func sayPhotos(p *phone.Phone) string {
	var out []string
	for _, f := range p.State().Photos {
		out = append(out, strings.TrimSpace(string(f.Where)+" "+f.Code))
	}
	return strings.Join(out, ", ")
}

// client is a phone's session without its caution.
type client struct {
	w     *world
	token string
	net   phone.Net
}

func (w *world) client(p *phone.Phone) *client { return &client{w, w.token(p), p.Net} }

func (c *client) call(method, path string, in, out any) error {
	return c.net.Call(c.w.t.Context(), method, path, c.token, in, out)
}

// put sends one piece of a file.
func (c *client) put(f phone.Photo, at int64, b []byte) (syncing.BlobResult, error) {
	var out syncing.PieceReply
	err := c.call("PUT", fmt.Sprintf("/blobs/%s?ledger_id=%s&op_id=%s&size=%d&offset=%d", f.SHA256, f.LedgerID, f.OpID, len(f.Bytes), at), phone.Piece(b), &out)
	return out.BlobResult, err
}

// shown holds that the book shows every photo of a phone, byte for byte.
func (w *world) shown(p *phone.Phone) {
	w.t.Helper()
	for _, f := range p.State().Photos {
		h, err := ledger.ParseHash(f.SHA256)
		if err != nil {
			w.t.Fatal(err)
		}
		row, err := w.st.Blob(w.t.Context(), f.LedgerID, h)
		if err != nil || row.Size != int64(len(f.Bytes)) || row.MediaType != "image/jpeg" {
			w.t.Fatalf("a photo is not in the book: %+v, %v", row, err)
		}
		if b, err := w.files.Get(h); err != nil || !bytes.Equal(b, f.Bytes) {
			w.t.Fatalf("a photo is not in the directory: %v", err)
		}
	}
}

func TestAPhotoIsReceivedWithItsOwnReceipt(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.phone.PieceSize = 100
		w.pictured(w.phone, photo(1), photo(2))
		w.sync(w.phone)
		if got := sayPhotos(w.phone); got != "received, received" {
			t.Fatal(got)
		}
		w.shown(w.phone)
		w.now = w.now.Add(15 * 24 * time.Hour)
		w.sync(w.phone)
		if n := len(w.phone.State().Photos); n != 0 {
			t.Errorf("%d photos stay after their time", n)
		}
	})
}

// TestAnUploadGoesOnWhereItWasCut: pieces that came are not sent again.
func TestAnUploadGoesOnWhereItWasCut(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		n := &cutNet{Net: w.phone.Net, left: 2}
		w.phone.Net, w.phone.PieceSize = n, 100
		b := photo(1)
		w.pictured(w.phone, b)
		if err := w.phone.Sync(t.Context()); !errors.Is(err, errLost) {
			t.Fatal(err)
		}
		if got := say(w.phone); got != `["received","received","received"]` || sayPhotos(w.phone) != "on_phone" {
			t.Errorf("%s, %s", got, sayPhotos(w.phone))
		}
		if err := w.phone.Start(); err != nil { // killed and started again
			t.Fatal(err)
		}
		n.left = 1000
		w.sync(w.phone)
		if want := (len(b) + 99) / 100; n.sent != want || sayPhotos(w.phone) != "received" {
			t.Errorf("%d pieces were sent, want %d; %s", n.sent, want, sayPhotos(w.phone))
		}
		w.shown(w.phone)
	})
}

// cutNet loses every piece after some, before it is sent.
type cutNet struct {
	phone.Net
	left, sent int
}

func (n *cutNet) Call(ctx context.Context, method, path, token string, in, out any) error {
	if method == "PUT" {
		if n.left--; n.left < 0 {
			return errLost
		}
		n.sent++
	}
	return n.Net.Call(ctx, method, path, token, in, out)
}

// TestTheSamePhotoOfTwoPhonesIsOneFileWithTwoReceipts: the second is not even
// sent, since its own operation names what is here.
func TestTheSamePhotoOfTwoPhonesIsOneFileWithTwoReceipts(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		other := w.enrol(w.team, w.hamlets[0], w.member)
		n := &cutNet{Net: other.Net, left: 1000}
		other.Net = n
		for _, p := range []*phone.Phone{w.phone, other} {
			w.pictured(p, photo(1))
			w.sync(p)
			w.shown(p)
		}
		a, b := w.phone.State().Photos[0].Receipt, other.State().Photos[0].Receipt
		if n.sent != 0 || a == nil || b == nil || reflect.DeepEqual(a, b) {
			t.Errorf("%d pieces sent; %v, %v", n.sent, a, b)
		}
	})
}

// TestWhatAPhoneMayNotKnowIsNotTold: whether a hash is here is told only to a
// phone whose own operation names it.
func TestWhatAPhoneMayNotKnowIsNotTold(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.pictured(w.phone, photo(1))
		w.sync(w.phone)
		f := w.phone.State().Photos[0]
		stranger := w.enrol(w.teamB, w.hamlets[2], w.clerk)
		c := w.client(stranger)
		offer := syncing.BlobOffer{SHA256: f.SHA256, Size: int64(len(f.Bytes)), LedgerID: f.LedgerID, OpID: f.OpID}
		var out syncing.BlobsReply
		if err := c.call("POST", "/blobs", syncing.BlobsRequest{DeviceID: stranger.Author.DeviceID, Blobs: []syncing.BlobOffer{offer}}, &out); err != nil {
			t.Fatal(err)
		}
		if r := out.Blobs[0]; r.Result != syncing.BlobSend || r.Offset != 0 || r.Receipt != nil {
			t.Errorf("a stranger is told %+v", r)
		}
	})
}

// TestAPhotoMayComeAheadOfItsOperation, within a small quota, and gets its
// receipt only when the operation is there.
func TestAPhotoMayComeAheadOfItsOperation(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.pictured(w.phone, photo(1))
		c := w.client(w.phone)
		f := w.phone.State().Photos[0]
		r, err := c.put(f, 0, f.Bytes)
		if err != nil || r.Result != syncing.BlobAhead || r.Receipt != nil {
			t.Fatalf("%+v, %v", r, err)
		}
		if there, _ := w.files.Has(ledger.HashOf(nil), 0); there {
			t.Error("it is kept without an operation")
		}
		n := &cutNet{Net: w.phone.Net, left: 1000}
		w.phone.Net = n
		w.sync(w.phone)
		if n.sent != 0 || sayPhotos(w.phone) != "received" {
			t.Errorf("%d pieces sent, %s", n.sent, sayPhotos(w.phone))
		}
		w.shown(w.phone)
		big := phone.Photo{SHA256: strings.Repeat("ab", 32), Bytes: make([]byte, syncing.MaxBlob), LedgerID: f.LedgerID, OpID: w.w.IDs.New()}
		var e *syncing.Error
		for i := 0; ; i++ {
			at := int64(i%48) * syncing.MaxPiece
			if i == 48 {
				big.SHA256 = strings.Repeat("cd", 32)
			}
			if _, err = c.put(big, at, big.Bytes[at:at+syncing.MaxPiece]); err != nil || i > 100 {
				break
			}
		}
		if !errors.As(err, &e) || e.Code != "too_many" || e.AfterSeconds == 0 {
			t.Errorf("a phone may leave what it likes: %v", err)
		}
	})
}

func TestAPhoneSendsOnlySoMuchADay(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.hub.BlobBytesPerDay = 2000
		w.pictured(w.phone, photo(1), photo(2), photo(3), photo(4))
		err := w.phone.Sync(t.Context())
		var e *syncing.Error
		if !errors.As(err, &e) || e.Status != 429 || e.AfterSeconds == 0 || say(w.phone) == "" {
			t.Fatal(err)
		}
		if !strings.Contains(sayPhotos(w.phone), "received, ") {
			t.Error(sayPhotos(w.phone))
		}
		w.now = w.now.Add(48 * time.Hour)
		w.sync(w.phone)
		w.shown(w.phone)
	})
}

// TestHostilePiecesAreAnsweredAndChangeNothing.
func TestHostilePiecesAreAnsweredAndChangeNothing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.phone.PieceSize = 100
		secret := bytes.Clone(photo(1))
		exif := append([]byte("\xff\xd8\xff\xe1\x00\x00Exif\x00\x00GPS 22.8N 106.7E"), secret[2:]...)
		binary.BigEndian.PutUint16(exif[4:], 24)
		w.pictured(w.phone, photo(1), exif, []byte("<html><script>"))
		files := w.phone.State().Photos
		c := w.client(w.phone)
		if err := w.phone.Push(t.Context()); err != nil {
			t.Fatal(err)
		}
		f := files[0]
		for name, step := range map[string]struct {
			f    phone.Photo
			at   int64
			b    []byte
			code string
		}{
			"behind the end":   {f, int64(len(f.Bytes)), []byte("x"), "malformed"},
			"nothing":          {f, 0, nil, "malformed"},
			"too much":         {phone.Photo{SHA256: f.SHA256, Bytes: make([]byte, 1<<20), LedgerID: f.LedgerID, OpID: f.OpID}, 0, make([]byte, syncing.MaxPiece+1), "too_large"},
			"a file too large": {phone.Photo{SHA256: f.SHA256, Bytes: make([]byte, syncing.MaxBlob+1), LedgerID: f.LedgerID, OpID: f.OpID}, 0, []byte("x"), "too_large"},
			"no hash":          {phone.Photo{SHA256: "no", Bytes: f.Bytes, LedgerID: f.LedgerID, OpID: f.OpID}, 0, []byte("x"), "malformed"},
			"no ledger":        {phone.Photo{SHA256: f.SHA256, Bytes: f.Bytes, LedgerID: "..%2F..", OpID: f.OpID}, 0, []byte("x"), "malformed"},
		} {
			var e *syncing.Error
			if _, err := c.put(step.f, step.at, step.b); !errors.As(err, &e) || e.Code != step.code {
				t.Errorf("%s: %v, want %s", name, err, step.code)
			}
		}
		// A piece somewhere else changes nothing and says where to go on.
		if r, err := c.put(f, 100, f.Bytes[100:200]); err != nil || r.Result != syncing.BlobSend || r.Offset != 0 {
			t.Errorf("%+v, %v", r, err)
		}
		// Other bytes under the hash: from the beginning.
		other := bytes.Clone(f.Bytes)
		other[300] ^= 1
		if r, err := c.put(f, 0, other); err != nil || r.Result != syncing.BlobSend || r.Offset != 0 || r.Code != "hash_mismatch" {
			t.Errorf("%+v, %v", r, err)
		}
		w.sync(w.phone)
		if got := sayPhotos(w.phone); got != "received, to_mend metadata, to_mend markup" {
			t.Error(got)
		}
	})
}

// TestARevokedPhoneSendsOnlyThePhotosOfWhatItRecorded, and a lost one none.
func TestARevokedPhoneSendsOnlyThePhotosOfWhatItRecorded(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.pictured(w.phone, photo(1))
		c := w.client(w.phone)
		if err := w.phone.Push(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.change(w.phone, map[string]any{"revoked": ledger.Revocation{Mode: ledger.RevokedRetired, Day: today, NotAfterSeq: 100}})
		f := w.phone.State().Photos[0]
		var e *syncing.Error
		ahead := phone.Photo{SHA256: strings.Repeat("ab", 32), Bytes: f.Bytes, LedgerID: f.LedgerID, OpID: f.OpID}
		if _, err := c.put(ahead, 0, f.Bytes); !errors.As(err, &e) || e.Code != "revoked" {
			t.Error("a photo nobody named:", err)
		}
		if r, err := c.put(f, 0, f.Bytes); err != nil || r.Result != syncing.BlobReceived {
			t.Errorf("%+v, %v", r, err)
		}
		w.change(w.phone, map[string]any{"revoked": ledger.Revocation{Mode: ledger.RevokedLost, Day: today, NotAfterSeq: 100}})
		if _, err := c.put(f, 0, f.Bytes); !errors.As(err, &e) || e.Code != "revoked" {
			t.Error("a lost phone:", err)
		}
	})
}

// TestReconciliationAsksForPhotosTheDirectoryHasLost and names those that
// operations of the phone promise.
func TestReconciliationAsksForPhotosTheDirectoryHasLost(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.pictured(w.phone, photo(1), photo(2))
		w.sync(w.phone)
		h, _ := ledger.ParseHash(w.phone.State().Photos[0].SHA256)
		if err := w.files.Remove(h); err != nil { // restored from an older backup
			t.Fatal(err)
		}
		w.sync(w.phone)
		if got := sayPhotos(w.phone); got != "received, received" {
			t.Error(got)
		}
		w.shown(w.phone)
		w.pictured(w.phone, photo(3))
		if err := w.phone.Push(t.Context()); err != nil {
			t.Fatal(err)
		}
		owed, err := w.st.OwedBlobs(t.Context(), w.phone.Author.DeviceID, 10)
		if err != nil || len(owed) != 1 || owed[0].String() != w.phone.State().Photos[2].SHA256 {
			t.Errorf("%v, %v", owed, err)
		}
	})
}

// TestParallelUploadsOfEqualAndDistinctPhotosLoseNone is the trap of
// ledger-and-sync.md section 10, over HTTP on both engines: many phones upload
// at once, a third of the photos byte for byte the same. With -uploads 100000 it
// is the long run.
func TestParallelUploadsOfEqualAndDistinctPhotosLoseNone(t *testing.T) {
	const phones, perEntry = 16, 25
	storetest.Each(t, func(t *testing.T, o store.Options) {
		w := newWorld(t, o)
		w.hub.OpsPerHour, w.hub.BlobBytesPerDay = 1<<30, 1<<40
		var all []*phone.Phone
		for range phones {
			p := w.enrol(w.team, w.hamlets[0], w.member)
			p.IDs = &ledger.IDs{Rand: rand.NewChaCha8([32]byte{byte(100 + len(all))}), Now: p.IDs.Now}
			all = append(all, p)
		}
		start := time.Now()
		var wg sync.WaitGroup
		for i, p := range all {
			wg.Go(func() { w.uploadMany(p, i, *uploads/phones, perEntry) })
		}
		wg.Wait()
		took := time.Since(start)
		distinct := map[string]bool{}
		n := 0
		for _, p := range all {
			w.shown(p)
			for _, f := range p.State().Photos {
				n++
				distinct[f.SHA256] = true
			}
		}
		files, err := filepath.Glob(filepath.Join(w.filesRoot, "[0-9a-f][0-9a-f]", "????????????????????????????????????????????????????????????????"))
		if err != nil || len(files) != len(distinct) {
			t.Errorf("%d files for %d photos, %v", len(files), len(distinct), err)
		}
		t.Logf("%d uploads of %d photos by %d phones in %s", n, len(distinct), phones, took.Round(time.Millisecond))
	})
}

// uploadMany records n photos on a phone and sends until all have a receipt.
func (w *world) uploadMany(p *phone.Phone, who, n, perEntry int) {
	for from := 0; from < n; from += perEntry {
		var files [][]byte
		for i := from; i < min(n, from+perEntry); i++ {
			if number := i; i%3 == 0 {
				files = append(files, photo(number)) // the same on every phone
			} else {
				files = append(files, photo(1_000_000*(who+1)+number))
			}
		}
		w.pictured(p, files...)
	}
	busy := func(err error) bool {
		var e *syncing.Error
		return errors.As(err, &e) && e.Code == "busy"
	}
	err := p.Sync(context.Background())
	for busy(err) {
		runtime.Gosched()
		err = p.SendPhotos(context.Background())
	}
	if err != nil {
		w.t.Error(err)
	}
	for _, f := range p.State().Photos {
		if f.Where != phone.Received {
			w.t.Errorf("a photo is %s %s", f.Where, f.Code)
			return
		}
	}
}
