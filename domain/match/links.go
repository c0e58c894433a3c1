package match

import (
	"slices"
	"strings"
)

// Limits of one cluster that no join but a person's goes beyond.
const (
	maxCookies = 100
	maxEmails  = 20
	maxPhones  = 20
)

// claim is one strong identifier held by one unit.
type claim struct {
	id   string
	unit int32
}

// claims lists strong identifiers by id, then unit.
func (k *clustering) claims(cookies bool) []claim {
	var out []claim
	for i := range k.c.units {
		l := k.c.units[i].node.list(textIDs)
		for id, ok := l.next(); ok; id, ok = l.next() {
			if strings.HasPrefix(id, string(Cookie)+string(partSep)) == cookies {
				out = append(out, claim{id, int32(i)})
			}
		}
	}
	slices.SortFunc(out, func(a, b claim) int {
		if d := strings.Compare(a.id, b.id); d != 0 {
			return d
		}
		return int(a.unit - b.unit)
	})
	return out
}

// joinStrong joins units that share a strong identifier, in content-key order.
// What a decision, a veto or a limit forbids is shown to a person instead.
func (k *clustering) joinStrong() {
	claims := k.claims(false)
	var pairs [][2]int32
	for i := 1; i < len(claims); i++ {
		if claims[i].id == claims[i-1].id {
			pairs = append(pairs, [2]int32{claims[i-1].unit, claims[i].unit})
		}
	}
	slices.SortFunc(pairs, func(x, y [2]int32) int { return slices.Compare(x[:], y[:]) })
	for _, p := range pairs {
		a, b := k.of[p[0]], k.of[p[1]]
		if a == b {
			continue
		}
		if why := k.barrier(a, b); why != 0 {
			k.block(p[0], p[1], why)
			continue
		}
		k.join(unitJoin{a: p[0], b: p[1], cause: CauseStrongID, bits: k.score(p[0], p[1]).bits})
	}
}

// bare says whether a unit is a device and nothing else.
func (u *unit) bare() bool { return bareDevice(u.node) }

func bareDevice(n *Node) bool {
	if !n.Empty() || n.field(textIDs) == "" {
		return false
	}
	l := n.list(textIDs)
	for id, ok := l.next(); ok; id, ok = l.next() {
		if !strings.HasPrefix(id, string(Cookie)+string(partSep)) {
			return false
		}
	}
	return true
}

// joinCookies: the bare records of a device are one, and belong to the known
// record that appeared with it while there is exactly one. A device never
// joins two known records.
func (k *clustering) joinCookies() {
	claims := k.claims(true)
	for i := 0; i < len(claims); {
		j := i
		var bare, known []int32
		for ; j < len(claims) && claims[j].id == claims[i].id; j++ {
			if k.c.units[claims[j].unit].bare() {
				bare = append(bare, claims[j].unit)
			} else {
				known = append(known, claims[j].unit)
			}
		}
		i = j
		if len(bare) == 0 {
			continue
		}
		if len(known) == 1 {
			bare = append(known, bare...)
		}
		for _, u := range bare[1:] {
			k.joinDevice(bare[0], u)
		}
	}
}

func (k *clustering) joinDevice(u, v int32) {
	a, b := k.of[u], k.of[v]
	if a == b {
		return
	}
	if k.knownCluster(a) && k.knownCluster(b) {
		return
	}
	if why := k.barrier(a, b); why != 0 {
		k.block(u, v, why)
		return
	}
	k.join(unitJoin{a: u, b: v, cause: CauseCookie})
}

func (k *clustering) knownCluster(a int32) bool {
	for _, u := range k.members[a] {
		if !k.c.units[u].bare() {
			return true
		}
	}
	return false
}

// overLimit says whether one cluster of both would hold two user or voter ids
// of a space, or too many cookies, e-mails or phones.
func (k *clustering) overLimit(a, b int32) bool {
	if len(k.members[a]) == 1 && len(k.members[b]) == 1 {
		x, y := k.c.units[k.members[a][0]].node, k.c.units[k.members[b][0]].node
		if x.field(textIDs) == "" || y.field(textIDs) == "" {
			return manyContacts(x, y)
		}
	}
	ids := map[string]string{}
	cookies, mails, phones := map[string]struct{}{}, map[string]struct{}{}, map[string]struct{}{}
	for _, cl := range [2]int32{a, b} {
		for _, u := range k.members[cl] {
			n := k.c.units[u].node
			if !addIDs(n, ids, cookies) {
				return true
			}
			addAll(n.list(textEmails), mails)
			addAll(n.list(textPhones), phones)
		}
	}
	return len(cookies) > maxCookies || len(mails) > maxEmails || len(phones) > maxPhones
}

func manyContacts(x, y *Node) bool {
	return count(x.list(textEmails))+count(y.list(textEmails)) > maxEmails ||
		count(x.list(textPhones))+count(y.list(textPhones)) > maxPhones
}

func addIDs(n *Node, ids map[string]string, cookies map[string]struct{}) bool {
	l := n.list(textIDs)
	for id, ok := l.next(); ok; id, ok = l.next() {
		typ, space, value := splitID(id)
		switch IDType(typ) {
		case Cookie:
			cookies[id] = struct{}{}
		case UserID, VoterID:
			key := typ + string(partSep) + space
			if old, ok := ids[key]; ok && old != value {
				return false
			}
			ids[key] = value
		}
	}
	return true
}

func addAll(l list, set map[string]struct{}) {
	for v, ok := l.next(); ok; v, ok = l.next() {
		set[v] = struct{}{}
	}
}

// joinContacts attaches a unit that is one contact point without a name to the
// one cluster that holds it, if all its holders agree on the given name. With
// two it attaches to none.
func (k *clustering) joinContacts() {
	holders := map[Key][]int32{}
	var lone []int32
	for i := range k.c.units {
		n := k.c.units[i].node
		if key, ok := loneContact(n); ok {
			lone = append(lone, int32(i))
			if holders[key] == nil {
				holders[key] = []int32{}
			}
		}
	}
	if len(lone) == 0 {
		return
	}
	for i := range k.c.units {
		n := k.c.units[i].node
		if !n.Named() {
			continue
		}
		for _, key := range n.contactKeys() {
			if h, ok := holders[key]; ok {
				holders[key] = append(h, int32(i))
			}
		}
	}
	for _, u := range lone {
		key, _ := loneContact(k.c.units[u].node)
		k.attachContact(u, holders[key])
	}
}

func (k *clustering) attachContact(u int32, holders []int32) {
	if len(holders) == 0 || k.of[holders[0]] == k.of[u] {
		return
	}
	to := k.of[holders[0]]
	for _, h := range holders[1:] {
		if k.of[h] != to || !k.sameGiven(holders[0], h) {
			for _, h := range holders {
				k.block(u, h, BarrierAmbiguous)
			}
			return
		}
	}
	if why := k.barrier(to, k.of[u]); why != 0 {
		k.block(u, holders[0], why)
		return
	}
	k.join(unitJoin{a: u, b: holders[0], cause: CauseContact, bits: k.score(u, holders[0]).bits})
}

func (k *clustering) sameGiven(a, b int32) bool {
	var c Comparison
	k.m.Compare(&c, k.c.units[a].node, k.c.units[b].node)
	level := c.Level(FieldGiven)
	return level != Conflict && level != Far
}

// loneContact answers the key of a node that is one contact point and has no
// name.
func loneContact(n *Node) (Key, bool) {
	if n.Named() {
		return Key{}, false
	}
	return n.contactKey()
}

// contactKeys lists the keys of the node's contact points that say something.
func (n *Node) contactKeys() []Key {
	var k keySink
	l := n.list(textEmails)
	for v, ok := l.next(); ok; v, ok = l.next() {
		if !genericMail(v) {
			k.add(KeyEmail, hashText(v), 0, 0)
		}
	}
	l = n.list(textPhones)
	for v, ok := l.next(); ok; v, ok = l.next() {
		k.add(KeyPhone, hashText(phoneTail(v)), 0, 0)
	}
	return k.keys
}
