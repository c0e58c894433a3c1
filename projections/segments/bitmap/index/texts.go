package index

import (
	"maps"
	"slices"
	"sync"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/segment"
	"github.com/cerebro-cdp/cerebro/projections/segments/bitmap/bits"
)

// texts holds the dictionaries of an account. All its versions share them.
type texts struct {
	mu     sync.RWMutex
	values map[category.Number]*bits.Dictionary
	types  *bits.Dictionary            // names of activity types
	tuples map[uint32]*bits.Dictionary // by number of the type
}

func newTexts() *texts {
	return &texts{
		values: map[category.Number]*bits.Dictionary{},
		types:  bits.NewDictionary(asWritten),
		tuples: map[uint32]*bits.Dictionary{},
	}
}

func (t *texts) of(cat category.Number) *bits.Dictionary {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.values[cat]
}

func (t *texts) made(cat category.Number) *bits.Dictionary {
	if d := t.of(cat); d != nil {
		return d
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.values[cat] = bits.NewDictionary(segment.Fold)
	return t.values[cat]
}

func (t *texts) tuplesOf(activity uint32) *bits.Dictionary {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.tuples[activity]
}

// asWritten compares tuples byte by byte: what is in them is folded already.
func asWritten(s string) string { return s }

func (t *texts) madeTuples(activity uint32) *bits.Dictionary {
	if d := t.tuplesOf(activity); d != nil {
		return d
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.tuples[activity] = bits.NewDictionary(asWritten)
	return t.tuples[activity]
}

// all yields every dictionary in a fixed order, with what it belongs to.
func (t *texts) all(do func(group uint8, key uint32, d *bits.Dictionary)) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	do(groupTypes, 0, t.types)
	for _, cat := range slices.Sorted(maps.Keys(t.values)) {
		do(groupValues, uint32(cat), t.values[cat])
	}
	for _, id := range slices.Sorted(maps.Keys(t.tuples)) {
		do(groupTuples, id, t.tuples[id])
	}
}

// The groups of dictionaries.
const (
	groupTypes uint8 = iota
	groupValues
	groupTuples
)
