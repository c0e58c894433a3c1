package journal

import (
	"context"
	"crypto/cipher"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/eventstore/vault"
)

// Write is one atomic append to one stream.
type Write struct {
	Stream   event.Stream
	Expected eventstore.Revision
	// SkipKnown drops events whose id is in the log; with Expected = Any.
	SkipKnown bool
	// Entries are the events. Append fills in what follows from the write: the
	// account, the type, the version, the record of a record stream, and
	// OccurredAt = RecordedAt where it is not set. ID and RecordedAt are the
	// caller's.
	Entries []event.Event
}

// Append seals and appends, answering as eventstore.Log does: one Result for
// each write. A write that cannot be sealed (ErrErased, an invalid event) has
// that as its Result's error and harms no other. The error is for failures of
// the call as a whole, among them a *vault.KeyError: a key that must be made
// first.
func (j *Journal) Append(ctx context.Context, writes ...Write) ([]eventstore.Result, error) {
	keys, err := j.writeKeys(ctx, writes)
	if err != nil {
		return nil, err
	}
	results := make([]eventstore.Result, len(writes))
	appends := make([]eventstore.Append, 0, len(writes))
	at := make([]int, 0, len(writes))
	for i := range writes {
		a, err := j.sealWrite(&writes[i], keys)
		if err != nil {
			results[i].Err = &Error{Op: "append", Stream: writes[i].Stream.String(), Err: err}
			continue
		}
		appends, at = append(appends, a), append(at, i)
	}
	if len(appends) == 0 {
		return results, nil
	}
	done, err := j.log.Append(ctx, appends...)
	if err != nil {
		return nil, fmt.Errorf("journal: append: %w", err)
	}
	for n, i := range at {
		results[i] = done[n]
	}
	return results, nil
}

// heldKey is a key ready for use; aead is nil when it was erased.
type heldKey struct{ aead cipher.AEAD }

func (j *Journal) writeKeys(ctx context.Context, writes []Write) (map[vault.KeyID]heldKey, error) {
	want := make([]vault.KeyID, 0, len(writes))
	for i := range writes {
		for k := range writes[i].Entries {
			if p := writes[i].Entries[k].Payload; p != nil && !clearType(p.EventType()) {
				want = append(want, keyOf(writes[i].Stream))
				break
			}
		}
	}
	return j.fetchKeys(ctx, want)
}

// fetchKeys asks the vault once for all keys, each once.
func (j *Journal) fetchKeys(ctx context.Context, want []vault.KeyID) (map[vault.KeyID]heldKey, error) {
	held := make(map[vault.KeyID]heldKey, len(want))
	ids := want[:0]
	for _, id := range want {
		if _, ok := held[id]; !ok {
			held[id] = heldKey{}
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return held, nil
	}
	keys, err := j.vault.Keys(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	for i, id := range ids {
		if keys[i].Erased {
			continue
		}
		aead, err := newAEAD(keys[i].Bytes)
		if err != nil {
			return nil, fmt.Errorf("journal: key of %s: %w", id.Kind, err)
		}
		held[id] = heldKey{aead}
	}
	return held, nil
}

func (j *Journal) sealWrite(w *Write, keys map[vault.KeyID]heldKey) (eventstore.Append, error) {
	name := w.Stream.String()
	a := eventstore.Append{Stream: name, Expected: w.Expected, SkipKnown: w.SkipKnown,
		Events: make([]eventstore.NewEvent, len(w.Entries))}
	for i := range w.Entries {
		e := w.Entries[i]
		if err := complete(&e, w.Stream); err != nil {
			return a, err
		}
		data, err := j.sealPayload(&e, w.Stream, name, keys)
		if err != nil {
			return a, err
		}
		meta, err := event.EncodeEnvelope(e.Envelope)
		if err != nil {
			return a, err
		}
		a.Events[i] = eventstore.NewEvent{ID: e.ID, Type: string(e.Type), Data: data, Metadata: meta}
	}
	return a, nil
}

func (j *Journal) sealPayload(e *event.Event, s event.Stream, name string, keys map[vault.KeyID]heldKey) ([]byte, error) {
	clear, err := event.EncodePayload(e.Payload)
	if err != nil {
		return nil, err
	}
	if len(clear) > maxClear {
		return nil, fmt.Errorf("%w: a payload of %d bytes", eventstore.ErrTooLarge, len(clear))
	}
	if clearType(e.Type) {
		return append([]byte{sealFormat, byte(inClear)}, clear...), nil
	}
	id := keyOf(s)
	key := keys[id]
	if key.aead == nil {
		return nil, ErrErased
	}
	return seal(key.aead, id.Kind, j.random, e.ID, name, clear)
}

// complete fills in what follows from the stream and checks the rest.
func complete(e *event.Event, s event.Stream) error {
	invalid := func(what string) error { return fmt.Errorf("%w: %s", eventstore.ErrInvalid, what) }
	if e.Payload == nil {
		return invalid("an event without a payload")
	}
	t := e.Payload.EventType()
	version := event.Version(t)
	if _, erased := e.Payload.(event.Erased); erased || version == 0 {
		return invalid("a payload that is not written: " + string(t))
	}
	if e.Account == uuid.Nil {
		e.Account = s.Account
	}
	if s.Kind == event.KindRecord && e.Record == uuid.Nil {
		e.Record = s.ID
	}
	if e.OccurredAt.IsZero() {
		e.OccurredAt = e.RecordedAt
	}
	e.Version = version
	switch {
	case e.ID == uuid.Nil:
		return invalid(string(t) + " without an event id")
	case e.Type != "" && e.Type != t:
		return invalid(string(t) + " under the name " + string(e.Type))
	case event.KindOf(t) != s.Kind:
		return invalid(string(t) + " in a stream of kind " + string(s.Kind))
	case e.Account != s.Account || s.Account == uuid.Nil || s.ID == uuid.Nil:
		return invalid(string(t) + " in the stream of another account")
	case s.Kind == event.KindRecord && e.Record != s.ID:
		return invalid(string(t) + " in the stream of another record")
	case !writable(e.RecordedAt) || !writable(e.OccurredAt):
		return invalid(string(t) + " with a time outside 1678 to 2261")
	}
	e.Type = t
	return nil
}

// writable: the envelope has nanoseconds in 64 bits.
func writable(t time.Time) bool {
	return t.After(time.Unix(0, math.MinInt64)) && t.Before(time.Unix(0, math.MaxInt64))
}

// IsErased tells whether an append failed because the person was erased: the
// datum is dropped then, as it would be had it come later.
func IsErased(err error) bool { return errors.Is(err, ErrErased) }
