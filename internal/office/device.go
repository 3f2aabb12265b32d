package office

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/registry"
	"phendau/internal/store"
	"phendau/internal/vi"
)

const tagDevices = "devices"

func (o *Office) deviceRoutes(a *api.API) {
	api.Add(a, api.Route{Method: "GET", Path: "/devices", ID: "listDevices", Tag: tagDevices, Summary: "Phones inside the caller's places", Action: access.ReadDevices}, nil, o.deviceList)
	api.Add(a, api.Route{Method: "GET", Path: "/devices/{id}/waiting", ID: "listWaitingOperations", Tag: tagDevices, Summary: "What of a phone waits for an officer", Action: access.ReadDevices}, nil, o.deviceWaiting)
	api.Add(a, api.Route{Method: "POST", Path: "/devices/{id}/approve", ID: "approveDevice", Tag: tagDevices, Summary: "Stand for a new phone as the second officer", Action: access.ApproveDevices, Fresh: true}, nil, o.deviceApprove)
	api.Add(a, api.Route{Method: "POST", Path: "/devices/{id}/revoke", ID: "revokeDevice", Tag: tagDevices, Summary: "End a phone that was lost or is given back", Action: access.EnrolDevices, Fresh: true}, nil, o.deviceRevoke)
	o.enrolmentRoutes(a)
	o.deviceFileRoutes(a)
}

// DeviceRow is a phone in the list. It says nothing of where it is or what its
// people did with it.
type DeviceRow struct {
	ID         string       `json:"id"`
	Label      string       `json:"label"`
	BodyID     string       `json:"body_id"`
	Body       string       `json:"body"`
	PlaceID    string       `json:"place_id"`
	Place      string       `json:"place"`
	People     []PickView   `json:"people"`
	State      string       `json:"state" enum:"active,unapproved,waiting,retired,lost,forked" doc:"unapproved: taken until the second officer's day is over; waiting: what it sends waits for him"`
	Since      calendar.Day `json:"since"`
	EnrolledBy string       `json:"enrolled_by"`
	ApprovedBy string       `json:"approved_by,omitempty"`
	// MayApprove says that the caller may be the second officer.
	MayApprove bool   `json:"may_approve,omitempty"`
	SeenMS     int64  `json:"seen_ms,omitempty" doc:"Last contact"`
	App        string `json:"app,omitempty"`
	Unsent     int    `json:"unsent,omitempty" doc:"Operations without a receipt, as the phone said at its last contact"`
	Operations int64  `json:"operations" doc:"Last number of its chain that was taken"`
	Waiting    int    `json:"waiting,omitempty" doc:"Operations that wait for an officer"`
	Photos     int    `json:"photos,omitempty" doc:"Files its operations name that have not come"`
}

// PickView is somebody by name.
type PickView struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

func (o *Office) deviceList(ctx context.Context, c *api.Caller, _ *Nothing) (*Answer[[]DeviceRow], error) {
	l, err := o.phones(ctx, c)
	if err != nil {
		return nil, err
	}
	out := []DeviceRow{}
	for _, id := range l.reg.Phones() {
		if d := l.reg.Device(id); l.may(access.ReadDevices, d) {
			row, err := l.row(ctx, id, d)
			if err != nil {
				return nil, err
			}
			out = append(out, row)
		}
	}
	slices.SortFunc(out, func(a, b DeviceRow) int {
		return cmp.Or(vi.Compare(a.Place, b.Place), vi.Compare(a.Label, b.Label), cmp.Compare(a.ID, b.ID))
	})
	return &Answer[[]DeviceRow]{out}, nil
}

// phoneList is what every look at phones needs.
type phoneList struct {
	o        *Office
	c        *api.Caller
	reg      *registry.Registry
	rules    access.Rules
	contacts map[string]store.DeviceContact
	waiting  map[string]int
	owed     map[string]int
}

func (o *Office) phones(ctx context.Context, c *api.Caller) (*phoneList, error) {
	l := &phoneList{o: o, c: c, waiting: map[string]int{}}
	var err error
	if l.reg, err = o.Store.Registry(ctx); err != nil {
		return nil, err
	}
	l.rules = l.reg.Rules(o.today())
	if l.contacts, err = o.Store.DeviceContacts(ctx); err != nil {
		return nil, err
	}
	if l.owed, err = o.Store.OwedByDevice(ctx); err != nil {
		return nil, err
	}
	kept, err := o.Store.Quarantined(ctx)
	for i := range kept {
		l.waiting[kept[i].Op.DeviceID]++
	}
	return l, err
}

func (l *phoneList) may(action access.Action, d *ledger.Device) bool {
	return l.rules.May(&l.c.Actor, action, access.Target{PlaceID: d.PlaceID, BodyID: d.BodyID}) == access.Allowed
}

func (l *phoneList) row(ctx context.Context, id string, d *ledger.Device) (DeviceRow, error) {
	head, err := l.o.Store.DeviceHead(ctx, id)
	if err != nil {
		return DeviceRow{}, err
	}
	today, seen := l.rules.Today, l.contacts[id]
	r := DeviceRow{ID: id, Label: d.Label, BodyID: d.BodyID, Body: l.reg.BodyName(d.BodyID, today), PlaceID: d.PlaceID, Place: l.reg.Places.FullName(d.PlaceID, today),
		People: []PickView{}, State: stateOf(d, head, today), Since: *d.Since, EnrolledBy: l.reg.PersonName(d.EnrolledBy), SeenMS: seen.AtMS, App: seen.App, Unsent: seen.Unsent,
		Operations: head.Seq, Waiting: l.waiting[id], Photos: l.owed[id]}
	for _, p := range d.People {
		r.People = append(r.People, PickView{p, l.reg.PersonName(p)})
	}
	if d.ApprovedBy != "" {
		r.ApprovedBy = l.reg.PersonName(d.ApprovedBy)
	}
	r.MayApprove = d.ApprovedBy == "" && d.Revoked == nil && d.EnrolledBy != l.c.PersonID && l.may(access.ApproveDevices, d)
	return r, nil
}

func stateOf(d *ledger.Device, head ledger.DeviceHead, today calendar.Day) string {
	switch {
	case d.Revoked != nil:
		return d.Revoked.Mode
	case head.Forked:
		return "forked"
	case !d.Approved(today):
		return "waiting"
	case d.ApprovedBy == "":
		return "unapproved"
	}
	return "active"
}

// DevicePath names a phone.
type DevicePath struct {
	ID string `path:"id" format:"uuid"`
}

// phone finds a phone the caller may know.
func (o *Office) phone(ctx context.Context, c *api.Caller, id string, action access.Action) (*phoneList, *ledger.Device, error) {
	l, err := o.phones(ctx, c)
	if err != nil {
		return nil, nil, err
	}
	d := l.reg.Device(id)
	if !d.Phone() || !l.may(access.ReadDevices, d) {
		return nil, nil, api.Missing()
	}
	if why := l.rules.May(&c.Actor, action, access.Target{PlaceID: d.PlaceID, BodyID: d.BodyID}); why != access.Allowed {
		return nil, nil, api.Refused(why)
	}
	return l, d, nil
}

// DeviceApproveInput approves a phone.
type DeviceApproveInput struct {
	Once
	DevicePath
}

func (o *Office) deviceApprove(ctx context.Context, c *api.Caller, in *DeviceApproveInput) (*Answer[DeviceRow], error) {
	l, d, err := o.phone(ctx, c, in.ID, access.ApproveDevices)
	if err != nil {
		return nil, err
	}
	if d.EnrolledBy == c.PersonID {
		return nil, api.Fail(api.NotAllowed, "device_approve_self")
	}
	return o.deviceChange(ctx, c, l, d, "approveDevice", in.Once, in.ID, access.ApproveDevices, map[string]any{"approved_by": c.PersonID}, audit.Record{Action: audit.DeviceApprove})
}

// DeviceRevokeInput ends a phone.
type DeviceRevokeInput struct {
	Once
	DevicePath
	Body struct {
		Mode string `json:"mode" enum:"lost,retired" doc:"lost: it wipes itself at its next contact, what it had not sent is given up; retired: it sends what it has first"`
		Why  string `json:"why" minLength:"3" maxLength:"300"`
	}
}

func (o *Office) deviceRevoke(ctx context.Context, c *api.Caller, in *DeviceRevokeInput) (*Answer[DeviceRow], error) {
	l, d, err := o.phone(ctx, c, in.ID, access.EnrolDevices)
	if err != nil {
		return nil, err
	}
	head, err := o.Store.DeviceHead(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	r := ledger.Revocation{Mode: in.Body.Mode, Day: o.today(), NotAfterSeq: head.Seq}
	if r.Mode == ledger.RevokedRetired {
		r.NotAfterSeq = ledger.NoLimit
	}
	return o.deviceChange(ctx, c, l, d, "revokeDevice", in.Once, in.ID, access.EnrolDevices, map[string]any{"revoked": r, "why": in.Body.Why},
		audit.Record{Action: audit.DeviceRevoke, Reason: in.Body.Why, Detail: audit.Facts("mode", in.Body.Mode)})
}

// deviceChange amends the document of a phone, with its audit line.
func (o *Office) deviceChange(ctx context.Context, c *api.Caller, l *phoneList, d *ledger.Device, route string, once1 Once, id string, action access.Action, set map[string]any, line audit.Record) (*Answer[DeviceRow], error) {
	req, err := once(route, once1, []any{id, set})
	if err != nil {
		return nil, err
	}
	g, err := o.grant(ctx, c, action, access.Target{PlaceID: d.PlaceID, BodyID: d.BodyID})
	if err != nil {
		return nil, err
	}
	registryID, err := o.Store.RegistryID(ctx)
	if err != nil {
		return nil, err
	}
	line.ObjectID, line.PlaceID = id, d.PlaceID
	draft := ledger.Draft{LedgerID: registryID, EntityType: "device", EntityID: id, Verb: "amend", ActorID: c.PersonID, BodyID: g.BodyID, Body: set}
	if _, err := o.do(ctx, c, act{request: req, drafts: []ledger.Draft{draft}, records: []audit.Record{line}}); err != nil {
		return nil, err
	}
	return o.deviceAnswer(ctx, c, id)
}

func (o *Office) deviceAnswer(ctx context.Context, c *api.Caller, id string) (*Answer[DeviceRow], error) {
	l, d, err := o.phone(ctx, c, id, access.ReadDevices)
	if err != nil {
		return nil, err
	}
	row, err := l.row(ctx, id, d)
	return &Answer[DeviceRow]{row}, err
}

// WaitingOp is an operation that waits for an officer.
type WaitingOp struct {
	OpID     string `json:"op_id"`
	Number   int64  `json:"number"`
	Code     string `json:"code" enum:"revoked,not_approved,forked_device"`
	Why      string `json:"why"`
	What     string `json:"what" doc:"Type and verb"`
	Person   string `json:"person"`
	AtMS     int64  `json:"at_ms"`
	DeviceMS int64  `json:"device_ms" doc:"As the phone's clock said"`
}

func (o *Office) deviceWaiting(ctx context.Context, c *api.Caller, in *DevicePath) (*Answer[[]WaitingOp], error) {
	l, _, err := o.phone(ctx, c, in.ID, access.ReadDevices)
	if err != nil {
		return nil, err
	}
	if l.owed, err = o.Store.OwedByDevice(ctx); err != nil {
		return nil, err
	}
	kept, err := o.Store.Quarantined(ctx)
	if err != nil {
		return nil, err
	}
	out := []WaitingOp{}
	for i := range kept {
		k := &kept[i]
		if k.Op.DeviceID != in.ID {
			continue
		}
		var why *ledger.Refusal
		if !errors.As(ledger.Refuse(k.Code, k.Detail), &why) {
			continue
		}
		out = append(out, WaitingOp{k.Op.ID, k.Op.DeviceSeq, string(k.Code), why.Sentence(c.Lang), k.Op.EntityType + " " + k.Op.Verb, l.reg.PersonName(k.Op.ActorID), k.AtMS, k.Op.Time.DeviceMS})
	}
	return &Answer[[]WaitingOp]{out}, nil
}
