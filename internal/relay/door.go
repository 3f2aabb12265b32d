package relay

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"phendau/internal/ledger"
	"phendau/internal/words"
)

// Door answers sites.
type Door struct {
	Place Place
	// Secret makes challenges; all processes of a book share it.
	Secret []byte
	Now    func() time.Time
	Log    *slog.Logger
	// Classify brings errors of storage to a code; "" leaves them internal.
	Classify func(error) string
	// Patience is how long a body may rest; 0 is half a minute.
	Patience time.Duration
	// MaxBundle bounds one bundle in bytes; 0 is the package's own.
	MaxBundle int64

	room    chan struct{}
	strange *rate.Limiter // how many refusals of strangers reach the log
	issuing sync.Mutex
	issued  int64 // the instant of the last challenge
}

// Handler serves the addresses below Prefix.
func (d *Door) Handler() http.Handler {
	d.room, d.strange = make(chan struct{}, admitted), rate.NewLimiter(rate.Every(time.Second), 30)
	if d.Patience == 0 {
		d.Patience = patience
	}
	if d.MaxBundle == 0 {
		d.MaxBundle = MaxBundle
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+Prefix+"/challenge", d.challenge)
	mux.Handle("POST "+Prefix+"/bundles", d.signed(d.take))
	mux.Handle("GET "+Prefix+"/bundles", d.signed(d.give))
	mux.Handle("POST "+Prefix+"/sync", d.signed(d.sync))
	mux.HandleFunc(Prefix+"/", func(w http.ResponseWriter, r *http.Request) { d.refuse(w, r, fail(codeNotFound)) })
	return mux
}

func (d *Door) challenge(w http.ResponseWriter, r *http.Request) {
	id := r.URL.Query().Get("device")
	if !ledger.ValidID(id) {
		d.refuse(w, r, fail(codeMalformed))
		return
	}
	write(w, http.StatusOK, map[string]string{"challenge": newChallenge(d.Secret, id, d.instant())})
}

// instant is now in milliseconds, each given out once: the second of two
// challenges of one millisecond would count as used with the first. It waits for
// the next one rather than run ahead, where used challenges would not be known.
func (d *Door) instant() int64 {
	d.issuing.Lock()
	defer d.issuing.Unlock()
	now := d.Now().UnixMilli()
	if now == d.issued {
		time.Sleep(time.Millisecond)
		now = d.Now().UnixMilli()
	}
	d.issued = now
	return now
}

// call is a request whose sender is known.
type call struct {
	*Speaker
	w      http.ResponseWriter
	r      *http.Request
	digest string // of the body, as signed
}

// signed lets only those through who prove that they speak for a site of this
// book, and only a few at a time.
func (d *Door) signed(do func(*call) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := d.caller(w, r)
		if err == nil {
			select {
			case d.room <- struct{}{}:
				defer func() { <-d.room }()
				err = do(c)
			default:
				err = &Error{Code: codeBusy, After: time.Minute}
			}
		}
		if err != nil {
			d.refuse(w, r, err)
		}
	})
}

// caller checks who asks. A challenge is used up by a request that its device
// signed, and by no other.
func (d *Door) caller(w http.ResponseWriter, r *http.Request) (*call, error) {
	id, challenge := r.Header.Get(headDevice), r.Header.Get(headChallenge)
	sig, err := base64.RawURLEncoding.DecodeString(r.Header.Get(headSignature))
	digest := r.Header.Get(headDigest)
	if err != nil || !ledger.ValidID(id) || len(digest) != 2*sha256.Size {
		return nil, fail(codeMalformed)
	}
	s, err := d.Place.Speaker(r.Context(), id)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return nil, fail(codeUnknown)
	}
	issued, ours := readChallenge(d.Secret, id, challenge)
	age := d.Now().Sub(time.UnixMilli(issued))
	if !ours || age > challengeLife || age < -challengeLife || !s.Device.Verify([]byte(SignedText(r.Method, r.URL.RequestURI(), digest, challenge)), sig) {
		return nil, fail(codeNotProven)
	}
	fresh, err := d.Place.UseChallenge(r.Context(), id, issued)
	if err == nil && !fresh {
		err = fail(codeNotProven)
	}
	return &call{s, w, r, digest}, err
}

// take keeps the bundle in a file, which is sealed as it came, until all of it
// is here and is what was signed.
func (d *Door) take(c *call) error {
	f, err := os.CreateTemp("", "phendau-goi-*")
	if err != nil {
		return err
	}
	defer func() { f.Close(); os.Remove(f.Name()) }()
	most := d.MaxBundle
	if c.Own {
		most = maxOwn
	}
	body := http.MaxBytesReader(c.w, c.r.Body, most)
	sum := sha256.New()
	_, err = io.Copy(io.MultiWriter(f, sum), &patient{r: body, wait: d.Patience, more: http.NewResponseController(c.w).SetReadDeadline})
	if err := understand(err); err != nil {
		return err
	}
	if hex.EncodeToString(sum.Sum(nil)) != c.digest {
		return fail(codeDamaged)
	}
	t, err := d.Place.Import(c.r.Context(), c.Speaker, func() (io.ReadCloser, error) { return os.Open(f.Name()) })
	if err != nil {
		return err
	}
	_ = http.NewResponseController(c.w).SetWriteDeadline(time.Now().Add(d.Patience)) // taking it in may have lasted
	write(c.w, http.StatusOK, t)
	return nil
}

// understand names what went wrong with a body.
func understand(err error) error {
	var big *http.MaxBytesError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &big):
		return fail(codeTooBig)
	case errors.Is(err, os.ErrDeadlineExceeded):
		return fail(codeTooSlow)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return fail(codeDamaged)
	}
	return err
}

// give writes what the site lacks. The tag of the last bundle it took in comes
// as If-None-Match.
func (d *Door) give(c *call) error {
	f, err := os.CreateTemp("", "phendau-goi-*")
	if err != nil {
		return err
	}
	defer func() { f.Close(); os.Remove(f.Name()) }()
	tag, err := d.Place.Export(c.r.Context(), c.Speaker, c.r.URL.Query().Get("to"), strings.Trim(c.r.Header.Get("If-None-Match"), `"`), f)
	if errors.Is(err, ErrNothingNew) {
		c.w.WriteHeader(http.StatusNotModified)
		return nil
	}
	if err != nil {
		return err
	}
	size, err := f.Seek(0, io.SeekEnd)
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		return err
	}
	h := c.w.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Length", strconv.FormatInt(size, 10))
	h.Set("ETag", `"`+tag+`"`)
	c.w.WriteHeader(http.StatusOK)
	_, _ = io.Copy(c.w, &patient{r: f, wait: d.Patience, more: http.NewResponseController(c.w).SetWriteDeadline})
	return nil // who did not get all of it comes again
}

// sync exchanges with home now, on the word of a process of this place.
func (d *Door) sync(c *call) error {
	if !c.Own {
		return fail(codeUnknown)
	}
	_ = http.NewResponseController(c.w).SetWriteDeadline(time.Time{}) // it lasts as long as it lasts
	if err := d.Place.Sync(c.r.Context()); err != nil {
		return err
	}
	write(c.w, http.StatusOK, struct{}{})
	return nil
}

// patient gives the connection more time with every piece.
type patient struct {
	r    io.Reader
	wait time.Duration
	more func(time.Time) error
}

// Read reads the next piece.
func (p *patient) Read(b []byte) (int, error) {
	if err := p.more(time.Now().Add(p.wait)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return 0, err
	}
	return p.r.Read(b)
}

// refusal is the one shape of errors.
type refusal struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

func (d *Door) refuse(w http.ResponseWriter, r *http.Request, err error) {
	code := CodeOf(err)
	if code == "" && d.Classify != nil {
		code = d.Classify(err)
	}
	switch code {
	case "":
		if r.Context().Err() != nil {
			return // nobody waits for the answer
		}
		code = codeInternal
		d.Log.Error("exchange with a site failed", "path", r.URL.Path, "err", err)
	case codeBusy, codeDiskFull, codeNotFound:
	default:
		d.note(r, code)
	}
	var e *Error
	if errors.As(err, &e) && e.After > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(e.After.Seconds())))
	}
	if r.Method == http.MethodPost {
		w.Header().Set("Connection", "close") // what still comes is not waited for
	}
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(d.Patience))
	write(w, statuses[code], refusal{code, words.For(lang(r)).Text("site_error."+code, "detail", "")})
}

// note leaves a line for a refusal. Strangers cannot fill the log.
func (d *Door) note(r *http.Request, code string) {
	id := r.Header.Get(headDevice)
	if !ledger.ValidID(id) {
		id = ""
	}
	stranger := code == codeUnknown || code == codeNotProven || code == codeMalformed
	if stranger && !d.strange.AllowN(d.Now(), 1) {
		return
	}
	d.Place.Refused(context.WithoutCancel(r.Context()), id, code)
}

func write(w http.ResponseWriter, status int, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(b)))
	w.WriteHeader(status)
	_, _ = w.Write(b)
}

// lang is the language the caller asks for.
func lang(r *http.Request) string {
	if strings.HasPrefix(strings.ToLower(r.Header.Get("Accept-Language")), "en") {
		return "en"
	}
	return "vi"
}
