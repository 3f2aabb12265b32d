package office

import "phendau/internal/api"

func (o *Office) boardRoutes(_ *api.API) {}
