package relay

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Courier carries bundles to a door and from it.
type Courier struct {
	// Base is the address of the other place, without a path.
	Base     *url.URL
	DeviceID string
	// Sign signs a text with the key of the device.
	Sign func(text string) []byte
	// Via carries requests; nil is the network.
	Via http.RoundTripper
	// Patience is how long nothing may move; 0 is five minutes.
	Patience time.Duration
}

// courierPatience leaves the other side time to take a bundle in.
const courierPatience = 5 * time.Minute

// maxAnswer bounds an answer that is no bundle, in bytes.
const maxAnswer = 1 << 20

// Send brings a bundle. It is read twice: what is signed is its hash.
func (c *Courier) Send(ctx context.Context, open func() (io.ReadCloser, error)) (*Taken, error) {
	digest, size, err := digestOf(open)
	if err != nil {
		return nil, err
	}
	var out Taken
	return &out, c.ask(ctx, request{method: http.MethodPost, target: Prefix + "/bundles", body: open, digest: digest, size: size}, func(r *http.Response) error {
		return readJSON(r.Body, &out)
	})
}

// Fetch writes the bundle for a site, which is the caller's own for all but the
// door's own place; known is the tag of the last one. ErrNothingNew when there
// is no other.
func (c *Courier) Fetch(ctx context.Context, to, known string, w io.Writer) (tag string, err error) {
	target := Prefix + "/bundles"
	if to != "" {
		target += "?to=" + url.QueryEscape(to)
	}
	err = c.ask(ctx, request{method: http.MethodGet, target: target, known: known, digest: nothing}, func(r *http.Response) error {
		if r.StatusCode == http.StatusNotModified {
			return ErrNothingNew
		}
		tag = strings.Trim(r.Header.Get("ETag"), `"`)
		n, err := io.Copy(w, r.Body)
		if err == nil && r.ContentLength >= 0 && n != r.ContentLength {
			err = io.ErrUnexpectedEOF
		}
		return lost(err)
	})
	return tag, err
}

// Sync asks a running server of this place to exchange with its home now.
func (c *Courier) Sync(ctx context.Context) error {
	return c.ask(ctx, request{method: http.MethodPost, target: Prefix + "/sync", digest: nothing}, func(*http.Response) error { return nil })
}

// nothing is the digest of no body.
var nothing = hex.EncodeToString(sha256.New().Sum(nil))

func digestOf(open func() (io.ReadCloser, error)) (string, int64, error) {
	f, err := open()
	if err != nil {
		return "", 0, err
	}
	defer f.Close()
	sum := sha256.New()
	n, err := io.Copy(sum, f)
	return hex.EncodeToString(sum.Sum(nil)), n, err
}

type request struct {
	method, target string
	body           func() (io.ReadCloser, error) // nil has none
	size           int64
	digest, known  string
}

// ask signs a fresh challenge and sends the request. A challenge that another
// request of this device has overtaken is asked for once more.
func (c *Courier) ask(ctx context.Context, q request, use func(*http.Response) error) error {
	err := c.once(ctx, q, use)
	var e *Error
	if errors.As(err, &e) && e.Code == codeNotProven {
		return c.once(ctx, q, use)
	}
	return err
}

func (c *Courier) once(ctx context.Context, q request, use func(*http.Response) error) error {
	ctx, moved, end := c.watch(ctx)
	defer end()
	var ch struct {
		Challenge string `json:"challenge"`
	}
	get, err := http.NewRequestWithContext(ctx, http.MethodGet, c.Base.String()+Prefix+"/challenge?device="+c.DeviceID, nil)
	if err != nil {
		return err
	}
	if err := c.do(get, moved, func(r *http.Response) error { return readJSON(r.Body, &ch) }); err != nil {
		return err
	}
	r, err := c.signed(ctx, q, ch.Challenge, moved)
	if err != nil {
		return err
	}
	return c.do(r, moved, use)
}

func (c *Courier) signed(ctx context.Context, q request, challenge string, moved func()) (*http.Request, error) {
	var body io.ReadCloser
	if q.body != nil {
		f, err := q.body()
		if err != nil {
			return nil, err
		}
		body = &watched{f, moved}
	}
	r, err := http.NewRequestWithContext(ctx, q.method, c.Base.String()+q.target, body)
	if err != nil {
		return nil, err
	}
	if q.body != nil {
		r.ContentLength = q.size
		r.Header.Set("Content-Type", "application/octet-stream")
	}
	if q.known != "" {
		r.Header.Set("If-None-Match", `"`+q.known+`"`)
	}
	r.Header.Set(headDevice, c.DeviceID)
	r.Header.Set(headChallenge, challenge)
	r.Header.Set(headDigest, q.digest)
	r.Header.Set(headSignature, base64.RawURLEncoding.EncodeToString(c.Sign(SignedText(q.method, q.target, q.digest, challenge))))
	return r, nil
}

// do carries out a request and hands its answer over.
func (c *Courier) do(r *http.Request, moved func(), use func(*http.Response) error) error {
	client := &http.Client{Transport: c.Via, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(r)
	if err != nil {
		return lost(err)
	}
	defer res.Body.Close()
	moved()
	res.Body = &watched{res.Body, moved}
	if res.StatusCode != http.StatusOK && res.StatusCode != http.StatusNotModified {
		return refusalOf(res)
	}
	return use(res)
}

// refusalOf reads why the other side refused; what does not speak so is no home.
func refusalOf(res *http.Response) error {
	var said refusal
	if err := readJSON(res.Body, &said); err != nil || statuses[said.Code] == 0 {
		return &Error{Code: codeNotHome, cause: errors.New(res.Status)}
	}
	after, err := strconv.Atoi(res.Header.Get("Retry-After"))
	if err != nil || after < 0 {
		after = 0
	}
	return &Error{Code: said.Code, After: time.Duration(min(after, 3600)) * time.Second}
}

func readJSON(r io.Reader, v any) error {
	b, err := io.ReadAll(io.LimitReader(r, maxAnswer))
	if err != nil {
		return lost(err)
	}
	if err := json.NewDecoder(bytes.NewReader(b)).Decode(v); err != nil {
		return &Error{Code: codeNotHome, cause: err}
	}
	return nil
}

// lost names an error of the line.
func lost(err error) error {
	if err == nil {
		return nil
	}
	return &Error{Code: codeUnreachable, cause: err}
}

// watch ends a request in which nothing moves.
func (c *Courier) watch(ctx context.Context) (_ context.Context, moved func(), end func()) {
	wait := c.Patience
	if wait == 0 {
		wait = courierPatience
	}
	ctx, cancel := context.WithCancel(ctx)
	timer := time.AfterFunc(wait, cancel)
	return ctx, func() { timer.Reset(wait) }, func() { timer.Stop(); cancel() }
}

// watched tells of every piece that is read.
type watched struct {
	io.ReadCloser
	moved func()
}

// Read reads the next piece.
func (w *watched) Read(b []byte) (int, error) {
	n, err := w.ReadCloser.Read(b)
	if n > 0 {
		w.moved()
	}
	return n, err
}
