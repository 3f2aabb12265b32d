// Package pages is the book as web pages for everybody: the start page, the
// reports, every figure opened down to its entries, and every entry with its
// history. The pages need no script, set no cookie, ask no other server, and
// only read.
//
// Handler is all a program needs; what the pages ask of the rest of the house
// stands in Book and Reports.
package pages

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/place"
	"phendau/internal/plain"
)

// Book is what the pages read. A store is one.
type Book interface {
	// Current is everything figures are computed from, as of now.
	Current(ctx context.Context) (*figure.View, error)
	// Records reads records of one ledger; unknown ids are left out.
	Records(ctx context.Context, ledgerID string, ids []string) (map[string]*ledger.Record, error)
	// Operations lists the operations on an entity in ledger order.
	Operations(ctx context.Context, ledgerID, entityID string) ([]ledger.Stamped, error)
	// Snapshots lists the locked reports, oldest first.
	Snapshots(ctx context.Context) ([]*ledger.Snapshot, error)
}

// Reports makes official reports. Errors with a method Text(lang) are shown
// to the reader as they are; of all others only that something failed.
type Reports interface {
	// List names the reports on offer; the start page leads to the first.
	List() []ReportName
	// HTML writes a complete page whose figures link to CellPath.
	HTML(ctx context.Context, w io.Writer, r ReportRequest) error
	// File writes one of the forms of ReportFormats.
	File(ctx context.Context, w io.Writer, r ReportRequest, format string) (contentType, fileName string, err error)
}

// ReportName is a report on offer with what it is usually asked for; empty
// fields take the defaults of Options.
type ReportName struct {
	ID                      string
	Name                    catalogue.Text
	Place, Period, Calendar string
}

// ReportRequest asks for one report, or with Snapshot for a locked one again;
// then the other fields but Lang are empty.
type ReportRequest struct {
	Name, Place string
	Period      calendar.Period
	Map         place.MapSpec
	Lang        string
	Snapshot    string
}

// ReportFormats are the files a report can be taken away as.
var ReportFormats = [...]string{"docx", "pdf", "xlsx", "json"}

// Prefix stands before the address of every page; assets lie at /assets/.
const Prefix = "/xem"

// CellPath opens the cell of a selection token, LockPath the locked report of
// a snapshot id: the path and then the token or id.
const (
	CellPath = Prefix + "/o?c="
	LockPath = Prefix + "/khoa/"
)

// Options say what to show and how.
type Options struct {
	Book    Book
	Reports Reports // nil: none
	// Demo marks every page "dữ liệu minh họa".
	Demo bool
	// DefaultPlace is what place.Find understands, "" everything;
	// DefaultPeriod what calendar.ParsePeriod reads, "" last year.
	DefaultPlace, DefaultPeriod string
	// DefaultStatus is the least status of the entries counted.
	DefaultStatus figure.Status
	// Stylesheets are served as /assets/NAME beside the pages' own; official
	// reports bring theirs.
	Stylesheets map[string]string
	// Reader finds who asks; nil lets everybody see everything but restricted
	// entries. An error ends the request: one with a method Text(lang) is shown.
	Reader func(*http.Request) (Reader, error)
	// Now is the clock; nil is the real one.
	Now func() time.Time
	// Log receives what a reader must not see; nil discards it.
	Log *slog.Logger
}

// Handler serves the pages. It answers every path, so a program that serves
// more puts it behind its other patterns.
func Handler(o Options) (http.Handler, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	t, err := loadTemplates()
	if err != nil {
		return nil, fmt.Errorf("read templates: %w", err)
	}
	files, err := plain.LoadAssets(o.Stylesheets)
	if err != nil {
		return nil, fmt.Errorf("read assets: %w", err)
	}
	return (&site{Options: o, templates: t, assets: files}).routes(), nil
}
