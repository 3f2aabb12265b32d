package place

import "sync"

// Registry is the compiled, immutable index over Rows. It is safe for any
// number of goroutines.
type Registry struct {
	ids   []string
	ord   map[string]int32
	level []Level
	rank  []int8
	life  []span

	names    table[*named]
	aliases  table[*Alias]
	codes    table[*Code]
	parents  table[int32] // TreeAdmin
	trees    map[string]table[int32]
	flags    table[*Flag]
	measures table[*Measure]

	links []link
	next  table[int32] // successions out of a place, by day: index into links
	prev  table[int32] // successions into a place

	kids      table[int32] // places with any recorded parent row to this one
	irregular []int32      // places whose parent must be carried on some days

	groups   []*Group
	groupOrd map[string]int32
	members  table[int32]
	reigns   []reign

	codeIndex map[string][]holder
	nameIndex func() *nameIndex
}

// named is a name with its place in Vietnamese collation among all names.
type named struct {
	*Name
	collate int32
}

// link is a succession between ordinals; -1 where the place is not known.
type link struct {
	*Succession
	from, to int32
}

// Build compiles rows. It always returns a usable registry; the problems say
// which rows were ignored or contradict each other, in the order found. The
// registry keeps the slices: the caller must not change them afterwards.
func Build(rows Rows) (*Registry, []Problem) {
	b := &builder{rows: rows, r: &Registry{}}
	b.indexPlaces()
	b.indexGroups()
	b.buildNames()
	b.buildLinks()
	b.buildParents()
	b.buildAttributes()
	b.buildMembers()
	b.check()
	b.r.nameIndex = sync.OnceValue(b.r.buildNameIndex)
	return b.r, b.problems
}

// Len is the number of places; ordinals run from 0 to Len()-1.
func (r *Registry) Len() int { return len(r.ids) }

// Ordinal is the dense number of a place, -1 for an unknown id. Ordinals
// follow the tree of the last known parents in pre-order, so that places
// close to each other are close in memory. They are stable within a Registry
// only.
func (r *Registry) Ordinal(id string) int {
	if o, ok := r.ord[id]; ok {
		return int(o)
	}
	return -1
}

// ID is the place with this ordinal, "" outside the range.
func (r *Registry) ID(ordinal int) string {
	if ordinal < 0 || ordinal >= len(r.ids) {
		return ""
	}
	return r.ids[ordinal]
}

// id names a node; -1 is the root above all trees.
func (r *Registry) id(o int32) string {
	if o < 0 {
		return ""
	}
	return r.ids[o]
}

// look finds an ordinal; -1 for an unknown id.
func (r *Registry) look(id string) int32 {
	if o, ok := r.ord[id]; ok {
		return o
	}
	return -1
}

func (r *Registry) alive(o int32, d Day) bool { return r.life[o].has(d) }
