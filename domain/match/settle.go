package match

import (
	"cmp"
	"slices"
	"sync"
)

// Join is one step of building a cluster: the clusters that hold A and B then
// became one. Steps are in the order they were taken.
type Join struct {
	A, B   Handle
	Cause  Cause
	Bits   Bits // score of the deciding pair
	Margin Bits // to the best rival, 20 bits when there is none
	Mean   Bits // mean of the cross scores
	Pairs  int  // how many cross scores it was taken over
}

// Proposal is a pair of clusters a person should look at.
type Proposal struct {
	A, B Handle // the best pair between them
	Why  Barrier
	Bits Bits
}

// Outcome is one component after a change.
type Outcome struct {
	Clusters  [][]Handle // every record of the component, in sorted lists
	Before    [][]Handle // the same records as they were; nil when unchanged
	Changed   bool
	Joins     []Join // all steps that lead to Clusters; nil when unchanged
	Proposals []Proposal
}

// Settle clusters what changed since the last call and hands out each
// component touched, in no order that means anything. It answers how many
// there were.
func (x *Matcher) Settle(yield func(Outcome)) int {
	x.nextStamp()
	var parts [][]uint32
	total := 0
	flush := func() {
		for _, out := range x.clusterAll(parts) {
			x.publish(out, yield)
		}
		parts = parts[:0]
	}
	for _, i := range x.dirty {
		n := x.nodes.at(i)
		n.dirty = false
		if !n.live || n.visited == x.stamp {
			continue
		}
		total++
		nodes := x.nodesOf(i)
		if x.alone(nodes) {
			continue
		}
		if parts = append(parts, nodes); len(parts) == settleBatch {
			flush()
		}
	}
	flush()
	if x.dirty = x.dirty[:0]; cap(x.dirty) > maxIdle {
		x.dirty = nil
	}
	return total
}

const (
	settleBatch = 4096    // components clustered before they are handed out
	maxIdle     = 1 << 16 // room kept for the marks of the next Settle
)

func (x *Matcher) nextStamp() {
	if x.stamp++; x.stamp == 0 {
		for i := range x.nodes.all {
			x.nodes.at(i).visited = 0
		}
		x.stamp = 1
	}
}

// Component clusters the component of a record once more, without changing
// anything, and tells all its joins. It is for whoever lost what Settle said;
// nothing may be unsettled.
func (x *Matcher) Component(h Handle) Outcome {
	x.nextStamp()
	nodes := x.nodesOf(x.record(h).node)
	return x.outcome(nodes, true)
}

// alone settles the commonest case without ado: one record nobody is near to,
// nor was near enough to ask about.
func (x *Matcher) alone(nodes []uint32) bool {
	n := x.nodes.at(nodes[0])
	if len(nodes) > 1 || n.count > 1 || len(n.links) > 0 || n.offered {
		return false
	}
	r := x.records.at(n.first)
	if r.cluster != none && r.cluster != n.first {
		return false
	}
	r.cluster = n.first
	return true
}

// clusterAll clusters components, several at a time when there are many.
func (x *Matcher) clusterAll(parts [][]uint32) []Outcome {
	out := make([]Outcome, len(parts))
	if len(parts) < 64 || x.opt.Workers == 1 {
		for i, p := range parts {
			out[i] = x.outcome(p, false)
		}
		return out
	}
	var wg sync.WaitGroup
	for w := 0; w < x.opt.Workers; w++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := w; i < len(parts); i += x.opt.Workers {
				out[i] = x.outcome(parts[i], false)
			}
		}()
	}
	wg.Wait()
	return out
}

// outcome clusters one component; joins asks for its joins even if nothing
// changed. It only reads the matcher.
func (x *Matcher) outcome(nodes []uint32, joins bool) Outcome {
	c := x.component(nodes)
	k := cluster(x.model, &x.opt, c)
	var out Outcome
	for a, members := range k.members {
		if len(members) == 1 && c.units[a].loose {
			for _, h := range c.units[a].records {
				out.Clusters = append(out.Clusters, []Handle{h})
			}
			continue
		}
		var hs []Handle
		for _, u := range members {
			hs = append(hs, c.units[u].records...)
		}
		if len(hs) > 0 {
			slices.Sort(hs)
			out.Clusters = append(out.Clusters, hs)
		}
	}
	if out.Changed = x.changed(out.Clusters); out.Changed {
		out.Before = x.before(out.Clusters)
	}
	if out.Changed || joins {
		out.Joins = x.joinsOf(k)
	}
	out.Proposals = x.proposalsOf(k, nodes)
	return out
}

func (x *Matcher) changed(clusters [][]Handle) bool {
	for _, hs := range clusters {
		for _, h := range hs {
			was := x.record(h).cluster
			if was == none && len(hs) == 1 {
				continue
			}
			if was != uint32(hs[0]) {
				return true
			}
		}
	}
	return false
}

// before groups the records as they were clustered last; a new record was
// alone.
func (x *Matcher) before(clusters [][]Handle) [][]Handle {
	var out [][]Handle
	place := map[uint32]int{}
	for _, hs := range clusters {
		for _, h := range hs {
			was := x.record(h).cluster
			if was == none {
				out = append(out, []Handle{h})
				continue
			}
			at, ok := place[was]
			if !ok {
				at = len(out)
				place[was] = at
				out = append(out, nil)
			}
			out[at] = append(out[at], h)
		}
	}
	for _, hs := range out {
		slices.Sort(hs)
	}
	slices.SortFunc(out, func(a, b []Handle) int { return cmp.Compare(a[0], b[0]) })
	return out
}

func (x *Matcher) joinsOf(k *clustering) []Join {
	var out []Join
	for i := range k.c.units {
		u := &k.c.units[i]
		if len(u.records) < 2 || u.loose && len(k.members[k.of[i]]) == 1 {
			continue
		}
		bits, _ := k.m.Score(u.node, u.node)
		for _, h := range u.records[1:] {
			out = append(out, Join{A: u.records[0], B: h, Cause: CauseIdentical, Bits: bits, Margin: clampHigh, Mean: bits, Pairs: 1})
		}
	}
	for _, j := range k.joins {
		out = append(out, Join{
			A: k.c.units[j.a].records[0], B: k.c.units[j.b].records[0],
			Cause: j.cause, Bits: j.bits, Margin: j.margin, Mean: j.mean, Pairs: int(j.pairs),
		})
	}
	return out
}

// proposalsOf keeps the best pair between any two clusters that are not one:
// what a barrier stopped and what lies between review and auto.
func (x *Matcher) proposalsOf(k *clustering, nodes []uint32) []Proposal {
	best := map[uint64]offered{}
	offer := func(key uint64, p offered) {
		if old, ok := best[key]; !ok || p.before(&old) {
			best[key] = p
		}
	}
	for _, l := range k.c.links {
		why, ok := k.blocked[pairKey(l.a, l.b)]
		if !ok {
			why = BarrierScore
		}
		k.propose(l.a, l.b, why, l.bits, offer)
	}
	for key, why := range k.blocked {
		a, b := int32(key>>32), int32(uint32(key))
		k.propose(a, b, why, k.score(a, b).bits, offer)
	}
	out := make([]Proposal, 0, len(best))
	for _, p := range best {
		out = append(out, p.Proposal)
	}
	out = append(out, x.outside(nodes)...)
	slices.SortFunc(out, func(a, b Proposal) int {
		if d := cmp.Compare(a.A, b.A); d != 0 {
			return d
		}
		return cmp.Compare(a.B, b.B)
	})
	return out
}

// offered is a proposal with its units, which break ties.
type offered struct {
	Proposal
	units uint64
}

// before says which of two proposals for one pair of clusters is shown: what a
// barrier stopped, then the one with more bits, then by content.
func (p *offered) before(o *offered) bool {
	if stopped := p.Why != BarrierScore; stopped != (o.Why != BarrierScore) {
		return stopped
	}
	return p.Bits > o.Bits || p.Bits == o.Bits && p.units < o.units
}

func (k *clustering) propose(a, b int32, why Barrier, bits Bits, offer func(uint64, offered)) {
	ca, cb := k.of[a], k.of[b]
	if ca == cb || why == BarrierApart || k.keptApart(ca, cb) {
		return
	}
	x, y := k.c.units[a].records[0], k.c.units[b].records[0]
	if x > y {
		x, y = y, x
	}
	offer(pairKey(ca, cb), offered{Proposal{A: x, B: y, Why: why, Bits: bits}, pairKey(a, b)})
}

// scattered: several records that do not go together; a pair with the node
// would mean any of them.
func (s *nodeState) scattered() bool { return s.loose && s.count > 1 }

// outside lists pairs worth a look that lead out of the component.
func (x *Matcher) outside(nodes []uint32) []Proposal {
	var out []Proposal
	for _, i := range nodes {
		if x.nodes.at(i).scattered() {
			continue
		}
		for _, l := range x.nodes.at(i).links {
			if x.nodes.at(l.node).scattered() || l.bits >= x.opt.Auto-margin || x.nodes.at(l.node).visited == x.nodes.at(i).visited && slices.Contains(nodes, l.node) {
				continue
			}
			a, b := x.recordsOf(i)[0], x.recordsOf(l.node)[0]
			if a > b {
				a, b = b, a
			}
			if !x.apart.apartFrom(a, b) {
				out = append(out, Proposal{A: a, B: b, Why: BarrierScore, Bits: l.bits})
			}
		}
	}
	return out
}

// publish puts an outcome's clusters in force.
func (x *Matcher) publish(out Outcome, yield func(Outcome)) {
	for _, hs := range out.Clusters {
		for _, h := range hs {
			x.record(h).cluster = uint32(hs[0])
			x.nodes.at(x.record(h).node).offered = false
		}
	}
	for _, p := range out.Proposals {
		x.nodes.at(x.record(p.A).node).offered, x.nodes.at(x.record(p.B).node).offered = true, true
	}
	if yield != nil {
		yield(out)
	}
}
