package office

import (
	"phendau/internal/access"
	"phendau/internal/api"
)

const tagRegisters = "registers"

func (o *Office) registerRoutes(a *api.API) {
	read := func(path, id, summary string) api.Route {
		return api.Route{Method: "GET", Path: path, ID: id, Tag: tagRegisters, Summary: summary, Action: access.ReadRegistry}
	}
	write := func(path, id, summary string) api.Route {
		return api.Route{Method: "POST", Path: path, ID: id, Tag: tagRegisters, Summary: summary, Action: access.WriteRegistry}
	}
	api.Add(a, read("/places", "listPlaces", "Places under a place on a day, or those that fit a name"), nil, o.placeList)
	api.Add(a, read("/places/problems", "listPlaceProblems", "What is wrong with the registers of places"), nil, o.placeProblems)
	api.Add(a, read("/places/{id}", "getPlace", "Everything known of a place"), nil, o.placeGet)
	api.Add(a, write("/places", "createPlace", "Add a place or a group of places"), nil, o.placeCreate)
	api.Add(a, write("/places/{id}/amend", "amendPlace", "Add dated rows to a place, end rows"), nil, o.placeAmend)
	api.Add(a, write("/places/{id}/succeed", "succeedPlace", "Merge, split or abolish places by a legal act"), nil, o.placeSucceed)

	api.Add(a, read("/bodies", "listBodies", "Bodies by type, place and name"), nil, o.bodyList)
	api.Add(a, read("/bodies/{id}", "getBody", "One body with its dated names"), nil, o.bodyGet)
	api.Add(a, write("/bodies", "createBody", "Add a body"), nil, o.bodyCreate)
	api.Add(a, write("/bodies/{id}/amend", "amendBody", "Rename, move or end a body"), nil, o.bodyAmend)

	api.Add(a, read("/registers/form", "getRegisterForm", "Kinds of rows with what each of them holds, and the words of places and bodies"), nil, o.registerForm)
	api.Add(a, read("/registers", "listRegisters", "Dated rows: teams, committees, twinning, hotlines and other kinds"), nil, o.rowList)
	api.Add(a, write("/registers", "createRegister", "Add a dated row"), nil, o.rowCreate)
	api.Add(a, write("/registers/{id}/amend", "amendRegister", "Correct a row, or go on from a day with other numbers"), nil, o.rowAmend)
	api.Add(a, write("/registers/{id}/end", "endRegister", "End a row"), nil, o.rowEnd)

	api.Add(a, read("/catalogue/files", "listCatalogueFiles", "Files of the catalogue by version"), nil, o.catalogueList)
	api.Add(a, write("/catalogue/check", "checkCatalogueFile", "Check a file with the catalogue in force"), nil, o.catalogueCheck)
	api.Add(a, write("/catalogue/files", "addCatalogueFile", "Add a checked file as the next version"), nil, o.catalogueAdd)

	api.Add(a, read("/registry/{type}/{id}/history", "getRegistryHistory", "Every change of an entity of the registers"), nil, o.registryHistory)
}
