package bitmap

import (
	"fmt"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
)

// act folds an activity: into its record's summary and into the day counts.
func (b *batch) act(a *account, ev event.Event) error {
	d, ok := deedOf(ev)
	if !ok {
		return fmt.Errorf("bitmap: event %s is no activity", ev.ID)
	}
	at := place{a, a.register(ev.Record, ev.Source)}
	profile := a.profile(at.ordinal)
	if a.flags[at.ordinal]&isErased != 0 {
		return nil
	}
	if err := b.touch(a, profile, false); err != nil {
		return err
	}
	s, err := b.state(at)
	if err != nil {
		return err
	}
	key := activityKey(a.number, at.ordinal, d.Activity)
	if err := b.replace(a, s, profile, key, d.Activity); err != nil {
		return err
	}
	if d.Replaceable() {
		if s.loose == nil {
			s.loose = map[uuid.UUID]fold.Contribution{}
		}
		s.loose[d.Activity] = d.Contribution
	} else {
		s.summary.Add(d.Contribution)
	}
	b.change(at, s).did = true
	b.count(a, a.state, s, profile, &d, 1)
	b.scratch = d.appendBinary(b.scratch[:0])
	if err := b.store.Set(key, b.scratch, nil); err != nil {
		return fmt.Errorf("bitmap: write state: %w", err)
	}
	return nil
}

// replace takes the older event of an activity out of the counts.
func (b *batch) replace(a *account, s *recordState, profile uint32, key []byte, activity uuid.UUID) error {
	if _, ok := s.loose[activity]; !ok {
		return nil
	}
	db, err := b.written()
	if err != nil {
		return err
	}
	v, err := get(db, key)
	if err != nil || v == nil {
		return err
	}
	old, err := decodeDeed(v)
	if err != nil {
		return err
	}
	b.count(a, a.state, s, profile, &old, -1)
	delete(s.loose, activity)
	return nil
}

// count adds an activity to the day counts of a profile, or takes it away; what
// is withdrawn or retracted counts nowhere.
func (b *batch) count(a *account, state *fold.Account, s *recordState, profile uint32, d *deed, by int32) {
	source := s.source
	if d.Withdrawn || state.ImportRetracted(d.Import) || state.SourceRetracted(source) || !state.Trust().Sees(source) {
		return
	}
	done := d.done(state)
	done.Source = source
	a.writer.Count(profile, done, by)
}

// deeds calls do with every activity of a record.
func (b *batch) deeds(at place, do func(d *deed) error) error {
	db, err := b.written()
	if err != nil {
		return err
	}
	return scan(db, recordKey(keyActivity, at.account.number, at.ordinal), func(_, v []byte) error {
		d, err := decodeDeed(v)
		if err != nil {
			return err
		}
		return do(&d)
	})
}

// move takes the counts of a record's activities from one profile to another.
func (b *batch) move(at place, from, to uint32) error {
	s, err := b.state(at)
	if err != nil || !s.active() {
		return err
	}
	return b.deeds(at, func(d *deed) error {
		b.count(at.account, at.account.state, s, from, d, -1)
		b.count(at.account, at.account.state, s, to, d, 1)
		return nil
	})
}

// erase takes out everything of a record.
func (b *batch) erase(a *account, ev event.Event) error {
	at := place{a, a.register(ev.Record, ev.Source)}
	profile := a.profile(at.ordinal)
	if err := b.touch(a, profile, true); err != nil {
		return err
	}
	s, err := b.whole(at)
	if err != nil {
		return err
	}
	b.holds(at, s)
	err = b.deeds(at, func(d *deed) error {
		b.count(a, a.state, s, profile, d, -1)
		return nil
	})
	if err != nil {
		return err
	}
	s.record.Apply(ev)
	s.summary, s.loose = fold.Summary{}, nil
	b.change(at, s).told, s.did, b.erased = true, false, true
	a.flags[at.ordinal] = isErased
	prefix := recordKey(keyActivity, a.number, at.ordinal)
	if err := b.store.DeleteRange(prefix, after(prefix), nil); err != nil {
		return fmt.Errorf("bitmap: write state: %w", err)
	}
	if err := b.store.Delete(recordKey(keySummary, a.number, at.ordinal), nil); err != nil {
		return fmt.Errorf("bitmap: write state: %w", err)
	}
	return nil
}
