package identity_test

import (
	"bytes"
	"context"
	"maps"
	"slices"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/match"
	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/projections/identity"
)

// oracle folds the whole log in the plainest way, and matches what is there at
// the end all at once.
type oracle struct {
	records   map[uuid.UUID]*fold.Record
	order     []uuid.UUID // by first event
	directory *fold.Directory
	decisions map[uuid.UUID]event.Payload
	table     []byte
	tables    map[string][]byte
	inUse     bool // first load is over
	model     *match.Model
	merges    []uuid.UUID
	reviews   map[uuid.UUID]bool
	partition *fold.Partition
	authored  int // events of the matcher
	idle      int // of them, those that changed nothing
}

func (w *world) oracle() *oracle {
	w.t.Helper()
	o := &oracle{
		records: map[uuid.UUID]*fold.Record{}, directory: fold.NewDirectory(), decisions: map[uuid.UUID]event.Payload{},
		model: match.DefaultModel(), tables: map[string][]byte{}, reviews: map[uuid.UUID]bool{}, partition: fold.NewPartition(w.account),
	}
	for b, err := range w.journal.ReadAll(context.Background(), eventstore.Start, eventstore.Forwards, eventstore.Filter{}) {
		if err != nil {
			w.t.Fatal(err)
		}
		for _, e := range b.Events {
			if err := o.apply(e.Event, e.Stream); err != nil {
				w.t.Fatal(err)
			}
		}
	}
	return o
}

func (o *oracle) apply(e event.Event, s event.Stream) (err error) {
	if s.Kind == event.KindRecord && o.records[e.Record] == nil {
		o.records[e.Record] = fold.NewRecord(e.Record, e.Account, e.Source)
		o.order = append(o.order, e.Record)
	}
	if e.Actor == "matcher" {
		o.authored++
	}
	moved := o.partition.Apply(e)
	if c, ok := fold.ChangeOf(e.Payload); ok && c.Part == c.Of && len(moved) == 0 {
		switch e.Payload.(type) {
		case *event.ProfilesMerged, *event.ProfilesSplit:
			o.idle++
		}
	}
	o.directory.Apply(e)
	switch p := e.Payload.(type) {
	case *event.ImportConfirmed:
		e.Import = s.ID
		for _, r := range o.records {
			r.Apply(e)
		}
	case *event.MergeForced, *event.MergeUndone, *event.ProfilesKeptApart:
		o.decisions[e.ID], o.inUse = p, true
	case *event.ReviewDecided:
		o.decisions[e.ID], o.inUse = p, true
		delete(o.reviews, p.Review)
	case *event.KeptApartLifted:
		o.inUse = true
		if _, forced := o.decisions[p.Decision].(*event.MergeForced); !forced {
			delete(o.decisions, p.Decision)
		}
	case *event.ProfilesMerged:
		o.merges = append(o.merges, e.ID)
	case *event.MatchProposed:
		if o.reviews[p.Review] {
			o.idle++
		}
		o.reviews[p.Review] = true
	case *event.MatchWithdrawn:
		if !o.reviews[p.Review] {
			o.idle++
		}
		delete(o.reviews, p.Review)
	case *event.MatchModelProposed:
		if p.Part == 1 {
			o.table = nil
		}
		if o.table = append(o.table, p.Table...); p.Part == p.Of && len(o.table) > 0 {
			o.tables[p.Version] = o.table
		}
	case *event.MatchModelActivated:
		if e.Actor == "matcher" && o.inUse {
			return nil // somebody came to rely on the profiles in between
		}
		o.inUse = o.inUse || e.Actor != "matcher"
		if o.model = match.DefaultModel(); o.model.Hash() != p.Version {
			o.model, err = match.DecodeModel(o.tables[p.Version])
		}
	default:
		if r := o.records[e.Record]; r != nil {
			r.Apply(e)
		}
	}
	return err
}

// sides are the records that a decision is about.
func sides(p event.Payload) (a, b []uuid.UUID, apart bool) {
	switch p := p.(type) {
	case *event.MergeForced:
		return p.RecordA, p.RecordB, false
	case *event.MergeUndone:
		return p.RecordA, p.RecordB, true
	case *event.ProfilesKeptApart:
		return p.RecordA, p.RecordB, true
	case *event.ReviewDecided:
		return p.RecordA, p.RecordB, !p.Accept
	}
	return nil, nil, false
}

// wanted matches all records at once, under the model in force and what people
// decided, and answers the records of each cluster.
func (o *oracle) wanted(w *world) [][]uuid.UUID {
	w.t.Helper()
	acc, _ := o.directory.Account(w.account)
	f := acc.Filter()
	reader := identity.NewReader()
	var nodes []match.Node
	var present []uuid.UUID
	var out [][]uuid.UUID
	for _, id := range o.order {
		if r := o.records[id]; r.InForce(f) {
			nodes, present = append(nodes, o.model.Choice().Strip(match.Normalise(reader.Record(r.Current(f))))), append(present, id)
		} else {
			out = append(out, []uuid.UUID{id})
		}
	}
	x, err := match.NewMatcher(o.model, match.Options{})
	if err != nil {
		w.t.Fatal(err)
	}
	hs := map[uuid.UUID]match.Handle{}
	for i, h := range x.Load(nodes) {
		hs[present[i]] = h
	}
	for _, d := range o.decisions {
		a, b, apart := sides(d)
		left, right := handles(o.order, hs, a), handles(o.order, hs, b)
		switch {
		case len(left) == 0 || len(right) == 0:
		case apart:
			x.Divide(left, right)
		default:
			x.Force(left[0], right[0])
		}
	}
	x.Settle(nil)
	clusters := map[int][]uuid.UUID{}
	for _, id := range present {
		clusters[x.Label(hs[id])] = append(clusters[x.Label(hs[id])], id)
	}
	return sorted(append(out, slices.Collect(maps.Values(clusters))...))
}

// handles are those of the records that have values, oldest first.
func handles(order []uuid.UUID, hs map[uuid.UUID]match.Handle, records []uuid.UUID) (out []match.Handle) {
	for _, id := range order {
		if h, ok := hs[id]; ok && slices.Contains(records, id) {
			out = append(out, h)
		}
	}
	return out
}

// found are the profiles as a matcher answers them.
func (o *oracle) found(w *world, m *identity.Projector) [][]uuid.UUID {
	w.t.Helper()
	profiles := map[uuid.UUID][]uuid.UUID{}
	for _, id := range o.order {
		profile, _, ok, err := m.Members(context.Background(), w.account, id)
		if err != nil || !ok {
			w.t.Fatalf("record %s has no profile: %v", id, err)
		}
		profiles[profile] = append(profiles[profile], id)
	}
	return sorted(slices.Collect(maps.Values(profiles)))
}

// logged are the profiles as the log says.
func (o *oracle) logged() [][]uuid.UUID {
	profiles := map[fold.Ordinal][]uuid.UUID{}
	for _, id := range o.order {
		n, _ := o.partition.ProfileOf(id)
		profiles[n] = append(profiles[n], id)
	}
	return sorted(slices.Collect(maps.Values(profiles)))
}

func sorted(clusters [][]uuid.UUID) [][]uuid.UUID {
	compare := func(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) }
	for _, c := range clusters {
		slices.SortFunc(c, compare)
	}
	slices.SortFunc(clusters, func(a, b []uuid.UUID) int { return compare(a[0], b[0]) })
	return clusters
}
