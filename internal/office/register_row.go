package office

import (
	"context"
	"maps"
	"slices"
	"strings"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/registry"
	"phendau/internal/words"
)

// Text is a wording in both languages.
type Text struct {
	VI string `json:"vi"`
	EN string `json:"en"`
}

func textOf(t catalogue.Text) Text { return Text{t.VI, t.EN} }

// Choice is one value of a closed list.
type Choice struct {
	ID    string `json:"id"`
	Name  Text   `json:"name"`
	Level string `json:"level,omitempty"`
}

// RowKind is what rows of a kind hold.
type RowKind struct {
	ID       string       `json:"id"`
	Name     Text         `json:"name"`
	Note     Text         `json:"note"`
	Dims     []RowDim     `json:"dims"`
	Measures []RowMeasure `json:"measures"`
	Bodies   []string     `json:"bodies" doc:"Types of bodies a row may name"`
	Rows     int          `json:"rows" doc:"Rows in force today that the caller sees"`
}

// RowDim is a property of a row.
type RowDim struct {
	ID       string   `json:"id"`
	Name     Text     `json:"name"`
	Required bool     `json:"required,omitempty"`
	Multi    bool     `json:"multi,omitempty"`
	Free     bool     `json:"free,omitempty" doc:"A reference, written as text"`
	Values   []Choice `json:"values"`
}

// RowMeasure is a number of a row. Who the members of a team are is not
// recorded anywhere, only how many.
type RowMeasure struct {
	ID       string `json:"id"`
	Name     Text   `json:"name"`
	Unit     Text   `json:"unit"`
	Scale    int64  `json:"scale" doc:"Base units in one printed unit"`
	Max      int64  `json:"max,omitempty" doc:"Usual largest value"`
	Counting bool   `json:"counting,omitempty" doc:"Counts the row itself; 1 unless said otherwise"`
}

// RegisterForm is everything the screens of the registers need of the
// catalogue.
type RegisterForm struct {
	Kinds      []RowKind `json:"kinds"`
	BodyTypes  []Choice  `json:"body_types"`
	PlaceTypes []Choice  `json:"place_types"`
	Flags      []Choice  `json:"flags"`
	Facts      []Choice  `json:"facts"`
	Editable   bool      `json:"editable" doc:"The caller edits registers somewhere"`
}

func (o *Office) registerForm(ctx context.Context, c *api.Caller, _ *Nothing) (*Answer[RegisterForm], error) {
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	out := RegisterForm{Kinds: []RowKind{}, Editable: reg.Rules(o.today()).Has(&c.Actor, access.WriteRegistry)}
	cat := reg.Latest()
	if cat == nil {
		return &Answer[RegisterForm]{out}, nil
	}
	counts := map[string]int{}
	for _, r := range o.rowsSeen(reg, c) {
		if r.Lo <= o.today() && o.today() <= r.Hi {
			counts[r.Kind]++
		}
	}
	for _, k := range cat.KindList() {
		if k.Register {
			v := rowKind(cat, k)
			v.Rows = counts[k.ID]
			out.Kinds = append(out.Kinds, v)
		}
	}
	for _, b := range cat.BodyTypeList() {
		out.BodyTypes = append(out.BodyTypes, Choice{ID: b.ID, Name: textOf(b.Name)})
	}
	out.PlaceTypes, out.Flags, out.Facts = choices(cat.PlaceTypes), choices(cat.Flags), choices(cat.PlaceFacts)
	return &Answer[RegisterForm]{out}, nil
}

func choices(m map[string]*catalogue.Word) []Choice {
	out := []Choice{}
	for _, id := range slices.Sorted(maps.Keys(m)) {
		out = append(out, Choice{id, textOf(m[id].Name), m[id].Level})
	}
	return out
}

func rowKind(cat *catalogue.Catalogue, k *catalogue.Kind) RowKind {
	v := RowKind{ID: k.ID, Name: textOf(k.Name), Note: textOf(k.Note), Dims: []RowDim{}, Measures: []RowMeasure{}, Bodies: orNone(k.Bodies)}
	for _, kd := range k.Dims {
		d := RowDim{ID: kd.Dim.ID, Name: textOf(kd.Dim.Name), Required: kd.Required, Multi: kd.Dim.Multi, Free: kd.Dim.Ref != "", Values: []Choice{}}
		for _, val := range kd.Dim.Values {
			if !val.Retired && val.ID != catalogue.ValueUnknown {
				d.Values = append(d.Values, Choice{ID: val.ID, Name: textOf(val.Name)})
			}
		}
		v.Dims = append(v.Dims, d)
	}
	for _, m := range k.Measures {
		r := RowMeasure{ID: m.ID, Name: textOf(m.Name), Max: m.Max, Counting: k.Counting == m, Scale: 1}
		if u := cat.Units[m.Unit]; u != nil {
			r.Unit, r.Scale = textOf(u.Short), u.Scale
		}
		v.Measures = append(v.Measures, r)
	}
	return v
}

// RowView is a dated row.
type RowView struct {
	ID       string            `json:"id"`
	Revision string            `json:"revision"`
	Kind     string            `json:"kind"`
	KindName string            `json:"kind_name"`
	Name     string            `json:"name" doc:"Its own, or that of its body"`
	PlaceID  string            `json:"place_id"`
	Place    string            `json:"place"`
	BodyID   string            `json:"body_id,omitempty"`
	Body     string            `json:"body,omitempty"`
	Dims     map[string]string `json:"dims"`
	Measures map[string]int64  `json:"measures"`
	Document string            `json:"document,omitempty"`
	Dated
	InForce  bool `json:"in_force" doc:"On the day asked"`
	Editable bool `json:"editable"`
}

// RowQuery chooses rows.
type RowQuery struct {
	Kind   string `query:"kind"`
	Place  string `query:"place" doc:"Rows of this place and of those below it"`
	BodyID string `query:"body"`
	Day    string `query:"day" doc:"In force on this day, today when absent"`
	Ended  bool   `query:"ended" doc:"Those not in force on the day too"`
	Cursor string `query:"cursor"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

// rowsSeen are the rows a caller may read: those of a place inside one of his,
// or around one, so that a hamlet sees its commune's committee and the hotline
// of its post's area.
func (o *Office) rowsSeen(reg *registry.Registry, c *api.Caller) []registry.Register {
	rules := reg.Rules(o.today())
	known := map[string]bool{}
	var out []registry.Register
	for i := range reg.Registers {
		r := reg.Registers[i]
		in, ok := known[r.PlaceID]
		if !ok {
			in = o.rowSeen(reg, rules, c, r.PlaceID)
			known[r.PlaceID] = in
		}
		if in {
			out = append(out, r)
		}
	}
	return out
}

func (o *Office) rowSeen(reg *registry.Registry, rules access.Rules, c *api.Caller, placeID string) bool {
	for _, g := range rules.GrantsFor(&c.Actor, access.ReadRegistry) {
		day := min(o.today(), g.To)
		if o.standsIn(reg, g.PlaceID, placeID, day) || o.standsIn(reg, placeID, g.PlaceID, day) {
			return true
		}
	}
	return false
}

func (o *Office) rowList(ctx context.Context, c *api.Caller, in *RowQuery) (*Answer[Items[RowView]], error) {
	day, err := o.dayAsked(in.Day)
	if err != nil {
		return nil, err
	}
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	var all []RowView
	for _, r := range o.rowsSeen(reg, c) {
		force := r.Lo <= day && day <= r.Hi
		switch {
		case in.Kind != "" && r.Kind != in.Kind, in.BodyID != "" && r.BodyID != in.BodyID, !force && !in.Ended:
			continue
		case in.Place != "" && !o.standsIn(reg, in.Place, r.PlaceID, day):
			continue
		}
		all = append(all, o.rowView(reg, c, &r, day))
	}
	slices.SortFunc(all, func(a, b RowView) int {
		if a.Kind != b.Kind {
			return strings.Compare(a.Kind, b.Kind)
		}
		return cmpText(a.Place+" "+a.Name, b.Place+" "+b.Name, a.ID, b.ID)
	})
	page, err := pageOf(all, in.Cursor, in.Limit, func(r RowView) string { return r.ID })
	if err != nil {
		return nil, err
	}
	for i := range page.Items {
		page.Items[i].Editable = o.mayEditAt(reg, c, page.Items[i].PlaceID)
	}
	return &Answer[Items[RowView]]{page}, nil
}

func rowName(reg *registry.Registry, r *registry.Register, day calendar.Day) string {
	switch {
	case r.Name != "":
		return r.Name
	case r.BodyID != "":
		return reg.BodyName(r.BodyID, day)
	}
	if cat := reg.Latest(); cat != nil {
		if k, ok := cat.Kind(r.Kind); ok {
			return k.Name.VI
		}
	}
	return r.Kind
}

func (o *Office) rowView(reg *registry.Registry, c *api.Caller, r *registry.Register, day calendar.Day) RowView {
	v := RowView{ID: r.ID, Revision: docHash(r.RegisterDoc), Kind: r.Kind, Name: rowName(reg, r, day), PlaceID: r.PlaceID, Place: reg.Places.FullName(r.PlaceID, day),
		BodyID: r.BodyID, Dims: r.Dims, Measures: r.Measures, Document: r.Document, Dated: Dated{r.From, r.To}, InForce: r.Lo <= day && day <= r.Hi}
	if r.BodyID != "" {
		v.Body = reg.BodyName(r.BodyID, day)
	}
	if v.Dims == nil {
		v.Dims = map[string]string{}
	}
	if v.Measures == nil {
		v.Measures = map[string]int64{}
	}
	if cat := reg.Latest(); cat != nil {
		if k, ok := cat.Kind(r.Kind); ok {
			v.KindName = k.Name.In(c.Lang)
		}
	}
	return v
}

// rowAnswer answers with one row.
func (o *Office) rowAnswer(ctx context.Context, c *api.Caller, id string) (*Answer[RowView], error) {
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	r, err := o.rowOf(reg, c, id)
	if err != nil {
		return nil, err
	}
	v := o.rowView(reg, c, r, o.today())
	v.Editable = o.mayEditAt(reg, c, r.PlaceID)
	return &Answer[RowView]{v}, nil
}

// rowOf finds a row the caller may know of.
func (o *Office) rowOf(reg *registry.Registry, c *api.Caller, id string) (*registry.Register, error) {
	i := slices.IndexFunc(reg.Registers, func(r registry.Register) bool { return r.ID == id })
	if i < 0 || !o.rowSeen(reg, reg.Rules(o.today()), c, reg.Registers[i].PlaceID) {
		return nil, api.Missing()
	}
	return &reg.Registers[i], nil
}

// wrongRow says in words what is wrong with a row.
func wrongRow(list []registry.Wrong, lang string) error {
	if len(list) == 0 {
		return nil
	}
	e := api.Fail(api.Unprocessable, "register_row")
	for _, x := range list {
		e.Fields = append(e.Fields, api.Field{Field: x.Field, Message: words.For(lang).Text("register." + x.Code)})
	}
	return e
}
