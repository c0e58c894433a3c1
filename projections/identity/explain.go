package identity

import (
	"context"
	"encoding/binary"
	"errors"
	"slices"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/match"
)

// ErrUnknown: the account has no such profile or record.
var ErrUnknown = errors.New("no such profile or record")

// Explained is the story of two profiles or records.
type Explained struct {
	ProfileA, ProfileB uuid.UUID
	RecordA, RecordB   uuid.UUID // the pair that speaks most for one person
	match.Explanation
	Decision string     // how it stands, in a word; see the constants
	Margin   match.Bits // of the merge that joined them: to the best rival then
	Keys     []string   // kinds of shared keys, in words
	Merged   uuid.UUID  // the merge that joined them, uuid.Nil when none did
	Decided  uuid.UUID  // the decision that keeps them apart
}

// What Explained.Decision says.
const (
	DecisionMerged     = "merged"      // one profile
	DecisionKeptApart  = "kept apart"  // by a person
	DecisionVeto       = "veto"        // no score outweighs it
	DecisionReview     = "review"      // between sure and no
	DecisionMatch      = "match"       // the pair would do; its clusters, or the matcher's turn, do not
	DecisionApart      = "apart"       // too little speaks for it
	DecisionNoEvidence = "no evidence" // one of them has no values
)

// maxExplained bounds the pairs that an explanation looks at on each side.
const maxExplained = 50

// sides is what an explanation rests on.
type sides struct {
	a, b   []fold.Ordinal
	model  *match.Model
	filter fold.Filter
}

// Explain weighs two profiles or records: of all pairs of their records the one
// with the most bits.
func (p *Projector) Explain(ctx context.Context, accountID, idA, idB uuid.UUID) (Explained, error) {
	var out Explained
	var s sides
	found := false
	err := p.look(ctx, accountID, func(a *account) {
		if a == nil {
			return
		}
		var okA, okB bool
		s.a, okA = a.sideOf(idA)
		s.b, okB = a.sideOf(idB)
		if found = okA && okB; !found {
			return
		}
		s.model, s.filter = a.model, p.filter(a)
		out.ProfileA, out.ProfileB = a.profileOf(a.partition.RecordID(s.a[0])), a.profileOf(a.partition.RecordID(s.b[0]))
		out.Decided = a.keptApart(s.a, s.b)
	})
	if err == nil && !found {
		err = ErrUnknown
	}
	if err == nil {
		err = p.weighSides(accountID, &s, &out)
	}
	if err == nil && out.ProfileA == out.ProfileB {
		err = p.mergeOf(accountID, &s, &out)
	}
	out.Decision = verdict(&out)
	return out, err
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
			if !x.present || !y.present || x.ordinal == y.ordinal && len(s.a)*len(s.b) > 1 {
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
		swap(&out.Explanation)
	}
	out.Keys = keyNames(out.SharedKeys)
	out.RecordA, out.RecordB = bestA.record, bestB.record
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

func swap(e *match.Explanation) {
	e.A, e.B = e.B, e.A
	for i := range e.Fields {
		e.Fields[i].A, e.Fields[i].B = e.Fields[i].B, e.Fields[i].A
	}
}

// verdict says in a word how the two stand: what was decided, or what the
// evidence of the pair by itself comes to.
func verdict(e *Explained) string {
	switch {
	case e.ProfileA == e.ProfileB:
		return DecisionMerged
	case e.Decided != uuid.Nil:
		return DecisionKeptApart
	case len(e.Vetoes) > 0:
		return DecisionVeto
	case e.RecordA == uuid.Nil:
		return DecisionNoEvidence
	case e.Total >= e.Auto:
		return DecisionMatch
	case e.Total >= e.Explanation.Review:
		return DecisionReview
	}
	return DecisionApart
}

// sideOf are the records an id stands for: a record itself, or all of the
// profile that holds the one whose own id it is.
func (a *account) sideOf(id uuid.UUID) ([]fold.Ordinal, bool) {
	if n, ok := a.partition.Lookup(id); ok {
		return []fold.Ordinal{n}, true
	}
	n, ok, _ := a.partition.Resolve(id)
	if !ok {
		return nil, false
	}
	members, _ := a.partition.Members(n)
	return members, true
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
func (p *Projector) mergeOf(account uuid.UUID, s *sides, out *Explained) error {
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
					newest, out.Merged, out.Margin = sequence, uuid.UUID(v), match.Bits(row.Margin)
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}
