package app

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"phendau/internal/identity"
	"phendau/internal/ledger"
	"phendau/internal/office"
	"phendau/internal/store"
	"phendau/internal/words"
)

// Files of a directory of keys: the root key of the installation, which every
// process on one database shares, and the device of this one process.
const (
	rootKeyFile = office.RootKeyFile
	nodeFile    = "node.json"
	keysLock    = office.KeysLock
)

// keys are an open directory of keys. The lock keeps a second process from
// signing with the same device.
type keys struct {
	root     *identity.RootKey
	deviceID string
	seed     func() []byte // a function, so that no text ever holds it
	lock     *flock.Flock
}

// keysInUse says that another process signs with a directory of keys.
type keysInUse struct{ text string }

func (e *keysInUse) Error() string { return e.text }

// nodeDevice is the file of the device this process signs with.
type nodeDevice struct {
	DeviceID string `json:"device_id"`
	Seed     []byte `json:"seed"`
}

// openKeys opens or makes a directory of keys. Only its owner may read it.
func openKeys(w words.Words, dir string) (*keys, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make directory of keys: %w", err)
	}
	k := &keys{lock: flock.New(filepath.Join(dir, keysLock))}
	ok, err := k.lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", dir, err)
	}
	if !ok {
		return nil, &keysInUse{fmt.Sprintf("%s: %s", dir, w.Text("keys_in_use"))}
	}
	if err := k.read(w, dir); err != nil {
		return nil, errors.Join(err, k.close())
	}
	return k, nil
}

func (k *keys) close() error { return k.lock.Unlock() }

func (k *keys) read(w words.Words, dir string) error {
	b, err := keyFile(w, filepath.Join(dir, rootKeyFile), func() ([]byte, error) { return identity.NewRootKey().Bytes(), nil })
	if err != nil {
		return err
	}
	if k.root, err = identity.ReadRootKey(b); err != nil {
		return fmt.Errorf("%s: %w", rootKeyFile, err)
	}
	b, err = keyFile(w, filepath.Join(dir, nodeFile), func() ([]byte, error) { return json.Marshal(newNode()) })
	if err != nil {
		return err
	}
	var n nodeDevice
	if err := json.Unmarshal(b, &n); err != nil || len(n.Seed) != 32 || !ledger.ValidID(n.DeviceID) {
		return fmt.Errorf("%s is damaged; move it away and start again: this process then gets a new device", nodeFile)
	}
	k.deviceID, k.seed = n.DeviceID, func() []byte { return n.Seed }
	return nil
}

// keyFile reads a file of secrets, or makes it. One that others may read is
// refused: somebody has to know.
func keyFile(w words.Words, path string, make func() ([]byte, error)) ([]byte, error) {
	err := ownerOnly(w, path)
	if errors.Is(err, os.ErrNotExist) {
		b, err := make()
		if err != nil {
			return nil, err
		}
		return b, keepFile(path, b)
	}
	if err != nil {
		return nil, err
	}
	return os.ReadFile(path)
}

// rootKeyCheck is under what the book remembers which root key it was begun
// with.
const rootKeyCheck = office.RootKeyMark

// hasRootKey refuses a directory without a root key where the book has one:
// a new key would open nothing, and would lie there like the right one.
func hasRootKey(ctx context.Context, w words.Words, st *store.Store, dir string) error {
	if _, err := os.Stat(filepath.Join(dir, rootKeyFile)); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	_, err := st.Instance(ctx, rootKeyCheck)
	if errors.Is(err, store.ErrGone) {
		return nil
	}
	return errors.Join(err, errors.New(w.Text("no_root_key")))
}

// sameKey refuses a root key that is not the one the book was begun with:
// secrets sealed with the other could not be opened.
func (k *keys) sameKey(ctx context.Context, w words.Words, st *store.Store) error {
	const name = rootKeyCheck
	mark := k.root.Derive("check")
	if err := st.Within(ctx, func(t *store.Tx) error { return t.PutInstance(name, mark) }); err != nil {
		return err
	}
	have, err := st.Instance(ctx, name)
	if err != nil {
		return err
	}
	if string(have) != string(mark) {
		return errors.New(w.Text("wrong_root_key"))
	}
	return nil
}

// writer is this process as a device; it is enrolled with its first operation.
func (k *keys) writer(st *store.Store) *store.Writer {
	return store.ResumeWriter(st, k.deviceID, k.seed(), commandLineActor, commandLineBody)
}

func newNode() nodeDevice {
	seed := make([]byte, 32)
	rand.Read(seed)
	ids := ledger.IDs{Rand: rand.Reader, Now: func() int64 { return time.Now().UnixMilli() }}
	return nodeDevice{ids.New(), seed}
}
