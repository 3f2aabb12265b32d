package office_test

import (
	"net/http"
	"strings"
	"testing"

	"phendau/internal/access"
	"phendau/internal/ledger"
	"phendau/internal/office"
)

// TestTheAdministratorSeesHowTheExchangeGoes: at home he sees every site with
// what waits and the last error in his language; others are told nothing, and
// home itself has nobody to call.
func TestTheAdministratorSeesHowTheExchangeGoes(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		site := ledger.NewAuthor(d.writer.IDs.New(), make([]byte, 32), d.writer.Author.ActorID, d.writer.Author.BodyID)
		known := site.Enrolment(d.registry)
		body := known.Body.(ledger.DeviceBody)
		body.Site, body.Recipient = "Trạm Đình Phong", "age1"
		known.Body = body
		if err := d.writer.MustWrite(t.Context(), []ledger.Draft{known}); err != nil {
			t.Fatal(err)
		}
		if err := d.store.Meet(t.Context(), site.DeviceID); err != nil {
			t.Fatal(err)
		}
		if err := d.store.FailedPeer(t.Context(), site.DeviceID, "not_yours", 0); err != nil {
			t.Fatal(err)
		}
		var seen office.Dashboard
		d.as(access.Administrator).must(http.StatusOK, "GET", "/dashboard", nil, &seen)
		if len(seen.Exchanges) != 1 {
			t.Fatalf("%+v", seen.Exchanges)
		}
		e := seen.Exchanges[0]
		if e.Name != "Trạm Đình Phong" || e.Waiting == 0 || e.Failed != "not_yours" || !strings.Contains(e.Text, "trạm khác") || e.FailedMS == 0 || e.LastMS != 0 || e.Now {
			t.Errorf("%+v", e)
		}
		seen = office.Dashboard{}
		d.as(access.CommuneClerk).must(http.StatusOK, "GET", "/dashboard", nil, &seen)
		if len(seen.Exchanges) != 0 {
			t.Errorf("the clerk of a commune sees %+v", seen.Exchanges)
		}
		d.as(access.Administrator).must(http.StatusConflict, "POST", "/sites/exchange", nil, nil)
		d.as(access.CommuneClerk).must(http.StatusForbidden, "POST", "/sites/exchange", nil, nil)
	})
}
