package naive

import (
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/segment"
)

// Query is a question as engines take it; a nil Visible is the whole account.
type Query struct {
	Visible *fold.Trust
	Tree    *segment.Node
	Charts  []segment.Chart
	Now     time.Time
	// Households: they are counted beside persons.
	Households bool
}

// Answer is the count, who they are (oldest first), and the charts.
type Answer struct {
	Members []uuid.UUID
	Charts  []Chart
	Homes   segment.Homes // when asked for
}

// Answer looks at everybody.
func (w *World) Answer(q Query) Answer {
	zone := w.Account.Zone
	s := sight{
		whole: q.Visible == nil, trust: q.Visible, today: fold.DayOf(q.Now, zone),
		zone: func(st fold.Statement) fold.Day { return fold.DayOf(st.OccurredAt, zone) },
	}
	if s.whole {
		s.trust = w.Account.Trust()
	}
	var out Answer
	var in, all []person
	for _, p := range w.people() {
		if s.sees(p) {
			all = append(all, p)
		}
		if s.sees(p) && (q.Tree == nil || s.holds(q.Tree, p)) {
			out.Members = append(out.Members, p.id)
			in = append(in, p)
		}
	}
	s.homes = s.settle(all)
	if q.Households {
		out.Homes = s.homes.of(in)
	}
	for _, c := range q.Charts {
		out.Charts = append(out.Charts, s.chart(c, in))
	}
	return out
}

func (s sight) sees(p person) bool {
	for _, r := range p.records {
		if s.trust.Sees(r.Source) {
			return true
		}
	}
	return false
}
