package ledger

import "fmt"

// TypeAuthority is the entity type of hand-overs: the entity is the ledger.
const TypeAuthority = "authority"

// Verbs of a hand-over.
const (
	VerbRelease = "release" // by who orders the ledger: from here on only the new site takes it
	VerbTake    = "take"    // by the new site: it orders, in the next epoch
	VerbBreak   = "break"   // by home, without the lost site
)

// Handover is the body of an authority operation. Seq and Hash are the last
// position before it: whoever signs says what he hands over or begins from.
type Handover struct {
	To   string `json:"to,omitempty"`   // of a release: the site; absent is home
	From string `json:"from,omitempty"` // of a break: the site that is lost
	Seq  int64  `json:"seq"`
	Hash string `json:"ledger_hash"`
	Why  string `json:"why,omitempty"`
}

// HandoverDraft drafts an authority operation behind a head.
func HandoverDraft(h Head, verb string, body Handover) Draft {
	body.Seq, body.Hash = h.Seq, h.Hash.String()
	return Draft{LedgerID: h.LedgerID, EntityType: TypeAuthority, EntityID: h.LedgerID, Verb: verb, Body: body}
}

// At says at which site the batch is folded; "" is home, where the book was
// begun.
func (b *Batch) At(site string) { b.self = site }

// Custody makes the batch keep what phones bring for ledgers that are ordered
// elsewhere.
func (b *Batch) Custody() { b.custody = true }

// Orders reports whether this site may put the operation into the ledger's
// order. Between release and take only the take passes; home may always break.
// An unknown ledger is nobody's, and the fold says so.
func (b *Batch) Orders(o *Op) bool {
	h := &b.head
	switch {
	case h.Kind == "":
		return true
	case h.Site != b.self:
		return o.EntityType == TypeAuthority && o.Verb == VerbBreak && b.self == ""
	case h.Released:
		return o.EntityType == TypeAuthority && o.Verb == VerbTake
	}
	return true
}

// elsewhere answers an operation for a ledger that another site orders.
func (b *Batch) elsewhere(s *Signed, res Result, dev DeviceHead) (Result, DeviceHead, error) {
	if !b.custody || !b.env.Device(s.Op.DeviceID).Phone() {
		return b.refuseUnstored(s, res, refusef(CodeKeptElsewhere, "%s", b.head.Site), dev)
	}
	if err := b.admit(s, dev); err != nil {
		return b.refuseUnstored(s, res, err, dev)
	}
	b.changes.Custody = append(b.changes.Custody, *s)
	res.Outcome = InCustody
	return res, DeviceHead{Seq: s.Op.DeviceSeq, Hash: s.Hash}, nil
}

// OpensEpoch reports whether an operation begins a new epoch: its own stamp
// belongs to it.
func (o *Op) OpensEpoch() bool {
	return o.EntityType == TypeAuthority && (o.Verb == VerbTake || o.Verb == VerbBreak)
}

// foldAuthority checks a hand-over; the head moves when it is accepted.
func (b *Batch) foldAuthority(o *Op) error {
	if o.Verb != VerbRelease && o.Verb != VerbTake && o.Verb != VerbBreak {
		return refuse(CodeUnknownVerb)
	}
	var a Handover
	if err := strict(o.Body, &a); err != nil {
		return err
	}
	if o.EntityID != o.LedgerID || a.Seq != b.head.Seq || a.Hash != b.head.Hash.String() {
		return refusef(CodeStaleBase, "the ledger stands at %d", b.head.Seq)
	}
	if err := b.may(o, Act{ActorID: o.ActorID, BodyID: o.BodyID, EntityType: o.EntityType, EntityID: o.EntityID, Verb: o.Verb}); err != nil {
		return err
	}
	switch o.Verb {
	case VerbRelease:
		return b.checkRelease(o, &a)
	case VerbTake:
		if !b.head.Released || !b.speaksFor(b.head.Site, o.DeviceID) {
			return refuse(CodeNotAllowed)
		}
		return nil
	}
	switch {
	case b.head.Site == "" || a.From != b.head.Site || !b.speaksFor("", o.DeviceID):
		return refuse(CodeNotAllowed)
	case a.Why == "":
		return refuse(CodeWhyMissing)
	}
	return nil
}

// checkRelease lets home hand over to a site, and a site back to home.
func (b *Batch) checkRelease(o *Op, a *Handover) error {
	if b.head.Released || !b.speaksFor(b.head.Site, o.DeviceID) {
		return refuse(CodeNotAllowed)
	}
	if (a.To == "") == (b.head.Site == "") {
		return refusef(CodeBadContent, "a ledger goes from home to a site, or back")
	}
	if a.To != "" && !b.env.Device(a.To).IsSite() {
		return refusef(CodeUnknownEntity, "no site %q", clipText(a.To))
	}
	return nil
}

// speaksFor reports whether a device may sign hand-overs for a site.
func (b *Batch) speaksFor(site, deviceID string) bool {
	d := b.env.Device(deviceID)
	if site == "" {
		return d != nil && d.Kind == DeviceNode && !d.IsSite()
	}
	return d.IsSite() && deviceID == site
}

// handOver moves the authority by an accepted operation.
func (h *Head) handOver(o *Op) error {
	if o.EntityType != TypeAuthority {
		return nil
	}
	var a Handover
	if err := strict(o.Body, &a); err != nil {
		return err
	}
	switch o.Verb {
	case VerbRelease:
		h.Site, h.Released = a.To, true
	case VerbTake:
		h.Released = false
	case VerbBreak:
		h.Site, h.Released = "", false
	}
	return nil
}

// BrokenChain says where what another site ordered is not what it should be:
// the ledger stops there.
type BrokenChain struct {
	Seq int64
	Why string
}

// Error names the position and what is wrong.
func (e *BrokenChain) Error() string { return fmt.Sprintf("operation %d: %s", e.Seq, e.Why) }

// Follow folds an operation that the site from put into the order, under the
// stamp it gave. A *BrokenChain says what is wrong with it; other errors are
// failures of the book.
func (b *Batch) Follow(s Signed, st Stamp, from string) error {
	if why := b.strange(&s, st, from); why != "" {
		return &BrokenChain{st.Seq, why}
	}
	b.followed = true
	if err := b.belongs(&s.Op); err != nil {
		return &BrokenChain{st.Seq, err.Error()}
	}
	refused, err := b.Refold(s, st)
	if refused != nil {
		return &BrokenChain{st.Seq, refused.Error()}
	}
	if err == nil {
		b.changes.Ops = append(b.changes.Ops, Stamped{s, st})
	}
	return err
}

// strange says what is wrong with an operation before its content is looked
// at, "" for nothing.
func (b *Batch) strange(s *Signed, st Stamp, from string) string {
	next := b.head
	if s.Op.OpensEpoch() {
		next.Epoch++
	}
	want := next.Next(s.Hash, st.AcceptedMS)
	breaks := s.Op.Verb == VerbBreak && s.Op.EntityType == TypeAuthority && from == ""
	switch {
	case s.Op.LedgerID != b.head.LedgerID:
		return "an operation of ledger " + s.Op.LedgerID
	case b.head.Site != from && !breaks:
		return fmt.Sprintf("stamped by %q, the ledger is ordered by %q", from, b.head.Site)
	case b.head.Released && !s.Op.OpensEpoch():
		return "an operation between release and take"
	case want != st:
		return fmt.Sprintf("the chain gives %d.%d %s, the stamp is %d.%d %s", want.Epoch, want.Seq, want.Hash, st.Epoch, st.Seq, st.Hash)
	}
	if b.env.Device(s.Op.DeviceID) == nil && b.head.Kind == KindRegistry {
		b.unknown = append(b.unknown, Stamped{*s, st}) // perhaps it enrols itself here
		return ""
	}
	return wrongSignature(s, b.env.Device(s.Op.DeviceID))
}

func wrongSignature(s *Signed, d *Device) string {
	if s.VerifySig(d) {
		return ""
	}
	return "the signature is not that of device " + s.Op.DeviceID
}

// EndFollow checks the signatures of devices that the followed operations
// themselves made known. It is called once, before Changes.
func (b *Batch) EndFollow() error {
	for i := range b.unknown {
		s := &b.unknown[i]
		var d *Device
		if e := b.entities["device/"+s.Op.DeviceID]; e != nil {
			var body DeviceBody
			if err := strict(e.Body, &body); err != nil {
				return &BrokenChain{s.Stamp.Seq, err.Error()}
			}
			d, _ = body.Compile() // one that cannot be read has no right signature
		}
		if why := wrongSignature(&s.Signed, d); why != "" {
			return &BrokenChain{s.Stamp.Seq, why}
		}
	}
	return nil
}

// FollowRefused takes over a refusal by the site that orders the ledger.
func (b *Batch) FollowRefused(r Refused) error {
	if r.Op.LedgerID != b.head.LedgerID || !r.VerifySig(b.env.Device(r.Op.DeviceID)) {
		return &BrokenChain{r.AfterSeq, "a refused operation of another ledger, or with a strange signature"}
	}
	b.changes.Refused = append(b.changes.Refused, r)
	return nil
}

// Page is a part of a ledger's feed as it travels: what stands behind a
// position in the order, and what was refused there. Payloads are the bytes
// that locks of the page name.
type Page struct {
	LedgerID string
	Ops      []Stamped
	Refused  []Refused
	Payloads [][]byte
}
