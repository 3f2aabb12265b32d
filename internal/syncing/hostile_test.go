package syncing_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"phendau/internal/ledger"
	"phendau/internal/syncing"
	"phendau/internal/syncing/phone"
)

func (w *world) session(p *phone.Phone) *syncing.Session {
	w.t.Helper()
	var ch syncing.Challenge
	if err := p.Net.Call(w.t.Context(), "GET", "/challenge?device_id="+p.Author.DeviceID, "", nil, &ch); err != nil {
		w.t.Fatal(err)
	}
	var s syncing.Session
	sig := base64.RawURLEncoding.EncodeToString(p.Author.SignText("phendau/session/1\n" + ch.Challenge))
	if err := p.Net.Call(w.t.Context(), "POST", "/session", "", syncing.SessionRequest{DeviceID: p.Author.DeviceID, Challenge: ch.Challenge, Sig: sig}, &s); err != nil {
		w.t.Fatal(err)
	}
	return &s
}

func (w *world) token(p *phone.Phone) string { w.t.Helper(); return w.session(p).Token }

// raw sends bytes as they are.
func (w *world) raw(path, token, encoding string, body []byte) (int, string) {
	w.t.Helper()
	r, err := http.NewRequest("POST", w.server.URL+syncing.Prefix+path, bytes.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Phendau-Protocol", "1")
	if encoding != "" {
		r.Header.Set("Content-Encoding", encoding)
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	var e syncing.Error
	_ = json.Unmarshal(b, &e)
	return resp.StatusCode, e.Code
}

func packed(b []byte) []byte {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	_, _ = z.Write(b)
	_ = z.Close()
	return out.Bytes()
}

func TestRequestsThatAreNotTheProtocolAreRefusedWithinTheirLimits(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		token := w.token(w.phone)
		op := `{"op":"` + strings.Repeat("x", 100) + `","sig":""}`
		many := `{"device_id":"` + w.phone.Author.DeviceID + `","ops":[` + strings.TrimSuffix(strings.Repeat(op+",", syncing.MaxOps+1), ",") + `]}`
		for name, c := range map[string]struct {
			path, token, encoding string
			body                  []byte
			status                int
			code                  string
		}{
			"no session":          {"/push", "", "", []byte("{}"), 401, "not_signed_in"},
			"a made-up session":   {"/push", "abc.def", "", []byte("{}"), 401, "not_signed_in"},
			"no JSON":             {"/push", token, "", []byte("<x>"), 400, "malformed"},
			"nothing":             {"/push", token, "", []byte(`{}`), 400, "malformed"},
			"another device":      {"/push", token, "", []byte(`{"device_id":"` + w.clerk + `","ops":[{}]}`), 400, "malformed"},
			"501 operations":      {"/push", token, "", []byte(many), 413, "too_large"},
			"too many bytes":      {"/push", token, "", bytes.Repeat([]byte(" "), syncing.MaxBody+1), 413, "too_large"},
			"a gzip bomb":         {"/push", token, "gzip", packed(bytes.Repeat([]byte(" "), 200<<20)), 413, "too_large"},
			"torn gzip":           {"/push", token, "gzip", packed([]byte("{}"))[:10], 400, "malformed"},
			"another packing":     {"/push", token, "br", []byte("{}"), 415, "unsupported_type"},
			"a foreign cursor":    {"/pull", token, "", []byte(`{"cursor":"abc.def"}`), 409, "cursor_reset"},
			"an unknown address":  {"/everything", token, "", []byte("{}"), 404, "not_found"},
			"a hash that is none": {"/reconcile", token, "", []byte(`{"device_id":"` + w.phone.Author.DeviceID + `","last_hash":"x"}`), 400, "malformed"},
		} {
			if status, code := w.raw(c.path, c.token, c.encoding, c.body); status != c.status || code != c.code {
				t.Errorf("%s: %d %s, want %d %s", name, status, code, c.status, c.code)
			}
		}
	})
}

func TestSessionsEndAndChallengesAreOfOneDevice(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		token := w.token(w.phone)
		w.now = w.now.Add(time.Hour + time.Second)
		if status, code := w.raw("/pull", token, "", []byte("{}")); status != 401 || code != "not_signed_in" {
			t.Errorf("an hour later: %d %s", status, code)
		}
		var ch syncing.Challenge
		if err := w.phone.Net.Call(t.Context(), "GET", "/challenge?device_id="+w.phone.Author.DeviceID, "", nil, &ch); err != nil {
			t.Fatal(err)
		}
		other := w.enrol(w.team, w.hamlets[0], w.member)
		sign := func(p *phone.Phone, text string) string {
			return base64.RawURLEncoding.EncodeToString(p.Author.SignText(text + ch.Challenge))
		}
		for name, in := range map[string]syncing.SessionRequest{
			"another's challenge": {DeviceID: other.Author.DeviceID, Challenge: ch.Challenge, Sig: sign(other, "phendau/session/1\n")},
			"another's signature": {DeviceID: w.phone.Author.DeviceID, Challenge: ch.Challenge, Sig: sign(other, "phendau/session/1\n")},
			"another purpose":     {DeviceID: w.phone.Author.DeviceID, Challenge: ch.Challenge, Sig: sign(w.phone, "phendau/op/1\n")},
			"a session token":     {DeviceID: w.phone.Author.DeviceID, Challenge: token, Sig: sign(w.phone, "phendau/session/1\n")},
		} {
			if c := code(w.phone.Net.Call(t.Context(), "POST", "/session", "", in, nil)); c != "not_signed_in" {
				t.Errorf("%s: %q", name, c)
			}
		}
		w.now = w.now.Add(3 * time.Minute)
		in := syncing.SessionRequest{DeviceID: w.phone.Author.DeviceID, Challenge: ch.Challenge, Sig: sign(w.phone, "phendau/session/1\n")}
		if c := code(w.phone.Net.Call(t.Context(), "POST", "/session", "", in, nil)); c != "not_signed_in" {
			t.Errorf("an old challenge: %q", c)
		}
		if c := code(w.offline(ledger.NewAuthor(w.w.IDs.New(), make([]byte, 32), w.member, w.team)).Sync(t.Context())); c != "unknown_device" {
			t.Errorf("a phone nobody enrolled: %q", c)
		}
	})
}

// TestOneBadOperationNeverHoldsUpTheOthers sends what is broken in every way
// between good ones.
func TestOneBadOperationNeverHoldsUpTheOthers(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.patrol(w.phone, w.ledgerA, w.hamlets[0])
		var good []syncing.WireOp
		for _, k := range w.phone.State().Ops {
			good = append(good, syncing.WireOp{Op: string(k.Op.Bytes), Sig: k.Op.SigText()})
		}
		spaced := syncing.WireOp{Op: strings.Replace(good[0].Op, `,"body"`, `, "body"`, 1), Sig: good[0].Sig}
		forged := syncing.WireOp{Op: good[0].Op, Sig: good[1].Sig}
		large := syncing.WireOp{Op: strings.Repeat("x", ledger.MaxOpBytes+1), Sig: good[0].Sig}
		var out syncing.PushReply
		in := syncing.PushRequest{DeviceID: w.phone.Author.DeviceID, Ops: []syncing.WireOp{spaced, good[1], forged, large, good[0], good[0]}}
		if err := w.phone.Net.Call(t.Context(), "POST", "/push", w.token(w.phone), in, &out); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range out.Results {
			got = append(got, strings.TrimSpace(r.Result+" "+r.Code))
		}
		want := "[rejected not_canonical accepted rejected bad_signature rejected too_large accepted duplicate]"
		if fmt.Sprint(got) != want {
			t.Errorf("%v, want %s", got, want)
		}
		var gap syncing.PushReply
		w.patrol(w.phone, w.ledgerA, w.hamlets[0])
		last := w.phone.State().Ops[3].Op
		in.Ops = []syncing.WireOp{{Op: string(last.Bytes), Sig: last.SigText()}}
		if err := w.phone.Net.Call(t.Context(), "POST", "/push", w.token(w.phone), in, &gap); err != nil {
			t.Fatal(err)
		}
		if r := gap.Results[0]; r.Result != "waiting" || r.Missing == nil || *r.Missing != (syncing.Range{From: 3, To: 3}) {
			t.Errorf("%+v", r)
		}
	})
}

// TestAReceiptThatIsNotOfTheseBytesIsNotBelieved lets a server lie.
func TestAReceiptThatIsNotOfTheseBytesIsNotBelieved(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.patrol(w.phone, w.ledgerA, w.hamlets[0])
		w.phone.Net = liar{w.phone.Net}
		if err := w.phone.Sync(t.Context()); err == nil {
			t.Error("a forged receipt was believed")
		}
		if w.phone.Unsent() != 2 {
			t.Errorf("%s", say(w.phone))
		}
	})
}

// liar exchanges the receipts of two operations.
type liar struct{ phone.Net }

func (l liar) Call(ctx context.Context, method, path, token string, in, out any) error {
	err := l.Net.Call(ctx, method, path, token, in, out)
	if r, ok := out.(*syncing.PushReply); ok && err == nil && len(r.Results) > 1 {
		r.Results[0].Receipt, r.Results[1].Receipt = r.Results[1].Receipt, r.Results[0].Receipt
	}
	return err
}

func TestAFloodIsSlowedAndNothingIsLost(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		token, op := w.token(w.phone), syncing.WireOp{Op: "x"}
		in := syncing.PushRequest{DeviceID: w.phone.Author.DeviceID}
		for range 500 {
			in.Ops = append(in.Ops, op)
		}
		var err error
		for range 5 {
			err = w.phone.Net.Call(t.Context(), "POST", "/push", token, in, new(syncing.PushReply))
		}
		if code(err) != "too_many" {
			t.Errorf("the fifth 500 at once: %v", err)
		}
	})
}
