package ledger

import (
	"encoding/json"
	"errors"

	"phendau/internal/calendar"
	"phendau/internal/canon"
	"phendau/internal/tip"
	"phendau/internal/tip/desk"
)

// TypeCase is the entity type of a case of sealed tips. Its id is the 128 random
// bits of the case, written as a UUID.
const TypeCase = "case"

// CaseBody is the body of an operation on a case. It says nothing of what a
// sender wrote, and of what a sender did no more than the day.
type CaseBody struct {
	// Desk acts; of a sort it is the one the slot was sent to.
	Desk tip.ID `json:"desk"`
	// Day is that of the slot, or of what the sender did.
	Day    string `json:"day,omitempty"`
	Two    bool   `json:"two,omitempty"` // of a sort: two people open it together
	Urgent bool   `json:"urgent,omitempty"`
	To     string `json:"to,omitempty"`     // desk a case is referred to
	Link   string `json:"link,omitempty"`   // shared by cases about one event
	Reason string `json:"reason,omitempty"` // a code, never a text
}

// Case is the fold of a case.
type Case struct {
	desk.Case
	Seq int64 // of the last operation on it
}

func (b *Batch) foldCase(o *Op, st Stamp) error {
	var body CaseBody
	if err := strict(o.Body, &body); err != nil {
		return err
	}
	act, err := body.act(o, st)
	if err != nil {
		return err
	}
	work, err := b.workCase(o, &body, &act)
	if err != nil {
		return err
	}
	// Who acts is asked after it is known for which desk, and before the state.
	if err := b.may(o, Act{ActorID: o.ActorID, BodyID: o.BodyID, EntityType: TypeCase, Verb: o.Verb, OwnerID: act.Desk.UUID()}); err != nil {
		return err
	}
	if err := work.Apply(act); err != nil {
		return CaseRefusal(err)
	}
	c := &Case{work, st.Seq}
	b.cases[o.EntityID] = c
	b.changes.Cases = append(b.changes.Cases, c)
	return nil
}

// workCase is a copy of the case as it was; a sort makes it.
func (b *Batch) workCase(o *Op, body *CaseBody, act *desk.Act) (desk.Case, error) {
	old, err := b.caseOf(o.EntityID)
	if err != nil {
		return desk.Case{}, err
	}
	if act.Verb != desk.Sort {
		if old == nil {
			return desk.Case{}, refuse(CodeUnknownEntity)
		}
		return old.Case, nil
	}
	if old != nil {
		return desk.Case{}, refuse(CodeEntityExists)
	}
	id, err := tip.IDOfUUID(o.EntityID)
	if err != nil {
		return desk.Case{}, refusef(CodeBadContent, "%v", err)
	}
	work := desk.New(id, act.Desk, act.Day)
	work.Two = body.Two
	return work, nil
}

func (b *Batch) caseOf(id string) (*Case, error) {
	if c, ok := b.cases[id]; ok {
		return c, nil
	}
	book, ok := b.book.(CaseBook)
	if !ok {
		return nil, nil
	}
	return book.Case(id)
}

// CaseBook is a Book of a desk's ledger.
type CaseBook interface {
	Case(id string) (*Case, error)
}

func (a *CaseBody) act(o *Op, st Stamp) (desk.Act, error) {
	out := desk.Act{Verb: desk.Verb(o.Verb), At: st.AcceptedMS, Day: calendar.DayOf(st.AcceptedMS), Desk: a.Desk, By: o.ActorID, Urgent: a.Urgent, Reason: a.Reason}
	if a.Day != "" {
		d, err := calendar.ParseDay(a.Day)
		if err != nil || d > out.Day {
			return out, refusef(CodeBadContent, "day %s", a.Day)
		}
		out.Day = d
	}
	for _, id := range []struct {
		text string
		at   *tip.ID
	}{{a.To, &out.To}, {a.Link, &out.Link}} {
		if id.text == "" {
			continue
		}
		x, err := tip.ParseID(id.text)
		if err != nil {
			return out, refusef(CodeBadContent, "%v", err)
		}
		*id.at = x
	}
	return out, nil
}

// caseSentences say in the language of the desk why an act was refused.
var caseSentences = map[desk.Code][2]string{
	desk.WrongState: {"Vụ việc đang ở bước khác nên chưa làm được việc này. Hãy mở lại danh sách.", "The case is in another state. Open the list again."},
	desk.WrongDesk:  {"Vụ việc do bàn tiếp nhận khác giữ.", "Another desk answers for this case."},
	desk.OneOfficer: {"Việc này cần hai cán bộ.", "This needs two officers."},
	desk.NoReason:   {"Cần chọn lý do.", "Choose a reason."},
	desk.IsFrozen:   {"Người giám sát đang tạm giữ vụ việc này.", "The ombudsperson has frozen this case."},
	desk.IsGone:     {"Người báo đã rút tin này. Trong một ngày người báo còn có thể đổi ý.", "The sender took this tip back. Within a day they may change their mind."},
	desk.IsHeld:     {"Vụ việc đang được giữ lại theo yêu cầu pháp lý.", "The case is on legal hold."},
	desk.IsUnread:   {"Người báo vừa gửi thêm nội dung mà chưa ai đọc.", "The sender added something nobody has read."},
	desk.TooEarly:   {"Chưa đến hạn của việc này.", "It is too early for this."},
	desk.NotCounted: {"Kết quả của quý chưa được đưa vào số liệu.", "The outcomes of the quarter are not in the figures yet."},
}

// CaseRefusal is the refusal of an act on a case, in words; other errors stay as
// they are.
func CaseRefusal(err error) error {
	e, ok := errors.AsType[*desk.Error](err)
	if !ok {
		return err
	}
	s := caseSentences[e.Code]
	return RefuseFor(CodeBadCase, string(e.Code), s[0], s[1])
}

// CaseDraft is an operation on a case.
func CaseDraft(ledgerID string, id tip.ID, verb desk.Verb, body *CaseBody) (Draft, error) {
	b, err := canon.Marshal(body)
	return Draft{LedgerID: ledgerID, EntityType: TypeCase, EntityID: id.UUID(), Verb: string(verb), Body: json.RawMessage(b)}, err
}
