package ledger

import (
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
)

// Env is what the fold may ask about the world outside the ledger: dated
// registers and the catalogue, both folds of the registry ledger themselves.
type Env interface {
	// Catalogue returns a version; ok is false when the server lacks it.
	Catalogue(version int) (c *catalogue.Catalogue, ok bool)
	// LedgerOf says which ledger a place writes into on a day, "" for none.
	LedgerOf(placeID string, day calendar.Day) string
	// PlaceAlive reports whether a place existed on a day.
	PlaceAlive(placeID string, day calendar.Day) bool
	// PlaceLevel is "hamlet", "commune" ... on a day, "" when unknown.
	PlaceLevel(placeID string, day calendar.Day) string
	// Within returns a test whether a place lies inside another on a map day.
	Within(placeID string, mapDay calendar.Day) func(string) bool
	// BodyLevel is the verification level of a body's own type, 0 unknown.
	BodyLevel(bodyID string) int
	// BodyType is the catalogue's type of a body, "" when unknown.
	BodyType(bodyID string) string
	// SegmentDM is the declared length in decimetres of a segment of a line in
	// force on one of the days, 0 when there is none.
	SegmentDM(segmentID string, from, to calendar.Day) int64
	// MarkerOn reports whether a row of the registers stands for a marker
	// position on one of the days.
	MarkerOn(rowID string, from, to calendar.Day) bool
	// OtherVerifier reports whether somebody else may today verify at the level
	// what lies at the place on the day.
	OtherVerifier(level int, placeID string, day, today calendar.Day, actorID string) bool
	// Allows reports whether a person may do what he is about to.
	Allows(a Act) bool
	// Device is an enrolled device, nil when unknown.
	Device(deviceID string) *Device
	// CheckRegistry says what the new document e would break, nil if nothing.
	// pending are the catalogue files that earlier operations of the batch
	// wrote.
	CheckRegistry(e Entity, pending []Entity) error
}

// Act is what somebody is about to do, for the question whether he may. Status
// and Recorder are those of the record before the act.
type Act struct {
	ActorID, BodyID  string
	EntityType, Verb string
	EntityID         string // of a registry entity
	PlaceID          string
	Day              calendar.Day // of the record, 0 where it has none
	Today            calendar.Day // of the act
	Release          string       // class of the kind
	OwnerID          string       // body that owns the record
	Recorder         string
	Status           Status
	Level            int    // of a verification, correction or return
	Doc              []byte // of a registry entity, as it would be
}

// Book reads the state of one ledger before the batch. Absent things are nil.
type Book interface {
	Record(id string) (*Record, error)
	// Live lists the facts of an entry whose net sign is 1.
	Live(entryID string) ([]Fact, error)
	// Locks lists the snapshots that hold an entry.
	Locks(entryID string) ([]string, error)
	// LockMarks lists the locks over this ledger still in force.
	LockMarks() ([]LockMark, error)
	// Between lists the entries of the ledger with a day in [from, to].
	Between(from, to calendar.Day) ([]*Record, error)
	// Proposal finds an event proposed in any ledger of this node whose main
	// entry counts.
	Proposal(ledgerID, eventID string) (*Event, error)
	// Members lists the entries of any ledger that joined a main entry's event.
	Members(eventID string) ([]string, error)
	// Snapshot finds a snapshot of any ledger of this node.
	Snapshot(ledgerID, id string) (*Snapshot, error)
}

// Event is a shared event as proposed by its main entry.
type Event struct {
	LedgerID string // ledger of the main entry
	ID       string // id of the main entry
	Relation string // "same" or "parts"
	Members  []Ref
}

// Ref names an entry of any ledger.
type Ref struct {
	LedgerID string `json:"ledger_id"`
	EntryID  string `json:"entry_id"`
}

// LockMark says that a snapshot holds the entries of a selection.
type LockMark struct {
	SnapshotID  string       `json:"snapshot_id"`
	LedgerID    string       `json:"snapshot_ledger"`
	PlaceID     string       `json:"place_id"`
	MapDay      calendar.Day `json:"map_day"`
	From        calendar.Day `json:"from"`
	To          calendar.Day `json:"to"`
	MinLevel    int          `json:"min_level"` // 0: submitted suffices
	Epoch       int          `json:"epoch"`
	Seq         int64        `json:"seq"`
	EntriesHash string       `json:"entries_hash"`
}

// LockLift ends what a lock mark of a withdrawn snapshot holds.
type LockLift struct {
	SnapshotID string `json:"snapshot_id"`
	LedgerID   string `json:"snapshot_ledger"`
}

// Snapshot is a locked report.
type Snapshot struct {
	ID        string
	LedgerID  string
	Body      SnapshotBody
	Withdrawn bool
	Signer    string
	Seq       int64
	AtMS      int64
}

// SnapshotBody is the content of a lock operation.
type SnapshotBody struct {
	Report       string       `json:"report"`
	Template     int          `json:"template"`
	Title        string       `json:"title"`
	PlaceID      string       `json:"place_id"`
	From         calendar.Day `json:"from"`
	To           calendar.Day `json:"to"`
	Calendar     string       `json:"calendar"`
	Map          string       `json:"map"`
	MapDay       calendar.Day `json:"map_day"`
	Viewpoint    string       `json:"viewpoint"`
	Status       string       `json:"status"`
	MinLevel     int          `json:"min_level"`
	Position     []Position   `json:"position"`
	Catalogue    int          `json:"catalogue"`
	Registry     int64        `json:"registry"`
	CellsHash    string       `json:"cells_hash"`
	DocumentHash string       `json:"document_hash"`
	Entries      int64        `json:"entries"`
	Signer       string       `json:"signer"`
	// Doubts are the questions about the figures that the signer answered.
	Doubts []LockDoubt `json:"doubts,omitempty"`
}

// LockDoubt is a question about the figures of a report and the signer's
// answer. Key is the finding's own (doubt.Finding): it holds as long as the
// numbers stay the same. The sentence stands in the locked document.
type LockDoubt struct {
	Key    string `json:"key"`
	Code   string `json:"code"`
	Answer string `json:"answer"`
}

// Position is how far one ledger was read.
type Position struct {
	LedgerID string `json:"ledger_id"`
	Epoch    int    `json:"epoch"`
	Seq      int64  `json:"seq"`
	Hash     string `json:"ledger_hash"`
}

// Restatement is a change of something a locked report counted.
type Restatement struct {
	Seq       int64
	N         int
	EntryID   string
	What      string // "correct", "retract", "late", "link", "unlink"
	Field     string
	Old, New  string
	Why       string
	ActorID   string
	BodyID    string
	AtMS      int64
	Snapshots []string
}
