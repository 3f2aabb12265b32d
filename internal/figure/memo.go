package figure

import (
	"slices"
	"sync"

	"phendau/internal/catalogue"
	"phendau/internal/ledger"
	"phendau/internal/place"
	"phendau/internal/registry"
)

// memo keeps what queries look up again and again against one projection:
// everything in it follows from the projection and immutable definitions, so
// it can never be stale.
type memo struct {
	mu      sync.Mutex
	terms   map[termKey]*termTables
	series  map[readKey][]seriesRole
	dims    []map[string][]string
	entries map[*catalogue.Term]*catalogue.Term
	layouts *layouts
}

// layouts follow from the places alone.
type layouts struct {
	mu   sync.Mutex
	made map[layoutKey]*place.Layout
}

func newMemo() *memo { return &memo{layouts: &layouts{}} }

// grown is the memo of a projection made from another: the same one as long
// as the tables did not grow.
func (m *memo) grown(from, to *Projection) *memo {
	if len(from.seriesTab) == len(to.seriesTab) && len(from.dimsTab) == len(to.dimsTab) && len(from.bodiesTab) == len(to.bodiesTab) {
		return m
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return &memo{layouts: m.layouts, dims: slices.Clip(m.dims)}
}

type termKey struct {
	term *catalogue.Term
	reg  *registry.Registry
}

// termTables are a term's filters as tables.
type termTables struct{ dims, bodies []bool }

type readKey struct {
	term    *catalogue.Term
	markers bool
	splitBy string
	axis    string
}

// seriesRole is a series a term reads.
type seriesRole struct {
	series   int
	role     splitRole
	counting bool
}

type layoutKey struct {
	asked  string
	m      place.MapSpec
	period place.Period
	level  place.Level
}

// maxMemo bounds each table; a fuller one starts again.
const maxMemo = 4096

func (m *memo) term(k termKey, make func() *termTables) *termTables {
	return remember(&m.mu, &m.terms, maxMemo, k, make)
}

func (m *memo) reads(k readKey, make func() []seriesRole) []seriesRole {
	return remember(&m.mu, &m.series, maxMemo, k, make)
}

// remember looks a key up and makes its value once; two callers may make it at
// the same time, the values are equal.
func remember[K comparable, V any](mu *sync.Mutex, table *map[K]V, most int, k K, make func() V) V {
	mu.Lock()
	v, ok := (*table)[k]
	mu.Unlock()
	if ok {
		return v
	}
	v = make()
	mu.Lock()
	defer mu.Unlock()
	if *table == nil || len(*table) > most {
		*table = map[K]V{}
	}
	(*table)[k] = v
	return v
}

// maxLayouts bounds the layouts kept: one of the nation is 120 KB.
const maxLayouts = 128

func (p *Projection) layout(asked string, spec place.MapSpec, period place.Period, level place.Level) (*place.Layout, error) {
	k := layoutKey{asked, spec, period, level}
	m := p.memo.layouts
	m.mu.Lock()
	l, ok := m.made[k]
	m.mu.Unlock()
	if ok {
		return l, nil
	}
	l, err := p.places.Layout(asked, spec, period, level)
	if err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.made == nil || len(m.made) > maxLayouts {
		m.made = map[layoutKey]*place.Layout{}
	}
	m.made[k] = l
	return l, nil
}

// parsedDims are the interned lists of dimension values, read once.
func (p *Projection) parsedDims() []map[string][]string {
	p.memo.mu.Lock()
	defer p.memo.mu.Unlock()
	for _, text := range p.dimsTab[len(p.memo.dims):] {
		p.memo.dims = append(p.memo.dims, ledger.ParseDims(text))
	}
	return p.memo.dims
}
