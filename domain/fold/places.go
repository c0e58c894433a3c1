package fold

// valueKey is what makes two values of one category of a record the same.
type valueKey struct{ value, space string }

// indexedFrom is the number of operations of one category from which on a map
// is cheaper than looking through the values.
const indexedFrom = 24

// places finds values by key while a category is folded: by looking, or, when
// there are many, by a map, so that a hostile observation costs no quadratic
// time.
type places struct{ at map[valueKey]int }

func newPlaces(operations int) places {
	if operations < indexedFrom {
		return places{}
	}
	return places{make(map[valueKey]int, operations)}
}

func (p places) put(k valueKey, i int) {
	if p.at != nil {
		p.at[k] = i
	}
}

// find gives the place of a value that stands.
func (p places) find(values Facts, k valueKey) (int, bool) {
	if k.value == "" {
		return 0, false
	}
	if p.at != nil {
		i, ok := p.at[k]
		return i, ok && values[i].Value != ""
	}
	for i := range values {
		if values[i].Value == k.value && values[i].Space == k.space {
			return i, true
		}
	}
	return 0, false
}

// seen is a set of keys, in the same two ways.
type seen struct {
	few  []valueKey
	many map[valueKey]bool
}

func newSeen(most int) seen {
	if most < indexedFrom {
		return seen{}
	}
	return seen{many: make(map[valueKey]bool, most)}
}

// first tells whether the key was not there yet, and keeps it.
func (s *seen) first(k valueKey) bool {
	if s.many != nil {
		known := s.many[k]
		s.many[k] = true
		return !known
	}
	for i := range s.few {
		if s.few[i] == k {
			return false
		}
	}
	s.few = append(s.few, k)
	return true
}
