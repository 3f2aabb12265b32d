package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

// EventStream is an answer that does not end by itself: server-sent events.
// Its path ends in /live, so that it is not held back.
type EventStream = huma.StreamResponse

// sendWithin is how long a reader may take to accept one event.
const sendWithin = 10 * time.Second

// Send writes one event; without a name it is a heartbeat.
type Send func(event string, data any) error

// Events answers with events until run returns or the reader goes.
func Events(run func(ctx context.Context, send Send) error) *EventStream {
	return &EventStream{Body: func(hc huma.Context) {
		r, w := humago.Unwrap(hc)
		rc := http.NewResponseController(w)
		// The server's limits of time are for answers that end.
		if err := errors.Join(rc.SetReadDeadline(time.Time{}), rc.SetWriteDeadline(time.Now().Add(sendWithin))); err != nil {
			http.Error(w, "streaming is not possible here", http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "text/event-stream")
		w.Header().Set("X-Accel-Buffering", "no")
		w.WriteHeader(http.StatusOK)
		_ = run(r.Context(), func(event string, data any) error {
			text := ":\n\n"
			if event != "" {
				b, err := json.Marshal(data)
				if err != nil {
					return fmt.Errorf("encode event %s: %w", event, err)
				}
				text = "event: " + event + "\ndata: " + string(b) + "\n\n"
			}
			if err := rc.SetWriteDeadline(time.Now().Add(sendWithin)); err != nil {
				return err
			}
			if _, err := w.Write([]byte(text)); err != nil {
				return err
			}
			return rc.Flush()
		})
	}}
}
