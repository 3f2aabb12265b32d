package syncing

import (
	"net/http"

	"phendau/internal/words"
)

// Error is what a request as a whole is answered with instead of results.
type Error struct {
	Status  int    `json:"-"`
	Code    string `json:"code"`
	Message string `json:"message"`
	// Mode says how a revoked phone ends: lost or retired.
	Mode string `json:"mode,omitempty"`
	// AfterSeconds is when to come again, also in Retry-After.
	AfterSeconds int `json:"after_seconds,omitempty"`
}

// Error is the code.
func (e *Error) Error() string { return e.Code }

// The closed list of codes.
const (
	codeMalformed    = "malformed"        // the request is not the protocol
	codeOldClient    = "client_too_old"   // update, keep everything
	codeTooLarge     = "too_large"        // halve the batch
	codeNotSignedIn  = "not_signed_in"    // sign a new challenge
	codeUnknown      = "unknown_device"   // not enrolled, or not confirmed yet
	codeForked       = "forked_device"    // stop, enrol anew
	codeRevoked      = "revoked"          // by its mode: wipe, or push first
	codeCursor       = "cursor_reset"     // pull again without a cursor
	codeTooMany      = "too_many"         // wait
	codeBusy         = "busy"             // wait
	codeDiskFull     = "disk_full"        // keep, tell the user
	codeTokenGone    = "token_gone"       // the enrolment was used or is over
	codeNotFound     = "not_found"        // no such address
	codeUnsupported  = "unsupported_type" // JSON, and bytes of files
	codeInternal     = "internal"         // keep, come again
	codeNotConfirmed = "not_confirmed"    // the officer has not confirmed yet
	codeOtherBytes   = "hash_mismatch"    // of a file: it is sent again from the beginning
)

var statuses = map[string]int{codeMalformed: http.StatusBadRequest, codeOldClient: http.StatusUpgradeRequired, codeTooLarge: http.StatusRequestEntityTooLarge,
	codeNotSignedIn: http.StatusUnauthorized, codeUnknown: http.StatusForbidden, codeForked: http.StatusConflict, codeRevoked: http.StatusGone,
	codeCursor: http.StatusConflict, codeTooMany: http.StatusTooManyRequests, codeBusy: http.StatusServiceUnavailable, codeDiskFull: http.StatusInsufficientStorage,
	codeTokenGone: http.StatusGone, codeNotFound: http.StatusNotFound, codeUnsupported: http.StatusUnsupportedMediaType, codeInternal: http.StatusInternalServerError,
	codeNotConfirmed: http.StatusForbidden}

func fail(code string) *Error { return &Error{Code: code, Status: statuses[code]} }

// speak fills in the sentence for a reader.
func (e *Error) speak(w words.Words) *Error {
	out := *e
	out.Message = w.Text("sync." + e.Code)
	return &out
}
