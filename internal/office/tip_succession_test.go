package office_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"phendau/internal/access"
	"phendau/internal/calendar"
	"phendau/internal/identity"
	"phendau/internal/ledger"
	"phendau/internal/office"
	"phendau/internal/registry"
	"phendau/internal/store"
	"phendau/internal/tip"
)

// placedDesk is a desk of a body made for a test.
type placedDesk struct {
	otherDesk
	body string
	id   tip.ID
}

// deskOver makes a post over communes, with a desk, its key and one officer.
func (w *tipWorld) deskOver(name string, communes ...string) *placedDesk {
	w.t.Helper()
	var members []registry.MemberDoc
	for _, c := range communes {
		members = append(members, registry.MemberDoc{PlaceID: c, From: registry.Unknown, To: registry.Open})
	}
	area, body := w.writer.IDs.New(), w.writer.IDs.New()
	w.write("place", area, "create", registry.PlaceDoc{Group: &registry.GroupDoc{Names: []string{"Địa bàn " + name}, Members: members}})
	w.write("body", body, "create", registry.BodyDoc{Type: "post", PlaceID: area, Names: []registry.BodyNameDoc{{Text: name, From: registry.Unknown, To: registry.Open}}})
	person := w.newPerson("Cán bộ " + name)
	w.grantTo(person, access.TipOfficer, body, area)
	d := &placedDesk{body: body, otherDesk: otherDesk{officer: w.person(person, identity.ByPasskey), epoch: seed(w.t)}}
	w.enrol(d.officer)
	w.as(access.UpperOfficer).must(200, "POST", "/tips/desks", map[string]any{"body_id": body, "authority_id": w.provinceBody, "ledger_id": w.writer.IDs.New()}, nil)
	var err error
	if d.id, err = tip.IDOfUUID(body); err != nil {
		w.t.Fatal(err)
	}
	d.record = w.publish(d.officer, d.id, d.epoch, nil, nil)
	return d
}

// write puts a document of the registers down past all rights.
func (w *tipWorld) write(typ, id, verb string, body any) {
	w.t.Helper()
	d := ledger.Draft{LedgerID: w.registry, EntityType: typ, EntityID: id, Verb: verb, Body: body}
	if err := w.writer.MustWrite(w.t.Context(), []ledger.Draft{d}); err != nil {
		w.t.Fatal(err)
	}
}

// endBody lets a body end with a day.
func (w *tipWorld) endBody(id string, last calendar.Day) {
	w.t.Helper()
	b := w.book().Bodies[id]
	w.write("body", id, "amend", map[string]any{"names": []registry.BodyNameDoc{{Text: b.Names[0].Text, From: b.Names[0].From, To: registry.On(last)}}, "why": "chia đồn"})
}

func (w *tipWorld) today() calendar.Day { return calendar.DayOf(w.clock.now.UnixMilli()) }

// signIn signs the officers of desks in again.
func (w *tipWorld) signIn(desks ...*placedDesk) {
	for _, d := range desks {
		d.officer = w.person(d.officer.person, identity.ByPasskey)
	}
}

// actAs is an act of a desk's officer on a case.
func (w *tipWorld) actAs(d *placedDesk, s *sender, body map[string]any) int {
	return d.officer.do("POST", "/tips/cases/"+s.id.String()+"/acts", body, nil)
}

// refersTo is a referral with the key of the case.
func (w *tipWorld) refersTo(s *sender, to *placedDesk) map[string]any {
	return map[string]any{"verb": "refer", "to": to.body, "reason": "not_competent", "items": []map[string]any{{"kind": "cover", "bytes": w.sealed(s.seed)}},
		"key": w.sealKey(to.epoch, tip.Key{Kind: tip.WholeKey, Seed: s.seed})}
}

// opensAs says whether a desk's officer opens a case with the desk's key.
func (w *tipWorld) opensAs(d *placedDesk, s *sender) bool {
	var out office.OpenedTip
	if d.officer.do("POST", "/tips/cases/"+s.id.String()+"/open", map[string]any{"reason": "work"}, &out) != 200 {
		return false
	}
	k, err := tip.OpenKey(out.Key, identityOf(w.t, d.epoch))
	return err == nil && k.Seed == s.seed
}

func (w *tipWorld) mustBe(ok bool, what string) {
	w.t.Helper()
	if !ok {
		w.t.Fatal(what)
	}
}

// TestADeskThatSplitsKeepsItsCasesUntilASuccessorTakesThem is case 20 of security.md: a
// case is acknowledged by a body that then splits in two.
func TestADeskThatSplitsKeepsItsCasesUntilASuccessorTakesThem(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		old := w.deskOver("Đồn cũ", w.communeA, w.communeB)
		taken, _ := w.read("đã nhận")
		waits, _ := w.read("chưa nhận")
		for _, s := range []*sender{taken, waits} {
			w.act(s.id, 200, map[string]any{"verb": "denounce"})
			w.act(s.id, 200, w.refersTo(s, old))
		}
		w.mustBe(w.actAs(old, taken, map[string]any{"verb": "acknowledge"}) == 200, "the desk takes the case")
		legal := w.legal(taken)
		phone := w.sealedFor(old)
		w.endBody(old.body, w.today())
		east, west := w.deskOver("Đồn Đông", w.communeA), w.deskOver("Đồn Tây", w.communeB)
		w.later(oneDay)
		w.signIn(old, east, west)

		// What was offered and not taken is back with its source, and its key gone from there.
		v := w.state(waits)
		w.mustBe(v.State == "denunciation" && v.Owner == w.post && v.Target == "", "a referral to a desk that is no more comes back at once")
		w.mustBe(slices.Equal(w.caseKeys(waits), []string{"key:" + w.deskID.String()}), "the source alone has its key")
		w.mustBe(w.officer.do("POST", "/tips/cases/"+waits.id.String()+"/acts", w.refersTo(waits, old), nil) == 422, "nothing more is offered to it")
		w.successionIsShown(old, east, west)

		// A phone that was away brings a tip sealed to the old desk.
		if _, err := w.door.TakeSlot(t.Context(), phone.slot, store.LaneNormal); err != nil {
			t.Fatal(err)
		}
		w.closing(old, 409)
		old.officer.must(200, "POST", "/tips/desks/"+old.body+"/sort", map[string]any{"tips": []map[string]any{{"case": phone.id.String()}}, "empty": []string{}}, nil)
		for _, s := range []*sender{taken, phone} {
			w.mustBe(w.opensAs(old, s), "its officers open what it has")
			w.mustBe(w.actAs(old, s, w.refersTo(s, east)) == 200, "and offer it to a successor")
			w.mustBe(w.actAs(east, s, map[string]any{"verb": "reject", "reason": "not_here"}) == 200, "who may refuse")
			w.mustBe(w.opensAs(old, s) && w.actAs(old, s, w.refersTo(s, west)) == 200, "then it is offered to the other one")
			w.mustBe(w.actAs(west, s, map[string]any{"verb": "acknowledge"}) == 200 && w.opensAs(west, s), "who takes and opens it")
			w.mustBe(!w.opensAs(old, s) && !w.opensAs(east, s), "and nobody else does")
			w.mustBe(slices.Equal(w.caseKeys(s), []string{"key:" + west.id.String()}), "the keys lie with the owner")
			if got, err := w.door.Read(t.Context(), s.secrets.Access); err != nil || got == nil || len(got.In) != 1 {
				t.Fatalf("the receipt reads nothing: %v", err)
			}
		}
		w.mustBe(w.legal(taken) == legal, "the legal clock goes on")
		w.closing(old, 409) // phones may still come
		w.later(300 * oneDay)
		w.closing(old, 200)
	})
}

// successionIsShown: senders are sent to the successors, officers see them, who stands
// above hears that something is left.
func (w *tipWorld) successionIsShown(old, east, west *placedDesk) {
	w.t.Helper()
	offer, err := w.door.Offer(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	for _, d := range offer.Desks {
		w.mustBe(d.ID != old.id, "it is still offered to senders")
	}
	at, _ := w.office.TipCode(w.book(), w.communeA)
	w.mustBe(at == east.id.String(), "the successor answers for its commune")
	var keys office.TipKeysView
	old.officer.must(200, "GET", "/tips/keys", nil, &keys)
	i := slices.IndexFunc(keys.Desks, func(d office.TipDeskView) bool { return d.ID == old.body })
	want := slices.Sorted(slices.Values([]string{east.body, west.body}))
	w.mustBe(slices.Equal(keys.Desks[i].Successors, want) && !keys.Desks[i].Takes && keys.Desks[i].Ended == (w.today()-1).String(), "its page names the successors")
	var late office.LateView
	w.as(access.UpperOfficer).must(200, "GET", "/tips/late", nil, &late)
	i = slices.IndexFunc(late.Desks, func(d office.LateDesk) bool { return d.ID == old.body })
	w.mustBe(late.Desks[i].Left == 1 && late.Desks[i].Ended != "", "who stands above hears that a case is left")
}

// sealedFor is a tip sealed to a desk and not sent.
func (w *tipWorld) sealedFor(d *placedDesk) *sender {
	w.t.Helper()
	was, key, record := w.deskID, w.epoch, w.record
	defer func() { w.deskID, w.epoch, w.record = was, key, record }()
	w.deskID, w.epoch, w.record = d.id, d.epoch, *d.record
	return w.slotOf("từ một máy lâu ngày không có mạng")
}

// closing asks to close a desk today.
func (w *tipWorld) closing(d *placedDesk, status int) {
	w.t.Helper()
	w.as(access.UpperOfficer).must(status, "PATCH", "/tips/desks/"+d.body, map[string]any{"to": w.today().String()}, nil)
}

// caseKeys are the names of the key files of a case that open it whole.
func (w *tipWorld) caseKeys(s *sender) (out []string) {
	w.t.Helper()
	for _, n := range w.keyNames(s) {
		if strings.HasPrefix(n, "key:") {
			out = append(out, n)
		}
	}
	return out
}

// legal is when the legal clock of a case runs out.
func (w *tipWorld) legal(s *sender) int64 {
	w.t.Helper()
	for _, d := range w.placed(s).Clocks() {
		if d.What == "legal" {
			return d.At
		}
	}
	w.t.Fatal("no legal clock")
	return 0
}

func (w *tipWorld) placed(s *sender) *ledger.Case {
	w.t.Helper()
	p, err := w.store.TipCase(w.t.Context(), s.id)
	if err != nil {
		w.t.Fatal(err)
	}
	return &p.Case
}

// TestAQuorumBringsTheDeskOfAnEndedBodyBack: its officers are gone, its cases are not.
func TestAQuorumBringsTheDeskOfAnEndedBodyBack(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) { w.broughtBack(t, func() { w.endBody(w.post, w.today()-1) }) })
}

// TestRandomActsAroundASplitKeepOneOwner lets three desks and the sender do anything in
// any order behind the end of a body: one owner with the key, no clock set anew, and
// answers to the sender that tell nothing.
func TestRandomActsAroundASplitKeepOneOwner(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		old := w.deskOver("Đồn cũ", w.communeA, w.communeB)
		s, _ := w.read("tin")
		w.act(s.id, 200, map[string]any{"verb": "denounce"})
		w.act(s.id, 200, w.refersTo(s, old))
		w.mustBe(w.actAs(old, s, map[string]any{"verb": "acknowledge"}) == 200, "the desk takes the case")
		w.endBody(old.body, w.today())
		all := []*placedDesk{old, w.deskOver("Đồn Đông", w.communeA), w.deskOver("Đồn Tây", w.communeB)}
		w.later(oneDay)
		w.signIn(all...)
		legal := w.legal(s)
		r, owners := rand.New(rand.NewPCG(2026, 1201)), map[tip.ID]bool{}
		for range 60 {
			d, before := all[r.IntN(3)], w.placed(s)
			if i := slices.IndexFunc(all, func(x *placedDesk) bool { return x.id == before.Target }); i >= 0 && r.IntN(2) == 0 {
				d = all[i] // else most offers would lapse
			}
			switch verb := []string{"open", "refer", "refer", "acknowledge", "acknowledge", "reject", "feedback", "said", "days"}[r.IntN(9)]; verb {
			case "open":
				w.opensAs(d, s)
			case "refer":
				w.actAs(d, s, w.refersTo(s, all[r.IntN(3)]))
			case "said":
				w.says(s, r.IntN(2) == 0)
			case "days":
				w.later(oneDay)
				w.signIn(all...)
			default:
				w.actAs(d, s, w.plain(s, verb))
			}
			c := w.placed(s)
			owners[c.Owner] = true
			w.mustBe(c.Owner == before.Owner || c.Owner == before.Target, "another owner than the one it was offered to")
			w.mustBe(c.Target != old.id, "it was offered to a desk that is no more")
			keys := w.caseKeys(s)
			w.mustBe(slices.Contains(keys, "key:"+c.Owner.String()), "the owner lost the key")
			for _, k := range keys {
				w.mustBe(k == "key:"+c.Owner.String() || c.State == "referred" && k == "key:"+c.Target.String(), "a key lies with somebody else")
			}
			w.mustBe(w.legal(s) == legal, "the legal clock was set anew")
			if got, err := w.door.Read(t.Context(), s.secrets.Access); err != nil || got == nil {
				t.Fatalf("the receipt reads nothing: %v", err)
			}
		}
		w.mustBe(len(owners) > 1, "the schedule never hands the case on")
	})
}

// says lets the sender write again, or take the tip back: with the law it goes on.
func (w *tipWorld) says(s *sender, writes bool) {
	w.t.Helper()
	err := w.door.Withdraw(w.t.Context(), s.secrets.Access, false)
	if writes {
		m, sealErr := tip.SealMessage(&tip.Message{Case: s.id, Dir: tip.In, Seq: 1, Day: w.today().String(), Text: "Còn nữa.", Files: []tip.File{}}, identityOf(w.t, s.seed).Recipient())
		err = errors.Join(sealErr, w.door.Write(w.t.Context(), s.secrets.Access, m))
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

// plain is an act with what it needs.
func (w *tipWorld) plain(s *sender, verb string) map[string]any {
	if verb == "feedback" {
		return map[string]any{"verb": verb, "items": w.answer(s)}
	}
	return map[string]any{"verb": verb, "reason": "not_here"}
}
