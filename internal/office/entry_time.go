package office

import (
	"context"
	"encoding/json"
	"slices"

	"phendau/internal/ledger"
)

// TimelineStep is one operation in the life of a record.
type TimelineStep struct {
	OpID     string       `json:"op_id"`
	Verb     string       `json:"verb"`
	What     string       `json:"what"`
	By       string       `json:"by"`
	Body     string       `json:"body"`
	AtMS     int64        `json:"at_ms" doc:"When the ledger took it"`
	DeviceMS int64        `json:"device_ms,omitempty" doc:"Time of the device, where it differs by more than a minute"`
	Why      string       `json:"why,omitempty"`
	Changes  []ChangeText `json:"changes"`
	Epoch    int          `json:"epoch"`
	Seq      int64        `json:"seq" doc:"Position in the ledger"`
	Hash     string       `json:"hash"`
}

// EvidenceView is an attached file.
type EvidenceView struct {
	SHA256  string `json:"sha256"`
	Size    int64  `json:"size"`
	Type    string `json:"type" doc:"Media type"`
	Role    string `json:"role,omitempty" doc:"Kind of evidence of the catalogue"`
	Name    string `json:"name" doc:"Kind of evidence in words"`
	TakenMS int64  `json:"taken_ms,omitempty"`
	By      string `json:"by"`
	AtMS    int64  `json:"at_ms"`
	Hidden  bool   `json:"hidden,omitempty"`
	Why     string `json:"why,omitempty" doc:"Why it was hidden"`
	Waiting bool   `json:"waiting,omitempty" doc:"A phone still has its bytes: the entry came first"`
	device  string
	from    string // the file a piece of a track was taken from
}

// minDeviceLag is from when on the device's own time is worth showing.
const minDeviceLag = 60_000

func (t *teller) timeline(ops []ledger.Stamped) []TimelineStep {
	out := []TimelineStep{}
	for _, told := range t.steps(ops) {
		op := &told.Op
		s := TimelineStep{OpID: op.ID, Verb: op.Verb, What: told.what, By: told.by, Body: told.body, AtMS: told.Stamp.AcceptedMS, Why: told.why,
			Changes: []ChangeText{}, Epoch: told.Stamp.Epoch, Seq: told.Stamp.Seq, Hash: told.Hash.String()}
		if lag := s.AtMS - op.Time.DeviceMS; lag > minDeviceLag && op.Time.DeviceMS > 0 {
			s.DeviceMS = op.Time.DeviceMS
		}
		for _, c := range append(told.changes, told.asked...) {
			s.Changes = append(s.Changes, ChangeText{c.Name, c.Old, c.New})
		}
		out = append(out, s)
	}
	return out
}

// awaited marks the files that have not come yet.
func (o *Office) awaited(ctx context.Context, list []EvidenceView) ([]EvidenceView, error) {
	hashes := make([]ledger.Hash, len(list))
	for i := range list {
		var err error
		if hashes[i], err = ledger.ParseHash(list[i].SHA256); err != nil {
			return nil, err
		}
	}
	here, err := o.Store.Arrived(ctx, hashes)
	for i := range list {
		list[i].Waiting = !here[hashes[i]]
	}
	return list, err
}

// evidence folds the attachments: hidden ones stay in the list, marked.
func (t *teller) evidence(ops []ledger.Stamped) []EvidenceView {
	out := []EvidenceView{}
	for i := range ops {
		op := &ops[i].Op
		hash, sign := ledger.AttachedHash(op)
		var a struct {
			Size    int64  `json:"size"`
			Type    string `json:"type"`
			Role    string `json:"role"`
			TakenMS int64  `json:"taken_ms"`
			From    string `json:"from"`
			Why     string `json:"why"`
		}
		if sign == 0 || json.Unmarshal(op.Body, &a) != nil {
			continue
		}
		at := slices.IndexFunc(out, func(e EvidenceView) bool { return e.SHA256 == hash })
		switch {
		case sign > 0 && at < 0:
			out = append(out, EvidenceView{SHA256: hash, Size: a.Size, Type: a.Type, Role: a.Role, Name: t.evidenceName(a.Role), TakenMS: a.TakenMS,
				By: t.reg.PersonName(op.ActorID), AtMS: ops[i].Stamp.AcceptedMS, device: op.DeviceID, from: a.From})
		case sign > 0:
			out[at].Hidden, out[at].Why = false, ""
		case sign < 0 && at >= 0:
			out[at].Hidden, out[at].Why = true, a.Why
		}
	}
	return out
}
