package report

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"phendau/internal/canon"
	"phendau/internal/ledger"
	"phendau/internal/paper"
	"phendau/internal/place"
)

// StoredCell is a printed cell of a locked report. Numbers are written as
// text, since the canonical form knows no decimals.
type StoredCell struct {
	Number    int    `json:"number"`
	Selection string `json:"selection"` // token of figure.Selection
	Value     string `json:"value,omitempty"`
	Low       string `json:"low,omitempty"`
	High      string `json:"high,omitempty"`
	Qualifier string `json:"qualifier,omitempty"`
	State     string `json:"state"`
	Printed   string `json:"printed"`
	InText    string `json:"in_text,omitempty"` // where a sentence prints it otherwise
	// Basis are the sums by how the values are known, those not zero; a lock
	// made before they were kept has none.
	Basis map[string]string `json:"basis,omitempty"`
}

// Locked is a published report as its snapshot keeps it.
type Locked struct {
	ID    string // of the snapshot
	Body  ledger.SnapshotBody
	Cells []StoredCell
	// Number is the document's number line, "Số: 05/BC-UBND", if issued.
	Number string
}

// LockFacts is what the caller knows about a lock beyond the report.
type LockFacts struct {
	Signer    string // person id
	Position  []ledger.Position
	Catalogue int   // version
	Registry  int64 // position of the registry ledger
	Entries   int64 // entries the lock covers
	Doubts    []ledger.LockDoubt
}

// LockBody gives the content of the lock operation of a report and the bytes
// its hashes bind: the canonical list of stored cells and the document, from
// which Reprint prints the same pages again. Hashes are SHA-256 in lower-case
// hex.
func LockBody(r *Report, f LockFacts) (body ledger.SnapshotBody, cells, document []byte, err error) {
	j := r.job
	if cells, err = canon.Marshal(r.StoredCells()); err != nil {
		return body, nil, nil, fmt.Errorf("encode cells: %w", err)
	}
	if document, err = paper.Marshal(r.Document); err != nil {
		return body, nil, nil, fmt.Errorf("encode report: %w", err)
	}
	mapText := j.Map.String()
	if j.Map.Kind == place.MapToday {
		mapText = j.mapDay.String() // "today" is another day tomorrow
	}
	body = ledger.SnapshotBody{Report: j.tpl.ID, Template: j.tpl.Version, Title: r.Document.Title + " " + r.Document.Subject,
		PlaceID: j.Place, From: j.Period.From, To: j.Period.To, Calendar: string(j.Period.Calendar), Map: mapText, MapDay: j.mapDay,
		Viewpoint: j.query.Viewpoint.String(), Status: j.query.Status.String(), MinLevel: int(j.query.Status), Position: f.Position,
		Catalogue: f.Catalogue, Registry: f.Registry, CellsHash: digest(cells), DocumentHash: digest(document), Entries: f.Entries, Signer: f.Signer, Doubts: f.Doubts}
	return body, cells, document, nil
}

func digest(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}

// StoredCells are the cells of the report in the form a lock keeps.
func (r *Report) StoredCells() []StoredCell {
	out := make([]StoredCell, len(r.Cells))
	for i := range r.Cells {
		b := &r.Cells[i]
		out[i] = StoredCell{Number: b.Number, Selection: b.Cell.Drill, Value: string(b.Cell.Value), Low: string(b.Cell.Low), High: string(b.Cell.High),
			Qualifier: b.Cell.Qualifier, State: string(b.Cell.State), Printed: paper.Visible(b.Printed)}
		if b.InText != b.Printed {
			out[i].InText = paper.Visible(b.InText)
		}
		for basis, n := range b.Cell.Basis {
			if n != "0" && n != "" {
				if out[i].Basis == nil {
					out[i].Basis = map[string]string{}
				}
				out[i].Basis[basis] = n.String()
			}
		}
	}
	return out
}

// ReadCells reads what LockBody wrote as cells.
func ReadCells(cells []byte) ([]StoredCell, error) {
	var out []StoredCell
	if err := json.Unmarshal(cells, &out); err != nil {
		return nil, fmt.Errorf("read stored cells: %w", err)
	}
	return out, nil
}

// Reprint brings a locked report back as it was printed.
func Reprint(document []byte) (*paper.Document, error) { return paper.Unmarshal(document) }
