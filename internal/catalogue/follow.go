package catalogue

import "slices"

// Follow says how entries of a kind are followed up: an entry may name the day
// on which somebody looks at it again, and is reminded of from that day on
// until a dimension of it has one of some values.
type Follow struct {
	Dim   string
	Until []string
	// By are the kinds in which is recorded what followed; may be empty.
	By []string
}

// Ended reports whether an entry with these dimensions is followed up no more.
// Of a kind that is not followed up every entry is at its end.
func (k *Kind) Ended(dims map[string][]string) bool {
	return k.Follow == nil || slices.ContainsFunc(dims[k.Follow.Dim], func(v string) bool { return slices.Contains(k.Follow.Until, v) })
}

// checkFollow judges the follow-up day of an entry.
func (k *Kind) checkFollow(out *findings, e EntryShape) {
	switch {
	case e.FollowUp == "":
	case k.Follow == nil:
		out.add("follow_up", FieldNotFollowed, "kind", k.Name)
	case e.FollowUp < e.Day:
		out.add("follow_up", FieldFollowBefore)
	}
}

// follow reads how a kind is followed up. It is read after all kinds, since it
// names others.
func (c *compiler) follow(k *Kind, f *form) {
	until := c.filter(f, "until", &Term{Kind: k}, nil)
	if len(until) != 1 {
		f.err("until", CodeFollowUntil, "id", k.ID)
		return
	}
	k.Follow = &Follow{}
	for dim, values := range until {
		k.Follow.Dim, k.Follow.Until = dim, unique(values)
	}
	for _, r := range f.refs("by") {
		if by := c.cat.Kinds[r.id]; by == nil || by.Register {
			c.unknown(f.file, r, CodeUnknownKind, ids(c.cat.Kinds))
			continue
		}
		k.Follow.By = append(k.Follow.By, r.id)
	}
	k.Follow.By = unique(k.Follow.By)
}
