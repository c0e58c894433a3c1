package identity

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/match"
	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/eventstore/journal"
)

// Merge is a merge as the log tells it: with the evidence of its day.
type Merge struct {
	Event            uuid.UUID
	At               time.Time
	Cause            event.Cause
	RecordA, RecordB uuid.UUID // the deciding pair
	SourceA, SourceB uuid.UUID // theirs, as far as known
	match.Explanation
	Margin match.Bits
	Keys   []string
}

// Said is a person's decision as the log tells it.
type Said struct {
	Event  uuid.UUID
	Type   event.Type
	Actor  string
	Reason string
	At     time.Time
}

// tell adds what the log says of the merge that joined the two and of the
// decision about them.
func (p *Projector) tell(ctx context.Context, account uuid.UUID, s *sides, out *Explained, revision int64) error {
	decision := out.Decided
	if out.Merged != uuid.Nil {
		e, err := p.recall(ctx, account, out.Merged, revision)
		if err != nil {
			return err
		}
		if m, ok := e.Payload.(*event.ProfilesMerged); ok {
			out.Merge, decision = p.merge(account, s, e, m), m.Evidence.Decision
			out.Cause = out.Merge.cause()
			x, y := out.Merge.RecordA, out.Merge.RecordB
			out.Through = (x != out.RecordA || y != out.RecordB) && (x != out.RecordB || y != out.RecordA)
		}
	}
	if decision == uuid.Nil {
		return nil
	}
	var row decisionRow
	if ok, err := p.store.get(idKey(tableDecision, account, decision), &row); err != nil || !ok {
		return err
	}
	e, err := p.recall(ctx, account, decision, row.Revision)
	if err == nil && e.Payload != nil {
		out.Said = &Said{e.ID, e.Type, e.Actor, reasonOf(e.Payload), e.RecordedAt}
	}
	return err
}

// recall reads an event of the identity stream; none when it is another one
// that stands there.
func (p *Projector) recall(ctx context.Context, account, id uuid.UUID, revision int64) (journal.Event, error) {
	e, err := p.Journal.ReadOne(ctx, event.IdentityStream(account), eventstore.Revision(revision))
	if errors.Is(err, journal.ErrNoEvent) || err == nil && e.ID != id {
		return journal.Event{}, nil
	}
	return e, err
}

func reasonOf(p event.Payload) string {
	switch p := p.(type) {
	case *event.MergeForced:
		return p.Reason
	case *event.MergeUndone:
		return p.Reason
	case *event.ProfilesKeptApart:
		return p.Reason
	case *event.ReviewDecided:
		return p.Reason
	}
	return ""
}

// merge makes an explanation of the evidence that a merge carries. The values
// are read from the facts it points at; what is not there any more is empty.
func (p *Projector) merge(account uuid.UUID, s *sides, e journal.Event, m *event.ProfilesMerged) *Merge {
	ev := &m.Evidence
	out := &Merge{
		Event: e.ID, At: e.RecordedAt, Cause: m.Cause, RecordA: ev.RecordA, RecordB: ev.RecordB, Margin: match.Bits(ev.MarginBits), Keys: ev.Keys,
		Explanation: match.Explanation{
			Prior: match.Bits(ev.PriorBits), Total: match.Bits(ev.TotalBits), Auto: match.Bits(ev.AutoBits), Model: ev.Model,
		},
	}
	a, b := p.evidenceRecord(account, ev.RecordA), p.evidenceRecord(account, ev.RecordB)
	for _, f := range ev.Fields {
		field, okF := match.FieldNamed(f.Field)
		level, okL := match.LevelNamed(f.Level)
		if okF && okL {
			out.Fields = append(out.Fields, match.FieldEvidence{
				Field: field, Level: level, Bits: match.Bits(f.Bits), A: p.reader.stated(a, field, f.A), B: p.reader.stated(b, field, f.B),
			})
		}
	}
	for _, g := range ev.Gates {
		if gate, ok := match.GateNamed(g.Name); ok {
			out.Gates = append(out.Gates, match.GateEvidence{Gate: gate, Bits: match.Bits(g.Bits)})
		}
	}
	if a != nil && b != nil { // what links the two is no field
		node := func(r *fold.Record) match.Node {
			return s.model.Choice().Strip(match.Normalise(p.reader.Record(r.Current(s.filter))))
		}
		x, y := node(a), node(b)
		out.SourceA, out.SourceB = a.Source, b.Source
		now := s.model.ExplainAt(s.model.Auto(), &x, &y)
		if now.A != x.Key() {
			now.Swap()
		}
		out.SharedIDs, out.Natures = now.SharedIDs, now.Natures
	}
	return out
}

// evidenceRecord reads a record that evidence names; nil when there is none.
func (p *Projector) evidenceRecord(account, id uuid.UUID) *fold.Record {
	n, known := fold.Ordinal(0), false
	p.mu.Lock()
	if a := p.accounts[account]; a != nil {
		n, known = a.partition.Lookup(id)
	}
	p.mu.Unlock()
	if !known {
		return nil
	}
	r, err := p.store.record(account, n)
	if err != nil {
		return nil // the story is told without its values
	}
	return r
}

// stated is the value behind a reference, of a field; of an address the part
// that the field is about.
func (r *Reader) stated(rec *fold.Record, field match.Field, ref *event.ValueRef) string {
	if rec == nil || ref == nil {
		return ""
	}
	for _, o := range rec.Observations() {
		if o.Event != ref.Event || ref.Fact < 0 || ref.Fact >= len(o.Facts) {
			continue
		}
		f := o.Facts[ref.Fact]
		part := r.partOf(field)
		if f.Category != fold.AddressCategory || part == 0 {
			return f.Value
		}
		for _, g := range o.Facts {
			if g.Group == f.Group && g.Category == part {
				return g.Value
			}
		}
	}
	return ""
}

// partOf is the part of an address that a field compares; 0 for other fields.
func (r *Reader) partOf(field match.Field) category.Number {
	switch field {
	case match.FieldPostcode:
		return r.n.postcode
	case match.FieldCity:
		return r.n.city
	case match.FieldStreet:
		return r.n.street
	}
	return 0
}

// cause is the matcher's word for why a merge was made.
func (m *Merge) cause() match.Cause {
	switch m.Cause {
	case event.CauseForced:
		return match.CauseForced
	case event.CauseSameValues:
		return match.CauseIdentical
	case event.CauseContact:
		return match.CauseContact
	case event.CauseStrongLink:
		for _, id := range m.SharedIDs {
			if id.Type != match.Cookie {
				return match.CauseStrongID
			}
		}
		if len(m.SharedIDs) > 0 {
			return match.CauseCookie
		}
		return match.CauseStrongID
	}
	return match.CauseScore
}

// Standing is how the two stood when they were merged.
func (m *Merge) Standing() match.Standing {
	return match.Standing{Verdict: match.VerdictSame, Cause: m.cause()}
}
