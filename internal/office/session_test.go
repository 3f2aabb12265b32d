package office_test

import (
	"net/http"
	"testing"
	"time"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/identity"
	"phendau/internal/office"
)

// TestASessionEndsAfterHalfAnHourOfRestAndAfterTwelveHours holds the two
// lifetimes of security.md section 2.
func TestASessionEndsAfterHalfAnHourOfRestAndAfterTwelveHours(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		clerk := d.as(access.CommuneClerk)
		var v office.SessionView
		clerk.must(200, "GET", "/session", nil, &v)
		if v.Person == nil || v.Person.ID != clerk.person || !v.Fresh {
			t.Fatalf("the session is not known: %+v", v)
		}
		d.clock.now = startOf.Add(29 * time.Minute)
		clerk.must(200, "GET", "/me/passkeys", nil, nil)
		d.clock.now = startOf.Add(58 * time.Minute)
		clerk.must(200, "GET", "/me/passkeys", nil, nil)
		d.clock.now = startOf.Add(89 * time.Minute)
		clerk.must(401, "GET", "/me/passkeys", nil, nil)

		other := d.as(access.CommuneClerk)
		begin := d.clock.now
		for d.clock.now.Sub(begin) < identity.SessionLife {
			other.must(200, "GET", "/me/passkeys", nil, nil)
			d.clock.now = d.clock.now.Add(20 * time.Minute)
		}
		other.must(401, "GET", "/me/passkeys", nil, nil)
	})
}

// TestAForeignPageCannotWrite holds the three fences against forged requests:
// the browser's own word of the origin, the media type, and that reads change
// nothing.
func TestAForeignPageCannotWrite(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		clerk := d.as(access.CommuneClerk)
		send := func(set func(*http.Request)) int {
			req, err := http.NewRequest("DELETE", d.server.URL+api.Prefix+"/sessions", nil)
			if err != nil {
				t.Fatal(err)
			}
			req.AddCookie(&http.Cookie{Name: api.CookieName, Value: clerk.cookie})
			set(req)
			resp, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			resp.Body.Close()
			return resp.StatusCode
		}
		if got := send(func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") }); got != 403 {
			t.Errorf("a cross-site request got %d", got)
		}
		if got := send(func(r *http.Request) { r.Header.Set("Origin", "https://elsewhere.example") }); got != 403 {
			t.Errorf("a foreign origin got %d", got)
		}
		form, err := http.NewRequest("POST", d.server.URL+api.Prefix+"/session/code", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		form.ContentLength = 3
		form.Header.Set("Content-Type", "text/plain")
		clerk.must(200, "GET", "/me/passkeys", nil, nil)
	})
}
