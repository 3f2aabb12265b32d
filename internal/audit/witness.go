package audit

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// ErrRequest says that a text is not a request to a witness.
var ErrRequest = errors.New("this is not a checkpoint with its proof")

// Request is what a log hands to a witness: a checkpoint, and the proof that
// the log still holds the records the witness signed for last.
type Request struct {
	Old   int64 // the size the witness signed last, 0 for its first
	Proof tlog.TreeProof
	Note  []byte
}

// Text is "old N", a hash a line, an empty line and the checkpoint: the body
// of "add-checkpoint" of the C2SP tlog-witness protocol.
func (r Request) Text() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "old %d\n", r.Old)
	for _, h := range r.Proof {
		fmt.Fprintln(&b, h)
	}
	b.WriteByte('\n')
	b.Write(r.Note)
	return b.Bytes()
}

// ParseRequest reads the text of a request.
func ParseRequest(b []byte) (Request, error) {
	head, msg, ok := bytes.Cut(b, []byte("\n\n"))
	lines := strings.Split(string(head), "\n")
	first, isOld := strings.CutPrefix(lines[0], "old ")
	old, err := strconv.ParseInt(first, 10, 64)
	// A proof has at most a hash for each bit of a size.
	if !ok || !isOld || err != nil || old < 0 || len(lines) > 64 {
		return Request{}, ErrRequest
	}
	r := Request{Old: old, Note: msg}
	for _, l := range lines[1:] {
		h, err := tlog.ParseHash(l)
		if err != nil {
			return Request{}, ErrRequest
		}
		r.Proof = append(r.Proof, h)
	}
	return r, nil
}

// Codes of a witness's refusals.
const (
	// Rewritten: the proof does not hold; what was signed for is gone.
	Rewritten = "rewritten"
	// Shorter: the log has fewer records than were signed for.
	Shorter = "shorter"
	// WrongStart: the proof begins elsewhere; nothing is said about the log.
	WrongStart = "wrong_start"
)

// WitnessRefusal says why a witness does not sign.
type WitnessRefusal struct {
	Code string
	Last int64 // size it signed last
	Got  int64 // size it was shown, for WrongStart the start of the proof
}

func (e *WitnessRefusal) Error() string {
	return fmt.Sprintf("the witness refuses (%s): it signed for %d records last and is shown %d", e.Code, e.Last, e.Got)
}

// Witness adds w's signature to the checkpoint of a request if the log of
// logKey has signed it and it is consistent with last, what w signed last; nil
// for its first. The caller keeps the result as the new last before he hands
// it out.
func Witness(w *Signer, logKey string, last *Checkpoint, r Request) ([]byte, Checkpoint, error) {
	n, c, err := openNote(r.Note, logKey)
	if err != nil {
		return nil, c, err
	}
	if last == nil {
		last = &Checkpoint{Origin: c.Origin}
	}
	if err := extends(*last, c, r); err != nil {
		return nil, c, err
	}
	msg, err := note.Sign(n, w)
	return msg, c, err
}

func extends(last, c Checkpoint, r Request) error {
	switch {
	case c.Size < last.Size:
		return &WitnessRefusal{Shorter, last.Size, c.Size}
	case r.Old != last.Size:
		return &WitnessRefusal{WrongStart, last.Size, r.Old}
	case last.Size == 0:
		return nil // every log holds the empty one
	}
	if err := tlog.CheckTree(r.Proof, c.Size, c.Root, last.Size, last.Root); err != nil {
		return &WitnessRefusal{Rewritten, last.Size, c.Size}
	}
	return nil
}
