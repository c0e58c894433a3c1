package identity

import (
	"maps"
	"slices"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/match"
)

// planned is a consequence whose evidence is still to be written down, outside
// the lock.
type planned struct {
	payload event.Payload
	a, b    match.Handle // the deciding pair
	records [2]uuid.UUID // theirs
	join    *match.Join
	trigger uuid.UUID
}

// difference makes the consequences that turn the profiles of a component into
// the wanted clusters: first splits, then merges of two at a time in the order
// the matcher took them, then what to ask.
func (a *account) difference(c *component, plan *planning) []planned {
	parted, of := c.pieces()
	var out []planned
	for _, order := range parted {
		if len(order) > 1 {
			out = append(out, planned{payload: a.split(order)})
		}
	}
	for i := range c.joins {
		j := &c.joins[i]
		if m, ok := a.merge(of[a.matching.ordinals[j.A]], of[a.matching.ordinals[j.B]], j); ok {
			out = append(out, m)
		}
	}
	return append(out, a.reviewing(c, plan)...)
}

// split parts a profile. What holds its oldest record keeps its id.
func (a *account) split(order []*piece) event.ProfilesSplit {
	s := event.ProfilesSplit{Profile: a.partition.ProfileID(order[0].records[0])}
	for _, g := range order[1:] {
		s.Parts = append(s.Parts, a.recordIDs(g.records))
	}
	s.Decision, s.Cause = a.causeOfSplit(order)
	return s
}

// causeOfSplit finds the decision that keeps two of the parts apart, else what
// else changed.
func (a *account) causeOfSplit(parts []*piece) (uuid.UUID, event.Cause) {
	in := map[fold.Ordinal]int{}
	for i, p := range parts {
		for _, n := range p.records {
			in[n] = i + 1
		}
	}
	about := map[uuid.UUID]*decision{}
	for n := range in {
		for _, id := range a.matching.about[n] {
			if d := a.matching.decisions[id]; d != nil && d.apart {
				about[id] = d
			}
		}
	}
	for _, id := range sortedIDs(about) {
		if d := about[id]; across(d, in) {
			if d.undo {
				return id, event.CauseUndo
			}
			return id, event.CauseKeepApart
		}
	}
	for _, p := range parts {
		if _, present := a.matching.handle(p.records[0]); !present {
			return uuid.Nil, a.causeOfAbsence()
		}
	}
	if a.matching.remodel {
		return uuid.Nil, event.CauseModel
	}
	return uuid.Nil, event.CauseEvidence
}

// causeOfAbsence: a record without values was erased, or all it says was
// retracted.
func (a *account) causeOfAbsence() event.Cause {
	if len(a.row.Sources)+len(a.row.Imports) > 0 {
		return event.CauseRetraction
	}
	return event.CauseErasure
}

// across tells whether a decision keeps apart records of two different parts.
func across(d *decision, in map[fold.Ordinal]int) bool {
	sides := [2]map[int]bool{{}, {}}
	for i, side := range [2][]fold.Ordinal{d.a, d.b} {
		for _, n := range side {
			if part := in[n]; part != 0 {
				sides[i][part] = true
			}
		}
	}
	for part := range sides[0] {
		if len(sides[1]) > 1 || len(sides[1]) == 1 && !sides[1][part] {
			return true
		}
	}
	return false
}

// merge joins the pieces that hold the two records of a step.
func (a *account) merge(x, y *piece, j *match.Join) (planned, bool) {
	if x, y = x.root(), y.root(); x == y {
		return planned{}, false
	}
	if len(x.records) < len(y.records) || len(x.records) == len(y.records) && y.records[0] < x.records[0] {
		x, y = y, x
	}
	m := event.ProfilesMerged{
		Into: a.partition.ProfileID(x.records[0]), From: a.partition.ProfileID(y.records[0]),
		Records: a.recordIDs(y.records), Cause: causeOf(j.Cause),
	}
	x.records = slices.Sorted(slices.Values(append(slices.Clone(x.records), y.records...)))
	y.in = x
	w := a.weighing(j.A, j.B)
	w.payload, w.join = m, j
	return w, true
}

// weighing notes which pair is to be explained.
func (a *account) weighing(x, y match.Handle) planned {
	m := a.matching
	w := planned{a: x, b: y, records: [2]uuid.UUID{a.partition.RecordID(m.ordinals[x]), a.partition.RecordID(m.ordinals[y])}}
	for i, h := range [2]match.Handle{x, y} {
		if _, fresh := m.fresh[m.ordinals[h]]; fresh {
			w.trigger = w.records[i]
		}
	}
	return w
}

func causeOf(c match.Cause) event.Cause {
	switch c {
	case match.CauseForced:
		return event.CauseForced
	case match.CauseStrongID, match.CauseCookie:
		return event.CauseStrongLink
	case match.CauseIdentical:
		return event.CauseSameValues
	case match.CauseContact:
		return event.CauseContact
	default:
		return event.CauseScore
	}
}

func sortedIDs[V any](m map[uuid.UUID]V) []uuid.UUID {
	return slices.SortedFunc(maps.Keys(m), compareIDs)
}
