package match

import (
	"cmp"
	"slices"
)

// Cause says what joined two clusters.
type Cause uint8

// The causes, strongest first.
const (
	CauseForced    Cause = iota + 1 // a person's decision
	CauseStrongID                   // the same strong identifier
	CauseCookie                     // a device known from one person only
	CauseIdentical                  // the same values throughout
	CauseScore                      // the weight of the evidence
	CauseContact                    // a lone contact point that one cluster holds
)

var causeNames = [...]string{"", "forced", "strong id", "cookie", "identical", "score", "contact"}

// String answers the cause's name.
func (c Cause) String() string {
	if int(c) < len(causeNames) {
		return causeNames[c]
	}
	return "unknown"
}

// Barrier says why a pair was not joined.
type Barrier uint8

// The barriers.
const (
	BarrierScore     Barrier = iota + 1 // between review and auto
	BarrierAmbiguous                    // two clusters that exclude each other fit alike
	BarrierVeto                         // a veto stands between members
	BarrierLimit                        // an identifier limit would be passed
	BarrierSize                         // the cluster would grow beyond the cap
	BarrierCluster                      // the pair fits, the rest of the clusters does not
	BarrierApart                        // a person's keep-apart
)

var barrierNames = [...]string{"", "score", "ambiguous", "veto", "limit", "size", "cluster", "kept apart"}

// String answers the barrier's name.
func (b Barrier) String() string {
	if int(b) < len(barrierNames) {
		return barrierNames[b]
	}
	return "unknown"
}

// BarrierNamed finds a barrier by its name.
func BarrierNamed(name string) (Barrier, bool) {
	i := slices.Index(barrierNames[:], name)
	return Barrier(max(i, 0)), i > 0
}

// unit is what clustering moves: a node, or one record of a node whose records
// do not join by themselves.
type unit struct {
	node    *Node
	records []Handle   // by rank
	rank    Rank       // of the first
	decided ContentKey // what people decided about its records; zero is nothing
	weak    bool       // never attaches by score
	loose   bool       // its records part again when nothing joins the unit
	sides   []side     // of the keep-aparts that its records stand on
}

// link is a scored pair of units.
type link struct {
	a, b  int32
	bits  Bits
	known scored // the comparison behind it
	whole bool   // known is that of the two units
}

// component is the input of clustering: everything that can influence one
// another, and nothing else.
type component struct {
	units  []unit
	links  []link
	forced [][2]int32
}

// sortUnits brings the component into content-key order, so that the result
// cannot depend on how it was collected. Units that are equal in content differ
// by what was decided about them; where that is equal too, it makes no
// difference to anybody but themselves which comes first, and the rank says so.
func (c *component) sortUnits() {
	order := make([]int32, len(c.units))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortStableFunc(order, func(i, j int32) int {
		a, b := &c.units[i], &c.units[j]
		return cmp.Or(a.node.content.compare(b.node.content), a.decided.compare(b.decided), cmp.Compare(a.rank, b.rank))
	})
	place := make([]int32, len(order))
	units := make([]unit, len(order))
	for to, from := range order {
		place[from] = int32(to)
		units[to] = c.units[from]
	}
	c.units = units
	move := func(a, b *int32) {
		*a, *b = place[*a], place[*b]
		if *a > *b {
			*a, *b = *b, *a
		}
	}
	for i := range c.links {
		move(&c.links[i].a, &c.links[i].b)
	}
	for i := range c.forced {
		move(&c.forced[i][0], &c.forced[i][1])
	}
}

// clustering is the work on one component.
type clustering struct {
	m       *Model
	opt     *Options
	c       *component
	of      []int32 // unit -> cluster (its smallest member)
	members [][]int32
	scores  map[uint64]scored
	near    [][]link // links of a unit at least auto - margin
	apart   bool     // somebody keeps units of the component apart
	joins   []unitJoin
	blocked map[uint64]Barrier
}

type unitJoin struct {
	a, b         int32
	cause        Cause
	bits, margin Bits
	mean         Bits
	pairs        int32
}

func pairKey(a, b int32) uint64 {
	if a > b {
		a, b = b, a
	}
	return uint64(uint32(a))<<32 | uint64(uint32(b))
}

// cluster is a pure function of the component, the model and the options.
func cluster(m *Model, opt *Options, c *component) *clustering {
	c.sortUnits()
	k := &clustering{
		m: m, opt: opt, c: c,
		of:      make([]int32, len(c.units)),
		members: make([][]int32, len(c.units)),
		scores:  make(map[uint64]scored, len(c.links)),
		blocked: map[uint64]Barrier{},
	}
	for i := range c.units {
		k.of[i] = int32(i)
		k.members[i] = []int32{int32(i)}
		k.apart = k.apart || len(c.units[i].sides) > 0
	}
	for _, l := range c.links {
		if l.whole {
			k.scores[pairKey(l.a, l.b)] = l.known
		}
	}
	if len(c.units) > 1 {
		k.joinForced()
		k.joinStrong()
		k.joinCookies()
		k.joinScored()
		k.joinContacts()
	}
	return k
}

// join makes one cluster of two, named after the smaller unit.
func (k *clustering) join(j unitJoin) {
	a, b := k.of[j.a], k.of[j.b]
	if a > b {
		a, b = b, a
	}
	for _, u := range k.members[b] {
		k.of[u] = a
	}
	k.members[a] = append(k.members[a], k.members[b]...)
	slices.Sort(k.members[a])
	k.members[b] = nil
	k.joins = append(k.joins, j)
}

// score compares two units once.
func (k *clustering) score(a, b int32) scored {
	key := pairKey(a, b)
	if s, ok := k.scores[key]; ok {
		return s
	}
	s := k.m.weigh(k.c.units[a].node, k.c.units[b].node)
	k.scores[key] = s
	return s
}

func (k *clustering) keptApart(a, b int32) bool {
	if !k.apart {
		return false
	}
	var sides []side
	for _, u := range k.members[a] {
		sides = append(sides, k.c.units[u].sides...)
	}
	if len(sides) == 0 {
		return false
	}
	slices.Sort(sides)
	for _, v := range k.members[b] {
		if opposed(sides, k.c.units[v].sides) {
			return true
		}
	}
	return false
}

// joinForced does what people decided; only a keep-apart stops it.
func (k *clustering) joinForced() {
	slices.SortFunc(k.c.forced, func(x, y [2]int32) int { return slices.Compare(x[:], y[:]) })
	for _, p := range k.c.forced {
		a, b := k.of[p[0]], k.of[p[1]]
		switch {
		case a == b:
		case k.keptApart(a, b):
			k.block(p[0], p[1], BarrierApart)
		default:
			k.join(unitJoin{a: p[0], b: p[1], cause: CauseForced, bits: k.score(p[0], p[1]).bits})
		}
	}
}

func (k *clustering) block(a, b int32, why Barrier) {
	if _, ok := k.blocked[pairKey(a, b)]; !ok {
		k.blocked[pairKey(a, b)] = why
	}
}

// barrier answers what forbids clusters a and b to be one whatever the score
// of a pair; 0 is nothing.
func (k *clustering) barrier(a, b int32) Barrier {
	switch {
	case k.keptApart(a, b):
		return BarrierApart
	case k.overLimit(a, b):
		return BarrierLimit
	case k.vetoed(a, b):
		return BarrierVeto
	case len(k.members[a])+len(k.members[b]) > k.opt.SizeCap:
		return BarrierSize
	}
	return 0
}

// vetoSample bounds the pairs looked at for vetoes between large clusters: the
// lowest content keys of each side.
const vetoSample = 32

// vetoed says whether a veto stands between two clusters. Different generations
// always do. The other vetoes rest on values that may be slips of one record,
// so they stand unless as many pairs across the clusters fit and agree on birth
// date or id.
func (k *clustering) vetoed(a, b int32) bool {
	x, y := sample(k.members[a], k.members[b], vetoSample*vetoSample, vetoSample)
	against, support := 0, 0
	for _, u := range x {
		for _, v := range y {
			switch s := k.score(u, v); {
			case s.veto&VetoSuffix != 0:
				return true
			case s.veto != 0:
				against++
			case s.bits >= s.need(k.opt.Auto) && s.agree&(1<<FieldBirth|1<<FieldStrongID) != 0:
				support++
			}
		}
	}
	return against > support
}

// sample answers both sides whole when they make at most most pairs, else the
// first each of either; members are in content-key order.
func sample(x, y []int32, most, each int) ([]int32, []int32) {
	if len(x)*len(y) <= most {
		return x, y
	}
	return x[:min(len(x), each)], y[:min(len(y), each)]
}
