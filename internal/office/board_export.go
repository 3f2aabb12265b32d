package office

import (
	"bytes"
	"context"
	"fmt"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/document"
	"phendau/internal/paper"
	"phendau/internal/words"
)

// boardFile is a board as a file.
type boardFile struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

// boardExport hands the board out as CSV, one row for a unit and a month, and
// notes who took it.
func (o *Office) boardExport(ctx context.Context, c *api.Caller, in *BoardQuery) (*boardFile, error) {
	b, err := o.board(ctx, c, in, access.Export)
	if err != nil {
		return nil, err
	}
	w := words.For(c.Lang)
	e := document.Export{About: []string{b.Place + ", " + b.Label, b.DueRule}}
	for _, col := range []struct {
		key  string
		kind paper.ColumnKind
	}{{"unit", paper.TextColumn}, {"from", paper.DateColumn}, {"to", paper.DateColumn}, {"due", paper.DateColumn}, {"state", paper.TextColumn},
		{"entries", paper.NumberColumn}, {"verified", paper.NumberColumn}, {"late", paper.TextColumn}, {"reason", paper.TextColumn}} {
		e.Columns = append(e.Columns, document.ExportColumn{Title: w.Text("board.col." + col.key), Kind: col.kind})
	}
	rows := 0
	e.Rows = func(yield func([]document.Value, error) bool) {
		for _, u := range b.Units {
			for i := range u.Cells {
				rows++
				if !yield(boardRow(&u, i, b, w.Text("board.late")), nil) {
					return
				}
			}
		}
	}
	var out bytes.Buffer
	if err := document.ExportCSV(&out, e); err != nil {
		return nil, err
	}
	err = o.note(ctx, c, audit.Record{Action: audit.Export, PlaceID: b.PlaceID, Detail: audit.Facts("what", "board", "from", b.From, "to", b.To, "format", "csv", "rows", rows)})
	if err != nil {
		return nil, err
	}
	name := fmt.Sprintf(`attachment; filename="day-du-%s-%s.csv"`, b.From, b.To)
	return &boardFile{"text/csv; charset=utf-8", name, out.Bytes()}, nil
}

func boardRow(u *BoardUnit, i int, b *Board, late string) []document.Value {
	c, m := &u.Cells[i], &b.Months[i]
	reason := document.Empty()
	if c.Nil != nil {
		reason = document.Text(joinWhy(c.Nil.Reason, c.Nil.Why))
	}
	if !c.Late {
		late = ""
	}
	return []document.Value{document.Text(u.Name), document.Day(m.From), document.Day(m.To), document.Day(m.Due), document.Text(c.Text),
		document.Int(c.Entries), document.Int(c.Verified), document.Text(late), reason}
}
