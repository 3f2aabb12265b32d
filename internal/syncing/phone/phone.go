// Package phone is the other side of the protocol: an outbox that never loses
// an operation, a chain of its own, and what the server told it. The field app
// does the same in TypeScript; this one is for tests, load and simulation, and
// for programs that record.
//
// A Phone is not safe for concurrent use: one sender at a time.
package phone

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"

	"phendau/internal/ledger"
	"phendau/internal/syncing"
)

// Net carries a request. An *syncing.Error is the server's answer; every other
// error is an unknown outcome: the same request is sent again.
type Net interface {
	Call(ctx context.Context, method, path, token string, in, out any) error
}

// Disk keeps a phone's state. Save is durable when it returns, and whole or not
// at all.
type Disk interface {
	Load() (State, error)
	Save(State) error
}

// State is everything a phone keeps.
type State struct {
	Head    ledger.DeviceHead
	Ops     []Kept
	Photos  []Photo
	Records map[string]syncing.Record // by id
	Cursor  string
	// Fresh are the records of a pull that began anew; when it ends, the others
	// are dropped.
	Fresh map[string]bool
	// Map is the map of the phone's places, GeoJSON; MapVersion is its version.
	Map, MapVersion string
}

// Kept is an operation of this phone. It stays until an ordered receipt has
// reached it.
type Kept struct {
	Op    ledger.Signed
	Where Where
	// Code says why it was refused, conflicts or waits for an officer.
	Code    string
	Receipt *syncing.WireReceipt
}

// Where is where an operation lies, as far as the phone knows.
type Where string

// The words of the field app's outbox.
const (
	OnPhone     Where = "on_phone"    // signed and durable, no receipt
	Received    Where = "received"    // a receipt for these very bytes was checked
	ToMend      Where = "to_mend"     // refused for good: its author has to look
	Quarantined Where = "quarantined" // an officer has to look
	InCustody   Where = "custody"     // a site keeps it for the one that orders its ledger; asked again
)

// Phone is an enrolled phone.
type Phone struct {
	Author *ledger.Author
	IDs    *ledger.IDs
	Net    Net
	Disk   Disk
	NowMS  func() int64
	// Batch is how many operations a push carries at most; 0 is 200.
	Batch int
	// PieceSize is how many bytes of a file one request carries; 0 is 256 KiB.
	PieceSize int

	state     State
	token     string
	nodes     map[string]*ledger.Device
	exportKey string
}

// Start reads the state from disk, after which the phone may record without a
// server.
func (p *Phone) Start() error {
	s, err := p.Disk.Load()
	if err != nil {
		return fmt.Errorf("read the phone's state: %w", err)
	}
	if s.Records == nil {
		s.Records = map[string]syncing.Record{}
	}
	p.state, p.token, p.nodes = s, "", nil
	p.Author.Resume(s.Head)
	return nil
}

// Record signs drafts. They are durable when it returns without an error, and
// take no number when it returns with one.
func (p *Phone) Record(drafts ...ledger.Draft) ([]ledger.Signed, error) {
	return p.record(drafts, func([]ledger.Signed, *State) {})
}

// record signs and keeps, with what belongs to the operations.
func (p *Phone) record(drafts []ledger.Draft, along func([]ledger.Signed, *State)) ([]ledger.Signed, error) {
	ops, err := p.Author.Sign(drafts, p.IDs, p.NowMS())
	if err != nil {
		return nil, err
	}
	next := p.state
	next.Ops = slices.Clone(next.Ops)
	for _, op := range ops {
		next.Ops = append(next.Ops, Kept{Op: op, Where: OnPhone})
	}
	along(ops, &next)
	last := &ops[len(ops)-1]
	next.Head = ledger.DeviceHead{Seq: last.Op.DeviceSeq, Hash: last.Hash}
	if err := p.save(next); err != nil {
		return nil, err
	}
	p.Author.Accept(ops)
	return ops, nil
}

// State is what the phone knows.
func (p *Phone) State() State { return p.state }

// Unsent counts the operations without an ordered receipt that are not refused.
func (p *Phone) Unsent() int {
	n := 0
	for _, k := range p.state.Ops {
		if k.Where == OnPhone || k.Where == Quarantined || k.Where == InCustody {
			n++
		}
	}
	return n
}

func (p *Phone) save(next State) error {
	if err := p.Disk.Save(next); err != nil {
		return fmt.Errorf("keep the phone's state: %w", err)
	}
	p.state = next
	return nil
}

// Sync sends what is here, reads what is new and compares with the server; files
// come last, so that no text waits for them.
func (p *Phone) Sync(ctx context.Context) error {
	for _, step := range []func(context.Context) error{p.open, p.Push, p.Pull, p.PullMap, p.Reconcile, p.SendPhotos} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// open opens a session.
func (p *Phone) open(ctx context.Context) error {
	var ch syncing.Challenge
	if err := p.Net.Call(ctx, "GET", "/challenge?device_id="+p.Author.DeviceID, "", nil, &ch); err != nil {
		return err
	}
	sig := p.Author.SignText("phendau/session/1\n" + ch.Challenge)
	var s syncing.Session
	in := syncing.SessionRequest{DeviceID: p.Author.DeviceID, Challenge: ch.Challenge, Sig: base64.RawURLEncoding.EncodeToString(sig), App: "phone", Unsent: p.Unsent()}
	if err := p.Net.Call(ctx, "POST", "/session", "", in, &s); err != nil {
		return err
	}
	nodes := map[string]*ledger.Device{}
	for _, n := range s.Nodes {
		d, err := ledger.DeviceBody{Kind: ledger.DeviceNode, Alg: n.Alg, PublicKey: n.PublicKey}.Compile()
		if err != nil {
			return fmt.Errorf("node %s: %w", n.ID, err)
		}
		nodes[n.ID] = d
	}
	p.token, p.nodes, p.exportKey = s.Token, nodes, s.ExportKey
	return nil
}

// call is a request in the open session.
func (p *Phone) call(ctx context.Context, method, path string, in, out any) error {
	err := p.Net.Call(ctx, method, path, p.token, in, out)
	var e *syncing.Error
	if errors.As(err, &e) && e.Status == 401 {
		if err := p.open(ctx); err != nil {
			return err
		}
		return p.Net.Call(ctx, method, path, p.token, in, out)
	}
	return err
}

// Push sends what has no receipt, in the order of its numbers, until all of it
// was answered. One refused operation never holds up the next.
func (p *Phone) Push(ctx context.Context) error {
	for after := int64(0); ; {
		in, last := p.next(after)
		if len(in.Ops) == 0 {
			return nil
		}
		var out syncing.PushReply
		if err := p.call(ctx, "POST", "/push", in, &out); err != nil {
			return err
		}
		if err := p.take(in, &out); err != nil {
			return err
		}
		after = last
	}
}

// next is the batch behind a number, and the number it reaches.
func (p *Phone) next(after int64) (*syncing.PushRequest, int64) {
	batch := p.Batch
	if batch == 0 {
		batch = 200
	}
	in := &syncing.PushRequest{DeviceID: p.Author.DeviceID}
	for i := range p.state.Ops {
		k := &p.state.Ops[i]
		if k.Op.Op.DeviceSeq <= after || k.Where == Received || k.Where == ToMend {
			continue
		}
		in.Ops = append(in.Ops, syncing.WireOp{Op: string(k.Op.Bytes), Sig: k.Op.SigText()})
		if after = k.Op.Op.DeviceSeq; len(in.Ops) == batch {
			break
		}
	}
	return in, after
}

// take notes what became of what was sent.
func (p *Phone) take(in *syncing.PushRequest, out *syncing.PushReply) error {
	if len(out.Results) != len(in.Ops) {
		return fmt.Errorf("%d results for %d operations", len(out.Results), len(in.Ops))
	}
	next := p.state
	next.Ops = slices.Clone(next.Ops)
	believed := map[string]bool{}
	at := map[string]int{}
	for i := range next.Ops {
		at[next.Ops[i].Op.Op.ID] = i
	}
	for _, r := range out.Results {
		i, ok := at[r.OpID]
		if !ok {
			continue
		}
		k := &next.Ops[i]
		switch r.Result {
		case string(ledger.Accepted), string(ledger.Duplicate):
			if err := p.checkReceipt(&k.Op, r.Receipt, ledger.Ordered, believed); err != nil {
				return err
			}
			k.Where, k.Code, k.Receipt = Received, "", r.Receipt
		case string(ledger.InCustody):
			if err := p.checkReceipt(&k.Op, r.Receipt, ledger.Custody, believed); err != nil {
				return err
			}
			k.Where, k.Code = InCustody, ""
		case string(ledger.Rejected), string(ledger.Conflict):
			k.Where, k.Code = ToMend, r.Code
		case string(ledger.Quarantined):
			k.Where, k.Code = Quarantined, r.Code
		case string(ledger.Waiting):
			k.Where, k.Code = OnPhone, r.Code
		}
	}
	return p.save(next)
}

// checkReceipt holds that a receipt is of a known node, of a class, and of these
// very bytes. believed are the signatures of the same answer that were checked.
func (p *Phone) checkReceipt(op *ledger.Signed, w *syncing.WireReceipt, class string, believed map[string]bool) error {
	if w == nil {
		return errors.New("an accepted operation without a receipt")
	}
	r, err := ledger.ReadReceipt([]byte(w.Receipt))
	if err != nil {
		return err
	}
	if !p.signedTogether(w, r.NodeID, believed) {
		return errors.New("a receipt that no node of this book signed")
	}
	if r.OpID != op.Op.ID || r.OpHash != op.Hash.String() || r.LedgerID != op.Op.LedgerID || r.Class != class {
		return fmt.Errorf("the receipt is of another operation than %s", op.Op.ID)
	}
	return nil
}

func (p *Phone) signedTogether(w *syncing.WireReceipt, nodeID string, believed map[string]bool) bool {
	root, ok := w.Root()
	if !ok {
		return false
	}
	key := nodeID + " " + root + " " + w.Sig
	if !believed[key] {
		sig, err := base64.RawURLEncoding.DecodeString(w.Sig)
		believed[key] = err == nil && p.nodes[nodeID].Verify([]byte(ledger.TogetherPreimage+root), sig)
	}
	return believed[key]
}

// Pull reads what is new, page by page; each page and its cursor are kept
// together. A cursor the server no longer knows is dropped once.
func (p *Phone) Pull(ctx context.Context) error {
	for more, reset := true, false; more; {
		var out syncing.PullReply
		err := p.call(ctx, "POST", "/pull", syncing.PullRequest{Cursor: p.state.Cursor}, &out)
		next := p.state
		var e *syncing.Error
		switch {
		case errors.As(err, &e) && e.Code == "cursor_reset" && !reset:
			next.Cursor, reset = "", true
		case err != nil:
			return err
		default:
			next, more = p.keep(&out), out.More
		}
		if err := p.save(next); err != nil {
			return err
		}
	}
	return nil
}

func (p *Phone) keep(out *syncing.PullReply) State {
	next := p.state
	next.Records = make(map[string]syncing.Record, len(p.state.Records))
	for id, r := range p.state.Records {
		next.Records[id] = r
	}
	if out.Restart {
		next.Fresh = map[string]bool{}
	} else if next.Fresh != nil {
		fresh := make(map[string]bool, len(next.Fresh))
		for id := range next.Fresh {
			fresh[id] = true
		}
		next.Fresh = fresh
	}
	for _, r := range out.Records {
		next.Records[r.ID] = r
		if next.Fresh != nil {
			next.Fresh[r.ID] = true
		}
	}
	for _, g := range out.Gone {
		delete(next.Records, g.ID)
	}
	if next.Fresh != nil && !out.More {
		for id := range next.Records {
			if !next.Fresh[id] {
				delete(next.Records, id)
			}
		}
		next.Fresh, next.Map, next.MapVersion = nil, "", "" // of the scope before
	}
	next.Cursor = out.Cursor
	return next
}

// ErrRestored says that the server holds numbers this phone never made: it was
// restored from a backup and has to be enrolled anew.
var ErrRestored = errors.New("the phone was restored from a backup")

// Reconcile compares with the server what both hold. What the server lacks
// goes back to the outbox, whatever was believed before.
func (p *Phone) Reconcile(ctx context.Context) error {
	in := syncing.ReconcileRequest{DeviceID: p.Author.DeviceID, LastSeq: p.state.Head.Seq, LastHash: p.state.Head.Hash.String()}
	for _, k := range p.state.Ops {
		in.Held = append(in.Held, syncing.Held{Seq: k.Op.Op.DeviceSeq, Hash: k.Op.Hash.String()})
	}
	in.Blobs = p.heldBlobs()
	var out syncing.ReconcileReply
	if err := p.call(ctx, "POST", "/reconcile", in, &out); err != nil {
		return err
	}
	if out.Ahead || len(out.Different) > 0 {
		return ErrRestored
	}
	next, moved := p.state, false
	next.Ops = slices.Clone(next.Ops)
	for i := range next.Ops {
		// Refused ones too: their numbers are part of the chain.
		if k := &next.Ops[i]; (k.Where == Received || k.Where == ToMend) && slices.Contains(out.Missing, k.Op.Op.DeviceSeq) {
			k.Where, k.Receipt, moved = OnPhone, nil, true
		}
	}
	next.Photos = slices.Clone(next.Photos)
	for i := range next.Photos {
		if f := &next.Photos[i]; f.Where == Received && slices.Contains(out.BlobsMissing, f.SHA256) {
			f.Where, f.Receipt, moved = OnPhone, nil, true
		}
	}
	if !moved {
		return nil
	}
	return p.save(next)
}

// Memory is a disk in memory.
type Memory struct{ s State }

// Load reads the state.
func (m *Memory) Load() (State, error) { return m.s, nil }

// Save keeps the state.
func (m *Memory) Save(s State) error { m.s = s; return nil }
