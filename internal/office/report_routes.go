package office

import "phendau/internal/api"

func (o *Office) reportRoutes(_ *api.API) {}
