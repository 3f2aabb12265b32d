package app

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"phendau/internal/api"
	"phendau/internal/office"
	"phendau/internal/words"
)

// openapi prints the description of the JSON API, which is made from the types
// of its routes. Clients are generated from it.
func (m *Main) openapi(_ context.Context, w words.Words, args []string) error {
	fs := newFlags("openapi")
	if rest, err := parse(fs, args); err != nil || len(rest) > 0 {
		return orUnexpected(w, err, rest)
	}
	o := &office.Office{Now: m.Now}
	a := api.New(o.Options())
	o.Routes(a)
	b, err := a.OpenAPI()
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := json.Indent(&out, b, "", "  "); err != nil {
		return err
	}
	_, err = fmt.Fprintln(m.Stdout, out.String())
	return err
}
