package pebblelog

import (
	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/google/uuid"
)

// decide works one append out against everything decided before it, and either
// encodes it into the group or answers it. An error is one of the store: the
// group may then hold half of the append and must not be committed.
func (c *committer) decide(it *item) error {
	if it.append.SkipKnown {
		return c.decideSkipping(it)
	}
	length, err := c.length(it.stream)
	if err != nil {
		return err
	}
	a := it.append
	first := uint64(a.Expected + 1) // where the first event is meant to stand
	switch {
	case a.Expected == eventstore.Any:
		return c.decideAny(it, length)
	case first == length:
		return c.write(it, length, nil)
	case first > length:
		it.wrongRevision(length)
		return nil
	}
	for i := range a.Events {
		at := place{stream: it.stream, revision: first + uint64(i)}
		found, ok, err := c.find(a.Events[i].ID, func(p place) bool {
			return p.stream == at.stream && p.revision == at.revision
		})
		if err != nil {
			return err
		}
		if !ok {
			it.wrongRevision(length)
			return nil
		}
		it.duplicate(found)
	}
	c.log.counts.duplicates.Add(1)
	return nil
}

// decideAny follows EventStoreDB: the first id decides whether this is a retry,
// and then all of them must be the stream's.
func (c *committer) decideAny(it *item, length uint64) error {
	mine := func(p place) bool { return p.stream == it.stream }
	for i := range it.append.Events {
		found, ok, err := c.find(it.append.Events[i].ID, mine)
		if err != nil {
			return err
		}
		switch {
		case !ok && i == 0:
			return c.write(it, length, nil)
		case !ok:
			it.wrongRevision(length)
			return nil
		}
		it.duplicate(found)
	}
	c.log.counts.duplicates.Add(1)
	return nil
}

// decideSkipping drops what stands anywhere in the log, also what this very
// append brings twice.
func (c *committer) decideSkipping(it *item) error {
	events := it.append.Events
	var known []bool
	var lastKnown uuid.UUID
	var seen map[uuid.UUID]bool
	fresh := 0
	for i := range events {
		id := events[i].ID
		has := seen[id]
		if !has {
			var err error
			if has, err = c.has(id); err != nil {
				return err
			}
		}
		if has {
			if known == nil {
				known = make([]bool, len(events))
			}
			known[i], lastKnown = true, id
			continue
		}
		fresh++
		if len(events) > 1 {
			if seen == nil {
				seen = make(map[uuid.UUID]bool, len(events))
			}
			seen[id] = true
		}
	}
	it.result.Known = known
	c.log.counts.skipped.Add(uint64(len(events) - fresh))
	if fresh > 0 {
		length, err := c.length(it.stream)
		if err != nil {
			return err
		}
		if err := c.write(it, length, known); err != nil {
			return err
		}
	}
	if known == nil || !known[len(known)-1] {
		return nil
	}
	found, _, err := c.find(lastKnown, func(place) bool { return true })
	if err != nil {
		return err
	}
	it.result.Revision, it.result.Position = eventstore.Revision(found.revision), position(found.commit)
	return nil
}

func (it *item) wrongRevision(length uint64) {
	*it.result = eventstore.Result{Err: &eventstore.WrongRevisionError{
		Stream: it.append.Stream, Expected: it.append.Expected, Actual: eventstore.Revision(length) - 1,
	}}
}

func (it *item) duplicate(p place) {
	*it.result = eventstore.Result{
		Revision: eventstore.Revision(p.revision), Position: position(p.commit), Duplicate: true,
	}
}

func (c *committer) length(s streamKey) (uint64, error) {
	if n, ok := c.heads.get(s); ok {
		return n, nil
	}
	return c.index.length(s)
}

// has tells whether an id stands anywhere, in the group or applied.
func (c *committer) has(id uuid.UUID) (bool, error) {
	if _, ok := c.ids[id]; ok {
		return true, nil
	}
	_, _, known, err := c.index.first(id)
	return known, err
}

// find looks among the places of an id for one that matches.
func (c *committer) find(id uuid.UUID, match func(place) bool) (place, bool, error) {
	if p, ok := c.ids[id]; ok && match(p) {
		return p, true, nil
	}
	for _, p := range c.again[id] {
		if match(p) {
			return p, true, nil
		}
	}
	commits, err := c.index.commits(id)
	if err != nil {
		return place{}, false, err
	}
	for _, commit := range commits {
		p, err := c.index.place(commit)
		if err != nil {
			return place{}, false, err
		}
		if match(p) {
			return p, true, nil
		}
	}
	return place{}, false, nil
}

// write encodes the events that are not known and notes their index entries,
// which follow when the group is complete.
func (c *committer) write(it *item, length uint64, known []bool) error {
	a, g := it.append, c.group
	g.runs = append(g.runs, run{stream: it.stream, revision: length, commit: c.next})
	for i := range a.Events {
		if known != nil && known[i] {
			continue
		}
		e := &a.Events[i]
		if err := c.noteID(e.ID, place{commit: c.next, stream: it.stream, revision: length}); err != nil {
			return err
		}
		op := g.batch.SetDeferred(eventKeyLen, valueLen(a.Stream, length, e))
		putEventKey(op.Key, c.next)
		putValue(op.Value, c.next, c.created, a.Stream, length, e)
		g.bytes += len(op.Value)
		if err := op.Finish(); err != nil {
			return err
		}
		it.result.Revision, it.result.Position = eventstore.Revision(length), position(c.next)
		length++
		c.next++
		g.events++
	}
	g.runs[len(g.runs)-1].events = c.next - g.runs[len(g.runs)-1].commit
	c.heads.set(it.stream, length)
	c.index.filter.add((*[16]byte)(&it.stream))
	return nil
}

// noteID notes an id for the index, behind the places it already has.
func (c *committer) noteID(id uuid.UUID, at place) error {
	g := c.group
	earlier, inGroup := c.ids[id]
	first, _, applied, err := c.index.first(id)
	if err != nil {
		return err
	}
	c.index.filter.add((*[16]byte)(&id))
	if !inGroup {
		c.ids[id] = at
	} else {
		if c.again == nil {
			c.again = make(map[uuid.UUID][]place)
		}
		c.again[id] = append(c.again[id], at)
	}
	switch {
	case applied:
		g.repeated = append(g.repeated, repeat{id: id, first: first, commit: at.commit})
	case inGroup:
		g.repeated = append(g.repeated, repeat{id: id, first: earlier.commit, commit: at.commit})
	default:
		g.ids = append(g.ids, idPlace{id: id, commit: at.commit})
	}
	return nil
}
