package bitmap

import (
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/cockroachdb/pebble/v2"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/fold"
)

// What memory knows of each record, to leave alone what is not there.
const (
	isObserved uint16 = 1 << iota // has operations in the store
	isActive                      // has a summary in the store
	isErased
	statesDeeds // was told facts of a category that activities state as well
)

// recordState is one record as the fold needs it: its operations, the summary
// of the activities that never change, and the loose ones, which may be
// replaced or retracted, by their ids. Operations are read when first needed.
type recordState struct {
	id, account, source uuid.UUID
	record              *fold.Record // nil: not read yet
	summary             fold.Summary
	loose               map[uuid.UUID]fold.Contribution
	told, did           bool // changed: the operations, the summary
}

// load reads what activities need of a record.
func (a *account) load(r pebble.Reader, ordinal uint32) (*recordState, error) {
	s := &recordState{id: a.ids[ordinal], account: a.id, source: a.sourceOf(ordinal)}
	if a.flags[ordinal]&isActive == 0 {
		return s, nil
	}
	b, err := get(r, recordKey(keySummary, a.number, ordinal))
	if err != nil {
		return nil, err
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

// operations reads a record's operations, unless they are there.
func (a *account) operations(r pebble.Reader, ordinal uint32, s *recordState) error {
	if s.record != nil {
		return nil
	}
	if a.flags[ordinal]&isObserved == 0 {
		s.record = fold.NewRecord(s.id, s.account, s.source)
		return nil
	}
	b, err := get(r, recordKey(keyRecord, a.number, ordinal))
	if err != nil {
		return err
	}
	s.record, err = fold.DecodeRecord(s.id, s.account, s.source, b)
	return err
}

// save writes what changed of a record's state.
func (b *batch) save(at place, s *recordState) error {
	a, ordinal := at.account, at.ordinal
	if s.told {
		a.flags[ordinal] |= isObserved
		b.scratch = s.record.AppendBinary(b.scratch[:0])
		if err := b.store.Set(recordKey(keyRecord, a.number, ordinal), b.scratch, nil); err != nil {
			return fmt.Errorf("bitmap: write state: %w", err)
		}
	}
	if s.did && s.active() {
		a.flags[ordinal] |= isActive
		b.scratch = s.summary.AppendBinary(binary.AppendUvarint(b.scratch[:0], uint64(len(s.loose))))
		if err := b.store.Set(recordKey(keySummary, a.number, ordinal), b.scratch, nil); err != nil {
			return fmt.Errorf("bitmap: write state: %w", err)
		}
	}
	s.told, s.did = false, false
	return nil
}

// active tells whether a record has activities at all.
func (s *recordState) active() bool { return s.summary.Activities > 0 || len(s.loose) > 0 }

// facts is the record as fold looks at it, what is retracted left out. The
// operations must have been read.
func (s *recordState) facts(f fold.Filter, current func() fold.Facts) fold.RecordFacts {
	out := fold.RecordFacts{Record: s.id, Source: s.source}
	if s.record.Erased || f.SourceRetracted(s.source) {
		return out
	}
	out.Facts, out.Summary = current(), s.total(f)
	out.InForce = out.Summary != nil || s.record.InForce(f)
	return out
}

// deedFacts is the record as far as activities can change what it shows; told
// when it was told facts of those categories.
func (s *recordState) deedFacts(f fold.Filter, told bool) fold.RecordFacts {
	out := fold.RecordFacts{Record: s.id, Source: s.source}
	if f.SourceRetracted(s.source) {
		return out
	}
	out.Summary = s.total(f)
	if told {
		out.Facts = slices.DeleteFunc(s.record.Current(f), func(v fold.Value) bool { return !statedByDeeds(v.Category) })
	}
	out.InForce = out.Summary != nil || (s.record != nil && s.record.InForce(f))
	return out
}

// total is the summary of the activities in force; nil without any.
func (s *recordState) total(f fold.Filter) *fold.Summary {
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
	if sum.Activities == 0 {
		return nil
	}
	return sum
}

// statedByDeeds tells whether activities state values of a category that
// records may be told as well; see fold.Contribution.
func statedByDeeds(n category.Number) bool {
	const votedIn, eventAttended, petitionSigned, firstDigital, lastDigital = 52, 87, 88, 97, 107
	return n == votedIn || n == eventAttended || n == petitionSigned || (n >= firstDigital && n <= lastDigital)
}
