// Package demo fills an empty book with the demo district: its places and
// people are fictional in every detail below the commune, its figures are
// those of the published review of 2019-2024, and everything goes through the
// one door (store.Writer). Nothing is stored that a figure could compute.
//
// Fill is deterministic: the same seed and options give the same operations, ids,
// times, keys and ledger hashes on every engine.
package demo

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"math/rand/v2"

	"phendau/internal/border"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/registry"
	"phendau/internal/store"
)

// DefaultSeed is the day the review's stage began its last round of 3 March.
const DefaultSeed = 20190303

// Options say how the demo is made.
type Options struct {
	Seed uint64 // 0 is DefaultSeed
	// Progress is told how many operations are stored; may be nil.
	Progress func(done, total int, what string)
	// Lock locks a report. Reports belong to another package, so the app wires
	// it; nil makes neither locks nor the corrections that follow them.
	Lock func(ctx context.Context, w *store.Writer, l Lock) error
	// Keep keeps a file that an operation of the book names, as a phone would have
	// sent it. Directories belong to the app too; nil makes no tracks.
	Keep func(ctx context.Context, f File) error

	until calendar.Day // tests: stop the story early; 0 is its end
}

// File is what an operation of a device attaches in a ledger.
type File struct {
	LedgerID, DeviceID string
	Media              string
	Bytes              []byte
}

// Lock asks for a locked report.
type Lock struct {
	Report   string // ReportYear, ReportQuarter or ReportMonth
	PlaceID  string
	Period   calendar.Period
	Status   figure.Status
	SignerID string
	BodyID   string
}

// Reports the demo locks: the yearly one, and for a quarter the periodic one
// of the month.
const (
	ReportYear    = "yearly"
	ReportQuarter = "monthly"
	ReportMonth   = "monthly"
)

// builder holds the plan of the demo while it is made.
type builder struct {
	o     Options
	clock *Clock
	w     *store.Writer
	world *World
	cat   *catalogue.Catalogue
	notes map[string][]string
	// ids makes the ids of everything planned; the writer has its own.
	ids     *ledger.IDs
	fileIDs *ledger.IDs // of what attaches files
	// trailIDs are those of the patrol path behind the line and what walks there.
	trailIDs *ledger.IDs
	// r is the randomness of the theme at work: a stream each, so that a change
	// in one theme leaves the others as they are.
	r *rand.Rand

	docs       []*document
	segmentIDs []string                    // of the line, west to east
	stones     map[string]*border.Position // by register row
	acts       []*act
	steps      []*step
	marks      []mark
	longOne    *act // the clearing corrected from 30,000 to 3,000 m
	lateOne    *act // the outreach recorded after its year was locked
	thongHoeID string
	lastPerson Person
	since      registry.Bound // of the people being entered
	planMS     int64
	days       calendarOf // of the present: which days of a commune are taken
	serial     int        // number of the last document of the present
}

// Fill fills an empty book opened with clock.Now as its clock.
func Fill(ctx context.Context, s *store.Store, clock *Clock, o Options) (*World, error) {
	b, err := newBuilder(o, clock)
	if err != nil {
		return nil, err
	}
	if err := b.start(ctx, s); err != nil {
		return nil, fmt.Errorf("start the book: %w", err)
	}
	b.plan()
	if err := b.run(ctx); err != nil {
		return nil, fmt.Errorf("fill the book: %w", err)
	}
	return b.world, nil
}

// Salts are those of the demo's audit records, for store.Options.Rand: the log
// of a demo book is as deterministic as its ledgers. A server that goes on with
// the book opens it with the system's.
func Salts(seed uint64) io.Reader {
	if seed == 0 {
		seed = DefaultSeed
	}
	return rand.NewChaCha8(seedKey(seed, "audit"))
}

// newBuilder plans the registry; nothing is written yet.
func newBuilder(o Options, clock *Clock) (*builder, error) {
	if o.Seed == 0 {
		o.Seed = DefaultSeed
	}
	cat, problems := catalogue.Compile(catalogue.Base())
	if catalogue.HasErrors(problems) {
		return nil, fmt.Errorf("base catalogue: %v", problems)
	}
	notes, err := readNotes()
	if err != nil {
		return nil, err
	}
	b := &builder{o: o, clock: clock, world: &World{}, cat: cat, notes: notes, stones: map[string]*border.Position{}, planMS: clock.Now(), since: unknown}
	b.ids = &ledger.IDs{Rand: rand.NewChaCha8(b.key("plan")), Now: func() int64 { return b.planMS }}
	b.world.Registry = b.ids.New()
	b.places()
	b.bodies()
	b.people()
	b.registers()
	b.ledgers()
	return b, nil
}

// key derives 32 bytes of the seed for one purpose.
func (b *builder) key(purpose string) [32]byte { return seedKey(b.o.Seed, purpose) }

func seedKey(seed uint64, purpose string) [32]byte {
	return sha256.Sum256(binary.BigEndian.AppendUint64([]byte("phendau/demo/1\n"+purpose+"\n"), seed))
}

// stream is the randomness of one theme.
func (b *builder) stream(theme string) *rand.Rand {
	k := b.key(theme)
	return rand.New(rand.NewPCG(b.o.Seed, binary.BigEndian.Uint64(k[:])))
}

// start opens the book and writes what its registry holds on the first day.
func (b *builder) start(ctx context.Context, s *store.Store) error {
	ids := &ledger.IDs{Rand: rand.NewChaCha8(b.key("writer")), Now: b.clock.Now}
	seed := b.key("device")
	b.w = &store.Writer{Store: s, IDs: ids, Author: ledger.NewAuthor(b.ids.New(), seed[:], b.world.ProvinceAnalyst, b.world.Command)}
	if err := s.Start(ctx, b.world.Registry, b.w); err != nil {
		return err
	}
	return b.stage(ctx, openingDay)
}

// plan makes the whole story before anything of it is written.
func (b *builder) plan() {
	for _, theme := range []struct {
		name string
		make func()
	}{
		{"patrols", b.patrols}, {"bilateral", b.bilateral}, {"residents", b.residentPatrols}, {"clearing", b.clearing},
		{"outreach", b.outreach}, {"twinning", b.twinningVisits}, {"donations", b.donations}, {"support", b.support},
		{"incidents", b.incidents}, {"tips", b.tips}, {"awards", b.awards}, {"festivals", b.festivals},
		{"neighbour", b.neighbour}, {"forces", b.forces}, {"declared", b.declared}, {"doubles", b.doubles},
		{"distractors", b.distractors}, {"locks", b.lockStory}, {"present", b.present}, {"present events", b.presentEvents},
		{"present books", b.presentBooks}, {"desk", b.desk}, {"twice", b.twice}, {"present locks", b.presentLocks},
		{"tracks", b.tracks},
	} {
		b.r = b.stream(theme.name)
		theme.make()
	}
}
