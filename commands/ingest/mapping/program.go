package mapping

import (
	"strings"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/clean"
	"github.com/cerebro-cdp/cerebro/domain/event"
)

// program is a plan made ready for rows: steps that each read some columns and
// state some categories.
type program struct {
	mode  Mode
	key   int // column, -1 = none
	steps []step
	who   map[category.Number]bool // categories that tell who a row is about
	used  []int                    // columns some step reads
}

// step reads its columns of a row and states its categories.
type step interface{ run(r *run) }

// source is one column as a step reads it.
type source struct {
	at     int
	header string
	values map[string]string // these cells only, as these values; "*" = any
	opts   clean.Options
}

// run is a row while it is read.
type run struct {
	p        *program
	row      []string
	facts    []event.Fact
	problems []Problem
	groups   uint16
	at       RowFacts
	given    bool // the row has a given name
	born     bool // the row has a birth date or year
}

// raw is a cell without the blanks around it.
func (r *run) raw(s *source) string {
	if s.at >= len(r.row) {
		return ""
	}
	return trim(r.row[s.at])
}

// cell is what a cell says, through the values of the column where it has any.
func (r *run) cell(s *source) string {
	c := r.raw(s)
	if len(s.values) == 0 || c == "" {
		return c
	}
	key := strings.ToLower(c)
	if v, ok := s.values[key]; ok {
		return v
	}
	if v, ok := s.values[strings.TrimLeft(key, "0")]; ok {
		return v
	}
	return s.values["*"]
}

// trim takes blanks and zero bytes off.
func trim(s string) string {
	if s == "" || s[0] > ' ' && s[len(s)-1] > ' ' && s[0] < 0x80 && s[len(s)-1] < 0x80 {
		return s
	}
	return strings.Trim(strings.TrimSpace(s), "\x00")
}

// stating is one category while its values are stated: which operation comes
// next, and what was stated.
type stating struct {
	c     category.Category
	next  event.Op
	many  bool
	said  bool // a value was stated
	heard bool // a cell was not blank
	seen  []string
}

// state begins with a category of the row.
func (r *run) state(c category.Category) stating {
	s := stating{c: c, next: event.Set, many: c.Cardinality == category.Many}
	if r.p.mode == Append && s.many {
		s.next = event.Add
	}
	return s
}

// add states one value with its parts and returns false when it was stated
// before, or the category holds one value and has it.
func (r *run) add(s *stating, value, raw, space string, parts []part) bool {
	if s.said && !s.many {
		return false
	}
	for _, v := range s.seen {
		if v == value {
			return false
		}
	}
	f := event.Fact{Op: s.next, Category: s.c.Number, Value: value, Raw: raw, Space: space}
	if len(parts) > 0 {
		r.groups++
		f.Group = r.groups
	}
	r.facts = append(r.facts, f)
	for _, p := range parts {
		r.facts = append(r.facts, event.Fact{Op: event.Set, Category: p.number, Group: f.Group, Value: p.value, Raw: p.raw})
	}
	s.said = true
	if s.many {
		s.seen = append(s.seen, value)
		s.next = event.Add
	}
	return true
}

// part is a value that belongs to another.
type part struct {
	number     category.Number
	value, raw string
}

// lose keeps a cell that gave no value, and says why.
func (r *run) lose(s *stating, src *source, raw, why string) {
	r.facts = append(r.facts, event.Fact{Op: s.next, Category: s.c.Number, Raw: rawText(raw, "")})
	r.problem(src, s.c.Name, raw, why, Lost)
}

func (r *run) problem(src *source, category, raw, why string, level Level) {
	r.problems = append(r.problems, Problem{Header: src.header, Category: category, Raw: rawText(raw, ""), Reason: why, Level: level})
}

// end clears, in a snapshot, a category of which every cell was blank.
func (r *run) end(s *stating) {
	if r.p.mode == Snapshot && !s.said && !s.heard {
		r.facts = append(r.facts, event.Fact{Op: event.Clear, Category: s.c.Number})
	}
}
