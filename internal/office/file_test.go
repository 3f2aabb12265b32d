package office_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"image"
	"image/jpeg"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/ledger"
	"phendau/internal/office"
	"phendau/internal/store"
)

// sendFile sends a file and reads the answer.
func (c *client) sendFile(b []byte, out any) int { return c.sendTo("/files", b, out) }

// sendTo sends raw bytes to an address and reads the answer.
func (c *client) sendTo(path string, b []byte, out any) int {
	c.d.t.Helper()
	req, err := http.NewRequest("POST", c.d.server.URL+api.Prefix+path, bytes.NewReader(b))
	if err != nil {
		c.d.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/octet-stream")
	req.Header.Set("Idempotency-Key", c.d.id())
	req.AddCookie(&http.Cookie{Name: api.CookieName, Value: c.cookie})
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		c.d.t.Fatal(err)
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(out); err != nil {
		c.d.t.Fatal(err)
	}
	return resp.StatusCode
}

// fetch reads a file as the office's pages do.
func (c *client) fetch(path string) (*http.Response, []byte) {
	c.d.t.Helper()
	req, err := http.NewRequest("GET", c.d.server.URL+path, nil)
	if err != nil {
		c.d.t.Fatal(err)
	}
	if c.cookie != "" {
		req.AddCookie(&http.Cookie{Name: api.CookieName, Value: c.cookie})
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		c.d.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		c.d.t.Fatal(err)
	}
	return resp, b
}

func jpg(t *testing.T, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewRGBA(image.Rect(0, 0, w, h)), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAFileIsServedToWhoMayReadAnEntryThatShowsIt(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		officer := d.as(access.PostOfficer)
		v := officer.record(d.patrol(), true)
		var f office.FileView
		if got := officer.sendFile(jpg(t, 800, 600), &f); got != 200 || f.Type != "image/jpeg" {
			t.Fatalf("%d %+v", got, f)
		}
		blob := "/blob/" + v.LedgerID + "/" + f.SHA256 + "?entry=" + v.ID
		if resp, _ := officer.fetch(blob); resp.StatusCode != 404 {
			t.Errorf("a file that no entry shows was served: %d", resp.StatusCode)
		}
		attach := map[string]any{"sha256": f.SHA256, "role": "photo"}
		d.as(access.PostCommander).must(410, "POST", d.path(&v)+"/attach", attach, nil) // somebody else's upload
		officer.must(200, "POST", d.path(&v)+"/attach", attach, &v)
		officer.must(409, "POST", d.path(&v)+"/attach", attach, nil)
		if len(v.Evidence) != 1 || v.Evidence[0].Size != f.Size || v.Evidence[0].Name == "" {
			t.Fatalf("%+v", v.Evidence)
		}
		for name, c := range map[string]struct {
			who  *client
			want int
		}{"the author": {officer, 200}, "the commune's clerk": {d.as(access.CommuneClerk), 200}, "another commune": {d.asB(access.CommuneClerk), 404},
			"an administrator": {d.as(access.Administrator), 404}, "nobody": {d.anybody(), 404}} {
			for _, thumb := range []string{"", "&thumb=1"} {
				resp, b := c.who.fetch(blob + thumb)
				if resp.StatusCode != c.want {
					t.Errorf("%s%s: %d, want %d", name, thumb, resp.StatusCode, c.want)
					continue
				}
				if c.want != 200 {
					continue
				}
				h := resp.Header
				if h.Get("Content-Type") != "image/jpeg" || !strings.HasPrefix(h.Get("Content-Disposition"), "attachment") || h.Get("X-Content-Type-Options") != "nosniff" ||
					h.Get("Content-Security-Policy") != "sandbox; default-src 'none'" {
					t.Errorf("%v", h)
				}
				if m, err := jpeg.Decode(bytes.NewReader(b)); err != nil || thumb != "" && m.Bounds().Dx() != 320 {
					t.Errorf("%s%s: %v", name, thumb, err)
				}
			}
		}
		for _, other := range []string{"/blob/" + d.ledgerB + "/" + f.SHA256 + "?entry=" + v.ID, "/blob/" + v.LedgerID + "/" + f.SHA256, "/blob/" + v.LedgerID + "/../../x?entry=" + v.ID} {
			if resp, _ := officer.fetch(other); resp.StatusCode == 200 {
				t.Errorf("%s was served", other)
			}
		}
		officer.must(422, "POST", d.path(&v)+"/hide_attachment", map[string]any{"sha256": f.SHA256, "why": ""}, nil)
	})
}

func TestAHiddenFileIsNotServed(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		officer := d.as(access.PostOfficer)
		v := officer.record(d.patrol(), false)
		var f office.FileView
		officer.sendFile([]byte("%PDF-1.7\nbiên bản"), &f)
		v = officer.act(&v, "attach", map[string]any{"sha256": f.SHA256, "role": "minutes"})
		v = officer.act(&v, "hide_attachment", map[string]any{"sha256": f.SHA256, "why": "nhầm biên bản"})
		if !v.Evidence[0].Hidden || v.Evidence[0].Why != "nhầm biên bản" {
			t.Errorf("%+v", v.Evidence)
		}
		if resp, _ := officer.fetch("/blob/" + v.LedgerID + "/" + f.SHA256 + "?entry=" + v.ID); resp.StatusCode != 404 {
			t.Errorf("a hidden file was served: %d", resp.StatusCode)
		}
	})
}

func TestOpeningAFileOfARestrictedEntryLeavesALine(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		officer := d.as(access.PostOfficer)
		v := officer.record(incident(d), false)
		var f office.FileView
		officer.sendFile([]byte("%PDF-1.7\nbiên bản"), &f)
		officer.must(200, "POST", d.path(&v)+"/attach", map[string]any{"sha256": f.SHA256}, &v)
		officer.fetch("/blob/" + v.LedgerID + "/" + f.SHA256 + "?entry=" + v.ID)
		list, err := d.store.AuditRecords(t.Context(), audit.Filter{ObjectID: v.ID, Actions: []string{audit.EntryOpen}})
		if err != nil || len(list) != 1 || !strings.HasPrefix(list[0].Detail, "file=") {
			t.Errorf("%+v, %v", list, err)
		}
	})
}

func TestARefusedFileSaysWhatToDo(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		officer := d.as(access.PostOfficer)
		var e struct{ Code, Message string }
		if got := officer.sendFile([]byte("<svg><script>alert(1)</script></svg>"), &e); got != 422 || !strings.Contains(e.Message, "PNG") {
			t.Errorf("%d %+v", got, e)
		}
		if got := officer.sendFile(make([]byte, 13<<20), &e); got != 413 {
			t.Errorf("%d %+v", got, e)
		}
		d.office.Blobs = nil
		if got := officer.sendFile(jpg(t, 8, 8), &e); got != 409 || e.Message == "" {
			t.Errorf("%d %+v", got, e)
		}
	})
}

func TestAFileThatNobodyAttachedGoesAfterSevenDays(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.clock.now = time.Now()
		officer := d.as(access.PostOfficer)
		v := officer.record(d.patrol(), false)
		var kept, lost office.FileView
		officer.sendFile([]byte("%PDF-1.7\nkept"), &kept)
		officer.sendFile([]byte("%PDF-1.7\nlost"), &lost)
		officer.must(200, "POST", d.path(&v)+"/attach", map[string]any{"sha256": kept.SHA256}, &v)
		if err := d.office.SweepFiles(t.Context()); err != nil {
			t.Fatal(err)
		}
		officer.must(200, "POST", d.path(&v)+"/attach", map[string]any{"sha256": lost.SHA256}, &v)
		officer.must(200, "POST", d.path(&v)+"/hide_attachment", map[string]any{"sha256": lost.SHA256, "why": "nhầm"}, &v)
		var other office.FileView
		officer.sendFile([]byte("%PDF-1.7\nother"), &other)
		orphan, err := d.office.Blobs.Put([]byte("%PDF-1.7\norphan")) // a crash came before its row
		if err != nil {
			t.Fatal(err)
		}
		d.clock.now = d.clock.now.Add(8 * 24 * time.Hour)
		if err := d.office.SweepFiles(t.Context()); err != nil {
			t.Fatal(err)
		}
		officer = d.as(access.PostOfficer)
		officer.must(410, "POST", d.path(&v)+"/attach", map[string]any{"sha256": other.SHA256}, nil)
		if there, err := d.office.Blobs.Has(sha256.Sum256([]byte("%PDF-1.7\nother")), 14); there || err != nil {
			t.Error("its bytes are still on the disk", err)
		}
		if there, err := d.office.Blobs.Has(orphan.Hash, orphan.Size); there || err != nil {
			t.Error("a file without a row is still on the disk", err)
		}
		if resp, b := officer.fetch("/blob/" + v.LedgerID + "/" + kept.SHA256 + "?entry=" + v.ID); resp.StatusCode != 200 || string(b) != "%PDF-1.7\nkept" {
			t.Errorf("an attached file was swept: %d", resp.StatusCode)
		}
	})
}

// TestAPhotoAPhoneStillHasIsSaidToBeAwaited: the entry came first, and what an
// officer of phones sees counts what they owe.
func TestAPhotoAPhoneStillHasIsSaidToBeAwaited(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		officer := d.as(access.PostOfficer)
		v := officer.record(d.patrol(), true)
		check := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		file := []byte("%PDF-1.7\nảnh")
		hash := sha256.Sum256(file)
		name := ledger.Hash(hash).String()
		body := map[string]any{"sha256": name, "size": len(file), "type": "application/pdf"}
		check(d.writer.MustWrite(t.Context(), []ledger.Draft{{LedgerID: v.LedgerID, EntityType: ledger.TypeEntry, EntityID: v.ID, Verb: "attach", Base: v.Base, Catalogue: 1, Body: body,
			ActorID: officer.person, BodyID: v.OwnerID}}))
		blob := "/blob/" + v.LedgerID + "/" + name + "?entry=" + v.ID
		seen := func(waiting bool, status int) {
			t.Helper()
			var now office.EntryView
			officer.must(200, "GET", d.path(&v), nil, &now)
			if len(now.Evidence) != 1 || now.Evidence[0].Waiting != waiting {
				t.Errorf("%+v", now.Evidence)
			}
			if resp, _ := officer.fetch(blob); resp.StatusCode != status {
				t.Errorf("answered with %d", resp.StatusCode)
			}
		}
		seen(true, 404)
		_, err := d.office.Blobs.AppendPart(officer.person, hash, 0, file)
		check(err)
		_, err = d.office.Blobs.FinishPart(officer.person, hash)
		check(err)
		check(d.store.KeepBlob(t.Context(), v.LedgerID, officer.person, store.Blob{Hash: hash, Size: int64(len(file)), MediaType: "application/pdf"}, func() (bool, error) { return true, nil }))
		seen(false, 200)
	})
}
