package tipdoor

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"phendau/internal/calendar"
	"phendau/internal/tip"
)

// Names of what is typed. They stand in the page only.
const (
	fieldStep  = "buoc"
	fieldDesk  = "noi"
	fieldHow   = "biet"
	fieldWhen  = "khi"
	fieldWhere = "o"
	fieldText  = "noidung"
	fieldTopic = "loai"
	fieldRush  = "gap"
	fieldCode  = "ma"
	fieldLast  = "cuoi"
	fieldCheck = "kiem"
	stepCheck  = "kiem"
)

// formSheet is the form as a template sees it.
type formSheet struct {
	Offer  *Offer
	Areas  []area
	Topics []choice
	Orders []choice
	Hows   []choice
	Field  map[string]string
	Wrong  []string
}

// area is a desk with the communes one can choose.
type area struct {
	Desk    Desk
	Choices []choice
}

// choice is a value to choose.
type choice struct {
	Value, Name string
	Chosen      bool
}

// PhotoNumbers count the fields for photos.
func (*formSheet) PhotoNumbers() []int { return []int{1, 2, 3} }

func (d *Door) form(v *visit) { d.showForm(v, http.StatusOK, &said{fields: map[string]string{}}) }

// showForm shows the form, with what was typed into it.
func (d *Door) showForm(v *visit, status int, s *said) {
	o, err := d.Book.Offer(v.r.Context())
	if err == nil && len(o.Desks) == 0 {
		err = ErrClosed
	}
	if errors.Is(err, ErrClosed) {
		d.show(v, http.StatusOK, "closed", nil)
		return
	}
	if err != nil {
		d.trouble(v, err)
		return
	}
	f := &formSheet{Offer: o, Field: s.fields, Wrong: s.wrong}
	for _, x := range o.Desks {
		if x.Form {
			f.Areas = append(f.Areas, areaOf(x, s.get(fieldDesk)))
		}
	}
	for _, t := range o.Topics {
		f.Topics = append(f.Topics, choice{t.ID, t.name(v.words.Lang()), t.ID == s.get(fieldTopic)})
	}
	for _, x := range o.Orders {
		f.Orders = append(f.Orders, choice{Name: calendar.ShortLabel(x.Quarter, v.words.Lang()), Value: strconv.Itoa(x.Cases)})
	}
	for _, how := range []string{tip.Saw, tip.Heard, tip.Guess} {
		f.Hows = append(f.Hows, choice{how, v.words.Text("tipform.how." + how), how == s.get(fieldHow)})
	}
	d.show(v, status, "form", f)
}

// areaOf lists the communes of a desk; a value is the desk and the commune.
func areaOf(x Desk, chosen string) area {
	a := area{Desk: x}
	for i, c := range x.Communes {
		value := x.ID.String() + " " + c
		a.Choices = append(a.Choices, choice{value, x.CommuneNames[i], value == chosen})
	}
	if len(a.Choices) == 0 {
		a.Choices = []choice{{x.ID.String(), x.Name, x.ID.String() == chosen}}
	}
	return a
}

// receiptSheet is the page that shows a receipt, for once.
type receiptSheet struct {
	Groups []string
	Desk   Desk
	Urgent bool
	Check  string
	Again  bool // the digits typed were others
}

// formSent takes what was typed: a tip, or the last digits of its receipt.
func (d *Door) formSent(v *visit) {
	s, err := d.hear(v)
	if err != nil {
		d.trouble(v, err)
		return
	}
	defer s.forget()
	if s.get(fieldStep) == stepCheck {
		d.checkDigits(v, s)
		return
	}
	r, desk, err := d.sealForm(v.r.Context(), s)
	if err == nil && len(s.wrong) == 0 {
		d.show(v, http.StatusOK, "receipt", &receiptSheet{Groups: groups(r), Desk: desk, Urgent: s.get(fieldRush) != "", Check: d.checkOf(r.Last())})
		return
	}
	status := http.StatusUnprocessableEntity
	if err != nil {
		p := d.reason(err)
		if p.code == codeClosed {
			d.showForm(v, p.status, s)
			return
		}
		status = p.status
		s.blame(wrongOf(p.code))
	}
	d.showForm(v, status, s)
}

// wrongOf is the key under which a refusal is told beside the form.
func wrongOf(code string) string {
	switch code {
	case codeBusy, codeDiskFull:
		return "busy"
	case string(tip.TooLong):
		return "text_long"
	case codeNotFound, string(tip.WrongEpoch):
		return "desk"
	}
	return "internal"
}

// checkDigits sees whether the receipt was written down.
func (d *Door) checkDigits(v *visit, s *said) {
	if !d.checks(s.get(fieldCheck), strings.TrimSpace(s.get(fieldLast))) {
		d.show(v, http.StatusUnprocessableEntity, "again", &receiptSheet{Check: s.get(fieldCheck), Again: true})
		return
	}
	d.show(v, http.StatusOK, "sent", nil)
}

// groups write a receipt as people read it.
func groups(r tip.Receipt) []string { return strings.Fields(r.Groups()) }

// chosen reads which desk and commune was chosen.
func chosen(o *Offer, text string) (desk Desk, commune string, ok bool) {
	first, commune, _ := strings.Cut(text, " ")
	id, err := tip.ParseID(first)
	if err != nil {
		return Desk{}, "", false
	}
	desk, ok = o.deskOf(id)
	for i, c := range desk.Communes {
		if c == commune {
			return desk, desk.CommuneNames[i], ok
		}
	}
	return desk, "", ok && commune == ""
}

// judge says what must be changed before the tip can be sealed.
func (s *said) judge(desk bool) {
	for key, bad := range map[string]bool{"desk": !desk, "how": s.get(fieldHow) == "", "text": s.get(fieldText) == ""} {
		if bad {
			s.blame(key)
		}
	}
	if !tip.Fits(s.get(fieldText), s.get(fieldWhen), s.get(fieldWhere)) {
		s.blame("text_long")
	}
}

// sealForm seals what was typed. Key, receipt and text are in memory while it
// does, and nowhere afterwards.
func (d *Door) sealForm(ctx context.Context, s *said) (tip.Receipt, Desk, error) {
	o, err := d.Book.Offer(ctx)
	if err != nil {
		return "", Desk{}, err
	}
	desk, commune, ok := chosen(o, s.get(fieldDesk))
	s.judge(ok)
	if len(s.wrong) > 0 {
		return "", desk, nil
	}
	leave, err := enter(d.sealing)
	if err != nil {
		return "", desk, err
	}
	defer leave()
	x, err := d.newSealing(ctx, o.Instance, desk.ID)
	if err != nil {
		return "", desk, err
	}
	defer x.forget()
	return x.receipt, desk, x.send(ctx, d, s, commune, topicOf(o, s.get(fieldTopic)))
}

// topicOf is a topic only if it was offered.
func topicOf(o *Offer, id string) string {
	for _, t := range o.Topics {
		if t.ID == id {
			return id
		}
	}
	return ""
}
