package document

import (
	"errors"
	"io"

	"phendau/internal/paper"
)

func writeXLSX(w io.Writer, d *paper.Document) error { return errors.New("todo") }
func writeHTML(w io.Writer, d *paper.Document) error { return errors.New("todo") }
func writeJSON(w io.Writer, d *paper.Document) error { return errors.New("todo") }
