package office

import "phendau/internal/api"

func (o *Office) registerRoutes(_ *api.API) {}
