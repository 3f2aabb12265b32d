// Package api is the JSON door: routes with the right each of them needs, the
// OpenAPI description made from their Go types, one error shape, limits, and
// conditional reading. What a route does is told by its handler; this package
// knows no use case and no storage.
package api

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"reflect"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"phendau/internal/access"
)

// Prefix is where the API of this version lives.
const Prefix = "/api/v1"

// Options say what the API asks of the rest of the house.
type Options struct {
	// Authenticate finds who asks; a caller without a person is anybody.
	// Language, request id and address group are filled in afterwards.
	Authenticate func(*http.Request) (*Caller, error)
	// Rules are the rules of access as of now.
	Rules func(context.Context) (access.Rules, error)
	// Refused is told of every refusal of somebody signed in.
	Refused func(ctx context.Context, c *Caller, route string, why access.Reason)
	// Classify brings errors of storage into the one shape; nil leaves them.
	Classify func(error) *Error
	// BodyRead is how long a body may take to arrive; 0 is a minute.
	BodyRead time.Duration
	Log      *slog.Logger
	Now      func() time.Time
}

// API collects routes.
type API struct {
	Options
	mux    *http.ServeMux
	huma   huma.API
	routes []Route
	limits *limits
}

// Route is one line of the table of contents.
type Route struct {
	Method, Path string
	// ID is the operation's name in the description and in generated clients.
	ID      string
	Tag     string
	Summary string
	// Action is the right the route needs.
	Action access.Action
	// Fresh asks for a passkey not older than five minutes.
	Fresh bool
	// MaxBody bounds the request body in bytes; 0 is 1 MiB.
	MaxBody int64
	// Class is the class of limits; "" is Normal.
	Class Class
	// Placed is set where the route's target is one place.
	Placed bool
}

// setErrors gives the library our error shape. It is a variable of the
// library, so it is set once for the program.
var setErrors = sync.OnceFunc(func() {
	huma.NewErrorWithContext = fromLibrary
	huma.NewError = func(status int, msg string, errs ...error) huma.StatusError {
		return fromLibrary(nil, status, msg, errs...)
	}
})

// New makes an empty API.
func New(o Options) *API {
	setErrors()
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.BodyRead == 0 {
		o.BodyRead = time.Minute
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	c := huma.DefaultConfig("Phên Dậu", "1")
	c.Info.Description = description
	c.OpenAPIPath, c.DocsPath, c.SchemasPath = "/openapi", "", ""
	c.CreateHooks, c.Transformers = nil, nil
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"session": {Type: "apiKey", In: "cookie", Name: CookieName, Description: "Session of the office app"},
		"token":   {Type: "http", Scheme: "bearer", Description: "Personal access token"}}
	mux := http.NewServeMux()
	a := &API{Options: o, mux: mux, limits: newLimits(o.Now)}
	a.huma = humago.NewWithPrefix(mux, Prefix, c)
	// Exact decimals are written as JSON numbers.
	a.huma.OpenAPI().Components.Schemas.RegisterTypeAlias(reflect.TypeFor[json.Number](), reflect.TypeFor[float64]())
	return a
}

const description = "The book as JSON. Every write carries a request id (header Idempotency-Key, a UUID made by the client): " +
	"sent again, it is done once. Lists are read page by page with the cursor of the answer before. " +
	"Errors have one shape; switch on their code. Messages come in the language of Accept-Language (vi, en)."

// CookieName is the session's cookie: host only, secure, for all paths.
const CookieName = "__Host-pd"

// Routes lists what was added.
func (a *API) Routes() []Route { return a.routes }

// OpenAPI is the description as JSON.
func (a *API) OpenAPI() ([]byte, error) { return a.huma.OpenAPI().MarshalJSON() }
