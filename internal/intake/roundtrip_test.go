package intake_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"testing"

	"github.com/xuri/excelize/v2"

	"phendau/internal/calendar"
	"phendau/internal/figure"
	"phendau/internal/intake"
	"phendau/internal/sheet"
	"phendau/internal/sheet/grid"
)

func readBytes(t testing.TB, name string, b []byte) *grid.Book {
	t.Helper()
	book, err := sheet.Read(context.Background(), name, bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	return book
}

// filled is the template of outreach with ten rows; numbers as number cells
// in every second row, as text in the others.
func filled(x *world, tmpl intake.Template) [][]any {
	lines := [][]any{anys(tmpl.Header)}
	for i := range 10 {
		line := anys(tmpl.Example)
		for j, h := range tmpl.Header {
			switch h {
			case "ngày *":
				line[j] = fmt.Sprintf("%02d/09/2024", i+1)
			case "địa bàn *":
				line[j] = "xóm Lê"
			case "thuộc xã":
				line[j] = "xã Đình Phong"
			case "ghi chú":
				line[j] = "lớp học buổi " + fmt.Sprint(i)
			case "lượt người dự *":
				if line[j] = any(i + 10); i%2 == 0 {
					line[j] = fmt.Sprint(i + 10)
				}
			}
		}
		lines = append(lines, line)
	}
	return lines
}

func anys(s []string) []any {
	out := make([]any, len(s))
	for i := range s {
		out[i] = s[i]
	}
	return out
}

func TestTemplateFilledAndImportedShowsItsFigures(t *testing.T) {
	x := newWorld(t)
	ctx := context.Background()
	env := x.env(t)
	tmpl, _ := intake.EntryTemplate(env.Registry.Latest(), "outreach")
	f := excelize.NewFile()
	defer f.Close()
	_ = f.SetSheetName("Sheet1", tmpl.Sheet)
	lines := filled(x, tmpl)
	for i, line := range lines {
		if err := f.SetSheetRow(tmpl.Sheet, fmt.Sprintf("A%d", i+1), &line); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	plan, problems := intake.Entries(readBytes(t, "x.xlsx", b.Bytes()), env)
	if !plan.OK() || plan.Records != 10 {
		t.Fatalf("%s", brief(problems))
	}
	if err := x.w.MustWrite(ctx, plan.Drafts); err != nil {
		t.Fatal(err)
	}
	v, err := x.View(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	if v.Entries() != 10 {
		t.Errorf("%d entries in the view", v.Entries())
	}
	table, err := v.Projection.Evaluate(figure.Query{Indicators: []string{"outreach"}, Place: x.oldA,
		Period: calendar.Period{From: calendar.MakeDay(2024, 9, 1), To: calendar.MakeDay(2024, 9, 30)}}, &v.Context)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, c := range table.Cells {
		got[c.Measure] = c.Value.String()
	}
	if got["sessions"] != "10" || got["participant_turns"] != "145" { // 10 + 11 + ... + 19
		t.Errorf("figures %v", got)
	}
	// The same rows as CSV are another file; the very same file is known.
	again, problems := intake.Entries(readBytes(t, "x.xlsx", b.Bytes()), x.env(t))
	if again.OK() || brief(problems) != " already_imported error" {
		t.Error(brief(problems))
	}
	var c bytes.Buffer
	w := csv.NewWriter(&c)
	w.Comma = ';'
	for _, line := range lines {
		var row []string
		for _, cell := range line {
			row = append(row, fmt.Sprint(cell))
		}
		_ = w.Write(row)
	}
	w.Flush()
	if other, problems := intake.Entries(readBytes(t, "x.csv", c.Bytes()), x.env(t)); other.Records != 10 {
		t.Error(brief(problems))
	}
}
