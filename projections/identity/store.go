package identity

import (
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/bloom"
	"github.com/fxamacker/cbor/v2"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/fold"
)

// The tables of the store; see the package comment.
const (
	tableCheckpoint = 'c'
	tableAccount    = 'g'
	tableRecordID   = 'i'
	tableRecord     = 'r'
	tableProfile    = 'p'
	tableDecision   = 'd'
	tableMerge      = 'm'
	tableTaken      = 'x'
	tableReview     = 'v'
	tableModel      = 'n'
	tableModelPart  = 'w'
	tableModelRow   = 'l'
	tableAnswer     = 'q'
	tableConfirmed  = 'o'
	tableScrub      = 's'
)

// ofAccount are the tables whose keys begin with an account.
var ofAccount = [...]byte{
	tableRecordID, tableRecord, tableProfile, tableDecision, tableMerge, tableTaken,
	tableReview, tableModel, tableModelPart, tableModelRow, tableAnswer,
}

func key(table byte, parts ...[]byte) []byte {
	k := make([]byte, 1, 48)
	k[0] = table
	for _, p := range parts {
		k = append(k, p...)
	}
	return k
}

func ordinalKey(table byte, account uuid.UUID, n fold.Ordinal) []byte {
	return binary.BigEndian.AppendUint32(key(table, account[:]), uint32(n))
}

// ordinalIn reads the ordinal of an ordinalKey.
func ordinalIn(k []byte) fold.Ordinal { return fold.Ordinal(binary.BigEndian.Uint32(k[17:])) }

func idKey(table byte, account, id uuid.UUID) []byte { return key(table, account[:], id[:]) }

// store is the pebble below, with rows as CBOR.
type store struct {
	image
	db *pebble.DB
}

// image is the store to be read: as it changes, or frozen at a moment.
type image struct{ from pebble.Reader }

func openStore(c Config) (store, error) {
	cache := pebble.NewCache(c.CacheBytes)
	defer cache.Unref()
	o := &pebble.Options{
		FS: c.FS, Cache: cache, DisableWAL: true, MemTableSize: memTableBytes, MemTableStopWritesThreshold: 4,
		FormatMajorVersion: pebble.FormatNewest, L0CompactionThreshold: 4, L0StopWritesThreshold: 24,
		Logger: quiet{c.Logger},
	}
	for i := range o.Levels {
		o.Levels[i].FilterPolicy = bloom.FilterPolicy(10)
	}
	db, err := pebble.Open(c.Dir, o)
	if err != nil {
		return store{}, fmt.Errorf("identity: open %s: %w", c.Dir, err)
	}
	return store{image{db}, db}, nil
}

// quiet keeps pebble's own log lines out of ours; its errors stay.
type quiet struct{ to *slog.Logger }

func (quiet) Infof(string, ...any) {}

func (q quiet) Errorf(format string, args ...any) {
	q.to.Error("pebble", "store", Name, "err", fmt.Sprintf(format, args...))
}

// Fatalf is called when pebble cannot go on safely; it must not return.
func (q quiet) Fatalf(format string, args ...any) {
	q.Errorf(format, args...)
	panic(fmt.Sprintf("identity store: "+format, args...))
}

// get reads a row; false when there is none.
func (s image) get(k []byte, into any) (bool, error) {
	b, closer, err := s.from.Get(k)
	if errors.Is(err, pebble.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer closer.Close()
	if err := cbor.Unmarshal(b, into); err != nil {
		return false, fmt.Errorf("identity: row %x: %w", k[:1], err)
	}
	return true, nil
}

// record reads a stored record.
func (s image) record(account uuid.UUID, n fold.Ordinal) (*fold.Record, error) {
	v, closer, err := s.from.Get(ordinalKey(tableRecord, account, n))
	if err != nil {
		return nil, fmt.Errorf("identity: record %d: %w", n, err)
	}
	defer closer.Close()
	return decodeRecord(account, v)
}

func put(b *pebble.Batch, k []byte, row any) error {
	v, err := cbor.Marshal(row)
	if err != nil {
		return fmt.Errorf("identity: %w", err)
	}
	return b.Set(k, v, nil)
}

// scan calls f with every row from a key to the end of a prefix, in key order.
// Key and value are valid during the call only.
func (s image) scan(prefix, from []byte, f func(k, v []byte) error) error {
	it, err := s.from.NewIter(&pebble.IterOptions{LowerBound: from, UpperBound: after(prefix)})
	if err != nil {
		return err
	}
	for ok := it.First(); ok; ok = it.Next() {
		v, err := it.ValueAndErr()
		if err == nil {
			err = f(it.Key(), v)
		}
		if err != nil {
			return errors.Join(err, it.Close())
		}
	}
	return errors.Join(it.Error(), it.Close())
}

// last is the last key under a prefix; nil when there is none.
func (s store) last(prefix []byte) ([]byte, error) {
	it, err := s.db.NewIter(&pebble.IterOptions{LowerBound: prefix, UpperBound: after(prefix)})
	if err != nil {
		return nil, err
	}
	var k []byte
	if it.Last() {
		k = append(k, it.Key()...)
	}
	return k, errors.Join(it.Error(), it.Close())
}

// all calls f with every row under a prefix.
func (s image) all(prefix []byte, f func(k, v []byte) error) error { return s.scan(prefix, prefix, f) }

// after is the first key behind all that begin with prefix.
func after(prefix []byte) []byte {
	end := append([]byte(nil), prefix...)
	for i := len(end) - 1; i >= 0; i-- {
		if end[i]++; end[i] != 0 {
			return end[:i+1]
		}
	}
	return nil
}
