package segmentstest

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/projections"
)

// Now is the moment that the suite asks at.
func Now() time.Time { return time.Date(2026, 3, 15, 2, 30, 0, 0, time.UTC) }

// Account is the account that histories are about.
func Account() uuid.UUID { return uuid.MustParse("0a000000-0000-4000-8000-00000000000a") }

// maker makes one history.
type maker struct {
	*rand.Rand
	events    []projections.Event
	sources   []uuid.UUID
	imports   []uuid.UUID
	records   []uuid.UUID
	source    map[uuid.UUID]uuid.UUID // of each record
	observed  []uuid.UUID             // observations by imports
	partition *fold.Partition
	serial    uint64
}

// History makes about n events, the same for the same seed, in log order.
func History(seed int64, n int) []projections.Event {
	m := &maker{
		Rand:   rand.New(rand.NewPCG(uint64(seed), 7)), //nolint:gosec // a seed
		source: map[uuid.UUID]uuid.UUID{}, partition: fold.NewPartition(Account()),
	}
	m.begin()
	for len(m.events) < n {
		m.step()
	}
	return m.events
}

// id makes a new id.
func (m *maker) id() uuid.UUID {
	var id uuid.UUID
	m.serial++
	binary.BigEndian.PutUint64(id[:8], m.Uint64())
	binary.BigEndian.PutUint64(id[8:], m.serial|1<<63)
	return id
}

// when is a moment within the last year, often within the last days.
func (m *maker) when() time.Time {
	back := time.Duration(m.IntN(365*24)) * time.Hour
	if m.IntN(2) == 0 {
		back = time.Duration(m.IntN(10*24*60)) * time.Minute
	}
	return Now().Add(-back)
}

func (m *maker) emit(s event.Stream, env event.Envelope, p event.Payload) uuid.UUID {
	env.ID, env.Type, env.Version, env.Account = m.id(), p.EventType(), 1, Account()
	if env.OccurredAt.IsZero() {
		env.OccurredAt = m.when()
	}
	at := uint64(len(m.events) + 1)                                  //nolint:gosec // a length
	env.RecordedAt = Now().Add(time.Duration(at) * time.Millisecond) //nolint:gosec // small
	e := event.Event{Envelope: env, Payload: p}
	m.partition.Apply(e)
	m.events = append(m.events, projections.Event{Event: e, Stream: s, Position: eventstore.MakePosition(at, 0)})
	return env.ID
}

func (m *maker) account(p event.Payload) {
	m.emit(event.AccountStream(Account()), event.Envelope{}, p)
}

// begin opens the account with its sources and types.
func (m *maker) begin() {
	m.account(&event.AccountOpened{Name: "Test", Timezone: "America/New_York", PhoneRegion: "US"})
	kinds := []event.SourceKind{event.SourceVoter, event.SourceImport, event.SourceForm, event.SourceDigital, event.SourceDigital}
	for i, k := range kinds {
		m.sources = append(m.sources, m.id())
		m.account(&event.SourceRegistered{Source: m.sources[i], Name: fmt.Sprintf("source %d", i), Kind: k, Namespace: m.id(), IDSpace: "app"})
	}
	for range 4 {
		m.imports = append(m.imports, m.id())
	}
	m.account(&event.CategoryDefined{Number: category.FirstCustom, Name: "shoe_size", Type: category.NumberT, Many: true})
	m.account(&event.ActivityTypeDefined{Name: "Signed Up", Dimensions: []string{"plan"}, Numbers: []string{"seats"}})
}

// step adds one thing that happens.
func (m *maker) step() {
	switch n := m.IntN(100); {
	case n < 45 || len(m.records) < 5:
		m.observe()
	case n < 75:
		m.act()
	case n < 85:
		m.merge()
	case n < 89:
		m.split()
	case n < 91:
		m.erase()
	case n < 93:
		m.reclean()
	case n < 94:
		m.confirm()
	default:
		m.decide()
	}
}

// decide changes something about the whole account.
func (m *maker) decide() {
	switch m.IntN(8) {
	case 0:
		m.account(&event.ImportRetracted{Import: m.pick(m.imports)})
	case 1, 2:
		m.account(&event.ImportReinstated{Import: m.pick(m.imports)})
	case 3:
		m.account(&event.SourceRetracted{Source: m.pick(m.sources)})
	case 4, 5:
		m.account(&event.SourceReinstated{Source: m.pick(m.sources)})
	case 6:
		order := []uuid.UUID{m.pick(m.sources), m.pick(m.sources)}
		p := &event.SourcesOrdered{Order: order}
		if m.IntN(2) == 0 {
			p.Category = category.BuiltIn().Number("party")
		}
		m.account(p)
	default:
		m.account(&event.ActivityTypeDefined{Name: "custom", Dimensions: []string{[]string{"colour", "plan"}[m.IntN(2)]}, Numbers: []string{"weight"}})
	}
}

func (m *maker) pick(from []uuid.UUID) uuid.UUID { return from[m.IntN(len(from))] }

// record is one to tell something of: often a new one.
func (m *maker) record() uuid.UUID {
	if len(m.records) > 0 && m.IntN(3) > 0 {
		return m.pick(m.records)
	}
	r := m.id()
	m.records = append(m.records, r)
	m.source[r] = m.pick(m.sources)
	return r
}

func (m *maker) of(r uuid.UUID) event.Envelope {
	env := event.Envelope{Record: r, Source: m.source[r]}
	if m.IntN(3) == 0 {
		env.Import = m.pick(m.imports)
	}
	return env
}

func (m *maker) tell(r uuid.UUID, env event.Envelope, p event.Payload) uuid.UUID {
	return m.emit(event.RecordStream(Account(), r), env, p)
}
