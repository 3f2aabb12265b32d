package catalogue

import (
	"strings"
)

// Kind finds a kind or register.
func (cat *Catalogue) Kind(id string) (*Kind, bool) { k, ok := cat.Kinds[id]; return k, ok }

// Indicator finds an indicator.
func (cat *Catalogue) Indicator(id string) (*Indicator, bool) {
	ind, ok := cat.Indicators[id]
	return ind, ok
}

// IndicatorMeasure finds one cell of an indicator.
func (cat *Catalogue) IndicatorMeasure(indicator, measure string) (*IndicatorMeasure, bool) {
	ind, ok := cat.Indicators[indicator]
	if !ok {
		return nil, false
	}
	m := ind.Measure(measure)
	return m, m != nil
}

// Measure finds a measure of the indicator; nil when it has none of that id.
func (ind *Indicator) Measure(id string) *IndicatorMeasure {
	for _, m := range ind.Measures {
		if m.ID == id {
			return m
		}
	}
	return nil
}

// Dim finds how the kind's entries carry a dimension.
func (k *Kind) Dim(id string) (*KindDim, bool) {
	kd := k.dim(id)
	return kd, kd != nil
}

// KindList lists kinds and registers in the order of the files.
func (cat *Catalogue) KindList() []*Kind { return inOrder(cat.KindOrder, cat.Kinds) }

// IndicatorList lists indicators in the order of the files.
func (cat *Catalogue) IndicatorList() []*Indicator {
	return inOrder(cat.IndicatorOrder, cat.Indicators)
}

// GroupList lists the headings of indicators in the order of the files.
func (cat *Catalogue) GroupList() []*Word { return inOrder(cat.GroupOrder, cat.Groups) }

// DimensionList lists dimensions by id.
func (cat *Catalogue) DimensionList() []*Dimension {
	return inOrder(ids(cat.Dimensions), cat.Dimensions)
}

// BodyTypeList lists body types in the order of the files.
func (cat *Catalogue) BodyTypeList() []*BodyType { return inOrder(cat.BodyTypeOrder, cat.BodyTypes) }

// EvidenceList lists kinds of evidence in the order of the files.
func (cat *Catalogue) EvidenceList() []*Word { return inOrder(cat.EvidenceOrder, cat.Evidence) }

// UnitList lists units by id.
func (cat *Catalogue) UnitList() []*Unit { return inOrder(ids(cat.Units), cat.Units) }

// IndicatorsOf lists the indicators a kind feeds, in the order of the files.
func (cat *Catalogue) IndicatorsOf(kind string) []*Indicator {
	var out []*Indicator
	for _, ind := range cat.IndicatorList() {
		if anyTerm(ind, func(t *Term) bool { return t.Kind != nil && t.Kind.ID == kind }) {
			out = append(out, ind)
		}
	}
	return out
}

// NormsOf lists the norms of a kind in the order of the files.
func (cat *Catalogue) NormsOf(kind string) []*Norm {
	var out []*Norm
	for _, n := range cat.Norms {
		if n.Kind == kind {
			out = append(out, n)
		}
	}
	return out
}

// In returns the wording of a language: "en" is English, all else Vietnamese.
func (t Text) In(lang string) string {
	if lang == "en" || strings.HasPrefix(lang, "en-") {
		return t.EN
	}
	return t.VI
}

func inOrder[V any](order []string, m map[string]V) []V {
	out := make([]V, 0, len(order))
	for _, id := range order {
		out = append(out, m[id])
	}
	return out
}
