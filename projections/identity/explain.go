package identity

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/match"
)

// What Explain refuses.
var (
	ErrUnknown = errors.New("no profile or record of this account")
	ErrSame    = errors.New("one and the same record")
)

// Explained is the story of two profiles or records.
type Explained struct {
	ProfileA, ProfileB uuid.UUID
	RecordA, RecordB   uuid.UUID // the pair that speaks most for one person
	SourceA, SourceB   uuid.UUID // theirs
	match.Explanation
	match.Standing
	Margin  match.Bits // of the merge that joined them: to the best rival then
	Keys    []string   // kinds of shared keys, in words
	Merged  uuid.UUID  // the merge that joined them, uuid.Nil when none did
	Decided uuid.UUID  // the decision that keeps them apart
	Review  uuid.UUID  // the open review between the two profiles
	Merge   *Merge     // Merged as the log tells it
	Said    *Said      // what a person decided about them: Decided, or behind Merged
}

// maxExplained bounds the pairs that an explanation looks at on each side.
const maxExplained = 50

// sides is what an explanation rests on.
type sides struct {
	a, b   []fold.Ordinal
	model  *match.Model
	filter fold.Filter
}

// Explain weighs two profiles or records: of all pairs of their records the one
// with the most bits. Two ids that lead to one profile stand for the records
// that gave them; one id of a profile, given twice, for any two of its records.
func (p *Projector) Explain(ctx context.Context, accountID, idA, idB uuid.UUID) (Explained, error) {
	var out Explained
	var s sides
	var found error
	err := p.look(ctx, accountID, func(a *account) { found = a.begin(p, &s, &out, idA, idB) })
	if err == nil {
		err = found
	}
	if err == nil {
		err = p.weighSides(accountID, &s, &out)
	}
	if err != nil {
		return out, err
	}
	revision := int64(0)
	if out.ProfileA == out.ProfileB {
		if revision, err = p.mergeOf(accountID, &s, &out); err != nil {
			return out, err
		}
	}
	if err = p.tell(ctx, accountID, &s, &out, revision); err != nil {
		return out, err
	}
	out.Verdict = verdict(&out)
	return out, nil
}

// begin finds out whom an explanation is about, and what was decided.
func (a *account) begin(p *Projector, s *sides, out *Explained, idA, idB uuid.UUID) error {
	if a == nil {
		return fmt.Errorf("%w: %s", ErrUnknown, idA)
	}
	var ownA, ownB fold.Ordinal
	var okA, okB bool
	if s.a, ownA, okA = a.sideOf(idA); !okA {
		return fmt.Errorf("%w: %s", ErrUnknown, idA)
	}
	if s.b, ownB, okB = a.sideOf(idB); !okB {
		return fmt.Errorf("%w: %s", ErrUnknown, idB)
	}
	profileA, _ := a.partition.Profile(ownA)
	if profileB, _ := a.partition.Profile(ownB); profileA == profileB && ownA != ownB {
		s.a, s.b = []fold.Ordinal{ownA}, []fold.Ordinal{ownB}
	}
	if len(s.a) == 1 && len(s.b) == 1 && s.a[0] == s.b[0] {
		return fmt.Errorf("%w: %s and %s", ErrSame, idA, idB)
	}
	by := a.sight(p)
	s.model, s.filter = by.model, by.filter
	out.ProfileA, out.ProfileB = a.profileOf(a.partition.RecordID(s.a[0])), a.profileOf(a.partition.RecordID(s.b[0]))
	out.Decided = a.keptApart(s.a, s.b)
	out.Review, out.Why = a.asked(s.a, s.b)
	return nil
}

// sight is what any two of an account's records are weighed by.
func (a *account) sight(p *Projector) sides {
	return sides{model: a.model, filter: p.filter(a)}
}

// sideOf are the records an id stands for: a record itself, or all of the
// profile that holds the one whose own id it is, which is the second answer.
func (a *account) sideOf(id uuid.UUID) ([]fold.Ordinal, fold.Ordinal, bool) {
	if n, ok := a.partition.Lookup(id); ok {
		return []fold.Ordinal{n}, n, true
	}
	n, ok, _ := a.partition.Resolve(id)
	if !ok {
		return nil, 0, false
	}
	profile, _ := a.partition.Profile(n)
	members, _ := a.partition.Members(profile)
	return members, n, true
}

// asked finds the open review between two profiles.
func (a *account) asked(as, bs []fold.Ordinal) (uuid.UUID, match.Barrier) {
	for _, n := range as {
		for _, id := range a.byRecord[n] {
			r := a.reviews[id]
			if r.a != n {
				r.a, r.b = r.b, r.a
			}
			if _, found := slices.BinarySearch(bs, r.b); found {
				return id, r.why
			}
		}
	}
	return uuid.Nil, 0
}

// weighSides finds the pair that speaks most for one person and explains it.
func (p *Projector) weighSides(account uuid.UUID, s *sides, out *Explained) error {
	from := p.reading(account, s.filter, s.model)
	as, err := p.nodes(from, s.a)
	if err != nil {
		return err
	}
	bs, err := p.nodes(from, s.b)
	if err != nil {
		return err
	}
	var bestA, bestB *row
	best := match.Bits(0)
	for i := range as {
		for j := range bs {
			x, y := &as[i], &bs[j]
			if !x.present || !y.present || x.ordinal == y.ordinal {
				continue
			}
			if bits, _ := s.model.Score(&x.node, &y.node); bestA == nil || bits > best {
				bestA, bestB, best = x, y, bits
			}
		}
	}
	if bestA == nil {
		return nil
	}
	out.Explanation = s.model.ExplainAt(s.model.Auto(), &bestA.node, &bestB.node)
	if out.A != bestA.node.Key() { // shown from a to b, as asked
		out.Swap()
	}
	out.Keys = keyNames(out.SharedKeys)
	out.RecordA, out.RecordB = bestA.record, bestB.record
	out.SourceA, out.SourceB = bestA.source, bestB.source
	if len(s.a) > 1 && slices.Equal(s.a, s.b) {
		s.a, s.b = []fold.Ordinal{bestA.ordinal}, []fold.Ordinal{bestB.ordinal}
	}
	return nil
}

// nodes reads the first records of a side.
func (p *Projector) nodes(from reading, ns []fold.Ordinal) ([]row, error) {
	rows := make([]row, min(len(ns), maxExplained))
	for i := range rows {
		rows[i].ordinal = ns[i]
	}
	return rows, p.read(from, rows)
}

// verdict says in a word how the two stand: what was decided, or what the
// evidence of the pair by itself comes to.
func verdict(e *Explained) match.Verdict {
	blank := match.NatureBlank
	switch {
	case e.ProfileA == e.ProfileB:
		return match.VerdictSame
	case e.Decided != uuid.Nil:
		return match.VerdictKeptApart
	case len(e.Vetoes) > 0:
		return match.VerdictVeto
	case e.RecordA == uuid.Nil, e.Natures[0] == blank, e.Natures[1] == blank:
		return match.VerdictNoEvidence
	case e.Total >= e.Auto:
		return match.VerdictMatch
	case e.Total >= e.Explanation.Review, e.Review != uuid.Nil:
		return match.VerdictReview
	}
	return match.VerdictApart
}

// keptApart finds a decision that keeps records of the two sides apart.
func (a *account) keptApart(as, bs []fold.Ordinal) uuid.UUID {
	for _, id := range sortedIDs(a.decisions) {
		d := a.decisions[id]
		if d.apart && (meet(d.a, as) && meet(d.b, bs) || meet(d.a, bs) && meet(d.b, as)) {
			return id
		}
	}
	return uuid.Nil
}

// meet tells whether two sorted lists have an element in common.
func meet(x, y []fold.Ordinal) bool {
	return slices.ContainsFunc(x, func(n fold.Ordinal) bool {
		_, ok := slices.BinarySearch(y, n)
		return ok
	})
}

// mergeOf finds the newest merge whose sides part the two: one of them was
// taken in by it.
func (p *Projector) mergeOf(account uuid.UUID, s *sides, out *Explained) (revision int64, err error) {
	newest := uint64(0)
	for _, list := range [2][]fold.Ordinal{s.a, s.b} {
		for _, n := range list[:min(len(list), maxExplained)] {
			err := p.store.all(ordinalKey(tableTaken, account, n), func(k, v []byte) error {
				sequence := binary.BigEndian.Uint64(k[21:])
				if sequence <= newest {
					return nil
				}
				var row mergeRow
				if ok, err := p.store.get(idKey(tableMerge, account, uuid.UUID(v)), &row); err != nil || !ok {
					return err
				}
				if a, b := unpack(row.A), unpack(row.B); meet(a, s.a) && meet(b, s.b) || meet(a, s.b) && meet(b, s.a) {
					newest, revision = sequence, row.Revision
					out.Merged, out.Margin = uuid.UUID(v), match.Bits(row.Margin)
				}
				return nil
			})
			if err != nil {
				return 0, err
			}
		}
	}
	return revision, nil
}
