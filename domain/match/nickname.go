package match

import (
	"bufio"
	"bytes"
	"slices"
	"strings"
)

// nicknames knows which given names one person may go by.
type nicknames struct {
	groups map[string][]uint16
	heads  map[string][]uint16 // full names: the groups they head
	names  []string            // the full name of each group
}

func parseNicknames(data []byte) nicknames {
	n := nicknames{groups: make(map[string][]uint16, 1024), heads: make(map[string][]uint16, 512)}
	s := bufio.NewScanner(bytes.NewReader(data))
	id := uint16(0)
	for s.Scan() {
		line := s.Text()
		if line == "" || line[0] == '#' {
			continue
		}
		id++
		for i, w := range strings.Fields(line) {
			if i == 0 {
				n.heads[w] = append(n.heads[w], id)
				n.names = append(n.names, w)
			}
			n.groups[w] = append(n.groups[w], id)
		}
	}
	return n
}

// related says whether a and b stand in one group. Groups are listed in
// ascending order, so both lists are walked together.
func (n *nicknames) related(a, b string) bool {
	ga, gb := n.groups[a], n.groups[b]
	for i, j := 0, 0; i < len(ga) && j < len(gb); {
		switch {
		case ga[i] == gb[j]:
			return true
		case ga[i] < gb[j]:
			i++
		default:
			j++
		}
	}
	return false
}

// short says whether one of a and b is a short form of the other. Two short
// forms of one full name, such as Lisa and Betty, are related without: sisters
// bear them.
func (n *nicknames) short(a, b string) bool {
	full := n.full(a, b)
	return full != "" && (full == a || full == b)
}

// full answers the full name that a and b are forms of: one of them, where it
// heads a group of the other, else the head of a group of both; "" when they
// are not related.
func (n *nicknames) full(a, b string) string {
	shared := ""
	for _, g := range n.groups[a] {
		if !slices.Contains(n.groups[b], g) {
			continue
		}
		head := n.names[g-1]
		if head == a || head == b {
			return head
		}
		if shared == "" {
			shared = head
		}
	}
	return shared
}
