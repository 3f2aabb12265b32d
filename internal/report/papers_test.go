package report

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/document"
	"phendau/internal/ledger"
	"phendau/internal/paper"
	"phendau/internal/vi"
)

// plainWords say ids as they are, and numbers as they are printed.
type plainWords struct{ lang string }

func (w plainWords) Kind(id string) string             { return id }
func (w plainWords) Place(id string) string            { return "xóm " + id }
func (w plainWords) Body(id string) string             { return "Đơn vị " + id }
func (w plainWords) Value(_, key string) string        { return w.lang + ":" + key }
func (w plainWords) Document(d ledger.Document) string { return d.Number }
func (w plainWords) Number(v amount.Value, scale int64) string {
	if v.Q == amount.AtLeast {
		return "trên " + vi.Decimal(v.V, scale)
	}
	return vi.Decimal(v.V, scale)
}

func testPapers(t testing.TB) Papers {
	t.Helper()
	all, problems := PapersOf(testCatalogue(t))
	if catalogue.HasErrors(problems) {
		t.Fatal(problems)
	}
	return all
}

// entryOf is a chosen entry of a kind.
func entryOf(t testing.TB, n int, kind string, also func(c *ledger.Content)) *PaperEntry {
	t.Helper()
	k := testCatalogue(t).Kinds[kind]
	c := &ledger.Content{Kind: kind, PlaceID: fmt.Sprint(n), Day: calendar.MakeDay(2026, 3, n), Dims: map[string]ledger.Codes{}, Measures: map[string]amount.Value{}}
	also(c)
	return &PaperEntry{ID: fmt.Sprintf("01890a5d-ac96-7%03x-8000-000000000099", n), Content: c, Kind: k, Owner: fmt.Sprint(n), Chosen: true}
}

func gifts(t testing.TB) []*PaperEntry {
	gift := func(n int, money, flags int64) *PaperEntry {
		return entryOf(t, n, "gift", func(c *ledger.Content) {
			c.Measures["value_vnd"] = amount.ExactValue(money, amount.Counted)
			c.Parts = []ledger.Part{{Measure: "quantity", Dims: map[string]string{"gift_item": "flag"}, Value: amount.ExactValue(flags, amount.Counted)},
				{Measure: "quantity", Dims: map[string]string{"gift_item": "household_set"}, Value: amount.ExactValue(2, amount.Counted)}}
		})
	}
	return []*PaperEntry{gift(1, 1_000_000, 10), gift(2, 500_000, 5)}
}

func awards(t testing.TB) []*PaperEntry {
	award := func(n int, subject string, count int64) *PaperEntry {
		return entryOf(t, n, "award", func(c *ledger.Content) {
			c.Dims["award_subject"], c.Dims["award_grade"], c.Dims["award_state"] = ledger.Codes{subject}, ledger.Codes{"giay_khen"}, ledger.Codes{"proposed"}
			c.Measures["awards"] = amount.ExactValue(count, amount.Listed)
		})
	}
	return []*PaperEntry{award(1, "collective", 7), award(2, "individual", 8)}
}

func incident(t testing.TB) []*PaperEntry {
	return []*PaperEntry{entryOf(t, 9, "incident", func(c *ledger.Content) {
		c.Dims["incident_class"], c.Dims["incident_kind"], c.Markers, c.Note = ledger.Codes{"agreement_violation"}, ledger.Codes{"marker_damage"}, []string{"835(2)"}, "ghi chú tự do"
	})}
}

// made fills a paper; army signers bear a rank.
func made(t testing.TB, name, letterhead string, entries []*PaperEntry) *paper.Document {
	t.Helper()
	p := testPapers(t)[name]
	in := PaperInput{Paper: p, Letterhead: letterhead, Catalogue: testCatalogue(t), Entries: entries, Words: func(lang string, _ calendar.Day) EntryWords { return plainWords{lang} },
		BodyType: func(id string) string { return map[string]string{"twin": "twin", "donor": "donor"}[id] },
		Place:    "xã Đình Phong", PlaceName: "Đình Phong", Facts: Facts{Date: calendar.MakeDay(2026, 3, 10), Signer: "Nông Văn Mẫu"}}
	if letterhead == "army" {
		in.Facts.Rank = "Thiếu tá"
	}
	doc, err := MakePaper(in)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// TestEveryPaperPassesTheThirtyChecks, in each letterhead it can bear.
func TestEveryPaperPassesTheThirtyChecks(t *testing.T) {
	samples := map[string][]*PaperEntry{"gift-receipt": gifts(t), "award-minutes": awards(t), "award-proposal": awards(t), "neighbour-letter": incident(t)}
	for name, p := range testPapers(t) {
		if samples[name] == nil {
			t.Errorf("nobody looks at %s", name)
			continue
		}
		for _, letterhead := range p.Letterheads {
			doc := made(t, name, letterhead, samples[name])
			if problems := doc.Validate(); len(problems) > 0 {
				t.Errorf("%s, %s: %v", name, letterhead, problems)
			}
			for _, f := range []document.Format{document.DOCX, document.PDF, document.HTML} {
				var b bytes.Buffer
				if err := document.Write(&b, f, doc); err != nil {
					t.Fatal(err)
				}
				if f == document.DOCX {
					for _, x := range document.CheckDOCX(b.Bytes(), doc) {
						t.Errorf("%s, %s: %v", name, letterhead, x)
					}
				}
			}
			if !doc.Draft() || len(doc.Sources) != len(samples[name]) {
				t.Errorf("%s has the number %d and comes from %v", name, doc.Letterhead.Number, doc.Sources)
			}
		}
	}
}

// texts is everything a document's body says.
func texts(d *paper.Document) string {
	var b strings.Builder
	for _, x := range d.Body {
		switch {
		case x.Heading != nil:
			b.WriteString(d.Plain(x.Heading.Runs, false))
		case x.Paragraph != nil:
			b.WriteString(d.Plain(x.Paragraph.Runs, false))
		case x.Table != nil:
			for _, r := range x.Table.Rows {
				for i := range r.Cells {
					b.WriteString(d.CellText(&r.Cells[i]) + " | ")
				}
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestAReceiptAddsUpAndSpellsTheMoney(t *testing.T) {
	list := gifts(t)
	text := texts(made(t, "gift-receipt", "state", list))
	for _, want := range []string{"1.500.000 đồng (bằng chữ: Một triệu năm trăm nghìn đồng)", "10 lá cờ Tổ quốc, 2 bộ đồ dùng gia đình", "cờ Tổ quốc | lá | 15", "ngày 01/03/2026 - 02/03/2026"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in %s", want, text)
		}
	}
	list[0].Content.Measures["value_vnd"] = amount.Value{V: 1_000_000, Lo: 1_000_000, Hi: amount.Unknown, Q: amount.AtLeast, Basis: amount.Estimated}
	if text := texts(made(t, "gift-receipt", "state", list)); !strings.Contains(text, "trên 1.500.000 đồng (bằng chữ: Trên một triệu năm trăm nghìn đồng)") {
		t.Errorf("the qualifier is lost: %s", text)
	}
	for _, gone := range []string{"handed_on", "return", "given_back"} {
		list[0].Content.Dims["gift_type"] = ledger.Codes{gone}
		if text := texts(made(t, "gift-receipt", "state", list)); !strings.Contains(text, "500.000 đồng (bằng chữ: Năm trăm nghìn đồng)") {
			t.Errorf("what is %s is received: %s", gone, text)
		}
	}
}

// TestWhoHelpedIsNoGiver: the receipt names as givers the bodies that gave,
// and as receiver the one that took the gift in, not the one that wrote it down.
func TestWhoHelpedIsNoGiver(t *testing.T) {
	as := func(role, body string) ledger.Participation { return ledger.Participation{BodyID: body, Role: role} }
	for name, x := range map[string]struct {
		owner            string
		bodies           []ledger.Participation
		givers, receiver string
	}{
		"a donor beside the owner who received": {"front", []ledger.Participation{as("support", "donor"), as("support", "police")}, "Đơn vị donor", "Đơn vị front"},
		"one gives, a twin only helps":          {"front", []ledger.Participation{as("lead", "donor"), as("support", "twin")}, "Đơn vị donor", "Đơn vị front"},
		"two give":                              {"front", []ledger.Participation{as("support", "donor"), as("support", "twin")}, "Đơn vị donor, Đơn vị twin", "Đơn vị front"},
		"the giver owns the entry":              {"twin", []ledger.Participation{as("host", "post"), as("support", "police")}, "Đơn vị twin", "Đơn vị post"},
		"written down for the post":             {"committee", []ledger.Participation{as("support", "donor"), as("lead", "post")}, "Đơn vị donor", "Đơn vị post"},
		"no body of the kind that gives":        {"committee", []ledger.Participation{as("lead", "front"), as("support", "police")}, "Đơn vị front", "Đơn vị committee"},
		"nobody is named":                       {"committee", []ledger.Participation{as("support", "police")}, "........................", "Đơn vị committee"},
	} {
		e := entryOf(t, 1, "gift", func(c *ledger.Content) {
			c.Bodies = x.bodies
			c.Measures["value_vnd"] = amount.ExactValue(1_000_000, amount.Counted)
		})
		e.Owner = x.owner
		text := texts(made(t, "gift-receipt", "state", []*PaperEntry{e}))
		if !strings.Contains(text, "ngày 01/03/2026 của "+x.givers+". Nơi tiếp nhận là "+x.receiver+".") || !strings.Contains(text, "1 | "+x.receiver+" | ") {
			t.Errorf("%s: %s", name, text)
		}
	}
}

// TestAGiftWithoutGiversIsThatOfItsVisit, and where the giver owns it and no
// body took it in, its place stands for the receiver.
func TestAGiftWithoutGiversIsThatOfItsVisit(t *testing.T) {
	visit := entryOf(t, 1, "twinning_visit", func(c *ledger.Content) { c.Bodies = []ledger.Participation{{BodyID: "post", Role: "host"}} })
	visit.Owner = "twin"
	gift := entryOf(t, 2, "gift", func(c *ledger.Content) { c.Measures["value_vnd"] = amount.ExactValue(1, amount.Counted) })
	if text := texts(made(t, "gift-receipt", "state", []*PaperEntry{visit, gift})); !strings.Contains(text, " của Đơn vị twin. Nơi tiếp nhận là Đơn vị 2.") {
		t.Error(text)
	}
	gift.Owner = "donor"
	if text := texts(made(t, "gift-receipt", "state", []*PaperEntry{gift})); !strings.Contains(text, " của Đơn vị donor. Nơi tiếp nhận là xóm 2.") || !strings.Contains(text, "1 | xóm 2 | ") {
		t.Error(text)
	}
}

// TestALongListIsFilledAndSaysWhereItGoesOn: no row is dropped in silence.
func TestALongListIsFilledAndSaysWhereItGoesOn(t *testing.T) {
	const says = "(viết tiếp vào danh sách kèm theo)"
	for n, want := range map[int64]int{60: 60, 61: 61, 500: 500, 501: 500} {
		list := awards(t)
		list[1].Content.Measures["awards"] = amount.ExactValue(n, amount.Listed)
		doc := made(t, "award-minutes", "state", list)
		rows, last := 0, ""
		for _, b := range doc.Body {
			if b.Table != nil && b.Table.Name == "Cá nhân được đề nghị" {
				rows = len(b.Table.Rows)
				last = doc.CellText(&b.Table.Rows[rows-1].Cells[0])
			}
		}
		if said := last == says; said != (n > maxBlank) || said && rows != want+1 || !said && rows != want {
			t.Errorf("%d of %d rows, the last says %q", rows, n, last)
		}
		if problems := doc.Validate(); len(problems) > 0 {
			t.Errorf("%d rows: %v", n, problems)
		}
	}
}

// TestAPaperFitsOnlyItsEntries: kinds, number of entries, and the group it
// cannot do without.
func TestAPaperFitsOnlyItsEntries(t *testing.T) {
	papers := testPapers(t)
	decided := awards(t)
	for _, e := range decided {
		e.Content.Dims["award_state"] = ledger.Codes{"decided"}
	}
	old := awards(t) // recorded before there was the dimension
	for _, e := range old {
		delete(e.Content.Dims, "award_state")
	}
	for name, x := range map[string]struct {
		entries []*PaperEntry
		want    []string
	}{
		"proposals":         {awards(t), []string{"award-minutes", "award-proposal"}},
		"decided awards":    {decided, nil},
		"awards of old":     {old, nil},
		"gifts":             {gifts(t), []string{"gift-receipt"}},
		"gifts and awards":  {append(gifts(t), awards(t)...), nil},
		"an incident":       {incident(t), []string{"neighbour-letter"}},
		"two incidents":     {append(incident(t), incident(t)...), nil},
		"nothing":           {nil, nil},
		"only linked gifts": {unchosen(gifts(t)), nil},
	} {
		var got []string
		for _, id := range papers.IDs() {
			if papers[id].Fits(x.entries) {
				got = append(got, id)
			}
		}
		if !slices.Equal(got, x.want) {
			t.Errorf("%s: %v, want %v", name, got, x.want)
		}
	}
}

func unchosen(list []*PaperEntry) []*PaperEntry {
	for _, e := range list {
		e.Chosen = false
	}
	return list
}

// TestAnActInPartsCountsOnceOnPaper: three stops of one delegation are one,
// and each other number of a part adds up.
func TestAnActInPartsCountsOnceOnPaper(t *testing.T) {
	visit := func(n int, part bool) *PaperEntry {
		e := entryOf(t, n, "twinning_visit", func(c *ledger.Content) {
			c.Measures["delegations"], c.Measures["visitor_turns"] = amount.ExactValue(1, amount.Counted), amount.ExactValue(12, amount.Counted)
		})
		e.Part = part
		return e
	}
	stops := []*PaperEntry{visit(1, false), visit(2, true), visit(3, true)}
	for measure, want := range map[string]int64{"delegations": 1, "visitor_turns": 36} {
		if r, _ := total(stops, measure); r.V != want {
			t.Errorf("%s are %d, want %d", measure, r.V, want)
		}
	}
}

func TestACodeOfAnEntryReadsBackAndCatchesTypingSlips(t *testing.T) {
	const id = "01890a5d-ac96-7abc-8000-0000000000ff"
	code := EntryCode(id)
	first, last, ok := ParseEntryCode(strings.ToLower(" " + code))
	if !ok || first > id || id > last || first[:18] != id[:18] || last[:18] != id[:18] {
		t.Fatalf("%s reads back as %s to %s, %t", code, first, last, ok)
	}
	for _, other := range []string{"01890a5d-ac96-4abc-8000-0000000000ff", "not an id"} {
		if got := EntryCode(other); got != other {
			t.Errorf("%s, which holds no time, is printed as %s", other, got)
		}
	}
	slips := 0
	for i := len(entryPrefix); i < len(code)-3; i++ {
		if code[i] == '-' {
			continue
		}
		wrong := code[:i] + string(crockford[(strings.IndexByte(crockford, code[i])+1)%32]) + code[i+1:]
		if _, _, ok := ParseEntryCode(wrong); ok {
			slips++
		}
	}
	if slips > 0 {
		t.Errorf("%d slips pass", slips)
	}
	for _, wrong := range []string{"", "BG-", "BG-0000-0000-0000-00", code[:len(code)-1], "BG-😀😀😀😀-0000-0000-00"} {
		if _, _, ok := ParseEntryCode(wrong); ok && wrong != code {
			t.Errorf("%q is a code", wrong)
		}
	}
}
