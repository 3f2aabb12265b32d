package office

import "phendau/internal/api"

func (o *Office) searchRoutes(_ *api.API) {}
