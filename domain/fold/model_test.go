package fold_test

import (
	"bytes"
	"cmp"
	"slices"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
)

var (
	account = uuid.MustParse("a0000000-0000-4000-8000-000000000001")
	day0    = time.Date(2024, 5, 17, 12, 0, 0, 0, time.UTC)
)

func cat(name string) category.Number {
	n := category.BuiltIn().Number(name)
	if n == 0 {
		panic("no category " + name)
	}
	return n
}

// id is a uuid made of a kind and a number.
func id(kind byte, n int) uuid.UUID {
	return uuid.UUID{kind, 6: 0x40, 8: 0x80, 13: byte(n >> 16), 14: byte(n >> 8), 15: byte(n)}
}

func at(e event.Event, occurred, recorded int) event.Event {
	e.OccurredAt = day0.Add(time.Duration(occurred) * time.Minute)
	e.RecordedAt = day0.Add(time.Duration(recorded) * time.Minute)
	return e
}

func observed(n int, facts ...event.Fact) event.Event {
	return at(event.Event{
		Envelope: event.Envelope{ID: id('e', n), Type: event.TypeRecordObserved, Account: account, Record: id('r', 1), Source: id('s', 1)},
		Payload:  &event.RecordObserved{Key: "k", Facts: facts, Cleaner: 1},
	}, n, n)
}

func fact(op event.Op, name, value string) event.Fact {
	return event.Fact{Op: op, Category: cat(name), Value: value}
}

// grouped gives facts one group number.
func grouped(group uint16, facts ...event.Fact) []event.Fact {
	for i := range facts {
		facts[i].Group = group
	}
	return facts
}

// facts draws the operations of one observation.
func facts(t *rapid.T) []event.Fact {
	var out []event.Fact
	group := uint16(0)
	for range rapid.IntRange(0, 4).Draw(t, "operations") {
		op := event.Op(rapid.IntRange(1, 4).Draw(t, "op"))
		value := rapid.SampledFrom([]string{"", "a", "b", "c"}).Draw(t, "value")
		switch rapid.SampledFrom([]string{"first_name", "tag", "phone", "address"}).Draw(t, "category") {
		case "first_name":
			out = append(out, fact(op, "first_name", value))
		case "tag":
			out = append(out, fact(op, "tag", value))
		case "phone":
			group++
			kind := rapid.SampledFrom([]string{"mobile", "landline"}).Draw(t, "kind")
			whole := []event.Fact{fact(op, "phone", value)}
			if rapid.Bool().Draw(t, "with kind") {
				whole = append(whole, fact(op, "phone_type", kind))
			}
			out = append(out, grouped(group, whole...)...)
		case "address":
			group++
			kind := rapid.SampledFrom([]string{"home", "mail", ""}).Draw(t, "kind")
			out = append(out, grouped(group, fact(op, "address", kind), fact(op, "city", "C"+value))...)
		}
	}
	return out
}

// history draws the events of one record: observations, some from imports,
// confirmations and recleanings, each after its observation.
func history(t *rapid.T, most int) []event.Event {
	n := rapid.IntRange(0, most).Draw(t, "observations")
	var out []event.Event
	for i := range n {
		e := at(observed(i, facts(t)...), rapid.IntRange(0, 5).Draw(t, "occurred"), rapid.IntRange(0, 5).Draw(t, "recorded"))
		e.Import = rapid.SampledFrom([]uuid.UUID{uuid.Nil, uuid.Nil, id('i', 1), id('i', 2)}).Draw(t, "import")
		out = append(out, e)
		if e.Import != uuid.Nil && rapid.Bool().Draw(t, "confirmed") {
			out = append(out, event.Event{
				Envelope: event.Envelope{ID: id('c', i), Type: event.TypeImportConfirmed, Account: account, Import: id('i', 2)},
				Payload:  &event.ImportConfirmed{Observations: []uuid.UUID{e.ID}},
			})
		}
		for k := range rapid.IntRange(0, 2).Draw(t, "recleaned") {
			out = append(out, event.Event{
				Envelope: event.Envelope{ID: id('l', 10*i+k), Type: event.TypeRecordRecleaned, Account: account, Record: e.Record},
				Payload:  &event.RecordRecleaned{Observation: e.ID, Facts: facts(t), Cleaner: rapid.IntRange(1, 3).Draw(t, "cleaner")},
			})
		}
	}
	return out
}

// causal shuffles events, keeping those that speak of an observation after it.
func causal(t *rapid.T, events []event.Event) []event.Event {
	out := rapid.Permutation(events).Draw(t, "order")
	first := func(e event.Event) int {
		if e.Type == event.TypeRecordObserved {
			return 0
		}
		return 1
	}
	if rapid.Bool().Draw(t, "all observations first") {
		slices.SortStableFunc(out, func(a, b event.Event) int { return first(a) - first(b) })
		return out
	}
	place := map[uuid.UUID]int{}
	for i, e := range out {
		place[e.ID] = i
	}
	after := func(e event.Event) int {
		switch p := e.Payload.(type) {
		case *event.RecordRecleaned:
			return max(place[e.ID], place[p.Observation])
		case *event.ImportConfirmed:
			return max(place[e.ID], place[p.Observations[0]])
		}
		return place[e.ID]
	}
	slices.SortStableFunc(out, func(a, b event.Event) int {
		return cmp.Or(after(a)-after(b), first(a)-first(b))
	})
	return out
}

// plain folds a history the slow and obvious way.
func plain(events []event.Event, retracted uuid.UUID) map[category.Number][]string {
	type obs struct {
		e       event.Event
		facts   []event.Fact
		cleaner int
		by      uuid.UUID
		imports []uuid.UUID
	}
	all := map[uuid.UUID]*obs{}
	for _, e := range events {
		if p, ok := e.Payload.(*event.RecordObserved); ok {
			all[e.ID] = &obs{e, p.Facts, p.Cleaner, uuid.Nil, []uuid.UUID{e.Import}}
		}
	}
	for _, e := range events {
		switch p := e.Payload.(type) {
		case *event.RecordRecleaned:
			if o := all[p.Observation]; p.Cleaner > o.cleaner || p.Cleaner == o.cleaner && bytes.Compare(e.ID[:], o.by[:]) > 0 {
				o.facts, o.cleaner, o.by = p.Facts, p.Cleaner, e.ID
			}
		case *event.ImportConfirmed:
			all[p.Observations[0]].imports = append(all[p.Observations[0]].imports, e.Import)
		}
	}
	var ordered []*obs
	for _, o := range all {
		if slices.ContainsFunc(o.imports, func(i uuid.UUID) bool { return i != retracted || i == uuid.Nil }) {
			ordered = append(ordered, o)
		}
	}
	slices.SortFunc(ordered, func(a, b *obs) int {
		return cmp.Or(a.e.OccurredAt.Compare(b.e.OccurredAt), a.e.RecordedAt.Compare(b.e.RecordedAt), bytes.Compare(a.e.ID[:], b.e.ID[:]))
	})
	out := map[category.Number][]string{}
	for _, o := range ordered {
		for i, f := range o.facts {
			if i > 0 && f.Group != 0 && f.Group == o.facts[i-1].Group {
				continue // a part
			}
			without := slices.DeleteFunc(slices.Clone(out[f.Category]), func(v string) bool { return v == f.Value })
			switch {
			case f.Op == event.Clear && (f.Category != fold.AddressCategory || f.Value == ""):
				out[f.Category] = nil
			case f.Op == event.Clear, f.Op == event.Remove:
				out[f.Category] = without
			case f.Value == "":
			case f.Op == event.Add || f.Category == fold.AddressCategory:
				out[f.Category] = append(without, f.Value)
			default:
				out[f.Category] = []string{f.Value}
			}
		}
	}
	return out
}

func values(f fold.Facts) map[category.Number][]string {
	out := map[category.Number][]string{}
	for _, v := range f {
		out[v.Category] = append(out[v.Category], v.Value)
	}
	return out
}

func retract(imp uuid.UUID) fold.Filter {
	return fold.Filter{ImportRetracted: func(i uuid.UUID) bool { return i == imp }}
}
