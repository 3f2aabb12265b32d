package soak

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"

	"phendau/internal/ledger"
	"phendau/internal/syncing"
	"phendau/internal/syncing/phone"
)

// fileDisk keeps a phone's state in a file: written beside, forced to the disk,
// renamed, so that it is there whole when Save returns.
type fileDisk struct{ path string }

// stored is the state in bytes that know nothing of this program: operations as
// they travel, so that reading them checks them again.
type stored struct {
	Seq     int64
	Hash    ledger.Hash
	Ops     []storedOp
	Records map[string]syncing.Record
	Cursor  string
	Fresh   map[string]bool
}

type storedOp struct {
	Op, Sig     string
	Where, Code string
	Receipt     *syncing.WireReceipt `json:",omitempty"`
}

func (d fileDisk) Load() (phone.State, error) {
	var in stored
	b, err := os.ReadFile(d.path)
	if errors.Is(err, os.ErrNotExist) {
		return phone.State{}, nil
	}
	if err != nil {
		return phone.State{}, err
	}
	if err := json.Unmarshal(b, &in); err != nil {
		return phone.State{}, err
	}
	out := phone.State{Head: ledger.DeviceHead{Seq: in.Seq, Hash: in.Hash}, Records: in.Records, Cursor: in.Cursor, Fresh: in.Fresh}
	for _, o := range in.Ops {
		sig, err := base64.RawURLEncoding.DecodeString(o.Sig)
		if err != nil {
			return phone.State{}, err
		}
		op, err := ledger.Decode([]byte(o.Op), sig)
		if err != nil {
			return phone.State{}, err
		}
		out.Ops = append(out.Ops, phone.Kept{Op: op, Where: phone.Where(o.Where), Code: o.Code, Receipt: o.Receipt})
	}
	return out, nil
}

func (d fileDisk) Save(s phone.State) error {
	out := stored{Seq: s.Head.Seq, Hash: s.Head.Hash, Records: s.Records, Cursor: s.Cursor, Fresh: s.Fresh}
	for _, k := range s.Ops {
		out.Ops = append(out.Ops, storedOp{string(k.Op.Bytes), k.Op.SigText(), string(k.Where), k.Code, k.Receipt})
	}
	b, err := json.Marshal(out)
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(d.path), "save-*")
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), d.path)
}
