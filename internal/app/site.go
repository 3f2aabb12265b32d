package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"phendau/internal/blobs"
	"phendau/internal/ledger"
	"phendau/internal/office"
	"phendau/internal/place"
	"phendau/internal/registry"
	"phendau/internal/relay"
	"phendau/internal/store"
	"phendau/internal/syncing"
	"phendau/internal/vi"
	"phendau/internal/words"
)

// exchanging says on which book and with which keys sites exchange. Where a
// running server holds both, bundles go through it; hand-overs need it stopped.
type exchanging struct {
	where
	keyDir, blobDir string
}

func (x *exchanging) flags(fs *flag.FlagSet) {
	x.where.flags(fs)
	fs.StringVar(&x.keyDir, "keys", "", "")
	fs.StringVar(&x.blobDir, "blobs", "", "")
}

func (x *exchanging) check(w words.Words) error {
	if err := x.where.check(w); err != nil {
		return err
	}
	if x.keyDir == "" && x.dir == "" {
		return &usageError{w.Text("need_keys")}
	}
	if x.keyDir == "" {
		x.keyDir = filepath.Join(x.dir, "keys")
	}
	if x.blobDir == "" && x.dir != "" {
		x.blobDir = filepath.Join(x.dir, "blobs")
	}
	return nil
}

// with opens book and keys for one command. begin allows a book that is not
// there yet.
func (x *exchanging) with(ctx context.Context, m *Main, w words.Words, begin bool, do func(*office.Sites) error) (err error) {
	if err := x.check(w); err != nil {
		return err
	}
	if !begin {
		if err := x.exists(ctx, w); err != nil {
			return err
		}
	}
	k, err := openKeys(w, x.keyDir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, k.close()) }()
	identity, err := bundleIdentity(w, x.keyDir)
	if err != nil {
		return err
	}
	st, err := x.write(ctx, w)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	s := &office.Sites{Store: st, Writer: k.writer(st), Identity: identity, NowMS: func() int64 { return m.Now().UnixMilli() }}
	if x.blobDir != "" {
		d, err := blobs.Open(x.blobDir)
		if err != nil {
			return err
		}
		s.Files = heldFiles{d}
	}
	return do(s)
}

// heldFiles are the files of this site.
type heldFiles struct{ *blobs.Dir }

// Hold keeps a file that another site kept before.
func (d heldFiles) Hold(h [32]byte, b []byte) (store.Blob, error) {
	media, err := d.Keep(h, b)
	return store.Blob{Hash: h, Size: int64(len(b)), MediaType: media}, err
}

// site makes sites known, hands ledgers over, and says where they are kept.
func (m *Main) site(ctx context.Context, w words.Words, args []string) error {
	var x exchanging
	var name, why, home string
	var communes list
	fs := newFlags("site")
	x.flags(fs)
	fs.StringVar(&name, "name", "", "")
	fs.StringVar(&why, "why", "", "")
	fs.StringVar(&home, "home", "", "")
	fs.Var(&communes, "commune", "")
	rest, err := parse(fs, args)
	if err != nil {
		return err
	}
	switch {
	case len(rest) == 1 && rest[0] == "key":
		return m.siteKey(w, &x)
	case len(rest) == 2 && rest[0] == "add" && name != "":
		return m.siteAdd(ctx, w, &x, rest[1], name, communes)
	case len(rest) == 2 && rest[0] == "join":
		return m.siteJoin(ctx, w, &x, rest[1], home)
	case len(rest) == 1 && rest[0] == "sync":
		return m.siteSync(ctx, w, &x, home)
	case len(rest) == 1 && rest[0] == "release" && len(communes) > 0:
		return m.siteRelease(ctx, w, &x, communes)
	case len(rest) == 2 && rest[0] == "break" && why != "":
		return m.siteBreak(ctx, w, &x, rest[1], why)
	case len(rest) == 1 && rest[0] == "list":
		return m.siteList(ctx, w, &x)
	}
	return &usageError{w.Text("site_usage")}
}

// siteKey makes the keys of a place where they are not, and prints its line.
func (m *Main) siteKey(w words.Words, x *exchanging) (err error) {
	if err := x.check(w); err != nil {
		return err
	}
	k, err := openKeys(w, x.keyDir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, k.close()) }()
	identity, err := bundleIdentity(w, x.keyDir)
	if err != nil {
		return err
	}
	author := ledger.NewAuthor(k.deviceID, k.seed(), commandLineActor, commandLineBody)
	s := &office.Sites{Writer: &store.Writer{Author: author}, Identity: identity}
	fmt.Fprintln(m.Stdout, s.Key().Line())
	fmt.Fprintln(m.Stderr, w.Text("site_words", "words", wordsOf(s.Key())))
	return nil
}

// wordsOf are the words two people compare by telephone: a line on a stick could
// be another's.
func wordsOf(k office.SiteKey) string {
	return strings.Join(syncing.Fingerprint(ledger.AlgEd25519, k.PublicKey+"\n"+k.Recipient), " ")
}

func (m *Main) siteAdd(ctx context.Context, w words.Words, x *exchanging, file, name string, communes []string) error {
	b, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	k, err := office.ReadSiteKey(string(b))
	if err != nil {
		return err
	}
	return x.with(ctx, m, w, false, func(s *office.Sites) error {
		places, err := m.findPlaces(ctx, s, communes)
		if err != nil {
			return err
		}
		n, err := s.Add(ctx, k, name, places)
		if err != nil {
			return err
		}
		fmt.Fprintln(m.Stdout, w.Text("site_added", "name", name, "n", n))
		fmt.Fprintln(m.Stdout, w.Text("site_words_of", "name", name, "words", wordsOf(k)))
		fmt.Fprintln(m.Stdout, w.Text("site_words", "words", wordsOf(s.Key())))
		return nil
	})
}

// findPlaces reads the places people name.
func (m *Main) findPlaces(ctx context.Context, s *office.Sites, texts []string) ([]string, error) {
	reg, err := s.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, text := range texts {
		found, err := reg.Places.Find(text, place.Latest)
		if err != nil {
			return nil, err
		}
		out = append(out, found.ID)
	}
	return out, nil
}

// siteJoin begins the book of this place from home's first bundle.
func (m *Main) siteJoin(ctx context.Context, w words.Words, x *exchanging, file, home string) error {
	if err := x.check(w); err != nil {
		return err
	}
	if home != "" {
		if _, err := office.CheckHome(home); err != nil {
			return err
		}
	}
	if x.dir != "" {
		if _, err := os.Stat(filepath.Join(x.dir, store.DatabaseFile)); !errors.Is(err, fs.ErrNotExist) {
			return errors.Join(err, &office.SiteError{Code: "not_empty"})
		}
	}
	return x.with(ctx, m, w, true, func(s *office.Sites) error {
		taken, err := s.Join(ctx, opener(file), nil)
		if err != nil {
			return errors.Join(err, x.undo(s))
		}
		if home != "" {
			if err := s.SetHome(ctx, home); err != nil {
				return err
			}
		}
		if err := m.taken(ctx, w, s.Store, taken); err != nil {
			return err
		}
		reg, err := s.Store.Registry(ctx)
		if err != nil {
			return err
		}
		for _, id := range reg.Nodes() {
			if d := reg.Device(id); d.Recipient != "" && !d.IsSite() {
				fmt.Fprintln(m.Stdout, w.Text("site_joined", "words", wordsOf(office.SiteKey{ID: id, PublicKey: d.PublicKey, Recipient: d.Recipient})))
			}
		}
		return nil
	})
}

// siteSync exchanges with home now: by the running server, or without one.
func (m *Main) siteSync(ctx context.Context, w words.Words, x *exchanging, home string) error {
	err := x.with(ctx, m, w, false, func(s *office.Sites) error {
		if home != "" {
			if err := s.SetHome(ctx, home); err != nil {
				return err
			}
		}
		return (&office.Exchange{Sites: s, Log: m.logger()}).Now(ctx)
	})
	var busy *keysInUse
	if errors.As(err, &busy) && home == "" {
		var c *relay.Courier
		if c, err = running(w, x.keyDir); err == nil {
			err = c.Sync(ctx)
		}
	}
	if err == nil {
		fmt.Fprintln(m.Stdout, w.Text("site_synced"))
	}
	return err
}

// undo takes the empty database away again when nothing could be joined, so that
// the next bundle finds an empty place.
func (x *exchanging) undo(s *office.Sites) error {
	if _, err := s.Store.RegistryID(context.Background()); err == nil || x.dir == "" {
		return nil // it was begun: the same bundle goes on where this one ended
	}
	if err := s.Store.Close(); err != nil {
		return err
	}
	files, err := filepath.Glob(filepath.Join(x.dir, store.DatabaseFile+"*"))
	for _, f := range files {
		err = errors.Join(err, os.Remove(f))
	}
	return err
}

func (m *Main) siteRelease(ctx context.Context, w words.Words, x *exchanging, communes []string) error {
	return x.with(ctx, m, w, false, func(s *office.Sites) error {
		places, err := m.findPlaces(ctx, s, communes)
		if err != nil {
			return err
		}
		n, err := s.GiveBack(ctx, places)
		if err != nil {
			return err
		}
		fmt.Fprintln(m.Stdout, w.Text("site_released", "n", n))
		return nil
	})
}

func (m *Main) siteBreak(ctx context.Context, w words.Words, x *exchanging, name, why string) error {
	return x.with(ctx, m, w, false, func(s *office.Sites) error {
		id, err := s.FindSite(ctx, name)
		if err != nil {
			return err
		}
		n, err := s.Break(ctx, id, why)
		if err != nil {
			return err
		}
		fmt.Fprintln(m.Stdout, w.Text("site_broken", "n", n))
		return nil
	})
}

// siteList says of every ledger who keeps it and how far it is known here.
func (m *Main) siteList(ctx context.Context, w words.Words, x *exchanging) error {
	st, err := x.read(ctx, w)
	if err != nil {
		return err
	}
	defer st.Close()
	reg, err := st.Registry(ctx)
	if err != nil {
		return err
	}
	states, err := st.LedgerStates(ctx)
	if err != nil {
		return err
	}
	t := tabwriter.NewWriter(m.Stdout, 0, 0, 2, ' ', 0)
	for _, l := range states {
		site := w.Text("site_home")
		if d := reg.Device(l.Site); d != nil {
			site = d.Site
		}
		state := "site_state.kept"
		switch {
		case l.Frozen != "":
			state = "site_state.frozen"
		case l.Released:
			state = "site_state.released"
		case l.Site != st.Site() && l.Seq == 0:
			state = "site_state.absent"
		case l.Site != st.Site():
			state = "site_state.read"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%d.%d\t%s\n", reg.Ledgers[l.LedgerID].Name, site, w.Text(state), l.Epoch, l.Seq, l.Hash.String()[:16])
	}
	if err := t.Flush(); err != nil {
		return err
	}
	return m.sitePeers(ctx, w, st, reg)
}

// sitePeers says of every place this book exchanges with how that goes.
func (m *Main) sitePeers(ctx context.Context, w words.Words, st *store.Store, reg *registry.Registry) error {
	peers, err := st.Peers(ctx)
	if err != nil {
		return err
	}
	waiting, err := st.Unheard(ctx, peers)
	if err != nil {
		return err
	}
	at := func(ms int64) string {
		if ms == 0 {
			return w.Text("site_never")
		}
		return time.UnixMilli(ms).In(hanoi).Format("15:04 02/01/2006")
	}
	for i := range peers {
		p := &peers[i]
		name := w.Text("site_home")
		if d := reg.Device(p.Site); d != nil {
			name = d.Site
		}
		fmt.Fprintln(m.Stdout, w.Text("site_peer", "name", name, "when", at(max(p.MetMS, p.ToldMS)), "n", vi.Int(waiting[i])))
		if p.Failed != "" {
			fmt.Fprintln(m.Stdout, "  "+w.Text("site_peer_failed", "when", at(p.FailedMS), "why", w.Text("site_error."+p.Failed, "detail", "")))
		}
	}
	return nil
}
