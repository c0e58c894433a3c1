package facts

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/clean"
	"github.com/cerebro-cdp/cerebro/domain/event"
)

// Problem is a value that is not as it should be.
type Problem struct {
	Category string
	Raw      string
	Reason   string
	// Kept is true when the value was cleaned all the same and is only doubtful.
	Kept bool
}

func (p Problem) Error() string { return fmt.Sprintf("%s: %s", p.Category, p.Reason) }

// Language is what values are read by: the account's catalogue and regions.
type Language struct {
	Catalogue *category.Catalogue
	Clean     clean.Options
	// Space is the id space of the source, written on strong ids.
	Space string
}

// Set collects the fact operations of one observation.
type Set struct {
	lang     Language
	facts    []event.Fact
	problems []Problem
	groups   uint16
}

// NewSet starts an empty observation.
func NewSet(l Language) *Set { return &Set{lang: l} }

// Facts are the operations collected, in the order they were stated.
func (s *Set) Facts() []event.Fact { return s.facts }

// Problems are the values that were not as they should be.
func (s *Set) Problems() []Problem { return s.problems }

// State applies op to a category with one or more raw values: the first Set is
// followed by Adds. It reports nothing for blanks and placeholders.
func (s *Set) State(op event.Op, c category.Category, raws ...string) {
	next := op
	for _, raw := range raws {
		o := s.lang.Clean
		o.Single = len(raws) > 1
		r := clean.Fact(c.Name, string(c.Type), raw, o)
		if r.Problem != "" {
			s.problems = append(s.problems, Problem{c.Name, raw, r.Problem, len(r.Values) > 0})
		}
		if len(r.Values) == 0 && !r.Missing {
			s.facts = append(s.facts, event.Fact{Op: next, Category: c.Number, Raw: raw})
			continue
		}
		for _, v := range r.Values {
			if c.Cardinality == category.One && next == event.Add {
				continue // one value a record: the first one stated
			}
			s.add(next, c, v, raw, len(r.Values) == 1)
			if next == event.Set {
				next = event.Add
			}
		}
	}
}

// Clear takes all values of a category away.
func (s *Set) Clear(c category.Category) {
	s.facts = append(s.facts, event.Fact{Op: event.Clear, Category: c.Number})
}

// Address states a compound address.
func (s *Set) Address(op event.Op, in clean.AddressInput) bool {
	v, ok := clean.Address(in, s.lang.Clean)
	if !ok {
		return false
	}
	c, _ := s.lang.Catalogue.Named("address")
	s.add(op, c, v, v.Text, false)
	return true
}

// add appends a value with its parts as a group. raw is kept when the cell held
// this value alone.
func (s *Set) add(op event.Op, c category.Category, v clean.Value, raw string, alone bool) {
	f := event.Fact{Op: op, Category: c.Number, Value: v.Text}
	if alone && raw != v.Text {
		f.Raw = raw
	}
	if c.StrongID {
		f.Space = s.lang.Space
	}
	if len(v.Parts) == 0 && !compound(c) {
		s.facts = append(s.facts, f)
		return
	}
	s.groups++
	f.Group = s.groups
	s.facts = append(s.facts, f)
	for _, p := range v.Parts {
		s.part(f.Group, p.Category, p.Text, p.Raw)
	}
}

// compound tells which categories other facts may be grouped with later.
func compound(c category.Category) bool {
	return c.Name == "email" || c.Name == "phone" || c.Name == "address"
}

func (s *Set) part(group uint16, name, value, raw string) {
	n := s.lang.Catalogue.Number(name)
	if n == 0 || value == "" {
		return
	}
	s.facts = append(s.facts, event.Fact{Op: event.Set, Category: n, Group: group, Value: value, Raw: raw})
}

// Describe attaches a part (phone_type, sms_opt_in, email_opt_in) to every
// value of its parent stated so far, and reports whether there was one.
func (s *Set) Describe(c category.Category, raw string) bool {
	parent := s.lang.Catalogue.Number(c.Parents[0])
	r := clean.Fact(c.Name, string(c.Type), raw, s.lang.Clean)
	if len(r.Values) == 0 {
		if !r.Missing {
			s.problems = append(s.problems, Problem{Category: c.Name, Raw: raw, Reason: r.Problem})
		}
		return true
	}
	found := false
	for i := len(s.facts) - 1; i >= 0; i-- {
		f := s.facts[i]
		if f.Category != parent || f.Group == 0 || f.Op != event.Set && f.Op != event.Add {
			continue
		}
		found = true
		// Beside its group: folds know a group by its members standing together.
		end := i + 1
		for end < len(s.facts) && s.facts[end].Group == f.Group {
			end++
		}
		s.facts = slices.Insert(s.facts, end, event.Fact{
			Op: event.Set, Category: c.Number, Group: f.Group, Value: r.Values[0].Text, Raw: keepRaw(raw, r.Values[0].Text),
		})
	}
	return found
}

func keepRaw(raw, value string) string {
	if raw == value {
		return ""
	}
	return raw
}

// Identifier states a strong id as it is, in a space.
func Identifier(n category.Number, value, space string) event.Fact {
	return event.Fact{Op: event.Add, Category: n, Value: strings.TrimSpace(value), Space: space}
}
