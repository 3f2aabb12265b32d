package intake

import (
	"crypto/sha256"
	"strconv"
	"strings"

	"phendau/internal/canon"
	"phendau/internal/catalogue"
	"phendau/internal/ledger"
	"phendau/internal/sheet/grid"
)

// judge asks the catalogue, which the ledger will ask again.
func (in *entryReader) judge(t *table, e *entry) bool {
	reg := in.env.Registry
	shape := ledger.Shape(&e.content, reg.PlaceLevel(e.content.PlaceID, e.content.Day), reg.BodyType)
	for _, p := range in.cat.CheckEntry(shape) {
		if p.Code == catalogue.FieldRequired && t.unread {
			t.broken = true // it may stand below a heading nobody understood
			continue
		}
		t.failText(t.at(e.col(p.Field)), p.Code, p.VI, p.EN)
	}
	if t.broken {
		return false
	}
	answer, _ := t.field(roleAnswer)
	for _, p := range in.cat.EntryWarnings(shape) {
		in.doubt(t, t.at(e.col(p.Field)), p.Code, p.VI, p.EN, answer)
	}
	in.checkDuplicate(t, e, answer)
	if answer = strings.Join(append(nonEmpty(answer), t.beside...), "; "); answer != "" {
		// An entry has no field for answers; in its note who gave it and when
		// is kept with the operation.
		e.content.Note = strings.TrimSpace(e.content.Note + "\nTrả lời cảnh báo: " + answer)
	}
	return !t.broken && in.fits(t, e)
}

// answer is what was said to a doubt: in the sheet, else beside it.
func (r *run) answer(at spot, code, inSheet string) string {
	if inSheet != "" {
		return inSheet
	}
	return strings.TrimSpace(r.env.Answers[Asked{at.name, at.row, at.col, code}])
}

// doubt reports a warning, an open question while nobody answered it.
func (r *run) doubt(t *table, at spot, code, vi, en, inSheet string) {
	answer := r.answer(at, code, inSheet)
	if answer != inSheet {
		t.beside = append(t.beside, answer)
	}
	switch {
	case answer != "":
		r.add(Warning, at, code, vi, en).Answer = answer
	case r.env.Strict:
		t.broken = true
		v, e := sentence(codeNeedsAnswer, "text", [2]string{vi, en})
		r.add(Error, at, code, v, e)
	default:
		r.add(Question, at, code, vi, en)
	}
}

// checkDuplicate finds rows that say the same. Two equal acts on one day
// exist, so an answer lets them pass.
func (in *entryReader) checkDuplicate(t *table, e *entry, answer string) {
	b, err := canon.Marshal(e.content)
	if err != nil {
		return // reported by fits
	}
	key := sha256.Sum256(b)
	first, twice := in.seen[key]
	if !twice {
		in.seen[key] = t.at(0)
		return
	}
	args := []any{"row", strconv.Itoa(first.row), "sheet", first.name}
	said := in.answer(t.at(0), codeDuplicateRow, answer)
	if said == "" {
		t.fail(t.at(0), codeDuplicateRow, args...)
		return
	}
	if said != answer {
		t.beside = append(t.beside, said)
	}
	in.say(Warning, t.at(0), codeDuplicateRow, args...).Answer = said
}

func nonEmpty(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

// opRoom is what an operation needs besides its body.
const opRoom = 2 << 10

// plainlyShort is text that cannot fill an operation even when every byte of
// it is escaped.
const plainlyShort = (ledger.MaxOpBytes - 4*opRoom) / 6

func textOf(row *grid.Row) (n int) {
	for i := range row.Cells {
		n += len(row.Cells[i].Text)
	}
	return n
}

// fits refuses a row whose operation would be too long, at its longest cell.
func (in *entryReader) fits(t *table, e *entry) bool {
	if textOf(t.row) < plainlyShort {
		return true
	}
	b, err := canon.Marshal(e.content)
	if err == nil && len(b) <= ledger.MaxOpBytes-opRoom {
		return true
	}
	longest := grid.Cell{}
	for _, c := range t.row.Cells {
		if len(c.Text) > len(longest.Text) {
			longest = c
		}
	}
	t.fail(t.at(longest.Col), codeTooLong)
	return false
}
