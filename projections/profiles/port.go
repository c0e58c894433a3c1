package profiles

import (
	"context"
	"errors"
	"iter"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/projections"
)

// Sentinels; match them with errors.Is.
var (
	// ErrNotFound: no profile or record that the viewer may see has this id.
	ErrNotFound = errors.New("no such profile")
	// ErrNotIndexed: profiles cannot be looked up by this category; a segment
	// can.
	ErrNotIndexed = errors.New("profiles are not indexed by this category")
	// ErrCursor: the cursor was not given out for this query.
	ErrCursor = errors.New("not a cursor of this query")
	// ErrInvalid: the call itself is wrong.
	ErrInvalid = errors.New("invalid call")
)

// Error is what drivers return: what was done, why it failed, and what can be
// done about it. It carries no values of people.
type Error struct {
	Op   string // "open", "apply", "find", ...
	Err  error
	Hint string // next step; may be empty
}

func (e *Error) Error() string { return "profiles: " + e.Op + ": " + e.Err.Error() }

func (e *Error) Unwrap() error { return e.Err }

// Sight is what a viewer sees, and when.
type Sight struct {
	Account uuid.UUID // owner of the profiles
	// Sees tells which sources are visible; nil: all of the account's.
	Sees func(source uuid.UUID) bool
	Now  time.Time // ages are those of this day in the account's time zone
}

// Profile is a person in an account, as a viewer sees them.
type Profile struct {
	ID      uuid.UUID // own id of the oldest record
	Owner   uuid.UUID
	Aliases []uuid.UUID // own ids of the other records
	Records []Record    // oldest first
	View    fold.View
	Merges  []uuid.UUID // the ProfilesMerged that made it and stand
}

// Record is one record of a profile. Facts are those in force.
type Record struct {
	ID, Source uuid.UUID
	Key        string
	Erased     bool
	InForce    bool // false: retracted or erased, so that it states nothing
	Facts      fold.Facts
}

// Query asks for profiles by exactly one of its fields, or by none for all.
// Text is compared without case.
type Query struct {
	Text     string // words that names begin with, or exactly an e-mail, a phone, an id
	Email    string
	Phone    string // E.164
	Category string // with Value: what the view shows of an observed category
	Value    string
	Limit    int    // 50 when 0, at most 500
	Cursor   string // Page.Next of the same query
}

// Page is a part of the answer.
type Page struct {
	Profiles []Profile
	Next     string // "": there is no more
}

// Show is shown one profile, and may ask what all records of the account say of
// contact points.
type Show func(p *Profile, contact func(fold.Point) fold.Contact) error

// Reader answers questions. It is safe for concurrent use.
type Reader interface {
	// Profile finds a profile by its id or an alias of it; ErrNotFound.
	Profile(ctx context.Context, s Sight, id uuid.UUID) (Profile, error)
	// Each shows profiles by their ids or aliases, in that order and all from one
	// state; one that the viewer does not see is nil. An error of show ends it.
	Each(ctx context.Context, s Sight, ids []uuid.UUID, show Show) error
	// ProfileOf is the id of the profile that holds a record; ErrNotFound.
	ProfileOf(ctx context.Context, s Sight, record uuid.UUID) (uuid.UUID, error)
	// RecordsOf lists the records of a profile, given by id or alias, oldest
	// first; ErrNotFound.
	RecordsOf(ctx context.Context, s Sight, profile uuid.UUID) ([]uuid.UUID, error)
	// Find lists profiles; ErrNotIndexed, ErrCursor, ErrInvalid.
	Find(ctx context.Context, s Sight, q Query) (Page, error)
	// Contact is what all records of the account say of a contact point.
	Contact(ctx context.Context, s Sight, p fold.Point) (fold.Contact, error)
	// Confirmed tells whether an import in force confirmed an observation.
	Confirmed(ctx context.Context, s Sight, observation uuid.UUID) (bool, error)
	// Sources lists the visible sources, by registration.
	Sources(ctx context.Context, s Sight) ([]fold.Source, error)
	// Account is the account as folded up to now; nil when there is none. It
	// is shared: only read it.
	Account(id uuid.UUID) *fold.Account
	// Contents yields everything stored in an order that the log fixes, for
	// comparing two read models.
	Contents(ctx context.Context) iter.Seq2[Content, error]
}

// Content is one stored thing: two read models of one log yield the same.
type Content struct{ Key, Value string }

// Store is what a driver is.
type Store interface {
	projections.Projector
	Reader
	Close() error
}

// Snapshot is one state of a driver's rows; what Reading needs of it. Numbers
// are fold.Ordinals of the whole store.
type Snapshot interface {
	// Record finds the number of a record, Own that of the record with an own
	// id; false when there is none in the account.
	Record(ctx context.Context, account, id uuid.UUID) (fold.Ordinal, bool, error)
	Own(ctx context.Context, account, own uuid.UUID) (fold.Ordinal, bool, error)
	Profile(ctx context.Context, record fold.Ordinal) (fold.Ordinal, error)
	// Members lists the records of a profile, oldest first.
	Members(ctx context.Context, profile fold.Ordinal) ([]fold.Ordinal, error)
	Row(ctx context.Context, record fold.Ordinal) (Row, error)
	// Merges lists the ProfilesMerged between records of a profile.
	Merges(ctx context.Context, profile fold.Ordinal) ([]uuid.UUID, error)
	// Confirmed lists the imports that confirmed an observation.
	Confirmed(ctx context.Context, observation uuid.UUID) ([]uuid.UUID, error)
	// Holding lists records that state a value, after a place.
	Holding(ctx context.Context, key TermKey, after Place, limit int) ([]Place, error)
	// Named lists records with a name that begins so, by word, after a place.
	Named(ctx context.Context, account uuid.UUID, prefix string, after Place, limit int) ([]Place, error)
	// Heads lists the profiles of an account, oldest first.
	Heads(ctx context.Context, account uuid.UUID, after fold.Ordinal, limit int) ([]fold.Ordinal, error)
}

// Row is one record as stored.
type Row struct {
	Number  fold.Ordinal
	Record  *fold.Record
	Summary *fold.Summary       // of activities that nothing replaces; nil: none
	Loose   []fold.Contribution // those that may be replaced or retracted
}

// Place is where a scan of an index stands: the record in a stored list, and
// the word when names are scanned.
type Place struct {
	Word   string       `json:"w,omitempty"`
	List   fold.Ordinal `json:"l"` // the first record of the stored list
	Record fold.Ordinal `json:"r"`
}

// Indexed tells whether profiles can be looked up by a category: those that
// records state, but for free text.
func Indexed(c category.Category) bool { return c.Observable() && !c.FreeText }
