package place

import (
	"fmt"
	"strings"
)

// FindCode is the closed set of reasons why Find refuses.
type FindCode string

// The reasons.
const (
	NotFound  FindCode = "not_found"
	Ambiguous FindCode = "ambiguous"
	BadDay    FindCode = "bad_day"
)

// Candidate is a place or group a text could mean.
type Candidate struct {
	ID     string
	Name   string // full name, the last one borne
	Code   string // last official code, "" if none
	Parent string // full name of the last known parent, "" at the top
	Years  string // "2020 - 2025", "2025 - …"
	Group  bool
}

// FindError says in both languages why a text was refused and what to write
// instead.
type FindError struct {
	Code       FindCode
	Text       string
	Candidates []Candidate
	Message    Text
}

// Error is the English sentence.
func (e *FindError) Error() string { return e.Message.EN }

func badDay(text string) *FindError {
	return &FindError{Code: BadDay, Text: text, Message: Text{
		fmt.Sprintf("Ngày sau dấu @ trong %q không đúng dạng NĂM-THÁNG-NGÀY, ví dụ 047@2024-02-29.", text),
		fmt.Sprintf("the day after @ in %q is not YYYY-MM-DD, as in 047@2024-02-29", text)}}
}

func notFound(text string) *FindError {
	return &FindError{Code: NotFound, Text: text, Message: Text{
		fmt.Sprintf("Không có đơn vị hay nhóm nào mang mã hoặc tên %q.", text),
		fmt.Sprintf("no place or group has the id, code or name %q", text)}}
}

func notFoundOn(text string, day Day, known []Candidate) *FindError {
	if len(known) == 0 {
		return notFound(text)
	}
	list := listCandidates(known)
	return &FindError{Code: NotFound, Text: text, Candidates: known, Message: Text{
		fmt.Sprintf("Ngày %s không có đơn vị nào mang mã hoặc tên %q; vào thời gian khác có: %s.", viDay(day), text, list.VI),
		fmt.Sprintf("on %s no place has the code or name %q; at other times: %s", day, text, list.EN)}}
}

func ambiguous(text string, list []Candidate) *FindError {
	names := listCandidates(list)
	return &FindError{Code: Ambiguous, Text: text, Candidates: list, Message: Text{
		fmt.Sprintf("%q có thể là %d đơn vị: %s. Hãy ghi mã định danh, mã đơn vị kèm ngày (01465@2024-02-29) hoặc tên đầy đủ kèm ngày.", text, len(list), names.VI),
		fmt.Sprintf("%q can mean %d places: %s; give the id, a code with a day (01465@2024-02-29) or the full name with a day", text, len(list), names.EN)}}
}

func listCandidates(list []Candidate) Text {
	var all []Text
	for _, c := range list {
		all = append(all, c.text())
	}
	return joinTexts(all, "; ")
}

func (c Candidate) text() Text {
	var vi, en []string
	add := func(v, e string) { vi, en = append(vi, v), append(en, e) }
	if c.Parent != "" {
		add(c.Parent, c.Parent)
	}
	if c.Code != "" {
		add("mã "+c.Code, "code "+c.Code)
	}
	if c.Years != "" {
		add(c.Years, c.Years)
	}
	add(c.ID, c.ID)
	return Text{c.Name + " (" + strings.Join(vi, ", ") + ")", c.Name + " (" + strings.Join(en, ", ") + ")"}
}

func (r *Registry) candidates(ords []int32) []Candidate {
	out := make([]Candidate, len(ords))
	for i, o := range ords {
		last := r.life[o].hi
		out[i] = Candidate{ID: r.ids[o], Name: r.fullName(o, last), Years: r.years(o)}
		out[i].Code, _ = r.codeOn(o, SchemeOfficial, last)
		if p, ok := r.parents.near(o, last); ok {
			out[i].Parent = r.fullName(p, last)
		}
	}
	return out
}

func (r *Registry) groupCandidates(groups []int32) []Candidate {
	out := make([]Candidate, len(groups))
	for i, g := range groups {
		id := r.groups[g].ID
		out[i] = Candidate{ID: id, Name: r.GroupName(id), Group: true}
	}
	return out
}

// years prints a life as "2020 - 2025"; a side that nobody knows or that is
// still open is "…".
func (r *Registry) years(o int32) string {
	s := r.life[o]
	from, to := "…", "…"
	if s.lo != dawn {
		y, _, _ := s.lo.Date()
		from = fmt.Sprint(y)
	}
	if s.hi != dusk {
		y, _, _ := s.hi.Date()
		to = fmt.Sprint(y)
	}
	return from + " - " + to
}

// latestCodeNote says who is meant by a code without a day, and who held it
// before.
func (r *Registry) latestCodeNote(code string, now holder, holders []holder) Text {
	term := r.term(now.ord, now.span)
	note := Text{
		fmt.Sprintf("Mã %s không kèm ngày: hiểu là %s, đơn vị mang mã này gần đây nhất", code, term.VI),
		fmt.Sprintf("code %s without a day: taken as %s, its latest holder", code, term.EN)}
	var before []Text
	for _, h := range holders {
		if h.ord != now.ord {
			before = append(before, r.term(h.ord, h.span))
		}
	}
	return note.before(before)
}

// latestNameNote says who is meant by a name that was handed down.
func (r *Registry) latestNameNote(name string, now int32, places []int32) Text {
	term := r.term(now, r.life[now])
	note := Text{
		fmt.Sprintf("Tên %q không kèm ngày: hiểu là %s, đơn vị mang tên này gần đây nhất", name, term.VI),
		fmt.Sprintf("name %q without a day: taken as %s, which bore it last", name, term.EN)}
	var before []Text
	for _, p := range places {
		if p != now {
			before = append(before, r.term(p, r.life[p]))
		}
	}
	return note.before(before)
}

func (t Text) before(list []Text) Text {
	if len(list) == 0 {
		return Text{t.VI + ".", t.EN + "."}
	}
	names := joinTexts(list, "; ")
	return Text{t.VI + "; trước đó: " + names.VI + ".", t.EN + "; before: " + names.EN + "."}
}

// term names a place with the days of a span.
func (r *Registry) term(o int32, s span) Text {
	name := r.fullName(o, s.hi)
	var vi, en []string
	if s.lo != dawn {
		vi, en = append(vi, "từ "+viDay(s.lo)), append(en, "from "+s.lo.String())
	}
	if s.hi != dusk {
		vi, en = append(vi, "đến "+viDay(s.hi)), append(en, "to "+s.hi.String())
	}
	if len(vi) == 0 {
		return Text{name, name}
	}
	return Text{name + " (" + strings.Join(vi, " ") + ")", name + " (" + strings.Join(en, " ") + ")"}
}
