package naive

import (
	"slices"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
)

// World is one account, folded from its events.
type World struct {
	Account   *fold.Account
	partition *fold.Partition
	records   []*record // by ordinal
	confirmed map[uuid.UUID][]uuid.UUID
	around    *Around // of a part of an account
}

// record is what is known of one record.
type record struct {
	state      *fold.Record
	activities []activity // the newest event of each
}

type activity struct {
	event.Event
	payload *event.ActivityRecorded
	fold.Contribution
}

// NewWorld folds the events of an account, in log order.
func NewWorld(account uuid.UUID, events []event.Event) *World {
	w := &World{
		Account: fold.NewAccount(account), partition: fold.NewPartition(account),
		confirmed: map[uuid.UUID][]uuid.UUID{},
	}
	for _, e := range events {
		if e.Account == account {
			w.apply(e)
		}
	}
	return w
}

func (w *World) apply(e event.Event) {
	if fold.Concerns(e.Type) {
		w.Account.Apply(e)
		return
	}
	w.partition.Apply(e)
	for n := len(w.records); n < w.partition.Len(); n++ {
		id := w.partition.RecordID(fold.Ordinal(n)) //nolint:gosec // a place
		w.records = append(w.records, &record{state: fold.NewRecord(id, w.Account.ID, uuid.Nil)})
	}
	if p, ok := e.Payload.(*event.ImportConfirmed); ok {
		for _, o := range p.Observations {
			w.confirmed[o] = append(w.confirmed[o], e.Import)
		}
	}
	if e.Record == uuid.Nil {
		return
	}
	n, _ := w.partition.Lookup(e.Record)
	r := w.records[n]
	if r.state.Source == uuid.Nil {
		r.state.Source = e.Source
	}
	r.apply(e)
}

func (r *record) apply(e event.Event) {
	if r.state.Erased {
		return
	}
	r.state.Apply(e)
	if r.state.Erased {
		r.activities = nil
		return
	}
	if c, ok := fold.NewContribution(e); ok {
		r.activities = slices.DeleteFunc(r.activities, func(a activity) bool { return a.payload.Activity == c.Activity })
		r.activities = append(r.activities, activity{e, e.Payload.(*event.ActivityRecorded), c})
	}
}

// person is a profile with its records in force.
type person struct {
	id         uuid.UUID
	records    []fold.RecordFacts
	activities map[uuid.UUID][]activity // by source
	facets     []fold.Facet
}

// people lists every profile that has a record in force, oldest first.
func (w *World) people() []person {
	filter := w.Account.Filter()
	filter.Confirmed = func(o uuid.UUID) bool {
		return slices.ContainsFunc(w.confirmed[o], func(imp uuid.UUID) bool { return !w.Account.ImportRetracted(imp) })
	}
	viewer := fold.Viewer{
		Account: w.Account.ID, Trust: w.Account.Trust(), Catalogue: w.Account.Catalogue(), Zone: w.Account.Zone,
	}
	if w.around != nil {
		filter.Confirmed, viewer.Contact = w.around.Confirmed, w.around.Contact
	} else {
		viewer.Contact = w.contacts(filter)
	}
	var out []person
	for _, profile := range w.partition.Profiles() {
		p := person{id: w.partition.ProfileID(profile), activities: map[uuid.UUID][]activity{}}
		members, _ := w.partition.Members(profile) // a partition in memory does not fail
		for _, m := range members {
			w.join(&p, w.records[m], filter)
		}
		if len(p.records) > 0 {
			p.facets = viewer.Facets(p.records)
			out = append(out, p)
		}
	}
	return out
}

// contacts tells what all records of the account say of a contact point,
// whatever profiles they are in.
func (w *World) contacts(f fold.Filter) func(fold.Point) fold.Contact {
	said := map[fold.Point]fold.Contact{}
	for _, r := range w.records {
		for _, s := range r.state.ContactStatements(f) {
			c := said[s.Point]
			c.Add(s)
			said[s.Point] = c
		}
	}
	return func(p fold.Point) fold.Contact { return said[p] }
}

// join adds a record to a person, if it is in force.
func (w *World) join(p *person, r *record, f fold.Filter) {
	source := r.state.Source
	if r.state.Erased || f.SourceRetracted(source) || !w.Account.Trust().Sees(source) {
		return
	}
	var sum fold.Summary
	var did []activity
	for _, a := range r.activities {
		if !a.payload.Withdrawn && !f.ImportRetracted(a.Event.Import) {
			sum.Add(a.Contribution)
			did = append(did, a)
		}
	}
	facts := fold.RecordFacts{
		Record: r.state.ID, Source: source, Facts: r.state.Current(f),
		InForce: len(did) > 0 || r.state.InForce(f),
	}
	if len(did) > 0 {
		facts.Summary = &sum
	}
	if facts.InForce {
		p.records = append(p.records, facts)
		p.activities[source] = append(p.activities[source], did...)
	}
}
