package office

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"phendau/internal/audit"
	"phendau/internal/web"
)

// CompareAssets fetches the web apps of a running server as a browser would and
// compares every file with those of this program. It names the first that differs.
// Compare with a program of the same release: another one has other files.
func CompareAssets(ctx context.Context, server string) []Finding {
	server = strings.TrimSuffix(server, "/")
	client := &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{Proxy: nil, DisableCompression: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	defer client.CloseIdleConnections()
	all := web.Assets()
	differ, first := 0, ""
	for i := range all {
		// A server may send one person another form than the next, so each is asked for.
		for _, coding := range []string{"gzip, br", "gzip", "identity"} {
			same, err := sameAsset(ctx, client, server, &all[i], coding)
			if err != nil {
				return saw("assets", "away", "url", server, "file", all[i].Path, "why", err.Error())
			}
			if !same {
				differ++
				if first == "" {
					first = all[i].Path
				}
				break
			}
		}
	}
	if differ > 0 {
		return saw("assets", "differ", "file", first, "n", differ, "all", len(all))
	}
	return saw("assets", "ok", "all", len(all))
}

// appsLog asks whether the web apps that servers of this book last began to serve are
// those of this program.
func (d *Doctor) appsLog(ctx context.Context) ([]Finding, error) {
	if d.Store == nil || d.Apps == "" {
		return nil, nil
	}
	last, err := d.Store.AuditRecords(ctx, audit.Filter{Actions: []string{audit.AppsServe}, Limit: 1})
	if err != nil {
		return nil, err
	}
	if len(last) == 0 {
		return saw("apps_log", "none"), nil
	}
	what := "ok"
	if last[0].ObjectID != d.Apps {
		what = "differ"
	}
	return saw("apps_log", what, "at", moment(time.Unix(last[0].At, 0)), "logged", last[0].ObjectID, "own", d.Apps), nil
}

var errStatus = errors.New("HTTP status")

// sameAsset compares SHA-256 of one file in one coding.
func sameAsset(ctx context.Context, client *http.Client, server string, a *web.Asset, coding string) (bool, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, server+a.Path, nil)
	if err != nil {
		return false, err
	}
	req.Header.Set("Accept-Encoding", coding)
	res, err := client.Do(req)
	if err != nil {
		return false, err
	}
	defer res.Body.Close()
	if res.StatusCode == http.StatusNotFound {
		return false, nil // of another release
	}
	if res.StatusCode != http.StatusOK {
		return false, fmt.Errorf("%w %d", errStatus, res.StatusCode)
	}
	b, err := io.ReadAll(io.LimitReader(res.Body, 2*int64(len(a.Bodies[""]))+1024))
	if err != nil {
		return false, err
	}
	switch res.Header.Get("Content-Encoding") {
	case "br": // nothing here unpacks it: it must be ours as it is
		return sha256.Sum256(b) == sha256.Sum256(a.Bodies["br"]), nil
	case "gzip": // a proxy may have packed it anew
		b = unpacked(b, int64(len(a.Bodies[""])))
	}
	return sha256.Sum256(b) == sha256.Sum256(a.Bodies[""]), nil
}

// unpacked is what gzip packed, a byte more than expected at most; nil where it
// cannot be unpacked: then it is no file of ours.
func unpacked(b []byte, expected int64) []byte {
	r, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil
	}
	out, err := io.ReadAll(io.LimitReader(r, expected+1))
	if err != nil {
		return nil
	}
	return out
}
