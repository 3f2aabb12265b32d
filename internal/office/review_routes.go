package office

import "phendau/internal/api"

func (o *Office) reviewRoutes(_ *api.API) {}
