package fold

import (
	"slices"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
)

// Partition is one account's partition in memory: which profile each record
// belongs to. It takes some 60 bytes a record.
type Partition struct {
	account uuid.UUID
	changes Changes
	ids     []uuid.UUID
	byID    idTable
	byOwn   idTable
	profile []Ordinal
	next    []Ordinal // the records of a profile in a ring
}

var _ Book = (*Partition)(nil)

// NewPartition is the partition of an account without records.
func NewPartition(account uuid.UUID) *Partition {
	return &Partition{account: account}
}

// Grow makes room for so many more records.
func (p *Partition) Grow(records int) {
	p.byID.room(len(p.ids) + records)
	p.byOwn.room(len(p.ids) + records)
	p.ids, p.profile, p.next = slices.Grow(p.ids, records), slices.Grow(p.profile, records), slices.Grow(p.next, records)
}

// Apply folds one event in, in log order: any event of a record gives the
// record its ordinal, a consequence of matching moves records once its change
// is whole. It tells which records moved.
func (p *Partition) Apply(e event.Event) []Move {
	if e.Record != uuid.Nil {
		p.register(e.Record)
	}
	var all []Move
	for _, ready := range p.changes.Add(e) {
		moves, _ := Moves(p, ready.Payload) // a book in memory does not fail
		p.Put(moves)
		all = append(all, moves...)
	}
	return all
}

func (p *Partition) register(record uuid.UUID) Ordinal {
	if n, ok := p.Lookup(record); ok {
		return n
	}
	n := Ordinal(len(p.ids))
	p.ids = append(p.ids, record)
	p.byID.add(record, n)
	p.byOwn.add(OwnID(p.account, record), n)
	p.profile, p.next = append(p.profile, n), append(p.next, n)
	return n
}

// Put carries moves out.
func (p *Partition) Put(moves []Move) {
	touched := map[Ordinal][]Ordinal{} // profile -> its records afterwards
	moved := make(map[Ordinal]Ordinal, len(moves))
	for _, m := range moves {
		moved[m.Record] = m.To
		touched[m.From], touched[m.To] = nil, nil
	}
	for profile := range touched {
		if p.profile[profile] != profile {
			continue // starts with this move
		}
		members, _ := p.Members(profile)
		for _, r := range members {
			to, ok := moved[r]
			if !ok {
				to = profile
			}
			touched[to] = append(touched[to], r)
		}
	}
	for profile, records := range touched {
		slices.Sort(records)
		for i, r := range records {
			p.profile[r], p.next[r] = profile, records[(i+1)%len(records)]
		}
	}
}

// Len is the number of records.
func (p *Partition) Len() int { return len(p.ids) }

// RecordID is the id of a record by its ordinal.
func (p *Partition) RecordID(n Ordinal) uuid.UUID { return p.ids[n] }

// ProfileID is the id of a profile by its ordinal.
func (p *Partition) ProfileID(n Ordinal) uuid.UUID { return OwnID(p.account, p.ids[n]) }

// Lookup is the ordinal of a record, without giving it one.
func (p *Partition) Lookup(record uuid.UUID) (Ordinal, bool) {
	return p.byID.find(record, func(n Ordinal) bool { return p.ids[n] == record })
}

// ProfileOf is the profile that holds a record; false for an unknown record.
func (p *Partition) ProfileOf(record uuid.UUID) (Ordinal, bool) {
	n, ok := p.Lookup(record)
	if !ok {
		return 0, false
	}
	return p.profile[n], true
}

// Record, Resolve, Profile and Members implement Book.
func (p *Partition) Record(record uuid.UUID) (Ordinal, error) { return p.register(record), nil }

// Resolve finds the record whose own id is given.
func (p *Partition) Resolve(own uuid.UUID) (Ordinal, bool, error) {
	n, ok := p.byOwn.find(own, func(n Ordinal) bool { return p.ProfileID(n) == own })
	return n, ok, nil
}

// Profile is the profile that holds a record.
func (p *Partition) Profile(record Ordinal) (Ordinal, error) { return p.profile[record], nil }

// Members lists the records of a profile, or of the one that holds the given
// record.
func (p *Partition) Members(profile Ordinal) ([]Ordinal, error) {
	out := []Ordinal{profile}
	for r := p.next[profile]; r != profile; r = p.next[r] {
		out = append(out, r)
	}
	slices.Sort(out)
	return out, nil
}

// Lesser is how many records the smaller of two profiles has. It takes no
// longer than that.
func (p *Partition) Lesser(a, b Ordinal) int {
	n := 1
	for x, y := p.next[a], p.next[b]; x != a && y != b; x, y = p.next[x], p.next[y] {
		n++
	}
	return n
}

// Profiles yields the ordinal of every profile, oldest first.
func (p *Partition) Profiles() []Ordinal {
	var out []Ordinal
	for n, profile := range p.profile {
		if Ordinal(n) == profile {
			out = append(out, profile)
		}
	}
	return out
}
