package bitmap

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/cockroachdb/pebble/v2"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/projections/segments/bitmap/index"
)

// round is a walk over the holders of a contact point whose channels changed:
// from one record on to the end, and again from the start up to where it began.
type round struct {
	next, stop uint32
	wrapped    bool
}

// turned sees to it that all holders of a contact point are looked at again. A
// walk that is under way goes on and ends where it stands now, so that a point
// that changes all the time is nevertheless walked to its end.
func (b *batch) turned(k pointKey) {
	r, ok := b.overdue[k]
	if !ok {
		b.turns = append(b.turns, k)
	}
	b.overdue[k] = round{next: r.next, stop: r.next}
	b.moved[k] = true
}

// ripple looks again at profiles whose contact points changed, as many as the
// batch has left to do; the others wait for a later one.
func (b *batch) ripple() error {
	seen := map[place]bool{}
	for len(b.turns) > 0 && b.budget > 0 {
		k := b.turns[0]
		r, done, err := b.walk(k, b.overdue[k], seen)
		if err != nil {
			return err
		}
		b.moved[k] = true
		if !done {
			b.overdue[k] = r
			return nil
		}
		delete(b.overdue, k)
		b.turns = b.turns[1:]
	}
	return nil
}

// walk goes on with a round; done when it came to its end.
func (b *batch) walk(k pointKey, r round, seen map[place]bool) (round, bool, error) {
	a := b.accounts[k.account()]
	for b.budget > 0 {
		records, err := b.holdersFrom(k, r.next, b.budget)
		if err != nil {
			return r, false, err
		}
		for _, record := range records {
			if r.wrapped && record >= r.stop {
				return r, true, nil
			}
			r.next = record + 1
			b.budget--
			if err := b.review(place{a, a.profile(record)}, seen); err != nil {
				return r, false, err
			}
		}
		if b.budget > 0 { // that was the last one
			if r.wrapped || r.stop == 0 {
				return r, true, nil
			}
			r.next, r.wrapped = 0, true
		}
	}
	return r, false, nil
}

var errEnough = errors.New("enough")

// holdersFrom lists up to n records with a shared contact point.
func (b *batch) holdersFrom(k pointKey, from uint32, n int) ([]uint32, error) {
	db, err := b.written()
	if err != nil {
		return nil, err
	}
	var out []uint32
	prefix := k.key(keyHolder)
	err = scanRange(db, k.holder(from), after(prefix), func(key, _ []byte) error {
		if len(out) == n {
			return errEnough
		}
		out = append(out, binary.BigEndian.Uint32(key[len(prefix):]))
		return nil
	})
	if err != nil && !errors.Is(err, errEnough) {
		return nil, err
	}
	return out, nil
}

// review puts right by which channels a profile may be contacted.
func (b *batch) review(at place, seen map[place]bool) error {
	if seen[at] {
		return nil
	}
	seen[at] = true
	now, err := b.look(at.account, b.lens(at.account), at.ordinal, true)
	if err != nil || len(now) == 0 {
		return err
	}
	at.account.writer.Apply(at.ordinal, b.reached(at, now), now)
	return nil
}

// reached gives the facets of a profile with those of its channels as they
// stand in the index. They depend on other profiles as well, so that what they
// were cannot be told from the profile's own records.
func (b *batch) reached(at place, facets []index.Facet) []index.Facet {
	if len(facets) == 0 {
		return nil
	}
	const canEmail, canMail category.Number = 21, 24
	return at.account.writer.Standing(at.ordinal, facets, canEmail, canMail)
}

// saveTurns writes which contact points wait to be walked.
func (b *batch) saveTurns() error {
	for k := range b.moved {
		key := k.key(keyOverdue)
		r, waits := b.overdue[k]
		var err error
		if waits {
			err = b.store.Set(key, r.appendBinary(nil), nil)
		} else {
			err = b.store.Delete(key, nil)
		}
		if err != nil {
			return fmt.Errorf("bitmap: write state: %w", err)
		}
	}
	clear(b.moved)
	return nil
}

func (r round) appendBinary(b []byte) []byte {
	wrapped := byte(0)
	if r.wrapped {
		wrapped = 1
	}
	return append(binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(b, r.next), r.stop), wrapped)
}

// loadTurns reads which contact points wait.
func (e *Engine) loadTurns() error {
	e.overdue, e.turns = map[pointKey]round{}, nil
	return scan(e.db, []byte{keyOverdue}, func(key, v []byte) error {
		if len(key) != 21 || len(v) != 9 || int(binary.BigEndian.Uint32(key[1:])) >= len(e.accounts) {
			return fmt.Errorf("bitmap: %w: contact point", fold.ErrMalformed)
		}
		k := pointKey(key[1:])
		e.overdue[k] = round{binary.BigEndian.Uint32(v), binary.BigEndian.Uint32(v[4:]), v[8] == 1}
		e.turns = append(e.turns, k)
		return nil
	})
}

// catchUp looks again at some profiles of contact points that wait, between
// two Applies; not while a snapshot is written, whose state would differ from
// its index.
func (e *Engine) catchUp(most int) (err error) {
	if len(e.turns) == 0 || e.shots.running {
		return nil
	}
	b := e.newBatch()
	defer func() { err = errors.Join(err, b.store.Close()) }()
	b.budget = most
	if err := errors.Join(b.ripple(), b.fault); err != nil {
		return err
	}
	if err := b.savePoints(); err != nil {
		return err
	}
	if err := b.saveTurns(); err != nil {
		return err
	}
	if err := b.store.Commit(pebble.NoSync); err != nil {
		return fmt.Errorf("bitmap: write state: %w", err)
	}
	return nil
}
