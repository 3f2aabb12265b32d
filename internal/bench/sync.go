package bench

import (
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"phendau/internal/access"
	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/registry"
	"phendau/internal/store"
	"phendau/internal/syncing"
)

// Budgets of DESIGN.md for pushes over HTTP.
const (
	syncPhones   = 16
	singlePosts  = 100 // of each phone
	singleP99    = 30  // milliseconds
	firstRecords = 10_000
)

// Sync pushes operations of phones over HTTP on loopback: in batches, then one
// at a time, and pulls them as a new phone does. The requests are packed
// beforehand, since that is the phones' work, and what sending and reading
// costs this process is taken off its processor time.
func Sync(ctx context.Context, out io.Writer, o store.Options, rows int) error {
	s, err := store.Open(ctx, o)
	if err != nil {
		return err
	}
	defer s.Close()
	x, err := newWorld(ctx, s, 1, syncPhones)
	if err != nil {
		return err
	}
	phones, err := x.crew(ctx)
	if err != nil {
		return err
	}
	hub := &syncing.Hub{Book: s, Node: x.w.Author, NewID: x.w.IDs.New, Secret: make([]byte, 32), Now: time.Now, Log: slog.New(slog.DiscardHandler), OpsPerHour: 1 << 40,
		Forms: func(context.Context) ([]byte, error) { return []byte("{}"), nil }}
	server := httptest.NewServer(hub.Handler())
	defer server.Close()
	b := &syncBench{x: x, url: server.URL, phones: phones, p: newPrinter(out), engine: s.Engine()}
	for _, step := range []func(context.Context) error{b.open, func(ctx context.Context) error { return b.batches(ctx, rows) }, b.single, b.first} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return b.p.err
}

type syncBench struct {
	x      *world
	url    string
	phones []*benchPhone
	p      *printer
	engine string
}

// benchPhone is a phone of one commune.
type benchPhone struct {
	*ledger.Author
	n     int
	token string
}

// crew enrols one phone for each commune.
func (x *world) crew(ctx context.Context) ([]*benchPhone, error) {
	registryID, err := x.w.Store.RegistryID(ctx)
	if err != nil {
		return nil, err
	}
	var drafts []ledger.Draft
	add := func(typ, id string, body any) {
		drafts = append(drafts, ledger.Draft{LedgerID: registryID, EntityType: typ, EntityID: id, Verb: "create", Body: body})
	}
	var out []*benchPhone
	since := calendar.DayOf(time.Now().UnixMilli())
	for i, commune := range x.communes {
		person := x.w.IDs.New()
		p := &benchPhone{Author: ledger.NewAuthor(x.w.IDs.New(), bytes.Repeat([]byte{byte(i + 1)}, 32), person, x.owner), n: i}
		doc := p.Enrolment("").Body.(ledger.DeviceBody)
		doc.Kind, doc.BodyID, doc.PlaceID, doc.People, doc.Since, doc.EnrolledBy, doc.ApprovedBy = ledger.DevicePhone, x.owner, commune, []string{person}, &since, x.people[0], x.people[1]
		add("person", person, registry.PersonDoc{Name: "Tổ viên"})
		add("grant", x.w.IDs.New(), registry.GrantDoc{PersonID: person, Role: access.CommuneClerk, BodyID: x.owner, PlaceID: commune, From: registry.Unknown, To: registry.Open})
		add("device", p.DeviceID, doc)
		out = append(out, p)
	}
	return out, x.w.MustWrite(ctx, drafts)
}

// open opens a session for each phone.
func (b *syncBench) open(ctx context.Context) error {
	for _, p := range b.phones {
		var ch syncing.Challenge
		if err := b.send(ctx, "GET", "/challenge?device_id="+p.DeviceID, "", nil, &ch); err != nil {
			return err
		}
		in, err := json.Marshal(syncing.SessionRequest{DeviceID: p.DeviceID, Challenge: ch.Challenge, Sig: base64.RawURLEncoding.EncodeToString(p.SignText("phendau/session/1\n" + ch.Challenge))})
		if err != nil {
			return err
		}
		var s syncing.Session
		if err := b.send(ctx, "POST", "/session", "", pack(in), &s); err != nil {
			return err
		}
		p.token = s.Token
	}
	return nil
}

// send posts packed bytes; out nil reads the answer and drops it.
func (b *syncBench) send(ctx context.Context, method, path, token string, packed []byte, out any) error {
	r, err := http.NewRequestWithContext(ctx, method, b.url+syncing.Prefix+path, bytes.NewReader(packed))
	if err != nil {
		return err
	}
	r.Header.Set("Phendau-Protocol", "1")
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Content-Encoding", "gzip")
	r.Header.Set("Authorization", "Bearer "+token)
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %d: %s", path, resp.StatusCode, body)
	}
	if out == nil {
		if bytes.Contains(body, []byte(`"permanent":true`)) {
			return errors.New("an operation of the bench was refused")
		}
		return nil
	}
	return json.Unmarshal(body, out)
}

func pack(b []byte) []byte {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	_, _ = z.Write(b)
	_ = z.Close()
	return out.Bytes()
}

// requests signs operations of a phone, so many to a push.
func (b *syncBench) requests(p *benchPhone, ops, each int) ([][]byte, error) {
	r := rand.New(rand.NewPCG(uint64(p.n), 9))
	var out [][]byte
	in := syncing.PushRequest{DeviceID: p.DeviceID}
	flush := func() error {
		body, err := json.Marshal(in)
		out, in.Ops = append(out, pack(body)), nil
		return err
	}
	one := *b.x
	one.communes, one.ledgers = b.x.communes[p.n:p.n+1], b.x.ledgers[p.n:p.n+1]
	for i := 0; i < ops; {
		drafts := one.entry(r, i)[:2] // recorded and submitted
		for j := range drafts {
			drafts[j].ActorID, drafts[j].BodyID = "", ""
		}
		if c, ok := drafts[0].Body.(ledger.Content); ok {
			c.Day = calendar.DayOf(time.Now().UnixMilli()) - calendar.Day(r.IntN(syncing.WindowDays)) // a phone keeps what is not older
			drafts[0].Body = c
		}
		signed, err := p.Sign(drafts, b.x.w.IDs, time.Now().UnixMilli())
		if err != nil {
			return nil, err
		}
		p.Accept(signed)
		for k := range signed {
			in.Ops = append(in.Ops, syncing.WireOp{Op: string(signed[k].Bytes), Sig: signed[k].SigText()})
			if i++; len(in.Ops) == each {
				if err := flush(); err != nil {
					return nil, err
				}
			}
		}
	}
	if len(in.Ops) > 0 {
		return out, flush()
	}
	return out, nil
}

// all lets every phone send its requests one after the other, all at once, and
// returns how long each took in milliseconds.
func (b *syncBench) all(ctx context.Context, requests [][][]byte, send func(p *benchPhone, packed []byte) error) (times []float64, err error) {
	var mu sync.Mutex
	var group sync.WaitGroup
	for i, p := range b.phones {
		group.Go(func() {
			for _, packed := range requests[i] {
				start := time.Now()
				e := send(p, packed)
				mu.Lock()
				times, err = append(times, float64(time.Since(start).Microseconds())/1000), errors.Join(err, e)
				mu.Unlock()
			}
		})
	}
	group.Wait()
	return times, err
}

func (b *syncBench) prepare(ops, each int) ([][][]byte, error) {
	out := make([][][]byte, len(b.phones))
	for i, p := range b.phones {
		var err error
		if out[i], err = b.requests(p, ops, each); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (b *syncBench) batches(ctx context.Context, rows int) error {
	requests, err := b.prepare(max(rows/len(b.phones), ingestBatch), ingestBatch)
	if err != nil {
		return err
	}
	total := float64(max(rows/len(b.phones), ingestBatch) * len(b.phones))
	start, cpu := time.Now(), cpuSeconds()
	if _, err := b.all(ctx, requests, func(p *benchPhone, packed []byte) error { return b.send(ctx, "POST", "/push", p.token, packed, nil) }); err != nil {
		return err
	}
	wall, used := time.Since(start).Seconds(), cpuSeconds()-cpu
	sending, err := b.sending(ctx, requests)
	if err != nil {
		return err
	}
	bare, bareCPU, err := b.bare(ctx, requests)
	if err != nil {
		return err
	}
	b.p.line(Line{Bench: "sync", What: "operations per second over HTTP, batches of 200, 16 phones, durable, signatures and rights checked, receipts signed", Engine: b.engine, Rows: int(total),
		Value: total / wall, Unit: "operations/s", Budget: fmt.Sprint(">= ", ingestPerSecond), Met: atLeast(total/wall, ingestPerSecond),
		Baseline: "the same requests read and kept as bare SQLite rows", BaseVal: total / bare})
	server, micros := (used-sending)/total*1e6, 1e6/total
	b.p.line(Line{Bench: "sync", What: "the server's processor time per operation", Engine: b.engine, Rows: int(total), Value: server, Unit: "µs",
		Budget: fmt.Sprint("<= ", ingestCPUMicros), Met: atMost(server, ingestCPUMicros), Baseline: "the same requests read and kept as bare SQLite rows", BaseVal: (bareCPU - sending) * micros})
	b.p.line(Line{Bench: "sync", What: "what sending costs this process, taken off above", Engine: b.engine, Rows: int(total), Value: sending * micros, Unit: "µs"})
	return nil
}

// sending is the processor time of the phones' side: the same requests to a
// server that reads nothing and answers as much as the real one.
func (b *syncBench) sending(ctx context.Context, requests [][][]byte) (float64, error) {
	r := syncing.PushResult{Result: string(ledger.Accepted), Receipt: &syncing.WireReceipt{Receipt: strings.Repeat("0", 480), Sig: strings.Repeat("0", 86)}}
	answer, err := json.Marshal(syncing.PushReply{Results: slices.Repeat([]syncing.PushResult{r}, ingestBatch)})
	if err != nil {
		return 0, err
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		_, _ = w.Write(answer)
	}))
	defer server.Close()
	own := b.url
	b.url = server.URL
	defer func() { b.url = own }()
	start := cpuSeconds()
	_, err = b.all(ctx, requests, func(p *benchPhone, packed []byte) error { return b.send(ctx, "POST", "/push", p.token, packed, nil) })
	return cpuSeconds() - start, err
}

// bare is the baseline: a server that unpacks the same requests and keeps every
// operation as a row, one durable transaction for each.
func (b *syncBench) bare(ctx context.Context, requests [][][]byte) (wall, cpu float64, err error) {
	dir, err := os.MkdirTemp("", "phendau-bench-")
	if err != nil {
		return 0, 0, err
	}
	defer os.RemoveAll(dir)
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "bare.db")+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_txlock=immediate&_pragma=busy_timeout(10000)")
	if err != nil {
		return 0, 0, err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.ExecContext(ctx, "CREATE TABLE bare (n INTEGER PRIMARY KEY, bytes BLOB, sig BLOB) STRICT"); err != nil {
		return 0, 0, err
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := keepBare(r, db); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	}))
	defer server.Close()
	own := b.url
	b.url = server.URL
	defer func() { b.url = own }()
	start, startCPU := time.Now(), cpuSeconds()
	_, err = b.all(ctx, requests, func(p *benchPhone, packed []byte) error { return b.send(ctx, "POST", "/push", p.token, packed, nil) })
	return time.Since(start).Seconds(), cpuSeconds() - startCPU, err
}

func keepBare(r *http.Request, db *sql.DB) error {
	z, err := gzip.NewReader(r.Body)
	if err != nil {
		return err
	}
	var in syncing.PushRequest
	if err := json.NewDecoder(z).Decode(&in); err != nil {
		return err
	}
	tx, err := db.BeginTx(r.Context(), nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for _, op := range in.Ops {
		if _, err := tx.ExecContext(r.Context(), "INSERT INTO bare (bytes, sig) VALUES (?, ?)", []byte(op.Op), []byte(op.Sig)); err != nil {
			return err
		}
	}
	return tx.Commit()
}

func (b *syncBench) single(ctx context.Context) error {
	requests, err := b.prepare(singlePosts, 1)
	if err != nil {
		return err
	}
	times, err := b.all(ctx, requests, func(p *benchPhone, packed []byte) error { return b.send(ctx, "POST", "/push", p.token, packed, nil) })
	if err != nil {
		return err
	}
	slices.Sort(times)
	p99 := times[len(times)*99/100]
	b.p.line(Line{Bench: "sync", What: "99th percentile of single posts at 16 phones", Engine: b.engine, Rows: len(times), Value: p99, Unit: "ms", Budget: fmt.Sprint("<= ", singleP99), Met: atMost(p99, singleP99)})
	return nil
}

// first pulls what is there as a new phone does; the phone's own work, keeping
// it encrypted, is measured in the browser.
func (b *syncBench) first(ctx context.Context) error {
	p, cursor, records := b.phones[0], "", 0
	start := time.Now()
	for more := true; more; {
		in, err := json.Marshal(syncing.PullRequest{Cursor: cursor})
		if err != nil {
			return err
		}
		var out syncing.PullReply
		if err := b.send(ctx, "POST", "/pull", p.token, pack(in), &out); err != nil {
			return err
		}
		cursor, more = out.Cursor, out.More
		records += len(out.Records)
	}
	ms := float64(time.Since(start).Microseconds()) / 1000
	b.p.line(Line{Bench: "sync", What: "first pull of a phone, server side", Engine: b.engine, Rows: records, Value: ms, Unit: "ms"})
	if records > 0 {
		b.p.line(Line{Bench: "sync", What: "first pull, for 10,000 records", Engine: b.engine, Value: ms / float64(records) * firstRecords, Unit: "ms"})
	}
	return nil
}
