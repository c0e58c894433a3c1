package match

import (
	"iter"
	"slices"
	"strings"
)

// certainPairs counts pairs of nodes that agree on more than chance would
// allow: names with the birth date, or a contact point with a name.
//
// The second answer is how often such a pair, found without its birth dates,
// has dates that differ, in thousandths: how noisy dates are here. Dates that
// hardly ever differ tell namesakes apart; dates that often do, do not.
func certainPairs(nodes iter.Seq[*Node]) (pairs, differing uint64) {
	type claim struct {
		hash uint64
		node uint32
	}
	var claims []claim
	var births []date
	for n := range nodes {
		eachClaim(n, func(h uint64) { claims = append(claims, claim{h, uint32(len(births))}) })
		births = append(births, n.birth)
	}
	slices.SortFunc(claims, func(a, b claim) int {
		switch {
		case a.hash != b.hash && a.hash < b.hash, a.hash == b.hash && a.node < b.node:
			return -1
		case a == b:
			return 0
		}
		return 1
	})
	var found []uint64
	seen, differ := uint64(0), uint64(0)
	for i := 0; i < len(claims); {
		j := i
		for j < len(claims) && claims[j].hash == claims[i].hash {
			j++
		}
		if j-i <= maxClaim {
			for x := i; x < j; x++ {
				for y := x + 1; y < j; y++ {
					found = append(found, uint64(claims[x].node)<<32|uint64(claims[y].node))
					bx, by := births[claims[x].node], births[claims[y].node]
					if h := claims[x].hash; h&claimDateless != 0 && bx.full() && by.full() && (h&claimHouse == 0 || !bx.generationFrom(by)) {
						seen++
						if bx.year() != by.year() && dateSlips(bx, by) > 2 {
							differ++
						}
					}
				}
			}
		}
		i = j
	}
	slices.Sort(found)
	return uint64(len(slices.Compact(found))), (differ*1000 + 20*expectedDiffer) / (seen + 20)
}

// expectedDiffer is the share of differing dates assumed before any is seen, in
// thousandths; it weighs as much as twenty pairs.
const expectedDiffer = 40

// maxClaim is the largest group of nodes that certainPairs believes to be one
// person.
const maxClaim = 12

// What the lowest bits of a claim's hash say of it.
const (
	claimDateless = 1 // made without the birth date
	claimHouse    = 2 // by name and house: a father and his son would agree on it
)

func claimOf(hash, bits uint64) uint64 { return hash&^(claimDateless|claimHouse) | bits }

// eachClaim hands out what a node and another of the same person would agree
// on.
func eachClaim(n *Node, f func(h uint64)) {
	l := n.list(textIDs)
	for v, ok := l.next(); ok; v, ok = l.next() {
		if typ, _, _ := splitID(v); IDType(typ) != Cookie {
			f(claimOf(hashText(v), claimDateless))
		}
	}
	g, s := firstWord(n.field(textGiven)), n.field(textSurname)
	if len(g) < 2 || len(s) < 2 {
		return
	}
	hg, hs := hashText(g), hashText(compact(s))
	both := mix(min(hg, hs), max(hg, hs))
	sounds := mix(uint64(phonetic(g)), uint64(phonetic(s)))
	if n.birth.full() {
		f(claimOf(mix(sounds, uint64(n.birth)), 0))
		f(claimOf(mix(mix(hs, 1), uint64(n.birth)), 0))
	}
	l = n.list(textEmails)
	for v, ok := l.next(); ok; v, ok = l.next() {
		if !genericMail(v) && strings.IndexByte(v, '@') > 0 {
			f(claimOf(mix(hashText(v), uint64(phonetic(g))), claimDateless))
		}
	}
	l = n.list(textPlaces)
	for v, ok := l.next(); ok; v, ok = l.next() {
		if p := splitPlace(v).postcode; smallPostcode(p) {
			f(claimOf(mix(hashText(p), both), claimDateless|claimHouse))
		}
	}
	l = n.list(textPhones)
	for v, ok := l.next(); ok; v, ok = l.next() {
		f(claimOf(mix(hashText(phoneTail(v)), both), claimDateless))
	}
}
