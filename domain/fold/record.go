package fold

import (
	"bytes"
	"cmp"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
)

// Filter leaves out what was retracted. Nil functions retract nothing.
type Filter struct {
	SourceRetracted func(source uuid.UUID) bool
	ImportRetracted func(imp uuid.UUID) bool
	// Confirmed is for whoever keeps ImportConfirmed apart from the records:
	// did an import in force confirm this observation? Asked only for
	// observations whose own imports are all retracted.
	Confirmed func(observation uuid.UUID) bool
}

// Statement says who stated something when; statements are ordered by it.
type Statement struct {
	Event      uuid.UUID
	Fact       int
	OccurredAt time.Time
	RecordedAt time.Time
}

// Compare orders statements by (occurred_at, recorded_at, event id, fact).
func (s Statement) Compare(t Statement) int {
	if c := s.OccurredAt.Compare(t.OccurredAt); c != 0 {
		return c
	}
	if c := s.RecordedAt.Compare(t.RecordedAt); c != 0 {
		return c
	}
	if c := bytes.Compare(s.Event[:], t.Event[:]); c != 0 {
		return c
	}
	return cmp.Compare(s.Fact, t.Fact)
}

// Observation is one RecordObserved as its record keeps it.
type Observation struct {
	Event     uuid.UUID
	Import    uuid.UUID   // uuid.Nil: not from an import
	Confirmed []uuid.UUID // imports that confirmed it
	Linked    string      // see event.RecordObserved
	Cleaner   int
	// Recleaned is the RecordRecleaned that Facts come from, uuid.Nil when they
	// are those of the observation itself.
	Recleaned uuid.UUID
	Facts     []event.Fact

	occurred, recorded int64 // Unix nanoseconds
}

// OccurredAt is when what it states was true.
func (o *Observation) OccurredAt() time.Time { return time.Unix(0, o.occurred).UTC() }

// RecordedAt is when we learned it.
func (o *Observation) RecordedAt() time.Time { return time.Unix(0, o.recorded).UTC() }

// Statement is the place of one of its facts in the order of statements.
func (o *Observation) Statement(fact int) Statement {
	return Statement{o.Event, fact, o.OccurredAt(), o.RecordedAt()}
}

func (o *Observation) compare(p *Observation) int {
	return cmp.Or(cmp.Compare(o.occurred, p.occurred), cmp.Compare(o.recorded, p.recorded),
		bytes.Compare(o.Event[:], p.Event[:]))
}

// inForce tells whether an import that made or confirmed it still stands.
func (o *Observation) inForce(f Filter) bool {
	if o.Import == uuid.Nil || f.ImportRetracted == nil || !f.ImportRetracted(o.Import) {
		return true
	}
	for _, imp := range o.Confirmed {
		if !f.ImportRetracted(imp) {
			return true
		}
	}
	return f.Confirmed != nil && f.Confirmed(o.Event)
}

// Record is one record's state: the fact operations it was told, not only what
// they come to, since a retraction may bring older ones back.
type Record struct {
	ID, Account, Source uuid.UUID
	Key                 string
	Erased              bool

	observations []Observation // by compare
}

// NewRecord is a record before its first event.
func NewRecord(id, account, source uuid.UUID) *Record {
	return &Record{ID: id, Account: account, Source: source}
}

// Observations lists what the record keeps, oldest first. The slice is shared;
// do not change it. Operations that can never count again may be missing.
func (r *Record) Observations() []Observation { return r.observations }

// Apply folds one event in and tells whether it changed anything. It takes
// RecordObserved, RecordRecleaned and RecordErased of this record and
// ImportConfirmed of its account; of an ActivityRecorded it learns the key of a
// record that was never observed; any other event changes nothing.
func (r *Record) Apply(e event.Event) bool {
	if r.Erased {
		return false
	}
	switch p := e.Payload.(type) {
	case *event.RecordObserved:
		return r.observe(e, p)
	case *event.ActivityRecorded:
		if r.Key != "" {
			return false
		}
		r.Key = p.Key
		return true
	case *event.RecordRecleaned:
		return r.reclean(e, p)
	case *event.RecordErased:
		r.Key, r.Erased, r.observations = "", true, nil
		return true
	case *event.ImportConfirmed:
		return r.confirm(e.Import, p.Observations)
	}
	return false
}

func (r *Record) find(id uuid.UUID) *Observation {
	for i := range r.observations {
		if r.observations[i].Event == id {
			return &r.observations[i]
		}
	}
	return nil
}

func (r *Record) observe(e event.Event, p *event.RecordObserved) bool {
	if r.find(e.ID) != nil {
		return false
	}
	r.Key = p.Key
	o := Observation{
		Event: e.ID, Import: e.Import, Linked: p.Linked, Cleaner: p.Cleaner, Facts: p.Facts,
		occurred: e.OccurredAt.UnixNano(), recorded: e.RecordedAt.UnixNano(),
	}
	at, _ := slices.BinarySearchFunc(r.observations, &o, func(x Observation, t *Observation) int { return x.compare(t) })
	r.observations = slices.Insert(r.observations, at, o)
	r.prune()
	return true
}

// reclean replaces the facts of an observation. Of several recleanings the one
// with the newest cleaner counts, then the greatest event id, so that their
// order does not matter.
func (r *Record) reclean(e event.Event, p *event.RecordRecleaned) bool {
	o := r.find(p.Observation)
	if o == nil {
		return false
	}
	if c := cmp.Or(cmp.Compare(p.Cleaner, o.Cleaner), bytes.Compare(e.ID[:], o.Recleaned[:])); c <= 0 {
		return false
	}
	o.Facts, o.Cleaner, o.Recleaned = p.Facts, p.Cleaner, e.ID
	return true
}

func (r *Record) confirm(imp uuid.UUID, observations []uuid.UUID) bool {
	changed := false
	for _, id := range observations {
		o := r.find(id)
		if o == nil || o.Import == uuid.Nil || o.Import == imp || slices.Contains(o.Confirmed, imp) {
			continue
		}
		o.Confirmed = append(o.Confirmed, imp)
		slices.SortFunc(o.Confirmed, compareIDs)
		changed = true
	}
	return changed
}

// InForce tells whether the record has an observation that was not retracted.
func (r *Record) InForce(f Filter) bool {
	if r.Erased || (f.SourceRetracted != nil && f.SourceRetracted(r.Source)) {
		return false
	}
	return slices.ContainsFunc(r.observations, func(o Observation) bool { return o.inForce(f) })
}

// Imports lists the imports that made or confirmed its observations.
func (r *Record) Imports() []uuid.UUID {
	var out []uuid.UUID
	for i := range r.observations {
		for _, imp := range append([]uuid.UUID{r.observations[i].Import}, r.observations[i].Confirmed...) {
			if imp != uuid.Nil && !slices.Contains(out, imp) {
				out = append(out, imp)
			}
		}
	}
	return out
}
