package ledger_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"testing"

	"phendau/internal/calendar"
	"phendau/internal/ledger"
)

// phoneWorld is a world whose phone belongs to the team and to one member.
type phoneWorld struct {
	*world
	doc     ledger.DeviceBody
	allowed func(ledger.Act) bool
	phone   *ledger.Author
}

var phoneID, member = id(41), id(34)

func newPhoneWorld(t *testing.T) *phoneWorld {
	w := &phoneWorld{world: newWorld(t), allowed: func(ledger.Act) bool { return true }}
	w.nowMS = 1_710_000_000_000 // 2024-03-09
	w.phone = ledger.NewAuthor(phoneID, []byte(strings.Repeat("p", 32)), member, team)
	w.phone.Clock = func(ms int64) ledger.Time { return ledger.Time{DeviceMS: ms, UncertaintyMS: 1} }
	since := w.today()
	w.doc = w.phone.Enrolment(registryID).Body.(ledger.DeviceBody)
	w.doc.Kind, w.doc.BodyID, w.doc.PlaceID, w.doc.People, w.doc.Since, w.doc.EnrolledBy = ledger.DevicePhone, team, hamletA1, []string{member}, &since, clerk
	w.env = phoneEnv{w.env, w}
	return w
}

func (w *phoneWorld) today() calendar.Day { return calendar.Day((w.nowMS/1000 + 7*3600) / 86400) }

type phoneEnv struct {
	ledger.Env
	w *phoneWorld
}

func (e phoneEnv) Device(id string) *ledger.Device {
	if id != phoneID {
		return e.Env.Device(id)
	}
	d, err := e.w.doc.Compile()
	if err != nil {
		e.w.t.Fatal(err)
	}
	return d
}

func (e phoneEnv) Allows(a ledger.Act) bool { return e.w.allowed(a) }

// record signs an entry on the phone.
func (w *phoneWorld) record(actor string) ledger.Signed {
	w.t.Helper()
	c := patrol(hamletA1, firstDay, 5)
	c.OwnerBodyID = ""
	ops, err := w.phone.Sign([]ledger.Draft{on(ledgerA, w.ids.New(), "create", actor, "", c)}, w.ids, w.nowMS)
	if err != nil {
		w.t.Fatal(err)
	}
	return ops[0]
}

func (w *phoneWorld) push(op ledger.Signed) (ledger.Outcome, ledger.Code) {
	w.t.Helper()
	r := w.fold([]ledger.Signed{op})[0]
	if r.Err == nil {
		return r.Outcome, ""
	}
	return r.Outcome, r.Err.(*ledger.Refusal).Code
}

// expect pushes an entry of the member and compares; taken moves the phone on.
func (w *phoneWorld) expect(outcome ledger.Outcome, code ledger.Code) ledger.Signed {
	w.t.Helper()
	op := w.record(member)
	if o, c := w.push(op); o != outcome || c != code {
		w.t.Errorf("%s %s, want %s %s", o, c, outcome, code)
	}
	if outcome == ledger.Accepted {
		w.phone.Accept([]ledger.Signed{op})
	}
	return op
}

func TestAPhoneIsTakenOnOneOfficersWordForTwoDaysOnly(t *testing.T) {
	w := newPhoneWorld(t)
	const day = 86_400_000
	w.expect(ledger.Accepted, "")
	w.nowMS += day
	w.expect(ledger.Accepted, "")
	w.nowMS += day
	waiting := w.expect(ledger.Quarantined, ledger.CodeNotApproved)
	w.doc.ApprovedBy = officer
	if o, c := w.push(waiting); o != ledger.Accepted {
		t.Errorf("after the second officer: %s %s", o, c)
	}
}

func TestARevokedPhonesLaterOperationsWaitForAnOfficer(t *testing.T) {
	w := newPhoneWorld(t)
	w.expect(ledger.Accepted, "")
	w.doc.Revoked = &ledger.Revocation{Mode: ledger.RevokedLost, Day: w.today(), NotAfterSeq: 2}
	w.expect(ledger.Accepted, "")
	w.expect(ledger.Quarantined, ledger.CodeRevoked)
	w.expect(ledger.Quarantined, ledger.CodeRevoked)
}

func TestAClonedPhoneIsStoppedAndNothingOfItIsLostSilently(t *testing.T) {
	w := newPhoneWorld(t)
	first, clone := w.record(member), w.record(member)
	if o, _ := w.push(first); o != ledger.Accepted {
		t.Fatal(o)
	}
	w.phone.Accept([]ledger.Signed{first})
	if o, c := w.push(clone); o != ledger.Quarantined || c != ledger.CodeForked {
		t.Errorf("the clone: %s %s", o, c)
	}
	w.expect(ledger.Quarantined, ledger.CodeForked) // the first phone is stopped too: nobody knows which one is right
	if h := w.books[ledgerA].devices()[phoneID]; !h.Forked || h.Seq != 1 {
		t.Errorf("head %+v", h)
	}
}

func TestAPhoneActsForItsPeopleAndWritesRecordsOnly(t *testing.T) {
	w := newPhoneWorld(t)
	op := w.record(clerk)
	if o, c := w.push(op); o != ledger.Rejected || c != ledger.CodeNotAllowed {
		t.Errorf("somebody else: %s %s", o, c)
	}
	w.phone.Accept([]ledger.Signed{op}) // a refusal consumes the number
	ops, err := w.phone.Sign([]ledger.Draft{{LedgerID: registryID, EntityType: "place", EntityID: w.ids.New(), Verb: "create", Catalogue: 1}}, w.ids, w.nowMS)
	if err != nil {
		t.Fatal(err)
	}
	if o, c := w.push(ops[0]); o != ledger.Rejected || c != ledger.CodeNotAllowed {
		t.Errorf("a place: %s %s", o, c)
	}
}

// TestARightHeldWhenRecordingIsEnoughForTheTimeOfTheLease holds case 14 and
// the bound behind it.
func TestARightHeldWhenRecordingIsEnoughForTheTimeOfTheLease(t *testing.T) {
	w := newPhoneWorld(t)
	last := w.today() // of the grant
	w.allowed = func(a ledger.Act) bool { return a.Today <= last }
	w.expect(ledger.Accepted, "")
	const day = 86_400_000
	recorded := w.nowMS
	w.phone.Clock = func(int64) ledger.Time { return ledger.Time{DeviceMS: recorded, UncertaintyMS: 1} }
	w.doc.ApprovedBy = officer
	w.nowMS += ledger.LeaseDays * day
	w.expect(ledger.Accepted, "")
	w.nowMS += day
	late := w.expect(ledger.Quarantined, ledger.CodeLateRights)
	w.phone.Accept([]ledger.Signed{late}) // consumes its number, so that others on the phone can go on
	w.phone.Clock = nil
	w.expect(ledger.Rejected, ledger.CodeNotAllowed)
}

func TestADoubtfulClockIsAFlagAndNeverARefusal(t *testing.T) {
	for name, c := range map[string]struct {
		time ledger.Time
		flag string
	}{
		"right":        {ledger.Time{UncertaintyMS: 40}, ""},
		"never synced": {ledger.Time{}, ledger.ClockUnknown},
		"a year ahead": {ledger.Time{DeviceMS: 365 * 86_400_000, OffsetMS: -365 * 86_400_000, UncertaintyMS: 40}, ledger.ClockOff},
		"two days ago": {ledger.Time{DeviceMS: -2 * 86_400_000, OffsetMS: 2 * 86_400_000, UncertaintyMS: 40}, ledger.ClockOff},
		"jumped since": {ledger.Time{DeviceMS: 86_400_000, UncertaintyMS: 40}, ledger.ClockOff},
	} {
		w := newPhoneWorld(t)
		w.phone.Clock = func(ms int64) ledger.Time {
			c.time.DeviceMS += ms
			return c.time
		}
		op := w.record(member)
		r := w.fold([]ledger.Signed{op})[0]
		rec := w.books[ledgerA].records[op.Op.EntityID]
		if r.Outcome != ledger.Accepted || rec.State.Clock != c.flag || rec.Day != firstDay {
			t.Errorf("%s: %s, flag %q, day %s", name, r.Outcome, rec.State.Clock, rec.Day)
		}
	}
}

func TestADeviceDocumentNamesWhatItsKindNeeds(t *testing.T) {
	w := newPhoneWorld(t)
	for name, change := range map[string]func(d *ledger.DeviceBody){
		"unknown kind":      func(d *ledger.DeviceBody) { d.Kind = "tablet" },
		"unknown algorithm": func(d *ledger.DeviceBody) { d.Alg = "rsa" },
		"short key":         func(d *ledger.DeviceBody) { d.PublicKey = d.PublicKey[:20] },
		"key of the other":  func(d *ledger.DeviceBody) { d.Alg = ledger.AlgP256 },
		"nobody":            func(d *ledger.DeviceBody) { d.People = nil },
		"no place":          func(d *ledger.DeviceBody) { d.PlaceID = "" },
		"no day":            func(d *ledger.DeviceBody) { d.Since = nil },
		"approved by self":  func(d *ledger.DeviceBody) { d.ApprovedBy = d.EnrolledBy },
		"other revocation":  func(d *ledger.DeviceBody) { d.Revoked = &ledger.Revocation{Mode: "stolen"} },
	} {
		d := w.doc
		change(&d)
		if _, err := d.Compile(); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}

// TestSignaturesOfBrowsersWithoutEd25519AreTaken signs as WebCrypto does:
// ECDSA over P-256, r and s as 32 bytes each.
func TestSignaturesOfBrowsersWithoutEd25519AreTaken(t *testing.T) {
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	pub, err := k.PublicKey.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	w := newPhoneWorld(t)
	w.doc.Alg, w.doc.PublicKey = ledger.AlgP256, base64.RawURLEncoding.EncodeToString(pub)
	op := w.record(member)
	sum := sha256.Sum256(append([]byte("phendau/op/1\n"), op.Bytes...))
	r, s, err := ecdsa.Sign(rand.Reader, k, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	op.Sig = append(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))...)
	bad := op
	bad.Sig = append([]byte{}, op.Sig...)
	bad.Sig[40] ^= 1
	for _, sig := range [][]byte{bad.Sig, op.Sig[:63], nil} {
		bad.Sig = sig
		if o, c := w.push(bad); o != ledger.Rejected || c != ledger.CodeBadSignature {
			t.Errorf("a wrong signature: %s %s", o, c)
		}
	}
	if o, c := w.push(op); o != ledger.Accepted {
		t.Errorf("the right one: %s %s", o, c)
	}
}
