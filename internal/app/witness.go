package app

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/gofrs/flock"

	"phendau/internal/audit"
	"phendau/internal/words"
)

// witness is the whole program of a witness: it signs a checkpoint of one log
// if that is consistent with the last one it signed. It works on files alone,
// so a stick is enough between it and the post.
func (m *Main) witness(_ context.Context, w words.Words, args []string) error {
	var x witness
	set := newFlags("witness")
	x.flags(set)
	if rest, err := parse(set, args); err != nil || len(rest) > 0 {
		return orUnexpected(w, err, rest)
	}
	if x.key == "" || x.state == "" || (x.in == "") != (x.out == "") {
		return &usageError{w.Text("witness_usage")}
	}
	// Two runs at once could sign two futures of one log.
	lock := flock.New(x.state + ".lock")
	if ok, err := lock.TryLock(); err != nil || !ok {
		return errors.Join(errors.New(w.Text("witness_busy", "file", x.state)), err)
	}
	defer lock.Unlock()
	if err := x.open(w); err != nil {
		return err
	}
	if x.in == "" {
		fmt.Fprintln(m.Stdout, x.signer.Key())
		return nil
	}
	c, err := x.sign()
	var no *audit.WitnessRefusal
	if errors.As(err, &no) {
		return errors.New(w.Text("witness_refused."+no.Code, "last", no.Last, "got", no.Got))
	}
	if errors.Is(err, audit.ErrRequest) || errors.Is(err, audit.ErrCheckpoint) {
		return errors.New(w.Text("witness_bad_request", "file", x.in, "log", x.memory.Log))
	}
	if err != nil {
		return err
	}
	fmt.Fprintln(m.Stdout, w.Text("witness_signed", "origin", c.Origin, "size", c.Size, "file", x.out))
	return nil
}

// witness is a key and what it signed last.
type witness struct {
	key, state, in, out, log, name string

	signer *audit.Signer
	memory witnessMemory
}

// witnessMemory is the state file.
type witnessMemory struct {
	Log  string `json:"log"`  // verifier key of the log
	Note string `json:"note"` // the last checkpoint signed, "" before the first
}

func (x *witness) flags(set *flag.FlagSet) {
	for name, to := range map[string]*string{"key": &x.key, "state": &x.state, "in": &x.in, "out": &x.out, "log": &x.log, "name": &x.name} {
		set.StringVar(to, name, "", "")
	}
}

// open reads key and state, or makes both on first use. One without the other
// is refused: a witness that forgot what it signed would sign a rewritten log.
func (x *witness) open(w words.Words) error {
	secret, err := os.ReadFile(x.key)
	noKey := errors.Is(err, fs.ErrNotExist)
	if err != nil && !noKey {
		return err
	}
	state, err := os.ReadFile(x.state)
	noState := errors.Is(err, fs.ErrNotExist)
	if err != nil && !noState {
		return err
	}
	if noKey && noState {
		return x.create(w)
	}
	if noKey || noState {
		return errors.New(w.Text("witness_half", "key", x.key, "state", x.state))
	}
	if err := ownerOnly(w, x.key); err != nil {
		return err
	}
	if x.signer, err = audit.ParseSecret(string(secret)); err != nil {
		return fmt.Errorf("%s: %w", x.key, err)
	}
	if err := json.Unmarshal(state, &x.memory); err != nil {
		return fmt.Errorf("%s: %w", x.state, err)
	}
	if x.log != "" && x.log != x.memory.Log {
		return errors.New(w.Text("witness_other_log", "log", x.memory.Log))
	}
	return nil
}

// create makes key and state. The key comes first: without its state it is
// refused, so a cut in between is seen and nothing has been signed.
func (x *witness) create(w words.Words) (err error) {
	if x.log == "" || x.name == "" {
		return &usageError{w.Text("witness_first")}
	}
	if _, err := audit.OpenCheckpoint(nil, x.log); !errors.Is(err, audit.ErrCheckpoint) {
		return err // the log's key is none
	}
	if x.signer, err = audit.GenerateSigner(x.name, rand.Reader); err != nil {
		return err
	}
	if err := keepFile(x.key, []byte(x.signer.Secret()+"\n")); err != nil {
		return err
	}
	return x.remember(witnessMemory{Log: x.log})
}

// sign answers the request and remembers what was signed before anybody can
// see it.
func (x *witness) sign() (audit.Checkpoint, error) {
	var none audit.Checkpoint
	b, err := os.ReadFile(x.in)
	if err != nil {
		return none, err
	}
	r, err := audit.ParseRequest(b)
	if err != nil {
		return none, err
	}
	last, err := signedLast(x.memory.Note, x.state, x.memory.Log, x.signer)
	if err != nil {
		return none, err
	}
	msg, c, err := audit.Witness(x.signer, x.memory.Log, last, r)
	if err != nil {
		return c, err
	}
	if err := x.remember(witnessMemory{x.memory.Log, string(msg)}); err != nil {
		return c, err
	}
	return c, writeFile(x.out, func(f io.Writer) error {
		_, err := f.Write(msg)
		return err
	})
}

// signedLast reads from a witness's memory what it signed last; nil before its first.
func signedLast(note, file, log string, w *audit.Signer) (*audit.Checkpoint, error) {
	if note == "" {
		return nil, nil
	}
	c, err := audit.OpenCheckpoint([]byte(note), log, w.Key())
	if err != nil || len(c.Witnesses) == 0 {
		return nil, fmt.Errorf("%s does not hold what this witness signed last", file)
	}
	return &c, nil
}

func (x *witness) remember(s witnessMemory) error {
	b, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return err
	}
	x.memory = s
	return keepFile(x.state, append(b, '\n'))
}
