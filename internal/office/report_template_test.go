package office_test

import (
	"context"
	"slices"
	"testing"

	"phendau/internal/access"
	"phendau/internal/ledger"
	"phendau/internal/office"
	"phendau/internal/registry"
)

// TestATemplateOfAnOfficeIsCheckedWithItsLines: one that does not compile or
// takes the name of a report of the program is refused by check and by adding.
func TestATemplateOfAnOfficeIsCheckedWithItsLines(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		editor := d.as(access.RegistryEditor)
		for name, content := range map[string]string{
			"an unknown figure":    "reports:\n  quy:\n    extends: monthly\n    body:\n      - p: Đã {outrech.sessions} buổi.\n",
			"an unknown base":      "reports:\n  quy:\n    extends: weekly\n",
			"a program's own name": "reports:\n  monthly:\n    extends: yearly\n",
		} {
			form := map[string]any{"name": "mau.yaml", "content": content}
			var v office.CatalogueCheck
			editor.must(200, "POST", "/catalogue/check", form, &v)
			if v.OK || len(v.Findings) == 0 || v.Findings[0].Line < 2 || v.Findings[0].File != "" {
				t.Errorf("%s: %+v", name, v)
			}
			editor.must(422, "POST", "/catalogue/files", with2(form, map[string]any{"id": d.id(), "reason": "thử"}), nil)
		}
	})
}

// TestABrokenTemplateTakesNoOtherWithIt: one that came into the book past the
// check, as from another version of the program, leaves the others to use.
func TestABrokenTemplateTakesNoOtherWithIt(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		file := registry.CatalogueDoc{Version: d.catalogue() + 1, Name: "mau.yaml", Content: "reports:\n  quy:\n    extends: weekly\n"}
		if err := d.writer.MustWrite(context.Background(), []ledger.Draft{{LedgerID: d.registry, EntityType: "catalogue", EntityID: d.id(), Verb: "create", Body: file}}); err != nil {
			t.Fatal(err)
		}
		var list []office.TemplateView
		d.as(access.CommuneClerk).must(200, "GET", "/reports/templates", nil, &list)
		if !slices.ContainsFunc(list, func(v office.TemplateView) bool { return v.ID == "monthly" }) {
			t.Errorf("%+v", list)
		}
	})
}
