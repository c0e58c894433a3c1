package match

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// ContentKey is a hash, under a constant of the program, of all normalised
// matching values and strong identifiers of a record or node. It orders
// everything that must not depend on arrival. It is derived from personal
// values: it lives in the matcher's memory only, never in an event.
type ContentKey [16]byte

// String answers the key in hexadecimal.
func (k ContentKey) String() string { return hex.EncodeToString(k[:]) }

func (k ContentKey) compare(o ContentKey) int { return bytes.Compare(k[:], o[:]) }

// Less orders keys.
func (k ContentKey) Less(o ContentKey) bool { return string(k[:]) < string(o[:]) }

// contentSalt changes whenever normalisation changes what equal means.
const contentSalt = "cerebro/match/content/2"

// The text fields of a node, in the order they are laid out. Many-valued
// fields hold their values sorted, parted by listSep; the parts of an address
// are parted by partSep.
const (
	textGiven = iota
	textMiddle
	textSurname
	textGivenScript
	textSurnameScript
	textNicknames
	textMaiden
	textEmails
	textPhones
	textPlaces
	textOccupations
	textBirthplace
	textIDs
	numText
)

const (
	listSep = '\x1f'
	partSep = '\x1e'
)

// Node is the features of one record or of several with the same values:
// everything comparison needs, in one allocation. The zero value has no
// matching values at all.
type Node struct {
	text     string
	ends     [numText]uint16
	birth    date
	birthAlt date
	stated   years // from a stated age
	suffix   uint8
	gender   uint8
	values   ContentKey // without strong identifiers
	content  ContentKey // with them
}

func (n *Node) field(i int) string {
	if i == 0 {
		return n.text[:n.ends[0]]
	}
	return n.text[n.ends[i-1]:n.ends[i]]
}

// Key answers the content key.
func (n *Node) Key() ContentKey { return n.content }

// Empty says whether there is no matching value but strong identifiers.
func (n *Node) Empty() bool {
	return int(n.ends[textBirthplace]) == 0 && n.birth == 0 && n.stated == years{} &&
		n.suffix == 0 && n.gender == 0
}

// Named says whether a given name or a surname is known.
func (n *Node) Named() bool { return n.field(textGiven) != "" || n.field(textSurname) != "" }

// seal lays the fields out and computes both keys.
func (n *Node) seal(fields *[numText]string) {
	var b strings.Builder
	size := 0
	for _, f := range fields {
		size += len(f)
	}
	b.Grow(size)
	for i, f := range fields {
		if b.Len()+len(f) > 1<<16-1 {
			f = ""
		}
		b.WriteString(f)
		n.ends[i] = uint16(b.Len())
	}
	n.text = b.String()
	h := append(make([]byte, 0, 512), contentSalt...)
	for i := 0; i < textIDs; i++ {
		h = append(h, '\x1d')
		h = append(h, n.field(i)...)
	}
	for _, v := range [...]uint32{uint32(n.birth), uint32(n.birthAlt), uint32(n.stated.lo)<<16 | uint32(n.stated.hi), n.marks()} {
		h = append(h, byte(v>>24), byte(v>>16), byte(v>>8), byte(v))
	}
	sum := sha256.Sum256(h)
	copy(n.values[:], sum[:])
	n.sealIDs()
}

// marks are the small traits in one number.
func (n *Node) marks() uint32 {
	out := uint32(n.suffix)<<8 | uint32(n.gender)
	if n.stated.open {
		out |= 1 << 16
	}
	return out
}

func (n *Node) sealIDs() {
	h := append(make([]byte, 0, 256), n.values[:]...)
	h = append(h, n.field(textIDs)...)
	sum := sha256.Sum256(h)
	copy(n.content[:], sum[:])
}

// withIDs answers the node with other strong identifiers (sorted, joined).
func (n *Node) withIDs(ids string) Node {
	out := *n
	head := n.text[:n.ends[textBirthplace]]
	if len(head)+len(ids) > 1<<16-1 {
		ids = cutList(ids, 1<<16-1-len(head))
	}
	out.text = head + ids
	out.ends[textIDs] = uint16(len(out.text))
	out.sealIDs()
	return out
}

// withoutIDs answers the node's values alone. Its content key is still that of
// the whole node: it is only good for a comparison with itself.
func (n *Node) withoutIDs() Node {
	out := *n
	out.text = n.text[:n.ends[textBirthplace]]
	out.ends[textIDs] = out.ends[textBirthplace]
	return out
}

// list walks the values of a many-valued field without allocating.
type list struct{ rest string }

func (l *list) next() (string, bool) {
	if l.rest == "" {
		return "", false
	}
	if i := strings.IndexByte(l.rest, listSep); i >= 0 {
		v := l.rest[:i]
		l.rest = l.rest[i+1:]
		return v, true
	}
	v := l.rest
	l.rest = ""
	return v, true
}

func (n *Node) list(i int) list { return list{n.field(i)} }

func count(l list) int {
	n := 0
	for _, ok := l.next(); ok; _, ok = l.next() {
		n++
	}
	return n
}

// cutList shortens a joined list to at most n bytes at a value's end.
func cutList(s string, n int) string {
	if len(s) <= n {
		return s
	}
	i := strings.LastIndexByte(s[:n+1], listSep)
	if i < 0 {
		return ""
	}
	return s[:i]
}

// splitPlace reads one value of textPlaces.
func splitPlace(s string) place {
	var p place
	for _, part := range [...]*string{&p.number, &p.street, &p.unit, &p.city, &p.state} {
		i := strings.IndexByte(s, partSep)
		if i < 0 {
			return p
		}
		*part = s[:i]
		s = s[i+1:]
	}
	p.postcode = s
	return p
}

func joinPlace(p place) string {
	const sep = string(partSep)
	return p.number + sep + p.street + sep + p.unit + sep + p.city + sep + p.state + sep + p.postcode
}

// numbered says whether a value is one of the node's external ids.
func (n *Node) numbered(value string) bool {
	l := n.list(textIDs)
	for id, ok := l.next(); ok; id, ok = l.next() {
		if typ, _, v := splitID(id); IDType(typ) == ExternalID && v == value {
			return true
		}
	}
	return false
}

// splitID reads one value of textIDs.
func splitID(s string) (typ, space, value string) {
	typ, s, _ = strings.Cut(s, string(partSep))
	space, value, _ = strings.Cut(s, string(partSep))
	return typ, space, value
}
