package office

import (
	"context"
	"errors"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/store"
	"phendau/internal/syncing"
)

// PhoneFiles is the door of phones where it takes what one of them wrote into a
// file.
type PhoneFiles interface {
	OpenExport(ctx context.Context, file []byte) (*syncing.ExportFile, error)
	TakeExport(ctx context.Context, f *syncing.ExportFile, lang string) (*syncing.ExportTaken, error)
}

func (o *Office) deviceFileRoutes(a *api.API) {
	api.Add(a, api.Route{Method: "POST", Path: "/device-files", ID: "takeDeviceFile", Tag: tagDevices, Summary: "Take a file in which a phone wrote what was not received; again changes nothing",
		Action: access.EnrolDevices, Class: api.Heavy, MaxBody: syncing.MaxExport}, nil, o.deviceFileTake)
}

// DeviceFileInput is a file as the phone wrote it; it is sealed, and only this
// book opens it.
type DeviceFileInput struct {
	RawBody []byte `contentType:"application/octet-stream"`
}

// DeviceFileView is what became of a file.
type DeviceFileView struct {
	DeviceID    string `json:"device_id"`
	Label       string `json:"label"`
	MadeMS      int64  `json:"made_ms" doc:"When the phone wrote it"`
	Part        int    `json:"part" doc:"Which of its files"`
	Of          int    `json:"of"`
	Accepted    int    `json:"accepted" doc:"Operations that are in the book now"`
	Known       int    `json:"known" doc:"Operations that were there before"`
	Custody     int    `json:"custody" doc:"Operations kept for the site that orders their ledger"`
	Refused     int    `json:"refused" doc:"Operations that their author has to mend on the phone"`
	Quarantined int    `json:"quarantined" doc:"Operations that wait for an officer"`
	Waiting     int    `json:"waiting" doc:"Operations that were not taken: earlier ones are missing"`
	Files       int    `json:"files" doc:"Photos and other files that are kept"`
	FilesLeft   int    `json:"files_left" doc:"Those that are not: the phone keeps them"`
}

// deviceFileTake takes a file of a phone the caller may enrol: his is the word
// that it came from its people.
func (o *Office) deviceFileTake(ctx context.Context, c *api.Caller, in *DeviceFileInput) (*Answer[DeviceFileView], error) {
	if o.Phones == nil {
		return nil, api.Fail(api.Conflict, "no_phones")
	}
	f, err := o.Phones.OpenExport(ctx, in.RawBody)
	if err != nil {
		return nil, exportRefused(err)
	}
	_, d, err := o.phone(ctx, c, f.Head.DeviceID, access.EnrolDevices)
	if err != nil {
		return nil, err
	}
	t, err := o.Phones.TakeExport(ctx, f, c.Lang)
	if err != nil {
		return nil, err
	}
	line := audit.Record{ActorID: c.PersonID, KeyID: c.KeyID, Action: audit.Import, ObjectID: f.Head.DeviceID, PlaceID: d.PlaceID, Outcome: audit.Done,
		Detail: audit.Facts("label", d.Label, "operations", t.Accepted+t.Known+t.Custody+t.Quarantined)}
	if err := o.Store.Within(ctx, func(x *store.Tx) error { return x.Audit(line) }); err != nil {
		return nil, err
	}
	return &Answer[DeviceFileView]{DeviceFileView{DeviceID: f.Head.DeviceID, Label: d.Label, MadeMS: f.Head.MadeMS, Part: f.Head.Part, Of: f.Head.Of, Accepted: t.Accepted, Known: t.Known,
		Custody: t.Custody, Refused: t.Refused, Quarantined: t.Quarantined, Waiting: t.Waiting, Files: t.Files, FilesLeft: t.FilesLeft}}, nil
}

// exportRefused says in words why a file is not taken.
func exportRefused(err error) error {
	switch {
	case errors.Is(err, syncing.ErrExportForeign):
		return api.Fail(api.Unprocessable, "export_foreign")
	case errors.Is(err, syncing.ErrExportDamaged):
		return api.Fail(api.Unprocessable, "export_damaged")
	case errors.Is(err, syncing.ErrExportUnknown):
		return api.Fail(api.Unprocessable, "export_unknown")
	}
	return err
}
