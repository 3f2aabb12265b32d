// Package syncing is the door of phones: they prove who they are with the key
// of their device, push signed operations and get a receipt for each, pull
// what their place and body may know, and compare from time to time what both
// sides hold. docs/sync.md describes the protocol so that another client can
// be written from it alone.
//
// What is promised: an operation with an ordered receipt exists exactly once,
// for ever. Every answer may be lost; the same request sent again is answered
// the same way.
package syncing

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/registry"
)

// Prefix is where the protocol of this version lives.
const Prefix = "/sync/v1"

// Limits of one request.
const (
	MaxOps  = 500     // operations of a push
	MaxBody = 1 << 20 // bytes before compression
	MaxPage = 1000    // records of a pull
)

// Times of the protocol.
const (
	challengeLife = 2 * time.Minute
	sessionLife   = time.Hour
	leaseLife     = ledger.LeaseDays * 24 * time.Hour
)

// WindowDays is how far back a phone keeps the records of its place. Its own
// open ones it keeps longer.
const WindowDays = 90

// Book is what the protocol asks of storage.
type Book interface {
	Registry(ctx context.Context) (*registry.Registry, error)
	// Push appends received operations; results stand in the order of ops. An
	// error means that nothing was stored, or that a repeat will say duplicate.
	Push(ctx context.Context, ops []ledger.Signed) ([]ledger.Result, error)
	// DeviceHead is the end of a device's chain.
	DeviceHead(ctx context.Context, deviceID string) (ledger.DeviceHead, error)
	// Held finds what is stored under a device's numbers, accepted or refused.
	Held(ctx context.Context, deviceID string, seqs []int64) (map[int64]ledger.Hash, error)
	// Positions are the heads of all ledgers that hold records.
	Positions(ctx context.Context) ([]ledger.Position, error)
	// ChainAt is a ledger's chain at a position in hex, "" when the ledger does
	// not reach it.
	ChainAt(ctx context.Context, ledgerID string, seq int64) (string, error)
	// RecordsFrom lists records of a ledger from a first day on, latest day
	// first then by id, behind a record.
	RecordsFrom(ctx context.Context, ledgerID string, from, afterDay calendar.Day, afterID string, limit int) ([]*ledger.Record, error)
	// ChangedRecords lists the records that operations behind a position
	// touched, reading at most so many operations, and the position they reach.
	ChangedRecords(ctx context.Context, ledgerID string, after int64, limit int) (ids []string, upto int64, err error)
	// Records reads records of one ledger by id.
	Records(ctx context.Context, ledgerID string, ids []string) (map[string]*ledger.Record, error)
	// LastReturn is why a record was last given back, and by whom.
	LastReturn(ctx context.Context, ledgerID, recordID string) (why, actorID string, err error)
	// ClaimEnrolment gives the enrolment of a token to a new device; false when
	// there is none that is open.
	ClaimEnrolment(ctx context.Context, tokenHash []byte, deviceID, alg, publicKey string) (bool, error)
	// MetDevice notes that a device was here, with the version of its program
	// and how many operations it holds without a receipt.
	MetDevice(ctx context.Context, deviceID, app string, unsent int) error
	// AttachedBy finds the accepted operation of a ledger that attaches a file;
	// nil when there is none.
	AttachedBy(ctx context.Context, ledgerID, opID string, h ledger.Hash) (*ledger.Op, error)
	// HoldBlob makes sure that a file the ledger names is here and stays; false
	// when it is not. here is asked while the book holds the file's row.
	HoldBlob(ctx context.Context, ledgerID, deviceID string, h ledger.Hash, here func(size int64) (bool, error)) (ledger.Blob, bool, error)
	// KeepBlob notes that a file the ledger names has come. It holds when it
	// returns, however many senders of the same bytes there are.
	KeepBlob(ctx context.Context, ledgerID, deviceID string, b ledger.Blob, here func() (bool, error)) error
	// Arrived tells which of some files are here.
	Arrived(ctx context.Context, hashes []ledger.Hash) (map[ledger.Hash]bool, error)
	// OwedBlobs are files that operations of a device name and that are not here,
	// at most so many.
	OwedBlobs(ctx context.Context, deviceID string, limit int) ([]ledger.Hash, error)
}

// Hub answers phones.
type Hub struct {
	Book Book
	// Files keeps what entries show; nil takes none.
	Files Files
	// Forms is the catalogue as forms need it, in JSON.
	Forms func(context.Context) ([]byte, error)
	// Node signs receipts: its id is that of an enrolled device.
	Node *ledger.Author
	// NewID makes ids.
	NewID func() string
	// Secret is the key of challenges, sessions, cursors and leases, the same
	// for all processes of one book.
	Secret []byte
	Now    func() time.Time
	Log    *slog.Logger
	// Refused is told of operations somebody had no right to; nil is not told.
	Refused func(ctx context.Context, deviceID string, ops []ledger.Signed)
	// OpsPerHour is the pace of one phone after its first burst; 0 is 500.
	OpsPerHour int
	// BlobBytesPerDay is what one phone may send of files in a day; 0 is 400 MiB.
	BlobBytesPerDay int
	// Classify names errors of storage that a client can act on: "disk_full",
	// "busy"; "" for others. nil knows none.
	Classify func(error) string
	// TipCode is the desk for sealed tips of a place and the code of its area, ""
	// where there is none; nil knows none.
	TipCode func(reg *registry.Registry, placeID string) (desk, code string)

	pace  pace // of operations
	bytes pace // of files
	codes *rate.Limiter
	// photos are the pieces that are here, writing those that are written.
	photos, writing chan struct{}
	packers         sync.Pool // of *gzip.Writer
}

func (h *Hub) nowMS() int64 { return h.Now().UnixMilli() }

// spread is how long a turned-away client waits: a base and as much again by
// chance.
func (h *Hub) spread() time.Duration { return busyWait + rand.N(busyWait) }

const busyWait = 5 * time.Second

// today is the civil day in Việt Nam.
func (h *Hub) today() calendar.Day { return calendar.DayOf(h.nowMS()) }
