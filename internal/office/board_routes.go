package office

import (
	"phendau/internal/access"
	"phendau/internal/api"
)

const tagBoard = "board"

func (o *Office) boardRoutes(a *api.API) {
	api.Add(a, api.Route{Method: "GET", Path: "/board", ID: "getBoard", Tag: tagBoard, Summary: "Who reported, signed a zero or was silent, by unit and month", Action: access.ReadFigures, Class: api.Heavy}, nil, o.boardGet)
	api.Add(a, api.Route{Method: "GET", Path: "/board/export", ID: "exportBoard", Tag: tagBoard, Summary: "The same as CSV", Action: access.Export, Class: api.Heavy}, nil, o.boardExport)
}
