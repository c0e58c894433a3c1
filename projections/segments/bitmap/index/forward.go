package index

import (
	"slices"

	"github.com/cerebro-cdp/cerebro/projections/segments/bitmap/bits"
)

// forward is the values of a dim by profile: the first in a column, further
// ones in a list. The zero value of T stands for none.
type forward[T comparable] struct {
	first *bits.Column[T]
	more  *bits.Column[*[]T]
}

// set adds a value that the profile does not have.
func (f *forward[T]) set(gen, ordinal uint32, v T) {
	var none T
	if f.first.Get(ordinal) == none {
		f.first = f.first.Set(gen, ordinal, v)
		return
	}
	list := []T{v}
	if old := f.more.Get(ordinal); old != nil {
		list = append(slices.Clone(*old), v)
	}
	f.more = f.more.Set(gen, ordinal, &list)
}

// clear takes a value away.
func (f *forward[T]) clear(gen, ordinal uint32, v T) {
	var none T
	if f.first.Get(ordinal) == v {
		f.first = f.first.Set(gen, ordinal, none)
		return
	}
	old := f.more.Get(ordinal)
	if old == nil {
		return
	}
	list := slices.DeleteFunc(slices.Clone(*old), func(x T) bool { return x == v })
	if len(list) == 0 {
		f.more = f.more.Set(gen, ordinal, nil)
		return
	}
	f.more = f.more.Set(gen, ordinal, &list)
}

// selectInto puts the profiles of a shard with a value that passes into p.
func (f *forward[T]) selectInto(shard int, p *bits.Plane, pass func(T) bool) {
	f.first.Select(shard, p, pass)
	f.more.Each(shard, func(low uint16, list *[]T) {
		if slices.ContainsFunc(*list, pass) {
			p.Set(low)
		}
	})
}

// each calls do with every value of the profiles of a shard that are in p.
func (f *forward[T]) each(shard int, p *bits.Plane, do func(low uint16, v T)) {
	f.first.Each(shard, func(low uint16, v T) {
		if p.Has(low) {
			do(low, v)
		}
	})
	f.more.Each(shard, func(low uint16, list *[]T) {
		if p.Has(low) {
			for _, v := range *list {
				do(low, v)
			}
		}
	})
}

func (f *forward[T]) bytes(size int) int {
	n := f.first.Bytes(size) + f.more.Bytes(8)
	return n
}
