package office

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/blobs"
	"phendau/internal/ledger"
	"phendau/internal/store"
	"phendau/internal/words"
)

// maxUpload bounds the body of an upload: the largest file of any kind, and
// one byte to tell that a file is larger.
const maxUpload = max(blobs.MaxPicture, blobs.MaxAudio, blobs.MaxPDF) + 1

// uploadLife is how long a file is kept that nobody attached to an entry.
const uploadLife = 7 * 24 * time.Hour

func (o *Office) fileRoutes(a *api.API) {
	api.Add(a, api.Route{Method: "POST", Path: "/files", ID: "sendFile", Tag: tagEntry, Summary: "Send a file to attach: picture, PDF or recording", Action: access.ReadEntries, MaxBody: maxUpload}, nil, o.fileSend)
}

// FileInput is the bytes of a file; its name is not asked.
type FileInput struct {
	RawBody []byte `contentType:"application/octet-stream"`
}

// FileView is a file as it was kept; pictures are made anew, so hash and size
// are not those of what was sent.
type FileView struct {
	SHA256 string `json:"sha256"`
	Size   int64  `json:"size"`
	Type   string `json:"type" enum:"image/jpeg,image/png,application/pdf,audio/mp4,audio/ogg,audio/webm"`
}

// files is the door to files; a book without a place for them says so.
func (o *Office) files() (*blobs.Dir, error) {
	if o.Blobs == nil {
		return nil, api.Fail(api.Conflict, "no_files")
	}
	return o.Blobs, nil
}

// fileSend keeps a file for its sender. The bytes are on disk before the row:
// a row without its file would be a loss, a file without a row is swept.
func (o *Office) fileSend(ctx context.Context, c *api.Caller, in *FileInput) (*Answer[FileView], error) {
	dir, err := o.files()
	if err != nil {
		return nil, err
	}
	// Whoever records attaches evidence, and whoever verifies.
	rules, err := o.Rules(ctx)
	if err != nil {
		return nil, err
	}
	if !rules.Has(&c.Actor, access.WriteEntries) && !rules.Has(&c.Actor, access.VerifyEntries) {
		return nil, api.Refused(access.NoRole)
	}
	k, err := dir.Put(in.RawBody)
	if err != nil {
		return nil, err
	}
	b := store.Blob{Hash: k.Hash, Size: k.Size, MediaType: k.Type}
	if err := o.Store.KeepUpload(ctx, c.PersonID, b, func() (bool, error) { return dir.Has(k.Hash, k.Size) }); err != nil {
		return nil, err
	}
	return &Answer[FileView]{FileView{hex.EncodeToString(k.Hash[:]), k.Size, k.Type}}, nil
}

// SweepFiles deletes files that were sent and never attached, and uploads of
// phones that were begun and never finished.
func (o *Office) SweepFiles(ctx context.Context) error {
	if o.Blobs == nil {
		return nil
	}
	before := o.Now().Add(-uploadLife)
	err := errors.Join(o.Blobs.SweepParts(before), o.adoptFiles(ctx, before))
	return errors.Join(err, o.Store.SweepContent(ctx, before.UnixMilli(), func(h ledger.Hash) error { return o.Blobs.Remove(h) }))
}

// adoptFiles notes old files that no row knows, so that the sweep can take them.
func (o *Office) adoptFiles(ctx context.Context, before time.Time) error {
	sizes := map[ledger.Hash]int64{}
	if err := o.Blobs.Each(before, func(h [32]byte, size int64) error { sizes[h] = size; return nil }); err != nil {
		return err
	}
	known, err := o.Store.Arrived(ctx, slices.Collect(maps.Keys(sizes)))
	for h, size := range sizes {
		if err == nil && !known[h] {
			err = o.Store.AdoptFile(ctx, h, size)
		}
	}
	return err
}

// AttachInput attaches a file that the caller sent before.
type AttachInput struct {
	Once
	EntryPath
	Body struct {
		SHA256  string `json:"sha256" pattern:"^[0-9a-f]{64}$"`
		Role    string `json:"role,omitempty" doc:"Kind of evidence of the catalogue"`
		TakenMS int64  `json:"taken_ms,omitempty" minimum:"0" doc:"When the picture was taken, as the author says"`
	}
}

// attachment is the body of the operation.
type attachment struct {
	SHA256  string `json:"sha256"`
	Size    int64  `json:"size,omitempty"`
	Type    string `json:"type,omitempty"`
	Role    string `json:"role,omitempty"`
	TakenMS int64  `json:"taken_ms,omitempty"`
	From    string `json:"from,omitempty"` // the file a piece of a track was taken from
	Why     string `json:"why,omitempty"`
}

func (o *Office) entryAttach(ctx context.Context, c *api.Caller, in *AttachInput) (*Answer[EntryView], error) {
	h, err := ledger.ParseHash(in.Body.SHA256)
	if err != nil {
		return nil, api.Wrong(api.Field{Field: "sha256", Message: "SHA-256"})
	}
	var b store.Blob
	return o.actOn(ctx, c, "attachFile", in.Once, in.EntryPath, in.Body, func(x *subject) ([]ledger.Draft, error) {
		if r := in.Body.Role; r != "" && x.reg.Latest().Evidence[r] == nil {
			return nil, api.Wrong(api.Field{Field: "role", Message: words.For(c.Lang).Text("api.entry.evidence_unknown")})
		}
		there, err := o.attached(ctx, x, in.Body.SHA256)
		if err != nil {
			return nil, err
		}
		if there {
			return nil, api.Fail(api.Conflict, "file_there")
		}
		if b, err = o.Store.Upload(ctx, c.PersonID, h); errors.Is(err, store.ErrGone) {
			return nil, api.Fail(api.Gone, "file_gone")
		}
		return []ledger.Draft{x.draft("attach", attachment{SHA256: in.Body.SHA256, Size: b.Size, Type: b.MediaType, Role: in.Body.Role, TakenMS: in.Body.TakenMS})}, err
	}, func(t *store.Tx) error { return t.Attach(c.PersonID, h) })
}

// attached reports whether an entry shows a file.
func (o *Office) attached(ctx context.Context, x *subject, hash string) (bool, error) {
	ops, err := o.Store.Operations(ctx, x.ledger, x.rec.ID)
	shown := false
	for i := range ops {
		if named, sign := ledger.AttachedHash(&ops[i].Op); named == hash && sign != 0 {
			shown = sign > 0
		}
	}
	return shown, err
}

// goesWith are the files an entry shows that are hidden with one: itself, and the
// pieces of a track that were taken from it; none when it is not shown.
func (o *Office) goesWith(ctx context.Context, x *subject, hash string) ([]string, error) {
	ops, err := o.Store.Operations(ctx, x.ledger, x.rec.ID)
	var out []string
	for i := range ops {
		var a attachment
		named, sign := ledger.AttachedHash(&ops[i].Op)
		if sign == 0 || json.Unmarshal(ops[i].Op.Body, &a) != nil || named != hash && a.From != hash && !slices.Contains(out, named) {
			continue
		}
		out = slices.DeleteFunc(out, func(h string) bool { return h == named })
		if sign > 0 {
			out = append(out, named)
		}
	}
	if !slices.Contains(out, hash) {
		return nil, err
	}
	return out, err
}

// HideInput hides an attached file.
type HideInput struct {
	Once
	EntryPath
	Body struct {
		SHA256 string `json:"sha256" pattern:"^[0-9a-f]{64}$"`
		Why    string `json:"why" minLength:"1" maxLength:"500"`
	}
}

func (o *Office) entryHide(ctx context.Context, c *api.Caller, in *HideInput) (*Answer[EntryView], error) {
	return o.actOn(ctx, c, "hideFile", in.Once, in.EntryPath, in.Body, func(x *subject) ([]ledger.Draft, error) {
		hashes, err := o.goesWith(ctx, x, in.Body.SHA256)
		if err == nil && len(hashes) == 0 {
			err = api.Missing()
		}
		var drafts []ledger.Draft
		for _, h := range hashes {
			drafts = append(drafts, x.draft("hide_attachment", attachment{SHA256: h, Why: in.Body.Why}))
		}
		return drafts, err
	})
}

// inline are the types that a page of the office may show in an <img>; they
// are our own re-encoded pictures.
var inline = []string{"image/jpeg", "image/png"}

// extensions name a downloaded file; the names of senders are never used.
var extensions = map[string]string{"image/jpeg": ".jpg", "image/png": ".png", "application/pdf": ".pdf", "audio/mp4": ".m4a", "audio/ogg": ".ogg", "audio/webm": ".webm"}

// BlobHandler serves GET /blob/{ledger}/{sha256}?entry=ID[&thumb=1]: a file of
// an entry that the caller may read and that shows it. Everything else is not
// found, and so is a track: nobody reads one here.
func (o *Office) BlobHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /blob/{ledger}/{sha256}", func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		b, media, err := o.blob(r)
		var known *api.Error
		switch {
		case errors.As(err, &known), errors.Is(err, store.ErrGone), errors.Is(err, fs.ErrNotExist):
			http.NotFound(w, r)
			return
		case err != nil:
			o.Log.Error("a file could not be served", "err", err)
			http.Error(w, "internal", http.StatusInternalServerError)
			return
		}
		h.Set("Content-Type", media)
		h.Set("Content-Length", strconv.Itoa(len(b)))
		h.Set("Content-Disposition", `attachment; filename="`+r.PathValue("sha256")[:12]+extensions[media]+`"`)
		_, _ = w.Write(b)
	})
	return mux
}

func (o *Office) blob(r *http.Request) (b []byte, media string, err error) {
	ctx := r.Context()
	dir, err := o.files()
	if err != nil {
		return nil, "", err
	}
	c, err := o.authenticate(r)
	if err != nil || c == nil || !c.SignedIn() {
		return nil, "", errors.Join(err, api.Missing())
	}
	h, err := ledger.ParseHash(r.PathValue("sha256"))
	if err != nil {
		return nil, "", api.Missing()
	}
	x, err := o.openEntry(ctx, c, EntryPath{r.PathValue("ledger"), r.FormValue("entry")})
	if err != nil {
		return nil, "", err
	}
	there, err := o.attached(ctx, x, h.String())
	if err == nil && !there {
		err = api.Missing()
	}
	if err != nil {
		return nil, "", err
	}
	row, err := o.Store.Blob(ctx, x.ledger, h)
	if err != nil {
		return nil, "", err
	}
	if blobs.IsTrack(row.MediaType) { // where a patrol went is told as sums only
		return nil, "", api.Missing()
	}
	if r.FormValue("thumb") != "" && slices.Contains(inline, row.MediaType) {
		b, err = dir.Thumb(h)
		return b, "image/jpeg", err
	}
	if err := o.noteOpened(ctx, c, x, audit.Facts("file", h.String()[:12])); err != nil {
		return nil, "", err
	}
	b, err = dir.Get(h)
	return b, row.MediaType, err
}
