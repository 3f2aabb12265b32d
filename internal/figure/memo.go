package figure

import (
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
	layouts map[layoutKey]*place.Layout
	dims    []map[string][]string
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

func (p *Projection) layout(asked string, m place.MapSpec, period place.Period, level place.Level) (*place.Layout, error) {
	k := layoutKey{asked, m, period, level}
	p.memo.mu.Lock()
	l, ok := p.memo.layouts[k]
	p.memo.mu.Unlock()
	if ok {
		return l, nil
	}
	l, err := p.places.Layout(asked, m, period, level)
	if err != nil {
		return nil, err
	}
	p.memo.mu.Lock()
	defer p.memo.mu.Unlock()
	if p.memo.layouts == nil || len(p.memo.layouts) > maxLayouts {
		p.memo.layouts = map[layoutKey]*place.Layout{}
	}
	p.memo.layouts[k] = l
	return l, nil
}

// parsedDims are the interned lists of dimension values, read once.
func (p *Projection) parsedDims() []map[string][]string {
	p.memo.mu.Lock()
	defer p.memo.mu.Unlock()
	if p.memo.dims == nil {
		p.memo.dims = make([]map[string][]string, len(p.dimsTab))
		for i, text := range p.dimsTab {
			p.memo.dims[i] = ledger.ParseDims(text)
		}
	}
	return p.memo.dims
}
