package bitmap

import (
	"fmt"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/projections"
	"github.com/cerebro-cdp/cerebro/projections/segments/bitmap/bits"
	"github.com/cerebro-cdp/cerebro/projections/segments/bitmap/index"
)

// frozen is an account as a snapshot writes it: nothing in it changes any more.
type frozen struct {
	id         uuid.UUID
	index      *index.Account
	defined    []event.Event
	pending    []event.Event // of an unfinished change
	done       uuid.UUID
	ids        []uuid.UUID
	sources    []uuid.UUID
	source     []uint16
	flags      []uint16
	profile    []uint32
	confirming []uuid.UUID
}

// frozen copies what the writer would change.
func (a *account) frozen(v *view) frozen {
	f := frozen{
		id: a.id, index: v.index, defined: a.defined, ids: a.ids,
		sources: a.sources, source: append([]uint16(nil), a.source...), profile: make([]uint32, len(a.ids)),
		flags: append([]uint16(nil), a.flags...),
	}
	f.pending, f.done = a.changes.State()
	for n := range f.profile {
		f.profile[n] = a.profile(uint32(n)) //nolint:gosec // ordinals have 32 bits
	}
	for id := range a.confirming {
		f.confirming = append(f.confirming, id)
	}
	return f
}

func (f *frozen) encode(e *bits.Encoder) error {
	e.Raw(f.id[:])
	if err := encodeEvents(e, f.defined); err != nil {
		return err
	}
	if err := encodeEvents(e, f.pending); err != nil {
		return err
	}
	e.Raw(f.done[:])
	encodeIDs(e, f.ids)
	encodeIDs(e, f.sources)
	encodeIDs(e, f.confirming)
	bits.EncodeWords(e, 2, f.source)
	bits.EncodeWords(e, 2, f.flags)
	bits.EncodeWords(e, 4, f.profile)
	f.index.Encode(e)
	return nil
}

func decodeAccount(d *bits.Decoder, number uint32) (*account, error) {
	var id, done uuid.UUID
	d.Raw(id[:])
	defined, err := decodeEvents(d)
	if err != nil {
		return nil, err
	}
	pending, err := decodeEvents(d)
	if err != nil {
		return nil, err
	}
	d.Raw(done[:])
	a := newAccount(id, number)
	a.changes, a.defined = fold.RestoreChanges(pending, done), defined
	for _, ev := range defined {
		a.state.Apply(ev)
	}
	a.ids, a.sources = decodeIDs(d), decodeIDs(d)
	for _, imp := range decodeIDs(d) {
		a.confirming[imp] = true
	}
	a.source, a.flags = bits.DecodeWords[uint16](d, 2), bits.DecodeWords[uint16](d, 2)
	profile := bits.DecodeWords[uint32](d, 4)
	a.writer = index.Decode(d)
	if err := d.Err(); err != nil {
		return nil, err
	}
	return a, a.restore(profile)
}

// restore brings the partition back.
func (a *account) restore(profile []uint32) error {
	if len(profile) != len(a.ids) || len(a.source) != len(a.ids) || len(a.flags) != len(a.ids) {
		return fmt.Errorf("bitmap: %w: lists of records of different lengths", bits.ErrMalformed)
	}
	a.partition.Grow(len(a.ids))
	var moves []fold.Move
	for n, record := range a.ids {
		if at, _ := a.partition.Record(record); int(at) != n { // a partition in memory does not fail
			return fmt.Errorf("bitmap: %w: a record stands twice", bits.ErrMalformed)
		}
		if int(a.source[n]) > len(a.sources) || int(profile[n]) > n {
			return fmt.Errorf("bitmap: %w: a record of an unknown source or profile", bits.ErrMalformed)
		}
		if p := profile[n]; int(p) != n {
			moves = append(moves, fold.Move{Record: fold.Ordinal(n), From: fold.Ordinal(n), To: fold.Ordinal(p)}) //nolint:gosec // ordinals have 32 bits
		}
	}
	a.partition.Put(moves)
	return nil
}

func encodeIDs(e *bits.Encoder, ids []uuid.UUID) {
	e.Number(uint64(len(ids)))
	for _, id := range ids {
		e.Raw(id[:])
	}
}

func decodeIDs(d *bits.Decoder) []uuid.UUID {
	out := make([]uuid.UUID, d.Count(16))
	for i := range out {
		d.Raw(out[i][:])
	}
	return out
}

// encodeEvents writes events as the log has them, but for the seal.
func encodeEvents(e *bits.Encoder, events []event.Event) error {
	e.Number(uint64(len(events)))
	for _, ev := range events {
		meta, err := event.EncodeEnvelope(ev.Envelope)
		if err != nil {
			return err
		}
		payload, err := event.EncodePayload(ev.Payload)
		if err != nil {
			return err
		}
		e.Raw(ev.ID[:])
		e.Text([]byte(ev.Payload.EventType()))
		e.Text(meta)
		e.Text(payload)
	}
	return nil
}

func decodeEvents(d *bits.Decoder) ([]event.Event, error) {
	var out []event.Event
	for range d.Count(19) {
		var id uuid.UUID
		d.Raw(id[:])
		t, meta, payload := event.Type(d.Text()), d.Text(), d.Text()
		if err := d.Err(); err != nil {
			return nil, err
		}
		env, err := event.DecodeEnvelope(meta)
		if err != nil {
			return nil, err
		}
		p, err := event.DecodePayload(t, event.Version(t), payload)
		if err != nil {
			return nil, err
		}
		env.ID, env.Type = id, t
		out = append(out, event.Event{Envelope: env, Payload: p})
	}
	return out, d.Err()
}

// encodeCheckpoint is the form of a checkpoint in the state store.
func encodeCheckpoint(c projections.Checkpoint) []byte {
	return fmt.Appendf(nil, "%s %s %d %d", c.Store, c.Position, c.Ordinal, c.Version)
}

func decodeCheckpoint(b []byte) (projections.Checkpoint, error) {
	var store, position string
	var c projections.Checkpoint
	if _, err := fmt.Sscanf(string(b), "%s %s %d %d", &store, &position, &c.Ordinal, &c.Version); err != nil {
		return c, fmt.Errorf("bitmap: checkpoint: %w", err)
	}
	var err error
	if c.Store, err = uuid.Parse(store); err != nil {
		return c, fmt.Errorf("bitmap: checkpoint: %w", err)
	}
	c.Position, err = eventstore.ParsePosition(position)
	return c, err
}
