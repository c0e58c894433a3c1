package pebblelog

import (
	"bytes"
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

// checkRevisions checks that each stream's entries start at 0 and have no gap,
// and walks along the heads, which have the same order.
func (f *fsck) checkRevisions() error {
	lower, upper := spaceBounds(spaceHead)
	it, err := f.db.NewIter(&pebble.IterOptions{LowerBound: lower, UpperBound: upper})
	if err != nil {
		return err
	}
	heads := &headWalk{fsck: f, it: it}
	heads.ok = it.First()
	var stream streamKey
	var next uint64
	err = f.each(ProblemStream, spaceRevision, func(key, value []byte) {
		if len(key) != revisionKeyLen || len(value) != 8 {
			f.problem(Problem{What: ProblemStream, Detail: fmt.Sprintf("entry %x = %x", key, value)})
			return
		}
		commit := binary.BigEndian.Uint64(value)
		if commit > f.head {
			return
		}
		if s := streamKey(key[1:17]); s != stream || next == 0 {
			heads.endOf(stream, next)
			stream, next = s, 0
		}
		revision := binary.BigEndian.Uint64(key[17:])
		if revision != next {
			f.problem(f.placeProblem(stream, revision, commit, fmt.Sprintf("revision %d is missing", next)))
		}
		next = revision + 1
		f.indexed[byPlace].add(bytes.Clone(key), commit)
	})
	heads.endOf(stream, next)
	heads.rest(nil)
	if closeErr := it.Close(); closeErr != nil {
		f.problem(Problem{What: ProblemHead, Detail: "the index cannot be read on: " + closeErr.Error()})
	}
	return err
}

// headWalk goes along the stream heads as checkRevisions goes along the
// streams.
type headWalk struct {
	fsck *fsck
	it   *pebble.Iterator
	ok   bool
}

// endOf is told the length of each stream.
func (w *headWalk) endOf(stream streamKey, length uint64) {
	if length == 0 {
		return
	}
	w.fsck.report.Streams++
	key := headKey(stream)
	w.rest(key)
	detail := "the head is missing"
	if w.ok && bytes.Equal(w.it.Key(), key) {
		value := bytes.Clone(w.it.Value())
		w.ok = w.it.Next()
		if len(value) == 8 {
			head := binary.BigEndian.Uint64(value)
			if head == length-1 || head >= length && w.fsck.beyondHead(stream, length) {
				return
			}
		}
		detail = fmt.Sprintf("the head is %x", value)
	}
	w.fsck.problem(Problem{
		What: ProblemHead, Stream: hex.EncodeToString(stream[:]), Revision: eventstore.Revision(length - 1), Detail: detail,
	})
}

// rest reports the heads before a key, or all that are left: they have no
// events.
func (w *headWalk) rest(before []byte) {
	for ; w.ok && (before == nil || bytes.Compare(w.it.Key(), before) < 0); w.ok = w.it.Next() {
		key := w.it.Key()
		if len(key) == headKeyLen && w.fsck.beyondHead(streamKey(key[1:]), 0) {
			continue
		}
		w.fsck.problem(Problem{
			What: ProblemHead, Stream: hex.EncodeToString(key[1:]), Detail: fmt.Sprintf("head %x of no events", w.it.Value()),
		})
	}
}

// beyondHead tells whether a revision is one that was not durable yet when the
// check began.
func (f *fsck) beyondHead(stream streamKey, revision uint64) bool {
	value, err := f.get(revisionKey(stream, revision))
	return err == nil && len(value) == 8 && binary.BigEndian.Uint64(value) > f.head
}

// checkIDs adds the id entries up, and checks that ids with further places are
// marked so.
func (f *fsck) checkIDs() error {
	err := f.each(ProblemID, spaceID, func(key, value []byte) {
		commit, _, err := parseIDValue(value)
		if len(key) != idKeyLen || err != nil {
			f.problem(Problem{What: ProblemID, Detail: fmt.Sprintf("entry %x = %x", key, value)})
			return
		}
		if commit <= f.head {
			f.indexed[byID].add(bytes.Clone(key), commit)
		}
	})
	if err != nil {
		return err
	}
	return f.each(ProblemID, spaceAgain, func(key, value []byte) {
		if len(key) != againKeyLen || len(value) != 0 {
			f.problem(Problem{What: ProblemID, Detail: fmt.Sprintf("entry %x = %x", key, value)})
			return
		}
		id, commit := uuid.UUID(key[1:17]), binary.BigEndian.Uint64(key[17:])
		if commit > f.head {
			return
		}
		f.indexed[byID].add(idKey(id), commit)
		if entry, err := f.get(idKey(id)); err != nil || len(entry) != 9 {
			f.problem(Problem{
				What: ProblemID, Position: position(commit),
				Detail: fmt.Sprintf("id %s stands here again, and its entry %x does not say so (%v)", id, entry, err),
			})
		}
	})
}
