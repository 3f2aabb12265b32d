package document

import (
	"errors"
	"io"

	"phendau/internal/paper"
)

func writeHTML(w io.Writer, d *paper.Document) error { return errors.New("todo") }
