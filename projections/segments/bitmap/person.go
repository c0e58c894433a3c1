package bitmap

import (
	"encoding/binary"
	"fmt"

	"github.com/cockroachdb/pebble/v2"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/fold"
)

// recordState is one record as the fold needs it: its operations, the summary
// of the activities that never change, and the loose ones, which may be
// replaced or retracted, by their ids.
type recordState struct {
	record  *fold.Record
	summary fold.Summary
	loose   map[uuid.UUID]fold.Contribution
	dirty   bool
}

// load reads a record's state, or makes that of a new record.
func (a *account) load(r pebble.Reader, ordinal uint32) (*recordState, error) {
	id, source := a.ids[ordinal], a.sourceOf(ordinal)
	s := &recordState{record: fold.NewRecord(id, a.id, source)}
	b, err := get(r, recordKey(keyRecord, a.number, ordinal))
	if err != nil {
		return nil, err
	}
	if b != nil {
		if s.record, err = fold.DecodeRecord(id, a.id, source, b); err != nil {
			return nil, err
		}
	}
	if b, err = get(r, recordKey(keySummary, a.number, ordinal)); err != nil || b == nil {
		return s, err
	}
	loose, n := binary.Uvarint(b)
	if n <= 0 {
		return nil, fmt.Errorf("bitmap: %w: summary", fold.ErrMalformed)
	}
	if s.summary, err = fold.DecodeSummary(b[n:]); err != nil {
		return nil, err
	}
	if loose > 0 {
		err = s.loadLoose(r, a.number, ordinal)
	}
	return s, err
}

func (s *recordState) loadLoose(r pebble.Reader, account, ordinal uint32) error {
	s.loose = map[uuid.UUID]fold.Contribution{}
	return scan(r, recordKey(keyActivity, account, ordinal), func(_, v []byte) error {
		d, err := decodeDeed(v)
		if err != nil {
			return err
		}
		if d.Replaceable() {
			s.loose[d.Activity] = d.Contribution
		}
		return nil
	})
}

// save writes a record's state.
func (s *recordState) save(b *pebble.Batch, account, ordinal uint32) error {
	if err := b.Set(recordKey(keyRecord, account, ordinal), s.record.AppendBinary(nil), nil); err != nil {
		return fmt.Errorf("bitmap: write state: %w", err)
	}
	if s.summary.Activities == 0 && len(s.loose) == 0 {
		return nil
	}
	v := s.summary.AppendBinary(binary.AppendUvarint(nil, uint64(len(s.loose))))
	if err := b.Set(recordKey(keySummary, account, ordinal), v, nil); err != nil {
		return fmt.Errorf("bitmap: write state: %w", err)
	}
	return nil
}

// facts is the record as fold looks at it, what is retracted left out.
func (s *recordState) facts(f fold.Filter) fold.RecordFacts {
	r := s.record
	out := fold.RecordFacts{Record: r.ID, Source: r.Source}
	if r.Erased || f.SourceRetracted(r.Source) {
		return out
	}
	out.Facts = r.Current(f)
	sum := &s.summary
	if len(s.loose) > 0 {
		clone := sum.Clone()
		for _, c := range s.loose {
			if !f.ImportRetracted(c.Import) {
				clone.Add(c)
			}
		}
		sum = &clone
	}
	if sum.Activities > 0 {
		out.Summary = sum
	}
	out.InForce = sum.Activities > 0 || r.InForce(f)
	return out
}
