package projections

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/eventstore"
)

// MaxParkedKeys is how many keys may be parked. More is no poison in the data
// but a mistake in the program: the runner stops instead.
const MaxParkedKeys = 1000

// Parked is a key with an event that cannot be applied: that event, and how
// many of the same key wait behind it. It holds no values.
type Parked struct {
	Key      string              `json:"key"`
	Event    uuid.UUID           `json:"event"`
	Type     event.Type          `json:"type"`
	Stream   string              `json:"stream"`
	Position eventstore.Position `json:"-"`
	At       time.Time           `json:"at"`
	Reason   string              `json:"reason"`
	Later    int64               `json:"later"` // events parked behind it
	Last     eventstore.Position `json:"-"`     // of the newest of them
}

// Parking keeps the list of a projector's parked keys across restarts.
type Parking interface {
	// Load gives what Save stored last; nothing when nothing was.
	Load(ctx context.Context) ([]Parked, error)
	// Save replaces the list; it is durable when Save returns.
	Save(ctx context.Context, parked []Parked) error
}

type memoryParking struct{ list []Parked }

func (m *memoryParking) Load(context.Context) ([]Parked, error) { return slices.Clone(m.list), nil }

func (m *memoryParking) Save(_ context.Context, list []Parked) error {
	m.list = slices.Clone(list)
	return nil
}

// parkedKeys is the list in memory; the goroutine of the runner owns it.
type parkedKeys struct {
	byKey map[string]*Parked
	dirty bool // differs from what is stored
}

// parkedUntil takes up a stored list as of a checkpoint: keys parked after it
// were not passed before a crash and get another try.
func parkedUntil(list []Parked, at eventstore.Position) *parkedKeys {
	p := &parkedKeys{byKey: map[string]*Parked{}}
	for _, one := range list {
		if at.Before(one.Position) {
			p.dirty = true
			continue
		}
		p.byKey[one.Key] = &one
	}
	return p
}

func (p *parkedKeys) holds(key string) bool { return p.byKey[key] != nil }

// behind parks a later event of a parked key. An event seen before a crash
// counts once.
func (p *parkedKeys) behind(key string, at eventstore.Position) {
	if one := p.byKey[key]; one.Last.Before(at) {
		one.Later, one.Last, p.dirty = one.Later+1, at, true
	}
}

func (p *parkedKeys) add(one Parked) {
	one.Last = one.Position
	p.byKey[one.Key], p.dirty = &one, true
}

// list is in log order.
func (p *parkedKeys) list() []Parked {
	out := make([]Parked, 0, len(p.byKey))
	for _, one := range p.byKey {
		out = append(out, *one)
	}
	slices.SortFunc(out, func(a, b Parked) int { return a.Position.Compare(b.Position) })
	return out
}
