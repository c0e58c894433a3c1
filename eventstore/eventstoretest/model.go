package eventstoretest

import (
	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/google/uuid"
)

// model is the port in its simplest form: slices, no positions, nothing fails.
// Histories are run against it and against the log.
type model struct {
	all     []seen
	streams map[string][]seen
}

func newModel() *model { return &model{streams: map[string][]seen{}} }

// outcome is what the model expects of an append.
type outcome struct {
	wrong     bool
	actual    eventstore.Revision // when wrong
	duplicate bool
	known     []bool
	last      int // index in all of the event the result names
}

func (m *model) find(match func(seen) bool) int {
	for i, e := range m.all {
		if match(e) {
			return i
		}
	}
	return -1
}

func (m *model) append(a eventstore.Append) outcome {
	if a.SkipKnown {
		return m.appendSkipping(a)
	}
	length := eventstore.Revision(len(m.streams[a.Stream]))
	retried := 0
	last := -1
	for i, e := range a.Events {
		at := m.find(func(s seen) bool {
			return s.ID == e.ID && s.Stream == a.Stream &&
				(a.Expected == eventstore.Any || s.Revision == a.Expected+1+eventstore.Revision(i))
		})
		if at < 0 {
			break
		}
		retried, last = retried+1, at
	}
	switch {
	case retried == len(a.Events):
		return outcome{duplicate: true, last: last}
	case a.Expected == eventstore.Any && retried == 0, a.Expected == length-1:
		m.put(a.Stream, a.Events...)
		return outcome{last: len(m.all) - 1}
	}
	return outcome{wrong: true, actual: length - 1}
}

func (m *model) appendSkipping(a eventstore.Append) outcome {
	o := outcome{known: make([]bool, len(a.Events))}
	any := false
	for i, e := range a.Events {
		o.last = m.find(func(s seen) bool { return s.ID == e.ID })
		if o.last >= 0 {
			o.known[i], any = true, true
			continue
		}
		m.put(a.Stream, e)
		o.last = len(m.all) - 1
	}
	if !any {
		o.known = nil
	}
	return o
}

func (m *model) put(stream string, events ...eventstore.NewEvent) {
	added := expect(stream, eventstore.Revision(len(m.streams[stream])), events...)
	m.streams[stream] = append(m.streams[stream], added...)
	m.all = append(m.all, added...)
}

// readStream is the model's answer to a read of a stream.
func (m *model) readStream(stream string, from eventstore.Revision, dir eventstore.Direction, limit int) []seen {
	var out []seen
	for _, e := range m.streams[stream] {
		if dir == eventstore.Forwards && e.Revision >= from || dir == eventstore.Backwards && e.Revision <= from {
			out = append(out, e)
		}
	}
	if dir == eventstore.Backwards {
		out = reversed(out)
	}
	if limit > 0 && len(out) > limit {
		out = out[:limit]
	}
	return tail(out)
}

// has tells how often an id was written.
func (m *model) has(id uuid.UUID) bool {
	return m.find(func(s seen) bool { return s.ID == id }) >= 0
}
