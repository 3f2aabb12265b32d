package office

import "phendau/internal/api"

func (o *Office) eventRoutes(_ *api.API) {}
