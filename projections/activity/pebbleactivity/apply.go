package pebbleactivity

import (
	"context"
	"errors"
	"slices"

	"github.com/cockroachdb/pebble/v2"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/projections"
	"github.com/cerebro-cdp/cerebro/projections/activity"
)

// Apply implements projections.Projector: one pebble batch.
func (s *Store) Apply(ctx context.Context, events []projections.Event, to projections.Checkpoint) error {
	if err := s.use("apply"); err != nil {
		return err
	}
	defer s.users.RUnlock()
	a := applying{Store: s, batch: s.db.NewIndexedBatch()}
	err := a.run(ctx, events, to)
	if err = errors.Join(err, a.batch.Close()); err != nil {
		return &activity.Error{Op: "apply", Err: err}
	}
	if a.scrubs > 0 {
		s.scrub.wake()
	}
	s.flushNowAndThen()
	return nil
}

// flushNowAndThen bounds how much a crash makes fold again when little comes.
func (s *Store) flushNowAndThen() {
	now := s.cfg.Now()
	if now.Sub(s.flushed) < s.cfg.FlushEvery {
		return
	}
	s.flushed = now
	if _, err := s.db.AsyncFlush(); err != nil {
		s.cfg.Logger.Error("flush", "store", activity.Name, "error", err)
	}
}

// applying is one transaction.
type applying struct {
	*Store
	batch  *pebble.Batch
	scrubs int
	key    []byte
}

func (a *applying) run(ctx context.Context, events []projections.Event, to projections.Checkpoint) error {
	first := to.First(len(events))
	for i := range events {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := a.event(&events[i], first+int64(i)); err != nil {
			return err
		}
	}
	if err := a.batch.Set(checkpointKey(), encodeCheckpoint(to), nil); err != nil {
		return err
	}
	return a.batch.Commit(pebble.NoSync)
}

func (a *applying) event(e *projections.Event, ordinal int64) error {
	switch e.Type {
	case event.TypeRecordErased:
		return a.eraseRecord(e.Stream.Account, e.Stream.ID)
	case event.TypeAccountClosed:
		return a.eraseAccount(e.Stream.Account)
	case event.TypeActivityRecorded:
		doc, ok, err := activity.Of(*e, ordinal)
		if err != nil || !ok {
			return err
		}
		return a.put(&doc)
	}
	return nil
}

// put makes a document the newest version of its activity, import and record.
func (a *applying) put(doc *activity.Activity) error {
	a.key = activityKey(a.key, doc.Account, doc.ID)
	versions, err := a.known(doc)
	if err != nil {
		return err
	}
	now := version{placeOf(doc), doc.Ordinal}
	old := slices.IndexFunc(versions, func(v version) bool { return v.record == now.record && v.imp == now.imp })
	if old >= 0 {
		if versions[old].place != now.place {
			if err := a.drop(doc.Account, versions[old].place); err != nil {
				return err
			}
		}
		versions = slices.Delete(versions, old, old+1)
	}
	var flags byte
	if len(versions) > 0 {
		flags = flagVersions
	}
	if len(versions) == 1 && old < 0 { // the one that was alone no longer is
		if err := a.reflag(doc.Account, versions[0].place, flagVersions); err != nil {
			return err
		}
	}
	versions = append(versions, now)
	if err := a.batch.Set(a.key, encodeVersions(versions), nil); err != nil {
		return err
	}
	return a.batch.Set(timelineKey(nil, doc.Account, now.place), a.encode.value(doc, flags), nil)
}

// known are an activity's versions so far. One that has no natural key is named
// after its only event, so that there is nothing to look for: that is most of
// what comes in.
func (a *applying) known(doc *activity.Activity) ([]version, error) {
	if doc.ID == doc.Event {
		return nil, nil
	}
	return readVersions(a.batch, a.key, doc.ID)
}

func (a *applying) drop(account uuid.UUID, p place) error {
	return a.batch.Delete(timelineKey(nil, account, p), nil)
}

// reflag says in a version's value whether it has others beside it.
func (a *applying) reflag(account uuid.UUID, p place, flag byte) error {
	key := timelineKey(nil, account, p)
	b, closer, err := a.batch.Get(key)
	if err != nil {
		return err
	}
	value := slices.Clone(b)
	if err := closer.Close(); err != nil {
		return err
	}
	if len(value) < valueHead {
		return activity.ErrCorrupt
	}
	value[1] = value[1]&^flagVersions | flag
	return a.batch.Set(key, value, nil)
}
