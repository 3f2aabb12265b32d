package office_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"phendau/internal/access"
	"phendau/internal/office"
)

func TestOfficersPrintTheCodesOfTheirArea(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		var v office.TipCodesView
		path := "/tips/desks/" + w.post
		w.officer.must(200, "GET", path+"/codes", nil, &v)
		if v.Month.Code != w.monthCode() || v.Month.From != "2026-03-01" || v.Month.To != "2026-04-30" || v.Next.From != "2026-04-01" || v.Next.Code == v.Month.Code ||
			v.Week.From != "2026-03-09" || v.Week.To != "2026-03-22" || v.Phone == "" || !strings.HasSuffix(v.Address, "/tin-bao") {
			t.Errorf("%+v", v)
		}
		for _, role := range []access.Role{access.PostOfficer, access.UpperOfficer, access.CommuneClerk} {
			for _, what := range []string{"/codes", "/poster"} {
				if code := w.as(role).do("GET", path+what, nil, nil); code != 403 && code != 404 {
					t.Errorf("%s of %s: %d", what, role, code)
				}
			}
		}
		resp, pdf := w.officer.fetch("/api/v1" + path + "/poster?next=true")
		if resp.StatusCode != 200 || !bytes.HasPrefix(pdf, []byte("%PDF-")) {
			t.Fatalf("%.40q", pdf)
		}
		tool, err := exec.LookPath("pdftotext")
		if err != nil {
			if os.Getenv("CI") == "true" {
				t.Fatal("no pdftotext")
			}
			t.Skip("no pdftotext")
		}
		name := filepath.Join(t.TempDir(), "p.pdf")
		if err := os.WriteFile(name, pdf, 0o600); err != nil {
			t.Fatal(err)
		}
		text, err := exec.Command(tool, name, "-").Output()
		if err != nil {
			t.Fatal(err)
		}
		plain := strings.Join(strings.Fields(string(text)), " ")
		for _, x := range []string{v.Next.Code[:3] + " " + v.Next.Code[3:], v.Fingerprint, v.Phone, "31/05/2026", "04/2026", "Đồn không bao giờ hẹn gặp riêng qua tin báo.", "Không nhập thông tin bí mật nhà nước."} {
			if !strings.Contains(plain, x) {
				t.Errorf("the poster lacks %q: %s", x, plain)
			}
		}
	})
}
