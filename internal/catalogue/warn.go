package catalogue

// warnUnused tells about definitions without effect: recorded but in no
// figure, or defined but on no form. With an unreadable file it cannot know.
func (c *compiler) warnUnused() {
	if len(c.maybe) > 0 {
		return
	}
	counted := map[string]bool{}
	for _, ind := range c.cat.Indicators {
		for _, m := range ind.Measures {
			for _, t := range m.AllTerms() {
				if t.Kind != nil {
					counted[t.Kind.ID] = true
				}
			}
		}
	}
	for _, section := range []string{secKinds, secRegisters} {
		for _, d := range c.defs[section] {
			if !counted[d.id] {
				c.warnAt(d.file, d.key.Line, d.key.Column, CodeKindUnused, "id", d.id)
			}
		}
	}
	used := c.usedDimensions()
	for _, d := range c.defs[secDimensions] {
		if !used[d.id] {
			c.warnAt(d.file, d.key.Line, d.key.Column, CodeDimensionUnused, "id", d.id)
		}
	}
}

func (c *compiler) usedDimensions() map[string]bool {
	used := map[string]bool{}
	for _, k := range c.cat.Kinds {
		for _, kd := range k.Dims {
			used[kd.Dim.ID] = true
		}
		for _, m := range k.Measures {
			for _, dim := range m.Breakdowns {
				used[dim] = true
			}
		}
	}
	return used
}
