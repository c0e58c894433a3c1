package bitmap

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/projections/segments/bitmap/index"
)

// account is everything that the writer keeps in memory of one account.
type account struct {
	id         uuid.UUID
	number     uint32
	state      *fold.Account
	defined    []event.Event // what state was folded from, to store it
	partition  *fold.Partition
	changes    *fold.Changes
	ids        []uuid.UUID        // of the records, by ordinal; only ever appended to
	confirming map[uuid.UUID]bool // imports that confirmed observations
	sources    []uuid.UUID        // that records come from
	source     []uint16           // of each record: place in sources + 1
	flags      []uint16           // of each record
	writer     *index.Writer
	maker      facetMaker
}

// view is what readers see of an account.
type view struct {
	index *index.Account
	trust *fold.Trust
	zone  *time.Location
	ids   []uuid.UUID
	id    uuid.UUID
}

func newAccount(id uuid.UUID, number uint32) *account {
	return &account{
		id: id, number: number, state: fold.NewAccount(id), partition: fold.NewPartition(id),
		changes: &fold.Changes{}, writer: index.NewWriter(), confirming: map[uuid.UUID]bool{},
	}
}

func (a *account) freeze() *view {
	return &view{index: a.writer.Freeze(), trust: a.state.Trust(), zone: a.state.Zone, ids: a.ids, id: a.id}
}

// profileID is the id of the profile with an ordinal.
func (v *view) profileID(ordinal uint32) uuid.UUID { return fold.OwnID(v.id, v.ids[ordinal]) }

// register gives a record its ordinal, and remembers its source.
func (a *account) register(record, source uuid.UUID) uint32 {
	n, _ := a.partition.Record(record) // a partition in memory does not fail
	if int(n) == len(a.ids) {
		a.ids = append(a.ids, record)
		a.source = append(a.source, 0)
		a.flags = append(a.flags, 0)
	}
	if a.source[n] == 0 && source != uuid.Nil {
		at := slices.Index(a.sources, source)
		if at < 0 {
			at = len(a.sources)
			a.sources = append(a.sources, source)
		}
		a.source[n] = uint16(at + 1) //nolint:gosec // fewer than 2^16 sources
	}
	return uint32(n)
}

func (a *account) sourceOf(ordinal uint32) uuid.UUID {
	if at := a.source[ordinal]; at > 0 {
		return a.sources[at-1]
	}
	return uuid.Nil
}

// profile is the profile that a record is in.
func (a *account) profile(ordinal uint32) uint32 {
	p, _ := a.partition.Profile(fold.Ordinal(ordinal)) // a partition in memory does not fail
	return uint32(p)
}

// members are the records of a profile; none when the ordinal is no profile's.
func (a *account) members(profile uint32) []fold.Ordinal {
	if a.profile(profile) != profile {
		return nil
	}
	m, _ := a.partition.Members(fold.Ordinal(profile)) // a partition in memory does not fail
	return m
}
