package sqlite

import (
	"cmp"
	"database/sql"
	"encoding/binary"
	"errors"
	"maps"
	"slices"

	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/projections/profiles"
)

// pending is what a batch adds to the index: records by value and by word.
type pending struct {
	holders map[profiles.TermKey][]fold.Ordinal
	names   map[name][]fold.Ordinal
}

type name struct {
	account int64
	word    string
}

// maxList is how many records one stored list holds.
const maxList = 512

// change makes the index hold the terms of a record after instead of before.
func (p *pending) change(b *batch, r *record, before, after profiles.Terms) error {
	if p.holders == nil {
		p.holders, p.names = map[profiles.TermKey][]fold.Ordinal{}, map[name][]fold.Ordinal{}
	}
	added, removed := difference(before.Keys, after.Keys)
	for _, k := range added {
		p.holders[k] = append(p.holders[k], r.n)
	}
	words, lost := difference(before.Words, after.Words)
	for _, w := range words {
		at := name{r.found.account, w}
		p.names[at] = append(p.names[at], r.n)
	}
	if len(removed) == 0 && len(lost) == 0 {
		return nil
	}
	if err := p.flush(b); err != nil { // what is taken out may be pending
		return err
	}
	for _, k := range removed {
		if err := b.cutHolder(k, r.n); err != nil {
			return err
		}
	}
	for _, w := range lost {
		if err := b.cutName(name{r.found.account, w}, r.n); err != nil {
			return err
		}
	}
	return nil
}

// difference of two sorted lists.
func difference[T cmp.Ordered](before, after []T) (added, removed []T) {
	i := 0
	for _, v := range after {
		for i < len(before) && before[i] < v {
			removed = append(removed, before[i])
			i++
		}
		if i < len(before) && before[i] == v {
			i++
			continue
		}
		added = append(added, v)
	}
	return added, append(removed, before[i:]...)
}

// flush writes what is pending, in the order of the trees it goes to.
func (p *pending) flush(b *batch) error {
	values := make([]any, 0, 3*len(p.holders))
	for _, k := range slices.Sorted(maps.Keys(p.holders)) {
		for list := range lists(p.holders[k]) {
			values = append(values, int64(k), int64(list[0]), encodeList(list))
		}
	}
	if err := b.insert(b.stmts.putHolders, b.stmts.putHolder, 3, values); err != nil {
		return err
	}
	values = values[:0]
	for _, at := range slices.SortedFunc(maps.Keys(p.names), func(x, y name) int {
		return cmp.Or(cmp.Compare(x.account, y.account), cmp.Compare(x.word, y.word))
	}) {
		for list := range lists(p.names[at]) {
			values = append(values, at.account, at.word, int64(list[0]), encodeList(list))
		}
	}
	clear(p.holders)
	clear(p.names)
	return b.insert(b.stmts.putNames, b.stmts.putName, 4, values)
}

// lists cuts records into sorted lists of at most maxList.
func lists(records []fold.Ordinal) func(func([]fold.Ordinal) bool) {
	slices.Sort(records)
	return slices.Chunk(records, maxList)
}

// encodeList is all but the first as differences.
func encodeList(records []fold.Ordinal) []byte {
	out := []byte{}
	for i, n := range records[1:] {
		out = binary.AppendUvarint(out, uint64(n-records[i]))
	}
	return out
}

var errList = errors.New("a stored list of records does not check out")

func decodeList(first fold.Ordinal, more []byte) ([]fold.Ordinal, error) {
	out := []fold.Ordinal{first}
	for len(more) > 0 {
		d, n := binary.Uvarint(more)
		if n <= 0 || d == 0 {
			return nil, errList
		}
		first += fold.Ordinal(d)
		out, more = append(out, first), more[n:]
	}
	return out, nil
}

func (b *batch) cutHolder(k profiles.TermKey, n fold.Ordinal) error {
	rows, err := b.stmts.holdersAt.QueryContext(b.ctx, int64(k), n)
	if err != nil {
		return err
	}
	list, err := listWith(rows, n)
	if err != nil {
		return err
	}
	if _, err := b.stmts.cutHolder.ExecContext(b.ctx, int64(k), int64(list[0])); err != nil {
		return err
	}
	if list = without(list, n); len(list) > 0 {
		_, err = b.stmts.putHolder.ExecContext(b.ctx, int64(k), int64(list[0]), encodeList(list))
	}
	return err
}

func (b *batch) cutName(at name, n fold.Ordinal) error {
	rows, err := b.stmts.namesAt.QueryContext(b.ctx, at.account, at.word, n)
	if err != nil {
		return err
	}
	list, err := listWith(rows, n)
	if err != nil {
		return err
	}
	if _, err := b.stmts.cutName.ExecContext(b.ctx, at.account, at.word, int64(list[0])); err != nil {
		return err
	}
	if list = without(list, n); len(list) > 0 {
		_, err = b.stmts.putName.ExecContext(b.ctx, at.account, at.word, int64(list[0]), encodeList(list))
	}
	return err
}

// listWith finds the stored list that holds a record, and closes the rows.
func listWith(rows *sql.Rows, n fold.Ordinal) ([]fold.Ordinal, error) {
	defer rows.Close()
	for rows.Next() {
		var first fold.Ordinal
		var more []byte
		if err := rows.Scan(&first, &more); err != nil {
			return nil, err
		}
		list, err := decodeList(first, more)
		if err != nil || slices.Contains(list, n) {
			return list, err
		}
	}
	return nil, errors.Join(errList, rows.Err())
}

func without(list []fold.Ordinal, n fold.Ordinal) []fold.Ordinal {
	return slices.DeleteFunc(list, func(x fold.Ordinal) bool { return x == n })
}
