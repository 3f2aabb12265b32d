// Package intake turns spreadsheets into operations, all or nothing: history
// typed by offices, totals declared by documents, and the registry of places.
//
// Use Entries, Statements or Places on a read book. The answer is a Plan and
// all problems with sheet, row and column. A plan with an error has no
// drafts; a plan without is written by one call of store.Writer.MustWrite,
// so that a refusal by the ledger leaves nothing behind either. Ids derive
// from the file's digest, the sheet and the row: the same file imported
// again is recognised and refused.
//
// Nothing is guessed: an ambiguous numeral, unit, place or word stops at its
// cell with a question. What only looks doubtful is a warning; the answer a
// person gives in the sheet is kept with the record.
package intake

import (
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/geodesy"
	"phendau/internal/ledger"
	"phendau/internal/registry"
)

// Limits of one import. A batch is one transaction.
const (
	// MaxRecords bounds the rows that become records.
	MaxRecords = 200_000
	// MaxProblems is how many problems are listed; all are counted.
	MaxProblems = 1000
)

// Env is what an import knows besides the file.
type Env struct {
	Registry *registry.Registry
	// Version is the catalogue version of the drafts; 0 is the newest.
	Version int
	// Actor is the importing person, Body the body they act for; both stand
	// in every draft, "" being the writer's own.
	Actor, Body string
	// Today refuses later days; 0 leaves them alone.
	Today calendar.Day
	// Known tells which of the ids of records, or of places, are stored. nil
	// knows none.
	Known func(ids []string) (map[string]bool, error)
	// Statements are those in the book, for the warnings that compare.
	Statements []ledger.StatementBody
	// Strict makes a warning without an answer an error.
	Strict bool
	// May tells whether the actor may write a record of a type for a place, a
	// day and a kind ("" for statements); nil allows all. The ledger asks
	// again; here a refusal is told at its cell.
	May func(recordType, placeID string, day calendar.Day, kind string) bool
	// Answers are given beside the sheet; one in the sheet goes before.
	Answers map[Asked]string

	// Datum is the system of coordinates in the file; only Places needs it, and
	// only where a unit says where it lies.
	Datum geodesy.Datum

	// RegistryID is the registry's ledger and Entities its merged documents
	// of places; only Places needs them.
	RegistryID string
	Entities   []ledger.Entity
}

// Asked names a doubt by its place in the file.
type Asked struct {
	Sheet  string
	Row    int
	Column int
	Code   string
}

// Plan is what an import would write.
type Plan struct {
	// Drafts are in the order in which they must be written; none when there
	// is an error.
	Drafts []ledger.Draft
	// Rows counts the rows read as records, Records the drafted ones.
	Rows, Records int
	// Errors, Questions and Warnings count all problems, listed or not.
	Errors, Questions, Warnings int
}

// OK reports whether the plan may be written.
func (p *Plan) OK() bool { return p.Errors == 0 && len(p.Drafts) > 0 }

func (e *Env) version() int {
	if e.Version > 0 {
		return e.Version
	}
	return e.Registry.CatalogueVersion
}

func (e *Env) catalogue() *catalogue.Catalogue {
	c, _ := e.Registry.Catalogue(e.version())
	return c
}
