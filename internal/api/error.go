package api

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"phendau/internal/access"
	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/words"
)

// Error is the one shape of every error answer.
type Error struct {
	Status int `json:"-"`
	// Code is of a closed list and stable; programs switch on it.
	Code string `json:"code" doc:"Stable code of the error" example:"stale_base"`
	// Message says in the reader's language what happened and what to do.
	Message string `json:"message" doc:"What happened and what to do, in the language asked for"`
	// RequestID finds the request in the server's log.
	RequestID string  `json:"request_id" doc:"Finds the request in the server's log"`
	Fields    []Field `json:"fields,omitempty" doc:"What is wrong with single fields"`
	// Current is the object as it stands, where the act named an older state.
	Current any `json:"current,omitempty" doc:"With stale_base: the object as it stands now"`

	key   string
	pairs []any
	cause error
	after time.Duration // when to try again, 0 for nothing to say
}

// Field is what is wrong with one field of a request.
type Field struct {
	Field   string `json:"field" doc:"Path of the field" example:"measures.length_m"`
	Message string `json:"message"`
}

// Error is the English sentence.
func (e *Error) Error() string {
	if e.cause != nil {
		return e.Code + ": " + e.cause.Error()
	}
	return e.Code + ": " + e.in("en")
}

// Unwrap is the cause, for the log.
func (e *Error) Unwrap() error { return e.cause }

// GetStatus is the HTTP status.
func (e *Error) GetStatus() int { return e.Status }

// GetHeaders tells programs when to try again.
func (e *Error) GetHeaders() http.Header {
	h := http.Header{}
	if e.after > 0 {
		h.Set("Retry-After", strconv.Itoa(int(e.after.Seconds())+1))
	}
	return h
}

func (e *Error) in(lang string) string {
	if e.Message != "" {
		return e.Message
	}
	return words.For(lang).Text("api."+e.key, e.pairs...)
}

// Codes of errors that are not a ledger's refusal or a figure's.
const (
	BadRequest    = "bad_request"
	NotSignedIn   = "not_signed_in"
	NotAllowed    = "not_allowed"
	NeedProof     = "need_proof" // a passkey not older than five minutes
	NeedPasskey   = "need_passkey"
	NotFound      = "not_found"
	NoMethod      = "no_method" // the path takes other methods (header Allow)
	Conflict      = "conflict"
	LastHolder    = "last_holder" // nobody would hold the keys of a desk any more
	TooLarge      = "too_large"
	TooMany       = "too_many_requests"
	Gone          = "gone"
	Unprocessable = "unprocessable"
	Busy          = "busy"
	DiskFull      = "disk_full"
	Internal      = "internal"
)

// statuses of the codes above.
var statuses = map[string]int{
	BadRequest: http.StatusBadRequest, NotSignedIn: http.StatusUnauthorized, NotAllowed: http.StatusForbidden, NeedProof: http.StatusForbidden,
	NeedPasskey: http.StatusForbidden, NotFound: http.StatusNotFound, NoMethod: http.StatusMethodNotAllowed, Conflict: http.StatusConflict, LastHolder: http.StatusConflict, TooLarge: http.StatusRequestEntityTooLarge,
	TooMany: http.StatusTooManyRequests, Gone: http.StatusGone, Unprocessable: http.StatusUnprocessableEntity, Busy: http.StatusServiceUnavailable,
	DiskFull: http.StatusInsufficientStorage, Internal: http.StatusInternalServerError,
}

// Fail is an error of a code; the sentence is the text "api.KEY" filled with
// pairs of name and value. key "" is the code itself.
func Fail(code, key string, pairs ...any) *Error {
	if key == "" {
		key = code
	}
	return &Error{Status: statuses[code], Code: code, key: key, pairs: pairs}
}

// Missing is the answer for what does not exist and for what the reader may
// not know to exist.
func Missing() *Error { return Fail(NotFound, "") }

// Wrong is a request with wrong fields.
func Wrong(fields ...Field) *Error {
	e := Fail(Unprocessable, "")
	e.Fields = fields
	return e
}

// Refused is the answer to somebody who may not.
func Refused(why access.Reason) *Error {
	switch why {
	case access.NotSignedIn:
		return Fail(NotSignedIn, "")
	case access.NeedPasskey:
		return Fail(NeedPasskey, "")
	}
	return Fail(NotAllowed, "not_allowed."+string(why))
}

// refusalStatus maps the ledger's refusals; what is not named is a conflict
// with the state of the record.
var refusalStatus = map[ledger.Code]int{
	ledger.CodeTooLarge: http.StatusRequestEntityTooLarge, ledger.CodeUnknownEntity: http.StatusNotFound, ledger.CodeNotAllowed: http.StatusForbidden,
	ledger.CodeBadContent: http.StatusUnprocessableEntity, ledger.CodeUnknownKind: http.StatusUnprocessableEntity, ledger.CodeWrongLedger: http.StatusUnprocessableEntity,
	ledger.CodePlaceNotAlive: http.StatusUnprocessableEntity, ledger.CodeWhyMissing: http.StatusUnprocessableEntity, ledger.CodeUnknownVerb: http.StatusUnprocessableEntity,
	ledger.CodeSelfVerification: http.StatusForbidden,
}

// understand brings any error into the one shape. What a reader may not see
// becomes "internal".
func understand(err error, lang string) *Error {
	var own *Error
	if errors.As(err, &own) {
		e := *own
		e.Message = own.in(lang)
		return &e
	}
	var refusal *ledger.Refusal
	if errors.As(err, &refusal) {
		status, ok := refusalStatus[refusal.Code]
		if !ok {
			status = http.StatusConflict
		}
		e := &Error{Status: status, Code: string(refusal.Code), Message: refusal.Sentence(lang)}
		if refusal.Detail != "" {
			e.Fields = []Field{{Message: refusal.Detail}}
		}
		return e
	}
	var asked *figure.Error
	if errors.As(err, &asked) {
		status := http.StatusUnprocessableEntity
		if asked.Code == figure.WithheldFigure {
			status = http.StatusForbidden
		}
		return &Error{Status: status, Code: string(asked.Code), Message: asked.Text(lang)}
	}
	var spoken interface{ Text(lang string) string }
	if errors.As(err, &spoken) {
		return &Error{Status: http.StatusUnprocessableEntity, Code: Unprocessable, Message: spoken.Text(lang)}
	}
	e := Fail(Internal, "")
	e.Message, e.cause = e.in(lang), err
	return e
}

// fromLibrary brings the library's own errors (validation, unknown media type)
// into the one shape.
func fromLibrary(hc huma.Context, status int, msg string, errs ...error) huma.StatusError {
	lang, id := "vi", ""
	if hc != nil {
		if c := CallerOf(hc.Context()); c != nil {
			lang, id = c.Lang, c.RequestID
		}
	}
	code := Internal
	for k, s := range statuses {
		if s == status && k != NeedProof && k != NeedPasskey && k != NotAllowed {
			code = k
		}
	}
	if status == http.StatusUnsupportedMediaType || status == http.StatusNotAcceptable {
		code = BadRequest
	}
	e := Fail(code, "")
	e.Status, e.RequestID = status, id
	e.Message = e.in(lang)
	for _, err := range errs {
		if err == nil {
			continue
		}
		f := Field{Message: err.Error()}
		if d, ok := err.(huma.ErrorDetailer); ok {
			f = Field{Field: d.ErrorDetail().Location, Message: d.ErrorDetail().Message}
		}
		e.Fields = append(e.Fields, f)
	}
	if len(e.Fields) == 0 && status < 500 && msg != "" {
		e.Fields = []Field{{Message: msg}}
	}
	return e
}

// Overtaken is the refusal of an act that somebody did first; message says who and
// when, in the reader's language.
func Overtaken(message string) *Error {
	return &Error{Status: http.StatusConflict, Code: string(ledger.CodeDuplicateState), Message: message}
}

// Stale is the refusal of an act on a state that is no longer the present one;
// current is the present one, for a screen that shows both.
func Stale(r *ledger.Refusal, lang string, current any) *Error {
	return &Error{Status: http.StatusConflict, Code: string(r.Code), Message: r.Sentence(lang), Current: current}
}
