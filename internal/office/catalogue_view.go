package office

import (
	"context"
	"encoding/hex"

	"phendau/internal/api"
	"phendau/internal/catalogue"
)

// TextView is a wording in both languages.
type TextView struct {
	VI string `json:"vi"`
	EN string `json:"en"`
}

func textView(t catalogue.Text) TextView { return TextView{t.VI, t.EN} }

// WordView is a word of a list.
type WordView struct {
	ID    string   `json:"id"`
	Name  TextView `json:"name"`
	Level int      `json:"level,omitempty" doc:"Verification level of a body type"`
}

// UnitView is a unit: values are stored in the base unit and printed divided
// by scale.
type UnitView struct {
	ID    string   `json:"id"`
	Name  TextView `json:"name"`
	Short TextView `json:"short"`
	Base  string   `json:"base"`
	Scale int64    `json:"scale"`
	Money bool     `json:"money,omitempty"`
}

// DimensionView is a closed list of values, or a reference.
type DimensionView struct {
	ID       string         `json:"id"`
	Name     TextView       `json:"name"`
	Ref      string         `json:"ref,omitempty" enum:"place,body,marker,segment"`
	Parts    string         `json:"parts" enum:"disjoint,overlapping,incomplete"`
	Multi    bool           `json:"multi,omitempty"`
	ClassDim string         `json:"class_dim,omitempty" doc:"Dimension whose values are the classes of this one"`
	Values   []DimValueView `json:"values"`
}

// DimValueView is one value of a list.
type DimValueView struct {
	ID          string   `json:"id"`
	Name        TextView `json:"name"`
	RetiredFrom string   `json:"retired_from,omitempty" doc:"First day without the value"`
	Class       string   `json:"class,omitempty"`
	Unit        string   `json:"unit,omitempty" doc:"Unit of a part with this value"`
}

// KindView is a kind of entry as a form needs it.
type KindView struct {
	ID       string        `json:"id"`
	Name     TextView      `json:"name"`
	Note     TextView      `json:"note"`
	Group    string        `json:"group" doc:"Heading of the list of indicators it counts for"`
	Register bool          `json:"register,omitempty" doc:"Rows of the registers, not recorded by forms of entries"`
	Measures []MeasureView `json:"measures"`
	Dims     []KindDimView `json:"dims"`
	Bodies   []string      `json:"bodies" doc:"Types of bodies that take part"`
	Evidence []string      `json:"evidence"`
	Required []string      `json:"required_evidence"`
	Route    []int         `json:"route"`
	Release  string        `json:"release" enum:"public,internal,restricted"`
	MinPlace string        `json:"min_place" enum:"hamlet,commune" doc:"Smallest level of place"`
	Counting string        `json:"counting" doc:"Measure that counts occurrences"`
	Track    bool          `json:"track,omitempty"`
	Markers  bool          `json:"markers,omitempty" doc:"Names the markers visited"`
	Hidden   bool          `json:"hidden,omitempty" doc:"Nothing of it is told below commune level"`
	Follow   *FollowView   `json:"follow,omitempty" doc:"Absent: entries have no follow-up day"`
	Alert    bool          `json:"alert,omitempty" doc:"A submitted entry has to be seen at once"`
}

// FollowView says until when entries of a kind are followed up.
type FollowView struct {
	Dim   string   `json:"dim"`
	Until []string `json:"until" doc:"Values that end it"`
	By    []string `json:"by" doc:"Kinds in which is recorded what followed"`
}

// MeasureView is one number of a kind.
type MeasureView struct {
	ID        string   `json:"id"`
	Name      TextView `json:"name"`
	Unit      string   `json:"unit"`
	Required  bool     `json:"required,omitempty"`
	Max       int64    `json:"max,omitempty" doc:"Beyond it a question is asked, per occurrence, in base units"`
	By        []string `json:"by" doc:"Dimensions it may be split by"`
	PartsOnly bool     `json:"parts_only,omitempty" doc:"Has parts and no total"`
}

// KindDimView is how a kind uses a dimension.
type KindDimView struct {
	ID       string `json:"id"`
	Required bool   `json:"required,omitempty"`
	Default  string `json:"default,omitempty"`
}

// NormView is a standard number per occurrence.
type NormView struct {
	ID      string            `json:"id"`
	Name    TextView          `json:"name"`
	Kind    string            `json:"kind"`
	Measure string            `json:"measure"`
	Where   map[string]string `json:"where"`
	Rate    int64             `json:"rate"`
	Per     int64             `json:"per"`
	From    string            `json:"from"`
	To      string            `json:"to,omitempty"`
	Source  string            `json:"source"`
}

// IndicatorView is a line of the list of indicators.
type IndicatorView struct {
	ID       string     `json:"id"`
	Name     TextView   `json:"name"`
	Group    string     `json:"group"`
	Measures []WordView `json:"measures"`
	Splits   []string   `json:"splits"`
}

// CatalogueView is the whole catalogue in both languages.
type CatalogueView struct {
	Version    int             `json:"version"`
	Digest     string          `json:"digest"`
	Units      []UnitView      `json:"units"`
	Dimensions []DimensionView `json:"dimensions"`
	Kinds      []KindView      `json:"kinds"`
	BodyTypes  []WordView      `json:"body_types"`
	Evidence   []WordView      `json:"evidence"`
	Groups     []WordView      `json:"groups"`
	Norms      []NormView      `json:"norms"`
	Indicators []IndicatorView `json:"indicators"`
}

// catalogueGet hands out the newest catalogue. The answer's tag is of its
// content, so a client that has it gets nothing again.
func (o *Office) catalogueGet(ctx context.Context, _ *api.Caller, _ *Nothing) (*Answer[CatalogueView], error) {
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	cat := reg.Latest()
	v := CatalogueView{Version: reg.CatalogueVersion, Digest: hex.EncodeToString(cat.Digest[:]), Norms: []NormView{}}
	for _, u := range cat.UnitList() {
		v.Units = append(v.Units, UnitView{u.ID, textView(u.Name), textView(u.Short), u.Base, max(u.Scale, 1), u.Money})
	}
	for _, d := range cat.DimensionList() {
		v.Dimensions = append(v.Dimensions, dimensionView(d))
	}
	for _, k := range cat.KindList() {
		v.Kinds = append(v.Kinds, kindView(cat, k))
	}
	for _, b := range cat.BodyTypeList() {
		v.BodyTypes = append(v.BodyTypes, WordView{ID: b.ID, Name: textView(b.Name), Level: b.Level})
	}
	for _, e := range cat.EvidenceList() {
		v.Evidence = append(v.Evidence, WordView{ID: e.ID, Name: textView(e.Name)})
	}
	for _, g := range cat.GroupList() {
		v.Groups = append(v.Groups, WordView{ID: g.ID, Name: textView(g.Name)})
	}
	for _, n := range cat.Norms {
		v.Norms = append(v.Norms, NormView{n.ID, textView(n.Name), n.Kind, n.Measure, n.Where, n.Rate, n.Per, n.From, n.To, n.Source})
	}
	for _, ind := range cat.IndicatorList() {
		v.Indicators = append(v.Indicators, indicatorView(ind))
	}
	return &Answer[CatalogueView]{v}, nil
}

func dimensionView(d *catalogue.Dimension) DimensionView {
	v := DimensionView{ID: d.ID, Name: textView(d.Name), Ref: d.Ref, Parts: d.Parts, Multi: d.Multi, ClassDim: d.ClassDim, Values: []DimValueView{}}
	for _, x := range d.Values {
		v.Values = append(v.Values, DimValueView{x.ID, textView(x.Name), x.RetiredFrom, x.Class, x.Unit})
	}
	return v
}

func kindView(cat *catalogue.Catalogue, k *catalogue.Kind) KindView {
	v := KindView{ID: k.ID, Name: textView(k.Name), Note: textView(k.Note), Group: groupOf(cat, k), Register: k.Register, Bodies: orNone(k.Bodies), Evidence: orNone(k.Evidence),
		Required: orNone(k.Required), Route: k.Route, Release: k.Release, MinPlace: k.MinLevel, Counting: k.Counting.ID,
		Track: k.Roles.HasTrack, Markers: k.Roles.HasMarkerVisits, Hidden: k.Roles.HiddenBelowCommune, Alert: k.Alert, Dims: []KindDimView{}, Measures: []MeasureView{}}
	if k.Follow != nil {
		v.Follow = &FollowView{k.Follow.Dim, k.Follow.Until, orNone(k.Follow.By)}
	}
	if v.Route == nil {
		v.Route = []int{}
	}
	for _, m := range k.Measures {
		v.Measures = append(v.Measures, MeasureView{m.ID, textView(m.Name), m.Unit, m.Required, m.Max, orNone(m.Breakdowns), m.PartsOnly})
	}
	for _, d := range k.Dims {
		v.Dims = append(v.Dims, KindDimView{d.Dim.ID, d.Required, d.Default})
	}
	return v
}

// groupOf is the heading under which a kind is found: that of the first
// indicator it feeds.
func groupOf(cat *catalogue.Catalogue, k *catalogue.Kind) string {
	for _, ind := range cat.IndicatorsOf(k.ID) {
		return ind.Group
	}
	return ""
}

func indicatorView(ind *catalogue.Indicator) IndicatorView {
	v := IndicatorView{ID: ind.ID, Name: textView(ind.Name), Group: ind.Group, Splits: orNone(ind.Splits), Measures: []WordView{}}
	for _, m := range ind.Measures {
		v.Measures = append(v.Measures, WordView{ID: m.ID, Name: textView(m.Name)})
	}
	return v
}
