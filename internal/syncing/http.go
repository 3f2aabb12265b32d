package syncing

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"

	"golang.org/x/time/rate"

	"phendau/internal/words"
)

// protocolHeader names the version of the protocol a client speaks.
const protocolHeader = "Phendau-Protocol"

// protocolVersion is the one this server speaks. Stored operations of older
// clients are taken for at least twelve months.
const protocolVersion = 1

// admitted is how many requests are worked on at a time; more are asked to
// come again, spread over time by chance, so that a storm after an outage does
// not come back as one.
const admitted = 64

// Handler serves the addresses below Prefix. No cookie is read and none is
// set: a device proves itself with its key.
func (h *Hub) Handler() http.Handler {
	h.codes = rate.NewLimiter(rate.Every(codeEvery), codeBurst)
	h.photos, h.writing = make(chan struct{}, photosQueued), make(chan struct{}, photosAdmitted)
	mux := http.NewServeMux()
	mux.Handle("POST "+Prefix+"/enrol", answer(h, func(ctx context.Context, _ *http.Request, in *EnrolRequest) (any, error) { return h.enrol(ctx, in) }))
	mux.Handle("GET "+Prefix+"/challenge", answer(h, func(ctx context.Context, r *http.Request, _ *struct{}) (any, error) {
		return h.challenge(r.URL.Query().Get("device_id"))
	}))
	mux.Handle("POST "+Prefix+"/session", answer(h, func(ctx context.Context, _ *http.Request, in *SessionRequest) (any, error) { return h.session(ctx, in) }))
	mux.Handle("POST "+Prefix+"/push", signed(h, h.push))
	mux.Handle("POST "+Prefix+"/blobs", signed(h, h.offers))
	mux.HandleFunc("PUT "+Prefix+"/blobs/{sha256}", func(w http.ResponseWriter, r *http.Request) {
		out, err := h.piece(w, r)
		h.say(w, r, out, err)
	})
	mux.Handle("POST "+Prefix+"/pull", signed(h, h.pull))
	mux.Handle("POST "+Prefix+"/reconcile", signed(h, h.reconcile))
	mux.Handle("GET "+Prefix+"/reference", signed(h, func(ctx context.Context, c *caller, _ *struct{}) (*Reference, error) { return h.reference(ctx, c) }))
	mux.Handle("GET "+Prefix+"/map", answer(h, func(_ context.Context, r *http.Request, _ *struct{}) (any, error) {
		c, err := h.caller(r)
		if err != nil {
			return nil, err
		}
		return h.phoneMap(c, r.URL.Query().Get("have"))
	}))
	mux.Handle(Prefix+"/", answer(h, func(context.Context, *http.Request, *struct{}) (any, error) { return nil, fail(codeNotFound) }))
	return h.gate(mux)
}

// signed is an address that needs a session.
func signed[I any, O any](h *Hub, do func(context.Context, *caller, *I) (*O, error)) http.Handler {
	return answer(h, func(ctx context.Context, r *http.Request, in *I) (any, error) {
		c, err := h.caller(r)
		if err != nil {
			return nil, err
		}
		return do(ctx, c, in)
	})
}

// caller is the device whose session a request carries.
func (h *Hub) caller(r *http.Request) (*caller, error) {
	if err := speaks(r); err != nil {
		return nil, err
	}
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		return nil, fail(codeNotSignedIn)
	}
	c, err := h.who(r.Context(), token)
	if err == nil {
		c.lang = lang(r)
	}
	return c, err
}

// speaks holds that the client speaks this version of the protocol.
func speaks(r *http.Request) error {
	if v := r.Header.Get(protocolHeader); v != strconv.Itoa(protocolVersion) {
		return fail(codeOldClient)
	}
	return nil
}

// answer reads a JSON request and writes a JSON answer, packed where the
// client unpacks.
func answer[I any](h *Hub, do func(context.Context, *http.Request, *I) (any, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		in := new(I)
		err := read(w, r, in)
		var out any
		if err == nil {
			out, err = do(r.Context(), r, in)
		}
		h.say(w, r, out, err)
	})
}

func (h *Hub) say(w http.ResponseWriter, r *http.Request, out any, err error) {
	if err != nil {
		h.refuse(w, r, err)
		return
	}
	h.write(w, r, http.StatusOK, out)
}

// read takes a request's body within the limits, packed or not.
func read(w http.ResponseWriter, r *http.Request, in any) error {
	if err := speaks(r); err != nil || r.Method == http.MethodGet {
		return err
	}
	if t, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || t != "application/json" {
		return fail(codeUnsupported)
	}
	var body io.Reader = http.MaxBytesReader(w, r.Body, MaxBody)
	switch r.Header.Get("Content-Encoding") {
	case "", "identity":
	case "gzip":
		z, err := gzip.NewReader(body)
		if err != nil {
			return fail(codeMalformed)
		}
		body = z
	default:
		return fail(codeUnsupported)
	}
	b, err := io.ReadAll(io.LimitReader(body, MaxBody+1))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge) || len(b) > MaxBody:
		return fail(codeTooLarge)
	case err != nil:
		return fail(codeMalformed)
	}
	if json.Unmarshal(b, in) != nil {
		return fail(codeMalformed)
	}
	return nil
}

// refuse answers with the one shape of errors.
func (h *Hub) refuse(w http.ResponseWriter, r *http.Request, err error) {
	var e *Error
	switch {
	case errors.As(err, &e):
	case h.Classify != nil && h.Classify(err) != "":
		e = fail(h.Classify(err))
	case r.Context().Err() != nil:
		return // nobody waits for the answer
	default:
		h.Log.Error("sync request failed", "path", r.URL.Path, "err", err)
		e = fail(codeInternal)
	}
	if e.AfterSeconds > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(e.AfterSeconds))
	}
	h.write(w, r, e.Status, e.speak(words.For(lang(r))))
}

func (h *Hub) write(w http.ResponseWriter, r *http.Request, status int, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		h.Log.Error("sync answer", "path", r.URL.Path, "err", err)
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if len(b) > 1024 && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		w.Header().Set("Content-Encoding", "gzip")
		w.WriteHeader(status)
		h.pack(w, b)
		return
	}
	w.WriteHeader(status)
	_, _ = w.Write(b)
}

// pack writes b packed. A packer holds most of a megabyte, so it is used again.
func (h *Hub) pack(w io.Writer, b []byte) {
	z, ok := h.packers.Get().(*gzip.Writer)
	if !ok {
		z = gzip.NewWriter(w)
	}
	z.Reset(w)
	_, _ = z.Write(b)
	_ = z.Close()
	h.packers.Put(z)
}

// gate is before everything: headers, a bound on what is worked on at a time,
// and panics that end one request only.
func (h *Hub) gate(next http.Handler) http.Handler {
	room := make(chan struct{}, admitted)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox")
		w.Header().Set("Referrer-Policy", "no-referrer")
		w.Header().Set("Vary", "Accept-Encoding, Accept-Language")
		w.Header().Set(protocolHeader, strconv.Itoa(protocolVersion))
		select {
		case room <- struct{}{}:
			defer func() { <-room }()
		default:
			h.refuse(w, r, later(codeBusy, h.spread()))
			return
		}
		defer func() {
			if p := recover(); p != nil {
				h.Log.Error("panic", "path", r.URL.Path, "what", fmt.Sprintf("%T", p), "stack", string(debug.Stack()))
				h.refuse(w, r, fail(codeInternal))
			}
		}()
		next.ServeHTTP(w, r)
	})
}

// lang is the language the client asks for.
func lang(r *http.Request) string {
	if strings.HasPrefix(strings.ToLower(r.Header.Get("Accept-Language")), "en") {
		return "en"
	}
	return "vi"
}
