package commands

import (
	"context"
	"errors"
	"slices"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/commands/ingest"
	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/eventstore/journal"
	"github.com/cerebro-cdp/cerebro/eventstore/vault"
)

// append writes what was gathered and says what became of each datum.
func (b *batch) append(ctx context.Context) error {
	if len(b.list) == 0 {
		return nil
	}
	results, err := b.service.Journal.Append(ctx, b.list...)
	if err != nil {
		return unavailable(err)
	}
	for i, r := range results {
		if r.Err == nil && b.out.Position.Before(r.Position) {
			b.out.Position = r.Position
		}
		if r.Err != nil {
			b.unstated(i)
		}
		for j, datum := range b.owners[i] {
			if datum == none {
				continue
			}
			out := &b.out.Outcomes[datum]
			switch {
			case journal.IsErased(r.Err):
				// The person was erased a moment ago: as if it had come later.
				*out = ingest.Outcome{Status: ingest.Duplicate}
			case r.Err != nil:
				out.Status, out.Err = ingest.Rejected, r.Err
			case out.Status == ingest.Duplicate && (r.Known == nil || !r.Known[j]):
				out.Status = ingest.Saved
			}
		}
	}
	return nil
}

// unstated forgets the identifiers of a write that failed.
func (b *batch) unstated(write int) {
	for _, e := range b.list[write].Entries {
		b.stated = slices.DeleteFunc(b.stated, func(id identity) bool { return id == e.ID })
	}
}

// unchanged tells whether an observation says what the record's last one said,
// within this batch or before it.
func (b *batch) unchanged(row vault.Row, hash vault.Hash) bool {
	if l, ok := b.last[row.Record]; ok {
		return l.Hash == hash
	}
	return row.LastEvent != uuid.Nil && row.LastHash == hash
}

func (b *batch) lastEvent(row vault.Row) uuid.UUID {
	if l, ok := b.last[row.Record]; ok {
		return l.Event
	}
	return row.LastEvent
}

func (b *batch) note(l vault.Last) {
	if b.last == nil {
		b.last = map[uuid.UUID]vault.Last{}
	}
	b.last[l.Record] = l
}

// remember notes, after the append, what the records said last and which
// identifiers they have stated. Losing it costs a repetition, never a loss.
func (s *Service) remember(ctx context.Context, b *batch) error {
	for _, id := range b.stated {
		s.identities.add(id)
	}
	if len(b.last) == 0 {
		return nil
	}
	last := make([]vault.Last, 0, len(b.last))
	for _, l := range b.last {
		last = append(last, l)
	}
	if err := s.Vault.SetLast(ctx, b.caller.Account, last); err != nil {
		return unavailable(err)
	}
	return nil
}

// fingerprint is the keyed hash of what an observation says, whoever says it
// and whenever.
func (b *batch) fingerprint(record uuid.UUID, o *event.RecordObserved) vault.Hash {
	said := event.RecordObserved{Facts: o.Facts, Extra: o.Extra, Linked: o.Linked, Cleaner: o.Cleaner}
	bytes, err := event.EncodePayload(said)
	if err != nil {
		return vault.Hash{} // cannot be encoded: the append will say so
	}
	return b.service.Vault.Fingerprint(b.caller.Account, append(record[:], bytes...))
}

// contentOf is the keyed hash of an activity's cleaned values.
func (s *Service) contentOf(account uuid.UUID, a *event.ActivityRecorded) string {
	bytes, err := event.EncodePayload(a)
	if err != nil {
		return ""
	}
	h := s.Vault.Fingerprint(account, bytes)
	return string(h[:])
}

// sizeOf estimates the encoded size of a payload, from above.
func sizeOf(p event.Payload) int {
	const perItem = 48
	n := 256
	switch p := p.(type) {
	case event.RecordObserved:
		n += len(p.Key) + len(p.Linked) + len(p.Message)
		for i := range p.Facts {
			n += perItem + len(p.Facts[i].Value) + len(p.Facts[i].Raw) + len(p.Facts[i].Space)
		}
		n += propertiesSize(p.Extra)
	case event.ActivityRecorded:
		n += len(p.Key) + len(p.Name) + len(p.Label) + len(p.Message) + propertiesSize(p.Properties)
	}
	return n
}

func propertiesSize(ps []event.Property) int {
	n := 0
	for i := range ps {
		n += 16 + len(ps[i].Name) + len(ps[i].Value)
	}
	return n
}

// unavailable says that an engine failed; the caller may try the same again.
func unavailable(err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	hint := "try again with the same ids; nothing is taken twice"
	if errors.Is(err, eventstore.ErrFailed) {
		hint = "the disk refused a write: mend it and start Cerebro again; what was acknowledged is safe"
	}
	return &Error{Code: Unavailable, Detail: "the data could not be stored", Hint: hint, Err: err}
}
