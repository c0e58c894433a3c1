package pebblelog

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"

	"github.com/cockroachdb/pebble/v2"
	"github.com/google/uuid"
)

// group is what one sync makes durable: the encoded events, and the index
// entries that go into the same batch when the group is complete.
//
// The entries are written last and in the order of their keys, because half of
// the work of an append is putting keys into pebble's memtable, a skip list:
// with neighbours one after the other it finds the place from the last one.
type group struct {
	batch    *pebble.Batch
	runs     []run
	ids      []idPlace
	repeated []repeat
	bytes    int
	events   int
	applied  bool       // pebble has it; a batch it kept for itself looks empty
	last     uint64     // newest commit, of this group or before it
	done     []*request // answered when the group is durable
}

// run is the events of one append: consecutive in the stream and in the log.
type run struct {
	stream           streamKey
	revision, commit uint64 // of the first
	events           uint64
}

type idPlace struct {
	id     uuid.UUID
	commit uint64
}

// repeat is a further place of an id whose first one is known.
type repeat struct {
	id            uuid.UUID
	first, commit uint64
}

func (g *group) full() bool { return g.bytes >= groupBytes || g.events >= groupEvents }

func (g *group) empty() bool { return len(g.done) == 0 && g.bytes == 0 }

// writeIndex completes the batch.
func (g *group) writeIndex() error {
	slices.SortFunc(g.runs, func(a, b run) int {
		if c := compareKeys(a.stream, b.stream); c != 0 {
			return c
		}
		return cmp.Compare(a.revision, b.revision)
	})
	slices.SortFunc(g.ids, func(a, b idPlace) int { return compareKeys(a.id, b.id) })
	for _, r := range g.runs {
		if err := g.writeRevisions(r); err != nil {
			return err
		}
	}
	for i, r := range g.runs {
		if i+1 < len(g.runs) && g.runs[i+1].stream == r.stream {
			continue
		}
		op := g.batch.SetDeferred(headKeyLen, 8)
		putHeadKey(op.Key, r.stream)
		binary.BigEndian.PutUint64(op.Value, r.revision+r.events-1)
		if err := op.Finish(); err != nil {
			return err
		}
	}
	for _, e := range g.ids {
		op := g.batch.SetDeferred(idKeyLen, 8)
		putIDKey(op.Key, e.id)
		binary.BigEndian.PutUint64(op.Value, e.commit)
		if err := op.Finish(); err != nil {
			return err
		}
	}
	return g.writeRepeated()
}

func (g *group) writeRevisions(r run) error {
	for i := range r.events {
		op := g.batch.SetDeferred(revisionKeyLen, 8)
		putRevisionKey(op.Key, r.stream, r.revision+i)
		binary.BigEndian.PutUint64(op.Value, r.commit+i)
		if err := op.Finish(); err != nil {
			return err
		}
	}
	return nil
}

// writeRepeated comes after the ids of the group, which it may replace.
func (g *group) writeRepeated() error {
	for _, e := range g.repeated {
		op := g.batch.SetDeferred(idKeyLen, 9)
		putIDKey(op.Key, e.id)
		binary.BigEndian.PutUint64(op.Value, e.first)
		op.Value[8] = 1
		if err := op.Finish(); err != nil {
			return err
		}
		op = g.batch.SetDeferred(againKeyLen, 0)
		putAgainKey(op.Key, e.id, e.commit)
		if err := op.Finish(); err != nil {
			return err
		}
	}
	return nil
}

func compareKeys[K ~[16]byte](a, b K) int {
	if c := cmp.Compare(binary.BigEndian.Uint64(a[:8]), binary.BigEndian.Uint64(b[:8])); c != 0 {
		return c
	}
	return bytes.Compare(a[8:], b[8:])
}
