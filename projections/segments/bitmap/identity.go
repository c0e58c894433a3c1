package bitmap

import (
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
)

// consequence folds what the matcher decided, once its change is whole.
func (b *batch) consequence(a *account, ev event.Event) error {
	for _, ready := range a.changes.Add(ev) {
		b.known(a, ready.Payload)
		moves, err := fold.Moves(a.partition, ready.Payload)
		if err != nil {
			return err
		}
		for _, m := range moves {
			if err := b.touch(a, uint32(m.From), true); err != nil {
				return err
			}
			if err := b.touch(a, uint32(m.To), true); err != nil {
				return err
			}
		}
		a.partition.Put(moves)
		for _, m := range moves {
			if err := b.move(place{a, uint32(m.Record)}, uint32(m.From), uint32(m.To)); err != nil {
				return err
			}
		}
	}
	return nil
}

// known gives the records that a consequence names their ordinals, so that
// this engine's lists stay as long as the partition's.
func (b *batch) known(a *account, p event.Payload) {
	var records []uuid.UUID
	switch p := p.(type) {
	case *event.ProfilesMerged:
		records = p.Records
	case *event.ProfilesSplit:
		for _, part := range p.Parts {
			records = append(records, part...)
		}
	}
	for _, r := range records {
		a.register(r, uuid.Nil)
	}
}
