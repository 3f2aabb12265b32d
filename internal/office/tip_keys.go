package office

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"

	"filippo.io/age"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/identity"
	"phendau/internal/ledger"
	"phendau/internal/registry"
	"phendau/internal/store"
	"phendau/internal/tip"
	"phendau/internal/vault"
)

// prfDomain begins what passkeys are asked for the key of an officer's keys.
const prfDomain = "phendau tips prf v1"

func (o *Office) tipKeyRoutes(a *api.API) {
	api.Add(a, api.Route{Method: "GET", Path: "/tips/keys", ID: "getTipKeys", Tag: tagTips, Summary: "The caller's sealed keys, and the desks and authorities they are for", Action: access.Self}, nil, o.tipKeys)
	api.Add(a, api.Route{Method: "POST", Path: "/tips/identity", ID: "makeTipIdentity", Tag: tagTips, Summary: "Keep the caller's keys, sealed to two passkeys", Action: access.Self, Fresh: true}, nil, o.tipIdentity)
	api.Add(a, api.Route{Method: "POST", Path: "/tips/identity/wraps", ID: "addTipWrap", Tag: tagTips, Summary: "Keep the caller's keys sealed to another passkey", Action: access.Self, Fresh: true}, nil, o.tipWrap)
	api.Add(a, api.Route{Method: "POST", Path: "/tips/authorities", ID: "openTipAuthority", Tag: tagTips, Summary: "Publish the key by which a body signs the keys of desks below it", Action: access.KeepDesks, Fresh: true}, nil, o.tipAuthority)
	api.Add(a, api.Route{Method: "POST", Path: "/tips/desks", ID: "openTipDesk", Tag: tagTips, Summary: "Open a body's desk for sealed tips", Action: access.KeepDesks, Fresh: true}, nil, o.tipDeskOpen)
	api.Add(a, api.Route{Method: "GET", Path: "/tips/desks/{id}/keys", ID: "listTipCaseKeys", Tag: tagTips, Summary: "Keys of the desk's cases, to seal them to its next key; the look is logged", Action: access.AnswerTips, Fresh: true}, nil, o.tipCaseKeys)
	api.Add(a, api.Route{Method: "PATCH", Path: "/tips/desks/{id}", ID: "changeTipDesk", Tag: tagTips, Summary: "Change the telephone, the second desk or the cover of a desk, or close it", Action: access.KeepDesks, Fresh: true}, nil, o.tipDeskChange)
	api.Add(a, api.Route{Method: "POST", Path: "/tips/desks/{id}/epochs", ID: "proposeTipEpoch", Tag: tagTips, Summary: "Make the next key of a desk; it waits for the body above to sign it", Action: access.AnswerTips, Fresh: true}, nil, o.tipEpochMake)
	api.Add(a, api.Route{Method: "POST", Path: "/tips/desks/{id}/epochs/sign", ID: "signTipEpoch", Tag: tagTips, Summary: "Publish the next key of a desk, signed", Action: access.KeepDesks, Fresh: true}, nil, o.tipEpochSign)
	api.Add(a, api.Route{Method: "POST", Path: "/tips/desks/{id}/members", ID: "sealTipMembers", Tag: tagTips, Summary: "Seal the keys of a desk to its officers of today", Action: access.AnswerTips, Fresh: true}, nil, o.tipMembers)
}

// SealedKey is a key file that only its owner's passkey opens.
type SealedKey struct {
	Credential string `json:"credential" maxLength:"1400" doc:"Id of the passkey, base64url"`
	Bytes      []byte `json:"bytes"`
}

// TipKeysView is everything a browser needs to open what its user may open. It
// holds no key that the server could open.
type TipKeysView struct {
	Open        bool               `json:"open" doc:"Whether this installation has a place for keys at all"`
	Instance    string             `json:"instance,omitempty" doc:"32 hexadecimal digits, the salt of receipts"`
	PRF         []byte             `json:"prf,omitempty" doc:"What the passkey is asked"`
	PersonID    string             `json:"person_id"`
	Recipient   string             `json:"recipient,omitempty" doc:"The caller's own, once made"`
	Sign        string             `json:"sign,omitempty"`
	Wraps       []SealedKey        `json:"wraps" doc:"The caller's keys, sealed to each passkey"`
	Authorities []TipAuthorityView `json:"authorities"`
	Desks       []TipDeskView      `json:"desks"`
}

// TipAuthorityView is a body that signs, or may begin to.
type TipAuthorityView struct {
	BodyID      string       `json:"body_id"`
	Name        string       `json:"name"`
	Key         string       `json:"key,omitempty" doc:"Ed25519, base64url; empty until made"`
	Fingerprint string       `json:"fingerprint,omitempty" doc:"As on the posters"`
	Mine        bool         `json:"mine" doc:"The caller may sign"`
	Wrap        []byte       `json:"wrap,omitempty" doc:"The key, sealed to the caller"`
	Signers     []TipOfficer `json:"signers" doc:"Who could sign"`
}

// TipOfficer is somebody with keys, or who should make some.
type TipOfficer struct {
	PersonID  string `json:"person_id"`
	Name      string `json:"name"`
	Recipient string `json:"recipient,omitempty"`
}

// TipDeskView is a desk the caller works at, signs for, or may refer to.
type TipDeskView struct {
	ID          string         `json:"id" doc:"Of its body"`
	Hex         string         `json:"hex" doc:"As in slots"`
	Name        string         `json:"name"`
	AuthorityID string         `json:"authority_id"`
	SecondID    string         `json:"second_id,omitempty"`
	Phone       string         `json:"phone,omitempty"`
	NoCover     bool           `json:"no_cover,omitempty" doc:"Phones of its area send no empty slots"`
	Member      bool           `json:"member" doc:"The caller answers its tips"`
	Epochs      []TipEpochView `json:"epochs" doc:"Rising"`
	Waiting     string         `json:"waiting,omitempty" doc:"Record of the next key, not signed yet"`
	Officers    []TipOfficer   `json:"officers,omitempty"`
	// The body is no more: the desk keeps what it has and takes nothing new.
	Ended      string   `json:"ended,omitempty" format:"date" doc:"Last day of its body"`
	Successors []string `json:"successors,omitempty" doc:"Desks that hold its communes since"`
	Closed     string   `json:"closed,omitempty" format:"date" doc:"Last day on which it took tips; its keeper closed it"`
	Takes      bool     `json:"takes" doc:"A case can be offered to it today"`
	Recovery   string   `json:"recovery,omitempty" doc:"Recipient of the recovery key: every key of the desk is sealed to it, too"`
}

// TipEpochView is a key of a desk.
type TipEpochView struct {
	Epoch   uint32 `json:"epoch"`
	Record  string `json:"record" doc:"Canonical JSON, signed"`
	Hash    string `json:"hash"`
	Members []byte `json:"members,omitempty" doc:"The key, sealed to the officers; for them only"`
	// Whom it is sealed to, and everybody it ever was: who left knows it.
	SealedTo []string `json:"sealed_to,omitempty" doc:"Ids of people"`
	KnownBy  []string `json:"known_by,omitempty" doc:"Ids of people, those who left included"`
	WaitsS   int64    `json:"waits_s,omitempty" doc:"Published then, and no witness has signed for it: phones take it as soon as one has"`
}

func (o *Office) tipKeys(ctx context.Context, c *api.Caller, _ *struct{}) (*Answer[TipKeysView], error) {
	v := TipKeysView{PersonID: c.PersonID, Wraps: []SealedKey{}, Authorities: []TipAuthorityView{}, Desks: []TipDeskView{}}
	if o.Vault == nil {
		return &Answer[TipKeysView]{v}, nil
	}
	instance, err := o.TipInstance(ctx)
	if err != nil {
		return nil, err
	}
	prf := sha256.Sum256(append([]byte(prfDomain), instance[:]...))
	v.Open, v.Instance, v.PRF = true, instance.String(), prf[:]
	officers, err := o.Store.TipOfficers(ctx)
	if err != nil {
		return nil, err
	}
	v.Recipient, v.Sign = officers[c.PersonID].Recipient, officers[c.PersonID].Sign
	if v.Wraps, err = o.wrapsOf(ctx, c.PersonID); err != nil {
		return nil, err
	}
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	x := tipKeyView{o: o, c: c, reg: reg, officers: officers, rules: reg.Rules(o.today())}
	if v.Authorities, err = x.authorities(ctx); err != nil {
		return nil, err
	}
	v.Desks, err = x.desks(ctx)
	return &Answer[TipKeysView]{v}, err
}

func (o *Office) wrapsOf(ctx context.Context, personID string) ([]SealedKey, error) {
	names, err := o.Vault.Names(ctx, personID)
	out := []SealedKey{}
	for _, n := range names {
		id, ok := strings.CutPrefix(n, wrapPrefix)
		if !ok {
			continue
		}
		b, err := o.Vault.Read(ctx, personID, n)
		if err != nil {
			return nil, err
		}
		out = append(out, SealedKey{id, b})
	}
	return out, err
}

// tipKeyView writes what one caller may know of desks and authorities.
type tipKeyView struct {
	o        *Office
	c        *api.Caller
	reg      *registry.Registry
	officers map[string]store.TipOfficer
	rules    access.Rules
}

func (x *tipKeyView) may(action access.Action, bodyID string) bool {
	_, err := x.o.overBody(x.reg, x.c, action, bodyID)
	return err == nil
}

func (x *tipKeyView) people(ids []string) []TipOfficer {
	out := []TipOfficer{}
	for _, id := range ids {
		out = append(out, TipOfficer{id, x.reg.People[id].Name, x.officers[id].Recipient})
	}
	return out
}

// authorities are the bodies that have a key, and those for which the caller
// could make one: the bodies he acts for as their keeper of desks.
func (x *tipKeyView) authorities(ctx context.Context) ([]TipAuthorityView, error) {
	ids := x.reg.TipAuthorities()
	for _, g := range x.c.Actor.Grants {
		if g.On(x.o.today()) && g.Role.Can(access.KeepDesks) && !slices.Contains(ids, g.BodyID) {
			ids = append(ids, g.BodyID)
		}
	}
	out := []TipAuthorityView{}
	for _, id := range ids {
		b := x.reg.Bodies[id]
		if b == nil {
			continue
		}
		v := TipAuthorityView{BodyID: id, Name: b.NameOn(x.o.today()), Mine: x.may(access.KeepDesks, id), Signers: []TipOfficer{}}
		if key := x.reg.TipAuthority(id); key != nil {
			v.Key, v.Fingerprint = base64.RawURLEncoding.EncodeToString(key), tip.Fingerprint(key)
		}
		if v.Mine {
			v.Signers = x.people(x.o.keepersOf(x.reg, id))
			w, err := x.o.Vault.Read(ctx, authorityHolder(id), wrapPrefix+x.c.PersonID)
			if err != nil && !errors.Is(err, vault.ErrNoFile) {
				return nil, err
			}
			v.Wrap = w
		}
		out = append(out, v)
	}
	return out, nil
}

// keepersOf are the people who may keep desks for a body today.
func (o *Office) keepersOf(reg *registry.Registry, bodyID string) []string {
	var out []string
	for _, g := range reg.Grants("") {
		if g.Role.Can(access.KeepDesks) && g.BodyID == bodyID && g.On(o.today()) && !slices.Contains(out, g.PersonID) {
			out = append(out, g.PersonID)
		}
	}
	slices.Sort(out)
	return out
}

func (x *tipKeyView) desks(ctx context.Context) ([]TipDeskView, error) {
	out := []TipDeskView{}
	works := x.rules.Has(&x.c.Actor, access.AnswerTips) || x.rules.Has(&x.c.Actor, access.KeepDesks) || x.rules.Has(&x.c.Actor, access.WatchTips)
	if !works {
		return out, nil
	}
	for _, id := range x.reg.TipDesks() {
		d, _ := x.reg.TipDesk(id)
		v, err := x.desk(ctx, d)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

func (x *tipKeyView) desk(ctx context.Context, d registry.TipDesk) (TipDeskView, error) {
	id, err := tip.IDOfUUID(d.ID)
	if err != nil {
		return TipDeskView{}, err
	}
	v := TipDeskView{ID: d.ID, Hex: id.String(), Name: x.reg.Bodies[d.ID].NameOn(x.o.today()), AuthorityID: d.AuthorityID, SecondID: d.SecondID, Phone: d.Phone, NoCover: d.Cover == registry.CoverOff,
		Member: x.may(access.AnswerTips, d.ID), Epochs: []TipEpochView{}}
	x.succession(&v)
	waits, err := x.o.unwitnessed(ctx, d.ID)
	if err != nil {
		return v, err
	}
	for _, e := range x.reg.TipEpochs(d.ID) {
		ev := TipEpochView{Epoch: e.Epoch, Record: e.Text, Hash: e.Hash, WaitsS: waits[e.Hash]}
		if v.Member {
			b, err := x.o.Vault.Read(ctx, epochHolder(v.Hex, e.Epoch), membersFile)
			if err != nil && !errors.Is(err, vault.ErrNoFile) {
				return v, err
			}
			g, err := x.o.givenTo(ctx, x.o.Vault, epochHolder(v.Hex, e.Epoch))
			if err != nil {
				return v, err
			}
			ev.Members, ev.SealedTo, ev.KnownBy = b, g.Now, g.Ever
		}
		v.Epochs = append(v.Epochs, ev)
	}
	if v.Member || x.may(access.KeepDesks, d.ID) {
		v.Officers = x.people(x.o.officersOf(x.reg, d.ID))
		if q, err := x.o.Store.Quorum(ctx, d.ID); err == nil {
			v.Recovery = q.Recipient
		} else if !errors.Is(err, store.ErrGone) {
			return v, err
		}
		w, err := x.o.Store.WaitingEpoch(ctx, d.ID)
		if err != nil && !errors.Is(err, store.ErrGone) {
			return v, err
		}
		v.Waiting = string(w.Record)
	}
	return v, nil
}

// IdentityInput are the caller's keys.
type IdentityInput struct {
	Once
	Body struct {
		Recipient string      `json:"recipient" maxLength:"2000"`
		Sign      string      `json:"sign" maxLength:"64"`
		Wraps     []SealedKey `json:"wraps" minItems:"2" maxItems:"8" doc:"Two passkeys before anything can be opened"`
	}
}

// maxWrap bounds a wrap: two seeds under a passkey's key.
const maxWrap = 2048

// tipIdentity keeps an officer's keys. They were made in his browser; the server
// can open none of what it keeps.
func (o *Office) tipIdentity(ctx context.Context, c *api.Caller, in *IdentityInput) (*Answer[TipKeysView], error) {
	v, err := o.tipsOpen()
	if err != nil {
		return nil, err
	}
	if _, err := age.ParseHybridRecipient(in.Body.Recipient); err != nil {
		return nil, api.Wrong(api.Field{Field: "recipient"})
	}
	if key, err := base64.RawURLEncoding.Strict().DecodeString(in.Body.Sign); err != nil || len(key) != ed25519.PublicKeySize {
		return nil, api.Wrong(api.Field{Field: "sign"})
	}
	files, err := o.wrapFiles(ctx, c, in.Body.Wraps)
	if err != nil {
		return nil, err
	}
	err = o.Store.Within(ctx, func(t *store.Tx) error {
		if err := t.PutTipOfficer(store.TipOfficer{PersonID: c.PersonID, Recipient: in.Body.Recipient, Sign: in.Body.Sign}); err != nil {
			return err
		}
		return t.Audit(o.signed(c, []audit.Record{{Action: audit.TipKey, ObjectID: c.PersonID, Detail: audit.Facts("what", "identity", "key", sum([]byte(in.Body.Recipient))[:16])}})...)
	})
	if errors.Is(err, store.ErrTaken) {
		return nil, api.Fail(api.Conflict, "tip_identity_exists")
	}
	if err == nil {
		err = v.Write(ctx, files...)
	}
	if err != nil {
		return nil, err
	}
	return o.tipKeys(ctx, c, nil)
}

// wrapFiles takes keys sealed to passkeys of the caller, and to no others.
func (o *Office) wrapFiles(ctx context.Context, c *api.Caller, wraps []SealedKey) ([]vault.File, error) {
	own, err := o.Store.Passkeys(ctx, c.PersonID)
	if err != nil {
		return nil, err
	}
	var files []vault.File
	for i, w := range wraps {
		known := slices.ContainsFunc(own, func(p identity.Passkey) bool {
			return base64.RawURLEncoding.EncodeToString(p.ID) == w.Credential
		})
		twice := slices.ContainsFunc(wraps[:i], func(before SealedKey) bool { return before.Credential == w.Credential })
		if !known || twice || len(w.Bytes) == 0 || len(w.Bytes) > maxWrap {
			return nil, api.Wrong(api.Field{Field: fmt.Sprintf("wraps.%d", i)})
		}
		files = append(files, vault.File{Holder: c.PersonID, Name: wrapPrefix + w.Credential, Bytes: w.Bytes})
	}
	return files, nil
}

// WrapInput is a further wrap.
type WrapInput struct {
	Once
	Body SealedKey
}

func (o *Office) tipWrap(ctx context.Context, c *api.Caller, in *WrapInput) (*Answer[TipKeysView], error) {
	v, err := o.tipsOpen()
	if err != nil {
		return nil, err
	}
	files, err := o.wrapFiles(ctx, c, []SealedKey{in.Body})
	if err == nil {
		err = o.note(ctx, c, audit.Record{Action: audit.TipKey, ObjectID: c.PersonID, Detail: audit.Facts("what", "wrap")})
	}
	if err == nil {
		err = v.Write(ctx, files...)
	}
	if err != nil {
		return nil, err
	}
	return o.tipKeys(ctx, c, nil)
}

// SignerKey is the key of an authority, sealed to somebody who may sign.
type SignerKey struct {
	PersonID string `json:"person_id" format:"uuid"`
	Bytes    []byte `json:"bytes"`
}

// AuthorityInput is the key of a body that signs.
type AuthorityInput struct {
	Once
	Body struct {
		BodyID string      `json:"body_id" format:"uuid"`
		Key    string      `json:"key" maxLength:"64"`
		Wraps  []SignerKey `json:"wraps" minItems:"1" maxItems:"8" doc:"The key, sealed to each who may sign"`
	}
}

func (o *Office) tipAuthority(ctx context.Context, c *api.Caller, in *AuthorityInput) (*Answer[TipKeysView], error) {
	v, err := o.tipsOpen()
	if err != nil {
		return nil, err
	}
	req, err := once("openTipAuthority", in.Once, in.Body)
	if err != nil {
		return nil, err
	}
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	id := in.Body.BodyID
	g, err := o.overBody(reg, c, access.KeepDesks, id)
	if err != nil {
		return nil, err
	}
	var files []vault.File
	for i, w := range in.Body.Wraps {
		if !slices.Contains(o.keepersOf(reg, id), w.PersonID) || tip.CheckSealed(w.Bytes, tip.KeySize) != nil {
			return nil, api.Wrong(api.Field{Field: fmt.Sprintf("wraps.%d", i)})
		}
		files = append(files, vault.File{Holder: authorityHolder(id), Name: wrapPrefix + w.PersonID, Bytes: w.Bytes})
	}
	registryID, err := o.Store.RegistryID(ctx)
	if err != nil {
		return nil, err
	}
	d := ledger.Draft{LedgerID: registryID, EntityType: "tip_authority", EntityID: id, Verb: "create", Body: registry.TipAuthorityDoc{Key: in.Body.Key}, ActorID: c.PersonID, BodyID: g.BodyID}
	rec := audit.Record{Action: audit.TipKey, ObjectID: id, Detail: audit.Facts("what", "authority", "key", in.Body.Key)}
	done, err := o.do(ctx, c, act{request: req, drafts: []ledger.Draft{d}, records: []audit.Record{rec}})
	if err == nil && done {
		err = v.Write(ctx, files...)
	}
	if err != nil {
		return nil, err
	}
	return o.tipKeys(ctx, c, nil)
}

// DeskInput opens a desk.
type DeskInput struct {
	Once
	Body struct {
		BodyID      string `json:"body_id" format:"uuid"`
		AuthorityID string `json:"authority_id" format:"uuid"`
		SecondID    string `json:"second_id,omitempty" format:"uuid" doc:"Desk that opens together with this one what a sender wants two to open"`
		Phone       string `json:"phone,omitempty" maxLength:"40"`
		LedgerID    string `json:"ledger_id" format:"uuid" doc:"Made by the client"`
	}
}

func (o *Office) tipDeskOpen(ctx context.Context, c *api.Caller, in *DeskInput) (*Answer[TipKeysView], error) {
	if _, err := o.tipsOpen(); err != nil {
		return nil, err
	}
	if len(o.Witnesses) == 0 {
		return nil, api.Fail(api.Conflict, "tip_no_witness")
	}
	req, err := once("openTipDesk", in.Once, in.Body)
	if err != nil {
		return nil, err
	}
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	b := &in.Body
	g, err := o.overBody(reg, c, access.KeepDesks, b.BodyID)
	if err != nil {
		return nil, err
	}
	if _, over := reg.TipDeskOver(b.BodyID, o.today()); over {
		return nil, wrongField("body_id", "body_over")
	}
	registryID, err := o.Store.RegistryID(ctx)
	if err != nil {
		return nil, err
	}
	doc := registry.TipDeskDoc{LedgerID: b.LedgerID, AuthorityID: b.AuthorityID, SecondID: b.SecondID, Phone: b.Phone, From: registry.On(o.today()), To: registry.Open}
	drafts := []ledger.Draft{
		{LedgerID: registryID, EntityType: "ledger", EntityID: b.LedgerID, Verb: "create", Body: registry.LedgerDoc{Kind: ledger.KindDesk}},
		{LedgerID: registryID, EntityType: "tip_desk", EntityID: b.BodyID, Verb: "create", Body: doc},
	}
	for i := range drafts {
		drafts[i].ActorID, drafts[i].BodyID = c.PersonID, g.BodyID
	}
	rec := audit.Record{Action: audit.TipKey, ObjectID: b.BodyID, Detail: audit.Facts("what", "desk")}
	if _, err := o.do(ctx, c, act{request: req, drafts: drafts, records: []audit.Record{rec}}); err != nil {
		return nil, err
	}
	return o.tipKeys(ctx, c, nil)
}

// deskFacts are what the log says of a changed desk: cover concerns every sender.
func deskFacts(cover string) string {
	if cover == "" {
		return audit.Facts("what", "desk_changed")
	}
	return audit.Facts("what", "desk_changed", "cover", cover)
}

// DeskChange changes a desk. What is empty stays.
type DeskChange struct {
	DeskPath
	Once
	Body struct {
		SecondID string `json:"second_id,omitempty" format:"uuid"`
		NoSecond bool   `json:"no_second,omitempty" doc:"It opens alone from now on"`
		Phone    string `json:"phone,omitempty" maxLength:"40"`
		Cover    string `json:"cover,omitempty" enum:"on,off" doc:"Whether phones of its area send empty slots every day; off is told to senders"`
		To       string `json:"to,omitempty" format:"date" doc:"Last day on which it takes tips"`
	}
}

func (o *Office) tipDeskChange(ctx context.Context, c *api.Caller, in *DeskChange) (*Answer[TipKeysView], error) {
	req, err := once("changeTipDesk/"+in.ID, in.Once, in.Body)
	if err != nil {
		return nil, err
	}
	_, reg, g, err := o.tipDesk(ctx, c, in.ID, access.KeepDesks)
	if err != nil {
		return nil, err
	}
	b, change := &in.Body, map[string]any{}
	if b.To != "" {
		if err := o.deskMayClose(ctx, reg, in.ID); err != nil {
			return nil, err
		}
	}
	if b.SecondID != "" || b.NoSecond {
		change["second_id"] = b.SecondID
	}
	if b.Phone != "" {
		change["phone"] = b.Phone
	}
	if b.Cover != "" {
		change["cover"] = b.Cover
	}
	if b.To != "" {
		change["to"] = b.To
	}
	if len(change) == 0 {
		return o.tipKeys(ctx, c, nil)
	}
	registryID, err := o.Store.RegistryID(ctx)
	if err != nil {
		return nil, err
	}
	d := ledger.Draft{LedgerID: registryID, EntityType: "tip_desk", EntityID: in.ID, Verb: "amend", Body: change, ActorID: c.PersonID, BodyID: g.BodyID}
	rec := audit.Record{Action: audit.TipKey, ObjectID: in.ID, Detail: deskFacts(b.Cover)}
	if _, err := o.do(ctx, c, act{request: req, drafts: []ledger.Draft{d}, records: []audit.Record{rec}}); err != nil {
		return nil, err
	}
	return o.tipKeys(ctx, c, nil)
}
