package office

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"phendau/internal/audit"
	"phendau/internal/identity"
	"phendau/internal/machine"
	"phendau/internal/store"
	"phendau/internal/vault"
	"phendau/internal/words"
)

// Names in a directory of keys.
const (
	RootKeyFile = "root.key"
	KeysLock    = "lock"
	// RootKeyMark is under what the book remembers which root key it was begun with.
	RootKeyMark = "root_key_check"
)

// Health is how a check came out.
type Health string

// Outcomes, from best to worst; what cannot be seen is none of them.
const (
	Good Health = "good"
	Warn Health = "warn"
	Bad  Health = "bad"
	Dark Health = "unknown"
)

// Finding is what one check found. Its sentences are texts health.CODE.WHAT and,
// where something is to be done, health.CODE.WHAT.do.
type Finding struct {
	Code string
	What string
	args []any
}

// State is fixed by what was found: findings are a closed list.
func (f Finding) State() Health { return findings[f.Code+"."+f.What] }

// Name is what was looked at, in words.
func (f Finding) Name(w words.Words) string { return w.Text("health." + f.Code) }

// Found says what was found.
func (f Finding) Found(w words.Words) string {
	return w.Text("health."+f.Code+"."+f.What, f.args...)
}

// Do says what to do; "" where nothing is.
func (f Finding) Do(w words.Words) string {
	key := "health." + f.Code + "." + f.What + ".do"
	if !w.Has(key) {
		return ""
	}
	return w.Text(key, f.args...)
}

func saw(code, what string, args ...any) []Finding { return []Finding{{code, what, args}} }

// Machine is the machine as far as it tells; machine.System.
type Machine interface {
	Volume(path string) machine.Volume
	Device(path string) (uint64, bool)
	ClockKept() machine.Answer
	Swap() machine.Answer
	Server(lock string) (machine.Server, bool)
}

// Doctor looks at a book and what belongs to it. It only reads, and may do so
// beside the server. What is empty or nil is not looked at.
type Doctor struct {
	Store     *store.Store
	OpenError error // why there is no store
	Vault     *vault.Vault
	Machine   Machine
	Dir       string // of the book; "" on a database server
	KeyDir    string
	BlobDir   string
	Cert      string // certificate of the server's own TLS
	Apps      string // hash over the list of this program's web apps
	Now       func() time.Time
	// LogKey checks the signatures of the log's checkpoints; nil checks none.
	LogKey func(*identity.RootKey) (*audit.Signer, error)
}

// check is one question. A quick one reads little, so the office asks it whenever
// somebody looks; a slow one is for the command line, and so is what an
// administrator of rights is not told.
type check struct {
	code string
	slow bool
	ask  func(*Doctor, context.Context) ([]Finding, error)
}

// checks in the order of the report.
var checks = []check{
	{"book", false, (*Doctor).book},
	{"key_files", false, (*Doctor).keyFiles},
	{"root_key", true, (*Doctor).rootKey},
	{"file_system", false, (*Doctor).fileSystem},
	{"free_space", false, (*Doctor).freeSpace},
	{"database", false, (*Doctor).database},
	{"sound", true, (*Doctor).sound},
	{"schema", true, (*Doctor).schema},
	{"log", true, (*Doctor).log},
	{"witness", false, (*Doctor).witness},
	{"backup_place", false, (*Doctor).backupPlace},
	{"backup", false, (*Doctor).backup},
	{"proven", false, (*Doctor).proven},
	{"shred_list", false, (*Doctor).shredList},
	{"vault_copies", false, (*Doctor).vaultCopies},
	{"vault", false, (*Doctor).vault},
	{"vault_rest", false, (*Doctor).vaultRest},
	{"dumps", false, (*Doctor).dumps},
	{"swap", false, (*Doctor).swap},
	{"clock", false, (*Doctor).clock},
	{"service", false, (*Doctor).service},
	{"certificate", false, (*Doctor).certificate},
	{"ledgers", false, (*Doctor).ledgers},
	{"quarantine", false, (*Doctor).quarantine},
	{"exchange", false, (*Doctor).exchange},
	{"desk_keys", false, (*Doctor).deskKeys},
	{"desk_clocks", true, (*Doctor).deskClocks},
	{"apps_log", true, (*Doctor).appsLog},
}

// Examine asks every question, or only the quick ones. A question that could not be
// asked is answered unknown, with the error.
func (d *Doctor) Examine(ctx context.Context, quick bool) []Finding {
	var out []Finding
	for _, c := range checks {
		if quick && c.slow {
			continue
		}
		got, err := c.ask(d, ctx)
		if err != nil {
			got = append(got, Finding{c.code, "failed", []any{"why", err.Error()}})
		}
		out = append(out, got...)
	}
	return out
}

// lock is the file that the running server holds.
func (d *Doctor) lock() string { return filepath.Join(d.KeyDir, KeysLock) }

// home is a directory that lies where the book lies, as far as this machine knows.
func (d *Doctor) home() string {
	if d.Dir != "" {
		return d.Dir
	}
	return d.KeyDir
}

// moment writes a time as people in Vietnam read it.
func moment(t time.Time) string {
	return t.In(time.FixedZone("", 7*3600)).Format("15:04 02/01/2006")
}

// days is how many whole days ago a time was.
func (d *Doctor) days(t time.Time) int { return int(d.Now().Sub(t) / (24 * time.Hour)) }

// percent of a volume that is free.
func percent(v machine.Volume) uint64 { return v.Free / max(1, v.Total/100) }

// gib writes bytes in GiB.
func gib(n uint64) string { return fmt.Sprintf("%.1f", float64(n)/(1<<30)) }
