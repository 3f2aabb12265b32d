package office

import (
	"cmp"
	"strconv"
	"strings"

	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/ledger"
	"phendau/internal/place"
	"phendau/internal/registry"
	"phendau/internal/vi"
	"phendau/internal/words"
)

// teller puts what a record says into the words of the registers and the
// catalogue, in the reader's language, as of the record's day.
type teller struct {
	reg  *registry.Registry
	cat  *catalogue.Catalogue
	w    words.Words
	kind *catalogue.Kind // nil for what is no entry
	day  calendar.Day
}

// newTeller tells of nothing in particular yet: of and on say of what.
func newTeller(reg *registry.Registry, lang string) *teller {
	return &teller{reg: reg, cat: reg.Latest(), w: words.For(lang)}
}

// of tells of a record, on its day.
func (t *teller) of(r *ledger.Record) *teller {
	about := t.on(r.Day)
	about.kind = t.kindOf(r)
	return about
}

// on gives places and bodies the names of a day.
func (t *teller) on(day calendar.Day) *teller {
	about := *t
	about.day = day
	return &about
}

// kindOf is the kind of an entry in the catalogue it was recorded with, so
// that no number of it is lost from sight when a later catalogue drops a
// measure.
func (t *teller) kindOf(r *ledger.Record) *catalogue.Kind {
	if r.Type != ledger.TypeEntry {
		return nil
	}
	if c, ok := t.reg.Catalogue(r.State.Catalogue); ok && c.Kinds[r.Kind] != nil {
		return c.Kinds[r.Kind]
	}
	return t.cat.Kinds[r.Kind]
}

// class is the release class of a record.
func (t *teller) class(r *ledger.Record) string {
	if a := activityOf(r); a != nil {
		return string(planClass(t.reg, a.Kind))
	}
	if k := t.kindOf(r); k != nil {
		return k.Release
	}
	return ""
}

func (t *teller) t(key string, pairs ...any) string { return t.w.Text("page."+key, pairs...) }

func (t *teller) text(x catalogue.Text) string { return x.In(t.w.Lang()) }

func (t *teller) or(key, otherwise string) string {
	if t.w.Has(key) {
		return t.w.Text(key)
	}
	return otherwise
}

func (t *teller) status(r *ledger.Record) string {
	if r.Status == ledger.Verified {
		return t.w.Text("status.verified:" + strconv.Itoa(r.Level))
	}
	return t.w.Text("status." + string(r.Status))
}

// marks are the short words beside the state.
func (t *teller) marks(r *ledger.Record) []string {
	st, out := &r.State, []string{}
	for _, m := range []struct {
		set bool
		key string
	}{{st.Amended, "amended"}, {st.Corrected, "corrected"}, {st.SelfVerified, "self_verified"}, {st.Late, "late"}} {
		if m.set {
			out = append(out, t.t("record.mark."+m.key))
		}
	}
	return out
}

// place is a place's name with the unit above it where it is a hamlet.
func (t *teller) place(id string) string {
	name := t.reg.Places.FullName(id, t.day)
	if up, ok := t.reg.Places.ParentOn(id, t.day); ok && up != "" && t.reg.Places.Level(id) == place.LevelHamlet {
		name += ", " + t.reg.Places.FullName(up, t.day)
	}
	return name
}

func (t *teller) kindName(id string) string {
	if k := t.cat.Kinds[id]; k != nil {
		return t.text(k.Name)
	}
	return id
}

func (t *teller) dimName(id string) string {
	if d := t.cat.Dimensions[id]; d != nil {
		return t.text(d.Name)
	}
	return id
}

// dimValue names a value of a dimension, or what a reference points to.
func (t *teller) dimValue(dim, key string) string {
	d := t.cat.Dimensions[dim]
	if d == nil {
		return cmp.Or(t.rowName(key), key)
	}
	if v, ok := d.Value(key); ok {
		return t.text(v.Name)
	}
	switch d.Ref {
	case "place":
		return t.reg.Places.FullName(key, t.day)
	case "body":
		return t.reg.BodyName(key, t.day)
	}
	return cmp.Or(t.rowName(key), key)
}

func (t *teller) rowName(id string) string {
	for i := range t.reg.Registers {
		if t.reg.Registers[i].ID == id {
			return t.reg.Registers[i].Name
		}
	}
	return ""
}

func (t *teller) codes(dim string, codes []string) string {
	var out []string
	for _, c := range codes {
		out = append(out, t.dimValue(dim, c))
	}
	return strings.Join(out, ", ")
}

func (t *teller) kindNames(ids []string) string {
	var out []string
	for _, id := range ids {
		out = append(out, t.kindName(id))
	}
	return strings.Join(out, ", ")
}

func (t *teller) role(role string) string { return t.or("page.role."+role, role) }

// document names a paper as it is quoted.
func (t *teller) document(d ledger.Document) string {
	var out []string
	if w := t.cat.Evidence[d.Type]; w != nil {
		out = append(out, t.text(w.Name))
	} else if d.Type != "" {
		out = append(out, d.Type)
	}
	if d.Number != "" {
		out = append(out, t.t("doc.number", "number", d.Number))
	}
	if d.Day != nil {
		out = append(out, t.t("doc.day", "day", vi.ShortDate(*d.Day)))
	}
	if d.Issuer != "" {
		out = append(out, d.Issuer)
	}
	return strings.Join(out, ", ")
}

func (t *teller) evidenceName(id string) string {
	if w := t.cat.Evidence[id]; w != nil {
		return t.text(w.Name)
	}
	return t.w.Text("evidence.other")
}
