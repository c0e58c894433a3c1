package pebblelog

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"

	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/google/uuid"
)

// locate finds the entries in which events and indexes differ, looking every
// one up in both directions. It is slow, and runs on damaged logs only.
func (f *fsck) locate() error {
	for commit := uint64(1); commit <= f.head; commit++ {
		if err := f.goesOn(); err != nil {
			return err
		}
		if f.damaged[commit] {
			continue
		}
		if v, err := f.event(commit); err == nil {
			f.locateEvent(commit, v)
		}
	}
	if err := f.each(ProblemStream, spaceRevision, func(key, value []byte) {
		if len(key) == revisionKeyLen && len(value) == 8 {
			f.locatePlace(streamKey(key[1:17]), binary.BigEndian.Uint64(key[17:]), binary.BigEndian.Uint64(value))
		}
	}); err != nil {
		return err
	}
	if err := f.each(ProblemID, spaceID, func(key, value []byte) {
		if commit, _, err := parseIDValue(value); err == nil && len(key) == idKeyLen {
			f.locateID(uuid.UUID(key[1:]), commit)
		}
	}); err != nil {
		return err
	}
	return f.each(ProblemID, spaceAgain, func(key, _ []byte) {
		if len(key) == againKeyLen {
			f.locateID(uuid.UUID(key[1:17]), binary.BigEndian.Uint64(key[17:]))
		}
	})
}

// locateEvent looks the entries of an event up.
func (f *fsck) locateEvent(commit uint64, v view) {
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

// locatePlace looks the event of a stream's entry up.
func (f *fsck) locatePlace(stream streamKey, revision, commit uint64) {
	if commit > f.head || f.damaged[commit] {
		return
	}
	v, err := f.event(commit)
	switch {
	case err != nil:
		f.problem(f.placeProblem(stream, revision, commit, "points to no event: "+err.Error()))
	case keyOfStream(string(v.stream)) != stream || v.revision != revision:
		f.problem(f.placeProblem(stream, revision, commit, fmt.Sprintf("points to revision %d of %q", v.revision, v.stream)))
	}
}

func (f *fsck) placeProblem(stream streamKey, revision, commit uint64, detail string) Problem {
	name := hex.EncodeToString(stream[:])
	if v, err := f.event(commit); err == nil && keyOfStream(string(v.stream)) == stream {
		name = string(v.stream)
	}
	return Problem{
		What: ProblemStream, Stream: name, Revision: eventstore.Revision(revision),
		Position: position(commit), Detail: detail,
	}
}

// locateID looks the event of an id's entry up.
func (f *fsck) locateID(id uuid.UUID, commit uint64) {
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
