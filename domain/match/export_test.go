package match

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
