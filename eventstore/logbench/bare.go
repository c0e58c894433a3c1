package logbench

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"sync/atomic"

	"github.com/cerebro-cdp/cerebro/eventstore/pebblelog"
	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
)

func openBare(dir string) (*pebble.DB, error) {
	return pebble.Open(dir, pebblelog.PebbleOptions(pebblelog.Config{Dir: dir}, vfs.Default))
}

// fill puts an append's keys into a batch: for each event itself, its place in
// the stream and its id, and the stream's head once. See package pebblelog.
func fill(b *pebble.Batch, s *source, commit *atomic.Uint64, events int) error {
	a := s.append(events)
	stream := sha256.Sum256([]byte(a.Stream))
	var key [25]byte
	var number [8]byte
	for i := range a.Events {
		n := commit.Add(1)
		binary.BigEndian.PutUint64(number[:], n)
		key[0] = 'a'
		copy(key[1:], number[:])
		err := b.Set(key[:9], value(n, a.Stream, &a.Events[i]), nil)
		key[0] = 's'
		copy(key[1:], stream[:16])
		binary.BigEndian.PutUint64(key[17:], uint64(i))
		err = errors.Join(err, b.Set(key[:25], number[:], nil))
		key[0] = 'i'
		copy(key[1:], a.Events[i].ID[:])
		if err := errors.Join(err, b.Set(key[:17], number[:], nil)); err != nil {
			return err
		}
	}
	key[0] = 'h'
	copy(key[1:], stream[:16])
	return b.Set(key[:17], number[:], nil)
}

func (c Config) bareClients(ctx context.Context, dir string, load Load) (float64, error) {
	db, err := openBare(dir)
	if err != nil {
		return 0, err
	}
	var commit atomic.Uint64
	rate, err := clients(load.Clients, c.Duration, func(client int, running func() bool, count func(int)) error {
		s := newSource(c, client)
		for running() {
			b := db.NewBatch()
			if err := errors.Join(ctx.Err(), fill(b, s, &commit, load.Batch)); err != nil {
				return err
			}
			if err := errors.Join(b.Commit(pebble.Sync), b.Close()); err != nil {
				return err
			}
			count(load.Batch)
		}
		return nil
	})
	return rate, errors.Join(err, db.Close())
}

func (c Config) bareLoop(ctx context.Context, dir string, group, batch int) (float64, error) {
	db, err := openBare(dir)
	if err != nil {
		return 0, err
	}
	var commit atomic.Uint64
	rate, err := clients(1, c.Duration, func(_ int, running func() bool, count func(int)) error {
		s := newSource(c, 0)
		for running() {
			b := db.NewBatch()
			events := 0
			for events < group {
				if err := errors.Join(ctx.Err(), fill(b, s, &commit, batch)); err != nil {
					return err
				}
				events += batch
			}
			if err := errors.Join(b.Commit(pebble.Sync), b.Close()); err != nil {
				return err
			}
			count(events)
		}
		return nil
	})
	return rate, errors.Join(err, db.Close())
}
