package match

import "slices"

// Handle names a record inside a Matcher. Handles are dense, say nothing about
// the record and are used again after Remove; results never depend on them.
type Handle uint32

const none = ^uint32(0)

// Matcher holds the present records, finds what each change touches and
// clusters that anew. Its state is a function of the present records,
// decisions and model: any order of changes leads to the same clusters.
//
// It is not safe for use by several goroutines at once.
type Matcher struct {
	model *Model
	opt   Options

	index   *Index // blocking keys -> nodes
	strong  *Index // strong identifiers, cookies too -> nodes
	nodes   paged[nodeState]
	lines   paged[outline]   // of the nodes
	spaces  map[string]uint8 // numbers of identifier spaces
	records paged[recordState]
	spareN  []uint32
	spareR  []Handle
	groups  map[ContentKey]uint32 // values -> first node of the group
	forced  map[Handle][]Handle
	apart   divisions
	dirty   []uint32
	live    int
	valued  int  // nodes with matching values
	arrived Rank // of the next record that comes without one
	stamp   uint32

	keyBuf []Key
	shared [2][]Key // see shareKey
	found  []uint32
	search search
}

// nodeState is a node with its place in the graph.
type nodeState struct {
	node    Node
	links   []neighbour // pairs at or above review
	first   uint32      // first record
	count   uint32
	next    uint32 // next node of the same values
	visited uint32
	weak    bool // never joined by score
	loose   bool // its records do not even join one another by score
	live    bool
	dirty   bool
	offered bool // a proposal about it was handed out last
}

// neighbour is a node that fits, with the comparison, which is needed whenever
// the component is clustered anew.
type neighbour struct {
	node uint32
	scored
}

// Rank tells records apart that are equal in everything: the lower comes first.
// It is the caller's, such as a record's place in the log, and stays the same
// however often a matcher is made anew.
type Rank uint32

type recordState struct {
	node    uint32
	next    uint32 // next record of the node
	cluster uint32 // label of the cluster it was put in last
	rank    Rank
	ids     string
	live    bool
}

// NewMatcher makes an empty matcher.
func NewMatcher(model *Model, opt Options) (*Matcher, error) {
	if err := opt.Validate(); err != nil {
		return nil, err
	}
	if opt.Auto == 0 {
		opt.Auto = model.Auto()
	}
	return newMatcher(model, opt.withDefaults()), nil
}

func newMatcher(model *Model, opt Options) *Matcher {
	return &Matcher{
		model: model, opt: opt,
		index: NewIndex(opt.KeyCap), strong: NewIndex(1 << 30),
		groups: map[ContentKey]uint32{}, spaces: map[string]uint8{},
		forced: map[Handle][]Handle{}, apart: newDivisions(),
	}
}

// Len is the number of records.
func (x *Matcher) Len() int { return x.live }

// Valued is the number of nodes with matching values: what a calibration
// counts.
func (x *Matcher) Valued() int { return x.valued }

// Model is the model in force.
func (x *Matcher) Model() *Model { return x.model }

// Node answers the features of a record with its own strong identifiers.
func (x *Matcher) Node(h Handle) (Node, bool) {
	if !x.known(h) {
		return Node{}, false
	}
	r := x.record(h)
	n := &x.nodes.at(r.node).node
	if n.field(textIDs) == r.ids {
		return *n, true
	}
	return n.withIDs(r.ids), true
}

// SameNode says whether two records are one node: alike in every value.
func (x *Matcher) SameNode(a, b Handle) bool {
	return x.known(a) && x.known(b) && x.record(a).node == x.record(b).node
}

func (x *Matcher) record(h Handle) *recordState { return x.records.at(uint32(h)) }

// known says whether h names a present record.
func (x *Matcher) known(h Handle) bool { return x.records.has(uint32(h)) && x.record(h).live }

// Nodes walks the present nodes, as Calibrate wants them.
func (x *Matcher) Nodes(yield func(*Node) bool) {
	for i := range x.nodes.all {
		if x.nodes.at(i).live && !yield(&x.nodes.at(i).node) {
			return
		}
	}
}

// Add takes a record in. Settle tells what follows.
func (x *Matcher) Add(r Record) Handle {
	return x.AddNode(Normalise(r))
}

// AddNode takes a normalised record in, ranked by arrival.
func (x *Matcher) AddNode(n Node) Handle { return x.AddRanked(n, x.arrived) }

// AddRanked is AddNode for a record with a rank of its own.
func (x *Matcher) AddRanked(n Node, rank Rank) Handle {
	h := x.newRecord(n.field(textIDs), rank)
	x.place(h, &n)
	return h
}

// Change replaces a record's values. Decisions about it stay.
func (x *Matcher) Change(h Handle, r Record) bool {
	return x.ChangeNode(h, Normalise(r))
}

// ChangeNode is Change for a normalised record.
func (x *Matcher) ChangeNode(h Handle, n Node) bool {
	if !x.known(h) {
		return false
	}
	if own, _ := x.Node(h); own.content == n.content {
		return true
	}
	x.displace(h)
	x.record(h).ids = n.field(textIDs)
	x.place(h, &n)
	x.touchRecords(x.mates(h)...) // what is decided on it tells them from their equals
	return true
}

// Remove takes a record and all decisions about it out, as if it had never
// been there.
func (x *Matcher) Remove(h Handle) bool {
	if !x.known(h) {
		return false
	}
	for _, o := range slices.Clone(x.forced[h]) {
		x.Unforce(h, o)
	}
	x.touchRecords(x.apart.forget(h)...)
	x.displace(h)
	*x.record(h) = recordState{}
	x.spareR = append(x.spareR, h)
	x.live--
	return true
}

func (x *Matcher) newRecord(ids string, rank Rank) Handle {
	x.live++
	x.arrived = max(x.arrived, rank+1)
	var h Handle
	if n := len(x.spareR); n > 0 {
		h, x.spareR = x.spareR[n-1], x.spareR[:n-1]
	} else {
		h = Handle(x.records.add(recordState{}))
	}
	*x.record(h) = recordState{node: none, next: none, cluster: none, rank: rank, ids: ids, live: true}
	return h
}

// Force records a person's decision that two records are one person.
func (x *Matcher) Force(a, b Handle) { x.decide(x.forced, a, b) }

// Unforce takes a Force back.
func (x *Matcher) Unforce(a, b Handle) { x.undecide(x.forced, a, b) }

func (x *Matcher) decide(m map[Handle][]Handle, a, b Handle) {
	if a == b || slices.Contains(m[a], b) {
		return
	}
	m[a] = append(m[a], b)
	m[b] = append(m[b], a)
	x.touchRecords(a, b)
}

func (x *Matcher) undecide(m map[Handle][]Handle, a, b Handle) {
	for _, p := range [2][2]Handle{{a, b}, {b, a}} {
		list := m[p[0]]
		i := slices.Index(list, p[1])
		if i < 0 {
			return
		}
		if list = slices.Delete(list, i, i+1); len(list) == 0 {
			delete(m, p[0])
		} else {
			m[p[0]] = list
		}
	}
	x.touchRecords(a, b)
}

func (x *Matcher) touchRecords(hs ...Handle) {
	for _, h := range hs {
		if x.known(h) && x.record(h).node != none {
			x.touch(x.record(h).node)
		}
	}
}

// Touch makes Settle look at the component of a record once more.
func (x *Matcher) Touch(h Handle) { x.touchRecords(h) }

// touch marks a node: Settle will cluster its component anew.
func (x *Matcher) touch(i uint32) {
	if n := x.nodes.at(i); n.live && !n.dirty {
		n.dirty = true
		x.dirty = append(x.dirty, i)
	}
}
