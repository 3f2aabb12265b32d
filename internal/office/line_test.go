package office_test

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"phendau/internal/access"
	"phendau/internal/audit"
	"phendau/internal/ledger"
	"phendau/internal/office"
	"phendau/internal/registry"
)

func (c *client) line(query string) office.LineTable {
	c.d.t.Helper()
	var t office.LineTable
	c.must(200, "GET", "/line?period=2026-03&"+query, nil, &t)
	return t
}

// walked draws the line and walks ten of its forty legs on a phone, with two
// markers stated and one passed; the patrol is verified.
func (d *desk) walked() written {
	d.t.Helper()
	_, positions := d.drawLine()
	p, _ := d.teamsPhone(d.phones(), 'x')
	if err := p.Sync(d.t.Context()); err != nil {
		d.t.Fatal(err)
	}
	w := d.walks(p, positions[1:], alongLine(d.t, 0, 10, time.Date(2026, 3, 9, 1, 0, 0, 0, time.UTC)))
	if err := p.Sync(d.t.Context()); err != nil || p.Unsent() != 0 {
		d.t.Fatalf("%v, %d unsent", err, p.Unsent())
	}
	d.as(access.CommuneVerifier).verify(w)
	return w
}

// settles gives a place its point, in 1e-6 degree.
func (d *desk) settles(placeID string, lat, lon int64) {
	d.t.Helper()
	d.writes(ledger.Draft{LedgerID: d.registry, EntityType: "place", EntityID: placeID, Verb: "amend", Body: map[string]any{
		"points": []registry.PointDoc{{Lat: 10 * lat, Lon: 10 * lon, Source: "thử", From: registry.Unknown, To: registry.Open}}, "why": "thử"}})
}

// TestTheLineIsSeenAsFarAsOneMay: the post sees which patrol covered what, on
// the strip, in its table and on the map; the commune sees bands of 500 m of its
// own stretch and nothing finer in any of them.
func TestTheLineIsSeenAsFarAsOneMay(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		post, clerk := d.as(access.PostOfficer), d.as(access.CommuneClerk)
		if got := post.do("GET", "/line/strip?period=2026-03&place="+d.communeA, nil, &loose{}); got != 404 {
			t.Errorf("without a line: %d", got)
		}
		w := d.walked()
		d.settles(d.hamletsA[0], lineLat-5000, lineLon+2*legLon)
		d.settles(d.hamletsA[1], lineLat-50_000, lineLon+2*legLon)
		here := "place=" + d.communeA

		v := post.line(here)
		if len(v.Places) != 1 || v.Places[0].ID != d.hamletsA[0] || v.Places[0].Segment != "Đoạn 1" || v.Places[0].AtDM < 1990 || v.Places[0].AtDM > 2010 || v.Places[0].Metres < 550 || v.Places[0].Metres > 560 {
			t.Errorf("near the line %+v", v.Places)
		}
		if len(v.Walked) != 1 || v.Walked[0].EntryID != w.id || v.Walked[0].Day != "2026-03-09" || v.Walked[0].FromDM != 0 || v.Walked[0].ToDM != v.Coverage.Total.CoveredDM {
			t.Errorf("walked %+v", v.Walked)
		}
		if len(v.Reached) != 2 || v.Reached[0].Number != "2001" || v.Reached[0].Class != "passed" || v.Reached[1].Class != "stated" {
			t.Errorf("reached %+v", v.Reached)
		}
		if len(v.Oldest) != 2 || v.Oldest[0].Day != "" || v.Oldest[0].LengthDM != 20_000-v.Coverage.Total.CoveredDM || v.Oldest[1].Day != "2026-03-09" {
			t.Errorf("longest unvisited %+v", v.Oldest)
		}
		if len(v.Markers) != 3 || v.Markers[0].AtDM != 5000 || v.Markers[1].Reachable || len(v.Choices) != 1 {
			t.Errorf("markers %+v, segments %+v", v.Markers, v.Choices)
		}
		svg := post.strip(here)
		for _, want := range []string{`href="/office/so/` + w.ledger + "/" + w.id + `"`, "Tuần tra 09/03/2026, Đoạn 1, km 0 đến", ">2001<", ">" + v.Places[0].Name[len("xóm "):] + "<", "không phải tài liệu biên giới", "chưa có ghi nhận"} {
			if !strings.Contains(svg, want) {
				t.Errorf("the strip has no %q", want)
			}
		}
		m := post.lineMap(here)
		if n := layers(&m); n["line"] != 2 || n["patrol"] != 1 || n["marker"] != 3 || n["post"] != 3 || n["place"] != 1 {
			t.Errorf("layers %v", n)
		}

		blurred := clerk.line(here)
		if len(blurred.Walked)+len(blurred.Reached)+len(blurred.Oldest) != 0 || blurred.Coverage.Detail != "bands" || len(blurred.Coverage.Segments[0].Pieces) != 4 {
			t.Errorf("the commune reads %+v", blurred)
		}
		if svg := clerk.strip(here); strings.Contains(svg, "/office/so/") || strings.Contains(svg, "Tuần từ") || !strings.Contains(svg, "chưa có ghi nhận") {
			t.Error("the strip of the commune shows patrols or no bands")
		}
		m = clerk.lineMap(here)
		if n := layers(&m); n["line"] != 4 || n["patrol"] != 0 || n["marker"] != 3 || n["place"] != 1 {
			t.Errorf("the commune's layers %v", n)
		}
		for _, f := range m.Features {
			if p := f.Properties; p.Day != "" || p.Class != "" || p.Href != "" || p.Layer == "line" && *p.FromDM%5000 != 0 {
				t.Errorf("the commune sees %+v", p)
			}
		}
		for _, path := range []string{"/line", "/line/strip", "/line/map"} {
			for query, who := range map[string]*client{"place=" + d.communeB: clerk, here: d.as(access.RegistryEditor), "": post} {
				if got := who.do("GET", path+"?period=2026-03&"+query, nil, &loose{}); got != 403 {
					t.Errorf("%s %q: %d", path, query, got)
				}
			}
		}
	})
}

// TestOneSegmentIsAskedForByItself: what lies on the others is left out, and they
// stay on offer.
func TestOneSegmentIsAskedForByItself(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.walked()
		post := d.as(access.PostOfficer)
		whole := post.line("body=" + d.post)
		if len(whole.Choices) != 2 || whole.Coverage.Total.DeclaredDM != 40_000 {
			t.Fatalf("%+v", whole.Choices)
		}
		second := post.line("body=" + d.post + "&segment=" + whole.Choices[1].ID)
		if len(second.Choices) != 2 || second.Coverage.Total.DeclaredDM != 20_000 || len(second.Walked) != 0 || len(second.Markers) != 0 || len(second.Oldest) != 1 {
			t.Errorf("%+v", second)
		}
		if got := post.do("GET", "/line?period=2026-03&body="+d.post+"&segment=x", nil, &loose{}); got != 404 {
			t.Errorf("an unknown segment: %d", got)
		}

		// The patrol said no way of going, so it is none by boat.
		if len(whole.Ways) == 0 || whole.Coverage.Total.CoveredDM == 0 {
			t.Fatalf("ways on offer: %+v", whole.Ways)
		}
		if boat := post.line("body=" + d.post + "&way=" + whole.Ways[0].Value); len(boat.Walked) != 0 || boat.Coverage.Total.CoveredDM != 0 || boat.Coverage.Patrols.Patrols != 0 {
			t.Errorf("%s: %+v", whole.Ways[0].Value, boat.Walked)
		}
		if got := post.do("GET", "/line?period=2026-03&body="+d.post+"&way=patrol_form:with_residents", nil, &loose{}); got != 422 {
			t.Errorf("what is no way of going: %d", got)
		}
	})
}

// TestRowsOfAStripFitThePeriod: days, weeks, months or years, newest on top.
func TestRowsOfAStripFitThePeriod(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.walked()
		post := d.as(access.PostOfficer)
		for period, want := range map[string]string{"2026-03-01/2026-03-10": "Ngày", "2026-Q1": "Tuần từ", "2025-01-01/2026-03-31": "Tháng", "2020-01-01/2026-03-31": "Năm"} {
			var svg string
			post.text("/line/strip?period="+period+"&place="+d.communeA, &svg)
			if !strings.Contains(svg, ">"+want+"<") || !strings.Contains(svg, "Tuần tra 09/03/2026") {
				t.Errorf("%s has no rows %q, or lost the patrol", period, want)
			}
			for dec := xml.NewDecoder(strings.NewReader(svg)); ; {
				if _, err := dec.Token(); err == io.EOF {
					break
				} else if err != nil {
					t.Fatalf("%s: %v", period, err)
				}
			}
		}
	})
}

func (c *client) text(path string, out *string) {
	c.d.t.Helper()
	resp, b := c.raw(path)
	if *out = string(b); resp.StatusCode != 200 {
		c.d.t.Fatalf("%s: %d %s", path, resp.StatusCode, b)
	}
}

func (c *client) strip(query string) (svg string) {
	c.d.t.Helper()
	c.text("/line/strip?period=2026-03&"+query, &svg)
	return svg
}

func (c *client) lineMap(query string) (m office.LineMap) {
	c.d.t.Helper()
	c.must(200, "GET", "/line/map?period=2026-03&"+query, nil, &m)
	b, _ := json.Marshal(m)
	if m.Type != "FeatureCollection" || !strings.Contains(m.Note, "không phải") || !strings.Contains(string(b), "106.7") {
		c.d.t.Errorf("map %.200s", b)
	}
	return m
}

func layers(m *office.LineMap) map[string]int {
	n := map[string]int{}
	for _, f := range m.Features {
		n[f.Properties.Layer]++
		if want := map[bool]string{true: "LineString", false: "Point"}[f.Properties.Layer == "line" || f.Properties.Layer == "patrol"]; f.Geometry.Type != want {
			panic(fmt.Sprint(f))
		}
	}
	return n
}

// TestTheLineLeavesAsFilesThatSayWhoTookThem: line and markers with who, when and
// what they are not, each leaving one line in the log; what patrols covered only
// for who may know where.
func TestTheLineLeavesAsFilesThatSayWhoTookThem(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		w := d.walked()
		post, clerk := d.as(access.PostOfficer), d.as(access.CommuneClerk)
		here := "period=2026-03&place=" + d.communeA
		for _, as := range []string{"gpx", "kml", "geojson", "csv"} {
			for what, want := range map[string]string{"line": "Đoạn 1", "markers": "2003"} {
				for _, who := range []*client{post, clerk} {
					resp, b := who.raw("/line/export?" + here + "&what=" + what + "&format=" + as)
					if resp.StatusCode != 200 || !strings.Contains(resp.Header.Get("Content-Disposition"), "."+as) {
						t.Fatalf("%s as %s: %d %s", what, as, resp.StatusCode, b)
					}
					for _, part := range []string{want, "không phải tài liệu biên giới", "Người xuất: ", "period=2026-03", "106"} {
						if !strings.Contains(string(b), part) {
							t.Errorf("%s as %s does not say %q: %s", what, as, part, b)
						}
					}
				}
			}
		}
		resp, b := post.raw("/line/export?" + here + "&what=covered&format=csv")
		if resp.StatusCode != 200 || !strings.Contains(string(b), w.id) || !strings.Contains(string(b), "09/03/2026") {
			t.Errorf("what was covered: %d %s", resp.StatusCode, b)
		}
		for path, status := range map[string]int{here + "&what=covered&format=kml": 422, "period=2026-03&place=" + d.communeB + "&what=line&format=csv": 403, here + "&what=all&format=csv": 422} {
			if got := clerk.do("GET", "/line/export?"+path, nil, &loose{}); got != status {
				t.Errorf("%s: %d, want %d", path, got, status)
			}
		}
		if got := clerk.do("GET", "/line/export?"+here+"&what=covered&format=csv", nil, &loose{}); got != 403 {
			t.Errorf("the commune takes what was covered: %d", got)
		}
		if got := d.as(access.TeamLeader).do("GET", "/line/export?"+here+"&what=line&format=csv", nil, &loose{}); got != 403 {
			t.Errorf("a team leader takes the line: %d", got)
		}
		d.auditedTimes(audit.Export, 17)
	})
}

// TestAReportShowsTheLineToWhoReadsIt: the report of a post's area shows which
// patrol was where; that of a commune, which the commune reads, bands of 500 m,
// whoever makes it; a place without a stretch of the line shows nothing.
func TestAReportShowsTheLineToWhoReadsIt(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		w := d.walked()
		post, clerk := d.as(access.PostOfficer), d.as(access.CommuneClerk)
		page := func(c *client, template, place, period string) string {
			ask := office.ReportAsk{Template: template, PlaceID: place, Period: period, Calendar: "civil"}
			resp, b := c.raw("/reports/page" + query(ask, "status", "submitted+"))
			if resp.StatusCode != 200 {
				t.Fatalf("%s of %s: %d %s", template, place, resp.StatusCode, b)
			}
			return string(b)
		}
		const title = "DẢI TUẦN TRA ĐƯỜNG BIÊN"
		if s := page(post, "post-monthly", d.area, "2026-Q1"); !strings.Contains(s, title) || !strings.Contains(s, `href="/office/so/`+w.ledger+"/"+w.id+`"`) || !strings.Contains(s, "Tuần từ") {
			t.Errorf("the post's report does not show the patrol: %s", excerpt(plainText(s), title))
		}
		for _, who := range []*client{post, clerk} {
			s := page(who, "monthly", d.communeA, "2026-03")
			if !strings.Contains(s, title) || !strings.Contains(s, "chưa có ghi nhận") || strings.Contains(s, `href="/office/so/`) || strings.Contains(s, "Tuần từ") {
				t.Errorf("the commune's report shows more or less than bands: %s", excerpt(plainText(s), title))
			}
		}
		if s := page(post, "monthly", d.hamletsA[0], "2026-03"); strings.Contains(s, title) || strings.Contains(s, "dải tuần tra đường biên") {
			t.Errorf("a hamlet without a stretch has an annex: %s", excerpt(plainText(s), "tuần tra"))
		}
	})
}
