package office

import "phendau/internal/api"

func (o *Office) auditlogRoutes(_ *api.API) {}
