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
func certainPairs(nodes iter.Seq[*Node]) (pairs uint64, noise uint64) {
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
					if claims[x].hash&1 == 1 && bx.full() && by.full() {
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
	return uint64(len(slices.Compact(found))), (differ*1000 + 20*expectedNoise) / (seen + 20)
}

// expectedNoise is the share of differing dates assumed before any is seen, in
// thousandths; it weighs as much as twenty pairs.
const expectedNoise = 40

// maxClaim is the largest group of nodes that certainPairs believes to be one
// person.
const maxClaim = 12

// eachClaim hands out what a node and another of the same person would agree
// on. Claims made without the birth date are odd, the others even.
func eachClaim(n *Node, f func(h uint64)) {
	l := n.list(textIDs)
	for v, ok := l.next(); ok; v, ok = l.next() {
		if typ, _, _ := splitID(v); IDType(typ) != Cookie {
			f(hashText(v) | 1)
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
		f(mix(sounds, uint64(n.birth)) &^ 1)
		f(mix(mix(hs, 1), uint64(n.birth)) &^ 1)
	}
	l = n.list(textEmails)
	for v, ok := l.next(); ok; v, ok = l.next() {
		if !genericMail(v) && strings.IndexByte(v, '@') > 0 {
			f(mix(hashText(v), uint64(phonetic(g))) | 1)
		}
	}
	l = n.list(textPhones)
	for v, ok := l.next(); ok; v, ok = l.next() {
		f(mix(hashText(phoneTail(v)), both) | 1)
	}
}
