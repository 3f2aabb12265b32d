package office

import "phendau/internal/api"

func (o *Office) fileRoutes(_ *api.API) {}
