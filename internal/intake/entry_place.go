package intake

import (
	"errors"

	"phendau/internal/calendar"
	"phendau/internal/place"
	"phendau/internal/vi"
)

// place resolves a name or code on the day of the record, not of the import.
func (t *table) place(role, within string, heads *headings, day calendar.Day) (string, bool) {
	text, at := t.needed(role, heads)
	inside, insideAt := t.field(within)
	if text == "" {
		return "", false
	}
	reg := t.env.Registry.Places
	var f place.Found
	var err error
	if inside == "" {
		f, err = reg.Find(text, day)
	} else {
		var up place.Found
		if up, err = reg.Find(inside, day); err != nil {
			t.failFind(insideAt, err)
			return "", false
		}
		if f, err = reg.FindIn(up.ID, text, day); err != nil && errCode(err) == place.NotFound {
			f, err = t.insideByCode(text, up.ID, day, err)
		}
	}
	if err != nil {
		t.failFind(at, err)
		return "", false
	}
	if !t.env.Registry.PlaceAlive(f.ID, day) {
		t.fail(at, codePlaceNotThen, "place", reg.FullName(f.ID, day), "day", vi.ShortDate(day))
		return "", false
	}
	return f.ID, true
}

// insideByCode lets a row name its place by code or id and its commune too.
func (t *table) insideByCode(text, up string, day calendar.Day, notFound error) (place.Found, error) {
	f, err := t.env.Registry.Places.Find(text, day)
	if err != nil || f.By == place.ByName || !t.env.Registry.Places.Within(f.ID, up, day) && f.ID != up {
		return f, notFound
	}
	return f, nil
}

func errCode(err error) place.FindCode {
	var e *place.FindError
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

func (t *table) failFind(at spot, err error) {
	var e *place.FindError
	if errors.As(err, &e) {
		t.failText(at, "place_"+string(e.Code), e.Message.VI, e.Message.EN)
		return
	}
	t.fail(at, codeInterrupted, "why", err.Error())
}
