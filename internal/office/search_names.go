package office

import (
	"sync"

	"phendau/internal/catalogue"
	"phendau/internal/registry"
	"phendau/internal/report"
	"phendau/internal/search"
)

// found names something by its type and id.
type found struct{ typ, id string }

// Types of what search finds.
const (
	foundPlace     = "place"
	foundBody      = "body"
	foundPerson    = "person" // people of the office, never residents
	foundKind      = "kind"
	foundIndicator = "indicator"
	foundReport    = "report"
)

// namesCache keeps the index of one state of the registers. It is only a short
// cut: another state has another pointer.
type namesCache struct {
	mu    sync.Mutex
	of    *registry.Registry
	index *search.Index[found]
}

// names is the index over every name of the registers and the catalogue. Who
// may see what is asked of every hit.
func (o *Office) names(reg *registry.Registry) *search.Index[found] {
	o.index.mu.Lock()
	defer o.index.mu.Unlock()
	if o.index.of != reg {
		o.index.of, o.index.index = reg, search.New(nameItems(reg))
	}
	return o.index.index
}

func nameItems(reg *registry.Registry) []search.Item[found] {
	items := placeItems(reg)
	for id, b := range reg.Bodies {
		it := search.Item[found]{Key: found{foundBody, id}}
		for i, n := range b.Names {
			if i == len(b.Names)-1 {
				it.Text = n.Text
			} else {
				it.Also = append(it.Also, n.Text)
			}
		}
		items = append(items, it)
	}
	for id, p := range reg.People {
		items = append(items, search.Item[found]{Key: found{foundPerson, id}, Text: p.Name, Also: []string{p.Title}})
	}
	cat := reg.Latest()
	if cat == nil {
		return items
	}
	add := func(typ, id string, name catalogue.Text) {
		items = append(items, search.Item[found]{Key: found{typ, id}, Text: name.VI, Also: []string{name.EN, id}})
	}
	for _, k := range cat.KindList() {
		add(foundKind, k.ID, k.Name)
	}
	for _, i := range cat.IndicatorList() {
		add(foundIndicator, i.ID, i.Name)
	}
	templates, _ := report.Compile(report.Base(), cat) // what is wrong with a template is said where reports are made
	for _, id := range templates.IDs() {
		add(foundReport, id, templates[id].Name)
	}
	return items
}

func placeItems(reg *registry.Registry) []search.Item[found] {
	var items []search.Item[found]
	for i := range reg.Places.Len() {
		id := reg.Places.ID(i)
		names := reg.Places.NamesOf(id)
		if len(names) == 0 {
			continue
		}
		items = append(items, search.Item[found]{Key: found{foundPlace, id}, Text: names[0], Also: names[1:]})
	}
	for _, g := range reg.Places.Groups() {
		items = append(items, search.Item[found]{Key: found{foundPlace, g}, Text: reg.Places.GroupName(g)})
	}
	return items
}
