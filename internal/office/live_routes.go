package office

import "phendau/internal/api"

func (o *Office) liveRoutes(_ *api.API) {}
