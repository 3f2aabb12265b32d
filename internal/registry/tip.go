package registry

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"slices"

	"phendau/internal/access"
	"phendau/internal/canon"
	"phendau/internal/ledger"
	"phendau/internal/tip"
)

// TipAuthorityDoc is the key by which a body signs the keys of the desks below
// it. Its entity id is that of the body. Phones keep the key, so it never
// changes.
type TipAuthorityDoc struct {
	Key string `json:"key"` // Ed25519, base64url
}

// TipDeskDoc opens a desk (bàn tiếp nhận) of a body for sealed tips. Its entity id
// is that of the body; in a slot the desk is named by the same 16 bytes.
type TipDeskDoc struct {
	LedgerID    string `json:"ledger_id"`    // of its cases
	AuthorityID string `json:"authority_id"` // body that signs its keys
	SecondID    string `json:"second_id,omitempty"`
	Phone       string `json:"phone,omitempty"` // to call when it is urgent
	Cover       string `json:"cover,omitempty"` // whether phones of its area send empty slots: CoverOn, CoverOff; "" is on
	From        Bound  `json:"from"`
	To          Bound  `json:"to"`
}

// What TipDeskDoc says of cover. Without it whoever watches the line of a phone sees
// when something was told, and senders are told so.
const (
	CoverOn  = "on"
	CoverOff = "off"
)

// TipEpochDoc publishes the key of a desk for a quarter: the canonical bytes of a
// signed tip.EpochRecord.
type TipEpochDoc struct {
	Record string `json:"record"`
}

// TipDesk is a desk with its body.
type TipDesk struct {
	ID string // of the body
	TipDeskDoc
	Lo, Hi Day
}

// TipEpoch is a published record with its hash.
type TipEpoch struct {
	ID   string // of the document
	Seq  int64
	Hash string
	tip.EpochRecord
	Text string
}

var tipTypes = map[string]bool{"tip_authority": true, "tip_desk": true, "tip_epoch": true}

type tipBook struct {
	authorities map[string]ed25519.PublicKey
	desks       map[string]TipDesk
	epochs      map[string][]TipEpoch // by desk, rising
}

func newTipBook() tipBook {
	return tipBook{map[string]ed25519.PublicKey{}, map[string]TipDesk{}, map[string][]TipEpoch{}}
}

func (b *tipBook) add(e ledger.Entity) error {
	switch e.Type {
	case "tip_authority":
		return readInto(e.Body, func(d TipAuthorityDoc) error {
			key, err := d.key()
			b.authorities[e.ID] = key
			return err
		})
	case "tip_desk":
		return readInto(e.Body, func(d TipDeskDoc) error {
			lo, hi, err := days(d.From, d.To)
			b.desks[e.ID] = TipDesk{e.ID, d, lo, hi}
			return err
		})
	}
	return readInto(e.Body, func(d TipEpochDoc) error {
		x, err := d.epoch(e)
		if err != nil {
			return err
		}
		at := x.Desk.UUID()
		b.epochs[at] = append(b.epochs[at], *x)
		slices.SortFunc(b.epochs[at], func(a, b TipEpoch) int { return int(a.Epoch) - int(b.Epoch) })
		return nil
	})
}

func (d *TipAuthorityDoc) key() (ed25519.PublicKey, error) {
	key, err := base64.RawURLEncoding.Strict().DecodeString(d.Key)
	if err != nil || len(key) != ed25519.PublicKeySize {
		return nil, errors.New("the key of an authority is 32 bytes in base64url")
	}
	return key, nil
}

func (d *TipEpochDoc) epoch(e ledger.Entity) (*TipEpoch, error) {
	if err := canon.Check([]byte(d.Record)); err != nil {
		return nil, err
	}
	x := &TipEpoch{ID: e.ID, Seq: e.Seq, Text: d.Record}
	if err := strict([]byte(d.Record), &x.EpochRecord); err != nil {
		return nil, err
	}
	var err error
	x.Hash, err = x.EpochRecord.Hash()
	return x, err
}

// TipAuthority is the key by which a body signs; nil where it has none.
func (r *Registry) TipAuthority(bodyID string) ed25519.PublicKey { return r.tips.authorities[bodyID] }

// TipAuthorities are the bodies that sign, by id.
func (r *Registry) TipAuthorities() []string { return sortedIDs(r.tips.authorities) }

// TipDesk is the desk of a body.
func (r *Registry) TipDesk(bodyID string) (TipDesk, bool) {
	d, ok := r.tips.desks[bodyID]
	return d, ok
}

// TipDesks are all desks, by id.
func (r *Registry) TipDesks() []string { return sortedIDs(r.tips.desks) }

// TipDesksOn are those open on a day, whose body goes on and which have a key, by id.
func (r *Registry) TipDesksOn(day Day) []TipDesk {
	var out []TipDesk
	for _, id := range r.TipDesks() {
		d := r.tips.desks[id]
		if _, over := r.TipDeskOver(id, day); !over && d.Lo <= day && day <= d.Hi && len(r.tips.epochs[id]) > 0 {
			out = append(out, d)
		}
	}
	return out
}

// TipEpochs are the published keys of a desk, oldest first.
func (r *Registry) TipEpochs(deskID string) []TipEpoch { return r.tips.epochs[deskID] }

// TipEpochOn is the key to which a sender seals on a day: the newest that has
// begun.
func (r *Registry) TipEpochOn(deskID string, day Day) (TipEpoch, bool) {
	list := r.tips.epochs[deskID]
	for _, x := range slices.Backward(list) {
		if x.Verify(r.tips.authorities[r.tips.desks[deskID].AuthorityID], day) == nil {
			return x, true
		}
	}
	return TipEpoch{}, false
}

func refusedTip(detail, vi, en string) error {
	return ledger.RefuseFor(ledger.CodeBadContent, detail, vi, en)
}

// checkTip refuses a desk that could not work and a key that no phone would
// believe. pending are documents of the same batch.
func (r *Registry) checkTip(e ledger.Entity, pending []ledger.Entity) error {
	with, err := r.tipsWith(pending)
	if err != nil {
		return err
	}
	switch e.Type {
	case "tip_authority":
		if r.Bodies[e.ID] == nil {
			return refusedTip("tip_authority_body", "Chưa có cơ quan này.", "there is no such body")
		}
		return strict(e.Body, new(TipAuthorityDoc))
	case "tip_desk":
		return r.checkTipDesk(e, with)
	}
	var d TipEpochDoc
	if err := strict(e.Body, &d); err != nil {
		return err
	}
	x, err := d.epoch(e)
	if err != nil {
		return err
	}
	return with.checkEpoch(x)
}

func (r *Registry) tipsWith(pending []ledger.Entity) (*tipBook, error) {
	b := newTipBook()
	for id, k := range r.tips.authorities {
		b.authorities[id] = k
	}
	for id, d := range r.tips.desks {
		b.desks[id] = d
	}
	for id, list := range r.tips.epochs {
		b.epochs[id] = slices.Clone(list)
	}
	for _, p := range pending {
		if p.Type == "ledger" {
			continue
		}
		if err := b.add(p); err != nil {
			return nil, err
		}
	}
	return &b, nil
}

func (r *Registry) checkTipDesk(e ledger.Entity, with *tipBook) error {
	var d TipDeskDoc
	if err := strict(e.Body, &d); err != nil {
		return err
	}
	switch {
	case r.Bodies[e.ID] == nil:
		return refusedTip("tip_desk_body", "Chưa có cơ quan này.", "there is no such body")
	case with.authorities[d.AuthorityID] == nil:
		return refusedTip("tip_desk_authority", "Cơ quan cấp trên chưa có khóa ký cho bàn tiếp nhận.", "the body above has no key to sign with yet")
	case d.SecondID == e.ID || d.SecondID != "" && with.desks[d.SecondID].ID == "":
		return refusedTip("tip_desk_second", "Bàn thứ hai phải là một bàn tiếp nhận khác.", "the second desk must be another desk")
	}
	if d.Cover != "" && d.Cover != CoverOn && d.Cover != CoverOff {
		return errors.New("cover is on or off")
	}
	lo, hi, err := days(d.From, d.To)
	if err == nil && lo > hi {
		err = errors.New("the first day lies behind the last")
	}
	return err
}

func (b *tipBook) checkEpoch(x *TipEpoch) error {
	id := x.Desk.UUID()
	d, ok := b.desks[id]
	if !ok {
		return refusedTip("tip_epoch_desk", "Chưa có bàn tiếp nhận này.", "there is no such desk")
	}
	from, err := Bound(x.NotBefore).Parse()
	if err != nil {
		return err
	}
	if err := x.Verify(b.authorities[d.AuthorityID], from.Day); err != nil {
		return refusedTip("tip_epoch_record", "Khóa của quý chưa được cơ quan cấp trên ký đúng.", "the key of the quarter is not rightly signed by the body above")
	}
	list := b.epochs[id]
	if len(list) == 0 {
		if x.Epoch != 1 || x.Prev != "" {
			return refusedTip("tip_epoch_first", "Khóa đầu tiên của bàn phải mang số 1.", "the first key of a desk has number 1")
		}
		return nil
	}
	last := &list[len(list)-1]
	if x.Follows(&last.EpochRecord) != nil {
		return refusedTip("tip_epoch_next", "Khóa mới phải nối tiếp khóa trước của bàn.", "a new key follows the one before")
	}
	return nil
}

// allowsTip lets those set up desks and sign keys who keep desks over the body.
func (r *Registry) allowsTip(rules access.Rules, a *access.Actor, x *ledger.Act) bool {
	at := x.EntityID
	if x.EntityType == "tip_epoch" {
		var d TipEpochDoc
		if json.Unmarshal(x.Doc, &d) != nil {
			return false
		}
		e, err := d.epoch(ledger.Entity{})
		if err != nil {
			return false
		}
		at = e.Desk.UUID()
	}
	_, why := r.OverBody(rules, a, access.KeepDesks, at)
	return why == access.Allowed
}

// OverBody asks for an act on what belongs to a body: over the place it is
// responsible for, or over every place of its area; of a body that is no more as they
// were on its last day.
func (r *Registry) OverBody(rules access.Rules, a *access.Actor, action access.Action, bodyID string) (*access.Grant, access.Reason) {
	b := r.Bodies[bodyID]
	if b == nil {
		return nil, access.NoRole
	}
	day := r.bodyDay(bodyID, rules.Today)
	t := access.Target{PlaceID: b.PlaceID, Day: day, BodyID: bodyID, Class: access.Internal}
	g, why := rules.Find(a, action, t)
	if why == access.Allowed || !r.Places.IsGroup(b.PlaceID) {
		return g, why
	}
	for _, id := range r.Places.MembersOn(b.PlaceID, day) {
		t.PlaceID = id
		if g, why = rules.Find(a, action, t); why != access.Allowed {
			return nil, why
		}
	}
	return g, why
}

// allowsCase lets the officers of the acting desk act on its cases, and the
// ombudsperson freeze them.
func (r *Registry) allowsCase(rules access.Rules, a *access.Actor, x *ledger.Act) bool {
	action := access.AnswerTips
	if x.Verb == "freeze" || x.Verb == "thaw" {
		action = access.FreezeTips
	}
	_, why := r.OverBody(rules, a, action, x.OwnerID)
	return why == access.Allowed
}
