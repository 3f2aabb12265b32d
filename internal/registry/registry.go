package registry

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"

	"phendau/internal/access"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/ledger"
	"phendau/internal/place"
)

// Day is a civil day.
type Day = calendar.Day

// Register is a row that is counted while in force.
type Register struct {
	ID string
	RegisterDoc
	Lo, Hi Day
	stones []Stone // states noted of a marker's stones
}

// Body is an organisation.
type Body struct {
	ID string
	BodyDoc
	names []datedName
}

type datedName struct {
	text   string
	lo, hi Day
}

// NameOn is the body's name on a day; before its first name the first, after
// its last the last.
func (b *Body) NameOn(d Day) string {
	name := ""
	for _, n := range b.names {
		if name == "" || n.lo <= d {
			name = n.text
		}
	}
	return name
}

// NamedOn reports whether the body had a name in force on a day.
func (b *Body) NamedOn(d Day) bool {
	return slices.ContainsFunc(b.names, func(n datedName) bool { return n.lo <= d && d <= n.hi })
}

type ledgerSpan struct {
	ledger string
	lo, hi Day
}

// Registry is the fold at one position of the registry ledger.
type Registry struct {
	Seq       int64 // position of the registry ledger it was built from
	Places    *place.Registry
	Problems  []place.Problem
	Bodies    map[string]*Body
	Registers []Register
	People    map[string]PersonDoc
	Ledgers   map[string]LedgerDoc
	// CatalogueVersion is the newest version.
	CatalogueVersion int

	grants      []access.Grant
	devices     map[string]*ledger.Device
	placeLedger map[string][]ledgerSpan
	files       []versionedFile
	border      borderRows
	tracks      trackBook
	stones      map[string][]Stone // by row, those that begin first in front
	points      map[string][]datedPoint
	tips        tipBook

	mu       sync.Mutex
	compiled map[int]*catalogue.Catalogue
}

type versionedFile struct {
	version int
	file    catalogue.File
}

// Build makes a registry from the merged documents. Documents that cannot be
// read are errors: CheckRegistry refuses them before they are written.
func Build(seq int64, entities []ledger.Entity) (*Registry, error) {
	r := &Registry{Seq: seq, Bodies: map[string]*Body{}, People: map[string]PersonDoc{}, Ledgers: map[string]LedgerDoc{},
		devices: map[string]*ledger.Device{}, placeLedger: map[string][]ledgerSpan{}, border: newBorderRows(), stones: map[string][]Stone{}, points: map[string][]datedPoint{}, tips: newTipBook(), compiled: map[int]*catalogue.Catalogue{}}
	var rows place.Rows
	for _, e := range entities {
		if err := r.add(&rows, e); err != nil {
			return nil, fmt.Errorf("registry %s %s: %w", e.Type, e.ID, err)
		}
	}
	r.standStones()
	slices.SortFunc(r.Registers, func(a, b Register) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortStableFunc(r.files, func(a, b versionedFile) int { return cmp.Compare(a.version, b.version) })
	r.Places, r.Problems = place.Build(rows)
	return r, nil
}

func (r *Registry) add(rows *place.Rows, e ledger.Entity) error {
	switch e.Type {
	case "place":
		return readInto(e.Body, func(d PlaceDoc) error { return errors.Join(addPlace(rows, e.ID, d), r.addPoints(e.ID, &d)) })
	case "body":
		return readInto(e.Body, func(d BodyDoc) error { return r.addBody(e.ID, d) })
	case "register":
		return readInto(e.Body, func(d RegisterDoc) error {
			lo, hi, err := days(d.From, d.To)
			r.Registers = append(r.Registers, Register{ID: e.ID, RegisterDoc: d, Lo: lo, Hi: hi})
			return errors.Join(err, d.Marker.dated())
		})
	case "person":
		return readInto(e.Body, func(d PersonDoc) error { r.People[e.ID] = d; return nil })
	case "grant":
		return readInto(e.Body, func(d GrantDoc) error {
			lo, hi, err := days(d.From, d.To)
			r.grants = append(r.grants, d.grant(e.ID, lo, hi))
			return err
		})
	case "device":
		return readInto(e.Body, func(d ledger.DeviceBody) (err error) { r.devices[e.ID], err = d.Compile(); return err })
	case "ledger":
		return readInto(e.Body, func(d LedgerDoc) error { return r.addLedger(e.ID, d) })
	case "segment", "line", "line_piece", "trail":
		return r.border.add(e)
	case "track_rules", "track_expiry":
		return r.tracks.add(e)
	case "tip_authority", "tip_desk", "tip_epoch":
		return r.tips.add(e)
	case "stone_state":
		return readInto(e.Body, func(d StoneDoc) error { return r.addStone(e, d) })
	case "catalogue":
		return readInto(e.Body, func(d CatalogueDoc) error {
			r.CatalogueVersion = max(r.CatalogueVersion, d.Version)
			r.files = append(r.files, versionedFile{d.Version, catalogue.File{Name: d.Name, Content: []byte(d.Content)}})
			return nil
		})
	}
	return nil
}

func readInto[T any](b []byte, use func(T) error) error {
	var v T
	if err := json.Unmarshal(b, &v); err != nil {
		return err
	}
	return use(v)
}

func (r *Registry) addBody(id string, d BodyDoc) error {
	b := &Body{ID: id, BodyDoc: d}
	for _, n := range d.Names {
		lo, hi, err := days(n.From, n.To)
		if err != nil {
			return err
		}
		b.names = append(b.names, datedName{n.Text, lo, hi})
	}
	slices.SortStableFunc(b.names, func(a, b datedName) int { return cmp.Compare(a.lo, b.lo) })
	r.Bodies[id] = b
	return nil
}

func (r *Registry) addLedger(id string, d LedgerDoc) error {
	r.Ledgers[id] = d
	for _, p := range d.Places {
		lo, hi, err := days(p.From, p.To)
		if err != nil {
			return err
		}
		r.placeLedger[p.PlaceID] = append(r.placeLedger[p.PlaceID], ledgerSpan{id, lo, hi})
	}
	return nil
}

// Catalogue compiles a version: all files up to it.
func (r *Registry) Catalogue(version int) (*catalogue.Catalogue, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if c, ok := r.compiled[version]; ok {
		return c, c != nil
	}
	if version < 1 || version > r.CatalogueVersion {
		return nil, false
	}
	c, _ := catalogue.Compile(r.filesUpTo(version))
	r.compiled[version] = c
	return c, c != nil
}

// Inherit takes over the catalogues that an older registry compiled from the same
// files: most changes of a registry leave them alone.
func (r *Registry) Inherit(old *Registry) {
	old.mu.Lock()
	defer old.mu.Unlock()
	r.mu.Lock()
	defer r.mu.Unlock()
	same := func(a, b catalogue.File) bool { return a.Name == b.Name && bytes.Equal(a.Content, b.Content) }
	for version, c := range old.compiled {
		if version <= r.CatalogueVersion && slices.EqualFunc(old.filesUpTo(version), r.filesUpTo(version), same) {
			r.compiled[version] = c
		}
	}
}

func (r *Registry) filesUpTo(version int) []catalogue.File {
	var files []catalogue.File
	for _, f := range r.files {
		if f.version <= version {
			files = append(files, f.file)
		}
	}
	return files
}

// Latest is the newest catalogue.
func (r *Registry) Latest() *catalogue.Catalogue {
	c, _ := r.Catalogue(r.CatalogueVersion)
	return c
}

// CatalogueFiles lists the files of the newest catalogue.
func (r *Registry) CatalogueFiles() []catalogue.File { return r.filesUpTo(r.CatalogueVersion) }

// Demo reports whether the book is the demo's, which marks its registry.
func (r *Registry) Demo() bool {
	for _, l := range r.Ledgers {
		if l.Demo {
			return true
		}
	}
	return false
}
