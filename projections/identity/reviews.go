package identity

import (
	"cmp"
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/match"
)

// Review is an open proposal: are these two profiles one? Explanation is what
// the two records say now; Bits is what they said when it was asked.
type Review struct {
	ReviewPlace
	ProfileA, ProfileB uuid.UUID
	RecordA, RecordB   uuid.UUID
	At                 int64 // Unix milliseconds
	match.Standing
	match.Explanation
}

// ReviewPlace is a review's place in the list: first those whose acceptance
// would move the most records, which is what the smaller profile has; then
// those with the most bits; then by id. So it moves only when one of its two
// profiles grows or shrinks.
type ReviewPlace struct {
	Moves int
	Bits  int32 // millibits
	ID    uuid.UUID
}

// Compare orders the list.
func (p ReviewPlace) Compare(o ReviewPlace) int {
	return cmp.Or(cmp.Compare(o.Moves, p.Moves), cmp.Compare(o.Bits, p.Bits), compareIDs(p.ID, o.ID))
}

// Reviews lists open proposals of an account strictly after a place, nil for
// the start, and tells whether there are more. Limit 0 is all.
func (p *Projector) Reviews(ctx context.Context, accountID uuid.UUID, after *ReviewPlace, limit int) (list []Review, more bool, err error) {
	var s sides
	var asked []ends
	err = p.look(ctx, accountID, func(a *account) {
		if a == nil {
			return
		}
		places := a.places(after)
		if more = limit > 0 && len(places) > limit; more {
			places = places[:limit]
		}
		s = a.sight(p)
		for _, at := range places {
			r := a.reviews[at.ID]
			asked = append(asked, r)
			x, y := a.partition.RecordID(r.a), a.partition.RecordID(r.b)
			list = append(list, Review{
				ReviewPlace: at, ProfileA: a.profileOf(x), ProfileB: a.profileOf(y), RecordA: x, RecordB: y, At: r.at,
				Standing: match.Standing{Verdict: match.VerdictReview, Why: r.why},
			})
		}
	})
	for i, r := range asked {
		if err == nil {
			list[i].Explanation, err = p.explainRecords(accountID, s, r.a, r.b)
		}
	}
	return list, more, err
}

// places lists the open reviews after a place, in order.
func (a *account) places(after *ReviewPlace) []ReviewPlace {
	out := make([]ReviewPlace, 0, len(a.reviews))
	for id, r := range a.reviews {
		x, _ := a.partition.Profile(r.a)
		y, _ := a.partition.Profile(r.b)
		at := ReviewPlace{a.partition.Lesser(x, y), r.bits, id}
		if after == nil || after.Compare(at) < 0 {
			out = append(out, at)
		}
	}
	slices.SortFunc(out, ReviewPlace.Compare)
	return out
}

// explainRecords weighs two records as they are now.
func (p *Projector) explainRecords(account uuid.UUID, s sides, a, b fold.Ordinal) (match.Explanation, error) {
	s.a, s.b = []fold.Ordinal{a}, []fold.Ordinal{b}
	var out Explained
	err := p.weighSides(account, &s, &out)
	return out.Explanation, err
}
