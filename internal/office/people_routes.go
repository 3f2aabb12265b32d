package office

import "phendau/internal/api"

func (o *Office) peopleRoutes(_ *api.API) {}
