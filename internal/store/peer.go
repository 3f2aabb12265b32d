package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"phendau/internal/ledger"
)

// Peer is a place this book exchanges with, and how that goes.
type Peer struct {
	Site string // "" is home
	URL  string // where it is reached; "" where it comes by itself
	Told map[string]ledger.Position
	// Wants are the files it said it lacks.
	Wants []ledger.Hash
	// Sent and Got name what was last said to it and by it.
	Sent, Got string
	// MetMS is when something last went well between the two, ToldMS when its
	// last bundle was taken in; 0 is never.
	MetMS, ToldMS int64
	// Failed is the code of what went wrong last, since then nothing went well.
	Failed   string
	FailedMS int64
	Fails    int   // tries that failed one after the other
	NextMS   int64 // when the next try is due
}

const peerCols = "site, url, told, wants, sent, got, met_ms, told_ms, failed, failed_ms, fails, next_ms"

func scanPeer(scan func(...any) error) (Peer, error) {
	var p Peer
	var told []byte
	var wants string
	if err := scan(&p.Site, &p.URL, &told, &wants, &p.Sent, &p.Got, &p.MetMS, &p.ToldMS, &p.Failed, &p.FailedMS, &p.Fails, &p.NextMS); err != nil {
		return p, err
	}
	var list []ledger.Position
	var hashes []string
	if err := errors.Join(json.Unmarshal(told, &list), json.Unmarshal([]byte(wants), &hashes)); err != nil {
		return p, fmt.Errorf("what is known of site %q: %w", p.Site, err)
	}
	p.Told = make(map[string]ledger.Position, len(list))
	for _, at := range list {
		p.Told[at.LedgerID] = at
	}
	for _, text := range hashes {
		h, err := ledger.ParseHash(text)
		if err != nil {
			return p, err
		}
		p.Wants = append(p.Wants, h)
	}
	return p, nil
}

// Peers lists those this book exchanges with.
func (s *Store) Peers(ctx context.Context) ([]Peer, error) {
	var out []Peer
	rows, err := s.query(ctx, "SELECT "+peerCols+" FROM peer ORDER BY site")
	err = each(rows, err, func(scan func(...any) error) error {
		p, err := scanPeer(scan)
		out = append(out, p)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read whom this book exchanges with: %w", err)
	}
	return out, nil
}

// Peer finds one; ErrGone when this book does not exchange with it.
func (s *Store) Peer(ctx context.Context, site string) (Peer, error) {
	p, err := scanPeer(s.queryRow(ctx, "SELECT "+peerCols+" FROM peer WHERE site = $1", site).Scan)
	return p, gone(err)
}

// PutPeerURL says where a site is reached. A new address is tried at once.
func (s *Store) PutPeerURL(ctx context.Context, site, url string) error {
	return s.peer(ctx, site, "url = $2, fails = 0, next_ms = 0", url)
}

// MetPeer notes that an exchange went well, and when the next is due.
func (s *Store) MetPeer(ctx context.Context, site string, nextMS int64) error {
	return s.peer(ctx, site, "met_ms = $2, next_ms = $3, fails = 0, failed = ''", s.now(), nextMS)
}

// FailedPeer notes that one did not, why, and when to try again.
func (s *Store) FailedPeer(ctx context.Context, site, code string, nextMS int64) error {
	return s.peer(ctx, site, "failed = $2, failed_ms = $3, next_ms = $4, fails = fails + 1", code, s.now(), nextMS)
}

// SaidToPeer remembers what a site has taken in.
func (s *Store) SaidToPeer(ctx context.Context, site, tag string) error {
	return s.peer(ctx, site, "sent = $2", tag)
}

// HeardOfPeer remembers what was taken in of a site.
func (s *Store) HeardOfPeer(ctx context.Context, site, tag string) error {
	return s.peer(ctx, site, "got = $2", tag)
}

// peer changes what is known of a site, whose id is the first argument.
func (s *Store) peer(ctx context.Context, site, set string, args ...any) error {
	err := s.write(ctx, func(t *Tx) error {
		_, err := t.exec("UPDATE peer SET "+set+" WHERE site = $1", append([]any{site}, args...)...)
		return err
	})
	if err != nil {
		return fmt.Errorf("note how the exchange with site %q goes: %w", site, err)
	}
	return nil
}

// UseChallenge takes a challenge of a device once: one issued before the last
// that was used is refused, as is the same again. A last one in the future is of
// a clock that was mended since.
func (s *Store) UseChallenge(ctx context.Context, deviceID string, issuedMS int64) (fresh bool, err error) {
	err = s.write(ctx, func(t *Tx) error {
		n, err := t.insertCount("challenge_used", "device_id, issued_ms", [][]any{{deviceID, issuedMS}},
			fmt.Sprintf("ON CONFLICT (device_id) DO UPDATE SET issued_ms = excluded.issued_ms WHERE challenge_used.issued_ms < excluded.issued_ms OR challenge_used.issued_ms > %d", t.nowMS))
		fresh = n > 0
		return err
	})
	return fresh, err
}

// LackedFiles are files that operations of some ledgers name and that are not
// here, the newest first, at most so many.
func (s *Store) LackedFiles(ctx context.Context, ledgers []string, limit int) ([]ledger.Hash, error) {
	if len(ledgers) == 0 {
		return nil, nil
	}
	return s.hashes(ctx, fmt.Sprintf("SELECT b.sha256 FROM blob b LEFT JOIN content c ON c.sha256 = b.sha256 WHERE c.sha256 IS NULL AND %s GROUP BY b.sha256 ORDER BY max(b.at_ms) DESC, b.sha256 LIMIT %d",
		in("b.ledger_id", 0, len(ledgers)), limit), anys(ledgers)...)
}

// NamedFiles are those of some files that operations of some ledgers name and
// that are here.
func (s *Store) NamedFiles(ctx context.Context, ledgers []string, hashes []ledger.Hash) ([]ledger.Hash, error) {
	var out []ledger.Hash
	if len(ledgers) == 0 {
		return nil, nil
	}
	err := chunks(hashes, func(part []ledger.Hash) error {
		args := anys(ledgers)
		for i := range part {
			args = append(args, part[i][:])
		}
		found, err := s.hashes(ctx, "SELECT DISTINCT b.sha256 FROM blob b JOIN content c ON c.sha256 = b.sha256 WHERE "+in("b.ledger_id", 0, len(ledgers))+" AND "+in("b.sha256", len(ledgers), len(part))+" ORDER BY b.sha256", args...)
		out = append(out, found...)
		return err
	})
	return out, err
}

// FileNames are the ledgers whose operations name a file, each with the device
// that did so.
func (s *Store) FileNames(ctx context.Context, h ledger.Hash) (map[string]string, error) {
	out := map[string]string{}
	rows, err := s.query(ctx, "SELECT ledger_id, device_id FROM blob WHERE sha256 = $1", h[:])
	err = each(rows, err, func(scan func(...any) error) error {
		var ledgerID, deviceID string
		err := scan(&ledgerID, &deviceID)
		out[ledgerID] = deviceID
		return err
	})
	return out, err
}

func (s *Store) hashes(ctx context.Context, q string, args ...any) ([]ledger.Hash, error) {
	var out []ledger.Hash
	rows, err := s.query(ctx, q, args...)
	err = each(rows, err, func(scan func(...any) error) error {
		var b []byte
		err := scan(&b)
		if err == nil && len(b) == len(ledger.Hash{}) {
			out = append(out, ledger.Hash(b))
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("look up files: %w", err)
	}
	return out, nil
}

// Unheard counts for each site what it has not said to hold: operations of
// ledgers it shares with this place, behind where it told it had got, and those
// kept here for it.
func (s *Store) Unheard(ctx context.Context, peers []Peer) ([]int64, error) {
	states, err := s.LedgerStates(ctx)
	if err != nil {
		return nil, err
	}
	hands, err := s.handovers(ctx)
	if err != nil {
		return nil, err
	}
	kept, err := s.keptFor(ctx)
	if err != nil {
		return nil, err
	}
	registryID, err := s.RegistryID(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]int64, len(peers))
	for i := range peers {
		p := &peers[i]
		other := p.Site
		if other == "" {
			other = s.site
		}
		for _, l := range sharedBy(states, hands, other) {
			out[i] += max(0, l.Seq-p.Told[l.LedgerID].Seq)
		}
		for _, l := range states {
			if l.LedgerID == registryID && s.site == "" {
				out[i] += max(0, l.Seq-p.Told[l.LedgerID].Seq)
			}
			if (l.Site != s.site || l.Released) && (p.Site == "" || l.Site == p.Site) {
				out[i] += kept[l.LedgerID]
			}
		}
	}
	return out, nil
}

// keptFor counts what is in custody and not answered, by ledger.
func (s *Store) keptFor(ctx context.Context) (map[string]int64, error) {
	out := map[string]int64{}
	rows, err := s.query(ctx, "SELECT ledger_id, count(*) FROM custody_op WHERE outcome = 'custody' GROUP BY ledger_id")
	err = each(rows, err, func(scan func(...any) error) error {
		var id string
		var n int64
		err := scan(&id, &n)
		out[id] = n
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("count custody: %w", err)
	}
	return out, nil
}
