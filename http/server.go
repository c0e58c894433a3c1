package http

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/cerebro-cdp/cerebro/commands"
	"github.com/cerebro-cdp/cerebro/commands/rejectfile"
	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/projections"
	"github.com/cerebro-cdp/cerebro/projections/segments"
)

// Models are the read models that queries wait for.
type Models interface {
	// WaitFor waits until the named read models show a position.
	WaitFor(ctx context.Context, names []string, p eventstore.Position, timeout time.Duration) error
	// Status tells how they stand.
	Status() []projections.Status
}

// Config of a Server.
type Config struct {
	Commands  *commands.Service
	Directory *commands.Directory
	Models    Models
	// Read models, and the list of what is in quarantine. The routes of one
	// that is nil answer 503.
	Segments   segments.Engine
	Profiles   Profiles
	Activities Activities
	Matcher    Matcher
	Quarantine Quarantine
	Rejects    *rejectfile.Store // nil: only the first rejected rows are kept, in quarantine
	// Settle waits until the matcher has seen a position and its consequences
	// are in the log, and answers the position of the last of them.
	Settle func(ctx context.Context, account uuid.UUID, p eventstore.Position) (eventstore.Position, error)
	// Head is the position of the newest event.
	Head func(ctx context.Context) (eventstore.Position, error)
	// Start is the head of the log when the process opened it: reads wait until
	// the read models show it, so that a restart never shows an older state.
	Start eventstore.Position

	Logger  *slog.Logger
	Metrics *prometheus.Registry
	Now     func() time.Time

	MaxConcurrent int           // requests at once, default 256
	Timeout       time.Duration // of one request, default 60 s; imports are exempt
	MaxLag        time.Duration // of the read models, before tracking answers 429; default 5 min
}

// Server answers all of Cerebro's HTTP. It is an http.Handler.
type Server struct {
	Config
	table   map[string]command
	uses    *keyUses
	brake   *brake
	replay  *replay
	imports *importRuns
	metrics *metrics
	slots   chan struct{}
	handler http.Handler
}

// NewServer checks the configuration and builds the routes.
func NewServer(c Config) (*Server, error) {
	if c.Commands == nil || c.Directory == nil || c.Models == nil {
		return nil, errors.New("http: a server needs commands, a directory and models")
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Metrics == nil {
		c.Metrics = prometheus.NewRegistry()
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.MaxConcurrent == 0 {
		c.MaxConcurrent = 256
	}
	if c.Timeout == 0 {
		c.Timeout = time.Minute
	}
	if c.MaxLag == 0 {
		c.MaxLag = 5 * time.Minute
	}
	s := &Server{Config: c, uses: newKeyUses(), imports: newImportRuns(), slots: make(chan struct{}, c.MaxConcurrent)}
	s.brake = &brake{models: c.Models, most: c.MaxLag, now: c.Now}
	var err error
	if s.replay, err = newReplay(); err != nil {
		return nil, err
	}
	s.table = s.commandTable()
	s.metrics = newMetrics(c.Metrics)
	s.handler = s.middleware(s.router())
	return s, nil
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }
