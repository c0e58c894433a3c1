package outbound

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/cockroachdb/pebble/v2"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
)

// Attempt is one line of the delivery log.
type Attempt struct {
	Webhook  uuid.UUID     `json:"webhook"`
	Event    uuid.UUID     `json:"event"`
	Type     event.Type    `json:"type"`
	Number   int           `json:"attempt"` // from 1
	At       time.Time     `json:"at"`
	Took     time.Duration `json:"took"`
	Outcome  string        `json:"outcome"`          // delivered, failed, skipped
	Status   int           `json:"status,omitempty"` // HTTP status, when there was an answer
	Received int64         `json:"received"`         // bytes of the answer's body, which is not kept
	Error    string        `json:"error,omitempty"`  // a code of ours
}

const attemptPrefixLen = 1 + 16

func attemptPrefix(webhook uuid.UUID) []byte {
	return append([]byte{spaceAttempt}, webhook[:]...)
}

func attemptKey(webhook uuid.UUID, at time.Time) []byte {
	return binary.BigEndian.AppendUint64(attemptPrefix(webhook), uint64(at.UnixNano()))
}

// LogAttempt adds a line. It is not synced: the checkpoint after it is.
func (s *State) LogAttempt(a Attempt) error {
	value, err := json.Marshal(a)
	if err != nil {
		return err
	}
	s.attempts.Lock()
	s.attempts.number++
	number := s.attempts.number
	s.attempts.Unlock()
	key := binary.BigEndian.AppendUint32(attemptKey(a.Webhook, a.At), number)
	return s.use("log attempt", func(db *pebble.DB) error { return db.Set(key, value, pebble.NoSync) })
}

// Attempts lists a webhook's delivery log, newest first.
func (s *State) Attempts(webhook uuid.UUID) iter.Seq2[Attempt, error] {
	return list[Attempt](s, "list attempts", attemptPrefix(webhook), true)
}

// Expire drops what happened before a moment: attempts, and poisoned messages
// nobody has looked after.
func (s *State) Expire(before time.Time) error {
	return s.use("expire", func(db *pebble.DB) error {
		return errors.Join(expireAttempts(db, before), expirePoisoned(db, before))
	})
}

func expireAttempts(db *pebble.DB, before time.Time) error {
	it, err := db.NewIter(&pebble.IterOptions{LowerBound: []byte{spaceAttempt}, UpperBound: []byte{spaceAttempt + 1}})
	if err != nil {
		return err
	}
	// One webhook after the other: each one's old lines are neighbours.
	for ok := it.First(); ok && err == nil; {
		if len(it.Key()) < attemptPrefixLen {
			err = fmt.Errorf("%w: an attempt's key of %d bytes", ErrCorrupt, len(it.Key()))
			break
		}
		webhook := uuid.UUID(it.Key()[1:attemptPrefixLen])
		err = db.DeleteRange(attemptPrefix(webhook), attemptKey(webhook, before), pebble.NoSync)
		ok = it.SeekGE(after(attemptPrefix(webhook)))
	}
	return errors.Join(err, it.Error(), it.Close())
}

func expirePoisoned(db *pebble.DB, before time.Time) error {
	it, err := db.NewIter(&pebble.IterOptions{LowerBound: []byte{spacePoison}, UpperBound: []byte{spacePoison + 1}})
	if err != nil {
		return err
	}
	for ok := it.First(); ok && err == nil; ok = it.Next() {
		var p Poisoned
		if err = json.Unmarshal(it.Value(), &p); err == nil && p.At.Before(before) {
			err = db.Delete(it.Key(), pebble.NoSync)
		}
	}
	return errors.Join(err, it.Error(), it.Close())
}
