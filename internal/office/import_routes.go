package office

import "phendau/internal/api"

func (o *Office) importRoutes(_ *api.API) {}
