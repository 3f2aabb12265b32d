package office

import "phendau/internal/api"

func (o *Office) planRoutes(_ *api.API) {}
