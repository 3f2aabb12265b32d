package app

import (
	"context"

	"phendau/internal/audit"
	"phendau/internal/web"
)

// tellApps leaves a line in the log where this program serves other web apps than
// the one before it: altered apps could read what people type, and would leave no other trace.
func (h *house) tellApps(ctx context.Context) error {
	_, sum := web.Manifest()
	return h.st.AuditChange(ctx, audit.Record{Action: audit.AppsServe, ObjectID: sum, Detail: audit.Facts("program", Version, "sum", sum), Outcome: audit.Done})
}
