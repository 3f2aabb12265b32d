package office

import (
	"phendau/internal/access"
	"phendau/internal/api"
)

const tagReview = "review"

func (o *Office) reviewRoutes(a *api.API) {
	api.Add(a, api.Route{Method: "GET", Path: "/review", ID: "listReview", Tag: tagReview, Summary: "What waits for the caller to verify, longest first", Action: access.VerifyEntries}, nil, o.reviewList)
	api.Add(a, api.Route{Method: "GET", Path: "/review/count", ID: "countReview", Tag: tagReview, Summary: "How much waits for the caller", Action: access.VerifyEntries}, nil, o.reviewCount)
	api.Add(a, api.Route{Method: "GET", Path: "/review/{ledger}/{id}", ID: "getReview", Tag: tagReview, Summary: "A record with everything a verifier looks at", Action: access.ReadEntries}, nil, o.reviewDetail)
	api.Add(a, api.Route{Method: "POST", Path: "/review/bulk", ID: "reviewBulk", Tag: tagReview, Summary: "Verify several records that have nothing to look at", Action: access.VerifyEntries}, nil, o.reviewBulk)
	api.Add(a, api.Route{Method: "POST", Path: "/records/{ledger}/{id}/verify", ID: "verifyRecord", Tag: tagReview, Summary: "Verify a record as it was seen", Action: access.VerifyEntries}, nil, o.recordVerify)
	api.Add(a, api.Route{Method: "POST", Path: "/records/{ledger}/{id}/return", ID: "returnRecord", Tag: tagReview, Summary: "Give a record back with a reason", Action: access.VerifyEntries}, nil, o.recordReturn)
	api.Add(a, api.Route{Method: "POST", Path: "/records/{ledger}/{id}/correct", ID: "correctRecord", Tag: tagReview, Summary: "Correct a verified record in the open", Action: access.VerifyEntries}, nil, o.recordCorrect)
	api.Add(a, api.Route{Method: "POST", Path: "/records/{ledger}/{id}/ask_correction", ID: "askCorrection", Tag: tagReview, Summary: "Ask a verifier for a correction", Action: access.ReadEntries}, nil, o.recordAsk)
	api.Add(a, api.Route{Method: "GET", Path: "/records/{ledger}/{id}/affected", ID: "listAffected", Tag: tagReview, Summary: "Locked reports that a correction of the record touches", Action: access.ReadEntries}, nil, o.affectedList)
}
