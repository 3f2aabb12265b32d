package office

import "phendau/internal/api"

func (o *Office) figureRoutes(_ *api.API) {}
