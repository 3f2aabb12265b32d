package office

import (
	"phendau/internal/access"
	"phendau/internal/api"
)

const tagEvent = "event"

func (o *Office) eventRoutes(a *api.API) {
	api.Add(a, api.Route{Method: "GET", Path: "/duplicates", ID: "listDuplicates", Tag: tagEvent, Summary: "Pairs of entries that may tell of one act", Action: access.ReadEntries, Class: api.Heavy}, nil, o.duplicateList)
	api.Add(a, api.Route{Method: "GET", Path: "/events", ID: "listEvents", Tag: tagEvent, Summary: "Shared events, those that wait for the caller's answer first of all", Action: access.ReadEntries}, nil, o.eventList)
	api.Add(a, api.Route{Method: "POST", Path: "/events", ID: "proposeEvent", Tag: tagEvent, Summary: "Propose that entries tell of one act", Action: access.ReadEntries}, nil, o.eventPropose)
	api.Add(a, api.Route{Method: "GET", Path: "/events/{ledger}/{id}", ID: "getEvent", Tag: tagEvent, Summary: "The entries of a shared event side by side", Action: access.ReadEntries}, nil, o.eventGet)
	api.Add(a, api.Route{Method: "POST", Path: "/events/{ledger}/{id}/confirm", ID: "confirmEvent", Tag: tagEvent, Summary: "Confirm for an entry that it tells of this act", Action: access.VerifyEntries}, nil, o.eventConfirm)
	api.Add(a, api.Route{Method: "POST", Path: "/events/{ledger}/{id}/decline", ID: "declineEvent", Tag: tagEvent, Summary: "Say for an entry that it tells of another act", Action: access.VerifyEntries}, nil, o.eventDecline)
	api.Add(a, api.Route{Method: "POST", Path: "/events/{ledger}/{id}/leave", ID: "leaveEvent", Tag: tagEvent, Summary: "Take an entry out of a shared event", Action: access.VerifyEntries}, nil, o.eventLeave)
	api.Add(a, api.Route{Method: "POST", Path: "/events/{ledger}/{id}/settle", ID: "settleEvent", Tag: tagEvent, Summary: "Fix the numbers of the joint view", Action: access.VerifyEntries}, nil, o.eventSettle)
}
