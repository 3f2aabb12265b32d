package report

import (
	"strings"
	"testing"

	"phendau/internal/catalogue"
)

func compileOne(t *testing.T, body string) (Templates, []catalogue.Problem) {
	t.Helper()
	file := catalogue.File{Name: "xa/mau.yaml", Content: []byte("reports:\n  mau:\n    name: Mẫu | Sample\n    letterhead: state\n    title: BÁO CÁO\n    subject: Thử\n    body:\n" + body)}
	return Compile([]catalogue.File{file}, testCatalogue(t))
}

func TestTemplateErrorsNameFileAndLine(t *testing.T) {
	for _, c := range []struct{ body, code, at string }{
		{"      - p: đi {patrols.times} lần\n", catalogue.CodeUnknownIndicator, "xa/mau.yaml:8:12"},
		{"      - p: |\n          Câu một.\n          đi {patrol.post.turns} lượt\n", catalogue.CodeUnknownMeasure, "xa/mau.yaml:10:12"},
		{"      - p: có {teams.total.teams@ytd} tổ\n", string(typeForbids), "xa/mau.yaml:8:12"},
		{"      - p: có {gifts.in_kind} vật\n", string(typeForbids), "xa/mau.yaml:8:12"},
		{"      - p: tỷ lệ {quality.counted_share|over}\n", string(typeForbids), "xa/mau.yaml:8:12"},
		{"      - p: đi {patrol.post.times|loud} lần\n", "unknown_style", "xa/mau.yaml:8:12"},
		{"      - p: đi {patrol.post.times@tomorrow} lần\n", "unknown_period", "xa/mau.yaml:8:12"},
		{"      - p: thiếu {outreach\n", codeBadText, "xa/mau.yaml:8:12"},
		{"      - para: gì\n", catalogue.CodeUnknownKey, "xa/mau.yaml:8:9"},
		{"      - letter: gì\n", codeBadLevels, "xa/mau.yaml:8:9"},
		{"      - table: {name: B, rows: place:village, measures: [outreach]}\n", catalogue.CodeUnknownChoice, "xa/mau.yaml:8:32"},
		{"      - table: {name: B, rows: year, measures: [donations.per_year]}\n", string(typeForbids), "xa/mau.yaml:8:49"},
		{"      - table: {name: B, rows: 'dim:patrol_form', measures: [outreach.sessions]}\n", "bad_split", "xa/mau.yaml:8:"},
		{"      - table: {name: B, rows: indicators, columns: [sum], measures: [outreach]}\n", catalogue.CodeUnknownChoice, "xa/mau.yaml:8:54"},
		{"      - chart: {name: B, desc: B, kind: bar, axis: year, measures: [teams.total.teams]}\n", string(typeForbids), "xa/mau.yaml:8:69"},
		{"      - chart: {name: B, desc: B, kind: line, axis: place:commune, measures: [outreach.sessions]}\n", codeBadChart, "xa/mau.yaml:8:79"},
		{"      - chart: {name: B, desc: B, kind: bar, axis: year, measures: [outreach]}\n", codeBadChart, "xa/mau.yaml:8:69"},
		{"      - p: [{done: nothing_at_all, say: a}]\n", catalogue.CodeUnknownIndicator, "xa/mau.yaml:8:20"},
		{"      - p: \"a\n     b: [\n", catalogue.CodeBadYAML, "xa/mau.yaml:"},
		{"    extends: nobody\n", catalogue.CodeMissing, ""},
	} {
		ts, problems := compileOne(t, c.body)
		found := false
		for _, p := range problems {
			found = found || p.Code == c.code && strings.HasPrefix(p.String(), c.at) && p.VI != "" && p.EN != ""
		}
		if c.at == "" {
			found = ts == nil
		}
		if !found || ts != nil {
			t.Errorf("%q: %v, want %s %s", c.body, problems, c.at, c.code)
		}
	}
}

func TestOfficeTemplateAddsItsOwnReport(t *testing.T) {
	office := catalogue.File{Name: "xa/thu.yaml", Content: []byte("reports:\n  thu-quy:\n    extends: monthly\n    name: Báo cáo quý | Quarterly\n    letterhead: front\n")}
	ts, problems := Compile(append([]catalogue.File{office}, Base()...), testCatalogue(t))
	if len(problems) > 0 || ts["thu-quy"] == nil || ts["thu-quy"].Letterhead != "front" || len(ts["thu-quy"].body) != len(ts["monthly"].body) {
		t.Fatal(problems)
	}
	office.Content = []byte("reports:\n  monthly:\n    extends: yearly\n")
	if ts, problems := Compile(append([]catalogue.File{office}, Base()...), testCatalogue(t)); ts != nil || problems[len(problems)-1].File != office.Name {
		t.Error("a report of the program was replaced", problems)
	}
}

func TestEveryFixedWordingExists(t *testing.T) {
	for _, key := range []string{"sentence_zero", "sentence_nothing", "sentence_missing", "sentence_none", "sentence_uncounted", "sentence_ambiguous", "cause_correct", "cause_retract", "cause_late", "cause_link", "cause_unlink"} {
		if wording()[key] == "" {
			t.Errorf("words.yaml has no %q", key)
		}
	}
	for _, c := range tableColumns {
		if say("col_"+c) == "" {
			t.Errorf("no title for the column %q", c)
		}
	}
}

func FuzzParseTextNeverPanics(f *testing.F) {
	cat := testCatalogue(f)
	for _, s := range []string{"{outreach}", "{{x}}", "{a|b@c}", "{", "}", "{outreach.sessions@ytd|over|unit}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		parseText(s, func(in string) (node, *textError) { return parseBraces(in, cat) })
	})
}
