package office

import (
	"context"

	"phendau/internal/access"
	"phendau/internal/api"
)

const tagReports = "reports"

func (o *Office) reportRoutes(a *api.API) {
	api.Add(a, api.Route{Method: "GET", Path: "/reports/templates", ID: "listReportTemplates", Tag: tagReports, Summary: "Report templates and what they ask for",
		Action: access.MakeReports}, nil, o.templateList)
	api.Add(a, api.Route{Method: "GET", Path: "/reports/preview", ID: "previewReport", Tag: tagReports, Summary: "Figures, gaps and doubts of a report not locked yet",
		Action: access.MakeReports, Class: api.Heavy}, o.askedPlace, o.reportPreview)
	api.Add(a, api.Route{Method: "GET", Path: "/reports/page", ID: "showReport", Tag: tagReports, Summary: "The official page, to be shown in a frame",
		Action: access.MakeReports, Class: api.Heavy}, o.askedPlace, o.reportPage)
	api.Add(a, api.Route{Method: "GET", Path: "/reports/file", ID: "downloadReport", Tag: tagReports, Summary: "A draft report as a file",
		Action: access.Export, Class: api.Heavy}, o.filePlace, o.reportFile)
	api.Add(a, api.Route{Method: "GET", Path: "/reports/places", ID: "pickReportPlaces", Tag: tagReports, Summary: "Places the caller may make reports of", Action: access.MakeReports}, nil, o.reportPlaces)
	o.lockRoutes(a)
}

func (o *Office) askedPlace(ctx context.Context, in *ReportAsk) (access.Target, error) {
	r, err := o.request(ctx, in)
	return access.Target{PlaceID: r.Place, Day: r.Period.To}, err
}

func (o *Office) filePlace(ctx context.Context, in *ReportFileAsk) (access.Target, error) {
	return o.askedPlace(ctx, &in.ReportAsk)
}
