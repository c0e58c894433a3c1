package logbench

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"

	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/google/uuid"
)

// source makes one client's events: random ids, payloads that do not compress
// (they are sealed), streams named like records.
type source struct {
	random  *rand.Rand
	account string
	payload []byte // a window into it is an event's data
	meta    []byte
	size    int
}

const eventType = "RecordObserved"

func newSource(c Config, client int) *source {
	s := &source{
		random: rand.New(rand.NewPCG(uint64(client), 1)), account: uuid.NewString(),
		payload: make([]byte, c.Payload+4096), meta: make([]byte, c.Metadata), size: c.Payload,
	}
	for i := range s.payload {
		s.payload[i] = byte(s.random.Uint32())
	}
	for i := range s.meta {
		s.meta[i] = byte('a' + i%16)
	}
	return s
}

func (s *source) id() (id uuid.UUID) {
	binary.LittleEndian.PutUint64(id[:], s.random.Uint64())
	binary.LittleEndian.PutUint64(id[8:], s.random.Uint64())
	return id
}

func (s *source) stream() string { return fmt.Sprintf("record-%s.%s", s.account, s.id()) }

func (s *source) event() eventstore.NewEvent {
	from := s.random.IntN(4096)
	return eventstore.NewEvent{ID: s.id(), Type: eventType, Data: s.payload[from : from+s.size], Metadata: s.meta}
}

func (s *source) append(events int) eventstore.Append {
	a := eventstore.Append{Stream: s.stream(), Expected: eventstore.Any, SkipKnown: true}
	for range events {
		a.Events = append(a.Events, s.event())
	}
	return a
}

// value is as long and as compressible as what the log stores for an event.
func value(commit uint64, stream string, e *eventstore.NewEvent) []byte {
	const fixed = 4 + 1 + 16 + 8 + 1 + 3
	b := make([]byte, 0, fixed+len(stream)+len(e.Type)+len(e.Metadata)+len(e.Data))
	b = append(b, e.ID[:]...)
	b = binary.BigEndian.AppendUint64(b, commit)
	b = b[:fixed]
	b = append(b, stream...)
	b = append(b, e.Type...)
	b = append(b, e.Metadata...)
	return append(b, e.Data...)
}
