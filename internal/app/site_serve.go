package app

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"phendau/internal/ledger"
	"phendau/internal/office"
	"phendau/internal/relay"
	"phendau/internal/words"
)

// openSites makes this process a place that exchanges, and remembers where its
// home is reached when that was said.
func (h *house) openSites(ctx context.Context, w words.Words, m *Main, s *serving) error {
	identity, err := bundleIdentity(w, s.keyDir)
	if err != nil {
		return err
	}
	sites := &office.Sites{Store: h.st, Writer: h.office.Writer, Identity: identity, NowMS: func() int64 { return m.Now().UnixMilli() }}
	if h.office.Blobs != nil {
		sites.Files = heldFiles{h.office.Blobs}
	}
	h.sites = &office.SiteDoor{Sites: sites, Exchange: &office.Exchange{Sites: sites, Log: h.log}, Log: h.log}
	h.office.Sites = h.sites
	if s.home == "" {
		return nil
	}
	return sites.SetHome(ctx, s.home)
}

// siteDoor is where sites and the commands of this place come in.
func (h *house) siteDoor(now func() time.Time) http.Handler {
	d := &relay.Door{Place: h.sites, Secret: h.keys.root.Derive("sites"), Now: now, Log: h.log, Classify: classify}
	return d.Handler()
}

// servingFile says, in the directory of keys, where the server that holds them
// listens: commands of the same keys reach it there.
const servingFile = "serving.json"

// servingAt is its content.
type servingAt struct {
	Listen string `json:"listen"` // address and port
	Origin string `json:"origin"` // what people open
	TLS    bool   `json:"tls"`
}

// tell writes where the server listens; the end of the server takes it away.
func (h *house) tell(s *serving, addr net.Addr) (done func() error, err error) {
	b, err := json.Marshal(servingAt{addr.String(), h.origin, s.cert != ""})
	if err != nil {
		return nil, err
	}
	path := filepath.Join(s.keyDir, servingFile)
	return func() error { return os.Remove(path) }, keepFile(path, b)
}

// running reaches the server that holds the keys of a directory, as a process of
// the same place.
func running(w words.Words, keyDir string) (*relay.Courier, error) {
	b, err := os.ReadFile(filepath.Join(keyDir, servingFile))
	if err != nil {
		return nil, errors.New(w.Text("keys_in_use"))
	}
	var at servingAt
	if err := json.Unmarshal(b, &at); err != nil {
		return nil, err
	}
	k := &keys{}
	if err := k.read(w, keyDir); err != nil {
		return nil, err
	}
	base, err := url.Parse(at.Origin)
	if err != nil {
		return nil, err
	}
	if !at.TLS { // a proxy may end it: behind that this machine is called by its own name
		base = &url.URL{Scheme: "http", Host: "localhost"}
	}
	author := ledger.NewAuthor(k.deviceID, k.seed(), commandLineActor, commandLineBody)
	dialer := net.Dialer{Timeout: 5 * time.Second}
	return &relay.Courier{Base: base, DeviceID: author.DeviceID, Sign: author.SignText, Via: &http.Transport{
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return dialer.DialContext(ctx, network, own(at.Listen))
		}}}, nil
}

// own is an address of this machine at which a server that listens everywhere is
// reached.
func own(listen string) string {
	host, port, err := net.SplitHostPort(listen)
	if ip := net.ParseIP(host); err != nil || ip == nil || !ip.IsUnspecified() {
		return listen
	}
	return net.JoinHostPort("localhost", port)
}
