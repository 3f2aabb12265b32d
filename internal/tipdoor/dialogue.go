package tipdoor

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"net/http"
	"strings"

	"filippo.io/age"

	"phendau/internal/calendar"
	"phendau/internal/paper"
	"phendau/internal/plain"
	"phendau/internal/tip"
	"phendau/internal/vi"
)

// Names of what is typed where answers are read.
const (
	fieldReceipt = "bienlai"
	fieldPage    = "trang"
	stepAnswer   = "tra-loi"
	stepWithdraw = "rut"
	stepUndo     = "lay-lai"
	stepProof    = "bang-chung"
)

// Signer is a key by which a desk signs its answers, and when.
type Signer struct {
	Desk     string // its name
	Key      ed25519.PublicKey
	From, To calendar.Day
}

// askSheet is the page that asks for a receipt.
type askSheet struct{ Wrong string }

func (d *Door) ask(v *visit) { d.show(v, http.StatusOK, "ask", &askSheet{}) }

// dialogueSheet shows what a desk answered.
type dialogueSheet struct {
	Page  string // the receipt, sealed into this page
	Wrote int    // messages of the sender, the tip included
	Said  []answer
	Done  string // what was just done: "answer", "withdraw", "undo", "no_proof", or ""
	Wrong string
	Text  string // that was typed and not taken
}

// answer is a message of a desk; one that cannot be believed is not shown.
type answer struct {
	Day, Desk, Text string
	Genuine         bool
}

// dialogueSent takes a receipt, or what its holder wants to do.
func (d *Door) dialogueSent(v *visit) {
	s, err := d.hear(v)
	if err != nil {
		d.trouble(v, err)
		return
	}
	defer s.forget()
	r, ok := d.carried(s.get(fieldPage))
	if !ok {
		if r, err = tip.ParseReceipt(s.get(fieldReceipt)); err != nil {
			wrong := "wrong"
			if s.get(fieldPage) != "" {
				wrong = "old_page"
			}
			d.show(v, http.StatusUnprocessableEntity, "ask", &askSheet{wrong})
			return
		}
	}
	leave, err := enter(d.sealing)
	if err != nil {
		d.trouble(v, err)
		return
	}
	defer leave()
	x, err := d.openCase(v.r.Context(), r)
	if err != nil {
		d.trouble(v, err)
		return
	}
	if x == nil {
		d.show(v, http.StatusOK, "ask", &askSheet{"nothing"})
		return
	}
	defer x.forget()
	d.answerTo(v, s, x)
}

// answerTo does what was asked and shows the dialogue as it is then.
func (d *Door) answerTo(v *visit, s *said, x *opened) {
	out := &dialogueSheet{Page: d.carry(x.receipt)}
	var err error
	switch step := s.get(fieldStep); step {
	case stepAnswer:
		switch {
		case s.get(fieldText) == "":
			out.Wrong = "text"
		case !tip.Fits(s.get(fieldText)):
			out.Wrong, out.Text = "text_long", s.get(fieldText)
		default:
			out.Done = "answer"
			err = x.write(v.r.Context(), d, s.get(fieldText))
		}
	case stepWithdraw, stepUndo:
		out.Done = map[string]string{stepWithdraw: "withdraw", stepUndo: "undo"}[step]
		err = d.Book.Withdraw(v.r.Context(), x.secrets.Access, step == stepUndo)
	case stepProof:
		var f *tip.Filed
		if f, err = d.Book.Filed(v.r.Context(), x.secrets.Access); f != nil && err == nil {
			d.hand(v, f)
			return
		}
		out.Done = "no_proof"
	}
	if err != nil {
		d.trouble(v, err)
		return
	}
	out.Wrote, out.Said = len(x.view.In), x.said
	if out.Done == "answer" {
		out.Wrote++
	}
	status := http.StatusOK
	if out.Wrong != "" {
		status = http.StatusUnprocessableEntity
	}
	d.show(v, status, "dialogue", out)
}

// hand gives the proof of filing as a file, of a size that says nothing.
func (d *Door) hand(v *visit, f *tip.Filed) {
	b, err := json.Marshal(f)
	if err != nil {
		d.trouble(v, err)
		return
	}
	head := v.w.Header()
	head.Set("Content-Type", "application/json")
	head.Set("Content-Disposition", `attachment; filename="bang-chung.json"`)
	head.Set("Clear-Site-Data", `"cache"`)
	_, _ = v.w.Write(append(b, bytes.Repeat([]byte{' '}, (pageStep-len(b)%pageStep)%pageStep)...))
}

// opened is a case as its receipt opens it.
type opened struct {
	receipt tip.Receipt
	secrets tip.Secrets
	view    *View
	mine    *tip.Mine
	thread  *tip.Thread
	said    []answer
}

func (x *opened) forget() {
	clear(x.secrets.Seed[:])
	clear(x.secrets.Access[:])
}

// openCase opens what a receipt leads to; nil where that is nothing.
func (d *Door) openCase(ctx context.Context, r tip.Receipt) (*opened, error) {
	o, err := d.Book.Offer(ctx)
	if err != nil {
		return nil, err
	}
	x := &opened{receipt: r, secrets: r.Derive(o.Instance)}
	if x.view, err = d.Book.Read(ctx, x.secrets.Access); err != nil || x.view == nil {
		return nil, err
	}
	id, err := x.secrets.Identity()
	if err != nil {
		return nil, err
	}
	if x.mine, err = tip.OpenMine(x.view.Mine, id); err != nil {
		return nil, nil // nothing this receipt opens
	}
	signers, err := d.Book.Signers(ctx)
	if err != nil {
		return nil, err
	}
	x.thread = tip.NewThread(x.mine.Case, nil, func(day string) []ed25519.PublicKey { return keysOn(signers, day) })
	for _, sealed := range x.view.Out {
		x.said = append(x.said, x.judge(sealed, signers, id))
	}
	return x, nil
}

// judge opens a message of the desk and says whether it can be believed.
func (x *opened) judge(sealed []byte, signers []Signer, id *age.HybridIdentity) answer {
	m, err := tip.OpenMessage(sealed, id)
	if err != nil {
		return answer{}
	}
	if err := x.thread.Next(sealed, tip.Out, m); err != nil {
		return answer{}
	}
	a := answer{Day: m.Day, Text: seen(m.Text), Genuine: true}
	if day, err := calendar.ParseDay(m.Day); err == nil {
		a.Day = vi.ShortDate(day)
	}
	for _, s := range signers {
		if tip.KeyID(s.Key) == m.Key {
			a.Desk = s.Desk
		}
	}
	return a
}

// seen shows what hides in a text, or would reverse it; lines stay.
func seen(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = paper.Visible(lines[i])
	}
	return strings.Join(lines, "\n")
}

func keysOn(signers []Signer, day string) (out []ed25519.PublicKey) {
	on, err := calendar.ParseDay(day)
	for _, s := range signers {
		if err == nil && s.From <= on && on <= s.To {
			out = append(out, s.Key)
		}
	}
	return out
}

// write seals a further message of the sender.
func (x *opened) write(ctx context.Context, d *Door, text string) error {
	to, err := age.ParseHybridRecipient(x.mine.CaseRecipient)
	if err != nil {
		return err
	}
	m := &tip.Message{Case: x.mine.Case, Dir: tip.In, Seq: len(x.view.In), Day: plain.Today(d.Now()).String(), Text: text, Files: []tip.File{}}
	if n := len(x.view.In); n > 0 {
		m.Prev = x.view.In[n-1]
	}
	if seen, ok := x.thread.Last(tip.Out); ok {
		m.Seen = &seen
	}
	sealed, err := tip.SealMessage(m, to)
	if err != nil {
		return err
	}
	return d.Book.Write(ctx, x.secrets.Access, sealed)
}
