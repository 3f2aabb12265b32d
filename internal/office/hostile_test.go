package office_test

import (
	"encoding/json"
	"net/url"
	"slices"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"

	"phendau/internal/access"
	"phendau/internal/office"
)

// TestHostileTextsInEntriesAreStoredOnceOrRefused is case 18 of security.md
// section 15 over entries: every text field takes the text once, as it is in
// NFC, or says 422; nothing else happens.
func TestHostileTextsInEntriesAreStoredOnceOrRefused(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		officer, commander, clerk := d.as(access.PostOfficer), d.as(access.PostCommander), d.as(access.CommuneClerk)
		entry := func(set func(f *office.EntryContent, s string)) func(string) (*client, string, string, any) {
			return func(s string) (*client, string, string, any) {
				f := d.patrol()
				set(&f, s)
				return officer, "POST", "/entries", office.CreateForm{ID: d.id(), Content: f}
			}
		}
		plain := officer.record(d.patrol(), true)
		fields := map[string]func(s string) (who *client, method, path string, body any){
			"note":            entry(func(f *office.EntryContent, s string) { f.Note = s }),
			"place note":      entry(func(f *office.EntryContent, s string) { f.PlaceNote = s }),
			"document number": entry(func(f *office.EntryContent, s string) { f.Documents = []office.PaperForm{{Type: "minutes", Number: s}} }),
			"document issuer": entry(func(f *office.EntryContent, s string) {
				f.Documents = []office.PaperForm{{Type: "minutes", Number: "1/BB", Issuer: s}}
			}),
			"doubt answer": entry(func(f *office.EntryContent, s string) {
				f.Doubts = []office.DoubtForm{{Code: "out_of_bounds", Key: "x", Answer: s}}
			}),
			"amendment": func(s string) (*client, string, string, any) {
				commander.must(200, "GET", d.path(&plain), nil, &plain)
				f := *plain.Content
				f.Note = "đường trơn " + d.id()
				return commander, "POST", d.path(&plain) + "/amend", map[string]any{"base": plain.Base, "content": f, "why": s}
			},
			"retraction": func(s string) (*client, string, string, any) {
				v := officer.record(d.patrol(), true)
				return officer, "POST", d.path(&v) + "/retract", map[string]any{"why": s}
			},
			"nil reason": func(s string) (*client, string, string, any) {
				return clerk, "POST", "/nils", office.NilForm{ID: d.id(), PlaceID: d.communeA, Kinds: []string{"gift"}, From: "2026-02-01", To: "2026-02-28", Reason: "other", Why: s}
			},
			"plan note": func(s string) (*client, string, string, any) {
				return clerk, "POST", "/plans", map[string]any{"indicator": "outreach", "measure": "sessions", "place_id": d.communeA, "from": "2026-01-01", "to": "2026-12-31", "value": 5, "note": s}
			},
			"return": func(s string) (*client, string, string, any) {
				v := officer.record(d.patrol(), true)
				return commander, "POST", "/records/" + v.LedgerID + "/" + v.ID + "/return", map[string]any{"why": s}
			},
		}
		for field, make := range fields {
			for _, h := range hostile {
				d.clock.now = d.clock.now.Add(5 * time.Second)                  // the limits let them through
				taken := h.taken || h.name == "emoji" || h.name == "zero width" // a free text may hold a joiner
				who, method, path, body := make(h.text)
				var raw json.RawMessage
				if got := who.do(method, path, body, &raw); taken && got != 200 || !taken && got != 422 {
					t.Errorf("%s %s: status %d %s", field, h.name, got, raw)
				}
			}
		}
		d.keepsOnce(officer)
		verify(t, d)
	})
}

// keepsOnce writes a note decomposed and finds it composed, without marks and
// decomposed, once, and shown in NFC.
func (d *desk) keepsOnce(c *client) {
	t := d.t
	t.Helper()
	const note = "Sạt lở đường lên mốc Thị Hoa 🌾 𠀋"
	f := d.patrol()
	f.Note = norm.NFD.String(note)
	v := c.record(f, true)
	if v.Note != note || v.Content.Note != note {
		t.Errorf("kept as %q", v.Note)
	}
	for _, q := range []string{"Sạt lở đường", norm.NFD.String("Sạt lở đường"), "sat lo duong", "SẠT LỞ ĐƯỜNG"} {
		var list office.List[office.EntryRow]
		c.must(200, "GET", "/entries?q="+url.QueryEscape(q), nil, &list)
		if len(list.Items) != 1 || list.Items[0].ID != v.ID {
			t.Errorf("%q lists %d entries", q, len(list.Items))
		}
		if got := c.find(q); !slices.Equal(got, []string{"note tuần tra biên giới"}) {
			t.Errorf("%q finds %v", q, got)
		}
	}
}

// TestAFormerCommunesClerkReadsItsEntriesAndWritesNoneThere is case 19 of
// security.md section 15 over the API of entries: after the merger the old
// clerk lists and opens what was recorded before, and no new entry, zero or
// change of day reaches the successor.
func TestAFormerCommunesClerkReadsItsEntriesAndWritesNoneThere(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		clerk := d.as(access.CommuneClerk)
		meeting := func(place, day string) office.EntryContent {
			return office.EntryContent{Kind: "outreach", PlaceID: place, Day: day, Measures: map[string]office.ValueForm{"sessions": counted(1), "participant_turns": counted(30)}}
		}
		old := clerk.record(meeting(d.hamletsA[0], "2025-12-20"), true)
		later := d.id()
		d.as(access.RegistryEditor).must(200, "POST", "/places/"+d.communeA+"/succeed", d.merger(later), nil)
		var list office.List[office.EntryRow]
		clerk.must(200, "GET", "/entries", nil, &list)
		if len(list.Items) != 1 || list.Items[0].ID != old.ID {
			t.Errorf("the history lists %+v", list.Items)
		}
		clerk.must(200, "GET", d.path(&old), nil, nil)
		for _, place := range []string{d.hamletsA[0], d.communeA, later} {
			if got := clerk.do("POST", "/entries", office.CreateForm{ID: d.id(), Content: meeting(place, "2026-02-02"), Submit: true}, nil); got != 403 && got != 422 {
				t.Errorf("a new entry in %s: %d", place, got)
			}
			zero := office.NilForm{ID: d.id(), PlaceID: place, Kinds: []string{"gift"}, From: "2026-02-01", To: "2026-02-28", Reason: "none_happened"}
			var raw json.RawMessage
			if got := clerk.do("POST", "/nils", zero, &raw); got != 403 && got != 422 {
				t.Errorf("a zero of %s: %d %s", place, got, raw)
			}
		}
		moved := *old.Content
		moved.Day = "2026-02-02"
		if got := clerk.do("POST", d.path(&old)+"/amend", map[string]any{"base": old.Base, "content": moved, "why": "nhầm ngày"}, nil); got != 403 && got != 422 {
			t.Errorf("an old entry is moved into the successor's days: %d", got)
		}
		clerk.must(200, "GET", "/entries", nil, &list)
		if len(list.Items) != 1 {
			t.Errorf("after the refusals %d entries", len(list.Items))
		}
	})
}
