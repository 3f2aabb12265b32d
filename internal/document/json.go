package document

import (
	"encoding/json"
	"fmt"
	"io"

	"phendau/internal/paper"
)

// reportJSON is the JSON form of a report: the model and a flat list of its
// figures with the places that show them.
type reportJSON struct {
	Format   string          `json:"format"`
	Document json.RawMessage `json:"document"`
	Cells    []cellJSON      `json:"cells"`
}

// cellJSON is a registered figure; ShownIn are paths in the document, such
// as "body/3" or "annexes/0/0/rows/2/3".
type cellJSON struct {
	paper.Figure
	ShownIn []string `json:"shown_in"`
}

func writeJSON(w io.Writer, doc *paper.Document) error {
	model, err := paper.Marshal(doc)
	if err != nil {
		return err
	}
	out := reportJSON{Format: "phendau.report/1", Document: model, Cells: make([]cellJSON, len(doc.Figures))}
	index := map[int]int{}
	for i, f := range doc.Figures {
		out.Cells[i] = cellJSON{Figure: f, ShownIn: []string{}}
		index[f.Cell] = i
	}
	eachRun(doc, func(path string, r paper.Run, _ bool) {
		if r.Figure != 0 {
			c := &out.Cells[index[r.Figure]]
			c.ShownIn = append(c.ShownIn, path)
		}
	})
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(true) // safe even when a page includes it
	enc.SetIndent("", "  ")
	if err := enc.Encode(out); err != nil {
		return fmt.Errorf("encode report: %w", err)
	}
	return nil
}
