package match

// Effort counts the pairs that finding candidates came upon.
type Effort struct {
	Met      uint64 // pairs that share an active key: their outlines were compared
	Compared uint64 // of them, pairs compared in full because the outlines left hope
}

func (e *Effort) add(o Effort) {
	e.Met += o.Met
	e.Compared += o.Compared
}

// Effort answers what finding candidates has taken so far.
func (x *Matcher) Effort() Effort { return x.search.effort }

// KeyUse says how the blocking keys of the present nodes are spread.
type KeyUse struct {
	Nodes   int
	Keys    int // of all nodes together; a key of several nodes counts for each
	Generic int // of them, over the cap
	Most    int // keys of one node
}

// KeyUse walks all nodes and makes their keys anew.
func (x *Matcher) KeyUse() KeyUse {
	var u KeyUse
	var keys []Key
	for n := range x.Nodes {
		keys = n.Keys(keys)
		u.Nodes++
		u.Keys += len(keys)
		u.Most = max(u.Most, len(keys))
		for _, k := range keys {
			if !x.index.Active(k.Hash) {
				u.Generic++
			}
		}
	}
	return u
}
