package audit

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// ErrCheckpoint says that a text is not a checkpoint.
var ErrCheckpoint = errors.New("this is not a checkpoint")

// Checkpoint says how long a log is and what its root is.
type Checkpoint struct {
	Origin string
	Size   int64
	Root   Hash
	// Witnesses are the names of those, besides the log, whose signature was
	// checked.
	Witnesses []string
}

// Text is the three lines that are signed.
func (c Checkpoint) Text() string { return fmt.Sprintf("%s\n%d\n%s\n", c.Origin, c.Size, c.Root) }

// Sign is the checkpoint as a signed note.
func (c Checkpoint) Sign(s *Signer) ([]byte, error) {
	return note.Sign(&note.Note{Text: c.Text()}, s)
}

func parseText(text string) (Checkpoint, error) {
	lines := strings.Split(text, "\n")
	if len(lines) != 4 || lines[0] == "" {
		return Checkpoint{}, ErrCheckpoint
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	root, err2 := tlog.ParseHash(lines[2])
	c := Checkpoint{Origin: lines[0], Size: size, Root: root}
	// One checkpoint has one text: no signs, leading zeros or loose base64.
	if err != nil || err2 != nil || size < 0 || c.Text() != text {
		return Checkpoint{}, ErrCheckpoint
	}
	return c, nil
}

// ReadCheckpoint reads a signed checkpoint without checking any signature.
func ReadCheckpoint(msg []byte) (Checkpoint, error) {
	var open *note.UnverifiedNoteError
	if _, err := note.Open(msg, note.VerifierList()); !errors.As(err, &open) {
		return Checkpoint{}, fmt.Errorf("%w: %w", ErrCheckpoint, err)
	}
	return parseText(open.Note.Text)
}

// OpenCheckpoint reads a checkpoint that the log of logKey has signed and
// names the known witnesses whose signatures it carries. Signatures of others
// are passed over.
func OpenCheckpoint(msg []byte, logKey string, witnesses ...string) (Checkpoint, error) {
	_, c, err := openNote(msg, logKey, witnesses...)
	return c, err
}

func openNote(msg []byte, logKey string, witnesses ...string) (*note.Note, Checkpoint, error) {
	var known []note.Verifier
	for _, k := range append([]string{logKey}, witnesses...) {
		v, err := note.NewVerifier(k)
		if err != nil {
			return nil, Checkpoint{}, fmt.Errorf("verifier key %q: %w", k, err)
		}
		known = append(known, v)
	}
	n, err := note.Open(msg, note.VerifierList(known...))
	if err != nil {
		return nil, Checkpoint{}, fmt.Errorf("%w signed by its log: %w", ErrCheckpoint, err)
	}
	c, err := parseText(n.Text)
	if err != nil {
		return nil, c, err
	}
	log := known[0]
	for _, sig := range n.Sigs {
		if sig.Name != log.Name() || sig.Hash != log.KeyHash() {
			c.Witnesses = append(c.Witnesses, sig.Name)
		}
	}
	if c.Origin != log.Name() || !slices.ContainsFunc(n.Sigs, func(sig note.Signature) bool { return sig.Name == log.Name() && sig.Hash == log.KeyHash() }) {
		return nil, c, fmt.Errorf("%w signed by %s", ErrCheckpoint, log.Name())
	}
	return n, c, nil
}

// Kept is a checkpoint as a log keeps it.
type Kept struct {
	Size int64
	// At is when the log signed it, in seconds since 1970 UTC.
	At int64
	// Witnesses is how many witnesses have signed it.
	Witnesses int
	Note      []byte
}

// Collect adds the checked signatures of witnesses on a brought checkpoint to
// those on the kept one, which must say the same.
func Collect(kept, brought []byte, logKey string, witnesses ...string) ([]byte, Checkpoint, error) {
	have, _, err := openNote(kept, logKey, witnesses...)
	if err != nil {
		return nil, Checkpoint{}, err
	}
	more, c, err := openNote(brought, logKey, witnesses...)
	if err != nil {
		return nil, c, err
	}
	if have.Text != more.Text {
		return nil, c, fmt.Errorf("%w of this log: another root at %d records", ErrCheckpoint, c.Size)
	}
	have.UnverifiedSigs = nil
	for _, sig := range more.Sigs {
		if !slices.Contains(have.Sigs, sig) {
			have.Sigs = append(have.Sigs, sig)
		}
	}
	msg, err := note.Sign(have)
	if err != nil {
		return nil, c, err
	}
	c, err = OpenCheckpoint(msg, logKey, witnesses...)
	return msg, c, err
}
