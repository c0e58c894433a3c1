package fold

import (
	"cmp"
	"slices"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
)

// Ordinal numbers the records of an account in the order of their first
// events, so that the oldest of some records has the smallest. A profile has
// the ordinal of its oldest record.
type Ordinal uint32

// OwnID is the profile id that a record gives: UUIDv5(account, record id).
func OwnID(account, record uuid.UUID) uuid.UUID { return event.NamedID(account, record[:]) }

// Book is what Moves needs to know of a partition: a Partition in memory or a
// projector's tables. Profile of a record that no move has touched is its own
// ordinal.
type Book interface {
	// Record is the ordinal of a record, given one when it has none.
	Record(record uuid.UUID) (Ordinal, error)
	// Resolve is the record whose own id is given; false when there is none.
	Resolve(own uuid.UUID) (Ordinal, bool, error)
	// Profile is the profile that holds a record.
	Profile(record Ordinal) (Ordinal, error)
	// Members lists the records of a profile, in any order.
	Members(profile Ordinal) ([]Ordinal, error)
}

// Move takes a record from one profile to another.
type Move struct{ Record, From, To Ordinal }

// Moves is what a ProfilesMerged or ProfilesSplit does to a book: each record
// whose profile changes, by ordinal. The caller puts the moves into the book
// before it asks for those of the next event. Other payloads move nothing.
func Moves(b Book, p event.Payload) ([]Move, error) {
	switch p := p.(type) {
	case *event.ProfilesMerged:
		return merging(b, p)
	case *event.ProfilesSplit:
		return splitting(b, p)
	}
	return nil, nil
}

// merging joins the listed records (the smaller side) with the profile that
// Into names. Should the other side hold records that are not listed, they
// stay together.
func merging(b Book, p *event.ProfilesMerged) ([]Move, error) {
	into, known, err := b.Resolve(p.Into)
	if err != nil || !known {
		return nil, err
	}
	profile, err := b.Profile(into)
	if err != nil {
		return nil, err
	}
	g := newGrouping(b)
	if err := g.load(profile); err != nil {
		return nil, err
	}
	joined, err := g.records(p.Records)
	if err != nil {
		return nil, err
	}
	for _, r := range joined {
		g.in[r] = 0
	}
	for r, old := range g.from {
		if old == profile {
			g.in[r] = 0
		}
	}
	return g.moves(), nil
}

// splitting makes each part a profile of its own; what is not named stays.
func splitting(b Book, p *event.ProfilesSplit) ([]Move, error) {
	g := newGrouping(b)
	for i, part := range p.Parts {
		records, err := g.records(part)
		if err != nil {
			return nil, err
		}
		for _, r := range records {
			g.in[r] = i + 1
		}
	}
	return g.moves(), nil
}

// grouping regroups the records of the profiles it touches.
type grouping struct {
	book Book
	from map[Ordinal]Ordinal // record -> its profile before
	in   map[Ordinal]int     // record -> its new group; absent: stays with the rest
}

func newGrouping(b Book) grouping {
	return grouping{b, map[Ordinal]Ordinal{}, map[Ordinal]int{}}
}

// load brings in all the records of a profile.
func (g *grouping) load(profile Ordinal) error {
	members, err := g.book.Members(profile)
	for _, r := range members {
		g.from[r] = profile
	}
	return err
}

// records finds the ordinals of records and loads the profiles they are in.
func (g *grouping) records(ids []uuid.UUID) ([]Ordinal, error) {
	out := make([]Ordinal, 0, len(ids))
	for _, id := range ids {
		r, err := g.book.Record(id)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
		if _, loaded := g.from[r]; loaded {
			continue
		}
		profile, err := g.book.Profile(r)
		if err != nil {
			return nil, err
		}
		if err := g.load(profile); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// moves names each new group after its oldest record.
func (g *grouping) moves() []Move {
	type group struct {
		n    int
		rest Ordinal // the profile it stays in, for those that no group names
	}
	oldest := map[group]Ordinal{}
	of := func(r Ordinal) group {
		if n, named := g.in[r]; named {
			return group{n: n}
		}
		return group{-1, g.from[r]}
	}
	for r := range g.from {
		k := of(r)
		if o, ok := oldest[k]; !ok || r < o {
			oldest[k] = r
		}
	}
	var out []Move
	for r, from := range g.from {
		if to := oldest[of(r)]; to != from {
			out = append(out, Move{r, from, to})
		}
	}
	slices.SortFunc(out, func(a, b Move) int { return cmp.Compare(a.Record, b.Record) })
	return out
}
