package fold

import (
	"slices"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/event"
)

// AddressCategory is the number of the compound address category, whose values
// are kinds ("home", "mail", "work") and whose parts are the address.
const AddressCategory category.Number = 27

// Part is a value that belongs to another one: the city of an address, the
// kind of a phone number.
type Part struct {
	Category category.Number
	Value    string
	Raw      string // "" when equal to Value
}

// Value is one current value of a record.
type Value struct {
	Category category.Number
	Value    string // clean; of an address its kind
	Raw      string // "" when equal to Value
	Space    string // of strong ids: where the value is unique
	Parts    []Part
	Statement
}

// Part finds the value of a part, "" when it is not stated.
func (v Value) Part(cat category.Number) string {
	for _, p := range v.Parts {
		if p.Category == cat {
			return p.Value
		}
	}
	return ""
}

// RawText is the text as it came.
func (v Value) RawText() string {
	if v.Raw == "" {
		return v.Value
	}
	return v.Raw
}

// Facts are the current values of one record, ordered by category and, within
// one, by the order of their statements (the newest last).
type Facts []Value

// Of gives the values of a category.
func (f Facts) Of(cat category.Number) Facts {
	lo, _ := slices.BinarySearchFunc(f, cat, func(v Value, c category.Number) int { return int(v.Category) - int(c) })
	hi := lo
	for hi < len(f) && f[hi].Category == cat {
		hi++
	}
	return f[lo:hi]
}

// Newest is the newest value of a category.
func (f Facts) Newest(cat category.Number) (Value, bool) {
	of := f.Of(cat)
	if len(of) == 0 {
		return Value{}, false
	}
	return of[len(of)-1], true
}

// operation is one fact operation with its place.
type operation struct {
	cat   category.Number
	seq   int32 // place in the order of statements within the record
	fact  int32
	in    *Observation
	parts int32 // how many parts follow in the same group
}

func (o *operation) of() *event.Fact { return &o.in.Facts[o.fact] }

// Current folds the record's operations, those of the retracted left out.
func (r *Record) Current(f Filter) Facts {
	ops := r.operations(f)
	if len(ops) == 0 {
		return nil
	}
	slices.SortFunc(ops, func(a, b operation) int {
		if a.cat != b.cat {
			return int(a.cat) - int(b.cat)
		}
		return int(a.seq - b.seq)
	})
	out := make(Facts, 0, len(ops))
	for start := 0; start < len(ops); {
		end := start + 1
		for end < len(ops) && ops[end].cat == ops[start].cat {
			end++
		}
		out = foldCategory(out, ops[start:end])
		start = end
	}
	return out
}

// operations lists the operations in force in their order. A part in a group
// is no operation of its own, and one without a clean value states nothing.
func (r *Record) operations(f Filter) []operation {
	if r.Erased || (f.SourceRetracted != nil && f.SourceRetracted(r.Source)) {
		return nil
	}
	var ops []operation
	for i := range r.observations {
		o := &r.observations[i]
		if !o.inForce(f) {
			continue
		}
		for n := 0; n < len(o.Facts); {
			parts := groupLength(o.Facts[n:]) - 1
			if states(&o.Facts[n]) {
				ops = append(ops, operation{o.Facts[n].Category, int32(len(ops)), int32(n), o, int32(parts)})
			}
			n += 1 + parts
		}
	}
	return ops
}

// groupLength tells how many facts, from the first on, are one compound value.
func groupLength(facts []event.Fact) int {
	n := 1
	for facts[0].Group != 0 && n < len(facts) && facts[n].Group == facts[0].Group {
		n++
	}
	return n
}

func states(f *event.Fact) bool {
	switch f.Op {
	case event.Set, event.Add:
		return f.Value != ""
	case event.Remove, event.Clear:
		return true
	}
	return false
}

// foldCategory appends what the operations of one category come to. A value
// that no longer stands is marked by an empty text until the end.
func foldCategory(out Facts, ops []operation) Facts {
	from := len(out)
	at := newPlaces(len(ops))
	fresh := from // everything before was superseded by a set or a clear
	forget := func() {
		for ; fresh < len(out); fresh++ {
			out[fresh].Value = ""
		}
	}
	for i := range ops {
		op := ops[i].of()
		key := valueKey{op.Value, op.Space}
		old, standing := at.find(out[from:], key)
		old += from
		var v Value
		if op.Op == event.Set || op.Op == event.Add {
			v = ops[i].value()
		}
		if standing && v.Value != "" {
			v.inherit(&out[old])
		}
		switch {
		case op.Op == event.Set && op.Category != AddressCategory, op.Op == event.Clear && (op.Category != AddressCategory || op.Value == ""):
			forget()
		case standing:
			out[old].Value = ""
		}
		if v.Value != "" {
			at.put(key, len(out)-from)
			out = append(out, v)
		}
	}
	kept := slices.DeleteFunc(out[from:], func(v Value) bool { return v.Value == "" })
	return out[:from+len(kept)]
}

func (o *operation) value() Value {
	f := o.of()
	v := Value{
		Category: f.Category, Value: f.Value, Raw: f.Raw, Space: f.Space,
		Statement: o.in.Statement(int(o.fact)),
	}
	if o.parts > 0 {
		v.Parts = make([]Part, 0, o.parts)
		for _, p := range o.in.Facts[o.fact+1 : o.fact+1+o.parts] {
			if p.Value != "" {
				v.Parts = append(v.Parts, Part{p.Category, p.Value, p.Raw})
			}
		}
	}
	return v
}

// inherit keeps the parts of a value stated again that the new statement does
// not mention: a number given twice keeps its kind. An address is replaced as
// a whole.
func (v *Value) inherit(old *Value) {
	if v.Category == AddressCategory {
		return
	}
	for _, p := range old.Parts {
		if v.Part(p.Category) == "" {
			v.Parts = append(v.Parts, p)
		}
	}
}
