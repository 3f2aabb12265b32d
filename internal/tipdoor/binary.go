package tipdoor

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"phendau/internal/tip"
)

// Sizes of what comes and goes, in bytes.
const (
	idSize      = 16
	codeSize    = 8     // six digits and two spaces, or eight spaces
	promiseSize = 4_096 // frame of the promise, and of the proof
)

// binaryAct is an address: the sizes it takes and what it does with them.
type binaryAct struct {
	sizes []int
	large bool // works in the room of files
	do    func(*Door, context.Context, []byte) ([]byte, error)
}

var acts = map[string]binaryAct{
	"slot":     {[]int{codeSize + tip.SlotSize}, false, (*Door).slot},
	"read":     {[]int{idSize}, false, (*Door).read},
	"proof":    {[]int{idSize}, false, (*Door).proof},
	"message":  {[]int{idSize + tip.SealedSize(tip.TextSize, 1)}, false, (*Door).message},
	"withdraw": {[]int{idSize + 1}, false, (*Door).withdraw},
	"file":     {fileSizes(), true, (*Door).file},
}

func fileSizes() (out []int) {
	for _, n := range tip.FileSizes {
		out = append(out, 2*idSize+tip.SealedSize(n, 1))
	}
	return out
}

// act takes a body of its size and answers with bytes.
func (d *Door) act(a binaryAct) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		out, err := d.carryOut(w, r, a)
		if err != nil {
			d.refuseFor(w, r, err)
			return
		}
		answerBytes(w, out)
	})
}

func (d *Door) carryOut(w http.ResponseWriter, r *http.Request, a binaryAct) ([]byte, error) {
	// Files are large: there must be room before one is read, else before it is
	// worked on, so that slow senders keep nobody out.
	if a.large {
		leave, err := enter(d.files)
		if err != nil {
			return nil, err
		}
		defer leave()
	}
	b, err := d.take(w, r, a.sizes)
	if err != nil {
		return nil, err
	}
	if !a.large {
		leave, err := enter(d.slots)
		if err != nil {
			return nil, err
		}
		defer leave()
	}
	return a.do(d, r.Context(), b)
}

// enter takes a place in a room; busy where there is none.
func enter(room chan struct{}) (leave func(), err error) {
	select {
	case room <- struct{}{}:
		return func() { <-room }, nil
	default:
		return nil, &problem{http.StatusServiceUnavailable, codeBusy}
	}
}

func (d *Door) slot(ctx context.Context, b []byte) ([]byte, error) {
	code := strings.TrimRight(string(b[:codeSize]), " ")
	p, err := d.Book.Leave(ctx, code, b[codeSize:])
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(p)
	if err != nil {
		return nil, err
	}
	return tip.Frame(text, promiseSize)
}

// proof answers with the proof of filing, or with an empty one of its size and time.
func (d *Door) proof(ctx context.Context, b []byte) ([]byte, error) {
	begun, text := time.Now(), []byte("{}")
	f, err := d.Book.Filed(ctx, tip.AccessKey(b))
	if err == nil && f != nil {
		text, err = json.Marshal(f)
	}
	if err != nil {
		return nil, err
	}
	evenly(ctx, begun)
	return tip.Frame(text, promiseSize)
}

// message answers alike whether there is such a case or not.
func (d *Door) message(ctx context.Context, b []byte) ([]byte, error) {
	sum := sha256.Sum256(b[idSize:])
	return sum[:], d.Book.Write(ctx, tip.AccessKey(b[:idSize]), b[idSize:])
}

func (d *Door) withdraw(ctx context.Context, b []byte) ([]byte, error) {
	if b[idSize] > 1 {
		return nil, &problem{http.StatusBadRequest, string(tip.WrongText)}
	}
	return make([]byte, sha256.Size), d.Book.Withdraw(ctx, tip.AccessKey(b[:idSize]), b[idSize] == 0)
}

func (d *Door) file(ctx context.Context, b []byte) ([]byte, error) {
	sum := sha256.Sum256(b[2*idSize:])
	return sum[:], d.Book.File(ctx, tip.ID(b[:idSize]), tip.ID(b[idSize:2*idSize]), b[2*idSize:])
}

func (d *Door) desks(w http.ResponseWriter, r *http.Request) {
	o, err := d.Book.Offer(r.Context())
	if err != nil {
		d.refuseFor(w, r, err)
		return
	}
	answerJSON(w, http.StatusOK, o)
}

func (d *Door) keys(w http.ResponseWriter, r *http.Request) {
	id, err := tip.ParseID(r.PathValue("desk"))
	var from int64
	if err == nil {
		from, err = seenBefore(r.URL.RawQuery)
	}
	var k *Keys
	if err == nil {
		k, err = d.Book.Keys(r.Context(), id, from)
	}
	if err != nil {
		d.refuseFor(w, r, err)
		return
	}
	answerJSON(w, http.StatusOK, k)
}

// seenBefore reads how many records of the log somebody saw last: "from=N" in its
// one form, or nothing.
func seenBefore(query string) (int64, error) {
	if query == "" {
		return 0, nil
	}
	text, ok := strings.CutPrefix(query, "from=")
	n, err := strconv.ParseInt(text, 10, 64)
	if !ok || err != nil || n < 1 || strconv.FormatInt(n, 10) != text {
		return 0, ErrNoSize
	}
	return n, nil
}

// kindOf names the kind of an error without its text.
func kindOf(err error) string { return fmt.Sprintf("%T", err) }
