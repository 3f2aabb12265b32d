package phone

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"

	"phendau/internal/syncing"
)

// HTTP is a Net over HTTP.
type HTTP struct {
	Base   string // "https://phendau.example"
	Client *http.Client
	// Lang is "vi" or "en"; "" is vi.
	Lang string
}

// maxAnswer bounds what is read of an answer.
const maxAnswer = 32 << 20

// Call sends one request: JSON packed, the piece of a file as it is.
func (n *HTTP) Call(ctx context.Context, method, path, token string, in, out any) error {
	var body io.Reader
	raw, isRaw := in.(Piece)
	switch {
	case isRaw:
		body = bytes.NewReader(raw)
	case in != nil:
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		if err := json.NewEncoder(z).Encode(in); err != nil {
			return err
		}
		if err := z.Close(); err != nil {
			return err
		}
		body = &b
	}
	r, err := http.NewRequestWithContext(ctx, method, n.Base+syncing.Prefix+path, body)
	if err != nil {
		return err
	}
	r.Header.Set("Phendau-Protocol", "1")
	r.Header.Set("Accept-Language", n.Lang)
	switch {
	case isRaw:
		r.Header.Set("Content-Type", "application/octet-stream")
	case in != nil:
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Content-Encoding", "gzip")
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	c := n.Client
	if c == nil {
		c = http.DefaultClient
	}
	resp, err := c.Do(r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		e := &syncing.Error{Status: resp.StatusCode}
		if json.Unmarshal(b, e) != nil || e.Code == "" {
			return fmt.Errorf("answered with status %d", resp.StatusCode)
		}
		return e
	}
	return json.Unmarshal(b, out)
}
