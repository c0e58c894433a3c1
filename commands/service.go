package commands

import (
	"context"
	"crypto/rand"
	"errors"
	"iter"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/commands/ingest/eventbrite"
	"github.com/cerebro-cdp/cerebro/commands/outbound/webhook"
	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/eventstore/journal"
	"github.com/cerebro-cdp/cerebro/eventstore/vault"
)

// Journal is what commands need of the typed log.
type Journal interface {
	Append(ctx context.Context, writes ...journal.Write) ([]eventstore.Result, error)
	ReadStream(ctx context.Context, stream event.Stream, from eventstore.Revision) iter.Seq2[journal.Event, error]
}

// Config of a Service.
type Config struct {
	Journal   Journal
	Log       eventstore.Log // to ask for known event ids
	Vault     vault.Vault
	Directory *Directory
	Profiles  Profiles // nil: decisions about profiles are refused
	Counting  Counting // nil: previews do not count segments
	Models    MatchModels
	Logger    *slog.Logger
	Now       func() time.Time // default time.Now
	NewID     func() uuid.UUID // default uuid.New
	// WebhookPolicy says what webhooks may call.
	WebhookPolicy webhook.Policy
	// Eventbrite asks Eventbrite's API; nil: it is not connected to.
	Eventbrite eventbrite.Fetcher
	// KeepRejected is how long a quarantined datum stays (90 days).
	KeepRejected time.Duration
}

// Service carries out commands. It is safe for concurrent use.
type Service struct {
	Config
	identities *statedIdentities
	turns      *turns // of sources that are fetched from
}

// NewService checks the configuration and fills in defaults.
func NewService(c Config) (*Service, error) {
	if c.Journal == nil || c.Log == nil || c.Vault == nil || c.Directory == nil {
		return nil, errors.New("commands: a service needs a journal, a log, a vault and a directory")
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.NewID == nil {
		c.NewID = uuid.New
	}
	if c.KeepRejected == 0 {
		c.KeepRejected = 90 * 24 * time.Hour
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	ids, err := newStatedIdentities()
	if err != nil {
		return nil, err
	}
	return &Service{Config: c, identities: ids, turns: newTurns()}, nil
}

// envelope starts the envelope of an event by caller.
func (s *Service) envelope(c Caller, t event.Type, id uuid.UUID) event.Envelope {
	now := s.Now().UTC()
	return event.Envelope{
		ID: id, Type: t, Version: event.Version(t), Account: c.Account,
		OccurredAt: now, RecordedAt: now, Actor: c.Actor(),
	}
}

// secret makes a random secret of 256 bits.
func secret() [32]byte {
	var b [32]byte
	rand.Read(b[:]) // never fails, by its contract
	return b
}
