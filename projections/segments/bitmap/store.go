package bitmap

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/bloom"
	"github.com/google/uuid"
)

// Keys of the state store. Accounts are numbered in the order of their first
// events, records by their ordinals:
//
//	c                               checkpoint
//	r | account u32 | record u32    fold.Record
//	s | account u32 | record u32    number of loose activities | fold.Summary
//	a | account u32 | record u32 | activity 16
//	o | account u32 | observation 16 | import 16   an ImportConfirmed
//	h | account u32 | point 16                     a contact point
//	p | account u32 | point 16 | record u32        a holder of a shared one
//	q | account u32 | point 16                     its holders have to be looked at
const (
	keyCheckpoint byte = 'c'
	keyRecord     byte = 'r'
	keySummary    byte = 's'
	keyActivity   byte = 'a'
	keyConfirmed  byte = 'o'
	keyPoint      byte = 'h'
	keyHolder     byte = 'p'
	keyOverdue    byte = 'q'
)

func recordKey(kind byte, account, ordinal uint32) []byte {
	b := make([]byte, 0, 25)
	b = binary.BigEndian.AppendUint32(append(b, kind), account)
	return binary.BigEndian.AppendUint32(b, ordinal)
}

func activityKey(account, ordinal uint32, activity uuid.UUID) []byte {
	return append(recordKey(keyActivity, account, ordinal), activity[:]...)
}

func confirmedKey(account uint32, observation, imp uuid.UUID) []byte {
	b := binary.BigEndian.AppendUint32([]byte{keyConfirmed}, account)
	return append(append(b, observation[:]...), imp[:]...)
}

// after is the first key that does not have the prefix.
func after(prefix []byte) []byte {
	end := append([]byte(nil), prefix...)
	for i := len(end) - 1; i >= 0; i-- {
		if end[i]++; end[i] != 0 {
			return end[:i+1]
		}
	}
	return nil
}

// openStore opens the live state store. It has no log: the store is worth
// nothing without the memory that goes with it.
func openStore(folder string, cfg Config) (*pebble.DB, error) {
	cache := pebble.NewCache(cfg.StoreBytes / 2)
	defer cache.Unref()
	opts := &pebble.Options{
		Cache: cache, DisableWAL: true, MemTableSize: uint64(cfg.StoreBytes / 2), //nolint:gosec // above 0
		MemTableStopWritesThreshold: 4, Logger: silent{},
	}
	for i := range opts.Levels {
		opts.Levels[i].FilterPolicy = bloom.FilterPolicy(10)
	}
	db, err := pebble.Open(folder, opts)
	if err != nil {
		return nil, fmt.Errorf("bitmap: open state store: %w", err)
	}
	return db, nil
}

// silent keeps pebble's chatter out of the program's log.
type silent struct{}

func (silent) Infof(string, ...any)  {}
func (silent) Errorf(string, ...any) {}

// Fatalf must not return: pebble calls it when it cannot go on.
func (silent) Fatalf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }

// get copies the value of a key; nil when there is none.
func get(r pebble.Reader, key []byte) ([]byte, error) {
	v, closer, err := r.Get(key)
	if errors.Is(err, pebble.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("bitmap: read state: %w", err)
	}
	out := append([]byte{}, v...)
	return out, closer.Close()
}

// scan calls do with every key of a prefix.
func scan(r pebble.Reader, prefix []byte, do func(key, value []byte) error) error {
	return scanRange(r, prefix, after(prefix), do)
}

// scanRange calls do with every key from one up to, not including, another.
func scanRange(r pebble.Reader, from, to []byte, do func(key, value []byte) error) (err error) {
	it, err := r.NewIter(&pebble.IterOptions{LowerBound: from, UpperBound: to})
	if err != nil {
		return fmt.Errorf("bitmap: read state: %w", err)
	}
	defer func() { err = errors.Join(err, it.Close()) }()
	for it.First(); it.Valid(); it.Next() {
		if err := do(it.Key(), it.Value()); err != nil {
			return err
		}
	}
	return it.Error()
}
