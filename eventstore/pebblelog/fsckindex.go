package pebblelog

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cockroachdb/pebble/v2"
	"github.com/google/uuid"
)

// each calls do for every key of a space. An index that cannot be read is a
// problem, not the end of the check.
func (f *fsck) each(what string, space byte, do func(key, value []byte)) error {
	lower, upper := spaceBounds(space)
	it, err := f.db.NewIter(&pebble.IterOptions{LowerBound: lower, UpperBound: upper})
	if err != nil {
		return err
	}
	for ok := it.First(); ok; ok = it.Next() {
		if err := f.goesOn(); err != nil {
			return errors.Join(err, it.Close())
		}
		do(it.Key(), it.Value())
	}
	if err := it.Close(); err != nil {
		f.problem(Problem{What: what, Detail: "the index cannot be read on: " + err.Error()})
	}
	return nil
}

// revisions checks that each stream's entries start at 0, have no gap, and
// point to that stream's events, and that its head is the last of them.
func (f *fsck) revisions() error {
	var stream streamKey
	var next uint64
	finish := func() {
		if next == 0 {
			return
		}
		f.report.Streams++
		f.headIs(stream, next-1)
	}
	err := f.each(ProblemStream, spaceRevision, func(key, value []byte) {
		if len(key) != revisionKeyLen || len(value) != 8 {
			f.problem(Problem{What: ProblemStream, Detail: fmt.Sprintf("entry %x = %x", key, value)})
			return
		}
		commit := binary.BigEndian.Uint64(value)
		if commit > f.head {
			return
		}
		if s := streamKey(key[1:17]); s != stream || next == 0 {
			finish()
			stream, next = s, 0
		}
		revision := binary.BigEndian.Uint64(key[17:])
		if revision != next {
			f.problem(f.entry(stream, revision, commit, fmt.Sprintf("revision %d is missing", next)))
		}
		next = revision + 1
		f.pointsBack(stream, revision, commit)
	})
	finish()
	return err
}

func (f *fsck) entry(stream streamKey, revision, commit uint64, detail string) Problem {
	name := hex.EncodeToString(stream[:])
	if v, err := f.event(commit); err == nil && keyOfStream(string(v.stream)) == stream {
		name = string(v.stream)
	}
	return Problem{
		What: ProblemStream, Stream: name, Revision: eventstore.Revision(revision),
		Position: position(commit), Detail: detail,
	}
}

func (f *fsck) pointsBack(stream streamKey, revision, commit uint64) {
	if f.damaged[commit] {
		return
	}
	v, err := f.event(commit)
	switch {
	case err != nil:
		f.problem(f.entry(stream, revision, commit, "points to no event: "+err.Error()))
	case keyOfStream(string(v.stream)) != stream || v.revision != revision:
		f.problem(f.entry(stream, revision, commit, fmt.Sprintf("points to revision %d of %q", v.revision, v.stream)))
	}
}

// headIs checks the head entry of a stream. An open log may have moved it on.
func (f *fsck) headIs(stream streamKey, last uint64) {
	value, err := f.get(headKey(stream))
	if err == nil && len(value) == 8 {
		head := binary.BigEndian.Uint64(value)
		if head == last || head > last && f.beyondHead(stream, last+1) {
			return
		}
	}
	f.problem(Problem{
		What: ProblemHead, Stream: hex.EncodeToString(stream[:]), Revision: eventstore.Revision(last),
		Detail: fmt.Sprintf("the head is %x (%v)", value, err),
	})
}

// beyondHead tells whether a revision is one that was not durable yet when the
// check began.
func (f *fsck) beyondHead(stream streamKey, revision uint64) bool {
	value, err := f.get(revisionKey(stream, revision))
	return err == nil && len(value) == 8 && binary.BigEndian.Uint64(value) > f.head
}

// heads checks that no stream has a head and no events; the heads of those with
// events were checked with their revisions.
func (f *fsck) heads() error {
	return f.each(ProblemHead, spaceHead, func(key, value []byte) {
		if len(key) == headKeyLen {
			first, err := f.get(revisionKey(streamKey(key[1:]), 0))
			if err == nil && first != nil {
				return
			}
		}
		f.problem(Problem{What: ProblemHead, Stream: hex.EncodeToString(key[1:]), Detail: fmt.Sprintf("head %x of no events", value)})
	})
}

// ids checks that every id entry points to an event with that id.
func (f *fsck) ids() error {
	err := f.each(ProblemID, spaceID, func(key, value []byte) {
		commit, _, err := parseIDValue(value)
		if len(key) != idKeyLen || err != nil {
			f.problem(Problem{What: ProblemID, Detail: fmt.Sprintf("entry %x = %x", key, value)})
			return
		}
		f.idPointsBack(uuid.UUID(key[1:]), commit)
	})
	if err != nil {
		return err
	}
	return f.each(ProblemID, spaceAgain, func(key, value []byte) {
		if len(key) != againKeyLen || len(value) != 0 {
			f.problem(Problem{What: ProblemID, Detail: fmt.Sprintf("entry %x = %x", key, value)})
			return
		}
		f.idPointsBack(uuid.UUID(key[1:17]), binary.BigEndian.Uint64(key[17:]))
	})
}

func (f *fsck) idPointsBack(id uuid.UUID, commit uint64) {
	if commit > f.head || f.damaged[commit] {
		return
	}
	if v, err := f.event(commit); err != nil || v.id != id {
		f.problem(Problem{
			What: ProblemID, Position: position(commit),
			Detail: fmt.Sprintf("id %s points to an event with id %s (%v)", id, v.id, err),
		})
	}
}
