package api

import (
	"context"

	"phendau/internal/access"
)

// Caller is who asks, and how.
type Caller struct {
	access.Actor
	// KeyID is the session's or token's id, for the audit log.
	KeyID string
	// TokenHash is the hash of the session's token, nil for access tokens.
	TokenHash []byte
	// Method is how the session was opened, "token" for an access token.
	Method string
	// Fresh says that a passkey was used within the last five minutes.
	Fresh bool
	// Lang is "vi" or "en".
	Lang string
	// RequestID marks the request in logs and error answers.
	RequestID string
	// Group is the sender's address group under a key that changes daily; it is
	// never written down.
	Group string
}

// SignedIn reports whether the caller is somebody.
func (c *Caller) SignedIn() bool { return c.PersonID != "" }

type callerKey struct{}

// CallerOf is the caller of a request's context; nil outside of one.
func CallerOf(ctx context.Context) *Caller {
	c, _ := ctx.Value(callerKey{}).(*Caller)
	return c
}

// WithCaller is a context in which c asks; tests and commands use it.
func WithCaller(ctx context.Context, c *Caller) context.Context {
	return context.WithValue(ctx, callerKey{}, c)
}
