package index

import "encoding/binary"

// EncodeTuple packs the values of an activity's dimensions, in the order the
// type declares them, folded; "" when it has none of them.
func EncodeTuple(values []string) string {
	n := len(values)
	for n > 0 && values[n-1] == "" {
		n--
	}
	var b []byte
	for _, v := range values[:n] {
		b = append(binary.AppendUvarint(b, uint64(len(v))), v...)
	}
	return string(b)
}

// DecodeTuple reverses EncodeTuple.
func DecodeTuple(t string) []string {
	var out []string
	for b := []byte(t); len(b) > 0; {
		n, k := binary.Uvarint(b)
		if k <= 0 || n > uint64(len(b)-k) {
			return out
		}
		out = append(out, string(b[k:k+int(n)])) //nolint:gosec // checked
		b = b[k+int(n):]                         //nolint:gosec // checked
	}
	return out
}

// Type is the number of an activity type by its folded name; false when nobody
// did it.
func (a *Account) Type(name string) (uint32, bool) {
	ids := a.texts.types.Find(name)
	if len(ids) == 0 {
		return 0, false
	}
	return ids[0], true
}

// Tuples lists the numbers of a type's tuples that pass.
func (a *Account) Tuples(activity uint32, pass func(values []string) bool) []uint32 {
	d := a.texts.tuplesOf(activity)
	if d == nil {
		return nil
	}
	return d.Match(func(t string) bool { return pass(DecodeTuple(t)) })
}

// Series is what a source knows of a type; nil when nothing.
func (a *Account) Series(scope int, activity uint32) *Series {
	return a.series[SeriesKey{uint32(scope), activity}] //nolint:gosec // scopes are counted from 0
}
