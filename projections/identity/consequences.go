package identity

import (
	"encoding/binary"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/projections"
)

// identityEvent folds a decision of a person or a consequence of the matcher.
func (a *applying) identityEvent(acc *account, e *projections.Event) error {
	acc.row.Revision, acc.row.Position = int64(e.Revision), e.Position.Bytes()
	if d, ok := decisionOf(e.Payload); ok {
		d.Revision = int64(e.Revision)
		return a.decided(acc, e, d)
	}
	if p, ok := e.Payload.(*event.KeptApartLifted); ok {
		if d := acc.decisions[p.Decision]; d == nil || !d.apart {
			return nil // a merge is taken back by undoing it
		}
		acc.lift(p.Decision)
		return a.b.Delete(idKey(tableDecision, acc.id, p.Decision), nil)
	}
	// The parts of a whole change stand one after the other in the stream: a
	// decision in between makes the next part's append fail.
	ready := acc.changes.Add(e.Event)
	first := int64(e.Revision) - int64(len(ready)) + 1
	for i := range ready {
		if err := a.consequence(acc, ready[i], first+int64(i)); err != nil {
			return err
		}
	}
	return nil
}

func (a *applying) decided(acc *account, e *projections.Event, d decisionRow) error {
	acc.decide(e.ID, d)
	if p, ok := e.Payload.(*event.ReviewDecided); ok {
		if err := a.withdrawn(acc, p.Review); err != nil {
			return err
		}
	}
	return put(a.b, idKey(tableDecision, acc.id, e.ID), d)
}

// consequence carries out one event, at a revision, of a change that is whole.
func (a *applying) consequence(acc *account, e event.Event, revision int64) error {
	switch p := e.Payload.(type) {
	case *event.ProfilesMerged:
		if err := a.sides(acc, e, p, revision); err != nil {
			return err
		}
		return a.move(acc, p)
	case *event.ProfilesSplit:
		return a.move(acc, p)
	case *event.MatchProposed:
		row := reviewRow{A: p.RecordA, B: p.RecordB, Why: p.Why, Bits: p.Evidence.TotalBits, At: e.RecordedAt.UnixMilli()}
		acc.propose(p.Review, row)
		return put(a.b, idKey(tableReview, acc.id, p.Review), row)
	case *event.MatchWithdrawn:
		return a.withdrawn(acc, p.Review)
	}
	return nil
}

func (a *applying) withdrawn(acc *account, review uuid.UUID) error {
	acc.withdraw(review)
	return a.b.Delete(idKey(tableReview, acc.id, review), nil)
}

// sides notes what a merge joins, while the larger side still stands alone, and
// at each record of the smaller side that this merge took it in.
func (a *applying) sides(acc *account, e event.Event, p *event.ProfilesMerged, revision int64) error {
	taken := acc.ordinalsOf(p.Records)
	row := mergeRow{B: pack(taken), Margin: p.Evidence.MarginBits, Revision: revision}
	if into, known, _ := acc.partition.Resolve(p.Into); known {
		members, _ := acc.partition.Members(into)
		row.A = pack(members)
	}
	acc.row.Merges++
	for _, n := range taken {
		k := binary.BigEndian.AppendUint64(ordinalKey(tableTaken, acc.id, n), acc.row.Merges)
		if err := a.b.Set(k, e.ID[:], nil); err != nil {
			return err
		}
	}
	return put(a.b, idKey(tableMerge, acc.id, e.ID), row)
}

func (a *applying) move(acc *account, p event.Payload) error {
	moves, _ := fold.Moves(acc.partition, p) // a book in memory does not fail
	acc.partition.Put(moves)
	for _, m := range moves {
		k := ordinalKey(tableProfile, acc.id, m.Record)
		if m.To == m.Record {
			if err := a.b.Delete(k, nil); err != nil {
				return err
			}
			continue
		}
		if err := a.b.Set(k, binary.BigEndian.AppendUint32(nil, uint32(m.To)), nil); err != nil {
			return err
		}
	}
	return nil
}
