package catalogue

// CheckUpgrade compares a new catalogue with the one in force. Entries already
// made must stay readable: nothing they refer to is removed, revived or given
// another meaning. The problems carry no line; File names the definition as
// "kinds/patrol".
func CheckUpgrade(old, next *Catalogue) []Problem {
	u := &upgrade{}
	for _, id := range ids(old.Dimensions) {
		u.dimension(old.Dimensions[id], next.Dimensions[id])
	}
	for _, id := range ids(old.Kinds) {
		u.kind(old.Kinds[id], next.Kinds[id])
	}
	for _, id := range ids(old.Units) {
		a, b := old.Units[id], next.Units[id]
		if b == nil {
			u.add("units/"+id, CodeRemoved)
		} else if a.Base != b.Base || a.Scale != b.Scale {
			u.add("units/"+id, CodeChanged)
		}
	}
	for _, id := range ids(old.BodyTypes) {
		if next.BodyTypes[id] == nil {
			u.add("body_types/"+id, CodeRemoved)
		}
	}
	for _, id := range ids(old.Indicators) {
		u.indicator(old.Indicators[id], next.Indicators[id])
	}
	return u.problems
}

type upgrade struct{ problems []Problem }

func (u *upgrade) add(what, code string) {
	t := say(code, "id", plain(what))
	u.problems = append(u.problems, Problem{File: what, Severity: Error, Code: code, VI: t.VI, EN: t.EN})
}

func (u *upgrade) dimension(a, b *Dimension) {
	what := "dimensions/" + a.ID
	switch {
	case b == nil:
		u.add(what, CodeRemoved)
		return
	case a.Ref != b.Ref, a.Multi && !b.Multi:
		u.add(what, CodeChanged)
	}
	for _, v := range a.Values {
		w := b.byID[v.ID]
		switch {
		case w == nil:
			u.add(what+"/"+v.ID, CodeRemoved)
		case v.Retired && (!w.Retired || w.RetiredFrom > v.RetiredFrom):
			u.add(what+"/"+v.ID, CodeRevived)
		case v.Class != w.Class || v.Unit != w.Unit:
			u.add(what+"/"+v.ID, CodeChanged)
		}
	}
}

func (u *upgrade) kind(a, b *Kind) {
	what := "kinds/" + a.ID
	switch {
	case b == nil:
		u.add(what, CodeRemoved)
		return
	case a.Register != b.Register, a.Counting.ID != b.Counting.ID, a.Roles != b.Roles:
		u.add(what, CodeChanged)
	}
	for _, m := range a.Measures {
		n := b.byID[m.ID]
		switch {
		case n == nil:
			u.add(what+"/"+m.ID, CodeRemoved)
		case n.Unit != m.Unit, n.PartsOnly != m.PartsOnly:
			u.add(what+"/"+m.ID, CodeChanged)
		case n.Required && !m.Required:
			u.add(what+"/"+m.ID, CodeRequiredNew)
		}
	}
	for _, m := range b.Measures {
		if m.Required && a.byID[m.ID] == nil {
			u.add(what+"/"+m.ID, CodeRequiredNew)
		}
	}
	for _, kd := range a.Dims {
		if b.dim(kd.Dim.ID) == nil {
			u.add(what+"/"+kd.Dim.ID, CodeRemoved)
		}
	}
	for _, kd := range b.Dims {
		if was := a.dim(kd.Dim.ID); kd.Required && (was == nil || !was.Required) {
			u.add(what+"/"+kd.Dim.ID, CodeRequiredNew)
		}
	}
}

// indicator only keeps ids: a definition may be corrected, and reports name
// the catalogue version they were made with.
func (u *upgrade) indicator(a, b *Indicator) {
	what := "indicators/" + a.ID
	if b == nil {
		u.add(what, CodeRemoved)
		return
	}
	for _, m := range a.Measures {
		if b.Measure(m.ID) == nil {
			u.add(what+"/"+m.ID, CodeRemoved)
		}
	}
}
