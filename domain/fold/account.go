package fold

import (
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/event"
)

// Source is a source as its account knows it.
type Source struct {
	ID, Namespace uuid.UUID
	Name          string
	Kind          event.SourceKind
	IDSpace       string
	Region        string
	Private       bool // never shareable
	Retracted     bool
	Registered    int // 0, 1, 2, ... in the account's order of registration
}

// Key is an API key. Its secret is known only by Hash (SHA-256).
type Key struct {
	ID, Account uuid.UUID
	Source      uuid.UUID // uuid.Nil: not bound to one
	Role        event.Role
	Name        string
	Hash        [32]byte
	Expires     time.Time // zero: never
	Revoked     bool
}

// Usable tells whether the key opens anything at a moment.
func (k Key) Usable(now time.Time) bool {
	return !k.Revoked && (k.Expires.IsZero() || now.Before(k.Expires))
}

// Segment is a saved segment; Tree and Scope are JSON.
type Segment struct {
	ID    uuid.UUID
	Name  string
	Tree  []byte
	Scope []byte
}

// Webhook is where events go.
type Webhook struct {
	ID     uuid.UUID
	URL    string
	Secret []byte
	Types  []string // empty: all that may leave
}

// Integration is how a source fetches from a service.
type Integration struct {
	Source uuid.UUID
	Kind   string // "eventbrite"
	Token  []byte
}

// Grant is a grant in the owner's account.
type Grant struct {
	ID, Owner, To uuid.UUID
	Sources       []uuid.UUID
	Kind          event.SourceKind
	All           bool
	Without       []category.Number
	GrantedAt     time.Time
	RevokedAt     time.Time // zero while in force
}

// InForce tells whether the grant has not been revoked.
func (g Grant) InForce() bool { return g.RevokedAt.IsZero() }

// Account is one account's state, folded in log order from its account and
// sharing streams.
type Account struct {
	ID          uuid.UUID
	Name        string
	Zone        *time.Location // never nil
	Timezone    string
	PhoneRegion string
	First       bool // runs the installation
	Opened      bool
	Closed      bool
	Model       string // version of the matching model in force; "" is the program's own

	sources   map[uuid.UUID]*Source
	ordered   []uuid.UUID // by registration
	ranking   []uuid.UUID // the account's own order, most trusted first
	rankingBy map[category.Number][]uuid.UUID
	trust     *Trust
	imports   map[uuid.UUID]bool // retracted imports
	catalogue *category.Catalogue
	types     map[string]ActivityType
	segments  map[uuid.UUID]Segment
	keys      map[uuid.UUID]Key
	webhooks  map[uuid.UUID]Webhook
	grants    map[uuid.UUID]Grant
	// integrations are by the source that fetches.
	integrations map[uuid.UUID]Integration
	matching     matchModels
}

// NewAccount is an account before its first event.
func NewAccount(id uuid.UUID) *Account {
	a := &Account{
		ID: id, Zone: time.UTC, Timezone: "UTC",
		sources: map[uuid.UUID]*Source{}, rankingBy: map[category.Number][]uuid.UUID{},
		imports: map[uuid.UUID]bool{}, catalogue: category.BuiltIn(), types: builtInTypes(),
		segments: map[uuid.UUID]Segment{}, keys: map[uuid.UUID]Key{},
		webhooks: map[uuid.UUID]Webhook{}, grants: map[uuid.UUID]Grant{}, integrations: map[uuid.UUID]Integration{},
		matching: newMatchModels(),
	}
	a.trust = a.newTrust()
	return a
}

// Clone is a copy that events can be applied to while others read this one.
func (a *Account) Clone() *Account {
	out := *a
	out.sources = make(map[uuid.UUID]*Source, len(a.sources))
	for id, s := range a.sources {
		copied := *s
		out.sources[id] = &copied
	}
	out.ordered, out.ranking = slices.Clone(a.ordered), slices.Clone(a.ranking)
	out.rankingBy, out.imports = maps.Clone(a.rankingBy), maps.Clone(a.imports)
	out.types, out.segments, out.keys = maps.Clone(a.types), maps.Clone(a.segments), maps.Clone(a.keys)
	out.webhooks, out.grants = maps.Clone(a.webhooks), maps.Clone(a.grants)
	out.integrations, out.matching = maps.Clone(a.integrations), a.matching.clone()
	return &out
}

// Source finds one of the account's sources.
func (a *Account) Source(id uuid.UUID) (Source, bool) {
	if s := a.sources[id]; s != nil {
		return *s, true
	}
	return Source{}, false
}

// SourceNamed finds a source by its present name.
func (a *Account) SourceNamed(name string) (Source, bool) {
	for _, id := range a.ordered {
		if s := a.sources[id]; s.Name == name {
			return *s, true
		}
	}
	return Source{}, false
}

// Sources lists the account's sources in the order of registration.
func (a *Account) Sources() []Source {
	out := make([]Source, len(a.ordered))
	for i, id := range a.ordered {
		out[i] = *a.sources[id]
	}
	return out
}

// Catalogue is the built-in catalogue with the account's own categories.
func (a *Account) Catalogue() *category.Catalogue { return a.catalogue }

// Trust is the account's order of trust over its own sources.
func (a *Account) Trust() *Trust { return a.trust }

// SourceRetracted and ImportRetracted tell what is left out. Retracted
// implements Retractions.
func (a *Account) SourceRetracted(id uuid.UUID) bool {
	s := a.sources[id]
	return s != nil && s.Retracted
}

// ImportRetracted tells whether an import is left out.
func (a *Account) ImportRetracted(id uuid.UUID) bool { return a.imports[id] }

// RetractedImports lists the imports that are left out, in no order that means
// anything.
func (a *Account) RetractedImports() []uuid.UUID {
	return slices.SortedFunc(maps.Keys(a.imports), compareIDs)
}

// Filter leaves out what the account has retracted. Confirmations are those
// that the records hold; a projector that keeps them apart sets Confirmed.
func (a *Account) Filter() Filter {
	return Filter{SourceRetracted: a.SourceRetracted, ImportRetracted: a.ImportRetracted}
}
