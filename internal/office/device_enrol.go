package office

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"math/big"
	"strings"
	"time"

	"github.com/skip2/go-qrcode"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/identity"
	"phendau/internal/ledger"
	"phendau/internal/store"
	"phendau/internal/syncing"
	"phendau/internal/vi"
)

// enrolmentLife is how long an officer's picture can be used.
const enrolmentLife = 10 * time.Minute

func (o *Office) enrolmentRoutes(a *api.API) {
	api.Add(a, api.Route{Method: "POST", Path: "/device-enrolments", ID: "beginDeviceEnrolment", Tag: tagDevices, Summary: "Show the one-time picture for a new phone", Action: access.EnrolDevices, Fresh: true},
		func(_ context.Context, in *EnrolmentInput) (access.Target, error) {
			return access.Target{PlaceID: in.Body.PlaceID, BodyID: in.Body.BodyID}, nil
		}, o.enrolmentBegin)
	api.Add(a, api.Route{Method: "GET", Path: "/device-crews", ID: "listDeviceCrews", Tag: tagDevices, Summary: "Who a new phone can be given to", Action: access.EnrolDevices}, nil, o.enrolmentCrews)
	api.Add(a, api.Route{Method: "GET", Path: "/device-enrolments/{id}", ID: "getDeviceEnrolment", Tag: tagDevices, Summary: "Whether a phone has come, and the words of its key", Action: access.EnrolDevices}, nil, o.enrolmentGet)
	api.Add(a, api.Route{Method: "POST", Path: "/device-enrolments/{id}/confirm", ID: "confirmDeviceEnrolment", Tag: tagDevices, Summary: "Enrol the phone: both screens show the same words", Action: access.EnrolDevices, Fresh: true}, nil, o.enrolmentConfirm)
}

// EnrolmentInput begins the enrolment of a phone.
type EnrolmentInput struct {
	Body EnrolmentForm
}

// EnrolmentForm is what the phone shall be.
type EnrolmentForm struct {
	Label   string   `json:"label" minLength:"1" maxLength:"60"`
	BodyID  string   `json:"body_id" format:"uuid"`
	PlaceID string   `json:"place_id" format:"uuid" doc:"Where it records"`
	People  []string `json:"people" minItems:"1" maxItems:"12" doc:"Who acts on it"`
}

// EnrolmentView is an enrolment under way. Token, code and picture are shown
// once, to the officer who began it.
type EnrolmentView struct {
	ID        string   `json:"id"`
	Address   string   `json:"address,omitempty" doc:"What the picture holds; opens the field app"`
	Code      string   `json:"code,omitempty" doc:"Eight digits for those who type"`
	QR        *QRView  `json:"qr,omitempty"`
	ExpiresMS int64    `json:"expires_ms"`
	Claimed   bool     `json:"claimed" doc:"A phone has come"`
	Words     []string `json:"words,omitempty" doc:"Of the phone's key; its screen shows the same"`
}

// QRView is a picture of squares: one path in a square of Size units.
type QRView struct {
	Size int    `json:"size"`
	Path string `json:"path"`
}

func (o *Office) enrolmentBegin(ctx context.Context, c *api.Caller, in *EnrolmentInput) (*Answer[EnrolmentView], error) {
	f := in.Body
	f.Label = strings.TrimSpace(f.Label)
	if err := o.checkEnrolment(ctx, &f); err != nil {
		return nil, err
	}
	body, err := json.Marshal(f)
	if err != nil {
		return nil, err
	}
	token, _ := identity.NewSecret()
	code, err := digits(8)
	if err != nil {
		return nil, err
	}
	e := store.Enrolment{ID: o.Writer.IDs.New(), ByPerson: c.PersonID, Body: body}
	err = o.Store.Within(ctx, func(t *store.Tx) error {
		e.ExpiresMS = t.NowMS() + enrolmentLife.Milliseconds()
		return t.PutEnrolment(syncing.TokenHash(token), syncing.TokenHash(code), &e)
	})
	if err != nil {
		return nil, err
	}
	v := EnrolmentView{ID: e.ID, Address: o.Origin + "/field/#dk=" + token, Code: code, ExpiresMS: e.ExpiresMS}
	v.QR, err = qrView(v.Address)
	return &Answer[EnrolmentView]{v}, err
}

// checkEnrolment holds that the people act for the body and may record there.
func (o *Office) checkEnrolment(ctx context.Context, f *EnrolmentForm) error {
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return err
	}
	var wrong []api.Field
	if vi.HasBadText(f.Label) != nil || f.Label == "" {
		wrong = append(wrong, api.Field{Field: "label"})
	}
	rules := reg.Rules(o.today())
	for i, p := range f.People {
		why := rules.May(reg.Actor(p), access.WriteEntries, access.Target{PlaceID: f.PlaceID, BodyID: f.BodyID})
		if reg.People[p].Name == "" || why != access.Allowed {
			wrong = append(wrong, api.Field{Field: fmt.Sprintf("people.%d", i)})
		}
	}
	if len(wrong) > 0 {
		return api.Wrong(wrong...)
	}
	return nil
}

// digits makes a code of n digits.
func digits(n int) (string, error) {
	limit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil)
	v, err := rand.Int(rand.Reader, limit)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%0*d", n, v), nil
}

func qrView(text string) (*QRView, error) {
	q, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return nil, err
	}
	q.DisableBorder = true
	bits := q.Bitmap()
	var b strings.Builder
	for y, row := range bits {
		for x, dark := range row {
			if dark {
				fmt.Fprintf(&b, "M%d %dh1v1h-1z", x, y)
			}
		}
	}
	return &QRView{len(bits), b.String()}, nil
}

// EnrolmentPath names an enrolment under way.
type EnrolmentPath struct {
	ID string `path:"id" format:"uuid"`
}

// enrolment finds one that the caller began.
func (o *Office) enrolment(ctx context.Context, c *api.Caller, id string) (store.Enrolment, error) {
	e, err := o.Store.Enrolment(ctx, id)
	if err == nil && e.ByPerson != c.PersonID {
		err = api.Missing()
	}
	return e, err
}

func (o *Office) enrolmentGet(ctx context.Context, c *api.Caller, in *EnrolmentPath) (*Answer[EnrolmentView], error) {
	e, err := o.enrolment(ctx, c, in.ID)
	if err != nil {
		return nil, err
	}
	v := EnrolmentView{ID: e.ID, ExpiresMS: e.ExpiresMS, Claimed: e.DeviceID != ""}
	if v.Claimed {
		v.Words = syncing.Fingerprint(e.Alg, e.PublicKey)
	}
	return &Answer[EnrolmentView]{v}, nil
}

// EnrolmentConfirmInput enrols the phone that came. The words say which one
// the officer looked at.
type EnrolmentConfirmInput struct {
	Once
	EnrolmentPath
	Body struct {
		Words []string `json:"words" doc:"As shown: a phone that came later has others"`
	}
}

func (o *Office) enrolmentConfirm(ctx context.Context, c *api.Caller, in *EnrolmentConfirmInput) (*Answer[DeviceRow], error) {
	e, err := o.enrolment(ctx, c, in.ID)
	if err != nil {
		return nil, err
	}
	if e.DeviceID == "" || strings.Join(in.Body.Words, " ") != strings.Join(syncing.Fingerprint(e.Alg, e.PublicKey), " ") {
		return nil, api.Fail(api.Conflict, "device_words")
	}
	var f EnrolmentForm
	if err := json.Unmarshal(e.Body, &f); err != nil {
		return nil, err
	}
	req, err := once("confirmDeviceEnrolment", in.Once, []any{in.ID, in.Body})
	if err != nil {
		return nil, err
	}
	if err := o.checkEnrolment(ctx, &f); err != nil {
		return nil, err
	}
	g, err := o.grant(ctx, c, access.EnrolDevices, access.Target{PlaceID: f.PlaceID, BodyID: f.BodyID})
	if err != nil {
		return nil, err
	}
	registryID, err := o.Store.RegistryID(ctx)
	if err != nil {
		return nil, err
	}
	today := o.today()
	doc := ledger.DeviceBody{Kind: ledger.DevicePhone, Alg: e.Alg, PublicKey: e.PublicKey, Label: f.Label, BodyID: f.BodyID, PlaceID: f.PlaceID, People: f.People, Since: &today, EnrolledBy: c.PersonID}
	draft := ledger.Draft{LedgerID: registryID, EntityType: "device", EntityID: e.DeviceID, Verb: "create", ActorID: c.PersonID, BodyID: g.BodyID, Body: doc}
	_, err = o.do(ctx, c, act{request: req, drafts: []ledger.Draft{draft}, also: func(t *store.Tx) error { return t.TakeEnrolment(e.ID) },
		records: []audit.Record{{Action: audit.DeviceEnrol, ObjectID: e.DeviceID, PlaceID: f.PlaceID, Detail: audit.Facts("label", f.Label)}}})
	if err != nil {
		return nil, err
	}
	return o.deviceAnswer(ctx, c, e.DeviceID)
}
