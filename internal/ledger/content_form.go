package ledger

// checkForm judges what the catalogue does not see of an entry: ids, times of
// day, and that nothing is listed twice, since every fact stands once.
func (c *Content) checkForm() error {
	const day = 24 * 60
	switch {
	case c.ToDay != nil && *c.ToDay < c.Day:
		return refusef(CodeBadContent, "to_day is before day")
	case c.FromMin < 0 || c.FromMin > day || c.ToMin < 0 || c.ToMin > day:
		return refusef(CodeBadContent, "from_min and to_min are minutes of a day")
	case c.OwnerBodyID != "" && !ValidID(c.OwnerBodyID):
		return refusef(CodeBadContent, "owner_body_id %q", c.OwnerBodyID)
	case c.PlanID != "" && !ValidID(c.PlanID):
		return refusef(CodeBadContent, "plan_id %q", c.PlanID)
	}
	for _, l := range c.Links {
		// An act that is in no ledger yet is linked by its kind alone.
		if !ValidID(l.LedgerID) || l.EntryID != "" && !ValidID(l.EntryID) || !wordOK(l.Kind) {
			return refusef(CodeBadContent, "link %q to %q", l.Kind, l.EntryID)
		}
	}
	if err := c.checkWords(); err != nil {
		return err
	}
	return c.checkLists()
}

// checkWords keeps out what would split the canonical lists of dimension
// values.
func (c *Content) checkWords() error {
	for d, values := range c.Dims {
		if len(values) == 0 {
			return refusef(CodeBadContent, "dims.%s is empty", d)
		}
		for _, v := range values {
			if !wordOK(v) {
				return refusef(CodeBadContent, "dims.%s %q", d, v)
			}
		}
	}
	for _, p := range c.Parts {
		for d, v := range p.Dims {
			if !wordOK(v) || d == ByBody || d == MeasureMarker || d == DimLinked {
				return refusef(CodeBadContent, "part %s by %s %q", p.Measure, d, v)
			}
		}
	}
	return nil
}

func (c *Content) checkLists() error {
	bodies, markers := map[string]bool{}, map[string]bool{}
	for _, b := range c.Bodies {
		if !ValidID(b.BodyID) || bodies[b.BodyID] || b.Role != "" && !wordOK(b.Role) {
			return refusef(CodeBadContent, "body %q as %q", b.BodyID, b.Role)
		}
		bodies[b.BodyID] = true
	}
	for _, d := range c.Doubts {
		if !wordOK(d.Code) || d.Key != "" && !wordOK(d.Key) || d.Answer == "" {
			return refusef(CodeBadContent, "doubt %q", d.Code)
		}
	}
	for _, m := range c.Markers {
		if !ValidID(m) || markers[m] {
			return refusef(CodeBadContent, "marker %q", m)
		}
		markers[m] = true
	}
	return nil
}
