package office

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/registry"
	"phendau/internal/store"
	"phendau/internal/tip"
	"phendau/internal/tip/desk"
	"phendau/internal/vault"
)

func (o *Office) tipCaseRoutes(a *api.API) {
	api.Add(a, api.Route{Method: "POST", Path: "/tips/cases/{id}/open", ID: "openTip", Tag: tagTips, Summary: "Open a case: its sealed files, handed out in the transaction that logs it", Action: access.AnswerTips, Fresh: true}, nil, o.tipOpen)
	api.Add(a, api.Route{Method: "POST", Path: "/tips/cases/{id}/files/{file}/open", ID: "openTipFile", Tag: tagTips, Summary: "Open an attachment", Action: access.AnswerTips, Fresh: true}, nil, o.tipFile)
	api.Add(a, api.Route{Method: "POST", Path: "/tips/cases/{id}/acts", ID: "actOnTip", Tag: tagTips, Summary: "Decide on a case, answer its sender, refer it", Action: access.AnswerTips}, nil, o.tipAct)
	api.Add(a, api.Route{Method: "POST", Path: "/tips/cases/{id}/half", ID: "openTipHalf", Tag: tagTips, Summary: "The second desk's half of a key that two people hold", Action: access.AnswerTips, Fresh: true}, nil, o.tipHalf)
	api.Add(a, api.Route{Method: "POST", Path: "/tips/cases/{id}/share", ID: "shareTipHalf", Tag: tagTips, Summary: "Seal that half to one officer of the first desk, for this case", Action: access.AnswerTips, Fresh: true}, nil, o.tipShare)
}

// Why a case is opened: a closed list, since a reason in words would say what it is about.
var tipReasons = []string{"new", "work", "answer", "check", "law", reasonCourt, "handover"}

// OpenInput opens a case.
type OpenInput struct {
	CasePath
	Once
	Body struct {
		Reason string `json:"reason" enum:"new,work,answer,check,law,court,handover"`
	}
}

// OpenedTip is what a browser opens.
type OpenedTip struct {
	Case     CaseView      `json:"case"`
	Key      []byte        `json:"key" doc:"Sealed to the desk"`
	Share    []byte        `json:"share,omitempty" doc:"The other half, sealed to the caller"`
	Items    []SealedItem  `json:"items" doc:"body, in, out, note, cover, in order"`
	Files    []SealedFile  `json:"files" doc:"Attachments that are here"`
	Openings []OpeningView `json:"openings" doc:"Who opened it before"`
}

// SealedItem is a sealed message or note.
type SealedItem struct {
	Kind  string `json:"kind" enum:"body,in,out,note,cover"`
	Seq   int    `json:"seq"`
	Day   string `json:"day"`
	Bytes []byte `json:"bytes"`
}

// SealedFile is an attachment by name and size.
type SealedFile struct {
	ID   string `json:"id"`
	Size int    `json:"size"`
}

// OpeningView is an earlier opening.
type OpeningView struct {
	Person string `json:"person"`
	AtMS   int64  `json:"at_ms"`
	Reason string `json:"reason,omitempty"`
}

// tipOpen hands a case out. Nothing is served unless the line of the log stands in
// the same transaction.
func (o *Office) tipOpen(ctx context.Context, c *api.Caller, in *OpenInput) (*Answer[OpenedTip], error) {
	v, err := o.tipsOpen()
	if err != nil {
		return nil, err
	}
	if !slices.Contains(tipReasons, in.Body.Reason) {
		return nil, api.Wrong(api.Field{Field: "reason"})
	}
	req, err := once("openTip/"+in.ID, in.Once, in.Body)
	if err != nil {
		return nil, err
	}
	x, err := o.tipSubject(ctx, c, in.ID)
	if err != nil {
		return nil, err
	}
	out := OpenedTip{Items: []SealedItem{}, Files: []SealedFile{}}
	if out.Openings, err = o.openings(ctx, in.ID); err != nil {
		return nil, err
	}
	done, err := o.onCase(ctx, c, x, req, desk.Open, &ledger.CaseBody{Desk: x.deskID, Reason: in.Body.Reason}, audit.TipOpen, func(t *store.Tx) error {
		return out.read(t, x.ID)
	})
	if err == nil && !done {
		err = o.openAgain(ctx, c, x, in.Body.Reason, &out)
	}
	if err != nil {
		return nil, err
	}
	if out.Key, err = v.Read(ctx, in.ID, keyName(x.deskID)); err != nil {
		return nil, vaultError(err)
	}
	if out.Share, err = v.Read(ctx, in.ID, sharePrefix+c.PersonID); err != nil && !errors.Is(err, vault.ErrNoFile) {
		return nil, err
	}
	out.Case, err = o.caseNow(ctx, x.ID)
	return &Answer[OpenedTip]{out}, err
}

// openAgain answers a request that was carried out before: what it hands out leaves a
// line of its own, and what was stopped or taken back since stays shut.
func (o *Office) openAgain(ctx context.Context, c *api.Caller, x *tipSubject, reason string, out *OpenedTip) error {
	return o.Store.Within(ctx, func(t *store.Tx) error {
		if err := opens(t, x.ID); err != nil {
			return err
		}
		if err := out.read(t, x.ID); err != nil {
			return err
		}
		return t.Audit(o.signed(c, []audit.Record{{Action: audit.TipOpen, ObjectID: x.ID.String(), Reason: reason, Detail: audit.Facts("what", desk.Open)}})...)
	})
}

func (out *OpenedTip) read(t *store.Tx, id tip.ID) error {
	items, err := t.TipItems(id, store.TipBody, store.TipIn, store.TipOut, store.TipNote, store.TipCover)
	if err != nil {
		return err
	}
	out.Items, out.Files = []SealedItem{}, []SealedFile{}
	for _, x := range items {
		out.Items = append(out.Items, SealedItem{x.Kind, x.Seq, x.Day.String(), x.Bytes})
	}
	all, err := t.TipItems(id)
	for _, x := range all {
		if x.Kind == store.TipFile {
			out.Files = append(out.Files, SealedFile{x.ID.String(), x.Size})
		}
	}
	return err
}

// vaultError tells a case that is gone for good from one that never was.
func vaultError(err error) error {
	if errors.Is(err, vault.ErrShredded) || errors.Is(err, vault.ErrNoFile) {
		return api.Missing()
	}
	return err
}

func (o *Office) caseNow(ctx context.Context, id tip.ID) (CaseView, error) {
	p, err := o.Store.TipCase(ctx, id)
	if err != nil {
		return CaseView{}, err
	}
	said, err := o.Store.TipsSaid(ctx, id)
	work := shown(&p.Case.Case, said)
	return o.caseView(&work), err
}

// openings are those of the log, oldest first.
func (o *Office) openings(ctx context.Context, id string) ([]OpeningView, error) {
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	entries, err := o.Store.AuditRecords(ctx, audit.Filter{Actions: []string{audit.TipOpen}, ObjectID: id, Limit: 200})
	out := []OpeningView{}
	for _, e := range slices.Backward(entries) {
		out = append(out, OpeningView{reg.People[e.ActorID].Name, e.At * 1000, e.Reason})
	}
	return out, err
}

// onCase does one act on a case, with what its sender did since in front of it. done
// is false when the same request was carried out before. Where somebody else was
// faster to write down what the sender did, it is read once more.
func (o *Office) onCase(ctx context.Context, c *api.Caller, x *tipSubject, req request, verb desk.Verb, body *ledger.CaseBody, action string, also func(*store.Tx) error) (done bool, err error) {
	for range 3 {
		done, err = o.onCaseOnce(ctx, c, x, req, verb, body, action, also)
		if !errors.Is(err, store.ErrGone) || len(x.said) == 0 {
			return done, err
		}
		if x.said, err = o.Store.TipsSaid(ctx, x.ID); err != nil {
			return false, err
		}
		p, err := o.Store.TipCase(ctx, x.ID)
		if err != nil {
			return false, err
		}
		x.PlacedCase = p
	}
	return done, err
}

func (o *Office) onCaseOnce(ctx context.Context, c *api.Caller, x *tipSubject, req request, verb desk.Verb, body *ledger.CaseBody, action string, also func(*store.Tx) error) (bool, error) {
	drafts, err := x.saidDrafts(c.PersonID)
	if err != nil {
		return false, err
	}
	d, err := ledger.CaseDraft(x.LedgerID, x.ID, verb, body)
	if err != nil {
		return false, err
	}
	d.ActorID, d.BodyID = c.PersonID, x.grant.BodyID
	rec := audit.Record{Action: action, ObjectID: x.ID.String(), Reason: body.Reason, Detail: audit.Facts("what", verb, "to", body.To)}
	return o.do(ctx, c, act{request: req, drafts: append(drafts, d), records: []audit.Record{rec}, also: func(t *store.Tx) error {
		if err := unsay(t, x.said); err != nil || also == nil {
			return err
		}
		return also(t)
	}})
}

// TipFileInput opens an attachment.
type TipFileInput struct {
	CasePath
	File string `path:"file" pattern:"^[0-9a-f]{32}$"`
}

// OpenedTipFile is one.
type OpenedTipFile struct {
	Bytes []byte `json:"bytes"`
}

func (o *Office) tipFile(ctx context.Context, c *api.Caller, in *TipFileInput) (*Answer[OpenedTipFile], error) {
	x, err := o.tipSubject(ctx, c, in.ID)
	if err != nil {
		return nil, err
	}
	file, err := tip.ParseID(in.File)
	if err != nil {
		return nil, api.Missing()
	}
	var out OpenedTipFile
	err = o.Store.Within(ctx, func(t *store.Tx) error {
		if err := opens(t, x.ID); err != nil {
			return err
		}
		item, err := t.TipItem(x.ID, file)
		if err != nil || item.Kind != store.TipFile {
			return errors.Join(err, store.ErrGone)
		}
		out.Bytes = item.Bytes
		return t.Audit(o.signed(c, []audit.Record{{Action: audit.TipOpen, ObjectID: in.ID, Detail: audit.Facts("what", "file")}})...)
	})
	return &Answer[OpenedTipFile]{out}, err
}

// NewItem is a message or note, sealed in the browser.
type NewItem struct {
	Kind  string `json:"kind" enum:"out,note,cover"`
	Bytes []byte `json:"bytes"`
}

// opens refuses a case that may not be read now: frozen, taken back, shredded.
func opens(t *store.Tx, id tip.ID) error {
	p, err := t.TipCase(id)
	if err != nil {
		return err
	}
	said, err := t.TipsSaid(id)
	if err != nil {
		return err
	}
	work := shown(&p.Case.Case, said)
	return ledger.CaseRefusal(work.Apply(desk.Act{Verb: desk.Open, Desk: work.Owner}))
}

// ActInput is an act of a desk.
type ActInput struct {
	CasePath
	Once
	Body struct {
		Verb   string    `json:"verb" enum:"urge,link,check,not_ours,spam,denounce,hand_over,conclude,feedback,refer,acknowledge,reject,hold,release,note"`
		To     string    `json:"to,omitempty" format:"uuid" doc:"Desk of a referral"`
		Link   string    `json:"link,omitempty" pattern:"^[0-9a-f]{32}$" doc:"Of link: random, the same for all cases about one event; none ends it"`
		Reason string    `json:"reason,omitempty" enum:"not_competent,not_here,court,investigation,complaint,over,other"`
		Items  []NewItem `json:"items,omitempty" maxItems:"3"`
		Key    []byte    `json:"key,omitempty" doc:"Of a referral: the key of the case, sealed to the other desk"`
	}
}

// tipAct carries out what a desk decides. Messages and notes come sealed.
func (o *Office) tipAct(ctx context.Context, c *api.Caller, in *ActInput) (*Answer[CaseView], error) {
	v, err := o.tipsOpen()
	if err != nil {
		return nil, err
	}
	req, err := once("actOnTip/"+in.ID, in.Once, in.Body)
	if err != nil {
		return nil, err
	}
	x, err := o.tipSubject(ctx, c, in.ID)
	if err != nil {
		return nil, err
	}
	b, body := &in.Body, ledger.CaseBody{Desk: x.deskID, Reason: in.Body.Reason, Link: in.Body.Link}
	if err := x.checkItems(in); err != nil {
		return nil, err
	}
	if desk.Verb(b.Verb) == desk.Refer {
		to, err := x.referTo(b.To, b.Key, o.today())
		if err != nil {
			return nil, err
		}
		body.To = to.String()
	}
	if desk.Verb(b.Verb) == desk.Acknowledge {
		if _, over := x.reg.TipDeskOver(x.desk.ID, o.today()); over {
			return nil, api.Fail(api.Conflict, "desk_succeeded") // it is on its way back to who offered it
		}
		if _, err := v.Read(ctx, in.ID, keyName(x.deskID)); err != nil {
			return nil, vaultError(err) // taking it without its key would lose it
		}
	}
	action := audit.TipAct
	if b.Verb == string(desk.Hold) || b.Verb == string(desk.Release) {
		action = audit.Hold
	}
	_, err = o.onCase(ctx, c, x, req, desk.Verb(b.Verb), &body, action, func(t *store.Tx) error { return x.putItems(t, o, in) })
	if err != nil {
		return nil, err
	}
	if err := o.handKeys(ctx, v, x, in); err != nil {
		return nil, err
	}
	now, err := o.caseNow(ctx, x.ID)
	return &Answer[CaseView]{now}, err
}

// sealedTo is for how many an item of a kind is sealed.
var sealedTo = map[string]int{store.TipOut: 2, store.TipNote: 1, store.TipCover: 1}

// needs says which items an act comes with.
var needs = map[desk.Verb]string{desk.Feedback: store.TipOut, desk.Conclude: store.TipNote, desk.Note: store.TipNote, desk.Refer: store.TipCover}

func (x *tipSubject) checkItems(in *ActInput) error {
	has := map[string]bool{}
	for i, item := range in.Body.Items {
		n := sealedTo[item.Kind]
		if n == 0 || len(item.Bytes) != tip.SealedSize(tip.TextSize, n) || tip.CheckSealed(item.Bytes, tip.TextSize) != nil || has[item.Kind] {
			return api.Wrong(api.Field{Field: fmt.Sprintf("items.%d", i)})
		}
		has[item.Kind] = true
	}
	if need := needs[desk.Verb(in.Body.Verb)]; need != "" && !has[need] {
		return api.Wrong(api.Field{Field: "items"})
	}
	return nil
}

func (x *tipSubject) putItems(t *store.Tx, o *Office, in *ActInput) error {
	for _, item := range in.Body.Items {
		n, err := t.NextTipItem(x.ID, item.Kind)
		if err != nil {
			return err
		}
		if err := t.PutTipItems(store.TipItem{ID: newTipID(), Case: x.ID, Kind: item.Kind, Seq: n, Day: o.today(), Bytes: item.Bytes}); err != nil {
			return err
		}
	}
	return nil
}

// referTo is the desk a case is offered to: one open today, which has a key of its own
// to seal to.
func (x *tipSubject) referTo(to string, key []byte, today calendar.Day) (tip.ID, error) {
	id, err := tip.IDOfUUID(to)
	open := slices.ContainsFunc(x.reg.TipDesksOn(today), func(d registry.TipDesk) bool { return d.ID == to })
	if err != nil || !open || id == x.Owner {
		return id, api.Wrong(api.Field{Field: "to"})
	}
	if tip.CheckSealed(key, tip.KeySize) != nil || len(key) != tip.SealedSize(tip.KeySize, 1) {
		return id, api.Wrong(api.Field{Field: "key"})
	}
	return id, nil
}

// handKeys does to the keys of a case what an act did to the case. A desk it is offered
// to gets its key behind the operation, so that what was refused leaves none; until
// that desk says that it takes the case, the owner's key stays.
func (o *Office) handKeys(ctx context.Context, v *vault.Vault, x *tipSubject, in *ActInput) error {
	var files []vault.File
	switch desk.Verb(in.Body.Verb) {
	case desk.Refer:
		to, err := tip.IDOfUUID(in.Body.To)
		if err != nil {
			return err
		}
		files = append(files, vault.File{Holder: in.ID, Name: keyName(to), Bytes: in.Body.Key})
	case desk.Acknowledge:
		files = append(files, vault.File{Holder: in.ID, Name: secondKey})
	}
	if err := v.Write(ctx, files...); err != nil {
		return err
	}
	return o.tidyKeys(ctx, v, x.ID)
}

// HalfInput asks for the second desk's half.
type HalfInput struct {
	CasePath
	Once
	Body struct {
		Desk string `json:"desk" format:"uuid" doc:"The second desk, of which the caller is an officer"`
	}
}

// HalfView is it.
type HalfView struct {
	Bytes    []byte       `json:"bytes" doc:"Sealed to the second desk"`
	Officers []TipOfficer `json:"officers" doc:"Of the first desk, to one of whom it may be sealed"`
}

// ofSecond finds a case that two people open and of whose second desk the caller is.
func (o *Office) ofSecond(ctx context.Context, c *api.Caller, id, second string) (store.PlacedCase, []string, error) {
	_, reg, _, err := o.tipDesk(ctx, c, second, access.AnswerTips)
	if err != nil {
		return store.PlacedCase{}, nil, err
	}
	caseID, err := tip.ParseID(id)
	if err != nil {
		return store.PlacedCase{}, nil, api.Missing()
	}
	p, err := o.Store.TipCase(ctx, caseID)
	if err != nil {
		return p, nil, err
	}
	said, err := o.Store.TipsSaid(ctx, caseID)
	if err != nil {
		return p, nil, err
	}
	first, _ := reg.TipDesk(p.Owner.UUID())
	if now := shown(&p.Case.Case, said); !p.Two || first.SecondID != second || now.Apply(desk.Act{Verb: desk.Open, Desk: p.Owner}) != nil {
		return p, nil, api.Missing()
	}
	officers := o.officersOf(reg, first.ID)
	if slices.Contains(officers, c.PersonID) {
		return p, nil, api.Refused(access.NoRole) // one person at both desks would be alone
	}
	return p, officers, nil
}

func (o *Office) tipHalf(ctx context.Context, c *api.Caller, in *HalfInput) (*Answer[HalfView], error) {
	v, err := o.tipsOpen()
	if err != nil {
		return nil, err
	}
	_, officers, err := o.ofSecond(ctx, c, in.ID, in.Body.Desk)
	if err != nil {
		return nil, err
	}
	if err := o.note(ctx, c, audit.Record{Action: audit.TipOpen, ObjectID: in.ID, Detail: audit.Facts("what", "half")}); err != nil {
		return nil, err
	}
	keys, err := o.Store.TipOfficers(ctx)
	if err != nil {
		return nil, err
	}
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	out := HalfView{Officers: []TipOfficer{}}
	for _, id := range officers {
		if keys[id].Recipient != "" && id != c.PersonID {
			out.Officers = append(out.Officers, TipOfficer{id, reg.People[id].Name, keys[id].Recipient})
		}
	}
	out.Bytes, err = v.Read(ctx, in.ID, secondKey)
	return &Answer[HalfView]{out}, vaultErrorOrNil(err)
}

func vaultErrorOrNil(err error) error {
	if err == nil {
		return nil
	}
	return vaultError(err)
}

// ShareInput hands the half on.
type ShareInput struct {
	CasePath
	Once
	Body struct {
		Desk     string `json:"desk" format:"uuid"`
		PersonID string `json:"person_id" format:"uuid"`
		Bytes    []byte `json:"bytes"`
	}
}

// Shared says to whom.
type Shared struct {
	PersonID string `json:"person_id"`
}

func (o *Office) tipShare(ctx context.Context, c *api.Caller, in *ShareInput) (*Answer[Shared], error) {
	v, err := o.tipsOpen()
	if err != nil {
		return nil, err
	}
	_, officers, err := o.ofSecond(ctx, c, in.ID, in.Body.Desk)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(officers, in.Body.PersonID) || in.Body.PersonID == c.PersonID || len(in.Body.Bytes) != tip.SealedSize(tip.KeySize, 1) || tip.CheckSealed(in.Body.Bytes, tip.KeySize) != nil {
		return nil, api.Wrong(api.Field{Field: "person_id"})
	}
	if err := o.note(ctx, c, audit.Record{Action: audit.TipAct, ObjectID: in.ID, Detail: audit.Facts("what", "share", "to", in.Body.PersonID)}); err != nil {
		return nil, err
	}
	err = v.Write(ctx, vault.File{Holder: in.ID, Name: sharePrefix + in.Body.PersonID, Bytes: in.Body.Bytes})
	return &Answer[Shared]{Shared{in.Body.PersonID}}, vaultErrorOrNil(err)
}
