package pebblelog

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/cerebro-cdp/cerebro/eventstore"
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
	snapshot := l.db.NewSnapshot()
	head := l.durable.Load()
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

type fsck struct {
	ctx     context.Context
	db      *pebble.Snapshot
	head    uint64
	damaged map[uint64]bool // commits reported already; indexes to them are not
	report  Report
	looked  int
}

func (f *fsck) run() error {
	for _, pass := range []func() error{f.events, f.revisions, f.heads, f.ids} {
		if err := pass(); err != nil {
			return err
		}
	}
	return nil
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

// events checks the commits one after the other. A block that cannot be read
// costs its events, not the check of the others.
func (f *fsck) events() error {
	for commit := uint64(1); commit <= f.head; {
		lower := eventKey(commit)
		it, err := f.db.NewIter(&pebble.IterOptions{LowerBound: lower, UpperBound: eventKey(f.head + 1)})
		if err != nil {
			return err
		}
		for ok := it.First(); ok && binary.BigEndian.Uint64(it.Key()[1:]) == commit; ok = it.Next() {
			if err := errors.Join(f.goesOn(), f.oneEvent(commit, it.Value())); err != nil {
				return errors.Join(err, it.Close())
			}
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

func (f *fsck) oneEvent(commit uint64, value []byte) error {
	v, err := parseValue(commit, value)
	if err != nil {
		f.damagedEvent(commit, err)
		return nil
	}
	f.report.Events++
	p := Problem{Stream: string(v.stream), Revision: eventstore.Revision(v.revision), Position: position(commit)}
	entry, err := f.get(revisionKey(keyOfStream(p.Stream), v.revision))
	if err != nil || len(entry) != 8 || binary.BigEndian.Uint64(entry) != commit {
		p.What, p.Detail = ProblemStream, fmt.Sprintf("the entry is %x (%v)", entry, err)
		f.problem(p)
	}
	if detail := f.idOf(v.id, commit); detail != "" {
		p.What, p.Detail = ProblemID, detail
		f.problem(p)
	}
	return nil
}

// idOf tells what is wrong with the index entry of an event's id.
func (f *fsck) idOf(id uuid.UUID, commit uint64) string {
	entry, err := f.get(idKey(id))
	if err != nil || entry == nil {
		return fmt.Sprintf("id %s is missing (%v)", id, err)
	}
	first, again, err := parseIDValue(entry)
	if err == nil && (first == commit || again && f.isAgain(id, commit)) {
		return ""
	}
	return fmt.Sprintf("the entry of id %s is %x", id, entry)
}

func (f *fsck) isAgain(id uuid.UUID, commit uint64) bool {
	entry, err := f.get(againKey(id, commit))
	return err == nil && entry != nil
}
