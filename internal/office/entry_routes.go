package office

import "phendau/internal/api"

func (o *Office) entryRoutes(_ *api.API) {}
