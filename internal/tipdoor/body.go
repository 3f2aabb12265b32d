package tipdoor

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"slices"
	"time"

	"phendau/internal/tip"
)

// Codes of refusals, beside those of package tip.
const (
	codeNotFound = "not_found"
	codeTooLarge = "too_large"
	codeTooSlow  = "too_slow"
	codeBroken   = "broken"
	codeBusy     = "busy"
	codeClosed   = "closed"
	codeDiskFull = "disk_full"
	codeInternal = "internal"
	codeNoSize   = "no_size"
)

// problem is a refusal with its status.
type problem struct {
	status int
	code   string
}

func (p *problem) Error() string { return p.code }

// patient gives the connection more time with every piece, up to an end.
type patient struct {
	r    io.Reader
	wait time.Duration
	end  time.Time
	more func(time.Time) error
}

// Read reads the next piece.
func (p *patient) Read(b []byte) (int, error) {
	at := time.Now().Add(p.wait)
	if at.After(p.end) {
		at = p.end
	}
	if err := p.more(at); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return 0, err
	}
	return p.r.Read(b)
}

// body is the body of a request under a cap in bytes.
func (d *Door) body(w http.ResponseWriter, r *http.Request, most int64) io.Reader {
	return &patient{r: http.MaxBytesReader(w, r.Body, most), wait: d.Patience, end: time.Now().Add(d.Longest), more: http.NewResponseController(w).SetReadDeadline}
}

// mayWrite gives the answer its time after a body that took long.
func (d *Door) mayWrite(w http.ResponseWriter) {
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(d.Patience)) // where none is supported there is none
}

// take reads a body of one of some sizes.
func (d *Door) take(w http.ResponseWriter, r *http.Request, sizes []int) ([]byte, error) {
	most := slices.Max(sizes)
	if r.ContentLength > int64(most) {
		return nil, &problem{http.StatusRequestEntityTooLarge, codeTooLarge}
	}
	b, err := io.ReadAll(d.body(w, r, int64(most)))
	d.mayWrite(w)
	if err := understand(err); err != nil {
		return nil, err
	}
	if !slices.Contains(sizes, len(b)) {
		return nil, &problem{http.StatusBadRequest, string(tip.WrongSize)}
	}
	return b, nil
}

// understand names what went wrong with a body.
func understand(err error) error {
	var big *http.MaxBytesError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &big):
		return &problem{http.StatusRequestEntityTooLarge, codeTooLarge}
	case errors.Is(err, os.ErrDeadlineExceeded):
		return &problem{http.StatusRequestTimeout, codeTooSlow}
	}
	return &problem{http.StatusBadRequest, codeBroken}
}

// reason is the refusal behind an error; of one from inside nothing is told.
func (d *Door) reason(err error) *problem {
	var p *problem
	var t *tip.Error
	switch {
	case errors.As(err, &p):
		return p
	case errors.As(err, &t):
		return &problem{http.StatusBadRequest, string(t.Code)}
	case errors.Is(err, ErrNoDesk):
		return &problem{http.StatusNotFound, codeNotFound}
	case errors.Is(err, ErrNoSize):
		return &problem{http.StatusBadRequest, codeNoSize}
	case errors.Is(err, ErrClosed):
		return &problem{http.StatusServiceUnavailable, codeClosed}
	}
	if d.Classify != nil {
		switch d.Classify(err) {
		case codeDiskFull:
			return &problem{http.StatusInsufficientStorage, codeDiskFull}
		case codeBusy:
			return &problem{http.StatusServiceUnavailable, codeBusy}
		}
	}
	// The text of a database's error may hold what was sent: its kind must do.
	d.Log.Error("a request of a sender failed", "kind", kindOf(err))
	return &problem{http.StatusInternalServerError, codeInternal}
}

// refuseFor answers with the reason of an error. Who has gone waits for none, and
// that a statement was cut off is no news.
func (d *Door) refuseFor(w http.ResponseWriter, r *http.Request, err error) {
	var p *problem
	if !errors.As(err, &p) {
		if r.Context().Err() != nil {
			return
		}
		p = d.reason(err)
	}
	refuse(w, p.status, p.code)
}

func refuse(w http.ResponseWriter, status int, code string) {
	if status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "60")
	}
	answerJSON(w, status, map[string]string{"code": code})
}

func answerJSON(w http.ResponseWriter, status int, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		panic("tipdoor: " + err.Error()) // plain values only
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(b)
}

func answerBytes(w http.ResponseWriter, b []byte) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Type", "application/octet-stream")
	_, _ = w.Write(b)
}
