package office

import (
	"phendau/internal/access"
	"phendau/internal/api"
)

const (
	tagEntry = "entry"
	tagForm  = "form"
)

func (o *Office) entryRoutes(a *api.API) {
	api.Add(a, api.Route{Method: "GET", Path: "/catalogue", ID: "getCatalogue", Tag: tagForm, Summary: "What can be recorded: kinds, lists of values, units", Action: access.Self}, nil, o.catalogueGet)
	api.Add(a, api.Route{Method: "GET", Path: "/pick/places", ID: "pickPlaces", Tag: tagForm, Summary: "Places to choose from, inside the caller's own", Action: access.ReadRegistry}, nil, o.placePick)
	api.Add(a, api.Route{Method: "GET", Path: "/pick/bodies", ID: "pickBodies", Tag: tagForm, Summary: "Bodies to choose from", Action: access.ReadRegistry}, nil, o.bodyPick)
	api.Add(a, api.Route{Method: "GET", Path: "/pick/rows", ID: "pickRows", Tag: tagForm, Summary: "Rows of a register to choose from: markers, segments", Action: access.ReadRegistry}, nil, o.rowPick)
	api.Add(a, api.Route{Method: "GET", Path: "/favourites", ID: "listFavourites", Tag: tagForm, Summary: "Kinds the caller's bodies recorded most of late", Action: access.WriteEntries}, nil, o.favourites)
	api.Add(a, api.Route{Method: "POST", Path: "/entries/check", ID: "checkEntry", Tag: tagEntry, Summary: "What is wrong or doubtful; nothing is stored", Action: access.WriteEntries}, nil, o.entryCheck)
	api.Add(a, api.Route{Method: "POST", Path: "/entries", ID: "createEntry", Tag: tagEntry, Summary: "Record an entry", Action: access.WriteEntries}, nil, o.entryCreate)
	api.Add(a, api.Route{Method: "GET", Path: "/entries", ID: "listEntries", Tag: tagEntry, Summary: "Entries, latest day first", Action: access.ReadEntries}, nil, o.entryList)
	api.Add(a, api.Route{Method: "GET", Path: "/entries/locked", ID: "getLockedDay", Tag: tagEntry, Summary: "Whether the reports of a day are locked, before something is recorded", Action: access.WriteEntries}, nil, o.lockedDay)
	api.Add(a, api.Route{Method: "GET", Path: "/entries/{ledger}/{id}", ID: "getEntry", Tag: tagEntry, Summary: "An entry with its whole history; opening a restricted one is logged", Action: access.ReadEntries}, nil, o.entryGet)
	api.Add(a, api.Route{Method: "GET", Path: "/entries/{ledger}/{id}/linked", ID: "listLinked", Tag: tagEntry, Summary: "Further entries that belong to an entry, latest first",
		Action: access.ReadEntries}, nil, o.entryLinked)
	api.Add(a, api.Route{Method: "POST", Path: "/entries/{ledger}/{id}/amend", ID: "amendEntry", Tag: tagEntry, Summary: "Change an entry nobody has verified", Action: access.ReadEntries}, nil, o.entryAmend)
	api.Add(a, api.Route{Method: "POST", Path: "/entries/{ledger}/{id}/submit", ID: "submitEntry", Tag: tagEntry, Summary: "Submit an entry", Action: access.WriteEntries}, nil, o.entrySubmit)
	api.Add(a, api.Route{Method: "POST", Path: "/entries/{ledger}/{id}/retract", ID: "retractEntry", Tag: tagEntry, Summary: "Retract an entry", Action: access.ReadEntries}, nil, o.entryRetract)
	api.Add(a, api.Route{Method: "POST", Path: "/entries/{ledger}/{id}/attach", ID: "attachFile", Tag: tagEntry, Summary: "Attach a file that was sent before", Action: access.ReadEntries}, nil, o.entryAttach)
	api.Add(a, api.Route{Method: "POST", Path: "/entries/{ledger}/{id}/hide_attachment", ID: "hideFile", Tag: tagEntry, Summary: "Hide an attached file", Action: access.ReadEntries}, nil, o.entryHide)
	api.Add(a, api.Route{Method: "POST", Path: "/nils", ID: "createNil", Tag: tagEntry, Summary: "Say that nothing occurred", Action: access.WriteEntries}, nil, o.nilCreate)
	api.Add(a, api.Route{Method: "GET", Path: "/me/drafts", ID: "listDrafts", Tag: tagEntry, Summary: "The own drafts", Action: access.Self}, nil, o.draftList)
	api.Add(a, api.Route{Method: "GET", Path: "/me/drafts/{id}", ID: "getDraft", Tag: tagEntry, Summary: "A draft", Action: access.Self}, nil, o.draftGet)
	api.Add(a, api.Route{Method: "PUT", Path: "/me/drafts/{id}", ID: "putDraft", Tag: tagEntry, Summary: "Keep a draft", Action: access.Self}, nil, o.draftPut)
	api.Add(a, api.Route{Method: "DELETE", Path: "/me/drafts/{id}", ID: "dropDraft", Tag: tagEntry, Summary: "Drop a draft", Action: access.Self}, nil, o.draftDrop)
}
