package match

import (
	"bufio"
	"bytes"
	"strings"
)

// nicknames knows which given names one person may go by.
type nicknames struct {
	groups map[string][]uint16
	heads  map[string][]uint16 // full names: the groups they head
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
			}
			n.groups[w] = append(n.groups[w], id)
		}
	}
	return n
}

// related says whether a and b stand in one group.
func (n *nicknames) related(a, b string) bool { return meet(n.groups[a], n.groups[b]) }

// short says whether one of a and b is a short form of the other. Two short
// forms of one full name, such as Lisa and Betty, are related without: sisters
// bear them.
func (n *nicknames) short(a, b string) bool {
	return meet(n.heads[a], n.groups[b]) || meet(n.groups[a], n.heads[b])
}

// meet says whether two ascending lists share a number.
func meet(a, b []uint16) bool {
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			return true
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	return false
}
