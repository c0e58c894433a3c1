package journal

import (
	"context"
	"errors"
	"fmt"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/eventstore/vault"
)

// Decode opens and decodes recorded events, fetching their keys at once. Events
// of streams that are not ours are left out. It stops at the first event that
// cannot be read, answering those before it and an *Error that names it; when
// the keys cannot be had there are no events.
func (j *Journal) Decode(ctx context.Context, recorded []eventstore.Recorded) ([]Event, error) {
	streams := make([]event.Stream, len(recorded))
	want := make([]vault.KeyID, 0, len(recorded))
	for i := range recorded {
		s, ok := event.ParseStream(recorded[i].Stream)
		if !ok || !known(s.Kind) {
			continue
		}
		streams[i] = s
		if !clearType(event.Type(recorded[i].Type)) {
			want = append(want, keyOf(s))
		}
	}
	keys, err := j.fetchKeys(ctx, want)
	if err != nil {
		return nil, missing(err, recorded, streams)
	}
	out := make([]Event, 0, len(recorded))
	var scratch []byte
	for i := range recorded {
		if streams[i].Kind == "" {
			continue
		}
		var e Event
		if e, scratch, err = j.decode(&recorded[i], streams[i], keys, scratch); err != nil {
			return out, &Error{Op: "read", Stream: recorded[i].Stream, Position: recorded[i].Position, Err: err}
		}
		out = append(out, e)
	}
	return out, nil
}

func known(k event.Kind) bool {
	switch k {
	case event.KindAccount, event.KindRecord, event.KindIdentity, event.KindSharing, event.KindImport, event.KindQuarantine:
		return true
	}
	return false
}

// missing finds the event whose key is not there, to name it.
func missing(err error, recorded []eventstore.Recorded, streams []event.Stream) error {
	var of *vault.KeyError
	if !errors.As(err, &of) {
		return err
	}
	for i := range recorded {
		if streams[i].Kind != "" && keyOf(streams[i]) == of.ID && !clearType(event.Type(recorded[i].Type)) {
			return &Error{Op: "read", Stream: recorded[i].Stream, Position: recorded[i].Position, Err: err,
				Hint: "the vault does not go with this log: restore both from one backup"}
		}
	}
	return err
}

func (j *Journal) decode(r *eventstore.Recorded, s event.Stream, keys map[vault.KeyID]heldKey, scratch []byte) (Event, []byte, error) {
	e := Event{Stream: s, Revision: r.Revision, Position: r.Position}
	var err error
	if e.Envelope, err = event.DecodeEnvelope(r.Metadata); err != nil {
		return e, scratch, err
	}
	e.ID, e.Type = r.ID, event.Type(r.Type)
	kind, _, err := sealHeader(r.Data)
	if err != nil {
		return e, scratch, err
	}
	if kind == inClear {
		if !clearType(e.Type) {
			return e, scratch, fmt.Errorf("%w: %s in clear", ErrMalformed, e.Type)
		}
		e.Payload, err = event.DecodePayload(e.Type, e.Version, r.Data[headerLen:])
		return e, scratch, err
	}
	id := keyOf(s)
	if kind != id.Kind || clearType(e.Type) {
		return e, scratch, fmt.Errorf("%w: %s sealed with a key of kind %s", ErrMalformed, e.Type, kind)
	}
	key := keys[id]
	if key.aead == nil {
		e.Payload = event.Erased{Was: e.Type}
		return e, scratch, nil
	}
	clear, scratch, err := open(key.aead, r.ID, r.Stream, r.Data, scratch)
	if err != nil {
		return e, scratch, err
	}
	e.Payload, err = event.DecodePayload(e.Type, e.Version, clear)
	return e, scratch, err
}
