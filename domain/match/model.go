package match

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"slices"
)

// ModelVersion numbers the rules of this package: levels, gates, keys, lists.
// It changes with any of them.
const ModelVersion = 2

// Model turns comparisons into evidence. It is immutable and safe for use by
// many goroutines. Everything in it that can differ between two models is in
// its hash.
type Model struct {
	nodes   uint64
	prior   Bits
	noise   noise
	counted []weightEntry // a calibration's own weights, by key
	table   weightTable
	rare    [numTerms]Bits
	w       weights
	nicks   nicknames
	choice  Choice
	digest  [32]byte
	off     ruleSet // for tests
}

// ruleSet are rules that a model leaves out, so that a test can see what they are
// for. No other model leaves any out.
type ruleSet struct {
	gates  gateSet
	vetoes Veto

	outlines bool
}

// defaultNodes is the size of population a fresh install assumes.
const defaultNodes = 10_000

// DefaultModel is the model of an account without a calibration: built-in
// frequencies and a population of 10,000.
func DefaultModel() *Model {
	return newModel(0, priorOf(defaultNodes, 0), expectedNoise(), nil, Choice{})
}

// priorOf answers log2 of the odds that two nodes, taken at random, are one
// person: (matched + nodes/10) pairs of all, never above 1 in 500.
func priorOf(nodes, matched uint64) Bits {
	nodes = max(nodes, 2)
	all := nodes * (nodes - 1) / 2
	return min(log2(matched*10+nodes)-log2(all*10), -log2(500))
}

// counted is a value's place in a calibration.
type counted struct {
	term   term
	nodes  uint64 // nodes that bear it
	people uint64 // distinct bearers in outline, nodes when they are many
}

// newModel turns counts into weights.
func newModel(nodes uint64, prior Bits, noise noise, counts map[uint64]counted, c Choice) *Model {
	bare := buildModel(nodes, prior, noise, nil, c)
	exp := expectations()
	known := builtin()
	entries := make([]weightEntry, 0, len(counts))
	for h, v := range counts {
		bits := bare.countedBits(exp[v.term], v, known[h].share)
		if _, listed := known[h]; listed || bits != bare.rare[v.term] || v.term == termGiven || v.term == termSurname {
			entries = append(entries, weightEntry{h, bits})
		}
	}
	slices.SortFunc(entries, func(a, b weightEntry) int { return cmp.Compare(a.key, b.key) })
	return buildModel(nodes, prior, noise, entries, c)
}

// buildModel merges the built-in expectations with a calibration's weights.
func buildModel(nodes uint64, prior Bits, noise noise, entries []weightEntry, c Choice) *Model {
	m := &Model{
		nodes: nodes, prior: prior, noise: noise, counted: entries,
		w: defaultWeights(prior, noise), nicks: parseNicknames(nicknameList), choice: c,
	}
	if nodes > 0 {
		m.w.townOnly = countedTownOnly
	}
	exp := expectations()
	rare := min(nodes, 1) // a value nobody counted has a bearer all the same
	for t := term(0); t < numTerms; t++ {
		m.rare[t] = exp[t].exact(rare, nodes, exp[t].stranger)
	}
	m.rare[termBirth] = exp[termBirth].exact(0, nodes, exp[termBirth].stranger)
	m.rare[termEmail], m.rare[termPhone] = m.w.email, m.w.phone
	known := builtin()
	bits := make(map[uint64]Bits, len(known)+len(entries))
	for h, k := range known {
		bits[h] = exp[k.term].exact(rare, nodes, k.share)
	}
	for _, e := range entries {
		bits[e.key] = e.bits
	}
	m.table = newWeightTable(bits)
	m.digest = m.hash()
	return m
}

// hash covers everything in which two models of one version can differ.
func (m *Model) hash() [32]byte {
	h := sha256.New()
	fmt.Fprintf(h, "%d %d %d %v %v %v\n", ModelVersion, m.nodes, m.prior, m.rare, m.w, m.choice)
	var b [12]byte
	for _, e := range m.table.sorted() {
		binary.BigEndian.PutUint64(b[:], e.key)
		binary.BigEndian.PutUint32(b[8:], uint32(e.bits))
		h.Write(b[:])
	}
	h.Write(nicknameList)
	var out [32]byte
	h.Sum(out[:0])
	return out
}

// Hash names the model in merges and answers.
func (m *Model) Hash() string { return hex.EncodeToString(m.digest[:8]) }

// Prior is the evidence before any value is looked at.
func (m *Model) Prior() Bits { return m.prior }

// Choice is what the account chose for the model.
func (m *Model) Choice() Choice { return m.choice }

// Auto is the bits that joining needs: the account's choice, balanced or strict.
func (m *Model) Auto() Bits { return m.choice.auto() }

// Nodes is the size of the population the model was made from, 0 for the
// built-in one.
func (m *Model) Nodes() uint64 { return m.nodes }

// ModelOf is the built-in model for a population of another size, with nothing
// counted.
func ModelOf(nodes uint64) *Model {
	return newModel(nodes, priorOf(nodes, 0), expectedNoise(), nil, Choice{})
}
