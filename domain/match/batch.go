package match

import (
	"runtime"
	"slices"
)

// Cluster matches all records at once and answers the cluster of each: equal
// numbers, one person. It leads to the same clusters as adding them one by one.
func Cluster(model *Model, opt Options, records []Record) ([]int, error) {
	if opt.Workers == 0 {
		opt.Workers = runtime.GOMAXPROCS(0)
	}
	return ClusterNodes(model, opt, NormaliseAll(records, opt.Workers))
}

// ClusterNodes is Cluster for records already normalised.
func ClusterNodes(model *Model, opt Options, nodes []Node) ([]int, error) {
	x, err := NewMatcher(model, opt)
	if err != nil {
		return nil, err
	}
	hs := x.Load(nodes)
	x.Settle(nil)
	out := make([]int, len(hs))
	for i, h := range hs {
		out[i] = x.Label(h)
	}
	return out, nil
}

// CalibrateRecords makes a model from normalised records: those with equal
// values count once.
func CalibrateRecords(records []Node) *Model { return Choice{}.CalibrateRecords(records) }

// CalibrateRecords is CalibrateRecords for an account that chose: what it
// blocks is left out of the records first.
func (c Choice) CalibrateRecords(records []Node) *Model {
	if len(c.Blocked) > 0 {
		stripped := make([]Node, len(records))
		for i := range records {
			stripped[i] = c.Strip(records[i])
		}
		records = stripped
	}
	x := newMatcher(DefaultModel(), Options{}.withDefaults())
	x.groupAll(records, make([]Rank, len(records)))
	return c.Calibrate(x.Nodes)
}

// NormaliseAll normalises records with several goroutines.
func NormaliseAll(records []Record, workers int) []Node {
	out := make([]Node, len(records))
	parallel(len(records), workers, func(_, i int) { out[i] = Normalise(records[i]) })
	return out
}

// Label answers the cluster a record was settled in: the handle of its first
// member. Only equality of labels means anything.
func (x *Matcher) Label(h Handle) int {
	if c := x.record(h).cluster; c != none {
		return int(c)
	}
	return int(h)
}

// Load takes many records into an empty matcher, with several goroutines; into
// a matcher with records it adds one by one. Handles are in the order of nodes;
// without ranks that is what ranks the records, too.
func (x *Matcher) Load(nodes []Node, ranks ...Rank) []Handle {
	if ranks == nil {
		ranks = make([]Rank, len(nodes))
		for i := range ranks {
			ranks[i] = x.arrived + Rank(i)
		}
	}
	if x.records.len() > 0 {
		out := make([]Handle, len(nodes))
		for i := range nodes {
			out[i] = x.AddRanked(nodes[i], ranks[i])
		}
		return out
	}
	out := x.groupAll(nodes, ranks)
	x.lines.grow(x.nodes.len())
	x.indexAll()
	x.scoreAll()
	for i := range x.nodes.all {
		x.touch(i)
	}
	return out
}

// groupAll makes the nodes of an empty matcher without indexing them.
func (x *Matcher) groupAll(nodes []Node, ranks []Rank) []Handle {
	hs := make([]Handle, len(nodes))
	order := make([]int32, len(nodes))
	for i := range nodes {
		hs[i] = x.newRecord(nodes[i].field(textIDs), ranks[i])
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int {
		if d := slices.Compare(nodes[a].values[:], nodes[b].values[:]); d != 0 {
			return d
		}
		return int(a - b)
	})
	for i := 0; i < len(order); {
		j := i + 1
		first := &nodes[order[i]]
		for j < len(order) && !first.Empty() && nodes[order[j]].values == first.values {
			j++
		}
		members := make([]Handle, 0, j-i)
		for _, at := range order[i:j] {
			members = append(members, hs[at])
		}
		x.seed(first, members)
		i = j
	}
	return hs
}

// seed makes the nodes of one group of equal values.
func (x *Matcher) seed(base *Node, members []Handle) {
	sets := [][]Handle{members}
	if len(members) > 1 {
		sets = x.partitionIDs(members)
	}
	for _, set := range sets {
		n := *base
		ids := ""
		for _, h := range set {
			ids = mergeIDs(ids, x.record(h).ids)
		}
		if ids != n.field(textIDs) {
			n = base.withIDs(ids)
		}
		s := nodeState{node: n, first: none, next: none, live: true}
		i := uint32(x.nodes.len())
		for _, h := range set {
			x.record(h).node, x.record(h).next = i, s.first
			s.first = uint32(h)
			s.count++
		}
		if !n.Empty() {
			if head, ok := x.groups[n.values]; ok {
				s.next = head
			}
			x.groups[n.values] = i
		}
		if !n.Empty() {
			x.valued++
		}
		x.nodes.add(s)
	}
}

// indexAll fills both indexes; keys are computed and put in their places by
// several goroutines.
func (x *Matcher) indexAll() {
	const chunk = 4096
	keys := make([][]Key, chunk)
	for from := 0; from < x.nodes.len(); from += chunk {
		to := min(from+chunk, x.nodes.len())
		parallel(to-from, x.opt.Workers, func(_, at int) {
			i := uint32(from + at)
			keys[at] = x.nodes.at(i).node.Keys(keys[at])
			x.judge(i)
		})
		x.index.fill(keys[:to-from], uint32(from), x.opt.Workers)
		for i := uint32(from); i < uint32(to); i++ {
			x.lines.at(i).drawIDs(&x.nodes.at(i).node, x.space)
			l := x.nodes.at(i).node.list(textIDs)
			for id, ok := l.next(); ok; id, ok = l.next() {
				x.strong.Add(hashText(id), i)
			}
		}
	}
}

// batchWorker is the scratch space of one goroutine of scoreAll.
type batchWorker struct {
	keys   []Key
	search search
	links  []pairLink
}

type pairLink struct {
	a, b uint32
	scored
}

// scoreAll scores every candidate pair once.
func (x *Matcher) scoreAll() {
	work := make([]batchWorker, max(1, x.opt.Workers))
	parallel(x.nodes.len(), x.opt.Workers, func(w, i int) { x.scoreBelow(&work[w], uint32(i)) })
	for w := range work {
		for _, l := range work[w].links {
			a, b := x.nodes.at(l.a), x.nodes.at(l.b)
			a.links = append(a.links, neighbour{l.b, l.scored})
			b.links = append(b.links, neighbour{l.a, l.scored})
		}
		work[w].links = nil
		x.search.effort.add(work[w].search.effort)
	}
}

// scoreBelow scores node i with its candidates of smaller number.
func (x *Matcher) scoreBelow(w *batchWorker, i uint32) {
	n := x.nodes.at(i)
	if n.weak {
		return
	}
	w.keys = n.node.Keys(w.keys)
	for _, j := range x.promising(i, i, w.keys, &w.search) {
		if s := x.model.weigh(&n.node, &x.nodes.at(j).node); s.veto == 0 && s.bits >= x.model.w.review {
			w.links = append(w.links, pairLink{j, i, s})
		}
	}
}
