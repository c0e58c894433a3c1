package identity

import (
	"slices"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/match"
)

// matching is one account's matcher with what it was told. Only the author
// looks at it.
type matching struct {
	x        *match.Matcher
	handles  []match.Handle // by ordinal, plus one; 0: the record has no values
	ordinals []fold.Ordinal // by handle

	decisions map[uuid.UUID]*decision
	about     map[fold.Ordinal][]uuid.UUID // record -> the decisions that name it
	told      map[uuid.UUID]told
	forced    map[[2]match.Handle][]uuid.UUID
	stale     map[uuid.UUID]struct{} // decisions to be told anew

	fresh   map[fold.Ordinal]struct{} // records that came, went or changed and are not settled
	unseen  bool                      // nothing was compared with the log yet
	settled outcomes                  // of this turn
	rest    []fold.Ordinal            // records whose components an earlier turn left open
	remodel bool                      // this turn follows another model
	filter  fold.Filter               // what was retracted when the turn began
	again   bool                      // the matcher was touched after it settled
	covered uuid.UUID                 // a finished import after which the model stayed the same
}

// told is how the matcher was told of a decision.
type told struct {
	division match.Division // 0: none
	pair     [2]match.Handle
	forced   bool
}

func newMatching(x *match.Matcher) *matching {
	return &matching{
		x: x, unseen: true, decisions: map[uuid.UUID]*decision{}, about: map[fold.Ordinal][]uuid.UUID{}, told: map[uuid.UUID]told{},
		forced: map[[2]match.Handle][]uuid.UUID{}, stale: map[uuid.UUID]struct{}{}, fresh: map[fold.Ordinal]struct{}{}, settled: outcomes{},
	}
}

// handle is the matcher's name of a record; false when it has no values.
func (m *matching) handle(n fold.Ordinal) (match.Handle, bool) {
	if int(n) >= len(m.handles) || m.handles[n] == 0 {
		return 0, false
	}
	return m.handles[n] - 1, true
}

func (m *matching) bind(n fold.Ordinal, h match.Handle) {
	m.handles = atLeast(m.handles, int(n)+1)
	m.ordinals = atLeast(m.ordinals, int(h)+1)
	m.handles[n], m.ordinals[h] = h+1, n
}

// atLeast lengthens a list with zeros, with room for more.
func atLeast[T any](list []T, n int) []T {
	if n <= len(list) {
		return list
	}
	return append(list, make([]T, n-len(list))...)
}

// put gives the matcher a record's values, or takes the record out of it.
func (m *matching) put(n fold.Ordinal, node *match.Node, present bool) {
	h, known := m.handle(n)
	switch {
	case present && known:
		if own, _ := m.x.Node(h); own.Key() == node.Key() {
			return
		}
		m.x.ChangeNode(h, *node)
	case present:
		m.bind(n, m.x.AddRanked(*node, match.Rank(n)))
		m.retell(m.about[n])
	case known:
		m.x.Remove(h)
		m.handles[n] = 0
		m.retell(m.about[n])
	default:
		return
	}
	m.fresh[n] = struct{}{}
}

func (m *matching) retell(ids []uuid.UUID) {
	for _, id := range ids {
		m.stale[id] = struct{}{}
	}
}

// decide notes a decision, or with nil that it was taken back.
func (m *matching) decide(id uuid.UUID, d *decision) {
	if d == m.decisions[id] {
		return
	}
	m.stale[id] = struct{}{}
	old := d
	if d == nil {
		old = m.decisions[id]
		delete(m.decisions, id)
	} else {
		m.decisions[id] = d
	}
	for _, side := range [2][]fold.Ordinal{old.a, old.b} {
		for _, n := range side {
			if d != nil {
				m.about[n] = append(m.about[n], id)
				continue
			}
			if m.about[n] = slices.DeleteFunc(m.about[n], func(x uuid.UUID) bool { return x == id }); len(m.about[n]) == 0 {
				delete(m.about, n)
			}
		}
	}
}

// tellStale tells the matcher anew of the decisions that changed, or whose
// records came or went: first all are taken back, for handles may mean other
// records by now.
func (m *matching) tellStale() {
	for id := range m.stale {
		t := m.told[id]
		if t.division != 0 {
			m.x.Undivide(t.division)
		}
		if t.forced {
			m.unforce(id, t.pair)
		}
		delete(m.told, id)
	}
	for id := range m.stale {
		if d := m.decisions[id]; d != nil {
			m.tell(id, d)
		}
	}
	clear(m.stale)
}

// tell: a keep-apart parts all records of both sides; a merge joins the oldest
// of either side, and what belongs to them comes along.
func (m *matching) tell(id uuid.UUID, d *decision) {
	a, b := m.present(d.a), m.present(d.b)
	switch {
	case len(a) == 0 || len(b) == 0: // told when they have values
	case d.apart:
		m.told[id] = told{division: m.x.Divide(a, b)}
	case a[0] != b[0]:
		p := [2]match.Handle{min(a[0], b[0]), max(a[0], b[0])}
		m.told[id] = told{pair: p, forced: true}
		if m.forced[p] = append(m.forced[p], id); len(m.forced[p]) == 1 {
			m.x.Force(p[0], p[1])
		}
	}
}

func (m *matching) unforce(id uuid.UUID, p [2]match.Handle) {
	rest := slices.DeleteFunc(m.forced[p], func(x uuid.UUID) bool { return x == id })
	if m.forced[p] = rest; len(rest) == 0 {
		delete(m.forced, p)
		m.x.Unforce(p[0], p[1])
	}
}

// present are the handles of those records that have values, in their order.
func (m *matching) present(ns []fold.Ordinal) []match.Handle {
	out := make([]match.Handle, 0, len(ns))
	for _, n := range ns {
		if h, ok := m.handle(n); ok {
			out = append(out, h)
		}
	}
	return out
}

// forcing finds a person's merge of the two records, or of two that are alike
// in every value.
func (m *matching) forcing(a, b match.Handle) (found uuid.UUID) {
	if ids := m.forced[[2]match.Handle{min(a, b), max(a, b)}]; len(ids) > 0 {
		return ids[0]
	}
	for p, ids := range m.forced {
		same := m.x.SameNode(p[0], a) && m.x.SameNode(p[1], b) || m.x.SameNode(p[0], b) && m.x.SameNode(p[1], a)
		if same && (found == uuid.Nil || ids[0].String() < found.String()) {
			found = ids[0]
		}
	}
	return found
}
