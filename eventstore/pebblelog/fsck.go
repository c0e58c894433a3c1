package pebblelog

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cespare/xxhash/v2"
	"github.com/cockroachdb/pebble/v2"
	"github.com/google/uuid"
)

// Report is what Fsck found.
type Report struct {
	StoreID  uuid.UUID
	Head     eventstore.Position
	Events   uint64 // that check out
	Streams  uint64
	Problems []Problem // the first maxProblems
	More     int       // problems beyond those
}

// OK is true when nothing is wrong.
func (r Report) OK() bool { return len(r.Problems) == 0 }

// Problem is one thing that is wrong. Stream is the hash of the name when the
// name itself cannot be read.
type Problem struct {
	What     string // ProblemEvent, ...
	Stream   string
	Revision eventstore.Revision
	Position eventstore.Position
	Detail   string
}

// What can be wrong.
const (
	ProblemEvent  = "event"        // missing or damaged
	ProblemStream = "stream index" // an entry is missing, wrong or too many
	ProblemID     = "id index"
	ProblemHead   = "stream head"
)

const maxProblems = 1000

func (p Problem) String() string {
	return fmt.Sprintf("%s: stream %q revision %d position %s: %s", p.What, p.Stream, p.Revision, p.Position, p.Detail)
}

// Fsck opens the log read-only and checks all of it. It changes nothing. The
// error is for logs that cannot be opened at all; what is wrong inside stands
// in the report.
func Fsck(ctx context.Context, config Config) (Report, error) {
	config.ReadOnly = true
	l, err := Open(config)
	if err != nil {
		return Report{}, err
	}
	report, err := l.Fsck(ctx)
	return report, errors.Join(err, l.Close())
}

// Fsck checks an open log up to its head: every event's checksum, events
// against indexes and indexes against events, revisions without gaps, heads.
func (l *Log) Fsck(ctx context.Context) (Report, error) {
	if err := l.use("fsck"); err != nil {
		return Report{}, err
	}
	defer l.users.RUnlock()
	head := l.durable.Load()
	snapshot := l.db.NewSnapshot() // after the head: it holds at least that
	f := &fsck{
		ctx: ctx, db: snapshot, head: head, damaged: map[uint64]bool{},
		report: Report{StoreID: l.storeID, Head: position(head)},
	}
	err := f.run()
	if err != nil {
		err = &eventstore.Error{Op: "fsck", About: l.config.Dir, Err: err}
	}
	return f.report, errors.Join(err, snapshot.Close())
}

// fsck reads everything in key order once. Whether events and indexes agree is
// told by sums over their entries, which need neither memory nor look-ups; only
// when the sums differ are the entries looked up one by one, to say which.
type fsck struct {
	ctx     context.Context
	db      *pebble.Snapshot
	head    uint64
	damaged map[uint64]bool // commits reported already; indexes to them are not
	report  Report
	looked  int

	events, indexed [2]tally // of places in streams, of ids
}

// What events and indexes are compared by.
const (
	byPlace = iota
	byID
)

// tally is a sum over entries that does not depend on their order.
type tally struct{ entries, sum uint64 }

func (t *tally) add(key []byte, commit uint64) {
	t.entries++
	t.sum += xxhash.Sum64(binary.BigEndian.AppendUint64(key, commit))
}

func (f *fsck) run() error {
	for _, pass := range []func() error{f.checkEvents, f.checkRevisions, f.checkIDs} {
		if err := pass(); err != nil {
			return err
		}
	}
	if f.events == f.indexed {
		return nil
	}
	return f.locate()
}

func (f *fsck) problem(p Problem) {
	if len(f.report.Problems) >= maxProblems {
		f.report.More++
		return
	}
	f.report.Problems = append(f.report.Problems, p)
}

// goesOn is asked once a key.
func (f *fsck) goesOn() error {
	if f.looked++; f.looked%256 == 0 {
		return f.ctx.Err()
	}
	return nil
}

// get reads a key; a missing one gives nil.
func (f *fsck) get(key []byte) ([]byte, error) {
	v, closer, err := f.db.Get(key)
	if errors.Is(err, pebble.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return append([]byte{}, v...), closer.Close()
}

// event reads and decodes the event of a commit.
func (f *fsck) event(commit uint64) (view, error) {
	b, err := f.get(eventKey(commit))
	if err == nil && b == nil {
		err = errMissing
	}
	if err != nil {
		return view{}, err
	}
	return parseValue(commit, b)
}

// checkEvents checks the commits one after the other. A block that cannot be
// read costs its events, not the check of the others.
func (f *fsck) checkEvents() error {
	for commit := uint64(1); commit <= f.head; {
		lower := eventKey(commit)
		it, err := f.db.NewIter(&pebble.IterOptions{LowerBound: lower, UpperBound: eventKey(f.head + 1)})
		if err != nil {
			return err
		}
		for ok := it.First(); ok && binary.BigEndian.Uint64(it.Key()[1:]) == commit; ok = it.Next() {
			if err := f.goesOn(); err != nil {
				return errors.Join(err, it.Close())
			}
			f.checkEvent(commit, it.Value())
			commit++
		}
		cause := errors.Join(errMissing, it.Error())
		_ = it.Close() // its error is part of cause
		if commit <= f.head {
			f.damagedEvent(commit, cause)
			commit++
		}
	}
	return nil
}

func (f *fsck) damagedEvent(commit uint64, cause error) {
	f.damaged[commit] = true
	f.problem(Problem{What: ProblemEvent, Position: position(commit), Detail: cause.Error()})
}

func (f *fsck) checkEvent(commit uint64, value []byte) {
	v, err := parseValue(commit, value)
	if err != nil {
		f.damagedEvent(commit, err)
		return
	}
	f.report.Events++
	f.events[byPlace].add(revisionKey(keyOfStream(string(v.stream)), v.revision), commit)
	f.events[byID].add(idKey(v.id), commit)
}
