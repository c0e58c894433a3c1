package match

// NumGates is how many gates there are; they are numbered from zero.
const NumGates = numGates

// ModelCounting is the model of a population of so many nodes in which names
// were counted.
func ModelCounting(nodes uint64, given, surnames map[string]uint64) *Model {
	counts := map[uint64]counted{}
	for t, names := range map[term]map[string]uint64{termGiven: given, termSurname: surnames} {
		for name, n := range names {
			counts[t.hash(name)] = counted{term: t, nodes: n, people: n}
		}
	}
	return newModel(nodes, priorOf(nodes, nodes/10), expectedNoise(), counts, Choice{})
}

// WithoutGate is the model without a gate.
func (m *Model) WithoutGate(g Gate) *Model {
	out := *m
	out.off.gates |= 1 << g
	return &out
}

// WithoutVeto is the model without vetoes.
func (m *Model) WithoutVeto(v Veto) *Model {
	out := *m
	out.off.vetoes |= v
	return &out
}

// WithoutOutlines is the model that compares every pair that shares a key.
func (m *Model) WithoutOutlines() *Model {
	out := *m
	out.off.outlines = true
	return &out
}

// Bound is what the outlines of two nodes promise at most.
func (m *Model) Bound(a, b *Node) Bits {
	spaces := map[string]uint8{}
	number := func(s string) uint8 {
		if spaces[s] == 0 {
			spaces[s] = uint8(len(spaces) + 1)
		}
		return spaces[s]
	}
	x, y := m.outlineOf(a), m.outlineOf(b)
	x.drawIDs(a, number)
	y.drawIDs(b, number)
	return m.bound(&x, &y)
}
