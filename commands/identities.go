package commands

import (
	"github.com/google/uuid"
	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/cerebro-cdp/cerebro/commands/ingest"
	"github.com/cerebro-cdp/cerebro/domain/clean"
	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
)

// identity is one identifier stated by a record, by its event id.
type identity = uuid.UUID

// statedIdentities remembers which identifiers of tracking calls are in the
// log, so that a page view of a known visitor costs one event and not two. What
// it forgets is appended again under the same event id, which the log drops.
type statedIdentities struct {
	known *lru.Cache[identity, struct{}]
}

func newStatedIdentities() (*statedIdentities, error) {
	c, err := lru.New[identity, struct{}](1 << 18)
	if err != nil {
		return nil, err
	}
	return &statedIdentities{c}, nil
}

func (s *statedIdentities) has(id identity) bool {
	_, ok := s.known.Get(id)
	return ok
}

func (s *statedIdentities) add(id identity) { s.known.Add(id, struct{}{}) }

// identify states the identifiers that came along with a datum: once per record
// and identifier, ever, because the event id is made of just these.
func (b *batch) identify(record uuid.UUID, source fold.Source, d *ingest.Datum) {
	for _, f := range d.Identity {
		id := derive(source.Namespace, "identifier", record.String(), int(f.Category), f.Space, f.Value)
		if b.service.identities.has(id) {
			continue
		}
		o := event.RecordObserved{Key: d.Key, Facts: []event.Fact{f}, Cleaner: clean.Version}
		if b.put(none, record, b.event(id, record, d, o)) == nil {
			b.stated = append(b.stated, id)
		}
	}
}
