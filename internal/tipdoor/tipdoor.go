// Package tipdoor is the door of people who send sealed tips: the binary
// addresses below Prefix for programs that seal by themselves, and the pages
// without script at Page, which seal in memory. It knows nobody, sets no
// cookie, packs no answer and logs no request: of an hour it tells how many
// there were.
//
// Answers have fixed sizes, and what somebody knows answers like what nobody
// knows (docs/tips.md).
package tipdoor

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"phendau/internal/calendar"
	"phendau/internal/tip"
)

// Prefix begins the binary addresses.
const Prefix = "/t/1"

// ErrClosed says that this installation takes no sealed tips.
var ErrClosed = errors.New("no sealed tips are taken here")

// ErrNoDesk says that there is no such desk, or none that is open.
var ErrNoDesk = errors.New("no such desk")

// ErrNoSize says that no witness signed for so many records of the log.
var ErrNoSize = errors.New("the log was never handed out at this size")

// Book is what senders may do.
type Book interface {
	// Offer is what this installation takes today; ErrClosed.
	Offer(ctx context.Context) (*Offer, error)
	// Keys are the newest keys of a desk with what proves them, to somebody who saw
	// the first from records of the log last, 0 for nothing; ErrNoDesk, ErrNoSize.
	Keys(ctx context.Context, desk tip.ID, from int64) (*Keys, error)
	// Sealing is to whom a tip for a desk is sealed today; ErrNoDesk.
	Sealing(ctx context.Context, desk tip.ID) (tip.Desk, error)
	// Signers are the keys by which desks sign their answers.
	Signers(ctx context.Context) ([]Signer, error)
	// Leave keeps a slot; code is what its sender typed, six digits or nothing.
	Leave(ctx context.Context, code string, slot []byte) (*Promise, error)
	// Read finds what there is for an access key; nil where there is nothing.
	Read(ctx context.Context, access tip.AccessKey) (*View, error)
	// Filed proves that the slot of an access key was filed; nil before the night behind
	// its day, and where there is nothing.
	Filed(ctx context.Context, access tip.AccessKey) (*tip.Filed, error)
	// Write takes a further message; one for no case is dropped without a word.
	Write(ctx context.Context, access tip.AccessKey, sealed []byte) error
	// Withdraw takes a case back, or takes that back.
	Withdraw(ctx context.Context, access tip.AccessKey, undo bool) error
	// File keeps an attachment, whether anybody knows its case or not.
	File(ctx context.Context, of, id tip.ID, sealed []byte) error
}

// Offer is to whom tips can be sent and what about.
type Offer struct {
	Instance tip.ID `json:"instance"` // salt of receipts
	Desks    []Desk `json:"desks"`
	// Topics are what a sender may choose, or leave.
	Topics []Topic `json:"topics"`
	// Orders is in how many cases a court's order was followed, by closed quarter.
	Orders []Orders `json:"-"`
}

// Orders is a plain count that everybody may know.
type Orders struct {
	Quarter calendar.Period
	Cases   int
}

// Topic is a value of the catalogue in both languages.
type Topic struct {
	ID string `json:"id"`
	VI string `json:"vi"`
	EN string `json:"en"`
}

// Desk is a desk as everybody may know it.
type Desk struct {
	ID       tip.ID   `json:"id"`
	Name     string   `json:"name"`
	Phone    string   `json:"phone,omitempty"` // to call when it is urgent
	Second   string   `json:"second,omitempty"`
	Communes []string `json:"communes"` // of its area
	// CommuneNames are their names, in the same order.
	CommuneNames []string `json:"commune_names"`
	// NoCover says that phones of its area send nothing but what was told.
	NoCover bool `json:"no_cover,omitempty"`
	// Form says whether the pages without script take tips for it.
	Form bool `json:"form"`
}

// Keys are what a sender checks before sealing.
type Keys struct {
	Authority     string  `json:"authority"` // Ed25519, base64url
	AuthorityName string  `json:"authority_name"`
	Fingerprint   string  `json:"fingerprint"`
	Epochs        []Epoch `json:"epochs"`               // rising, at most three
	Checkpoint    string  `json:"checkpoint,omitempty"` // of the audit log, signed by a witness, too
	LogKey        string  `json:"log_key,omitempty"`
	// Witnesses are the keys of those who sign for the log beside it.
	Witnesses []string `json:"witnesses"`
	// Consistency leads from the log as it was seen last to the checkpoint.
	Consistency []string `json:"consistency"`
}

// Epoch is a published key and where its publication stands in the audit log.
type Epoch struct {
	Record string   `json:"record"` // canonical JSON of a tip.EpochRecord
	Index  int64    `json:"index"`
	Leaf   string   `json:"leaf,omitempty"`
	Proof  []string `json:"proof,omitempty"` // hashes that lead from the leaf to the checkpoint
}

// Promise is the server's signed word that a slot came on a day. The leaf stands
// in the audit log from the night on.
type Promise struct {
	Day  string `json:"day"`
	Leaf string `json:"leaf"`
	Key  string `json:"key"` // Ed25519, base64url
	Sig  string `json:"sig,omitempty"`
}

// View is what the receipt leads to.
type View struct {
	Mine []byte
	Out  [][]byte // answers of the desk, in order
	In   []string // sha-256 of what the sender wrote, the body first
}

// Limits of what is worked on at a time. Whoever finds no room comes again.
const (
	slotsAtOnce = 64
	filesAtOnce = 8
	sealsAtOnce = 4 // of the pages: a receipt takes 19 MiB to derive
)

// Door answers senders.
type Door struct {
	Book Book
	Now  func() time.Time
	Log  *slog.Logger
	// Classify brings errors of storage to a code; "" leaves them internal.
	Classify func(error) string
	// Patience is how long a body may rest, Longest how long it may take in all;
	// 0 is half a minute and three minutes.
	Patience, Longest time.Duration
	// Secret keys what the pages carry; Demo marks them "dữ liệu minh họa".
	Secret []byte
	Demo   bool

	once                  sync.Once
	slots, files, sealing chan struct{}
	decoding              sync.Mutex // one picture at a time
	counting              sync.Mutex
	hour                  time.Time
	requests              int
}

// Handler serves the binary addresses.
func (d *Door) Handler() http.Handler {
	d.once.Do(d.begin)
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+Prefix+"/desks", d.desks)
	mux.HandleFunc("GET "+Prefix+"/keys/{desk}", d.keys)
	for name, a := range acts {
		mux.Handle("POST "+Prefix+"/"+name, d.act(a))
	}
	mux.HandleFunc(Prefix+"/", func(w http.ResponseWriter, _ *http.Request) { refuse(w, http.StatusNotFound, codeNotFound) })
	return d.counted(mux)
}

func (d *Door) begin() {
	d.slots, d.files, d.sealing = make(chan struct{}, slotsAtOnce), make(chan struct{}, filesAtOnce), make(chan struct{}, sealsAtOnce)
	if d.Patience == 0 {
		d.Patience = 30 * time.Second
	}
	if d.Longest == 0 {
		d.Longest = 3 * time.Minute
	}
}

// counted tells the log once an hour how many requests there were, and nothing of
// any one.
func (d *Door) counted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d.count()
		next.ServeHTTP(w, r)
	})
}

func (d *Door) count() {
	hour := d.Now().UTC().Truncate(time.Hour)
	d.counting.Lock()
	before, n := d.hour, d.requests
	if hour.After(before) {
		d.hour, d.requests = hour, 0
	}
	d.requests++
	d.counting.Unlock()
	if n > 0 && hour.After(before) {
		d.Log.Info("tip door", "hour", before.Format("2006-01-02T15"), "requests", n)
	}
}
