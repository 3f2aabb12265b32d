package paper

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Problem is one reason why a document may not be issued as it is.
type Problem struct {
	// Path is where: "letterhead/date", "body/3", "annexes/0/2/rows/4".
	Path string `json:"path"`
	// Code is stable and names the rule: "heading_level", "bad_text".
	Code string `json:"code"`
	// Message says in English what is wrong.
	Message string `json:"message"`
}

func (p Problem) String() string { return p.Path + ": " + p.Message }

// Validate lists every problem of the document, nil when it may be issued.
// Call Number first.
func (d *Document) Validate() []Problem {
	v := &validator{doc: d}
	v.letterhead()
	v.layout()
	v.signing()
	if len(d.Sources) == 0 {
		v.scope("scope", d.Scope)
	}
	v.figures()
	v.blocks(d.Body, "body", false)
	for i := range d.Annexes {
		path := fmt.Sprintf("annexes/%d", i)
		if d.Annexes[i].Name == "" {
			v.add(path, "annex_name", "the annex has no name")
		}
		v.blocks(d.Annexes[i].Blocks, path, true)
	}
	v.texts(reflect.ValueOf(*d), "")
	return v.problems
}

type validator struct {
	doc      *Document
	problems []Problem
}

func (v *validator) add(path, code, format string, args ...any) {
	v.problems = append(v.problems, Problem{Path: path, Code: code, Message: fmt.Sprintf(format, args...)})
}

var (
	// TTr (tờ trình) is the one type sign with a small letter.
	numberSign = regexp.MustCompile(`^(TTr-)?[A-ZĐ]+(-[A-ZĐ]+)*$`)
	reportID   = regexp.MustCompile(`^[A-Za-z0-9-]*$`)
)

func (v *validator) letterhead() {
	l := &v.doc.Letterhead
	if len(l.IssuingBody) == 0 {
		v.add("letterhead/issuing_body", "missing", "the issuing body is missing")
	}
	if v.doc.Profile.SuperiorRequired && len(l.SuperiorBody) == 0 {
		v.add("letterhead/superior_body", "missing", "the %s letterhead needs a superior body", v.doc.Profile.Name)
	}
	for _, s := range slices.Concat(l.SuperiorBody, l.IssuingBody) {
		if s == "" || s != strings.ToUpper(s) {
			v.add("letterhead", "capitals", "body name %q is not in capitals", s)
		}
	}
	if l.BodyInText == "" && len(v.doc.Annexes) > 0 {
		v.add("letterhead/body_in_text", "missing", "annexes need the issuing body in running text")
	}
	if !numberSign.MatchString(l.NumberSign) {
		v.add("letterhead/number_sign", "number_sign", "number sign %q is not capitals joined by hyphens", l.NumberSign)
	}
	if l.Number < 0 {
		v.add("letterhead/number", "number", "document number %d is negative", l.Number)
	}
	if l.Place == "" {
		v.add("letterhead/place", "missing", "the place name is missing")
	}
	if l.Urgency != "" && !slices.Contains(urgencies[:], l.Urgency) {
		v.add("letterhead/urgency", "urgency", "urgency %q is none of %v", l.Urgency, urgencies)
	}
	v.date()
	if v.doc.Title != strings.ToUpper(v.doc.Title) {
		v.add("title", "capitals", "title %q is not in capitals", v.doc.Title)
	}
	if v.doc.Subject == "" {
		v.add("subject", "missing", "the subject is missing")
	}
	if !reportID.MatchString(v.doc.ReportID) {
		v.add("report_id", "report_id", "report id %q holds more than letters, digits and hyphens", v.doc.ReportID)
	}
	if _, err := time.Parse(time.RFC3339, v.doc.Created); err != nil {
		v.add("created", "created", "creation time %q is not RFC 3339", v.doc.Created)
	}
	if !linkAllowed(v.doc.BaseURL) {
		v.add("base_url", "link", "base URL %q is not http(s)", v.doc.BaseURL)
	}
}

func (v *validator) date() {
	date, err := parseDay(v.doc.Letterhead.Date)
	if err != nil {
		v.add("letterhead/date", "date", "%s", err)
		return
	}
	to, err := parseDay(v.doc.Scope.To)
	if err == nil && date.Before(to) && !v.doc.Preliminary {
		v.add("letterhead/date", "date_before_period_end",
			"the date %s is before the period's end %s and the report is not preliminary", v.doc.Letterhead.Date, v.doc.Scope.To)
	}
}

// layout checks the ranges of documents.md sections 1 and 2.
func (v *validator) layout() {
	l := v.doc.Profile.Layout
	rules := []struct {
		name          string
		got, min, max int
	}{
		{"margin_top_twips", l.MarginTop, 1134, 1417}, {"margin_bottom_twips", l.MarginBottom, 1134, 1417},
		{"margin_left_twips", l.MarginLeft, 1701, 1984}, {"margin_right_twips", l.MarginRight, 850, 1134},
		{"head_right_twips", l.HeadRight, 5500, 6000}, {"head_left_twips", l.HeadLeft, 3000, 3600},
		{"head_cell_margin_twips", l.HeadCellMargin, 0, 57},
		{"national_name_pt", l.NationalNamePt, 12, 13}, {"motto_pt", l.MottoPt, 13, 14},
		{"body_name_pt", l.BodyNamePt, 12, 13}, {"number_pt", l.NumberPt, 13, 13}, {"date_pt", l.DatePt, 13, 14},
		{"title_pt", l.TitlePt, 13, 14}, {"body_pt", l.BodyPt, 13, 14}, {"page_number_pt", l.PageNumberPt, 13, 14},
		{"authority_pt", l.AuthorityPt, 13, 14}, {"recipients_title_pt", l.RecipientsTitlePt, 12, 12},
		{"recipients_pt", l.RecipientsPt, 11, 11}, {"table_pt", l.TablePt, 10, 14}, {"small_pt", l.SmallPt, 9, 12},
		{"paragraph_space_twips", l.ParagraphSpace, 120, 480}, {"line_spacing_240ths", l.LineSpacing, 240, 360},
		{"signature_lines", l.SignatureLines, 1, 10},
	}
	for _, r := range rules {
		if r.got < r.min || r.got > r.max {
			v.add("profile/layout/"+r.name, "layout", "%d is outside %d to %d", r.got, r.min, r.max)
		}
	}
	if l.FirstLine != 567 && l.FirstLine != 720 {
		v.add("profile/layout/first_line_twips", "layout", "first line %d is neither 567 nor 720", l.FirstLine)
	}
}

// titles are academic titles and degrees, which stand before no signer's
// name (Decree 30/2020, Appendix I, box 7b).
var titles = regexp.MustCompile(`(?i)^(GS|PGS|TS|ThS|Th\.S|CN|KS|BS|CKI|CKII|NGND|NGƯT|Giáo sư|Phó giáo sư|Tiến sĩ|Thạc sĩ|Cử nhân|Kỹ sư|Bác sĩ|Ông|Bà)[. ]`)

// ranks are the ranks of the armed forces, State and Front signers carry none.
var ranks = regexp.MustCompile(`(?i)^(Thiếu|Trung|Thượng|Đại) (úy|tá|tướng|uý) `)

func (v *validator) signing() {
	s, p := &v.doc.Signature, &v.doc.Profile
	if len(s.Authority) == 0 {
		v.add("signature/authority", "missing", "the authority to sign is missing")
	}
	last := -1
	for i, line := range s.Authority {
		path := fmt.Sprintf("signature/authority/%d", i)
		if line == "" || line != strings.ToUpper(line) {
			v.add(path, "capitals", "authority line %q is not in capitals", line)
		}
		rank := delegation(p.Delegations, line)
		if rank < 0 {
			rank = len(p.Delegations)
		}
		if rank < last {
			v.add(path, "authority_order", "authority line %q stands below a line that comes after it", line)
		}
		last = rank
	}
	for i, line := range s.Beside {
		if line == "" || line != strings.ToUpper(line) {
			v.add(fmt.Sprintf("signature/beside/%d", i), "capitals", "line %q beside the signature is not in capitals", line)
		}
	}
	switch {
	case s.Name == "":
		v.add("signature/name", "missing", "the signer is missing")
	case titles.MatchString(s.Name):
		v.add("signature/name", "signer_title", "the signer's name %q carries a title", s.Name)
	case ranks.MatchString(s.Name):
		v.add("signature/name", "signer_rank", "the rank belongs in its own field: %q", s.Name)
	}
	if (s.Rank != "") != p.SignerRank {
		v.add("signature/rank", "signer_rank", "rank %q does not fit the %s letterhead", s.Rank, p.Name)
	}
	if !strings.HasPrefix(v.doc.Recipients.FileAt, "VT") {
		v.add("recipients/file_at", "file_at", "the filing line begins with %q, not VT", v.doc.Recipients.FileAt)
	}
}

// delegation returns the place of the line's abbreviation in the profile's
// order, -1 for a plain office.
func delegation(order []string, line string) int {
	for i, mark := range order {
		if strings.HasPrefix(line, mark+" ") {
			return i
		}
	}
	return -1
}

func (v *validator) scope(path string, s Scope) {
	from, err1 := parseDay(s.From)
	to, err2 := parseDay(s.To)
	if err1 != nil || err2 != nil || to.Before(from) {
		v.add(path, "period", "period %q to %q is not a range of days", s.From, s.To)
		return
	}
	if !strings.Contains(s.PeriodText, shortDate(s.From)) || !strings.Contains(s.PeriodText, shortDate(s.To)) {
		v.add(path+"/period_text", "period_text", "period text %q does not name %s and %s", s.PeriodText, shortDate(s.From), shortDate(s.To))
	}
	if s.CalendarText == "" || s.MapText == "" {
		v.add(path, "scope", "calendar and map must be named")
	}
}

// texts finds bad text in every string of the document.
func (v *validator) texts(val reflect.Value, path string) {
	switch val.Kind() {
	case reflect.String:
		if p := textProblem(val.String()); p != "" {
			v.add(strings.TrimPrefix(path, "/"), "bad_text", "text %s", p)
		}
	case reflect.Pointer:
		if !val.IsNil() {
			v.texts(val.Elem(), path)
		}
	case reflect.Slice:
		for i := range val.Len() {
			v.texts(val.Index(i), fmt.Sprintf("%s/%d", path, i))
		}
	case reflect.Map:
		for _, k := range val.MapKeys() {
			v.texts(k, path)
			v.texts(val.MapIndex(k), path+"/"+k.String())
		}
	case reflect.Struct:
		for i := range val.NumField() {
			name, _, _ := strings.Cut(val.Type().Field(i).Tag.Get("json"), ",")
			v.texts(val.Field(i), path+"/"+name)
		}
	}
}
