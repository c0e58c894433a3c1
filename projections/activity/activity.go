package activity

import (
	"context"
	"iter"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/projections"
)

// Name is the projector's name, of every driver; Version is that of the rows
// that Fold makes.
const (
	Name    = "activity"
	Version = 1
)

// Activity is one document.
type Activity struct {
	ID         uuid.UUID // activity id
	Account    uuid.UUID
	Record     uuid.UUID
	Source     uuid.UUID
	Import     uuid.UUID // uuid.Nil when no import made it
	Event      uuid.UUID // event it stands as of
	Ordinal    int64     // of that event
	Type       string    // page_view, donation, "Signed Up", ... as sent
	Label      string
	OccurredAt time.Time
	RecordedAt time.Time
	Properties []event.Property
	Withdrawn  bool // it turned out not to have happened
}

// Cursor is the activity's place in every list it is in.
func (a *Activity) Cursor() Cursor { return Cursor{a.OccurredAt, a.ID} }

// View cuts what is visible.
type View struct {
	// Sources that may be seen; nil is all. An empty, non-nil list is none.
	Sources []uuid.UUID
	// Retracted imports are left out as if they had not been.
	Retracted []uuid.UUID
}

// Query asks for activities of records of one account, a profile's as a rule.
type Query struct {
	View
	Account uuid.UUID
	Records []uuid.UUID
	// Types, compared without case; none is all.
	Types []string
	// From (included) and To (not included) bound OccurredAt; zero is no bound.
	From, To time.Time
	// After goes on behind a cursor, to older activities; Before gives those
	// directly in front of it, newer ones. At most one may be set. Timeline
	// only.
	After, Before Cursor
	// Limit is 50 when 0 and never more than MaxLimit. Timeline only.
	Limit int
}

// DefaultLimit and MaxLimit of a page.
const (
	DefaultLimit = 50
	MaxLimit     = 1000
)

// Page is a part of a timeline, newest first.
type Page struct {
	Activities []Activity
	More       bool                // there are others in the direction asked for
	Position   eventstore.Position // what it stands as of
}

// Reader answers queries. Errors wrap ErrInvalid when the query is wrong.
type Reader interface {
	// Timeline lists activities over all the records, merged.
	Timeline(ctx context.Context, q Query) (Page, error)
	// Count counts them; withdrawn ones do not count.
	Count(ctx context.Context, q Query) (int64, error)
	// Get finds one activity; false when there is none that the view shows.
	Get(ctx context.Context, account, id uuid.UUID, v View) (Activity, bool, error)
}

// Store is the port: a read model that is folded and read.
type Store interface {
	projections.Projector
	Reader
	// All yields every stored version of an account's activities in a fixed
	// order; of all accounts when account is uuid.Nil. For verifying.
	All(ctx context.Context, account uuid.UUID) iter.Seq2[Activity, error]
	// Scrub returns once nothing that was erased before the call is left on the
	// disk.
	Scrub(ctx context.Context) error
	Close() error
}
