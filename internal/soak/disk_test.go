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
	Photos  []storedPhoto
	Records map[string]syncing.Record
	Cursor  string
	Fresh   map[string]bool
}

type storedOp struct {
	Op, Sig     string
	Where, Code string
	Receipt     *syncing.WireReceipt `json:",omitempty"`
}

// storedPhoto names a file that lies beside the state under its hash.
type storedPhoto struct {
	SHA256, LedgerID, OpID string
	Where, Code            string
	Receipt                *syncing.WireReceipt `json:",omitempty"`
	KeepUntilMS            int64
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
	for _, p := range in.Photos {
		b, err := os.ReadFile(d.photo(p.SHA256))
		if err != nil {
			return phone.State{}, err
		}
		out.Photos = append(out.Photos, phone.Photo{SHA256: p.SHA256, Bytes: b, LedgerID: p.LedgerID, OpID: p.OpID,
			Where: phone.Where(p.Where), Code: p.Code, Receipt: p.Receipt, KeepUntilMS: p.KeepUntilMS})
	}
	return out, nil
}

func (d fileDisk) photo(sha string) string { return d.path + "-" + sha }

// Save keeps photos first, so that the state never names one that is not there.
func (d fileDisk) Save(s phone.State) error {
	out := stored{Seq: s.Head.Seq, Hash: s.Head.Hash, Records: s.Records, Cursor: s.Cursor, Fresh: s.Fresh}
	for _, k := range s.Ops {
		out.Ops = append(out.Ops, storedOp{string(k.Op.Bytes), k.Op.SigText(), string(k.Where), k.Code, k.Receipt})
	}
	for _, p := range s.Photos {
		out.Photos = append(out.Photos, storedPhoto{p.SHA256, p.LedgerID, p.OpID, string(p.Where), p.Code, p.Receipt, p.KeepUntilMS})
		if _, err := os.Stat(d.photo(p.SHA256)); err == nil {
			continue
		}
		if err := replace(d.photo(p.SHA256), p.Bytes); err != nil {
			return err
		}
	}
	b, err := json.Marshal(out)
	if err != nil {
		return err
	}
	return replace(d.path, b)
}

func replace(path string, b []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), "save-*")
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
